//! The mailbox on disk: an `.eml` file for each mail, as it would have been sent, and a `.json` with
//! what the console shows of it. The names hold the mail's id and its account, so that a repeated
//! try replaces itself and no account is shown another's mail.

use std::io::ErrorKind;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Mail, Rendered};
use crate::clock::{DAY, Millis};
use crate::error::Result;

/// Mails that are kept.
const MOST: usize = 1_000;
/// How long they are kept.
const KEPT: Millis = 30 * DAY;

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

    /// Lets go of what is old, and of all but the newest; gives their number.
    pub(super) async fn sweep(&self, now: Millis) -> Result<usize> {
        let names = self.names(None, usize::MAX).await?;
        let mut gone = 0;
        // From the oldest: behind the first one that is to stay, all stay.
        for (place, (id, account)) in names.into_iter().enumerate().rev() {
            if place < MOST {
                match self.show(account, id).await {
                    Some(mail) if mail.at > now - KEPT => break,
                    Some(_) => {}
                    // What cannot be read now may be read later.
                    None => continue,
                }
            }
            // The name that lists it goes last.
            for kind in ["json", "eml"] {
                match tokio::fs::remove_file(self.file(account, id, kind)).await {
                    Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(cause.into()),
                    _ => {}
                }
            }
            gone += 1;
        }
        Ok(gone)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids;

    #[tokio::test]
    async fn the_newest_thousand_mails_of_thirty_days_are_kept() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("leadbell-mailbox-{}", ids::new_id()));
        let mailbox = DiskMailbox::open(folder.clone())?;
        let account = ids::new_id();
        let mut stored = Vec::new();
        for place in 0..1_003 {
            let at = if place < 5 { 0 } else { DAY };
            let mail = mail(account, at);
            mailbox.store(&mail, b"a mail".to_vec()).await?;
            stored.push(mail.id);
        }
        assert_eq!(mailbox.sweep(DAY).await?, 3);
        assert_eq!(mailbox.sweep(KEPT).await?, 2);
        assert_eq!(mailbox.sweep(KEPT).await?, 0);
        let left: Vec<Uuid> =
            mailbox.names(None, usize::MAX).await?.into_iter().map(|(id, _)| id).rev().collect();
        assert_eq!(left, stored[5..]);
        assert_eq!(std::fs::read_dir(&folder)?.count(), 2 * left.len());
        Ok(std::fs::remove_dir_all(folder)?)
    }

    fn mail(account: Uuid, at: Millis) -> Mail {
        Mail {
            id: ids::new_id(),
            account,
            to: "ann@shop.example".into(),
            reply_to: None,
            content: Rendered::default(),
            at,
            private: false,
        }
    }
}
