//! Puts the application together, runs it, and ends it so that nothing is lost.

mod briefs;
mod listen;
mod stream;

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::bus::Bus;
use crate::clock::Clock;
use crate::config::Config;
use crate::ctx::{Ctx, Parts};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::files::{Files, make_private};
use crate::jobs::{self, Chore, Registry, Runner, Sweep};
use crate::keys::Keys;
use crate::mail::{self, Mailer};
use crate::outgoing::Outgoing;
use crate::realtime::{Hub, close};
use crate::{
    attachments, bot, chat, experiments, forms, guard, landing, live, magnets, notify, offers,
    people, routes, visitors,
};

/// How long a shutdown may take before what is left is dropped.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(20);

/// A server that is bound and ready to run.
pub struct App {
    /// Its parts.
    pub ctx: Ctx,
    listener: TcpListener,
    _lock: Option<File>,
}

impl App {
    /// Checks, opens and binds everything. Nothing is served before [`App::run`].
    pub async fn start(config: Config, clock: Clock) -> Result<Self> {
        offers::begin_sites();
        make_private(&config.data)?;
        let lock = if config.redis_url.is_none() { Some(lock(&config.data)?) } else { None };
        let listener = listen::bind(config.listen).map_err(|cause| {
            Error::Invalid(format!("LEADBELL_LISTEN {}: {cause}", config.listen))
        })?;
        let public_url = match &config.public_url {
            Some(url) => url.clone(),
            None => own_url(listener.local_addr()?)?,
        };
        let keys = Keys::load(config.secret_key.as_deref(), &config.data)?;
        let bus = match &config.redis_url {
            Some(url) => Bus::redis(url, &keys.name("redis"))?,
            None => Bus::local(),
        };
        let hub = Hub::default();
        let receiver = hub.clone();
        bus.deliver_to(move |frame| receiver.deliver(&frame));
        let db = Db::open(&config.database, bus).await?;
        let mailer = Mailer::new(&config, public_url.host_str().unwrap_or("localhost"))?;
        let outgoing = Outgoing::new(config.allow_nets.clone())?;
        let ctx = Ctx::new(Parts {
            keys,
            files: Files::open(&config.files, &config.data)?,
            local: crate::local::Local::default(),
            stop: CancellationToken::new(),
            config,
            public_url,
            db,
            hub,
            mailer,
            outgoing,
            clock,
        });
        visitors::open_countries(&ctx)?;
        Ok(Self { ctx, listener, _lock: lock })
    }

    /// Where the server really listens.
    pub fn address(&self) -> Result<std::net::SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// Serves until [`Parts::stop`] is cancelled, then lets what runs come to its end: sockets
    /// are told to reconnect, requests and jobs finish, waiting writes commit.
    pub async fn run(self) -> Result<()> {
        let Self { ctx, listener, _lock: lock } = self;
        let connections = TaskTracker::new();
        let background = TaskTracker::new();
        let services = routes::Services::start(&ctx, &background);
        people::setup::announce(&ctx).await?;
        let jobs = Runner::start(ctx.clone(), job_handlers(), &ctx.stop);
        let routes = routes::all(&ctx, services);
        listen::serve(listener, routes, &ctx.stop, &connections).await;
        ctx.hub.end_all(close::RESTART);
        connections.close();
        background.close();
        let drained = async {
            connections.wait().await;
            jobs.wait().await;
            background.wait().await;
        };
        if tokio::time::timeout(SHUTDOWN_LIMIT, drained).await.is_err() {
            tracing::warn!("the shutdown took too long; what is left resumes at the next start");
        }
        ctx.db.close().await;
        drop(lock);
        Ok(())
    }
}

/// Job type → handler.
fn job_handlers() -> Registry {
    let briefs: Arc<dyn notify::Briefs> = Arc::new(briefs::Briefs);
    let registry = people::handlers(mail::handlers(Registry::default()));
    let registry = bot::handlers(chat::handlers(notify::handlers(registry, &briefs)));
    jobs::sweep_handlers(registry, SWEEPS, CHORES)
}

/// What each feature lets go of after a while.
const SWEEPS: &[&[Sweep]] = &[
    guard::SWEEPS,
    notify::SWEEPS,
    chat::SWEEPS,
    live::SWEEPS,
    magnets::SWEEPS,
    forms::SWEEPS,
    landing::SWEEPS,
    experiments::SWEEPS,
    offers::SWEEPS,
    bot::SWEEPS,
];
/// What else is put in order then.
const CHORES: &[Chore] =
    &[|ctx| Box::pin(mail::sweep(ctx)), |ctx| Box::pin(attachments::sweep(ctx))];

fn own_url(address: std::net::SocketAddr) -> Result<Url> {
    let host = if address.ip().is_unspecified() { "localhost".to_owned() } else { host(address) };
    Url::parse(&format!("http://{host}:{}/", address.port()))
        .map_err(|cause| Error::Internal(cause.to_string()))
}

fn host(address: std::net::SocketAddr) -> String {
    match address.ip() {
        ip if ip.is_loopback() && ip.is_ipv4() => "127.0.0.1".to_owned(),
        std::net::IpAddr::V4(four) => four.to_string(),
        std::net::IpAddr::V6(six) => format!("[{six}]"),
    }
}

/// Locks the data folder against a second process.
pub(crate) fn lock(folder: &Path) -> Result<File> {
    let path = folder.join("leadbell.lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Invalid(format!(
            "LEADBELL_DATA {}: another process uses this folder",
            folder.display()
        ))),
        Err(TryLockError::Error(cause)) => Err(cause.into()),
    }
}
