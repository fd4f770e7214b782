//! Stored files. So far a folder, which backups include.

use std::path::{Path, PathBuf};

/// Where files are kept.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    /// Files in a folder, made when it is missing.
    pub fn in_folder(root: PathBuf) -> std::io::Result<Self> {
        std::fs::create_dir_all(&root)?;
        Ok(Self { root })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }
}
