//! Copies of a `SQLite` database, for backups: consistent while a server writes to it.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use crate::error::{Error, Result};

/// Writes a compact copy of the database at `from` into the new file `to`. Writers go on.
pub async fn copy_sqlite(from: &Path, to: &Path) -> Result<()> {
    let mut conn = SqliteConnectOptions::new().filename(from).read_only(true).connect().await?;
    let target = to.to_str().ok_or_else(|| Error::Invalid("the path is not UTF-8".into()))?;
    sqlx::query("VACUUM INTO $1").bind(target).execute(&mut conn).await?;
    Ok(conn.close().await?)
}

/// Refuses a file that is not a whole `SQLite` database.
pub async fn check_sqlite(path: &Path) -> Result<()> {
    let mut conn = SqliteConnectOptions::new().filename(path).read_only(true).connect().await?;
    let (verdict,): (String,) =
        sqlx::query_as("PRAGMA integrity_check(1)").fetch_one(&mut conn).await?;
    conn.close().await?;
    if verdict == "ok" {
        return Ok(());
    }
    Err(Error::Invalid(format!("the database in the archive is damaged: {verdict}")))
}
