//! Contacts that a visitor gave and that are another lead's.

use sqlx::FromRow;
use uuid::Uuid;

use crate::db::Read;
use crate::error::Result;
use crate::sql;

// The sender of a visitor's requests is the visitor: the key finds them.
const OF_VISITOR: &str = "SELECT r.lead_id, l.name AS lead_name, r.name, r.phone, r.email \
     FROM submissions r JOIN leads l ON l.id = r.lead_id \
     WHERE r.account_id = $1 AND r.site_id = $2 AND r.sender = $3 AND r.claim \
     ORDER BY r.at DESC LIMIT 20";

/// A request that is only claimed to come from a lead's person.
#[derive(Clone, Debug, FromRow)]
pub struct ClaimRow {
    pub lead_id: Uuid,
    pub lead_name: String,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// The newest of a visitor.
pub async fn of_visitor(
    db: &mut Read,
    account: Uuid,
    site: Uuid,
    visitor: Uuid,
) -> Result<Vec<ClaimRow>> {
    sql!(db, fetch_all as ClaimRow, OF_VISITOR, account, site, visitor.to_string())
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[OF_VISITOR];
