//! The statements of the queue.
//!
//! What is due is due by the application's clock. A lease is between processes, so it is measured
//! by the database's clock, the one that they share: a node whose time jumps takes nobody's job.

use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::registry::Buried;
use super::{Death, Lease};
use crate::clock::Millis;
use crate::db::{Backend, Read, Tx, Write, dialect};
use crate::error::Result;
use crate::{sql, sql_rows};

const INSERT: &str = "INSERT INTO jobs (id, account_id, lane, kind, key, payload, state, due_at, \
     attempts, fence, created_at) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, 0, 0, $8) \
     ON CONFLICT (kind, key) WHERE state = 'waiting' AND key IS NOT NULL DO UPDATE SET \
     due_at = CASE WHEN excluded.due_at < jobs.due_at THEN excluded.due_at ELSE jobs.due_at END";

/// A row that is added.
pub(super) struct NewJob {
    pub id: Uuid,
    pub account: Option<Uuid>,
    pub lane: &'static str,
    pub kind: &'static str,
    pub key: Option<String>,
    pub payload: Value,
    pub due_at: Millis,
    pub now: Millis,
}

pub(super) async fn insert(tx: &mut Tx<'_>, new: &NewJob) -> Result<()> {
    let NewJob { id, account, lane, kind, key, payload, due_at, now } = new;
    sql!(tx, execute, INSERT, id, account, *lane, *kind, key, Json(payload), due_at, now)?;
    Ok(())
}

const INSERT_ALL: &str = "INSERT INTO jobs (id, account_id, lane, kind, payload, due_at, \
     created_at, state, attempts, fence)";

/// Texts for many rows, with the number of values in each.
pub(crate) const ROWS: &[(&str, usize, &str)] = &[(INSERT_ALL, 10, "")];

/// Adds rows without keys.
pub(super) async fn insert_all(tx: &mut Tx<'_>, all: &[NewJob]) -> Result<()> {
    sql_rows!(
        tx,
        execute,
        INSERT_ALL,
        "",
        all,
        |new| new.id,
        new.account,
        new.lane,
        new.kind,
        Json(&new.payload),
        new.due_at,
        new.now,
        "waiting",
        0_i64,
        0_i64
    );
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
    "UPDATE jobs SET state = 'running', attempts = attempts + 1, fence = fence + 1, \
     due_at = CAST(unixepoch('subsec') * 1000 AS INTEGER) + $1 \
     WHERE id IN (SELECT id FROM jobs WHERE lane = $2 AND state = 'waiting' \
     AND due_at <= $3 ORDER BY due_at LIMIT $4) RETURNING id, kind, payload, attempts, fence",
    "UPDATE jobs SET state = 'running', attempts = attempts + 1, fence = fence + 1, \
     due_at = CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) + $1 \
     WHERE id IN (SELECT id FROM jobs WHERE lane = $2 AND state = 'waiting' \
     AND due_at <= $3 ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED) \
     RETURNING id, kind, payload, attempts, fence",
);

/// Leases the jobs of a lane that are due, up to `limit`, each for `life` milliseconds.
pub(super) struct Claim {
    pub lane: &'static str,
    pub now: Millis,
    pub life: Millis,
    pub limit: i64,
}

impl Write for Claim {
    type Out = Vec<Leased>;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Out> {
        let text = dialect::text(tx.backend(), CLAIM.0, CLAIM.1);
        sql!(tx, fetch_all as Leased, text, self.life, self.lane, self.now, self.limit)
    }
}

const RELEASE: (&str, &str) = (
    "UPDATE jobs SET state = 'waiting', due_at = $1, key = NULL WHERE state = 'running' \
     AND ($2 OR due_at <= CAST(unixepoch('subsec') * 1000 AS INTEGER))",
    "UPDATE jobs SET state = 'waiting', due_at = $1, key = NULL WHERE id IN (SELECT id FROM jobs \
     WHERE state = 'running' \
     AND ($2 OR due_at <= CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)) \
     FOR UPDATE SKIP LOCKED)",
);

/// Puts back the jobs whose holder went silent; with `all`, every leased one. Another one may
/// wait under the same key by now, so they come back without theirs.
#[derive(Clone)]
pub(super) struct Release {
    pub now: Millis,
    pub all: bool,
}

impl Write for Release {
    type Out = u64;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<u64> {
        let text = dialect::text(tx.backend(), RELEASE.0, RELEASE.1);
        let released = sql!(tx, execute, text, self.now, self.all)?;
        if released > 0 {
            tx.wake_jobs();
        }
        Ok(released)
    }
}

const LAPSED: (&str, &str) = (
    "SELECT COUNT(*) FROM jobs WHERE state = 'running' \
     AND due_at <= CAST(unixepoch('subsec') * 1000 AS INTEGER)",
    "SELECT COUNT(*) FROM jobs WHERE state = 'running' \
     AND due_at <= CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
);

/// How many leases have ended without a word from their holder.
pub(super) async fn lapsed(db: &mut Read, backend: Backend) -> Result<i64> {
    let text = dialect::text(backend, LAPSED.0, LAPSED.1);
    let (count,) = sql!(db, fetch_one as (i64,), text)?;
    Ok(count)
}

const NEXT_DUE: &str = "SELECT MIN(due_at) FROM jobs WHERE lane = $1 AND state = 'waiting'";

