//! The application under test.

use std::collections::HashSet;
use std::time::Duration;

use leadbell::app::App;
use leadbell::clock::{Clock, Millis};
use leadbell::config::Config;
use leadbell::ctx::Ctx;
use leadbell::db::{Backend, Durability, Target};
use leadbell::jobs;
use tokio::task::JoinHandle;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use url::Url;

use super::postgres::Database;
use super::{Operator, Shop, TempFolder, TestMail, Visitor};

/// Where the clock of a test starts: Monday, 2 March 2026, 10:00 in Berlin.
pub const START: Millis = 1_772_442_000_000;

/// How long something that should happen at once may take on a busy machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
const STEP: Duration = Duration::from_millis(3);

/// A running server, its data and what a test has seen of it.
pub struct TestApp {
    /// The application's parts.
    pub ctx: Ctx,
    /// Where it answers.
    pub url: Url,
    /// The settings that it was started with.
    pub config: Config,
    running: Option<JoinHandle<leadbell::error::Result<()>>>,
    database: Option<Database>,
    data: TempFolder,
    /// Node and id of each mail.
    read: HashSet<(usize, uuid::Uuid)>,
    visitors: u8,
    nodes: Vec<Node>,
}

/// A further node of the same installation.
struct Node {
    ctx: Ctx,
    running: JoinHandle<leadbell::error::Result<()>>,
    _data: TempFolder,
}

