//! One database behind one type: `SQLite` or `PostgreSQL`, one SQL text for both.
//!
//! Reads go through [`Db::read`], changes through [`Db::write`]. Both hand out something on which
//! the [`sql!`](crate::sql) macro runs a statement on either driver. Only the writer commits.

mod apart;
mod copy;
pub mod dialect;
mod first;
mod migrate;
mod open;
mod postgres;
mod queued;
pub mod rows;
mod sqlite;
pub mod statement;
mod write;

use std::sync::Arc;

use futures_util::future::{self, BoxFuture};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool};
use tokio::sync::Notify;

pub use self::copy::{check_sqlite, copy_sqlite};
pub use self::open::{Durability, Target};
use self::queued::Queued;
pub use self::write::{Tx, Write};
use crate::bus::Bus;
use crate::error::Result;

/// A borrowed connection of either driver; [`sql!`](crate::sql) matches on it.
pub enum Conn<'c> {
    /// `SQLite`.
    Sqlite(&'c mut SqliteConnection),
    /// `PostgreSQL`.
    Postgres(&'c mut PgConnection),
}

/// What runs statements: [`Read`] or [`Tx`]. A query that both need takes `impl Statements + Send`.
pub trait Statements {
    /// The connection, for [`sql!`](crate::sql).
    fn conn(&mut self) -> Conn<'_>;
}

impl Statements for Read {
    fn conn(&mut self) -> Conn<'_> {
        Self::conn(self)
    }
}

impl Statements for Tx<'_> {
    fn conn(&mut self) -> Conn<'_> {
        Self::conn(self)
    }
}

/// Which of the two databases is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// One file beside the process.
    Sqlite,
    /// A server, shared by the nodes.
    Postgres,
}

/// The database. Cloning shares it.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    bus: Bus,
    jobs_due: Arc<Notify>,
}

#[derive(Clone)]
enum Pools {
    Sqlite { readers: SqlitePool, writer: sqlite::Writer },
    Postgres { readers: PgPool, writer: postgres::Writer },
}

/// A connection that only reads.
pub struct Read(ReadConn);

enum ReadConn {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Read {
    /// The connection, for [`sql!`](crate::sql).
    pub fn conn(&mut self) -> Conn<'_> {
        match &mut self.0 {
            ReadConn::Sqlite(conn) => Conn::Sqlite(conn),
            ReadConn::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

impl Db {
    /// Which database this is.
    pub fn backend(&self) -> Backend {
        match self.pools {
            Pools::Sqlite { .. } => Backend::Sqlite,
            Pools::Postgres { .. } => Backend::Postgres,
        }
    }

    /// Takes a connection for reading; what has committed before is seen.
    pub fn read(&self) -> BoxFuture<'_, Result<Read>> {
        Box::pin(async {
            Ok(Read(match &self.pools {
                Pools::Sqlite { readers, .. } => ReadConn::Sqlite(readers.acquire().await?),
                Pools::Postgres { readers, .. } => ReadConn::Postgres(readers.acquire().await?),
            }))
        })
    }

    /// Runs `write` in a transaction and returns what it returned once that has committed.
    ///
    /// It goes on to its end even when the caller goes away. Expected refusals belong into
    /// `W::Out`; an error rolls the write back, and it alone.
    pub async fn write<W: Write>(&self, write: W) -> Result<W::Out> {
        let (queued, answer) = queued::of(write);
        let done = match self.put(queued).await {
            Ok(()) => answer.await.unwrap_or_else(|_| Err(queued::stopping())),
            Err(cause) => Err(cause),
        };
        if let Err(cause) = &done {
            tracing::warn!(%cause, "a write failed");
        }
        done
    }

    /// Hands a write over to the writer.
    fn put(&self, write: Box<dyn Queued>) -> BoxFuture<'_, Result<()>> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => Box::pin(writer.put(write)),
            Pools::Postgres { writer, .. } => {
                writer.put(self.bus.clone(), self.jobs_due.clone(), write);
                Box::pin(future::ready(Ok(())))
            }
        }
    }

    /// Asks the database for an answer.
    pub async fn ping(&self) -> Result<()> {
        let mut db = self.read().await?;
        let (_one,) = crate::sql!(db, fetch_one as (i64,), "SELECT CAST(1 AS BIGINT)")?;
        Ok(())
    }

    /// Signalled after a commit that made a job due at once.
    pub fn jobs_due(&self) -> &Notify {
        &self.jobs_due
    }

    /// The bus on which committed frames go out.
    pub fn bus(&self) -> &Bus {
        &self.bus
    }

    /// Waits for writes in flight and closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { readers, writer } => {
                writer.close().await;
                readers.close().await;
            }
            Pools::Postgres { readers, writer } => {
                writer.close().await;
                readers.close().await;
            }
        }
    }
}

/// Runs one statement on whichever driver `$on` ([`Read`] or [`Tx`]) holds.
///
/// `sql!(tx, execute, TEXT, args…)` gives the number of changed rows, and
/// `sql!(tx, fetch_all | fetch_one | fetch_optional as Row, TEXT, args…)` rows of a type that
/// derives `sqlx::FromRow` (a tuple works). Arguments are bound to `$1`, `$2`, … in order and are
/// evaluated once; the texts are constants.
#[macro_export]
macro_rules! sql {
    (@run $on:expr, $how:ident, $text:expr $(, $arg:expr)*) => {
        match $on.conn() {
            $crate::db::Conn::Sqlite(conn) => $crate::db::statement::Either::Sqlite(
                $crate::sql!(@start $how, Sqlite, conn, $text $(, $arg)*)),
            $crate::db::Conn::Postgres(conn) => $crate::db::statement::Either::Postgres(
                $crate::sql!(@start $how, Postgres, conn, $text $(, $arg)*)),
        }
        .await
    };
    (@start $how:ident, $driver:ident, $conn:expr, $text:expr $(, $arg:expr)*) => {{
        #[allow(unused_mut, reason = "a statement without values")]
        let mut bound = $crate::db::statement::Bound::<sqlx::$driver>::default();
        $(bound.add($arg);)*
        $crate::db::statement::$how::<sqlx::$driver>(
            $conn, sqlx::SqlSafeStr::into_sql_str($text), bound)
    }};
    ($on:expr, execute, $text:expr $(, $arg:expr)* $(,)?) => {
        $crate::sql!(@run $on, execute, $text $(, $arg)*).map(|done| done.execute())
    };
    ($on:expr, $fetch:ident as $row:ty, $text:expr $(, $arg:expr)* $(,)?) => {
        $crate::sql!(@run $on, $fetch, $text $(, $arg)*).and_then(|got| got.$fetch::<$row>())
    };
}
