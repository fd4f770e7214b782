//! What became of runs: counted by version and step.

use sqlx::FromRow;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::Read;
use crate::error::Result;
use crate::sql;

/// Runs of a version.
#[derive(Clone, Copy, Debug, Default, FromRow)]
pub struct Totals {
    pub runs: i64,
    pub contacts: i64,
    pub handovers: i64,
    pub finished: i64,
}

/// Answers at one step.
#[derive(Clone, Debug, FromRow)]
pub struct StepRow {
    pub step: String,
    pub answered: i64,
    /// Milliseconds; the one in the middle.
    pub median: i64,
}

const TOTALS: &str = "SELECT COUNT(*) AS runs, \
     CAST(COALESCE(SUM(CASE WHEN contact THEN 1 ELSE 0 END), 0) AS BIGINT) AS contacts, \
     CAST(COALESCE(SUM(CASE WHEN outcome IN ('handover', 'lost', 'cap') THEN 1 ELSE 0 END), 0) \
     AS BIGINT) AS handovers, \
     CAST(COALESCE(SUM(CASE WHEN outcome = 'end' THEN 1 ELSE 0 END), 0) AS BIGINT) AS finished \
     FROM runs WHERE version_id = $1 AND started_at >= $2";
const LEFT: &str = "SELECT step, COUNT(*) FROM runs \
     WHERE version_id = $1 AND started_at >= $2 AND step <> '' GROUP BY step";
const ANSWERED: &str = "SELECT step, COUNT(*) AS answered, \
     CAST(MIN(CASE WHEN place * 2 >= total THEN waited END) AS BIGINT) AS median FROM (\
     SELECT step, waited, ROW_NUMBER() OVER (PARTITION BY step ORDER BY waited) AS place, \
     COUNT(*) OVER (PARTITION BY step) AS total FROM run_answers \
     WHERE version_id = $1 AND at >= $2) AS ranked GROUP BY step";

pub async fn totals(db: &mut Read, version: Uuid, since: Millis) -> Result<Totals> {
    sql!(db, fetch_one as Totals, TOTALS, version, since)
}

/// Step → how many runs wait there.
pub async fn left(db: &mut Read, version: Uuid, since: Millis) -> Result<Vec<(String, i64)>> {
    sql!(db, fetch_all as (String, i64), LEFT, version, since)
}

pub async fn answered(db: &mut Read, version: Uuid, since: Millis) -> Result<Vec<StepRow>> {
    sql!(db, fetch_all as StepRow, ANSWERED, version, since)
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[TOTALS, LEFT, ANSWERED];