/// When the next job of a lane is due.
pub(super) async fn next_due(db: &mut Read, lane: &str) -> Result<Option<Millis>> {
    let (due,) = sql!(db, fetch_one as (Option<Millis>,), NEXT_DUE, lane)?;
    Ok(due)
}

const HEARTBEAT: (&str, &str) = (
    "UPDATE jobs SET due_at = CAST(unixepoch('subsec') * 1000 AS INTEGER) + $1 \
     WHERE id = $2 AND fence = $3 AND state = 'running'",
    "UPDATE jobs SET due_at = CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) + $1 \
     WHERE id = $2 AND fence = $3 AND state = 'running'",
);

/// Lengthens a lease; false when it has passed to somebody else.
pub(super) struct Heartbeat {
    pub lease: Lease,
    pub life: Millis,
}

impl Write for Heartbeat {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let text = dialect::text(tx.backend(), HEARTBEAT.0, HEARTBEAT.1);
        Ok(sql!(tx, execute, text, self.life, self.lease.id, self.lease.fence)? == 1)
    }
}

const HOLDS: &str = "SELECT fence FROM jobs WHERE id = $1 AND fence = $2 AND state = 'running'";

/// Whether the lease still stands.
pub async fn holds(tx: &mut Tx<'_>, lease: Lease) -> Result<bool> {
    Ok(sql!(tx, fetch_optional as (i64,), HOLDS, lease.id, lease.fence)?.is_some())
}

const SETTLE: &str = "DELETE FROM jobs WHERE id = $1 AND fence = $2 AND state = 'running'";

/// Ends a job as part of `tx`. False when the lease has passed to somebody else, whose work it
/// then is: the caller leaves everything as it was.
pub async fn settle(tx: &mut Tx<'_>, lease: Lease) -> Result<bool> {
    Ok(sql!(tx, execute, SETTLE, lease.id, lease.fence)? == 1)
}

#[derive(Clone)]
pub(super) struct Settle(pub Lease);

impl Write for Settle {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        settle(tx, self.0).await
    }
}

const RETRY: &str = "UPDATE jobs SET state = 'waiting', due_at = $1, last_error = $2, \
     key = CASE WHEN $5 OR EXISTS (SELECT 1 FROM jobs o WHERE o.kind = jobs.kind \
     AND o.key = jobs.key AND o.state = 'waiting') THEN NULL ELSE key END \
     WHERE id = $3 AND fence = $4 AND state = 'running'";
const BURY: &str = "UPDATE jobs SET state = 'dead', last_error = $1 \
     WHERE id = $2 AND fence = $3 AND state = 'running'";

/// Puts a failed job back, or makes it a dead letter when `due_at` is `None`.
#[derive(Clone)]
pub(super) struct Fail {
    pub lease: Lease,
    pub due_at: Option<Millis>,
    pub error: String,
    /// Gives up the key: another node may be enqueueing a job under it at this moment.
    pub keyless: bool,
    /// What follows from its death, and its payload.
    pub buried: Option<(Buried, Value)>,
    pub now: Millis,
}

impl Write for Fail {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Lease { id, fence, .. } = self.lease;
        let error = self.error.as_str();
        let Some(due_at) = self.due_at else {
            if sql!(tx, execute, BURY, error, id, fence)? == 1
                && let Some((buried, payload)) = &self.buried
            {
                let death = Death { lease: self.lease, error: error.to_owned(), now: self.now };
                buried(tx, payload, &death).await?;
            }
            tx.wake_jobs();
            return Ok(());
        };
        sql!(tx, execute, RETRY, due_at, error, id, fence, self.keyless)?;
        // The loops ask anew when the next job is due.
        tx.wake_jobs();
        Ok(())
    }
}

const TAKE_ALONG: (&str, &str) = (
    "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE lane = $1 AND state = 'waiting' \
     AND due_at <= $2 AND kind = $3 AND payload ->> 'site' = $4 ORDER BY due_at LIMIT $5) \
     RETURNING payload",
    "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE lane = $1 AND state = 'waiting' \
     AND due_at <= $2 AND kind = $3 AND payload ->> 'site' = $4 ORDER BY due_at LIMIT $5 \
     FOR UPDATE SKIP LOCKED) RETURNING payload",
);

pub(super) async fn take_along(
    tx: &mut Tx<'_>,
    (lane, kind): (&str, &str),
    site: Uuid,
    now: Millis,
    limit: i64,
) -> Result<Vec<Value>> {
    let text = dialect::text(tx.backend(), TAKE_ALONG.0, TAKE_ALONG.1);
    let site = site.to_string();
    let taken = sql!(tx, fetch_all as (Json<Value>,), text, lane, now, kind, site.as_str(), limit)?;
    Ok(taken.into_iter().map(|(Json(payload),)| payload).collect())
}

const DUE: &str = "SELECT COUNT(*) FROM jobs WHERE state = 'running' \
     OR (state = 'waiting' AND due_at <= $1)";

/// How many jobs are due or running; for metrics and tests.
pub async fn due_count(db: &mut Read, now: Millis) -> Result<i64> {
    let (count,) = sql!(db, fetch_one as (i64,), DUE, now)?;
    Ok(count)
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[INSERT, NEXT_DUE, HOLDS, SETTLE, RETRY, BURY, DUE];

/// The texts that differ: for `SQLite`, for `PostgreSQL`.
pub(crate) const DIALECT_STATEMENTS: &[(&str, &str)] =
    &[CLAIM, RELEASE, LAPSED, HEARTBEAT, TAKE_ALONG];
