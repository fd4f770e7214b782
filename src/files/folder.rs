//! Files in a folder: synced before they count as stored.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use axum::body::Body;
use tokio::fs::{self, File};
use tokio_util::io::ReaderStream;

use super::part::Part;

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1_024;

#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Names are made here and have letters, digits and `/` alone.
    fn place(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    pub(super) async fn put(&self, name: &str, mut part: Part) -> io::Result<()> {
        let place = self.place(name);
        let folder = place.parent().unwrap_or(&self.root).to_owned();
        fs::create_dir_all(&folder).await?;
        part.sealed().await?;
        part.move_to(&place).await?;
        sync(&folder).await?;
        sync(&self.root).await
    }

    pub(super) async fn get(&self, name: &str) -> io::Result<Option<Body>> {
        let file = match File::open(self.place(name)).await {
            Ok(file) => file,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(cause),
        };
        Ok(Some(Body::from_stream(ReaderStream::with_capacity(file, CHUNK))))
    }

    pub(super) async fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.place(name)).await {
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }
}

/// Has the names in a folder survive a power cut.
async fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder).await?.sync_all().await
}
