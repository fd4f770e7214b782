//! Claims due jobs and runs them, one loop a lane.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::store::{self, Claim, Fail, Heartbeat, Leased, Settle};
use super::{Failure, Lane, Lease, Registry};
use crate::clock::{HOUR, Millis, SECOND};
use crate::ctx::Ctx;
use crate::error::Result;

/// How long a lease lasts without a heartbeat.
const LEASE: Millis = 60 * SECOND;
/// A heartbeat while a job runs.
const BEAT: std::time::Duration = std::time::Duration::from_secs(20);
/// How long a loop sleeps at most: jobs of other nodes are found then.
const NAP: Millis = 5 * SECOND;

/// Runs the queue until the shutdown token is cancelled.
pub struct Runner {
    ctx: Ctx,
    registry: Registry,
    tasks: TaskTracker,
}

impl Runner {
    /// Starts a loop for each lane. The tracker ends once every running job has.
    pub fn start(ctx: Ctx, registry: Registry, stop: &CancellationToken) -> TaskTracker {
        let tasks = TaskTracker::new();
        let runner = Arc::new(Self { ctx, registry, tasks: tasks.clone() });
        let wakers: Vec<_> = Lane::ALL.iter().map(|_| Arc::new(Notify::new())).collect();
        for (lane, waker) in Lane::ALL.into_iter().zip(&wakers) {
            tasks.spawn(runner.clone().serve(lane, waker.clone(), stop.clone()));
        }
        let (db, stop) = (runner.ctx.db.clone(), stop.clone());
        tasks.spawn(async move {
            loop {
                tokio::select! {
                    () = stop.cancelled() => break,
                    () = db.jobs_due().notified() => wakers.iter().for_each(|w| w.notify_one()),
                }
            }
        });
        tasks.close();
        tasks
    }

    async fn serve(self: Arc<Self>, lane: Lane, waker: Arc<Notify>, stop: CancellationToken) {
        let slots = Arc::new(Semaphore::new(lane.width()));
        loop {
            let claimed = tokio::select! {
                biased;
                () = stop.cancelled() => break,
                claimed = self.claim(lane, &slots) => claimed,
            };
            match claimed {
                Ok(0) => self.wait(lane, &waker, &stop).await,
                Ok(_) => {}
                Err(cause) => {
                    tracing::warn!(%cause, lane = lane.name(), "jobs could not be claimed");
                    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                }
            }
        }
    }

    /// Leases as many jobs as there are free slots, after waiting for one, and starts them.
    async fn claim(self: &Arc<Self>, lane: Lane, slots: &Arc<Semaphore>) -> Result<usize> {
        // The semaphore is never closed.
        drop(slots.acquire().await);
        let now = self.ctx.clock.now();
        let limit = i64::try_from(slots.available_permits()).unwrap_or(1);
        let leased =
            self.ctx.db.write(Claim { lane: lane.name(), now, until: now + LEASE, limit }).await?;
        let count = leased.len();
        for job in leased {
            let (runner, slot) = (self.clone(), slots.clone().acquire_owned().await);
            self.tasks.spawn(async move {
                runner.run(job).await;
                drop(slot);
            });
        }
        Ok(count)
    }

    async fn wait(&self, lane: Lane, waker: &Notify, stop: &CancellationToken) {
        let now = self.ctx.clock.now();
        let next = match self.ctx.db.read().await {
            Ok(mut db) => store::next_due(&mut db, lane.name()).await.ok().flatten(),
            Err(_) => None,
        };
        let until = next.unwrap_or(now + NAP).clamp(now + 10, now + NAP);
        tokio::select! {
            () = stop.cancelled() => {}
            () = waker.notified() => {}
            () = self.ctx.clock.sleep_until(until) => {}
        }
    }

    async fn run(&self, job: Leased) {
        let lease = job.lease();
        let Some(handler) = self.registry.get(&job.kind) else {
            let error = format!("this release knows no job `{}`", job.kind);
            return self.fail(lease, None, error).await;
        };
        let work = (handler.run)(self.ctx.clone(), job.payload.0.clone(), lease);
        let work = AssertUnwindSafe(work).catch_unwind();
        tokio::pin!(work);
        let done = loop {
            tokio::select! {
                done = &mut work => break done,
                () = tokio::time::sleep(BEAT) => self.beat(lease).await,
            }
        };
        metrics::counter!("leadbell_jobs_total", "kind" => job.kind.clone()).increment(1);
        match done.unwrap_or_else(|_| Err(Failure::Dead("the job panicked".into()))) {
            Ok(()) => {
                if let Err(cause) = self.ctx.db.write(Settle(lease)).await {
                    tracing::warn!(%cause, kind = job.kind, "a finished job stays leased");
                }
            }
            Err(Failure::Dead(error)) => self.fail(lease, None, error).await,
            Err(Failure::Retry(error)) => {
                let due_at = (lease.attempt < handler.tries)
                    .then(|| self.ctx.clock.now() + back_off(lease.attempt));
                self.fail(lease, due_at, error).await;
            }
        }
    }

    async fn beat(&self, lease: Lease) {
        let until = self.ctx.clock.now() + LEASE;
        let _ = self.ctx.db.write(Heartbeat { lease, until }).await;
    }

    async fn fail(&self, lease: Lease, due_at: Option<Millis>, error: String) {
        tracing::warn!(job = %lease.id, attempt = lease.attempt, error, again = due_at.is_some(),
            "a job failed");
        let _ = self.ctx.db.write(Fail { lease, due_at, error }).await;
    }
}

/// Exponential back-off with full jitter, from a second to an hour: the wait before try n + 1
/// lies between half and all of 2^n seconds.
fn back_off(attempt: i64) -> Millis {
    let longest = (SECOND << attempt.clamp(0, 12)).min(HOUR);
    longest / 2 + rand::random_range(0..=longest / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_and_ends_at_an_hour() {
        assert!((1_000..=2_000).contains(&back_off(1)));
        assert!((16_000..=32_000).contains(&back_off(5)));
        assert!((HOUR / 2..=HOUR).contains(&back_off(40)));
    }
}
