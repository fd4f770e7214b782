//! The mailbox on disk: one `.eml` file a mail, named by its id and its account, so that a
//! repeated try replaces itself and no account is shown another's mail.

use std::path::PathBuf;

use uuid::Uuid;

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

impl DiskMailbox {
    /// Opens the folder and makes it when it is missing.
    pub fn open(folder: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    pub(super) async fn store(&self, account: Uuid, id: Uuid, mail: Vec<u8>) -> Result<()> {
        let file = self.file(account, id);
        let part = file.with_extension("part");
        tokio::fs::write(&part, mail).await?;
        Ok(tokio::fs::rename(&part, file).await?)
    }

    /// The newest mails of an account, or of all; newest first (ids are ordered by time).
    pub async fn newest(&self, account: Option<Uuid>, limit: usize) -> Result<Vec<StoredMail>> {
        let mut names = Vec::new();
        let mut entries = tokio::fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let known = parse(&entry.file_name().to_string_lossy());
            names.extend(known.filter(|(_, of)| account.is_none_or(|account| account == *of)));
        }
        names.sort_unstable_by(|a, b| b.cmp(a));
        names.truncate(limit);
        let mut mails = Vec::with_capacity(names.len());
        for (id, account) in names {
            let bytes = tokio::fs::read(self.file(account, id)).await?;
            mails.push(StoredMail { id, account, bytes });
        }
        Ok(mails)
    }

    /// One mail of an account.
    pub async fn get(&self, account: Uuid, id: Uuid) -> Option<StoredMail> {
        let bytes = tokio::fs::read(self.file(account, id)).await.ok()?;
        Some(StoredMail { id, account, bytes })
    }

    fn file(&self, account: Uuid, id: Uuid) -> PathBuf {
        self.folder.join(format!("{id}.{account}.eml"))
    }
}

/// Id and account from a file's name.
fn parse(name: &str) -> Option<(Uuid, Uuid)> {
    let (id, account) = name.strip_suffix(".eml")?.split_once('.')?;
    Some((id.parse().ok()?, account.parse().ok()?))
}
