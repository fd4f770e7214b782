//! The SQL of attachments.

use sqlx::FromRow;
use uuid::Uuid;

use super::{Attachment, Owner};
use crate::clock::Millis;
use crate::db::{Read, Statements, Tx};
use crate::error::Result;
use crate::sql;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    visitor_id: Option<Uuid>,
    user_id: Option<Uuid>,
    name: String,
    kind: String,
    size: i64,
    width: Option<i64>,
    height: Option<i64>,
    created_at: Millis,
    stored_at: Option<Millis>,
    claimed_at: Option<Millis>,
}

impl From<Row> for Attachment {
    fn from(row: Row) -> Self {
        let Row { id, account_id: account, visitor_id: visitor, user_id: user, .. } = row;
        let Row { name, kind, size, width, height, created_at, stored_at, claimed_at, .. } = row;
        let is_stored = stored_at.is_some();
        let is_claimed = claimed_at.is_some();
        let pixels = width.zip(height);
        Self {
            id,
            account,
            visitor,
            user,
            name,
            kind,
            size,
            pixels,
            created_at,
            is_stored,
            is_claimed,
        }
    }
}

/// An attachment; `$rest` says which.
macro_rules! row {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, visitor_id, user_id, name, kind, size, width, height, \
             created_at, stored_at, claimed_at FROM attachments ",
            $rest
        )
    };
}

const BY_ID: &str = row!("WHERE id = $1");
const OF_VISITOR: &str = row!("WHERE visitor_id = $1 AND client_id = $2 AND user_id IS NULL");
const OF_USER: &str = row!("WHERE user_id = $1 AND client_id = $2");
// The same client may send a file twice at once: the second finds the first's.
const INSERT: &str = "INSERT INTO attachments (id, account_id, site_id, visitor_id, user_id, \
     client_id, name, kind, size, width, height, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING";
const AGAIN: &str = "UPDATE attachments SET name = $2, kind = $3, size = $4, width = $5, \
     height = $6 WHERE id = $1 AND stored_at IS NULL";
const STORED: &str = "UPDATE attachments SET stored_at = $2 WHERE id = $1 AND stored_at IS NULL";
const BYTES_OF_VISITOR: &str = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM attachments \
     WHERE visitor_id = $1 AND user_id IS NULL AND created_at > $2";
const BYTES_OF_SITE: &str = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM attachments \
     WHERE site_id = $1 AND created_at > $2";
const CLAIM_AS_VISITOR: &str = "UPDATE attachments SET conversation_id = $2, claimed_at = $3 \
     WHERE id = $1 AND visitor_id = $4 AND user_id IS NULL AND claimed_at IS NULL \
     AND stored_at IS NOT NULL AND created_at > $5";
const CLAIM_AS_USER: &str = "UPDATE attachments SET conversation_id = $2, claimed_at = $3, \
     visitor_id = $4 WHERE id = $1 AND user_id = $6 AND account_id = $7 AND claimed_at IS NULL \
     AND stored_at IS NOT NULL AND created_at > $5";
const KEEP: &str = "UPDATE attachments SET claimed_at = $3 \
     WHERE id = $1 AND visitor_id = $2 AND user_id IS NULL AND claimed_at IS NULL";
const UNCLAIM: &str = "UPDATE attachments SET conversation_id = NULL, claimed_at = NULL, \
     visitor_id = CASE WHEN user_id IS NULL THEN visitor_id END WHERE id = $1";
const UNCLAIMED: &str = "SELECT id FROM attachments WHERE claimed_at IS NULL AND created_at < $1 \
     ORDER BY created_at LIMIT 100";
const DELETE: &str = "DELETE FROM attachments WHERE id = $1 AND claimed_at IS NULL";

/// Every statement, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    BY_ID,
    OF_VISITOR,
    OF_USER,
    INSERT,
    AGAIN,
    STORED,
    BYTES_OF_VISITOR,
    BYTES_OF_SITE,
    CLAIM_AS_VISITOR,
    CLAIM_AS_USER,
    KEEP,
    UNCLAIM,
    UNCLAIMED,
    DELETE,
];

