//! The SQL of offers.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::definition::Definition;
use crate::clock::{DAY, Millis};
use crate::db::{Read, Statements, Tx};
use crate::error::Result;
use crate::jobs::Sweep;
use crate::sql;

macro_rules! offer {
    ($rest:literal) => {
        concat!(
            "SELECT id, site_id, position, name, active, starts_at, ends_at, definition, rev, \
             changed_at FROM offers ",
            $rest
        )
    };
}

const OF_ACCOUNT: &str =
    offer!("WHERE account_id = $1 AND deleted_at IS NULL ORDER BY site_id, position, id LIMIT 500");
const ACTIVE: &str =
    offer!("WHERE site_id = $1 AND active AND deleted_at IS NULL ORDER BY position, id LIMIT 50");
const BY_ID: &str = offer!("WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL");
const DELETED: &str = "SELECT name, site_id FROM offers WHERE account_id = $1 AND id = $2 \
     AND deleted_at IS NOT NULL";
const COUNT: &str = "SELECT COUNT(*), COALESCE(MAX(position), 0) FROM offers WHERE site_id = $1 AND deleted_at IS NULL";
const ORDER: &str =
    "SELECT id FROM offers WHERE site_id = $1 AND deleted_at IS NULL ORDER BY position, id";
const INSERT: &str = "INSERT INTO offers (id, account_id, site_id, position, name, active, \
     starts_at, ends_at, definition, rev, changed_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10)";
const SAVE: &str = "UPDATE offers SET name = $4, active = $5, starts_at = $6, ends_at = $7, \
     definition = $8, rev = rev + 1, changed_at = $9 \
     WHERE account_id = $1 AND id = $2 AND rev = $3 AND deleted_at IS NULL";
const SWITCH: &str = "UPDATE offers SET active = $3, rev = rev + 1, changed_at = $4 \
     WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL";
const PLACE: &str = "UPDATE offers SET position = $2 WHERE id = $1";
const DELETE: &str = "UPDATE offers SET deleted_at = $3, active = FALSE WHERE account_id = $1 \
     AND id = $2 AND deleted_at IS NULL";
const RESTORE: &str = "UPDATE offers SET deleted_at = NULL WHERE account_id = $1 AND id = $2 \
     AND deleted_at IS NOT NULL";
const PAST: &str = "SELECT offer_id, MAX(shown_at) AS seen_at, MAX(visit) AS seen_visit, \
     MAX(closed_at) AS closed_at, MAX(CASE WHEN closed_at IS NULL THEN NULL ELSE visit END) \
     AS closed_visit, MAX(converted_at) AS converted_at, \
     MAX(CASE WHEN converted_at IS NULL THEN NULL ELSE visit END) AS converted_visit, \
     MIN(shown_at) AS first_at FROM offer_showings WHERE visitor_id = $1 GROUP BY offer_id";
// Who sees nothing is capped as everybody: else that group would meet more of the other offers.
const LATELY: &str = "SELECT shown_at, visit FROM offer_showings \
     WHERE visitor_id = $1 AND (shown_at > $2 OR visit = $3) \
     ORDER BY shown_at DESC LIMIT 100";
const SHOW: &str = "INSERT INTO offer_showings (id, account_id, site_id, offer_id, visitor_id, \
     variant, moment, visit, shown_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
     ON CONFLICT (id) DO NOTHING";
const SHOWING: &str = "SELECT id, offer_id, variant, shown_at FROM offer_showings \
     WHERE id = $1 AND visitor_id = $2";
const CLOSED: &str = "UPDATE offer_showings SET closed_at = $3 WHERE id = $1 AND visitor_id = $2 AND closed_at IS NULL";
const CLICKED: &str = "UPDATE offer_showings SET clicked_at = $3 WHERE id = $1 AND visitor_id = $2 AND clicked_at IS NULL";
const CONVERTED: &str = "UPDATE offer_showings SET converted_at = $3 \
     WHERE id = $1 AND visitor_id = $2 AND converted_at IS NULL";
const DRAWN: &str = "SELECT result FROM offer_showings WHERE visitor_id = $1 AND offer_id = $2 \
     AND result IS NOT NULL ORDER BY shown_at LIMIT 1";
