//! The mailbox on disk: an `.eml` file for each mail, as it would have been sent, and a `.json` with
//! what the console shows of it. The names hold the mail's id and its account, so that a repeated
//! try replaces itself and no account is shown another's mail.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Mail, Rendered};
use crate::clock::Millis;
use crate::error::Result;

/// A folder of mails.
#[derive(Clone, Debug)]
pub struct DiskMailbox {
    folder: PathBuf,
}

/// A mail in the folder.
#[derive(Clone, Debug)]
pub struct StoredMail {
    /// Its id.
    pub id: Uuid,
    /// The account it was sent for.
    pub account: Uuid,
    /// The whole message as it would have been sent.
    pub bytes: Vec<u8>,
}

/// A mail in the folder, as the console shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShownMail {
    /// Its id.
    pub id: Uuid,
    /// The recipient.
    pub to: String,
    /// Where an answer goes.
    pub reply_to: Option<String>,
    /// When it was written.
    pub at: Millis,
    /// See [`Mail::private`].
    pub private: bool,
    /// What it says.
    pub content: Rendered,
}

impl DiskMailbox {
    /// Opens the folder and makes it when it is missing.
    pub fn open(folder: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    pub(super) async fn store(&self, mail: &Mail, message: Vec<u8>) -> Result<()> {
        let shown = ShownMail {
            id: mail.id,
            to: mail.to.clone(),
            reply_to: mail.reply_to.as_ref().map(|(_, address)| address.clone()),
            at: mail.at,
            private: mail.private,
            content: mail.content.clone(),
        };
        self.write(mail.account, mail.id, "json", serde_json::to_vec(&shown)?).await?;
        self.write(mail.account, mail.id, "eml", message).await
    }

    async fn write(&self, account: Uuid, id: Uuid, kind: &str, bytes: Vec<u8>) -> Result<()> {
        let part = self.file(account, id, &format!("{kind}.part"));
        tokio::fs::write(&part, bytes).await?;
        Ok(tokio::fs::rename(&part, self.file(account, id, kind)).await?)
    }

    /// The newest mails of an account, or of all; newest first (ids are ordered by time).
    pub async fn newest(&self, account: Option<Uuid>, limit: usize) -> Result<Vec<StoredMail>> {
        let mut mails = Vec::new();
        for (id, account) in self.names(account, limit).await? {
            let bytes = tokio::fs::read(self.file(account, id, "eml")).await?;
            mails.push(StoredMail { id, account, bytes });
        }
        Ok(mails)
    }

    /// The newest mails of an account as the console shows them, newest first.
    pub async fn list(&self, account: Uuid, limit: usize) -> Result<Vec<ShownMail>> {
        let mut mails = Vec::new();
        for (id, _) in self.names(Some(account), limit).await? {
            mails.extend(self.show(account, id).await);
        }
        Ok(mails)
    }

    /// One mail of an account as the console shows it.
    pub async fn show(&self, account: Uuid, id: Uuid) -> Option<ShownMail> {
        let bytes = tokio::fs::read(self.file(account, id, "json")).await.ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Id and account of the newest.
    async fn names(&self, account: Option<Uuid>, limit: usize) -> Result<Vec<(Uuid, Uuid)>> {
        let mut names = Vec::new();
        let mut entries = tokio::fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let known = parse(&entry.file_name().to_string_lossy());
            names.extend(known.filter(|(_, of)| account.is_none_or(|account| account == *of)));
        }
        names.sort_unstable_by(|a, b| b.cmp(a));
        names.truncate(limit);
        Ok(names)
    }

    fn file(&self, account: Uuid, id: Uuid, kind: &str) -> PathBuf {
        self.folder.join(format!("{id}.{account}.{kind}"))
    }
}

/// Id and account from a file's name.
fn parse(name: &str) -> Option<(Uuid, Uuid)> {
    let (id, account) = name.strip_suffix(".eml")?.split_once('.')?;
    Some((id.parse().ok()?, account.parse().ok()?))
}
