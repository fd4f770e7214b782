//! `restore FILE`: puts an archive of `backup` back. What was there is kept beside it.

use std::fs::File;
use std::path::{Component, Path, PathBuf};

use flate2::read::GzDecoder;

use super::{DATABASE, FILES, KEY, LABEL};
use crate::app::lock;
use crate::clock::Clock;
use crate::config::{Config, Storage};
use crate::db::{Target, check_sqlite};
use crate::error::{Error, Result};
use crate::files::make_private;

/// Checks the archive, moves what is in the way into `replaced-…` in the data folder, and puts
/// the archive's content in place. Refused while a server uses the folder.
pub async fn restore(config: &Config, from: &Path) -> Result<String> {
    make_private(&config.data)?;
    let _lock = lock(&config.data)?;
    let now = Clock::system().now();
    let fresh = config.data.join(format!("restoring-{now}"));
    let done = unpack(config, from, &fresh, now).await;
    let _ = std::fs::remove_dir_all(&fresh);
    done
}

async fn unpack(config: &Config, from: &Path, fresh: &Path, now: i64) -> Result<String> {
    let file =
        File::open(from).map_err(|cause| Error::Invalid(format!("{}: {cause}", from.display())))?;
    std::fs::create_dir_all(fresh)?;
    extract(file, fresh).map_err(|cause| {
        Error::Invalid(format!("{} is not a whole backup: {cause}", from.display()))
    })?;
    if !fresh.join(LABEL).is_file() {
        return Err(Error::Invalid(format!("{} is not a backup of Leadbell", from.display())));
    }
    let replaced = config.data.join(format!("replaced-{now}"));
    let mut sentence = format!("{} is restored.", from.display());
    match &config.database {
        Target::Sqlite(path, _) => {
            let database = fresh.join(DATABASE);
            if !database.is_file() {
                return Err(Error::Invalid(format!(
                    "{} has no database: it was made on PostgreSQL",
                    from.display()
                )));
            }
            check_sqlite(&database).await?;
            for ending in ["-wal", "-shm"] {
                let beside = PathBuf::from(format!("{}{ending}", path.display()));
                set_aside(&beside, &replaced)?;
            }
            swap(&database, path, &replaced)?;
        }
        Target::Postgres(..) => {
            sentence.push_str(" Bring the database back with `pg_restore`.");
        }
    }
    swap(&fresh.join(KEY), &config.data.join(KEY), &replaced)?;
    if let Storage::Folder(folder) = &config.files
        && fresh.join(FILES).is_dir()
    {
        swap(&fresh.join(FILES), folder, &replaced)?;
    }
    if replaced.is_dir() {
        sentence = format!("{sentence} What it replaced is in {}.", replaced.display());
    }
    Ok(sentence)
}

/// Unpacks only what a backup has: plain files and folders with names inside the archive.
fn extract(file: File, to: &Path) -> Result<()> {
    let mut archive = tar::Archive::new(GzDecoder::new(file));
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        let kind = entry.header().entry_type();
        if !plain || !(kind.is_file() || kind.is_dir()) {
            return Err(Error::Invalid(format!("unexpected entry {}", path.display())));
        }
        entry.unpack(to.join(path))?;
    }
    Ok(())
}

fn swap(fresh: &Path, place: &Path, replaced: &Path) -> Result<()> {
    set_aside(place, replaced)?;
    if let Some(parent) = place.parent() {
        std::fs::create_dir_all(parent)?;
    }
    Ok(std::fs::rename(fresh, place)?)
}

fn set_aside(path: &Path, replaced: &Path) -> Result<()> {
    if let Some(name) = path.file_name().filter(|_| path.exists()) {
        std::fs::create_dir_all(replaced)?;
        std::fs::rename(path, replaced.join(name))?;
    }
    Ok(())
}