const DRAW: &str = "UPDATE offer_showings SET result = $3 WHERE id = $1 AND visitor_id = $2";
const FIGURES: &str = "SELECT offer_id, COUNT(*) AS shown, COUNT(closed_at) AS closed, \
     COUNT(converted_at) AS converted \
     FROM offer_showings WHERE account_id = $1 AND shown_at >= $2 AND variant <> '' \
     GROUP BY offer_id";
const SWEEP: &str = "DELETE FROM offer_showings WHERE id IN \
     (SELECT id FROM offer_showings WHERE shown_at < $1 LIMIT $2)";

/// Old showings are let go of.
pub(super) const SWEEPS: &[Sweep] =
    &[Sweep { what: "offers.showings", keep: 800 * DAY, statement: SWEEP }];

/// A stored offer.
#[derive(Clone, Debug, FromRow)]
pub struct OfferRow {
    pub id: Uuid,
    pub site_id: Uuid,
    pub position: i64,
    pub name: String,
    pub active: bool,
    pub starts_at: Option<Millis>,
    pub ends_at: Option<Millis>,
    pub definition: Json<Definition>,
    pub rev: i64,
    pub changed_at: Millis,
}

impl OfferRow {
    /// One that is not stored yet, and off.
    pub fn new(id: Uuid, site: Uuid, name: String, definition: Definition) -> Self {
        Self {
            id,
            site_id: site,
            position: 0,
            name,
            active: false,
            starts_at: None,
            ends_at: None,
            definition: Json(definition),
            rev: 1,
            changed_at: 0,
        }
    }
}

/// What happened to one offer with one visitor.
#[derive(Clone, Debug, FromRow)]
pub struct PastRow {
    pub offer_id: Uuid,
    pub seen_at: Millis,
    pub seen_visit: i64,
    pub closed_at: Option<Millis>,
    pub closed_visit: Option<i64>,
    pub converted_at: Option<Millis>,
    pub converted_visit: Option<i64>,
    /// When the visitor first met it: from then on its minutes run.
    pub first_at: Millis,
}

/// One showing.
#[derive(Clone, Debug, FromRow)]
pub struct ShowingRow {
    pub id: Uuid,
    pub offer_id: Uuid,
    /// The variant's key; empty: the control group.
    pub variant: String,
    pub shown_at: Millis,
}

/// What a wheel drew.
#[derive(Serialize, Deserialize)]
struct Drawn {
    segment: usize,
}

/// A showing that is about to be stored.
pub struct NewShowing<'a> {
    pub id: Uuid,
    pub account: Uuid,
    pub site: Uuid,
    pub offer: Uuid,
    pub visitor: Uuid,
    pub variant: &'a str,
    pub moment: &'a str,
    pub visit: i64,
    pub now: Millis,
}

/// How an offer did.
#[derive(Clone, Debug, Default, FromRow)]
pub struct FiguresRow {
    pub offer_id: Uuid,
    pub shown: i64,
    pub closed: i64,
    pub converted: i64,
}

pub async fn of_account(db: &mut Read, account: Uuid) -> Result<Vec<OfferRow>> {
    sql!(db, fetch_all as OfferRow, OF_ACCOUNT, account)
}

/// Those of a site that are on, by priority.
pub async fn active(db: &mut (impl Statements + Send), site: Uuid) -> Result<Vec<OfferRow>> {
    sql!(db, fetch_all as OfferRow, ACTIVE, site)
}

pub async fn by_id(
    db: &mut (impl Statements + Send),
    account: Uuid,
    id: Uuid,
) -> Result<Option<OfferRow>> {
    sql!(db, fetch_optional as OfferRow, BY_ID, account, id)
}

/// Name and site of an offer that was deleted.
pub async fn deleted(
    db: &mut (impl Statements + Send),
    account: Uuid,
    id: Uuid,
) -> Result<Option<(String, Uuid)>> {
    sql!(db, fetch_optional as (String, Uuid), DELETED, account, id)
}

/// How many offers a site has, and the last position.
pub async fn count(tx: &mut Tx<'_>, site: Uuid) -> Result<(i64, i64)> {
    sql!(tx, fetch_one as (i64, i64), COUNT, site)
}

