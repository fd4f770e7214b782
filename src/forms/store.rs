//! The SQL of built forms.

use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::definition::Definition;
use crate::clock::{DAY, Millis};
use crate::db::{Read, Statements, Tx};
use crate::error::Result;
use crate::jobs::Sweep;
use crate::sql;

macro_rules! form {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, site_id, name, key, active, definition, rev, changed_at, \
             deleted_at FROM forms ",
            $rest
        )
    };
}

const OF_ACCOUNT: &str =
    form!("WHERE account_id = $1 AND deleted_at IS NULL ORDER BY site_id, name, id LIMIT 500");
const BY_ID: &str = form!("WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL");
const EVER: &str = form!("WHERE account_id = $1 AND id = $2");
const HAS_ACTIVE: &str = "SELECT id FROM forms WHERE site_id = $1 AND active \
     AND deleted_at IS NULL LIMIT 1";
const OF_SITE: &str = form!("WHERE site_id = $1 AND id = $2");
const BY_KEY: &str = form!("WHERE key = $1");
const COUNT: &str = "SELECT COUNT(*) FROM forms WHERE site_id = $1 AND deleted_at IS NULL";
const INSERT: &str = "INSERT INTO forms (id, account_id, site_id, name, key, active, definition, \
     rev, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8)";
const SAVE: &str = "UPDATE forms SET name = $4, active = $5, definition = $6, rev = rev + 1, \
     changed_at = $7 WHERE account_id = $1 AND id = $2 AND rev = $3 AND deleted_at IS NULL";
const SWITCH: &str = "UPDATE forms SET active = $3, rev = rev + 1, changed_at = $4 \
     WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL";
const DELETE: &str = "UPDATE forms SET deleted_at = $3, active = FALSE WHERE account_id = $1 \
     AND id = $2 AND deleted_at IS NULL";
const RESTORE: &str = "UPDATE forms SET deleted_at = NULL WHERE account_id = $1 AND id = $2 \
     AND deleted_at IS NOT NULL";
// A visit to a form is told as it goes on; what comes late changes nothing that is known.
const SEEN: &str = "INSERT INTO form_visits (id, account_id, form_id, visitor_id, rev, started, \
     spent, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE \
     SET started = excluded.started OR form_visits.started, spent = excluded.spent \
     WHERE form_visits.form_id = excluded.form_id AND form_visits.visitor_id = excluded.visitor_id";
const VISITS: &str = "SELECT v.started, v.spent, EXISTS (SELECT 1 FROM submissions s \
     WHERE s.visitor_id = v.visitor_id AND s.form_id = v.form_id AND s.at >= v.at) AS sent \
     FROM form_visits v WHERE v.form_id = $1 AND v.at >= $2 ORDER BY v.at DESC LIMIT 20000";
const SENT: &str = "SELECT COUNT(*) FROM submissions WHERE form_id = $1 AND at >= $2";
const FIGURES: &str = "SELECT form_id, COUNT(*), COUNT(CASE WHEN started THEN 1 END) \
     FROM form_visits WHERE account_id = $1 AND at >= $2 GROUP BY form_id";
const ALL_SENT: &str = "SELECT form_id, COUNT(*) FROM submissions WHERE account_id = $1 \
     AND at >= $2 AND form_id IS NOT NULL GROUP BY form_id";
const ANSWERED: &str = "SELECT answers FROM submissions WHERE visitor_id = $1 \
     AND answers IS NOT NULL ORDER BY at DESC LIMIT 5";
const SWEEP: &str = "DELETE FROM form_visits WHERE id IN \
     (SELECT id FROM form_visits WHERE at < $1 LIMIT $2)";

/// Old visits to forms are let go of.
pub(super) const SWEEPS: &[Sweep] =
    &[Sweep { what: "forms.visits", keep: 400 * DAY, statement: SWEEP }];

/// A stored form.
#[derive(Clone, Debug, FromRow)]
pub struct FormRow {
    pub id: Uuid,
    pub account_id: Uuid,
    pub site_id: Uuid,
    pub name: String,
    /// What its own page is called by.
    pub key: String,
    pub active: bool,
    pub definition: Json<Definition>,
    pub rev: i64,
    pub changed_at: Millis,
    pub deleted_at: Option<Millis>,
}

impl FormRow {
    /// Whether pages may draw it.
    pub fn is_on(&self) -> bool {
        self.active && self.deleted_at.is_none()
    }
}

/// How somebody filled in a form.
#[derive(Clone, Debug, FromRow)]
pub struct VisitRow {
    pub started: bool,
    /// Whether the form was sent afterwards.
    pub sent: bool,
    /// Milliseconds by field, in the order in which they were come to.
    pub spent: Json<Vec<(String, i64)>>,
}

/// A visit to a form, as it is told.
pub struct Visit {
    pub id: Uuid,
    pub visitor: Uuid,
    pub rev: i64,
    pub started: bool,
    pub spent: Vec<(String, i64)>,
}