impl TestApp {
    /// Starts the application on an empty, migrated database.
    pub async fn start(backend: Backend) -> Self {
        show_log();
        let data = TempFolder::new("data");
        let mut config = Config::in_folder(data.path().to_path_buf()).expect("settings");
        // Nothing is to be durable here; tests of durability start the program itself.
        config.database = Target::Sqlite(data.path().join("leadbell.db"), Durability::Normal);
        config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")];
        let database = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(Database::migrated().await),
        };
        if let Some(database) = &database {
            config.database = database.target();
        }
        let (ctx, running) = serve(&mut config, Clock::fake(START)).await;
        Self {
            url: ctx.public_url.clone(),
            ctx,
            config,
            running: Some(running),
            database,
            data,
            read: HashSet::new(),
            visitors: 0,
            nodes: Vec::new(),
        }
    }

    /// The database of this test, on `PostgreSQL`.
    pub fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    /// The data folder.
    pub fn data(&self) -> &std::path::Path {
        self.data.path()
    }

    /// The time on the clock.
    pub fn now(&self) -> Millis {
        self.ctx.clock.now()
    }

    /// An address on the server.
    pub fn link(&self, path: &str) -> String {
        self.ctx.link(path)
    }

    /// Makes an account with an owner and a site.
    pub async fn shop(&self) -> Shop {
        Shop::open(&self.ctx, "shop").await
    }

    /// A further account of that name, with the owner `owner@NAME.example`.
    pub async fn shop_named(&self, name: &str) -> Shop {
        Shop::open(&self.ctx, name).await
    }

    /// Somebody new on the shop's page, with a network address of their own.
    pub fn visitor(&mut self, shop: &Shop) -> Visitor {
        self.visitors += 1;
        Visitor::new(self.url.clone(), shop, &format!("198.51.100.{}", self.visitors))
    }

    /// The shop's owner, signed in.
    pub async fn operator(&self, shop: &Shop) -> Operator {
        let mut operator = Operator::new(self.url.clone());
        operator.sign_in(&shop.owner_email, super::PASSWORD).await;
        operator
    }

    /// A browser in which nobody has signed in.
    pub fn browser(&self) -> Operator {
        Operator::new(self.url.clone())
    }

    /// Moves the clock by `by` and lets what became due happen. What was due before ends before: a
    /// housekeeping that has begun would take its next turn an hour after the clock's leap.
    pub async fn advance(&self, by: Millis) {
        self.settle().await;
        self.ctx.clock.advance(by);
        self.settle().await;
    }

    /// Waits until no job is due or running.
    pub async fn settle(&self) {
        let deadline = std::time::Instant::now() + PATIENCE;
        while self.jobs_due().await > 0 {
            assert!(std::time::Instant::now() < deadline, "jobs stay due: {}", self.jobs().await);
            // A runner sleeps by the clock, which a test may have moved past its back.
            self.ctx.db.jobs_due().notify_one();
            tokio::time::sleep(STEP).await;
        }
    }

    async fn jobs_due(&self) -> i64 {
        let mut db = self.ctx.db.read().await.expect("the database");
        jobs::due_count(&mut db, self.now()).await.expect("the jobs")
    }

    /// The jobs in the queue, for a message.
    pub async fn jobs(&self) -> String {
        type Row = (String, String, i64, i64, Option<String>);
        const TEXT: &str = "SELECT kind, state, due_at, attempts, last_error FROM jobs";
        let mut db = self.ctx.db.read().await.expect("the database");
        let rows = leadbell::sql!(db, fetch_all as Row, TEXT).expect("the jobs");
        format!("at {} there are {rows:?}", self.now())
    }

    /// Settles, then gives the mails that were not read before, oldest first.
    pub async fn mails(&mut self) -> Vec<TestMail> {
        self.settle().await;
        self.unread().await
    }

    async fn unread(&mut self) -> Vec<TestMail> {
        let mut mails = Vec::new();
        // Whichever node was to send a mail has it in its own mailbox.
        let nodes = std::iter::once(&self.ctx).chain(self.nodes.iter().map(|node| &node.ctx));
        for (place, ctx) in nodes.enumerate() {
            if let Some(mailbox) = ctx.mailer.disk() {
                let all = mailbox.newest(None, usize::MAX).await.expect("the mailbox");
                mails.extend(all.into_iter().map(|mail| (place, mail)));
            }
        }
        mails.sort_unstable_by_key(|(_, mail)| mail.id);
        mails.retain(|(place, mail)| self.read.insert((*place, mail.id)));
        mails.iter().map(|(_, mail)| TestMail::read(&mail.bytes)).collect()
    }

    /// Waits until a condition holds; fails with `what` when it does not.
    pub async fn until(&self, what: &str, mut holds: impl AsyncFnMut() -> bool) {
        let deadline = std::time::Instant::now() + PATIENCE;
        while !holds().await {
            assert!(std::time::Instant::now() < deadline, "it never came true: {what}");
            tokio::time::sleep(STEP).await;
        }
    }

    /// Changes the settings, then [`TestApp::restart`].
    pub async fn configure(&mut self, change: impl FnOnce(&mut Config)) {
        change(&mut self.config);
        self.restart().await;
    }

    /// Stops the server in order and starts it anew on the same port, data and time.
    pub async fn restart(&mut self) {
        self.stop().await;
        let (ctx, running) = serve(&mut self.config, self.ctx.clock.clone()).await;
        self.ctx = ctx;
        self.running = Some(running);
    }

    /// Stops the server in order.
    pub async fn stop(&mut self) {
        self.ctx.stop.cancel();
        if let Some(running) = self.running.take() {
            running.await.expect("no panic").expect("an orderly end");
        }
    }

    /// Starts a further node beside this one, both on the bus of `redis`; gives its address.
    pub async fn node(&mut self, redis: &super::Redis) -> Url {
        self.node_with(redis, self.ctx.clock.clone()).await
    }

    /// The same with a clock of its own.
    pub async fn node_with(&mut self, redis: &super::Redis, clock: Clock) -> Url {
        if self.config.redis_url != Some(redis.url()) {
            self.configure(|config| {
                config.redis_url = Some(redis.url());
                config.secret_key = Some("the secret key of every node of it".to_owned());
            })
            .await;
        }
        let data = TempFolder::new("node");
        let mut config = Config { data: data.path().to_path_buf(), ..self.config.clone() };
        config.listen.set_port(0);
        config.public_url = Some(self.url.clone());
        let (ctx, running) = serve(&mut config, clock).await;
        let url = format!("http://{}/", config.listen);
        let both = [self.ctx.clone(), ctx.clone()];
        self.nodes.push(Node { ctx, running, _data: data });
        self.until("both nodes are on the bus", async || {
            both.iter().all(|ctx| ctx.db.bus().is_connected())
        })
        .await;
        Url::parse(&url).expect("an address")
    }

    /// The further nodes' parts, in the order in which they were started.
    pub fn node_ctx(&self, place: usize) -> &Ctx {
        &self.nodes[place].ctx
    }

    /// Checks (when `check` is set) that nothing is left over, and stops everything.
    pub(super) async fn end(mut self, check: bool) {
        let left =
            if check && self.running.is_some() { self.left_over().await } else { Vec::new() };
        for node in std::mem::take(&mut self.nodes) {
            node.ctx.stop.cancel();
            let _ = node.running.await;
        }
        self.ctx.stop.cancel();
        let ended = match self.running.take() {
            Some(running) => tokio::time::timeout(PATIENCE, running).await,
            None => Ok(Ok(Ok(()))),
        };
        if let Some(database) = self.database.take() {
            database.drop_it().await;
        }
        assert!(left.is_empty(), "the test left something over: {}", left.join("; "));
        assert!(!check || matches!(ended, Ok(Ok(Ok(())))), "the server did not end: {ended:?}");
    }

    async fn left_over(&mut self) -> Vec<String> {
        let mut left = Vec::new();
        let deadline = std::time::Instant::now() + PATIENCE;
        // What a client has just dropped, the server notices a moment later.
        while self.jobs_due().await > 0 || self.ctx.hub.open_sockets() > 0 {
            if std::time::Instant::now() > deadline {
                left.push(format!(
                    "{} open sockets, jobs: {}",
                    self.ctx.hub.open_sockets(),
                    self.jobs().await
                ));
                break;
            }
            self.ctx.db.jobs_due().notify_one();
            tokio::time::sleep(STEP).await;
        }
        let unread = self.unread().await;
        left.extend(unread.iter().map(|mail| format!("unread mail: {}", mail.subject)));
        left
    }
}

/// Starts a server; afterwards the settings name the port that it got.
async fn serve(
    config: &mut Config,
    clock: Clock,
) -> (Ctx, JoinHandle<leadbell::error::Result<()>>) {
    let deadline = std::time::Instant::now() + PATIENCE;
    let app = loop {
        match App::start(config.clone(), clock.clone()).await {
            // A process that another test starts has the folder's lock for the moment between its
            // `fork` and its `exec`.
            Err(cause)
                if cause.to_string().contains("another process uses this folder")
                    && std::time::Instant::now() < deadline =>
            {
                tokio::time::sleep(STEP).await;
            }
            started => break started.expect("the server starts"),
        }
    };
    config.listen = app.address().expect("an address");
    let ctx = app.ctx.clone();
    (ctx, tokio::spawn(app.run()))
}

fn show_log() {
    if let Ok(filter) = std::env::var("LEADBELL_TEST_LOG") {
        let filter: Targets = filter.parse().expect("a filter such as info,leadbell=debug");
        let lines = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_test_writer();
        let _ = lines.finish().with(filter).try_init();
    }
}
