//! The queue as people see it: what waits, and the dead letters with what can be done about them.

use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::Lane;
use crate::clock::Millis;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::sql;

/// A job that waits or runs.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Waiting {
    /// Its id.
    pub id: Uuid,
    /// [`super::Job::KIND`].
    pub kind: String,
    /// What it is to do.
    pub payload: Json<Value>,
    /// `waiting` or `running`.
    pub state: String,
    /// When it is due, or when its lease ends.
    pub due_at: Millis,
    /// How often it was tried.
    pub attempts: i64,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was enqueued.
    pub created_at: Millis,
}

const MAILS: &str = "SELECT id, kind, payload, state, due_at, attempts, last_error, created_at \
     FROM jobs WHERE account_id = $1 AND lane = 'mail' AND state <> 'dead' \
     ORDER BY due_at, id LIMIT $2";

/// An account's mails that are not sent yet, the next one first.
pub async fn waiting_mails(db: &mut Read, account: Uuid, limit: i64) -> Result<Vec<Waiting>> {
    debug_assert_eq!(Lane::Mail.name(), "mail");
    sql!(db, fetch_all as Waiting, MAILS, account, limit)
}

const COUNT: &str = "SELECT CAST(COALESCE(SUM(CASE WHEN state = 'dead' THEN 0 ELSE 1 END), 0) AS \
     BIGINT), CAST(COALESCE(SUM(CASE WHEN state = 'dead' THEN 1 ELSE 0 END), 0) AS BIGINT) \
     FROM jobs WHERE account_id = $1 AND (lane = 'mail' OR state = 'dead')";

/// How many mails of an account wait, and how many dead letters it has.
pub async fn count(db: &mut Read, account: Uuid) -> Result<(i64, i64)> {
    sql!(db, fetch_one as (i64, i64), COUNT, account)
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

const REPLAY_ALL: &str = "UPDATE jobs SET state = 'waiting', attempts = 0, due_at = $1, \
     key = NULL WHERE account_id = $2 AND state = 'dead'";

/// Puts all dead letters of an account back into the queue; gives their number.
pub async fn replay_all(tx: &mut Tx<'_>, account: Uuid, now: Millis) -> Result<u64> {
    let count = sql!(tx, execute, REPLAY_ALL, now, account)?;
    if count > 0 {
        tx.wake_jobs();
    }
    Ok(count)
}

const DISCARD: &str = "DELETE FROM jobs WHERE id = $1 AND account_id = $2 AND state = 'dead'";

/// Removes a dead letter for good; false when the account has no such one.
pub async fn discard(tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, DISCARD, id, account)? == 1)
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[MAILS, COUNT, DEAD, REPLAY, REPLAY_ALL, DISCARD];
