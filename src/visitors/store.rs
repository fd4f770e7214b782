//! The SQL of visitors, visits, page views and stored widget files.

pub(crate) mod history;

use std::collections::HashMap;

use serde_json::{Map, Value};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Bearer, Identity, Source, Standing, View, VisitInfo, Visitor};
use crate::clock::{DAY, Millis};
use crate::db::{Backend, Statements, Tx, dialect};
use crate::error::Result;
use crate::{sql, sql_rows};

/// Pages of a visitor that are shown.
const PAGES: i64 = 20;

// Locks the visitor's row, so that two pages at once make one visit.
const SEEN: &str = "UPDATE visitors SET seen_at = $3, language = $4, \
     country = CASE WHEN $5 = '' THEN country ELSE $5 END \
     WHERE id = $1 AND site_id = $2 AND epoch = $6";
const EPOCH: &str = "SELECT epoch FROM visitors WHERE id = $1 AND site_id = $2";
const INSERT_VISITOR: &str = "INSERT INTO visitors \
     (id, account_id, site_id, language, device, user_agent, visits, created_at, seen_at, country) \
     VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7, $8)";
const INSERT_VISIT: &str = "INSERT INTO visits \
     (id, account_id, site_id, visitor_id, source, started_at, seen_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $6)";
const COUNT_VISIT: &str = "UPDATE visitors SET visits = visits + 1 WHERE id = $1";
const VISIT_SEEN: &str = "UPDATE visits SET seen_at = $2 WHERE id = $1";
const NEWEST_VISIT: &str = "SELECT id, seen_at, \
     (SELECT visit_id FROM page_views WHERE visitor_id = $1 AND id = $2) AS repeated \
     FROM visits WHERE visitor_id = $1 ORDER BY started_at DESC LIMIT 1";
const INSERT_PAGE: &str = "INSERT INTO page_views (visitor_id, id, visit_id, url, title, at) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (visitor_id, id) DO NOTHING";
const LAST_VISIT: &str = "SELECT t.id, t.source, p.url, p.title FROM visits t \
     LEFT JOIN page_views p ON p.visitor_id = t.visitor_id \
     WHERE t.visitor_id = $1 ORDER BY t.started_at DESC, p.at DESC LIMIT 1";
const PROFILE: &str = "SELECT v.id, v.site_id, v.lead_id, v.name, v.language, v.device, v.user_agent, v.country, v.visits, \
     v.created_at, v.seen_at, \
     (SELECT source FROM visits WHERE visitor_id = v.id ORDER BY started_at LIMIT 1) AS first, \
     (SELECT source FROM visits WHERE visitor_id = v.id ORDER BY started_at DESC LIMIT 1) AS last \
     FROM visitors v WHERE v.id = $1 AND v.account_id = $2";
const LAST_PAGES: &str =
    "SELECT url, title, at FROM page_views WHERE visitor_id = $1 ORDER BY at DESC LIMIT $2";
const NEWEST: &str = "SELECT v.account_id, v.site_id, v.name, v.lead_id, v.language, v.device, \
     v.country, v.visits, t.source, t.started_at, (SELECT COUNT(*) FROM page_views p \
     WHERE p.visitor_id = v.id AND p.visit_id = t.id) AS pages \
     FROM visitors v JOIN visits t ON t.visitor_id = v.id WHERE v.id = $1 \
     ORDER BY t.started_at DESC LIMIT 1";
const LOCK: &str = "UPDATE visitors SET seen_at = seen_at WHERE id = $1 AND account_id = $2";
const LINK_LEAD: &str = "UPDATE visitors SET lead_id = $2, name = COALESCE(name, $3) WHERE id = $1";
const GIVE_NAME: &str = "UPDATE visitors SET name = $2 WHERE id = $1 AND name IS NULL";
const BY_EXTERNAL_ID: &str = "SELECT id FROM visitors WHERE site_id = $1 AND external_id = $2";
const ANONYMOUS: &str = "SELECT COUNT(*) FROM visitors \
     WHERE id = $1 AND site_id = $2 AND external_id IS NULL";
const INSERT_LIKE: &str = "INSERT INTO visitors (id, account_id, site_id, language, device, \
     user_agent, visits, created_at, seen_at, country) SELECT $2, account_id, site_id, language, \
     device, user_agent, 1, $3, $3, country FROM visitors WHERE id = $1";
