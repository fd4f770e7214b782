//! The mailbox on disk: one `.eml` file a mail, named by its Message-ID, so that a repeated try
//! replaces itself.

use std::path::{Path, PathBuf};

use crate::error::Result;

/// A folder of mails.
#[derive(Clone, Debug)]
pub struct DiskMailbox {
    folder: PathBuf,
}

/// A mail in the folder.
#[derive(Clone, Debug)]
pub struct StoredMail {
    /// The file's name, without its folder.
    pub name: String,
    /// The whole message as it would have been sent.
    pub bytes: Vec<u8>,
}

impl DiskMailbox {
    /// Opens the folder and makes it when it is missing.
    pub fn open(folder: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    pub(super) async fn store(&self, name: &Path, bytes: Vec<u8>) -> std::io::Result<()> {
        let part = self.folder.join(name).with_extension("part");
        tokio::fs::write(&part, bytes).await?;
        tokio::fs::rename(&part, self.folder.join(name)).await
    }

    /// The newest mails, newest first (names begin with a time-ordered id).
    pub async fn newest(&self, limit: usize) -> Result<Vec<StoredMail>> {
        let mut names = Vec::new();
        let mut entries = tokio::fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name().to_string_lossy().into_owned();
            if Path::new(&name).extension().is_some_and(|extension| extension == "eml") {
                names.push(name);
            }
        }
        names.sort_unstable_by(|a, b| b.cmp(a));
        names.truncate(limit);
        let mut mails = Vec::with_capacity(names.len());
        for name in names {
            let bytes = tokio::fs::read(self.folder.join(&name)).await?;
            mails.push(StoredMail { name, bytes });
        }
        Ok(mails)
    }
}
