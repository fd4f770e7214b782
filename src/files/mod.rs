//! Stored files: in a folder, which backups include, or in a bucket. A file is written to a part
//! of its own first, so that nothing of it is held in memory and nothing half is ever stored.

mod bucket;
mod folder;
mod part;
mod sign;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;

use self::bucket::Bucket;
use self::folder::Folder;
pub use self::part::Part;
use crate::clock::{DAY, Millis};
use crate::config::Storage;
use crate::error::{Error, Result};

/// The folder, in that of stored files or in the data folder, of what is still being written.
pub const PARTS: &str = ".parts";
/// How long a part may be there that nobody writes to any more.
const ABANDONED: Millis = DAY;

/// Where files are kept. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Files {
    store: Arc<Store>,
    parts: PathBuf,
}

#[derive(Debug)]
enum Store {
    Folder(Folder),
    Bucket(Bucket),
}

impl Files {
    /// Files where the settings say; `data` is the data folder.
    pub fn open(storage: &Storage, data: &Path) -> Result<Self> {
        let (store, parts) = match storage {
            // On the same disk, so that a part can be moved to its place.
            Storage::Folder(root) => (Store::Folder(Folder::new(root.clone())), root.join(PARTS)),
            Storage::Bucket(bucket) => (Store::Bucket(Bucket::new(bucket)?), data.join(PARTS)),
        };
        std::fs::create_dir_all(&parts).map_err(|cause| {
            let folder = parts.parent().unwrap_or(&parts).display();
            Error::Invalid(format!("LEADBELL_FILES_URL: {folder} cannot be used: {cause}"))
        })?;
        Ok(Self { store: Arc::new(store), parts })
    }

    /// A new part, to be written to.
    pub async fn part(&self) -> Result<Part> {
        Part::new(&self.parts).await.map_err(storage)
    }

    /// Stores a whole part under a name; one that is there is replaced.
    pub async fn put(&self, name: &str, part: Part) -> Result<()> {
        match &*self.store {
            Store::Folder(folder) => folder.put(name, part).await.map_err(storage),
            Store::Bucket(bucket) => bucket.put(name, part).await,
        }
    }

    /// The content of a stored file, as it comes; `None` where there is none of this name.
    pub async fn get(&self, name: &str) -> Result<Option<Body>> {
        match &*self.store {
            Store::Folder(folder) => folder.get(name).await.map_err(storage),
            Store::Bucket(bucket) => bucket.get(name).await,
        }
    }

    /// Removes a stored file, if it is there.
    pub async fn remove(&self, name: &str) -> Result<()> {
        match &*self.store {
            Store::Folder(folder) => folder.remove(name).await.map_err(storage),
            Store::Bucket(bucket) => bucket.remove(name).await,
        }
    }

    /// Removes parts that a crash left behind.
    pub async fn sweep(&self) -> Result<()> {
        part::sweep(&self.parts, ABANDONED).await.map_err(storage)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "maps an error")]
fn storage(cause: std::io::Error) -> Error {
    Error::Storage(cause.to_string())
}

/// Makes the data folder so that only the server's own user may enter: there are people's words
/// in it. One that is there keeps the rights that its owner gave it.
pub fn make_private(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|cause| {
        Error::Invalid(format!("LEADBELL_DATA: {} cannot be made: {cause}", folder.display()))
    })
}
