//! The SQL of who a visitor is, as the host page says.

use serde_json::{Map, Value};
use sqlx::types::Json;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::{Statements, Tx};
use crate::error::Result;
use crate::sql;
use crate::visitors::Identity;

const EPOCH: &str = "SELECT epoch FROM visitors WHERE id = $1 AND site_id = $2";
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
     name = CASE WHEN external_id IS NULL THEN $4 ELSE COALESCE($4, name) END, attributes = $5, \
     epoch = CASE WHEN external_id IS NULL THEN epoch + 1 ELSE epoch END WHERE id = $1";
const SET_ATTRIBUTES: &str = "UPDATE visitors SET attributes = $2 WHERE id = $1";

/// Every text, so that a test prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    EPOCH,
    BY_EXTERNAL_ID,
    ANONYMOUS,
    INSERT_LIKE,
    VISIT_LIKE,
    LOCK_OF_SITE,
    KNOWN,
    SET_IDENTITY,
    SET_ATTRIBUTES,
];

/// The epoch of a visitor of a site; `None` where it has no such visitor.
pub(in crate::visitors) async fn epoch(
    db: &mut (impl Statements + Send),
    site: Uuid,
    visitor: Uuid,
) -> Result<Option<u32>> {
    let row = sql!(db, fetch_optional as (i64,), EPOCH, visitor, site)?;
    Ok(row.map(|(epoch,)| u32::try_from(epoch).unwrap_or(u32::MAX)))
}

/// The visitor of a site with an identity.
pub(in crate::visitors) async fn by_external_id(
    tx: &mut Tx<'_>,
    site: Uuid,
    external_id: &str,
) -> Result<Option<Uuid>> {
    Ok(sql!(tx, fetch_optional as (Uuid,), BY_EXTERNAL_ID, site, external_id)?.map(|(id,)| id))
}

/// Whether a visitor of a site has no identity.
pub(in crate::visitors) async fn is_anonymous(
    tx: &mut Tx<'_>,
    site: Uuid,
    visitor: Uuid,
) -> Result<bool> {
    Ok(sql!(tx, fetch_one as (i64,), ANONYMOUS, visitor, site)?.0 == 1)
}

/// Adds a visitor with the browser of another.
pub(in crate::visitors) async fn insert_like(
    tx: &mut Tx<'_>,
    other: Uuid,
    visitor: Uuid,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, INSERT_LIKE, other, visitor, now).map(|_| ())
}

/// Gives a new visitor the newest visit of the one with whose browser it came.
pub(in crate::visitors) async fn visit_like(
    tx: &mut Tx<'_>,
    other: Uuid,
    visitor: Uuid,
    visit: Uuid,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, VISIT_LIKE, other, visitor, visit, now).map(|_| ())
}

/// Locks a visitor of a site until the transaction ends.
pub(in crate::visitors) async fn lock_of_site(
    tx: &mut Tx<'_>,
    site: Uuid,
    visitor: Uuid,
) -> Result<()> {
    sql!(tx, execute, LOCK_OF_SITE, visitor, site).map(|_| ())
}

/// A visitor's name and attributes, and when it was last identified.
type KnownRow = (Option<String>, Json<Map<String, Value>>, Option<Millis>);

/// Whether an identity says something new of a visitor.
pub(in crate::visitors) async fn is_news(
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

pub(in crate::visitors) async fn set_identity(
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
pub(in crate::visitors) async fn attributes(
    tx: &mut Tx<'_>,
    visitor: Uuid,
) -> Result<Option<Map<String, Value>>> {
    let row = sql!(tx, fetch_optional as KnownRow, KNOWN, visitor)?;
    Ok(row.filter(|row| row.2.is_none()).map(|row| row.1.0))
}

pub(in crate::visitors) async fn set_attributes(
    tx: &mut Tx<'_>,
    visitor: Uuid,
    all: &Map<String, Value>,
) -> Result<()> {
    sql!(tx, execute, SET_ATTRIBUTES, visitor, Json(all)).map(|_| ())
}
