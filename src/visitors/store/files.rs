//! The SQL of the widget's files that were current not long ago.

use crate::clock::{DAY, Millis};
use crate::db::{Statements, Tx};
use crate::error::Result;
use crate::sql;

const STORED_FILES: &str = "SELECT name FROM widget_files";
const INSERT_FILE: &str = "INSERT INTO widget_files (name, content_type, body, current_at) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING";
const FILE_CURRENT: &str = "UPDATE widget_files SET current_at = $2 WHERE name = $1";
const DROP_FILES: &str = "DELETE FROM widget_files WHERE current_at < $1";
const FILE: &str = "SELECT content_type, body FROM widget_files WHERE name = $1";

/// Every text, so that a test prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[STORED_FILES, INSERT_FILE, FILE_CURRENT, DROP_FILES, FILE];

pub(in crate::visitors) async fn stored_files(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let rows = sql!(tx, fetch_all as (String,), STORED_FILES)?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

pub(in crate::visitors) async fn insert_file(
    tx: &mut Tx<'_>,
    name: &str,
    content_type: &str,
    body: &[u8],
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, INSERT_FILE, name, content_type, body, now)?;
    Ok(())
}

pub(in crate::visitors) async fn file_is_current(
    tx: &mut Tx<'_>,
    name: &str,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, FILE_CURRENT, name, now)?;
    Ok(())
}

/// Drops the files that no release of the last week had.
pub(in crate::visitors) async fn drop_old_files(tx: &mut Tx<'_>, now: Millis) -> Result<()> {
    sql!(tx, execute, DROP_FILES, now - 7 * DAY)?;
    Ok(())
}

pub(in crate::visitors) async fn file(
    db: &mut (impl Statements + Send),
    name: &str,
) -> Result<Option<(String, Vec<u8>)>> {
    sql!(db, fetch_optional as (String, Vec<u8>), FILE, name)
}
