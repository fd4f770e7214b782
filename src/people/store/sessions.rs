//! Sessions.

use sqlx::FromRow;
use uuid::Uuid;

use super::users::UserRow;
use crate::clock::Millis;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::people::sessions::Fresh;
use crate::people::{Account, Session, User};
use crate::sql;

#[derive(FromRow)]
struct LoginRow {
    #[sqlx(flatten)]
    user: UserRow,
    account_name: String,
    token_hash: Vec<u8>,
    csrf: String,
    second_factor_due: bool,
    session_created_at: Millis,
    seen_at: Millis,
    expires_at: Millis,
}

/// A browser in the list of somebody's sessions.
#[derive(FromRow)]
pub(in crate::people) struct Browser {
    pub token_hash: Vec<u8>,
    pub seen_at: Millis,
    pub address: String,
    pub user_agent: String,
}

const LOGIN: &str = "SELECT u.id, u.account_id, u.email, u.name, u.role, u.language, \
     u.totp_secret IS NOT NULL AS totp, u.active, a.name AS account_name, s.token_hash, s.csrf, \
     s.second_factor_due, s.created_at AS session_created_at, s.seen_at, s.expires_at \
     FROM sessions s JOIN users u ON u.id = s.user_id JOIN accounts a ON a.id = u.account_id \
     WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.active";
const INSERT: &str = "INSERT INTO sessions (token_hash, user_id, csrf, second_factor_due, \
     created_at, seen_at, expires_at, address, user_agent) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const NOTE_USE: &str = "UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE token_hash = $1";
const END: &str = "DELETE FROM sessions WHERE token_hash = $1";
const END_ALL: &str = "DELETE FROM sessions WHERE user_id = $1";
const PURGE: &str = "DELETE FROM sessions WHERE expires_at <= $1";
const BROWSERS: &str = "SELECT token_hash, seen_at, address, user_agent \
     FROM sessions WHERE user_id = $1 AND expires_at > $2 AND NOT second_factor_due \
     ORDER BY seen_at DESC";

pub(in crate::people) async fn login(
    db: &mut Read,
    hash: &[u8],
    now: Millis,
) -> Result<Option<(User, Account, Session)>> {
    let Some(row) = sql!(db, fetch_optional as LoginRow, LOGIN, hash, now)? else {
        return Ok(None);
    };
    let user = User::try_from(row.user)?;
    let account = Account { id: user.account_id, name: row.account_name };
    let session = Session {
        hash: row.token_hash,
        csrf: row.csrf,
        second_factor_due: row.second_factor_due,
        created_at: row.session_created_at,
        seen_at: row.seen_at,
        expires_at: row.expires_at,
    };
    Ok(Some((user, account, session)))
}

/// Stores a session; those that have ended go away.
pub(in crate::people) async fn insert(tx: &mut Tx<'_>, user: Uuid, fresh: &Fresh) -> Result<()> {
    let Session { hash, csrf, second_factor_due, created_at, seen_at, expires_at } = &fresh.session;
    let (hash, address, agent) = (hash.as_slice(), &fresh.address, &fresh.user_agent);
    sql!(tx, execute, PURGE, created_at)?;
    sql!(
        tx,
        execute,
        INSERT,
        hash,
        user,
        csrf,
        second_factor_due,
        created_at,
        seen_at,
        expires_at,
        address,
        agent
    )?;
    Ok(())
}

pub(in crate::people) async fn note_use(
    tx: &mut Tx<'_>,
    hash: &[u8],
    now: Millis,
    expires_at: Millis,
) -> Result<()> {
    sql!(tx, execute, NOTE_USE, hash, now, expires_at)?;
    Ok(())
}

/// False when it had ended before.
pub(in crate::people) async fn end(tx: &mut Tx<'_>, hash: &[u8]) -> Result<bool> {
    Ok(sql!(tx, execute, END, hash)? == 1)
}

pub(in crate::people) async fn end_all(tx: &mut Tx<'_>, user: Uuid) -> Result<()> {
    sql!(tx, execute, END_ALL, user)?;
    Ok(())
}

/// Where somebody is signed in, the last used first.
pub(in crate::people) async fn browsers(
    db: &mut Read,
    user: Uuid,
    now: Millis,
) -> Result<Vec<Browser>> {
    sql!(db, fetch_all as Browser, BROWSERS, user, now)
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[LOGIN, INSERT, NOTE_USE, END, END_ALL, PURGE, BROWSERS];
