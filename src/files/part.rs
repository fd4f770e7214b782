//! A file while it is being written. It is gone when it is dropped, whatever the reason: a refusal,
//! a client that left, a panic.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ring::digest::{Context, SHA256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};

use crate::clock::Millis;
use crate::ids;

/// A file that has no name yet.
pub struct Part {
    file: File,
    path: Unplaced,
    hash: Context,
    size: u64,
}

/// A path, until the file has been moved to its place.
struct Unplaced(Option<PathBuf>);

impl Drop for Unplaced {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // What stays is removed by the housekeeping.
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Part {
    pub(super) async fn new(folder: &Path) -> io::Result<Self> {
        let path = folder.join(ids::new_id().simple().to_string());
        let mut options = File::options();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let file = options.open(&path).await?;
        Ok(Self { file, path: Unplaced(Some(path)), hash: Context::new(&SHA256), size: 0 })
    }

    /// Adds bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes).await?;
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        Ok(())
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Its first bytes, `most` at most.
    pub async fn head(&mut self, most: u64) -> io::Result<Vec<u8>> {
        self.file.flush().await?;
        self.file.rewind().await?;
        let mut head = Vec::new();
        (&mut self.file).take(most).read_to_end(&mut head).await?;
        Ok(head)
    }

    /// The whole of it on disk, to be read from its beginning, and its SHA-256.
    pub(super) async fn sealed(&mut self) -> io::Result<String> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        self.file.rewind().await?;
        Ok(hex(self.hash.clone().finish().as_ref()))
    }

    /// What reads it on; the file is gone when the part is.
    pub(super) async fn reader(&self) -> io::Result<File> {
        self.file.try_clone().await
    }

    /// Moves it to its place.
    pub(super) async fn move_to(mut self, place: &Path) -> io::Result<()> {
        if let Some(path) = &self.path.0 {
            tokio::fs::rename(path, place).await?;
        }
        self.path.0 = None;
        Ok(())
    }
}

/// Bytes as small hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Removes parts to which nothing was written for a time.
pub(super) async fn sweep(folder: &Path, abandoned: Millis) -> io::Result<()> {
    let abandoned = Duration::from_millis(u64::try_from(abandoned).unwrap_or(u64::MAX));
    let mut entries = tokio::fs::read_dir(folder).await?;
    while let Some(entry) = entries.next_entry().await? {
        // One of another node may be moved to its place just now.
        let Ok(data) = entry.metadata().await else { continue };
        let is_old =
            data.modified().is_ok_and(|at| at.elapsed().is_ok_and(|elapsed| elapsed > abandoned));
        if data.is_file() && is_old {
            let _ = tokio::fs::remove_file(entry.path()).await;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{DAY, HOUR};

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("leadbell-{name}-{}", ids::new_id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn count(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[tokio::test]
    async fn a_part_that_is_let_go_of_leaves_nothing_behind() {
        let folder = folder("part");
        let mut part = Part::new(&folder).await.unwrap();
        part.write(b"hello").await.unwrap();
        assert_eq!((part.size(), part.head(3).await.unwrap()), (5, b"hel".to_vec()));
        assert_eq!(count(&folder), 1);
        drop(part);
        assert_eq!(count(&folder), 0);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn a_part_that_a_crash_left_is_swept_after_a_day() {
        let folder = folder("sweep");
        let (old, new) = (folder.join("old"), folder.join("new"));
        for path in [&old, &new] {
            std::fs::write(path, "x").unwrap();
        }
        let file = std::fs::File::options().write(true).open(&old).unwrap();
        let written = file.metadata().unwrap().modified().unwrap();
        file.set_modified(written - Duration::from_hours(25)).unwrap();
        sweep(&folder, DAY).await.unwrap();
        assert!(!old.exists() && new.exists());
        sweep(&folder, -HOUR).await.unwrap();
        assert!(new.exists(), "a strange time keeps it");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
