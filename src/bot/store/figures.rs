//! What became of runs: counted by version and step.

use sqlx::FromRow;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::Read;
use crate::error::Result;
use crate::sql;

/// Runs of a version that went the same way. Such ways are few, however many runs there are.
#[derive(Clone, Debug, FromRow)]
pub struct WayRow {
    /// By which steps, as the engine writes it.
    pub passed: String,
    /// The step that they left without an answer; empty: they did not.
    pub left_at: String,
    pub runs: i64,
    pub contacts: i64,
    pub handovers: i64,
    pub finished: i64,
}

/// Answers at one step.
#[derive(Clone, Debug, FromRow)]
pub struct StepRow {
    pub step: String,
    /// Runs in which it was answered.
    pub answered: i64,
    /// Milliseconds; the one in the middle of those that are known.
    pub median: Option<i64>,
}

const WAYS: &str = "SELECT passed, left_at, COUNT(*) AS runs, \
     CAST(SUM(CASE WHEN contact THEN 1 ELSE 0 END) AS BIGINT) AS contacts, \
     CAST(SUM(CASE WHEN outcome IN ('handover', 'lost', 'cap') THEN 1 ELSE 0 END) AS BIGINT) \
     AS handovers, \
     CAST(SUM(CASE WHEN outcome = 'end' THEN 1 ELSE 0 END) AS BIGINT) AS finished FROM (\
     SELECT passed, contact, outcome, \
     CASE WHEN asked_at <= $3 OR NOT is_newest THEN step ELSE '' END AS left_at \
     FROM runs WHERE version_id = $1 AND started_at >= $2 \
     UNION ALL SELECT c.passed, r.contact, r.outcome, \
     CASE WHEN r.asked_at <= $3 OR NOT r.is_newest THEN c.step ELSE '' END \
     FROM run_calls c JOIN runs r ON r.id = c.run_id \
     WHERE c.version_id = $1 AND c.started_at >= $2) AS came GROUP BY passed, left_at";
const ANSWERED: &str = "SELECT step, COUNT(DISTINCT run_id) AS answered, \
     CAST(MIN(CASE WHEN place * 2 >= total THEN waited END) AS BIGINT) AS median FROM (\
     SELECT step, run_id, waited, COUNT(waited) OVER (PARTITION BY step) AS total, \
     ROW_NUMBER() OVER (PARTITION BY step ORDER BY waited IS NULL, waited) AS place \
     FROM run_answers \
     WHERE version_id = $1 AND started_at >= $2) AS ranked GROUP BY step";

/// The ways of runs that began since then, also of those that another script sent here. A question
/// that has waited since `silent`, or longer, is left.
pub async fn ways(
    db: &mut Read,
    version: Uuid,
    since: Millis,
    silent: Millis,
) -> Result<Vec<WayRow>> {
    sql!(db, fetch_all as WayRow, WAYS, version, since, silent)
}

pub async fn answered(db: &mut Read, version: Uuid, since: Millis) -> Result<Vec<StepRow>> {
    sql!(db, fetch_all as StepRow, ANSWERED, version, since)
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[WAYS, ANSWERED];
