//! The SQL of experiments.

use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::period::{Arm, Goal, Kind, Period, Plan};
use crate::clock::{DAY, Millis};
use crate::db::{Read, Statements, Tx};
use crate::error::Result;
use crate::jobs::Sweep;
use crate::{ids, sql};

/// How long after meeting an experiment a visitor's request counts for it.
pub(super) const WINDOW: Millis = 30 * DAY;
/// Periods on one page.
const MOST: i64 = 200;

macro_rules! period {
    ($rest:literal) => {
        concat!(
            "SELECT id, site_id, kind, subject_id, name, goal, arms, started_at, ended_at \
             FROM experiment_periods ",
            $rest
        )
    };
}

const RUNNING: &str =
    period!("WHERE kind = $1 AND subject_id = $2 AND ended_at IS NULL ORDER BY id LIMIT 1");
const OF_ACCOUNT: &str = period!("WHERE account_id = $1 ORDER BY started_at DESC, id LIMIT $2");
const OF_SUBJECT: &str = period!(
    "WHERE account_id = $1 AND kind = $2 AND subject_id = $3 ORDER BY started_at DESC LIMIT $4"
);
const BY_ID: &str = period!("WHERE account_id = $1 AND id = $2");
const INSERT: &str = "INSERT INTO experiment_periods \
     (id, account_id, site_id, kind, subject_id, name, goal, arms, started_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const RENAME: &str = "UPDATE experiment_periods SET name = $2, arms = $3 WHERE id = $1";
const END: &str = "UPDATE experiment_periods SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
const EXPOSE: &str = "INSERT INTO exposures (period_id, visitor_id, account_id, arm, at, impressions) \
     SELECT $1, $2, account_id, $3, $4, $5 FROM experiment_periods WHERE id = $1 \
     ON CONFLICT (period_id, visitor_id) \
     DO UPDATE SET impressions = exposures.impressions + excluded.impressions";
const CONVERTED: &str = "UPDATE exposures SET converted_at = $4 \
     WHERE visitor_id = $3 AND converted_at IS NULL AND period_id IN (SELECT id \
     FROM experiment_periods WHERE kind = $1 AND subject_id = $2 AND ended_at IS NULL)";
const CONVERTED_BY: &str = "UPDATE exposures SET converted_at = $4 \
     WHERE visitor_id = $3 AND arm = $2 AND converted_at IS NULL AND period_id IN (SELECT id \
     FROM experiment_periods WHERE kind = $1 AND ended_at IS NULL)";
const CAME: &str = "SELECT arm, COUNT(*) AS visitors, \
     CAST(SUM(impressions) AS BIGINT) AS impressions, \
     CAST(SUM(converted) AS BIGINT) AS conversions, CAST(SUM(lead) AS BIGINT) AS leads, \
     CAST(SUM(valid) AS BIGINT) AS valid_leads, CAST(SUM(customer) AS BIGINT) AS customers FROM (\
     SELECT e.arm, e.impressions, \
     CASE WHEN e.converted_at IS NULL THEN 0 ELSE 1 END AS converted, \
     CASE WHEN MAX(s.at) IS NULL THEN 0 ELSE 1 END AS lead, \
     MAX(CASE WHEN l.verdict = 'valid' THEN 1 ELSE 0 END) AS valid, \
     MAX(CASE WHEN l.verdict = 'valid' AND t.kind = 'converted' THEN 1 ELSE 0 END) AS customer \
     FROM exposures e \
     LEFT JOIN submissions s ON s.visitor_id = e.visitor_id AND s.lead_id IS NOT NULL \
     AND s.at >= e.at AND s.at < e.at + $2 \
     LEFT JOIN leads l ON l.id = s.lead_id LEFT JOIN statuses t ON t.id = l.status_id \
     WHERE e.period_id = $1 \
     GROUP BY e.visitor_id, e.arm, e.impressions, e.converted_at) AS came GROUP BY arm";
const SWEEP: &str = "DELETE FROM exposures WHERE (period_id, visitor_id) IN \
     (SELECT period_id, visitor_id FROM exposures WHERE at < $1 LIMIT $2)";

/// Who met an experiment long ago is let go of.
pub(super) const SWEEPS: &[Sweep] =
    &[Sweep { what: "experiments.exposures", keep: 800 * DAY, statement: SWEEP }];

#[derive(FromRow)]
struct PeriodRow {
    id: Uuid,
    site_id: Option<Uuid>,
    kind: String,
    subject_id: Uuid,
    name: String,
    goal: String,
    arms: Json<Vec<Arm>>,
    started_at: Millis,
    ended_at: Option<Millis>,
}

impl PeriodRow {
    fn period(self) -> Period {
        let Self { id, goal, arms, started_at, .. } = self;
        Period { id, goal: Goal::parse(&goal), arms: arms.0, started_at }
    }
}

/// A period as the console lists it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What was tried out, and since when.
    pub period: Period,
    /// On which site.
    pub site: Option<Uuid>,
    /// About what; nothing where a later release knew more kinds.
    pub kind: Option<Kind>,
    /// Which of that kind.
    pub subject: Uuid,
    /// What the team calls it.
    pub name: String,
    /// When it ended; nothing while it runs.
    pub ended_at: Option<Millis>,
}

