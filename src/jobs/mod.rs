//! The durable queue: effects on the outside are jobs, enqueued in the transaction that causes
//! them. A job is leased with a heartbeat and a fencing token, tried again with back-off and
//! jitter, and ends as a dead letter that the console shows and can replay.

mod registry;
mod runner;
mod store;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

pub use self::registry::{Handler, Registry};
pub use self::runner::Runner;
pub use self::store::{DeadLetter, dead_letters, discard, due_count, replay, settle};
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
}

impl Lane {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Quick, Self::Mail];

    fn name(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Mail => "mail",
        }
    }

    /// How many of its jobs run at once on a node.
    fn width(self) -> usize {
        match self {
            Self::Quick => 32,
            Self::Mail => 4,
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
    let payload: Value = serde_json::to_value(job)?;
    let due_at = if when.due_at == 0 { now } else { when.due_at };
    store::insert(
        tx,
        ids::new_id(),
        account,
        J::LANE.name(),
        J::KIND,
        when.key,
        payload,
        due_at,
        now,
    )
    .await?;
    if due_at <= now {
        tx.wake_jobs();
    }
    Ok(())
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
