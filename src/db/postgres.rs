//! Writes on `PostgreSQL`: each has its own transaction, in a task of its own so that it ends
//! even when the asker has left. The server shares one flush among concurrent commits by itself.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::sync::Notify;

use super::Conn;
use super::apart::Apart;
use super::queued::{Fate, Queued};
use super::write::Tx;
use crate::bus::Bus;
use crate::error::{Error, Result};

/// How often a write is run again after a serialization failure or a deadlock.
const TRIES: u32 = 10;

/// The connections for writing, on threads of their own. Cloning shares them.
#[derive(Clone)]
pub(super) struct Writer {
    pool: PgPool,
    apart: Arc<Apart>,
}

impl Writer {
    pub(super) async fn connect(pool: PgPoolOptions, to: PgConnectOptions) -> Result<Self> {
        let apart = Arc::new(Apart::start()?);
        let pool = apart.handle().spawn(pool.connect_with(to)).await;
        let pool = pool.map_err(|cause| Error::Internal(cause.to_string()))??;
        Ok(Self { pool, apart })
    }

    /// Starts a task that runs a write.
    pub(super) fn put(&self, bus: Bus, jobs_due: Arc<Notify>, write: Box<dyn Queued>) {
        self.apart.handle().spawn(run(self.pool.clone(), bus, jobs_due, write));
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

async fn run(pool: PgPool, bus: Bus, jobs_due: Arc<Notify>, mut write: Box<dyn Queued>) {
    for tried in 1..=TRIES {
        let (fate, conflicted) = match once(&pool, &bus, &jobs_due, write.as_mut()).await {
            Ok(true) => (Fate::Committed, false),
            Ok(false) => (Fate::WriteFailed, write.conflicted()),
            Err(cause) => {
                let conflicted = cause.is_serialization_failure();
                (Fate::Failed(cause), conflicted)
            }
        };
        if !conflicted || tried == TRIES {
            return write.settle(fate);
        }
        let pause = Duration::from_millis(u64::from(rand::random_range(0..tried * 5)));
        tokio::time::sleep(pause).await;
    }
}

/// Runs a write in a transaction: false when the write itself failed.
async fn once(
    pool: &PgPool,
    bus: &Bus,
    jobs_due: &Arc<Notify>,
    write: &mut dyn Queued,
) -> Result<bool> {
    let mut open = pool.begin().await?;
    let mut tx = Tx::new(Conn::Postgres(&mut open));
    if !write.run(&mut tx).await {
        return Ok(false);
    }
    let after = tx.into_after();
    open.commit().await?;
    after.go(bus, jobs_due);
    Ok(true)
}
