//! The SQL of visitors, visits and page views.

pub(crate) mod files;
pub(crate) mod history;
pub(crate) mod identity;

use std::collections::HashMap;

use sqlx::types::Json;
use uuid::Uuid;

use super::{Bearer, Source, Standing, View, VisitInfo, Visitor};
use crate::clock::Millis;
use crate::db::{Backend, Statements, Tx, dialect};
use crate::error::Result;
use crate::{sql, sql_rows};

/// Pages of a visitor that are shown.
const PAGES: i64 = 20;

// Locks the visitor's row, so that two pages at once make one visit.
const SEEN: &str = "UPDATE visitors SET seen_at = $3, language = $4, \
     country = CASE WHEN $5 = '' THEN country ELSE $5 END \
     WHERE id = $1 AND site_id = $2 AND epoch = $6";
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
// A typed name never stands beside what the host page has signed.
const LINK_LEAD: &str = "UPDATE visitors SET lead_id = $2, name = CASE WHEN external_id IS NULL \
     THEN COALESCE(name, $3) ELSE name END WHERE id = $1";
const GIVE_NAME: &str = "UPDATE visitors SET name = $2 \
     WHERE id = $1 AND name IS NULL AND external_id IS NULL";

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

const LINK_LEADS: (&str, &str) = (
    "UPDATE visitors SET lead_id = v.column2, name = CASE WHEN visitors.external_id IS NULL \
     THEN COALESCE(visitors.name, v.column3) ELSE visitors.name END FROM (",
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

/// Texts for many rows, with the number of values in each.
pub(crate) const ROWS: &[(&str, usize, &str)] = &[(LINK_LEADS.0, 3, LINK_LEADS.1)];
pub(crate) const SQLITE_ROWS: &[(&str, usize, &str)] =
    &[(STANDINGS_SQLITE.0, 1, STANDINGS_SQLITE.1)];
pub(crate) const POSTGRES_ROWS: &[(&str, usize, &str)] =
    &[(STANDINGS_POSTGRES.0, 1, STANDINGS_POSTGRES.1)];

/// Every text, so that a test prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    SEEN,
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
    BLOCKED_AT,
    BLOCK,
];

/// Pairs of texts: `SQLite`, `PostgreSQL`.
pub(crate) const DIALECT_STATEMENTS: &[(&str, &str)] = &[(IS_BLOCKED_SQLITE, IS_BLOCKED_POSTGRES)];