const VISIT_LIKE: &str = "INSERT INTO visits \
     (id, account_id, site_id, visitor_id, source, started_at, seen_at) \
     SELECT $3, account_id, site_id, $2, source, $4, $4 FROM visits WHERE visitor_id = $1 \
     ORDER BY started_at DESC LIMIT 1";
const LOCK_OF_SITE: &str = "UPDATE visitors SET seen_at = seen_at WHERE id = $1 AND site_id = $2";
const KNOWN: &str = "SELECT name, attributes, verified_at FROM visitors WHERE id = $1";
const SET_IDENTITY: &str = "UPDATE visitors SET external_id = $2, verified_at = $3, \
     name = COALESCE($4, name), attributes = $5, \
     epoch = CASE WHEN external_id IS NULL THEN epoch + 1 ELSE epoch END WHERE id = $1";
const SET_ATTRIBUTES: &str = "UPDATE visitors SET attributes = $2 WHERE id = $1";
const STORED_FILES: &str = "SELECT name FROM widget_files";
const INSERT_FILE: &str = "INSERT INTO widget_files (name, content_type, body, current_at) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING";
const FILE_CURRENT: &str = "UPDATE widget_files SET current_at = $2 WHERE name = $1";
const DROP_FILES: &str = "DELETE FROM widget_files WHERE current_at < $1";
const FILE: &str = "SELECT content_type, body FROM widget_files WHERE name = $1";

/// What a page view led to.
pub(super) struct Touched {
    pub visitor: Uuid,
    pub visit: Uuid,
}

#[derive(sqlx::FromRow)]
struct NewestVisit {
    id: Uuid,
    seen_at: Millis,
    repeated: Option<Uuid>,
}

/// Stores a page view, with its visitor and its visit where they are new.
pub(super) async fn touch(tx: &mut Tx<'_>, view: &View) -> Result<Touched> {
    if let Some(Bearer { visitor, epoch, .. }) = view.known {
        let language = view.language.as_str();
        let country = view.country.as_str();
        let (site, epoch) = (view.site.id, i64::from(epoch));
        if sql!(tx, execute, SEEN, visitor, site, view.now, language, country, epoch)? == 1 {
            return again(tx, view, visitor).await;
        }
    }
    let visitor = view.fresh_visitor;
    sql!(
        tx,
        execute,
        INSERT_VISITOR,
        visitor,
        view.site.account_id,
        view.site.id,
        view.language.as_str(),
        view.device,
        view.agent.as_str(),
        view.now,
        view.country.as_str()
    )?;
    visit(tx, view, visitor).await
}

async fn again(tx: &mut Tx<'_>, view: &View, visitor: Uuid) -> Result<Touched> {
    let newest = sql!(tx, fetch_optional as NewestVisit, NEWEST_VISIT, visitor, view.key)?;
    match newest {
        Some(NewestVisit { repeated: Some(visit), .. }) => Ok(Touched { visitor, visit }),
        Some(newest) if !view.is_new_visit(newest.seen_at) => {
            sql!(tx, execute, VISIT_SEEN, newest.id, view.now)?;
            page(tx, view, visitor, newest.id).await?;
            Ok(Touched { visitor, visit: newest.id })
        }
        _ => {
            sql!(tx, execute, COUNT_VISIT, visitor)?;
            visit(tx, view, visitor).await
        }
    }
}

async fn visit(tx: &mut Tx<'_>, view: &View, visitor: Uuid) -> Result<Touched> {
    let visit = view.fresh_visit;
    sql!(
        tx,
        execute,
        INSERT_VISIT,
        visit,
        view.site.account_id,
        view.site.id,
        visitor,
        Json(&view.source),
        view.now
    )?;
    page(tx, view, visitor, visit).await?;
    Ok(Touched { visitor, visit })
}

