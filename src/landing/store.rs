//! The SQL of landing pages.

use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::definition::Definition;
use crate::clock::{DAY, Millis};
use crate::db::{Read, Statements, Tx};
use crate::error::Result;
use crate::jobs::Sweep;
use crate::sql;

/// How long after a visit a request counts for it.
const WINDOW: Millis = 30 * DAY;

macro_rules! row {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, site_id, name, slug, active, definition, rev, changed_at, \
             deleted_at FROM landing_pages ",
            $rest
        )
    };
}

const OF_ACCOUNT: &str =
    row!("WHERE account_id = $1 AND deleted_at IS NULL ORDER BY name, id LIMIT 500");
const BY_ID: &str = row!("WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL");
const EVER: &str = row!("WHERE account_id = $1 AND id = $2");
const BY_SLUG: &str = row!("WHERE slug = $1");
const COUNT: &str = "SELECT COUNT(*) FROM landing_pages WHERE site_id = $1 AND deleted_at IS NULL";
const INSERT: &str = "INSERT INTO landing_pages (id, account_id, site_id, name, slug, active, \
     definition, rev, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8) \
     ON CONFLICT (slug) DO NOTHING";
const SAVE: &str = "UPDATE landing_pages SET name = $4, slug = $5, active = $6, definition = $7, \
     rev = rev + 1, changed_at = $8 WHERE account_id = $1 AND id = $2 AND rev = $3 \
     AND deleted_at IS NULL";
const SWITCH: &str = "UPDATE landing_pages SET active = $3, rev = rev + 1, changed_at = $4 \
     WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL";
const DELETE: &str = "UPDATE landing_pages SET deleted_at = $3, active = FALSE \
     WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL";
const RESTORE: &str = "UPDATE landing_pages SET deleted_at = NULL \
     WHERE account_id = $1 AND id = $2 AND deleted_at IS NOT NULL";
const VISIT: &str = "INSERT INTO landing_visits (page_id, visitor_id, day, account_id, views, at) \
     VALUES ($1, $2, $3, $4, 1, $5) ON CONFLICT (page_id, visitor_id, day) \
     DO UPDATE SET views = landing_visits.views + 1";
const FIGURES: &str = "SELECT v.page_id, COUNT(DISTINCT v.visitor_id) AS visitors, \
     COUNT(DISTINCT s.visitor_id) AS leads FROM landing_visits v \
     LEFT JOIN submissions s ON s.visitor_id = v.visitor_id AND s.lead_id IS NOT NULL \
     AND s.at >= v.at AND s.at < v.at + $3 \
     WHERE v.account_id = $1 AND v.at >= $2 GROUP BY v.page_id";
const SWEEP: &str = "DELETE FROM landing_visits WHERE (page_id, visitor_id, day) IN \
     (SELECT page_id, visitor_id, day FROM landing_visits WHERE at < $1 LIMIT $2)";

/// Old visits are let go of.
pub(super) const SWEEPS: &[Sweep] =
    &[Sweep { what: "landing.visits", keep: 400 * DAY, statement: SWEEP }];

/// Every statement, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    OF_ACCOUNT, BY_ID, EVER, BY_SLUG, COUNT, INSERT, SAVE, SWITCH, DELETE, RESTORE, VISIT, FIGURES,
    SWEEP,
];

/// A stored landing page.
#[derive(Clone, Debug, FromRow)]
pub struct PageRow {
    pub id: Uuid,
    pub account_id: Uuid,
    pub site_id: Uuid,
    pub name: String,
    /// The end of its address.
    pub slug: String,
    pub active: bool,
    pub definition: Json<Definition>,
    pub rev: i64,
    pub changed_at: Millis,
    pub deleted_at: Option<Millis>,
}

/// What came of a page: visitors, and those of them who left a request within 30 days.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Figures {
    pub page_id: Uuid,
    pub visitors: i64,
    pub leads: i64,
}

impl Figures {
    /// What part of its visitors left a request.
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub fn share(&self) -> f64 {
        self.leads as f64 / self.visitors.max(1) as f64
    }
}

pub async fn of_account(db: &mut Read, account: Uuid) -> Result<Vec<PageRow>> {
    sql!(db, fetch_all as PageRow, OF_ACCOUNT, account)
}

pub async fn by_id(
    db: &mut (impl Statements + Send),
    account: Uuid,
    id: Uuid,
) -> Result<Option<PageRow>> {
    sql!(db, fetch_optional as PageRow, BY_ID, account, id)
}

/// The same, also one that was deleted.
pub async fn ever(tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<Option<PageRow>> {
    sql!(tx, fetch_optional as PageRow, EVER, account, id)
}

pub async fn by_slug(db: &mut (impl Statements + Send), slug: &str) -> Result<Option<PageRow>> {
    sql!(db, fetch_optional as PageRow, BY_SLUG, slug)
}

/// Pages of a site.
pub async fn count(tx: &mut Tx<'_>, site: Uuid) -> Result<i64> {
    Ok(sql!(tx, fetch_one as (i64,), COUNT, site)?.0)
}

/// False where its address is taken.
pub async fn insert(tx: &mut Tx<'_>, row: &PageRow, now: Millis) -> Result<bool> {
    let PageRow { id, account_id, site_id, name, slug, active, definition, .. } = row;
    let done = sql!(
        tx,
        execute,
        INSERT,
        *id,
        *account_id,
        *site_id,
        name.as_str(),
        slug.as_str(),
        *active,
        definition,
        now
    )?;
    Ok(done == 1)
}

/// False where it was changed meanwhile, or is gone.
pub async fn save(tx: &mut Tx<'_>, row: &PageRow, now: Millis) -> Result<bool> {
    let PageRow { id, account_id, name, slug, active, definition, rev, .. } = row;
    let done = sql!(
        tx,
        execute,
        SAVE,
        *account_id,
        *id,
        *rev,
        name.as_str(),
        slug.as_str(),
        *active,
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

/// A visitor has seen a page.
pub async fn visited(
    tx: &mut Tx<'_>,
    (account, page): (Uuid, Uuid),
    visitor: Uuid,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, VISIT, page, visitor, now / DAY, account, now)?;
    Ok(())
}

/// Figures of an account's pages since a time.
pub async fn figures(db: &mut Read, account: Uuid, since: Millis) -> Result<Vec<Figures>> {
    sql!(db, fetch_all as Figures, FIGURES, account, since, WINDOW)
}
