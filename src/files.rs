//! Stored files. So far a folder, which backups include.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

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
