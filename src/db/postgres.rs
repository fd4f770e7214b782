//! Writes on `PostgreSQL`: each has its own transaction, in a task of its own so that it ends
//! even when the asker has left. The server shares one flush among concurrent commits by itself.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::sync::Notify;

use super::Conn;
use super::apart::Apart;
use super::write::{Tx, Write};
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

    pub(super) async fn write<W: Write>(
        &self,
        bus: Bus,
        jobs_due: Arc<Notify>,
        write: W,
    ) -> Result<W::Out> {
        let pool = self.pool.clone();
        let task = async move {
            for tried in 1..=TRIES {
                match once(&pool, &bus, &jobs_due, &write).await {
                    Err(cause) if cause.is_serialization_failure() && tried < TRIES => {
                        tokio::time::sleep(Duration::from_millis(u64::from(rand::random_range(
                            0..tried * 5,
                        ))))
                        .await;
                    }
                    settled => return settled,
                }
            }
            Err(Error::NotCommitted("too many conflicts".into()))
        };
        self.apart
            .handle()
            .spawn(AssertUnwindSafe(task).catch_unwind())
            .await
            .map_err(|_| Error::Unavailable("the server is shutting down".into()))?
            .unwrap_or_else(|_| Err(Error::Internal("a write panicked".into())))
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

async fn once<W: Write>(
    pool: &PgPool,
    bus: &Bus,
    jobs_due: &Arc<Notify>,
    write: &W,
) -> Result<W::Out> {
    let mut open = pool.begin().await?;
    let mut tx = Tx::new(Conn::Postgres(&mut open));
    let out = write.run(&mut tx).await?;
    let after = tx.into_after();
    open.commit().await?;
    after.go(bus, jobs_due);
    Ok(out)
}
