//! Opening a database: its settings, its migrations, and clear refusals.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, SqlitePool};
use tokio::sync::Notify;

use super::migrate::migrator;
use super::{Backend, Db, Pools, first, postgres, sqlite};
use crate::bus::Bus;
use crate::error::{Error, Result};

/// How long after a commit the write-ahead log is copied into the database file.
const CHECKPOINT: Duration = Duration::from_secs(1);
/// Pages that the writer keeps, in KiB (negative, as the pragma wants it): the ends of the tables
/// and indexes into which a rush writes.
const WRITER_CACHE: &str = "-16384";
/// A connection to `PostgreSQL` that was used so lately is not asked whether it is still there.
const UNTESTED: Duration = Duration::from_secs(1);
/// Rows that a statement of `SQLite` hands over before its thread waits for the asker: more would
/// only cost memory, fewer a change of thread each time.
const ROWS_WAITING: usize = 1_024;
/// Statements that a connection for writing keeps prepared: those for many rows have a text for
/// each of some numbers of rows.
const PREPARED: usize = 512;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
                let options = options.as_ref().clone().disable_statement_logging();
                let mut conn = first::connect(&options).await?;
                migrator(Backend::Postgres).run(&mut conn).await?;
                conn.close().await?;
                let for_writing = connections.div_ceil(2);
                let writer = postgres::Writer::connect(
                    pool(for_writing),
                    options.clone().statement_cache_capacity(PREPARED),
                )
                .await?;
                let readers = pool(connections - for_writing).connect_with(options).await?;
                Pools::Postgres { readers, writer }
            }
        };
        Ok(Self { pools, bus, jobs_due })
    }
}

/// Up to so many connections, of which one that was used lately is not asked whether it is there.
fn pool(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .before_acquire(|conn, about| {
            Box::pin(async move {
                let fresh = about.idle_for < UNTESTED;
                Ok(fresh || conn.ping().await.is_ok())
            })
        })
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
        .pragma("temp_store", "memory")
        .row_buffer_size(ROWS_WAITING)
        .disable_statement_logging();
    let for_writing = options.clone().statement_cache_capacity(PREPARED);
    let mut writer = for_writing.pragma("cache_size", WRITER_CACHE).connect().await?;
    migrator(Backend::Sqlite).run(&mut writer).await?;
    sqlite::check_writable(&mut writer).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .connect_with(options.clone().create_if_missing(false).pragma("query_only", "on"))
        .await?;
    let checkpoints = options.create_if_missing(false).connect().await?;
    let writer = sqlite::Writer::start(writer, bus, jobs_due)?;
    tokio::spawn(checkpoint(checkpoints, readers.clone(), writer.grown().clone()));
    Ok(Pools::Sqlite { readers, writer })
}

/// Copies the log into the file beside the writer, which it never blocks, until the pool closes.
/// Often and little: a long log would be copied in one go, while everything else waits for the disk
/// and for a core.
async fn checkpoint(mut conn: SqliteConnection, readers: SqlitePool, grown: Arc<Notify>) {
    loop {
        tokio::select! {
            () = readers.close_event() => break,
            () = grown.notified() => tokio::time::sleep(CHECKPOINT).await,
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
