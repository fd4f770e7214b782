//! Housekeeping: a job that comes round each hour and lets go of what features need no longer.

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use super::{Failure, Job, Lease, Registry, When, enqueue, settle};
use crate::clock::{HOUR, Millis};
use crate::ctx::Ctx;
use crate::db::{Db, Tx, Write};
use crate::error::Result;
use crate::sql;

/// Rows in one transaction, so that nobody waits for it.
const BATCH: i64 = 500;
/// A breath between two of them.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(20);

/// What a feature lets go of.
#[derive(Clone, Copy, Debug)]
pub struct Sweep {
    /// `feature.things`, for the log.
    pub what: &'static str,
    /// How long a row is kept after the time in its column.
    pub keep: Millis,
    /// Deletes at most `$2` rows whose time is before `$1`.
    pub statement: &'static str,
}

/// What a feature puts in order besides rows, such as files.
pub type Chore = fn(Ctx) -> BoxFuture<'static, Result<()>>;

/// The job. Its key is the same always, so one waits at a time.
#[derive(Debug, Serialize, Deserialize)]
struct SweepAll {}

impl Job for SweepAll {
    const KIND: &'static str = "platform.sweep";
}

/// Adds the handler, which goes through `lists` in order, and then does the chores.
#[must_use]
pub fn handlers(
    registry: Registry,
    lists: &'static [&'static [Sweep]],
    chores: &'static [Chore],
) -> Registry {
    registry.on::<SweepAll, _, _>(move |ctx, _, lease| sweep(ctx, lists.concat(), chores, lease))
}

/// Puts the first one into the queue, unless one waits.
pub async fn begin(db: &Db, now: Millis) -> Result<()> {
    db.write(Next { done: None, now, due_at: now }).await
}

async fn sweep(
    ctx: Ctx,
    sweeps: Vec<Sweep>,
    chores: &[Chore],
    lease: Lease,
) -> Result<(), Failure> {
    for sweep in sweeps {
        if let Err(cause) = run(&ctx, sweep).await {
            tracing::warn!(%cause, what = sweep.what, "the housekeeping stopped short");
        }
    }
    for chore in chores {
        if let Err(cause) = chore(ctx.clone()).await {
            tracing::warn!(%cause, "a part of the housekeeping failed");
        }
    }
    let now = ctx.clock.now();
    Ok(ctx.db.write(Next { done: Some(lease), now, due_at: now + HOUR }).await?)
}

async fn run(ctx: &Ctx, sweep: Sweep) -> Result<()> {
    let before = ctx.clock.now() - sweep.keep;
    let mut total = 0;
    while !ctx.stop.is_cancelled() {
        let gone = ctx.db.write(Batch { statement: sweep.statement, before }).await?;
        total += gone;
        if gone == 0 {
            break;
        }
        sleep(PAUSE).await;
    }
    if total > 0 {
        tracing::info!(what = sweep.what, rows = total, "swept");
    }
    Ok(())
}

struct Batch {
    statement: &'static str,
    before: Millis,
}

impl Write for Batch {
    type Out = u64;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<u64> {
        sql!(tx, execute, self.statement, self.before, BATCH)
    }
}

struct Next {
    done: Option<Lease>,
    now: Millis,
    due_at: Millis,
}

impl Write for Next {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        if let Some(lease) = self.done
            && !settle(tx, lease).await?
        {
            return Ok(());
        }
        let when = When { due_at: self.due_at, key: Some("sweep".into()) };
        enqueue(tx, None, &SweepAll {}, self.now, when).await
    }
}