/// The offers of a site, by priority.
pub async fn order(tx: &mut Tx<'_>, site: Uuid) -> Result<Vec<Uuid>> {
    let rows = sql!(tx, fetch_all as (Uuid,), ORDER, site)?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

pub async fn insert(tx: &mut Tx<'_>, account: Uuid, row: &OfferRow) -> Result<()> {
    sql!(
        tx,
        execute,
        INSERT,
        row.id,
        account,
        row.site_id,
        row.position,
        row.name.as_str(),
        row.active,
        row.starts_at,
        row.ends_at,
        Json(&row.definition.0),
        row.changed_at
    )?;
    Ok(())
}

/// Whether it was still at that revision.
pub async fn save(tx: &mut Tx<'_>, account: Uuid, row: &OfferRow, now: Millis) -> Result<bool> {
    let (name, definition) = (row.name.as_str(), Json(&row.definition.0));
    let (starts, ends) = (row.starts_at, row.ends_at);
    let done = sql!(
        tx, execute, SAVE, account, row.id, row.rev, name, row.active, starts, ends, definition,
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

pub async fn place(tx: &mut Tx<'_>, id: Uuid, position: i64) -> Result<()> {
    sql!(tx, execute, PLACE, id, position)?;
    Ok(())
}

pub async fn delete(tx: &mut Tx<'_>, account: Uuid, id: Uuid, now: Millis) -> Result<bool> {
    Ok(sql!(tx, execute, DELETE, account, id, now)? == 1)
}

pub async fn restore(tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, RESTORE, account, id)? == 1)
}

pub async fn past(db: &mut (impl Statements + Send), visitor: Uuid) -> Result<Vec<PastRow>> {
    sql!(db, fetch_all as PastRow, PAST, visitor)
}

/// When offers were shown to a visitor since then, or in this visit.
pub async fn lately(
    db: &mut (impl Statements + Send),
    visitor: Uuid,
    since: Millis,
    visit: i64,
) -> Result<Vec<(Millis, i64)>> {
    sql!(db, fetch_all as (Millis, i64), LATELY, visitor, since, visit)
}

/// Stores a showing; false where there is one with that id.
pub async fn show(tx: &mut Tx<'_>, new: &NewShowing<'_>) -> Result<bool> {
    let NewShowing { id, account, site, offer, visitor, variant, moment, visit, now } = *new;
    let done =
        sql!(tx, execute, SHOW, id, account, site, offer, visitor, variant, moment, visit, now)?;
    Ok(done == 1)
}

/// A showing of a visitor.
pub async fn showing(
    db: &mut (impl Statements + Send),
    id: Uuid,
    visitor: Uuid,
) -> Result<Option<ShowingRow>> {
    sql!(db, fetch_optional as ShowingRow, SHOWING, id, visitor)
}

pub async fn closed(tx: &mut Tx<'_>, id: Uuid, visitor: Uuid, now: Millis) -> Result<()> {
    sql!(tx, execute, CLOSED, id, visitor, now)?;
    Ok(())
}

pub async fn clicked(tx: &mut Tx<'_>, id: Uuid, visitor: Uuid, now: Millis) -> Result<()> {
    sql!(tx, execute, CLICKED, id, visitor, now)?;
    Ok(())
}

/// Whether it had not before.
pub async fn converted(tx: &mut Tx<'_>, id: Uuid, visitor: Uuid, now: Millis) -> Result<bool> {
    Ok(sql!(tx, execute, CONVERTED, id, visitor, now)? == 1)
}

/// On which segment an offer's wheel has stood for a visitor.
pub async fn drawn(tx: &mut Tx<'_>, visitor: Uuid, offer: Uuid) -> Result<Option<usize>> {
    let row = sql!(tx, fetch_optional as (Json<Drawn>,), DRAWN, visitor, offer)?;
    Ok(row.map(|row| row.0.segment))
}

pub async fn draw(tx: &mut Tx<'_>, show: Uuid, visitor: Uuid, segment: usize) -> Result<()> {
    sql!(tx, execute, DRAW, show, visitor, Json(Drawn { segment }))?;
    Ok(())
}

pub async fn figures(db: &mut Read, account: Uuid, since: Millis) -> Result<Vec<FiguresRow>> {
    sql!(db, fetch_all as FiguresRow, FIGURES, account, since)
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    OF_ACCOUNT, ACTIVE, BY_ID, DELETED, COUNT, ORDER, INSERT, SAVE, SWITCH, PLACE, DELETE, RESTORE,
    PAST, LATELY, SHOW, SHOWING, CLOSED, CLICKED, CONVERTED, DRAWN, DRAW, FIGURES, SWEEP,
];
