//! Which mails went lately to addresses that visitors gave.

use uuid::Uuid;

use crate::clock::{DAY, HOUR, Millis};
use crate::db::Tx;
use crate::error::Result;
use crate::{ids, sql};

const NOTE: &str = "INSERT INTO visitor_mails (id, address, site_id, visitor_id, conversation_id, \
     at) VALUES ($1, $2, $3, $4, $5, $6)";
/// What is not known is equal to nothing, and counts none.
const LATELY: &str = "SELECT \
     (SELECT COUNT(*) FROM visitor_mails WHERE address = $1 AND at > $5) AS address, \
     (SELECT COUNT(*) FROM visitor_mails WHERE site_id = $2 AND at > $6) AS site, \
     (SELECT COUNT(*) FROM visitor_mails WHERE visitor_id = $3 AND at > $5) AS visitor, \
     (SELECT COUNT(*) FROM visitor_mails WHERE conversation_id = $4 AND at > $5) AS conversation";
pub(in crate::guard) const SWEEP: &str = "DELETE FROM visitor_mails WHERE id IN \
     (SELECT id FROM visitor_mails WHERE at < $1 ORDER BY at LIMIT $2)";

/// Every statement, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[NOTE, LATELY, SWEEP];

/// A mail, by what is counted.
pub(in crate::guard) struct Row {
    /// A digest.
    pub address: Vec<u8>,
    /// The site whose share it uses.
    pub site: Option<Uuid>,
    pub visitor: Option<Uuid>,
    pub conversation: Option<Uuid>,
    pub at: Millis,
}

/// How many went before it: within a day, those of the site within an hour.
#[derive(Debug, Default, sqlx::FromRow)]
pub(in crate::guard) struct Lately {
    pub address: i64,
    pub site: i64,
    pub visitor: i64,
    pub conversation: i64,
}

pub(in crate::guard) async fn lately(tx: &mut Tx<'_>, row: &Row) -> Result<Lately> {
    let Row { address, site, visitor, conversation, at } = row;
    let (day, hour) = (at - DAY, at - HOUR);
    sql!(tx, fetch_one as Lately, LATELY, address, site, visitor, conversation, day, hour)
}

pub(in crate::guard) async fn note(tx: &mut Tx<'_>, row: &Row) -> Result<()> {
    let Row { address, site, visitor, conversation, at } = row;
    sql!(tx, execute, NOTE, ids::new_id(), address, site, visitor, conversation, at).map(|_| ())
}
