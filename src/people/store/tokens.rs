//! Links that work once.

use uuid::Uuid;

use crate::clock::Millis;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::people::tokens::Purpose;
use crate::sql;

const INSERT: &str = "INSERT INTO one_time_tokens (token_hash, purpose, user_id, expires_at) \
     VALUES ($1, $2, $3, $4)";
const FIND: &str = "SELECT user_id FROM one_time_tokens \
     WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3";
const SPEND: &str = "DELETE FROM one_time_tokens \
     WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3";
const DROP_PURPOSE: &str = "DELETE FROM one_time_tokens WHERE purpose = $1";
const DROP_OF_USER: &str = "DELETE FROM one_time_tokens WHERE user_id = $1";
const PURGE: &str = "DELETE FROM one_time_tokens WHERE expires_at <= $1";

/// Stores a token; those that have expired go away.
pub(in crate::people) async fn insert(
    tx: &mut Tx<'_>,
    hash: &[u8],
    purpose: Purpose,
    user: Option<Uuid>,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, PURGE, now)?;
    sql!(tx, execute, INSERT, hash, purpose.as_str(), user, now + purpose.life())?;
    Ok(())
}

/// Whose token it is, without spending it; `None` when it does not open anything.
#[allow(clippy::option_option, reason = "no such token, or a token of nobody")]
pub(in crate::people) async fn find(
    db: &mut Read,
    hash: &[u8],
    purpose: Purpose,
    now: Millis,
) -> Result<Option<Option<Uuid>>> {
    let row = sql!(db, fetch_optional as (Option<Uuid>,), FIND, hash, purpose.as_str(), now)?;
    Ok(row.map(|(user,)| user))
}

/// Spends a token; false when it opens nothing any more.
pub(in crate::people) async fn spend(
    tx: &mut Tx<'_>,
    hash: &[u8],
    purpose: Purpose,
    now: Millis,
) -> Result<bool> {
    Ok(sql!(tx, execute, SPEND, hash, purpose.as_str(), now)? == 1)
}

pub(in crate::people) async fn drop_purpose(tx: &mut Tx<'_>, purpose: Purpose) -> Result<()> {
    sql!(tx, execute, DROP_PURPOSE, purpose.as_str())?;
    Ok(())
}

pub(in crate::people) async fn drop_of_user(tx: &mut Tx<'_>, user: Uuid) -> Result<()> {
    sql!(tx, execute, DROP_OF_USER, user)?;
    Ok(())
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[INSERT, FIND, SPEND, DROP_PURPOSE, DROP_OF_USER, PURGE];
