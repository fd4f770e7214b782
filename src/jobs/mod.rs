//! The durable queue: effects on the outside are jobs, enqueued in the transaction that causes
//! them. A job is leased with a heartbeat and a fencing token, tried again with back-off and
//! jitter, and ends as a dead letter that the console shows and can replay.

pub(crate) mod letters;
mod registry;
mod runner;
pub(crate) mod store;
mod sweep;

use std::future::Future;

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

pub use self::letters::{
    DeadLetter, Waiting, count, dead_letters, discard, replay, replay_all, waiting_mails,
};
pub use self::registry::{Handler, Registry};
pub use self::runner::Runner;
pub use self::store::{due_count, holds, settle};
pub use self::sweep::{Chore, Sweep, handlers as sweep_handlers};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::ids;

/// Jobs of one lane never hold up those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Work on the database.
    Quick,
    /// Work that waits for a mail server.
    Mail,
    /// Work that waits for the push services of browsers.
    Push,
}

impl Lane {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Quick, Self::Mail, Self::Push];

    fn name(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Mail => "mail",
            Self::Push => "push",
        }
    }

    /// How many of its jobs run at once on a node.
    fn width(self) -> usize {
        match self {
            Self::Quick => 32,
            Self::Mail => 4,
            Self::Push => 16,
        }
    }
}

/// A type of job: what is stored, and how often it is tried.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// `feature.verb`, stored; never changed once released.
    const KIND: &'static str;
    /// Its lane.
    const LANE: Lane = Lane::Quick;
    /// How often it is tried before it is a dead letter.
    const TRIES: i64 = 12;

    /// What else happens in the transaction that makes a dead letter of it, whatever the reason:
    /// its own verdict, the last try, a panic.
    fn buried(&self, _tx: &mut Tx<'_>, _death: &Death) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }
}

/// How a job became a dead letter.
#[derive(Clone, Debug)]
pub struct Death {
    /// The right under which it was tried last.
    pub lease: Lease,
    /// Why.
    pub error: String,
    /// When.
    pub now: Millis,
}

/// When and under which key a job waits.
#[derive(Clone, Debug, Default)]
pub struct When {
    /// Due at this time; at once when 0.
    pub due_at: Millis,
    /// While a job of the same kind waits under this key, another is not added.
    pub key: Option<String>,
}

/// Puts a job into the queue as part of `tx`. With a key under which one waits already, the
/// earlier time of the two holds. `account` is who may see it as a dead letter.
pub async fn enqueue<J: Job>(
    tx: &mut Tx<'_>,
    account: Option<Uuid>,
    job: &J,
    now: Millis,
    when: When,
) -> Result<()> {
    let due_at = if when.due_at == 0 { now } else { when.due_at };
    let new = store::NewJob {
        id: ids::new_id(),
        account,
        lane: J::LANE.name(),
        kind: J::KIND,
        key: when.key,
        payload: serde_json::to_value(job)?,
        due_at,
        now,
    };
    store::insert(tx, &new).await?;
    if due_at <= now {
        tx.wake_jobs();
    }
    Ok(())
}

/// Puts jobs that are due at once into the queue, each with the account that may see it.
pub async fn enqueue_all<J: Job>(tx: &mut Tx<'_>, jobs: &[(Uuid, J)], now: Millis) -> Result<()> {
    let mut all = Vec::with_capacity(jobs.len());
    for (account, job) in jobs {
        all.push(store::NewJob {
            id: ids::new_id(),
            account: Some(*account),
            lane: J::LANE.name(),
            kind: J::KIND,
            key: None,
            payload: serde_json::to_value(job)?,
            due_at: now,
            now,
        });
    }
    store::insert_all(tx, &all).await?;
    tx.wake_jobs();
    Ok(())
}

/// Takes up to `limit` due jobs of the same kind and site out of the queue, for a handler that
/// does their work with its own in `tx`: thousands of them then cost a few transactions. Their
/// payload has a field `site`.
pub async fn take_along<J: Job>(
    tx: &mut Tx<'_>,
    site: Uuid,
    now: Millis,
    limit: i64,
) -> Result<Vec<J>> {
    let taken = store::take_along(tx, (J::LANE.name(), J::KIND), site, now, limit).await?;
    taken.into_iter().map(|payload| Ok(serde_json::from_value(payload)?)).collect()
}

/// The right to run a job, until it ends. A handler whose effect is a write settles the job in
/// the same transaction with [`settle`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The job.
    pub id: Uuid,
    /// Its fencing token: older holders can no longer settle it.
    pub fence: i64,
    /// Which try this is, from 1.
    pub attempt: i64,
}

/// Why a job did not do its work.
#[derive(Debug)]
pub enum Failure {
    /// It may work later: tried again with back-off, up to [`Job::TRIES`].
    Retry(String),
    /// It never will: a dead letter at once.
    Dead(String),
}

impl From<crate::error::Error> for Failure {
    fn from(cause: crate::error::Error) -> Self {
        Self::Retry(cause.to_string())
    }
}
