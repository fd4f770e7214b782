//! Folders that go away with their owner.

use std::path::{Path, PathBuf};

/// An empty folder, removed when this is dropped.
pub struct TempFolder(PathBuf);

impl TempFolder {
    /// Makes one whose name begins with `leadbell-`.
    pub fn new(purpose: &str) -> Self {
        let name = format!("leadbell-{purpose}-{}", leadbell::ids::new_id().simple());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Every file in a folder and in the folders in it; none where there is no such folder.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files_in(&path)) } else { found.push(path) }
    }
    found
}