async fn page(tx: &mut Tx<'_>, view: &View, visitor: Uuid, visit: Uuid) -> Result<()> {
    let (url, title) = (view.url.as_str(), view.title.as_str());
    sql!(tx, execute, INSERT_PAGE, visitor, view.key, visit, url, title, view.now)?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct VisitRow {
    id: Uuid,
    source: Json<Source>,
    url: Option<String>,
    title: Option<String>,
}

pub(super) async fn last_visit(
    db: &mut (impl Statements + Send),
    visitor: Uuid,
) -> Result<Option<VisitInfo>> {
    let row = sql!(db, fetch_optional as VisitRow, LAST_VISIT, visitor)?;
    Ok(row.map(|row| VisitInfo {
        id: row.id,
        source: row.source.0,
        page_url: row.url.unwrap_or_default(),
        page_title: row.title.unwrap_or_default(),
    }))
}

/// What is known of each for a request that it sends. All in one row.
const STANDINGS_SQLITE: (&str, &str) = (
    "SELECT json_group_array(json_array(hex(v.column1), json((SELECT t.source FROM visits t \
     WHERE t.visitor_id = v.column1 ORDER BY t.started_at DESC LIMIT 1)), \
     (SELECT b.blocked_at FROM visitors b WHERE b.id = v.column1))) FROM (",
    ") AS v",
);
const STANDINGS_POSTGRES: (&str, &str) = (
    "SELECT COALESCE(json_agg(json_build_array(v.column1, (SELECT t.source FROM visits t \
     WHERE t.visitor_id = v.column1 ORDER BY t.started_at DESC LIMIT 1), \
     (SELECT b.blocked_at FROM visitors b WHERE b.id = v.column1))), '[]')::text FROM (",
    ") AS v",
);

pub(super) async fn standings(
    tx: &mut Tx<'_>,
    visitors: &[Uuid],
) -> Result<HashMap<Uuid, Standing>> {
    let (head, tail) = match tx.backend() {
        Backend::Sqlite => STANDINGS_SQLITE,
        Backend::Postgres => STANDINGS_POSTGRES,
    };
    let lists = sql_rows!(tx, fetch_all as (String,), head, tail, visitors, |visitor| *visitor);
    let mut standings = HashMap::with_capacity(visitors.len());
    for (list,) in lists {
        let rows: Vec<(Uuid, Option<Source>, Option<Millis>)> = serde_json::from_str(&list)?;
        standings.extend(rows.into_iter().map(|(visitor, source, blocked)| {
            (visitor, Standing { source, is_blocked: blocked.is_some() })
        }));
    }
    Ok(standings)
}

#[derive(sqlx::FromRow)]
struct ProfileRow {
    id: Uuid,
    site_id: Uuid,
    lead_id: Option<Uuid>,
    name: Option<String>,
    language: String,
    device: String,
    user_agent: String,
    country: String,
    visits: i64,
    created_at: Millis,
    seen_at: Millis,
    first: Option<Json<Source>>,
    last: Option<Json<Source>>,
}

pub(super) async fn profile(
    db: &mut (impl Statements + Send),
    account: Uuid,
    visitor: Uuid,
) -> Result<Option<Visitor>> {
    let Some(row) = sql!(db, fetch_optional as ProfileRow, PROFILE, visitor, account)? else {
        return Ok(None);
    };
    let pages = sql!(db, fetch_all as (String, String, Millis), LAST_PAGES, visitor, PAGES)?;
    Ok(Some(Visitor {
        id: row.id,
        site: row.site_id,
        lead: row.lead_id,
        name: row.name,
        language: row.language,
        device: row.device,
        agent: row.user_agent,
        country: row.country,
        visits: row.visits,
        created_at: row.created_at,
        seen_at: row.seen_at,
        sources: row.first.zip(row.last).map(|(first, last)| (first.0, last.0)),
        pages,
    }))
}

/// What is known of a visitor at its newest visit.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Newest {
    /// Whose visitor it is.
    pub account_id: Uuid,
    /// On which site.
    pub site_id: Uuid,
    /// The name that it gave.
    pub name: Option<String>,
    /// A lead that it made.
    pub lead_id: Option<Uuid>,
    /// The language of its pages.
    pub language: String,
    /// `desktop`, `phone` or `tablet`.
    pub device: String,
    /// Two capital letters, or empty.
    pub country: String,
    /// How many visits.
    pub visits: i64,
    /// Where the newest visit came from.
    pub source: Json<Source>,
    /// When that began.
    pub started_at: Millis,
    /// The pages looked at in it.
    pub pages: i64,
}

pub(super) async fn newest(
    db: &mut (impl Statements + Send),
    visitor: Uuid,
) -> Result<Option<Newest>> {
    sql!(db, fetch_optional as Newest, NEWEST, visitor)
}

pub(super) async fn lock(tx: &mut Tx<'_>, account: Uuid, visitor: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, LOCK, visitor, account)? == 1)
}

pub(super) async fn link_lead(
    tx: &mut Tx<'_>,
    visitor: Uuid,
    lead: Uuid,
    name: Option<&str>,
) -> Result<()> {
    sql!(tx, execute, LINK_LEAD, visitor, lead, name)?;
    Ok(())
}

