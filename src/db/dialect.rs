//! The few things that the two databases say differently.

use sqlx::SqliteConnection;

use super::Backend;

/// Picks the text for the database in use.
pub const fn text(backend: Backend, sqlite: &'static str, postgres: &'static str) -> &'static str {
    match backend {
        Backend::Sqlite => sqlite,
        Backend::Postgres => postgres,
    }
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