pub(super) async fn by_id(
    db: &mut (impl Statements + Send),
    id: Uuid,
) -> Result<Option<Attachment>> {
    Ok(sql!(db, fetch_optional as Row, BY_ID, id)?.map(Attachment::from))
}

/// What a sender has uploaded under an id of their own.
pub(super) async fn of_client(
    db: &mut (impl Statements + Send),
    owner: Owner,
    client: Uuid,
) -> Result<Option<Attachment>> {
    let row = match owner {
        Owner::Visitor { visitor, .. } => {
            sql!(db, fetch_optional as Row, OF_VISITOR, visitor, client)?
        }
        Owner::Member { user, .. } => sql!(db, fetch_optional as Row, OF_USER, user, client)?,
    };
    Ok(row.map(Attachment::from))
}

/// A file that has come in whole.
pub(super) struct New<'a> {
    pub id: Uuid,
    pub owner: Owner,
    pub client: Uuid,
    pub name: &'a str,
    pub kind: &'static str,
    pub size: i64,
    pub pixels: Option<(i64, i64)>,
    pub now: Millis,
}

pub(super) async fn insert(tx: &mut Tx<'_>, new: &New<'_>) -> Result<()> {
    let New { id, owner, client, name, kind, size, pixels, now } = *new;
    let (account, site, visitor, user) = owner.columns();
    let (width, height) = pixels.unzip();
    sql!(
        tx, execute, INSERT, id, account, site, visitor, user, client, name, kind, size, width,
        height, now
    )?;
    Ok(())
}

/// Sent again, because it could not be stored the first time.
pub(super) async fn again(tx: &mut Tx<'_>, id: Uuid, new: &New<'_>) -> Result<()> {
    let New { name, kind, size, pixels, .. } = *new;
    let (width, height) = pixels.unzip();
    sql!(tx, execute, AGAIN, id, name, kind, size, width, height)?;
    Ok(())
}

pub(super) async fn stored(tx: &mut Tx<'_>, id: Uuid, now: Millis) -> Result<()> {
    sql!(tx, execute, STORED, id, now)?;
    Ok(())
}

/// Bytes that a visitor has sent since a time, and all visitors of the site.
pub(super) async fn bytes_since(
    db: &mut (impl Statements + Send),
    visitor: Uuid,
    site: Uuid,
    since: Millis,
) -> Result<(i64, i64)> {
    let (of_visitor,) = sql!(db, fetch_one as (i64,), BYTES_OF_VISITOR, visitor, since)?;
    let (of_site,) = sql!(db, fetch_one as (i64,), BYTES_OF_SITE, site, since)?;
    Ok((of_visitor, of_site))
}

/// Where a file goes.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub conversation: Uuid,
    pub visitor: Uuid,
    pub now: Millis,
    /// Only files that are younger than this.
    pub since: Millis,
}

/// Takes a file of `owner` into a conversation; false when it is not theirs to send.
pub(super) async fn claim(tx: &mut Tx<'_>, id: Uuid, owner: Owner, place: Place) -> Result<bool> {
    let Place { conversation, visitor, now, since } = place;
    let done = match owner {
        Owner::Visitor { visitor, .. } => {
            sql!(tx, execute, CLAIM_AS_VISITOR, id, conversation, now, visitor, since)?
        }
        Owner::Member { account, user } => {
            sql!(tx, execute, CLAIM_AS_USER, id, conversation, now, visitor, since, user, account)?
        }
    };
    Ok(done == 1)
}

/// Keeps a visitor's file without a conversation.
pub(super) async fn keep(tx: &mut Tx<'_>, id: Uuid, visitor: Uuid, now: Millis) -> Result<()> {
    sql!(tx, execute, KEEP, id, visitor, now)?;
    Ok(())
}

/// Takes that back.
pub(super) async fn unclaim(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    sql!(tx, execute, UNCLAIM, id)?;
    Ok(())
}

/// Some that were uploaded before a time and never sent.
pub(super) async fn unclaimed(db: &mut Read, before: Millis) -> Result<Vec<Uuid>> {
    let rows = sql!(db, fetch_all as (Uuid,), UNCLAIMED, before)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn delete(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    sql!(tx, execute, DELETE, id)?;
    Ok(())
}
