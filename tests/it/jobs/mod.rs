//! The queue, with runners of the tests' own.

mod failure;
mod leases;
mod nodes;
mod time;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use leadbell::app::App;
use leadbell::clock::Millis;
use leadbell::ctx::Ctx;
use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::jobs::{self, Failure, Job, Lease, Registry, Runner, When, enqueue};
use leadbell::sql;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::support::{TempFolder, TestApp};

/// The job of these tests: its number says which it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Work {
    number: i64,
    site: Uuid,
}

impl Job for Work {
    const KIND: &'static str = "test.work";
    const TRIES: i64 = 4;
}

/// What happened to each job.
#[derive(Default)]
struct Seen {
    begun: Mutex<HashMap<i64, u32>>,
    active: Mutex<HashMap<i64, u32>>,
    overlaps: Mutex<Vec<i64>>,
    go_on: Notify,
}

impl Seen {
    fn begun(&self, number: i64) -> u32 {
        self.begun.lock().expect("a lock").get(&number).copied().unwrap_or(0)
    }

    fn total(&self) -> u32 {
        self.begun.lock().expect("a lock").values().sum()
    }

    fn enter(self: &Arc<Self>, number: i64) -> (u32, Inside) {
        let mut begun = self.begun.lock().expect("a lock");
        let times = begun.entry(number).or_default();
        *times += 1;
        let mut active = self.active.lock().expect("a lock");
        let inside = active.entry(number).or_default();
        *inside += 1;
        if *inside > 1 {
            self.overlaps.lock().expect("a lock").push(number);
        }
        (*times, Inside(self.clone(), number))
    }
}

struct Inside(Arc<Seen>, i64);

impl Drop for Inside {
    fn drop(&mut self) {
        if let Some(inside) = self.0.active.lock().expect("a lock").get_mut(&self.1) {
            *inside -= 1;
        }
    }
}

/// A node that only runs jobs.
pub struct Node {
    pub ctx: Ctx,
    stop: CancellationToken,
    tasks: TaskTracker,
    _app: Option<App>,
    _data: TempFolder,
}

impl Node {
    /// The first node takes the data and the clock of the stopped application.
    pub async fn start(app: &mut TestApp, registry: Registry) -> Self {
        app.stop().await;
        Self::open(app, app.config.clone(), registry).await
    }

    /// On `PostgreSQL` a process of its own, on `SQLite` a second runner of the first.
    async fn beside(&self, app: &TestApp, registry: Registry) -> Self {
        if app.database().is_some() {
            return Self::open(app, app.config.clone(), registry).await;
        }
        Self::run(self.ctx.clone(), None, TempFolder::new("node"), registry)
    }

    async fn open(app: &TestApp, mut config: leadbell::config::Config, registry: Registry) -> Self {
        let data = TempFolder::new("node");
        config.data = data.path().to_path_buf();
        config.listen.set_port(0);
        let started = App::start(config, app.ctx.clock.clone()).await.expect("a node");
        Self::run(started.ctx.clone(), Some(started), data, registry)
    }

    fn run(ctx: Ctx, app: Option<App>, data: TempFolder, registry: Registry) -> Self {
        let stop = CancellationToken::new();
        let registry = jobs::sweep_handlers(registry, &[], &[]);
        let tasks = Runner::start(ctx.clone(), registry, &stop);
        Self { ctx, stop, tasks, _app: app, _data: data }
    }

    pub async fn end(self) {
        self.stop.cancel();
        tokio::time::timeout(Duration::from_secs(20), self.tasks.wait()).await.expect("an end");
    }

    async fn add(&self, numbers: std::ops::Range<i64>, when: When) {
        let now = self.ctx.clock.now();
        self.ctx.db.write(Add { numbers, when, now }).await.expect("jobs");
    }

    /// Kind, state and last error of each job but the housekeeping.
    async fn queue(&self) -> Vec<(String, String, Option<String>)> {
        const TEXT: &str = "SELECT kind, state, last_error FROM jobs \
             WHERE kind <> 'platform.sweep' ORDER BY created_at, id";
        let mut db = self.ctx.db.read().await.expect("the database");
        sql!(db, fetch_all as (String, String, Option<String>), TEXT).expect("the jobs")
    }

    async fn do_sql(&self, text: &'static str) {
        self.ctx.db.write(Sql(text)).await.expect("a change");
    }

    async fn until(&self, app: &TestApp, what: &str, holds: impl AsyncFn() -> bool) {
        app.until(what, async || {
            self.ctx.db.jobs_due().notify_one();
            holds().await
        })
        .await;
    }

    async fn until_empty(&self, app: &TestApp) {
        self.until(app, "the queue is empty", async || self.queue().await.is_empty()).await;
    }
}

struct Add {
    numbers: std::ops::Range<i64>,
    when: When,
    now: Millis,
}

impl Write for Add {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        for number in self.numbers.clone() {
            let work = Work { number, site: Uuid::nil() };
            enqueue(tx, Some(Uuid::nil()), &work, self.now, self.when.clone()).await?;
        }
        Ok(())
    }
}

struct Sql(&'static str);

impl Write for Sql {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        sql!(tx, execute, self.0)?;
        Ok(())
    }
}

/// An effect that commits only together with the end of its job.
struct Effect(i64, Lease);

impl Write for Effect {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        const TEXT: &str = "INSERT INTO server_facts (name, value) VALUES ($1, 'done')";
        if !jobs::settle(tx, self.1).await? {
            return Ok(false);
        }
        sql!(tx, execute, TEXT, format!("work {}", self.0))?;
        Ok(true)
    }
}

async fn effects(ctx: &Ctx) -> i64 {
    const TEXT: &str = "SELECT COUNT(*) FROM server_facts WHERE name LIKE 'work %'";
    let mut db = ctx.db.read().await.expect("the database");
    sql!(db, fetch_one as (i64,), TEXT).expect("a count").0
}

/// Runs each job with the closure, which knows how often it was begun.
fn registry<F>(
    seen: &Arc<Seen>,
    run: impl Fn(Ctx, Work, Lease, u32) -> F + Clone + Send + Sync + 'static,
) -> Registry
where
    F: Future<Output = Result<(), Failure>> + Send + 'static,
{
    let seen = seen.clone();
    Registry::default().on::<Work, _, _>(move |ctx, work, lease| {
        let (seen, run) = (seen.clone(), run.clone());
        async move {
            let (times, inside) = seen.enter(work.number);
            let done = run(ctx, work, lease, times).await;
            drop(inside);
            done
        }
    })
}
