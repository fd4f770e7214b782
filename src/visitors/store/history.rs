//! What a visitor has done before: its visits, and what the host page has told of it.

use serde_json::value::RawValue;
use sqlx::types::Json;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::Read;
use crate::error::Result;
use crate::sql;
use crate::visitors::Source;

const ATTRIBUTES: &str = "SELECT attributes FROM visitors WHERE id = $1 AND account_id = $2";
const VISITS: &str = "SELECT source, started_at FROM visits \
     WHERE visitor_id = $1 ORDER BY started_at DESC LIMIT $2";

/// Every text, so that a test prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[ATTRIBUTES, VISITS];

/// What the host page has told of a visitor of an account, as JSON.
pub(in crate::visitors) async fn attributes(
    db: &mut Read,
    account: Uuid,
    visitor: Uuid,
) -> Result<Option<Box<RawValue>>> {
    let row = sql!(db, fetch_optional as (Json<Box<RawValue>>,), ATTRIBUTES, visitor, account)?;
    Ok(row.map(|(attributes,)| attributes.0))
}

/// The newest visits with their sources.
pub(in crate::visitors) async fn visits(
    db: &mut Read,
    visitor: Uuid,
    limit: i64,
) -> Result<Vec<(Source, Millis)>> {
    let rows = sql!(db, fetch_all as (Json<Source>, Millis), VISITS, visitor, limit)?;
    Ok(rows.into_iter().map(|(source, at)| (source.0, at)).collect())
}
