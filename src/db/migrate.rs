//! Migrations: the same versions, tables and columns for both databases, embedded in the binary.
//! Each version is one transaction: a run that is cut off is taken up again by the next.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::Backend;

/// Name, text for `SQLite`, text for `PostgreSQL`; the place in the list is the version.
const VERSIONS: &[(&str, &str, &str)] = &[(
    "start",
    include_str!("../../migrations/sqlite/0001_start.sql"),
    include_str!("../../migrations/postgres/0001_start.sql"),
)];

/// The migrations of one database, in order.
pub(super) fn migrator(backend: Backend) -> Migrator {
    let versions = VERSIONS.iter().zip(1..).map(|((name, sqlite, postgres), version)| {
        let text = match backend {
            Backend::Sqlite => *sqlite,
            Backend::Postgres => *postgres,
        };
        Migration::new(
            version,
            Cow::Borrowed(*name),
            MigrationType::Simple,
            sqlx::SqlStr::from_static(text),
            false,
        )
    });
    Migrator::with_migrations(versions.collect())
}