pub async fn of_account(db: &mut (impl Statements + Send), account: Uuid) -> Result<Vec<FormRow>> {
    sql!(db, fetch_all as FormRow, OF_ACCOUNT, account)
}

pub async fn by_id(
    db: &mut (impl Statements + Send),
    account: Uuid,
    id: Uuid,
) -> Result<Option<FormRow>> {
    sql!(db, fetch_optional as FormRow, BY_ID, account, id)
}

/// The same, also one that was deleted.
pub async fn ever(tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<Option<FormRow>> {
    sql!(tx, fetch_optional as FormRow, EVER, account, id)
}

/// Whether a site has a form that is on.
pub async fn has_active(tx: &mut Tx<'_>, site: Uuid) -> Result<bool> {
    Ok(sql!(tx, fetch_optional as (Uuid,), HAS_ACTIVE, site)?.is_some())
}

/// A form of a site, also one that is off or was deleted: what was drawn is still taken.
pub async fn of_site(db: &mut Read, site: Uuid, id: Uuid) -> Result<Option<FormRow>> {
    sql!(db, fetch_optional as FormRow, OF_SITE, site, id)
}

pub async fn by_key(db: &mut Read, key: &str) -> Result<Option<FormRow>> {
    sql!(db, fetch_optional as FormRow, BY_KEY, key)
}

pub async fn count(tx: &mut Tx<'_>, site: Uuid) -> Result<i64> {
    Ok(sql!(tx, fetch_one as (i64,), COUNT, site)?.0)
}

pub async fn insert(tx: &mut Tx<'_>, row: &FormRow, now: Millis) -> Result<()> {
    let FormRow { id, account_id, site_id, name, key, active, definition, .. } = row;
    let (name, key, definition) = (name.as_str(), key.as_str(), Json(&definition.0));
    sql!(tx, execute, INSERT, *id, *account_id, *site_id, name, key, *active, definition, now)?;
    Ok(())
}

/// Whether it was still at that revision.
pub async fn save(tx: &mut Tx<'_>, row: &FormRow, now: Millis) -> Result<bool> {
    let (name, definition) = (row.name.as_str(), Json(&row.definition.0));
    let done = sql!(
        tx,
        execute,
        SAVE,
        row.account_id,
        row.id,
        row.rev,
        name,
        row.active,
        definition,
        now
    )?;
    Ok(done == 1)
}

pub async fn switch(
    tx: &mut Tx<'_>,
    account: Uuid,
    id: Uuid,
    on: bool,
    now: Millis,
) -> Result<bool> {
    Ok(sql!(tx, execute, SWITCH, account, id, on, now)? == 1)
}

pub async fn delete(tx: &mut Tx<'_>, account: Uuid, id: Uuid, now: Millis) -> Result<bool> {
    Ok(sql!(tx, execute, DELETE, account, id, now)? == 1)
}

pub async fn restore(tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, RESTORE, account, id)? == 1)
}

/// Keeps how far somebody has come in a form.
pub async fn seen(tx: &mut Tx<'_>, form: &FormRow, visit: &Visit, now: Millis) -> Result<()> {
    let Visit { id, visitor, rev, started, spent } = visit;
    let (account, form) = (form.account_id, form.id);
    sql!(tx, execute, SEEN, *id, account, form, *visitor, *rev, *started, Json(spent), now)?;
    Ok(())
}

/// The newest visits to a form since then, and how often it was sent.
pub async fn visits(db: &mut Read, form: Uuid, since: Millis) -> Result<(Vec<VisitRow>, i64)> {
    let visits = sql!(db, fetch_all as VisitRow, VISITS, form, since)?;
    Ok((visits, sql!(db, fetch_one as (i64,), SENT, form, since)?.0))
}

/// Of each form how often it was seen and begun since then.
pub async fn figures(db: &mut Read, account: Uuid, since: Millis) -> Result<Vec<(Uuid, i64, i64)>> {
    sql!(db, fetch_all as (Uuid, i64, i64), FIGURES, account, since)
}

/// Of each form how often it was sent since then.
pub async fn sent(db: &mut Read, account: Uuid, since: Millis) -> Result<Vec<(Uuid, i64)>> {
    sql!(db, fetch_all as (Uuid, i64), ALL_SENT, account, since)
}

/// What a visitor has answered lately, as it is kept.
pub async fn answered(db: &mut Read, visitor: Uuid) -> Result<Vec<serde_json::Value>> {
    let rows = sql!(db, fetch_all as (Json<serde_json::Value>,), ANSWERED, visitor)?;
    Ok(rows.into_iter().map(|row| row.0.0).collect())
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    OF_ACCOUNT, BY_ID, EVER, HAS_ACTIVE, OF_SITE, BY_KEY, COUNT, INSERT, SAVE, SWITCH, DELETE,
    RESTORE, SEEN, VISITS, SENT, FIGURES, ALL_SENT, ANSWERED, SWEEP,
];
