//! Claims due jobs and runs them, one loop a lane.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use serde_json::Value;
use tokio::sync::{Notify, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::registry::{Buried, Handler};
use super::store::{self, Claim, Fail, Heartbeat, Leased, Release, Settle};
use super::{Failure, Lane, Lease, Registry, sweep};
use crate::clock::{HOUR, Millis, SECOND};
use crate::ctx::Ctx;
use crate::db::{Backend, Write};
use crate::error::Result;

/// How long a lease lasts without a heartbeat.
const LEASE: Millis = 60 * SECOND;
/// A heartbeat while a job runs.
const BEAT: Duration = Duration::from_secs(15);
/// A holder that could not lengthen its lease for so long stops before the lease ends.
const GIVE_UP: Duration = Duration::from_secs(45);
/// How long a loop sleeps at most: jobs of other nodes are found then.
const NAP: Millis = 5 * SECOND;
/// How often leases that have ended are looked for.
const LOOK: Duration = Duration::from_secs(5);
/// How long jobs that have just become due gather before they are claimed: in a rush a claim for
/// each would cost as much as what made it.
const GATHER: Duration = Duration::from_millis(100);
/// Before a refused write is tried again.
const PAUSE: Duration = Duration::from_secs(1);
/// Characters of an error that are kept.
const LONGEST: usize = 1_000;

/// Whether more jobs may be due.
enum Claimed {
    /// As many as there were slots.
    All,
    /// Fewer: no more are due.
    Fewer,
}

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
        tasks.spawn(runner.begin(stop.clone()));
        tasks.close();
        tasks
    }

    async fn begin(self: Arc<Self>, stop: CancellationToken) {
        self.recover(&stop).await;
        let wakers: Vec<_> = Lane::ALL.iter().map(|_| Arc::new(Notify::new())).collect();
        for (lane, waker) in Lane::ALL.into_iter().zip(&wakers) {
            self.tasks.spawn(self.clone().serve(lane, waker.clone(), stop.clone()));
        }
        let mut look = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.ctx.db.jobs_due().notified() => {
                    sleep(GATHER).await;
                    for waker in &wakers {
                        waker.notify_one();
                    }
                }
                _ = look.tick() => self.release_lapsed().await,
            }
        }
    }

    /// `SQLite` has one process: what is leased when it starts, nobody works on.
    async fn recover(&self, stop: &CancellationToken) {
        let all = self.ctx.db.backend() == Backend::Sqlite;
        let now = self.ctx.clock.now();
        let work = async {
            self.insist(&Release { now, all }).await;
            while sweep::begin(&self.ctx.db, now).await.is_err() {
                sleep(PAUSE).await;
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = work => {}
        }
    }

    async fn release_lapsed(&self) {
        let lapsed = match self.ctx.db.read().await {
            Ok(mut db) => store::lapsed(&mut db, self.ctx.db.backend()).await.unwrap_or(0),
            Err(_) => 0,
        };
        if lapsed > 0 {
            let release = Release { now: self.ctx.clock.now(), all: false };
            if let Ok(released) = self.ctx.db.write(release).await {
                tracing::warn!(released, "jobs were put back: their holder went silent");
            }
        }
    }

    async fn serve(self: Arc<Self>, lane: Lane, waker: Arc<Notify>, stop: CancellationToken) {
        let slots = Arc::new(Semaphore::new(lane.width()));
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                // Only this loop takes slots, so one that is free stays free.
                free = slots.acquire() => drop(free),
            }
            // Not a branch of the select: what is claimed is run.
            match self.claim(lane, &slots).await {
                Ok(Claimed::All) => {}
                Ok(Claimed::Fewer) => self.wait(lane, &waker, &stop).await,
                Err(cause) => {
                    tracing::warn!(%cause, lane = lane.name(), "jobs could not be claimed");
                    tokio::select! {
                        () = stop.cancelled() => {}
                        () = sleep(PAUSE) => {}
                    }
                }
            }
        }
    }

    /// Leases as many jobs as there are free slots, and starts them.
    async fn claim(self: &Arc<Self>, lane: Lane, slots: &Arc<Semaphore>) -> Result<Claimed> {
        let now = self.ctx.clock.now();
        let limit = i64::try_from(slots.available_permits()).unwrap_or(1);
        let since = Instant::now();
        let leased =
            self.ctx.db.write(Claim { lane: lane.name(), now, life: LEASE, limit }).await?;
        let wanted = usize::try_from(limit).unwrap_or(1);
        let claimed = if leased.len() < wanted { Claimed::Fewer } else { Claimed::All };
        for job in leased {
            let (runner, slot) = (self.clone(), slots.clone().acquire_owned().await);
            self.tasks.spawn(async move {
                runner.run(job, since).await;
                drop(slot);
            });
        }
        Ok(claimed)
    }

    async fn wait(&self, lane: Lane, waker: &Notify, stop: &CancellationToken) {
        let next = match self.ctx.db.read().await {
            Ok(mut db) => store::next_due(&mut db, lane.name()).await.ok().flatten(),
            Err(_) => None,
        };
        let now = self.ctx.clock.now();
        // Due but not claimed: another node holds the row, or it became due a moment ago.
        let soon = next.is_some_and(|due| due <= now);
        let until = next.map_or(now + NAP, |due| due.min(now + NAP));
        let pause = async {
            if soon {
                sleep(Duration::from_millis(20)).await;
            } else {
                self.ctx.clock.sleep_until(until).await;
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = waker.notified() => {}
            () = pause => {}
        }
    }

    /// Runs a job to its end, or until its lease is lost.
    async fn run(&self, job: Leased, since: Instant) {
        let lease = job.lease();
        let kind = job.kind.clone();
        tokio::select! {
            () = self.work(job) => {}
            () = self.keep(lease, since) => {
                tracing::warn!(job = %lease.id, kind, "a job was dropped: its lease was lost");
            }
        }
    }

    async fn work(&self, job: Leased) {
        let lease = job.lease();
        let Some(handler) = self.registry.get(&job.kind) else {
            let error = format!("this release knows no job `{}`", job.kind);
            return self.fail(lease, None, error, None).await;
        };
        let payload = job.payload.0;
        // A job that takes the process down with it is not tried for ever.
        if lease.attempt > handler.tries {
            let error = "its last try did not come to an end".to_owned();
            return self.fail(lease, None, error, Some((handler.buried, payload))).await;
        }
        let work = (handler.run)(self.ctx.clone(), payload.clone(), lease);
        let done = AssertUnwindSafe(work).catch_unwind().await;
        metrics::counter!("leadbell_jobs_total", "kind" => job.kind).increment(1);
        match done.unwrap_or_else(|_| Err(panicked())) {
            Ok(()) => self.insist(&Settle(lease)).await,
            Err(failure) => {
                let (error, due_at) = match failure {
                    Failure::Dead(error) => (error, None),
                    Failure::Retry(error) => (error, self.again(lease, &handler)),
                };
                self.fail(lease, due_at, error, Some((handler.buried, payload))).await;
            }
        }
    }

    /// When a failed job is tried again, unless that was its last try.
    fn again(&self, lease: Lease, handler: &Handler) -> Option<Millis> {
        let is_last = lease.attempt >= handler.tries;
        (!is_last).then(|| self.ctx.clock.now() + back_off(lease.attempt))
    }

    /// Returns when the lease is lost, or can no longer be told from a lost one.
    async fn keep(&self, lease: Lease, mut since: Instant) {
        loop {
            sleep(BEAT).await;
            let asked = Instant::now();
            let beat = self.ctx.db.write(Heartbeat { lease, life: LEASE });
            match timeout(BEAT, beat).await {
                Ok(Ok(true)) => since = asked,
                Ok(Ok(false)) => return,
                Ok(Err(_)) | Err(_) if since.elapsed() >= GIVE_UP => return,
                Ok(Err(_)) | Err(_) => {}
            }
        }
    }

    async fn fail(
        &self,
        lease: Lease,
        due_at: Option<Millis>,
        error: String,
        buried: Option<(Buried, Value)>,
    ) {
        tracing::warn!(job = %lease.id, attempt = lease.attempt, error, again = due_at.is_some(),
            "a job failed");
        let error: String = error.chars().take(LONGEST).collect();
        let now = self.ctx.clock.now();
        let fail = Fail { lease, due_at, error, keyless: false, buried, now };
        if self.ctx.db.write(fail.clone()).await.is_err() {
            self.insist(&Fail { keyless: true, ..fail }).await;
        }
    }

    /// Writes until it has committed; the lease ends the patience.
    async fn insist<W: Write + Clone>(&self, write: &W) {
        while self.ctx.db.write(write.clone()).await.is_err() {
            sleep(PAUSE).await;
        }
    }
}

fn panicked() -> Failure {
    Failure::Dead("the job panicked".into())
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
