//! What can go wrong below the features.
//!
//! Expected refusals (a wrong field, a limit, a missing row) are *values* of the functions that
//! find them, or [`crate::web::Problem`]s where they are answered. An [`Error`] is the unexpected:
//! its cause goes to the log, never to the person.

use sqlx::postgres::PgDatabaseError;

/// A result whose error is the platform's.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An unexpected failure of the platform.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A statement failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The migrations could not be applied.
    #[error("migration: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The write did not commit; nothing of it is stored, and it may be tried again.
    #[error("the write was not committed: {0}")]
    NotCommitted(String),
    /// The database is locked, full or away for now; it may be tried again.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Stored files cannot be reached for now; it may be tried again.
    #[error("stored files are not available: {0}")]
    Storage(String),
    /// A setting, a file or an argument is not usable.
    #[error("{0}")]
    Invalid(String),
    /// A file could not be read or written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A stored value cannot be read back.
    #[error("stored value: {0}")]
    Json(#[from] serde_json::Error),
    /// Anything else.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// Whether the same call may succeed a moment later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NotCommitted(_) | Self::Unavailable(_) | Self::Storage(_) => true,
            Self::Database(cause) => is_passing(cause),
            _ => false,
        }
    }

    /// Whether `PostgreSQL` asks for the transaction to be run again (40001, 40P01).
    pub fn is_serialization_failure(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(cause))
            if matches!(cause.code().as_deref(), Some("40001" | "40P01")))
    }

    /// Whether `PostgreSQL` cannot hold a text, as it cannot hold one with NUL (22021, 22P05).
    pub fn is_unusable_text(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(cause))
            if matches!(cause.code().as_deref(), Some("22021" | "22P05")))
    }
}

fn is_passing(cause: &sqlx::Error) -> bool {
    match cause {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => true,
        // PostgreSQL: classes 08 (connection), 40 (rollback), 53 (resources), 57P (shutdown).
        // SQLite: busy (5), locked (6), a failed read or write (10: a quota, a network's disk),
        // full (13) and their extended codes. A code of one is a number for the other as well.
        sqlx::Error::Database(cause) => cause.code().is_some_and(|code| {
            if cause.try_downcast_ref::<PgDatabaseError>().is_some() {
                ["08", "40", "53", "57P"].iter().any(|class| code.starts_with(class))
            } else {
                code.parse::<i64>().is_ok_and(|n| matches!(n & 0xff, 5 | 6 | 10 | 13))
            }
        }),
        _ => false,
    }
}