pub(super) async fn give_name(tx: &mut Tx<'_>, visitor: Uuid, name: &str) -> Result<()> {
    sql!(tx, execute, GIVE_NAME, visitor, name)?;
    Ok(())
}

/// The epoch of a visitor of a site; `None` where it has no such visitor.
pub(super) async fn epoch(
    db: &mut (impl Statements + Send),
    site: Uuid,
    visitor: Uuid,
) -> Result<Option<u32>> {
    let row = sql!(db, fetch_optional as (i64,), EPOCH, visitor, site)?;
    Ok(row.map(|(epoch,)| u32::try_from(epoch).unwrap_or(u32::MAX)))
}

/// The visitor of a site with an identity.
pub(super) async fn by_external_id(
    tx: &mut Tx<'_>,
    site: Uuid,
    external_id: &str,
) -> Result<Option<Uuid>> {
    Ok(sql!(tx, fetch_optional as (Uuid,), BY_EXTERNAL_ID, site, external_id)?.map(|(id,)| id))
}

/// Whether a visitor of a site has no identity.
pub(super) async fn is_anonymous(tx: &mut Tx<'_>, site: Uuid, visitor: Uuid) -> Result<bool> {
    Ok(sql!(tx, fetch_one as (i64,), ANONYMOUS, visitor, site)?.0 == 1)
}

/// Adds a visitor with the browser of another.
pub(super) async fn insert_like(
    tx: &mut Tx<'_>,
    other: Uuid,
    visitor: Uuid,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, INSERT_LIKE, other, visitor, now).map(|_| ())
}

/// Gives a new visitor the newest visit of the one with whose browser it came.
pub(super) async fn visit_like(
    tx: &mut Tx<'_>,
    other: Uuid,
    visitor: Uuid,
    visit: Uuid,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, VISIT_LIKE, other, visitor, visit, now).map(|_| ())
}

/// Locks a visitor of a site until the transaction ends.
pub(super) async fn lock_of_site(tx: &mut Tx<'_>, site: Uuid, visitor: Uuid) -> Result<()> {
    sql!(tx, execute, LOCK_OF_SITE, visitor, site).map(|_| ())
}

/// A visitor's name and attributes, and when it was last identified.
type KnownRow = (Option<String>, Json<Map<String, Value>>, Option<Millis>);

/// Whether an identity says something new of a visitor.
pub(super) async fn is_news(
    tx: &mut Tx<'_>,
    visitor: Uuid,
    name: Option<&str>,
    attributes: &Map<String, Value>,
) -> Result<bool> {
    let row = sql!(tx, fetch_optional as KnownRow, KNOWN, visitor)?;
    let Some((known, all, verified_at)) = row else { return Ok(false) };
    let is_renamed = name.is_some() && name != known.as_deref();
    Ok(verified_at.is_none() || is_renamed || all.0 != *attributes)
}

pub(super) async fn set_identity(
    tx: &mut Tx<'_>,
    visitor: Uuid,
    identity: &Identity,
    now: Millis,
) -> Result<()> {
    let Identity { external_id, name, attributes } = identity;
    let (external_id, name, all) = (external_id.as_str(), name.as_deref(), Json(attributes));
    sql!(tx, execute, SET_IDENTITY, visitor, external_id, now, name, all).map(|_| ())
}

/// What a host page said of a visitor without an identity; `None` for one who has one.
pub(super) async fn attributes(
    tx: &mut Tx<'_>,
    visitor: Uuid,
) -> Result<Option<Map<String, Value>>> {
    let row = sql!(tx, fetch_optional as KnownRow, KNOWN, visitor)?;
    Ok(row.filter(|row| row.2.is_none()).map(|row| row.1.0))
}

pub(super) async fn set_attributes(
    tx: &mut Tx<'_>,
    visitor: Uuid,
    all: &Map<String, Value>,
) -> Result<()> {
    sql!(tx, execute, SET_ATTRIBUTES, visitor, Json(all)).map(|_| ())
}

const LINK_LEADS: (&str, &str) = (
    "UPDATE visitors SET lead_id = v.column2, name = COALESCE(visitors.name, v.column3) FROM (",
    ") AS v WHERE visitors.id = v.column1",
);

