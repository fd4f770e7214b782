//! The statements of the queue.

use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::Lease;
use crate::clock::Millis;
use crate::db::{Read, Tx, Write, dialect};
use crate::error::Result;
use crate::sql;

const INSERT: &str = "INSERT INTO jobs (id, account_id, lane, kind, key, payload, state, due_at, \
     attempts, fence, created_at) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, 0, 0, $8) \
     ON CONFLICT (kind, key) WHERE state = 'waiting' AND key IS NOT NULL DO UPDATE SET \
     due_at = CASE WHEN excluded.due_at < jobs.due_at THEN excluded.due_at ELSE jobs.due_at END";

#[allow(clippy::too_many_arguments, reason = "a row's columns")]
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    id: Uuid,
    account: Option<Uuid>,
    lane: &str,
    kind: &str,
    key: Option<String>,
    payload: Value,
    due_at: Millis,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, INSERT, id, account, lane, kind, key.clone(), Json(&payload), due_at, now)?;
    Ok(())
}

/// A job that has just been leased.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Leased {
    pub id: Uuid,
    pub kind: String,
    pub payload: Json<Value>,
    pub attempts: i64,
    pub fence: i64,
}

impl Leased {
    pub(super) fn lease(&self) -> Lease {
        Lease { id: self.id, fence: self.fence, attempt: self.attempts }
    }
}

const CLAIM: (&str, &str) = (
    "UPDATE jobs SET state = 'running', attempts = attempts + 1, fence = fence + 1, due_at = $1 \
     WHERE id IN (SELECT id FROM jobs WHERE lane = $2 AND state IN ('waiting', 'running') \
     AND due_at <= $3 ORDER BY due_at LIMIT $4) RETURNING id, kind, payload, attempts, fence",
    "UPDATE jobs SET state = 'running', attempts = attempts + 1, fence = fence + 1, due_at = $1 \
     WHERE id IN (SELECT id FROM jobs WHERE lane = $2 AND state IN ('waiting', 'running') \
     AND due_at <= $3 ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED) \
     RETURNING id, kind, payload, attempts, fence",
);

/// Leases the jobs of a lane that are due, up to `limit`.
pub(super) struct Claim {
    pub lane: &'static str,
    pub now: Millis,
    pub until: Millis,
    pub limit: i64,
}

impl Write for Claim {
    type Out = Vec<Leased>;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Out> {
        let text = dialect::text(tx.backend(), CLAIM.0, CLAIM.1);
        sql!(tx, fetch_all as Leased, text, self.until, self.lane, self.now, self.limit)
    }
}

const NEXT_DUE: &str = "SELECT MIN(due_at) FROM jobs WHERE lane = $1 \
     AND state IN ('waiting', 'running')";

/// When the next job of a lane is due, or the lease of a running one ends.
pub(super) async fn next_due(db: &mut Read, lane: &str) -> Result<Option<Millis>> {
    let (due,) = sql!(db, fetch_one as (Option<Millis>,), NEXT_DUE, lane)?;
    Ok(due)
}

const HEARTBEAT: &str =
    "UPDATE jobs SET due_at = $1 WHERE id = $2 AND fence = $3 AND state = 'running'";

pub(super) struct Heartbeat {
    pub lease: Lease,
    pub until: Millis,
}

impl Write for Heartbeat {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let changed = sql!(tx, execute, HEARTBEAT, self.until, self.lease.id, self.lease.fence)?;
        Ok(changed == 1)
    }
}

const SETTLE: &str = "DELETE FROM jobs WHERE id = $1 AND fence = $2 AND state = 'running'";

/// Ends a job as part of `tx`. False when the lease has passed to somebody else, whose work it
/// then is: the caller leaves everything as it was.
pub async fn settle(tx: &mut Tx<'_>, lease: Lease) -> Result<bool> {
    Ok(sql!(tx, execute, SETTLE, lease.id, lease.fence)? == 1)
}

pub(super) struct Settle(pub Lease);

impl Write for Settle {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        settle(tx, self.0).await
    }
}

const RETRY: &str = "UPDATE jobs SET state = 'waiting', due_at = $1, last_error = $2, \
     key = CASE WHEN EXISTS (SELECT 1 FROM jobs o WHERE o.kind = jobs.kind AND o.key = jobs.key \
     AND o.state = 'waiting') THEN NULL ELSE key END \
     WHERE id = $3 AND fence = $4 AND state = 'running'";
const BURY: &str = "UPDATE jobs SET state = 'dead', last_error = $1 \
     WHERE id = $2 AND fence = $3 AND state = 'running'";

/// Puts a failed job back, or makes it a dead letter when `due_at` is `None`.
pub(super) struct Fail {
    pub lease: Lease,
    pub due_at: Option<Millis>,
    pub error: String,
}

impl Write for Fail {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Lease { id, fence, .. } = self.lease;
        match self.due_at {
            Some(due_at) => sql!(tx, execute, RETRY, due_at, self.error.as_str(), id, fence)?,
            None => sql!(tx, execute, BURY, self.error.as_str(), id, fence)?,
        };
        Ok(())
    }
}

/// A job that was given up.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DeadLetter {
    /// Its id.
    pub id: Uuid,
    /// [`super::Job::KIND`].
    pub kind: String,
    /// What it was to do.
    pub payload: Json<Value>,
    /// How often it was tried.
    pub attempts: i64,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was enqueued.
    pub created_at: Millis,
}

const DEAD: &str = "SELECT id, kind, payload, attempts, last_error, created_at FROM jobs \
     WHERE state = 'dead' AND account_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2";

/// An account's dead letters, newest first.
pub async fn dead_letters(db: &mut Read, account: Uuid, limit: i64) -> Result<Vec<DeadLetter>> {
    sql!(db, fetch_all as DeadLetter, DEAD, account, limit)
}

const REPLAY: &str = "UPDATE jobs SET state = 'waiting', attempts = 0, due_at = $1, key = NULL \
     WHERE id = $2 AND account_id = $3 AND state = 'dead'";

/// Puts a dead letter back into the queue; false when the account has no such one.
pub async fn replay(tx: &mut Tx<'_>, account: Uuid, id: Uuid, now: Millis) -> Result<bool> {
    let found = sql!(tx, execute, REPLAY, now, id, account)? == 1;
    if found {
        tx.wake_jobs();
    }
    Ok(found)
}

const DISCARD: &str = "DELETE FROM jobs WHERE id = $1 AND account_id = $2 AND state = 'dead'";

/// Removes a dead letter for good; false when the account has no such one.
pub async fn discard(tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, DISCARD, id, account)? == 1)
}

const DUE: &str = "SELECT COUNT(*) FROM jobs WHERE state = 'running' \
     OR (state = 'waiting' AND due_at <= $1)";

/// How many jobs are due or running; for metrics and tests.
pub async fn due_count(db: &mut Read, now: Millis) -> Result<i64> {
    let (count,) = sql!(db, fetch_one as (i64,), DUE, now)?;
    Ok(count)
}
