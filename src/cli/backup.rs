//! `backup FILE`: database, files and key in one archive (tar, gzip), while the server runs.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::{DATABASE, FILES, KEY, LABEL};
use crate::clock::Clock;
use crate::config::{Config, Storage};
use crate::db::{Target, copy_sqlite};
use crate::error::{Error, Result};
use crate::files::PARTS;
use crate::ids;
use crate::keys::Keys;

/// Writes the archive and returns a sentence about what is in it. The file appears whole or not
/// at all; one that is there is replaced by `force` only.
pub async fn backup(config: &Config, to: &Path, force: bool) -> Result<String> {
    if to.exists() && !force {
        return Err(Error::Invalid(format!(
            "{} is there already: name another file, or replace it with --force",
            to.display()
        )));
    }
    let folder =
        to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let part = folder.join(format!(".leadbell-{}.part", ids::new_id().simple()));
    let copy = folder.join(format!(".leadbell-{}.db", ids::new_id().simple()));
    let done = write(config, &part, &copy).await;
    let _ = std::fs::remove_file(&copy);
    if done.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    done?;
    std::fs::rename(&part, to)?;
    sync(folder)?;
    let database = match config.database {
        Target::Sqlite(..) => "the database, ",
        Target::Postgres(..) => "",
    };
    let files = if matches!(config.files, Storage::Folder(_)) { "the files and " } else { "" };
    let mut sentence = format!("{}: {database}{files}the secret key.", to.display());
    if files.is_empty() {
        sentence.push_str(" The files are in the bucket, which has to be saved by itself.");
    }
    if matches!(config.database, Target::Postgres(..)) {
        sentence.push_str(
            " The database is on PostgreSQL: save it with `pg_dump --format=custom` and bring it \
             back with `pg_restore`, at the same time as this archive.",
        );
    }
    Ok(sentence)
}

async fn write(config: &Config, part: &Path, copy: &Path) -> Result<()> {
    let backend = match &config.database {
        Target::Sqlite(path, _) => {
            if !path.is_file() {
                return Err(Error::Invalid(format!("there is no database at {}", path.display())));
            }
            copy_sqlite(path, copy).await?;
            "sqlite"
        }
        Target::Postgres(..) => "postgres",
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut archive = tar::Builder::new(GzEncoder::new(options.open(part)?, Compression::fast()));
    let label = json!({
        "leadbell": env!("CARGO_PKG_VERSION"),
        "database": backend,
        "made_at": Clock::system().now(),
    });
    add(&mut archive, LABEL, label.to_string().as_bytes())?;
    if backend == "sqlite" {
        archive.append_path_with_name(copy, DATABASE)?;
    }
    let key = Keys::secret(config.secret_key.as_deref(), &config.data)?;
    add(&mut archive, KEY, key.as_bytes())?;
    if let Storage::Folder(folder) = &config.files {
        add_folder(&mut archive, folder, Path::new(FILES))?;
    }
    let mut file = archive.into_inner()?.finish()?;
    file.flush()?;
    Ok(file.sync_all()?)
}

fn add(archive: &mut tar::Builder<GzEncoder<File>>, name: &str, body: &[u8]) -> Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(body.len() as u64);
    header.set_mode(0o600);
    Ok(archive.append_data(&mut header, name, body)?)
}

/// Adds stored files. One that is removed meanwhile is not missed, and what is still being written
/// has no name yet.
fn add_folder(
    archive: &mut tar::Builder<GzEncoder<File>>,
    folder: &Path,
    name: &Path,
) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    archive.append_dir(name, folder)?;
    for entry in std::fs::read_dir(folder)? {
        let file_name = entry?.file_name();
        if file_name == PARTS {
            continue;
        }
        let (path, name) = (folder.join(&file_name), name.join(&file_name));
        if path.is_dir() {
            add_folder(archive, &path, &name)?;
            continue;
        }
        match File::open(&path) {
            Ok(mut file) => archive.append_file(name, &mut file)?,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {}
            Err(cause) => return Err(cause.into()),
        }
    }
    Ok(())
}

fn sync(folder: &Path) -> Result<()> {
    Ok(File::open(folder)?.sync_all()?)
}