pub(super) async fn link_leads(tx: &mut Tx<'_>, all: &[(Uuid, Uuid, Option<&str>)]) -> Result<()> {
    sql_rows!(tx, execute, LINK_LEADS.0, LINK_LEADS.1, all, |one| one.0, one.1, one.2);
    Ok(())
}

const BLOCKED_AT: &str = "SELECT blocked_at FROM visitors WHERE id = $1 AND account_id = $2";
const BLOCK: &str = "UPDATE visitors SET blocked_at = $3 WHERE id = $1 AND account_id = $2";
const IS_BLOCKED_SQLITE: &str = "SELECT blocked_at FROM visitors WHERE id = $1";
const IS_BLOCKED_POSTGRES: &str = "SELECT blocked_at FROM visitors WHERE id = $1 FOR SHARE";

pub(super) async fn blocked_at(
    db: &mut (impl Statements + Send),
    account: Uuid,
    visitor: Uuid,
) -> Result<Option<Option<Millis>>> {
    let row = sql!(db, fetch_optional as (Option<Millis>,), BLOCKED_AT, visitor, account)?;
    Ok(row.map(|(at,)| at))
}

pub(super) async fn block(
    tx: &mut Tx<'_>,
    account: Uuid,
    visitor: Uuid,
    since: Option<Millis>,
) -> Result<()> {
    sql!(tx, execute, BLOCK, visitor, account, since)?;
    Ok(())
}

pub(super) async fn is_blocked(tx: &mut Tx<'_>, visitor: Uuid) -> Result<bool> {
    let text = dialect::text(tx.backend(), IS_BLOCKED_SQLITE, IS_BLOCKED_POSTGRES);
    let row = sql!(tx, fetch_optional as (Option<Millis>,), text, visitor)?;
    Ok(row.is_some_and(|(at,)| at.is_some()))
}

pub(super) async fn stored_files(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let rows = sql!(tx, fetch_all as (String,), STORED_FILES)?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

pub(super) async fn insert_file(
    tx: &mut Tx<'_>,
    name: &str,
    content_type: &str,
    body: &[u8],
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, INSERT_FILE, name, content_type, body, now)?;
    Ok(())
}

pub(super) async fn file_is_current(tx: &mut Tx<'_>, name: &str, now: Millis) -> Result<()> {
    sql!(tx, execute, FILE_CURRENT, name, now)?;
    Ok(())
}

/// Drops the files that no release of the last week had.
pub(super) async fn drop_old_files(tx: &mut Tx<'_>, now: Millis) -> Result<()> {
    sql!(tx, execute, DROP_FILES, now - 7 * DAY)?;
    Ok(())
}

pub(super) async fn file(
    db: &mut (impl Statements + Send),
    name: &str,
) -> Result<Option<(String, Vec<u8>)>> {
    sql!(db, fetch_optional as (String, Vec<u8>), FILE, name)
}

/// Texts for many rows, with the number of values in each.
pub(crate) const ROWS: &[(&str, usize, &str)] = &[(LINK_LEADS.0, 3, LINK_LEADS.1)];
pub(crate) const SQLITE_ROWS: &[(&str, usize, &str)] =
    &[(STANDINGS_SQLITE.0, 1, STANDINGS_SQLITE.1)];
pub(crate) const POSTGRES_ROWS: &[(&str, usize, &str)] =
    &[(STANDINGS_POSTGRES.0, 1, STANDINGS_POSTGRES.1)];

/// Every text, so that a test prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    SEEN,
    EPOCH,
    INSERT_VISITOR,
    INSERT_VISIT,
    COUNT_VISIT,
    VISIT_SEEN,
    NEWEST_VISIT,
    INSERT_PAGE,
    LAST_VISIT,
    PROFILE,
    LAST_PAGES,
    NEWEST,
    LOCK,
    LINK_LEAD,
    GIVE_NAME,
    BY_EXTERNAL_ID,
    ANONYMOUS,
    INSERT_LIKE,
    VISIT_LIKE,
    LOCK_OF_SITE,
    KNOWN,
    SET_IDENTITY,
    SET_ATTRIBUTES,
    STORED_FILES,
    INSERT_FILE,
    FILE_CURRENT,
    DROP_FILES,
    FILE,
    BLOCKED_AT,
    BLOCK,
];

/// Pairs of texts: `SQLite`, `PostgreSQL`.
pub(crate) const DIALECT_STATEMENTS: &[(&str, &str)] = &[(IS_BLOCKED_SQLITE, IS_BLOCKED_POSTGRES)];