impl From<PeriodRow> for Kept {
    fn from(row: PeriodRow) -> Self {
        let (site, subject, ended_at) = (row.site_id, row.subject_id, row.ended_at);
        let (kind, name) = (Kind::parse(&row.kind), row.name.clone());
        Self { period: row.period(), site, kind, subject, name, ended_at }
    }
}

/// What came of the visitors of one arm.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Came {
    /// The arm's key.
    pub arm: String,
    /// Who met the experiment.
    pub visitors: i64,
    /// How often it was shown to them.
    pub impressions: i64,
    /// Of the visitors: who did what the subject is for.
    pub conversions: i64,
    /// Who left a request within 30 days.
    pub leads: i64,
    /// Whose lead is valid.
    pub valid_leads: i64,
    /// Whose lead became a customer.
    pub customers: i64,
}

/// The running period of a subject.
pub(super) async fn running(
    db: &mut (impl Statements + Send),
    kind: Kind,
    subject: Uuid,
) -> Result<Option<Period>> {
    let row = sql!(db, fetch_optional as PeriodRow, RUNNING, kind.as_str(), subject)?;
    Ok(row.map(PeriodRow::period))
}

/// Starts what is planned, in a period of its own where arms, weights or goal have changed, and
/// ends what is no experiment any more. Whether anything began or ended.
pub async fn keep(tx: &mut Tx<'_>, plan: &Plan, now: Millis) -> Result<bool> {
    let kind = plan.kind.as_str();
    let row = sql!(tx, fetch_optional as PeriodRow, RUNNING, kind, plan.subject)?;
    let is_experiment = plan.is_experiment();
    if let Some(row) = row {
        let parts = |arms: &[Arm]| -> Vec<(String, u32)> {
            arms.iter().map(|arm| (arm.key.clone(), arm.weight)).collect()
        };
        let is_same = parts(&row.arms.0) == parts(&plan.arms) && row.goal == plan.goal().as_str();
        if is_experiment && is_same {
            if row.name != plan.name || row.arms.0 != plan.arms {
                sql!(tx, execute, RENAME, row.id, plan.name.as_str(), Json(&plan.arms))?;
            }
            return Ok(false);
        }
        sql!(tx, execute, END, row.id, now)?;
    } else if !is_experiment {
        return Ok(false);
    }
    if is_experiment {
        let (id, goal) = (ids::new_id(), plan.goal().as_str());
        let (name, arms) = (plan.name.as_str(), Json(&plan.arms));
        sql!(
            tx,
            execute,
            INSERT,
            id,
            plan.account,
            plan.site,
            kind,
            plan.subject,
            name,
            goal,
            arms,
            now
        )?;
    }
    Ok(true)
}

/// Ends a period.
pub(super) async fn end(tx: &mut Tx<'_>, id: Uuid, now: Millis) -> Result<()> {
    sql!(tx, execute, END, id, now)?;
    Ok(())
}

/// A visitor has met an experiment, once or again; `shown`: they were shown something.
pub async fn expose(
    tx: &mut Tx<'_>,
    period: &Period,
    visitor: Uuid,
    arm: &Arm,
    shown: bool,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, EXPOSE, period.id, visitor, arm.key.as_str(), now, i64::from(shown))?;
    Ok(())
}

/// A visitor did what the subject is for. It counts once, and only for who met its experiment.
pub async fn converted(
    tx: &mut Tx<'_>,
    kind: Kind,
    subject: Uuid,
    visitor: Uuid,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, CONVERTED, kind.as_str(), subject, visitor, now)?;
    Ok(())
}

/// The same where only what they were given is known: the key of an arm that is an id.
pub async fn converted_by(
    tx: &mut Tx<'_>,
    kind: Kind,
    arm: Uuid,
    visitor: Uuid,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, CONVERTED_BY, kind.as_str(), arm.to_string(), visitor, now)?;
    Ok(())
}

/// The periods of an account, the newest first.
pub(super) async fn of_account(db: &mut Read, account: Uuid) -> Result<Vec<Kept>> {
    let rows = sql!(db, fetch_all as PeriodRow, OF_ACCOUNT, account, MOST)?;
    Ok(rows.into_iter().map(Kept::from).collect())
}

/// The periods of one subject, the newest first.
pub(super) async fn of_subject(
    db: &mut Read,
    account: Uuid,
    kind: Kind,
    subject: Uuid,
) -> Result<Vec<Kept>> {
    let rows = sql!(db, fetch_all as PeriodRow, OF_SUBJECT, account, kind.as_str(), subject, MOST)?;
    Ok(rows.into_iter().map(Kept::from).collect())
}

/// One period.
pub(super) async fn by_id(db: &mut Read, account: Uuid, id: Uuid) -> Result<Option<Kept>> {
    let row = sql!(db, fetch_optional as PeriodRow, BY_ID, account, id)?;
    Ok(row.map(Kept::from))
}

/// What came of a period's visitors, by arm.
pub(super) async fn came(db: &mut Read, period: Uuid) -> Result<Vec<Came>> {
    sql!(db, fetch_all as Came, CAME, period, WINDOW)
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    RUNNING,
    OF_ACCOUNT,
    OF_SUBJECT,
    BY_ID,
    INSERT,
    RENAME,
    END,
    EXPOSE,
    CONVERTED,
    CONVERTED_BY,
    CAME,
    SWEEP,
];
