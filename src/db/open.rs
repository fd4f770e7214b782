//! Opening a database: its settings, its migrations, and clear refusals.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, SqliteConnection, SqlitePool};
use tokio::sync::Notify;

use super::migrate::migrator;
use super::{Backend, Db, Pools, sqlite};
use crate::bus::Bus;
use crate::error::{Error, Result};

/// How often the write-ahead log is copied into the database file.
const CHECKPOINT: Duration = Duration::from_secs(2);
/// The log is cut back to this size once it has been copied.
const WAL_LIMIT: &str = "67108864";

/// Where the database is.
#[derive(Clone, Debug)]
pub enum Target {
    /// A file, made when it is missing.
    Sqlite(PathBuf, Durability),
    /// A `postgres://` address and the most connections to it.
    Postgres(Box<PgConnectOptions>, u32),
}

/// When `SQLite` syncs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    /// At each commit: an acknowledged write survives a power cut.
    Full,
    /// At checkpoints: it survives a crash of the process, not of the machine.
    Normal,
}

impl Db {
    /// Connects, brings the schema up to date and starts the writer.
    pub async fn open(target: &Target, bus: Bus) -> Result<Self> {
        let jobs_due = Arc::new(Notify::new());
        let pools = match target {
            Target::Sqlite(path, durability) => {
                sqlite_pools(path, *durability, bus.clone(), jobs_due.clone())
                    .await
                    .map_err(|cause| refusal(path, &cause))?
            }
            Target::Postgres(options, connections) => {
                let pool = PgPoolOptions::new()
                    .max_connections(*connections)
                    .acquire_timeout(Duration::from_secs(5))
                    .connect_with(*options.clone())
                    .await?;
                migrator(Backend::Postgres).run(&pool).await?;
                Pools::Postgres(pool)
            }
        };
        Ok(Self { pools, bus, jobs_due })
    }
}

async fn sqlite_pools(
    path: &Path,
    durability: Durability,
    bus: Bus,
    jobs_due: Arc<Notify>,
) -> Result<Pools> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Normal => SqliteSynchronous::Normal,
        })
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("wal_autocheckpoint", "0")
        .pragma("journal_size_limit", WAL_LIMIT)
        .pragma("temp_store", "memory");
    let mut writer = options.connect().await?;
    migrator(Backend::Sqlite).run(&mut writer).await?;
    sqlite::check_writable(&mut writer).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(options.clone().create_if_missing(false).pragma("query_only", "on"))
        .await?;
    let checkpoints = options.create_if_missing(false).connect().await?;
    tokio::spawn(checkpoint(checkpoints, readers.clone()));
    Ok(Pools::Sqlite { readers, writer: sqlite::Writer::start(writer, bus, jobs_due) })
}

/// Copies the log into the file beside the writer, which it never blocks, until the pool closes.
async fn checkpoint(mut conn: SqliteConnection, readers: SqlitePool) {
    let mut tick = tokio::time::interval(CHECKPOINT);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = readers.close_event() => break,
            _ = tick.tick() => {}
        }
        if let Err(cause) = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&mut conn).await {
            tracing::warn!(%cause, "the write-ahead log could not be copied");
        }
    }
}

fn refusal(path: &Path, cause: &Error) -> Error {
    Error::Invalid(format!(
        "the database {} cannot be opened: {cause}. It must be a readable and writable SQLite \
         file; restore a backup if it is damaged",
        path.display()
    ))
}
