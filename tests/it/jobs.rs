//! The queue, with runners of the tests' own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use leadbell::app::App;
use leadbell::clock::{DAY, HOUR, MINUTE, Millis};
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
struct Node {
    ctx: Ctx,
    stop: CancellationToken,
    tasks: TaskTracker,
    _app: Option<App>,
    _data: TempFolder,
}

impl Node {
    /// The first node takes the data and the clock of the stopped application.
    async fn start(app: &mut TestApp, registry: Registry) -> Self {
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
        let registry = jobs::sweep_handlers(registry, &[]);
        let tasks = Runner::start(ctx.clone(), registry, &stop);
        Self { ctx, stop, tasks, _app: app, _data: data }
    }

    async fn end(self) {
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

both! {
    async fn two_runners_share_the_work_and_nothing_runs_twice(app) {
        let seen = Arc::new(Seen::default());
        let brief = |_, _, _, _| async {
            tokio::time::sleep(Duration::from_millis(2)).await;
            Ok(())
        };
        let one = Node::start(app, registry(&seen, brief)).await;
        let two = one.beside(app, registry(&seen, brief)).await;
        one.until(app, "both run", async || {
            one.ctx.db.jobs_due().notify_one();
            jobs::due_count(&mut one.ctx.db.read().await.expect("the database"), app.now()).await.expect("a count") == 0
        }).await;
        one.add(0..300, When::default()).await;
        one.until_empty(app).await;
        assert_eq!(seen.total(), 300);
        assert!(seen.overlaps.lock().expect("a lock").is_empty());
        two.end().await;
        one.end().await;
    }

    async fn a_job_whose_lease_was_lost_has_no_effect_and_the_next_holder_has_it_once(app) {
        let seen = Arc::new(Seen::default());
        let pause = seen.clone();
        let node = Node::start(app, registry(&seen, move |ctx: Ctx, work: Work, lease, times| {
            let pause = pause.clone();
            async move {
                if times == 1 {
                    pause.go_on.notified().await;
                }
                ctx.db.write(Effect(work.number, lease)).await?;
                Ok(())
            }
        })).await;
        node.add(0..1, When::default()).await;
        node.until(app, "it runs", async || seen.begun(0) == 1).await;
        // As when this node had been silent for a minute: somebody puts the job back.
        node.do_sql("UPDATE jobs SET state = 'waiting', due_at = 0, fence = fence + 1 WHERE kind = 'test.work'").await;
        node.until(app, "it runs again", async || seen.begun(0) == 2).await;
        node.until(app, "the second has ended", async || effects(&node.ctx).await == 1).await;
        seen.go_on.notify_one();
        node.until_empty(app).await;
        assert_eq!(effects(&node.ctx).await, 1);
        node.end().await;
    }

    async fn through_failures_and_stolen_leases_each_effect_happens_once(app) {
        const JOBS: i64 = 60;
        let seen = Arc::new(Seen::default());
        let shaky = |ctx: Ctx, work: Work, lease: Lease, times: u32| async move {
            tokio::time::sleep(Duration::from_millis(rand::random_range(0..12))).await;
            if times < 3 && rand::random_ratio(1, 3) {
                return Err(Failure::Retry("not yet".into()));
            }
            ctx.db.write(Effect(work.number, lease)).await?;
            Ok(())
        };
        let one = Node::start(app, registry(&seen, shaky)).await;
        let two = one.beside(app, registry(&seen, shaky)).await;
        one.add(0..JOBS, When::default()).await;
        one.until(app, "every job has had its effect", async || {
            if rand::random_ratio(1, 4) {
                one.do_sql(
                    "UPDATE jobs SET state = 'waiting', due_at = 0, fence = fence + 1, attempts = 0 \
                     WHERE kind = 'test.work' AND state = 'running'",
                ).await;
            }
            app.ctx.clock.advance(1_000);
            two.ctx.db.jobs_due().notify_one();
            effects(&one.ctx).await == JOBS
        }).await;
        one.until_empty(app).await;
        assert_eq!(effects(&one.ctx).await, JOBS);
        two.end().await;
        one.end().await;
    }

    async fn a_job_that_runs_is_not_begun_again_when_the_clock_jumps(app) {
        let seen = Arc::new(Seen::default());
        let pause = seen.clone();
        let node = Node::start(app, registry(&seen, move |_, _, _, _| {
            let pause = pause.clone();
            async move {
                pause.go_on.notified().await;
                Ok(())
            }
        })).await;
        node.add(0..1, When::default()).await;
        node.until(app, "it runs", async || seen.begun(0) == 1).await;
        for jump in [HOUR, -2 * HOUR, HOUR] {
            app.ctx.clock.advance(jump);
            node.ctx.db.jobs_due().notify_one();
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
        assert_eq!(seen.total(), 1);
        seen.go_on.notify_one();
        node.until_empty(app).await;
        node.end().await;
    }

    async fn a_job_due_later_runs_once_although_the_clock_went_back(app) {
        let seen = Arc::new(Seen::default());
        let node = Node::start(app, registry(&seen, |_, _, _, _| async { Ok(()) })).await;
        let due_at = node.ctx.clock.now() + MINUTE;
        node.add(0..1, When { due_at, key: None }).await;
        app.ctx.clock.advance(-HOUR);
        node.ctx.db.jobs_due().notify_one();
        tokio::time::sleep(Duration::from_millis(60)).await;
        assert_eq!(seen.total(), 0);
        app.ctx.clock.advance(HOUR + MINUTE);
        node.until_empty(app).await;
        assert_eq!(seen.total(), 1);
        node.end().await;
    }

    async fn a_job_is_tried_again_later_and_in_the_end_becomes_a_dead_letter(app) {
        let seen = Arc::new(Seen::default());
        let node = Node::start(app, registry(&seen, |_, _, _, times| async move {
            if times <= 4 { Err(Failure::Retry(format!("try {times}"))) } else { Ok(()) }
        })).await;
        node.add(0..1, When::default()).await;
        for times in 1..4 {
            let error = Some(format!("try {times}"));
            node.until(app, "it failed", async || {
                node.queue().await == [("test.work".into(), "waiting".into(), error.clone())]
            }).await;
            assert_eq!(seen.total(), times, "not before its time");
            app.ctx.clock.advance(MINUTE);
        }
        let dead = [("test.work".to_owned(), "dead".to_owned(), Some("try 4".to_owned()))];
        node.until(app, "it was given up", async || node.queue().await == dead).await;
        app.ctx.clock.advance(DAY);
        tokio::time::sleep(Duration::from_millis(60)).await;
        assert_eq!(seen.total(), 4);
        let mut db = node.ctx.db.read().await.expect("the database");
        let letters = jobs::dead_letters(&mut db, Uuid::nil(), 10).await.expect("letters");
        drop(db);
        assert_eq!((letters.len(), letters[0].attempts), (1, 4));
        let (id, now) = (letters[0].id, app.now());
        assert!(!node.ctx.db.write(Replay(Uuid::max(), id, now)).await.expect("an answer"), "another account's");
        assert!(node.ctx.db.write(Replay(Uuid::nil(), id, now)).await.expect("an answer"));
        node.until_empty(app).await;
        assert_eq!(seen.total(), 5);
        node.end().await;
    }

    async fn what_nobody_knows_and_what_panics_are_dead_letters(app) {
        let seen = Arc::new(Seen::default());
        let node = Node::start(app, registry(&seen, |_, _, _, _| async { panic!("a bug") })).await;
        node.add(0..1, When::default()).await;
        node.until(app, "it is dead", async || {
            node.queue().await == [("test.work".into(), "dead".into(), Some("the job panicked".into()))]
        }).await;
        node.do_sql("UPDATE jobs SET kind = 'test.gone', state = 'waiting', due_at = 0, attempts = 0 WHERE kind = 'test.work'").await;
        let words = "this release knows no job `test.gone`".to_owned();
        node.until(app, "it is dead", async || {
            node.queue().await == [("test.gone".into(), "dead".into(), Some(words.clone()))]
        }).await;
        node.end().await;
    }

    async fn under_one_key_one_job_waits_and_the_earlier_time_holds(app) {
        let seen = Arc::new(Seen::default());
        let node = Node::start(app, registry(&seen, |_, _, _, _| async { Ok(()) })).await;
        let now = node.ctx.clock.now();
        let at = |minutes| When { due_at: now + minutes * MINUTE, key: Some("one".into()) };
        node.add(0..1, at(10)).await;
        node.add(1..2, at(5)).await;
        node.add(2..3, at(20)).await;
        assert_eq!(node.queue().await.len(), 1);
        app.ctx.clock.advance(5 * MINUTE);
        node.until_empty(app).await;
        assert_eq!((seen.begun(0), seen.total()), (1, 1));
        node.end().await;
    }

    async fn a_failed_job_comes_back_although_another_waits_under_its_key(app) {
        let seen = Arc::new(Seen::default());
        let pause = seen.clone();
        let node = Node::start(app, registry(&seen, move |_, work: Work, _, times| {
            let pause = pause.clone();
            async move {
                if work.number == 0 && times == 1 {
                    pause.go_on.notified().await;
                    return Err(Failure::Retry("once".into()));
                }
                Ok(())
            }
        })).await;
        let now = node.ctx.clock.now();
        let when = |due_at| When { due_at, key: Some("one".into()) };
        node.add(0..1, when(now)).await;
        node.until(app, "it runs", async || seen.begun(0) == 1).await;
        node.add(1..2, when(now + HOUR)).await;
        seen.go_on.notify_one();
        node.until(app, "both wait", async || node.queue().await.iter().all(|job| job.1 == "waiting")).await;
        app.ctx.clock.advance(HOUR);
        node.until_empty(app).await;
        assert_eq!((seen.begun(0), seen.begun(1)), (2, 1));
        node.end().await;
    }

    async fn what_was_running_when_the_process_died_goes_on(app) {
        let seen = Arc::new(Seen::default());
        let node = Node::start(app, registry(&seen, |_, _, _, _| async { Ok(()) })).await;
        let later = node.ctx.clock.now() + DAY;
        node.add(0..1, When { due_at: later, key: None }).await;
        // A lease that ended long ago, as the database's clock says.
        node.do_sql("UPDATE jobs SET state = 'running', due_at = 1, attempts = 1, fence = 1 WHERE kind = 'test.work'").await;
        let next = node.beside(app, registry(&seen, |_, _, _, _| async { Ok(()) })).await;
        next.until_empty(app).await;
        assert_eq!(seen.total(), 1);
        next.end().await;
        node.end().await;
    }

    async fn at_the_end_a_running_job_is_waited_for(app) {
        let seen = Arc::new(Seen::default());
        let node = Node::start(app, registry(&seen, |ctx: Ctx, work: Work, lease, _| async move {
            tokio::time::sleep(Duration::from_millis(150)).await;
            ctx.db.write(Effect(work.number, lease)).await?;
            Ok(())
        })).await;
        node.add(0..8, When::default()).await;
        node.until(app, "they run", async || seen.total() > 0).await;
        let ctx = node.ctx.clone();
        let app_of_node = node;
        app_of_node.stop.cancel();
        app_of_node.tasks.wait().await;
        assert_eq!(effects(&ctx).await, i64::from(seen.total()));
    }
}

struct Replay(Uuid, Uuid, Millis);

impl Write for Replay {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        jobs::replay(tx, self.0, self.1, self.2).await
    }
}
