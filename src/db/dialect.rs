//! The few things that the two databases say differently.

use sqlx::SqliteConnection;

use super::{Backend, Conn, Tx};
use crate::error::Result;

/// Released when the transaction ends.
const LOCK_NAME: &str = "SELECT pg_advisory_xact_lock($1)";

/// Picks the text for the database in use.
pub const fn text(backend: Backend, sqlite: &'static str, postgres: &'static str) -> &'static str {
    match backend {
        Backend::Sqlite => sqlite,
        Backend::Postgres => postgres,
    }
}

/// Has whoever locks the same name wait until this transaction ends, for what has no row yet that
/// could be locked. `SQLite` has one writer at a time.
pub async fn lock_name(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    if let Conn::Postgres(conn) = tx.conn() {
        sqlx::query(LOCK_NAME).bind(fnv(name)).execute(conn).await?;
    }
    Ok(())
}

/// FNV-1a with 64 bits (Fowler, Noll, Vo): the same on every node, of whatever release.
fn fnv(name: &str) -> i64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    name.bytes().fold(0xcbf2_9ce4_8422_2325, step).cast_signed()
}

/// Empties the write-ahead log, so that a stopped server leaves one file.
pub(super) async fn truncate_wal(conn: &mut SqliteConnection) {
    if let Err(cause) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(conn).await {
        tracing::warn!(%cause, "the write-ahead log could not be emptied");
    }
}

/// Has a connection forget the pages that it keeps. The next statements read theirs again, mostly
/// from the system's memory.
pub(super) async fn free_pages(conn: &mut SqliteConnection) {
    if let Err(cause) = sqlx::query("PRAGMA shrink_memory").execute(conn).await {
        tracing::warn!(%cause, "the pages of the database could not be freed");
    }
}
