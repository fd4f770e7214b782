//! The SQL of people.

use sqlx::FromRow;
use uuid::Uuid;

use super::{Account, Role, Session, User};
use crate::clock::Millis;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::sql;

#[derive(FromRow)]
pub(super) struct UserRow {
    id: Uuid,
    account_id: Uuid,
    email: String,
    name: String,
    role: String,
    language: String,
    totp: bool,
    active: bool,
}

impl TryFrom<UserRow> for User {
    type Error = Error;
    fn try_from(row: UserRow) -> Result<Self> {
        let role = Role::parse(&row.role)
            .ok_or_else(|| Error::Internal(format!("unknown role {}", row.role)))?;
        Ok(Self {
            id: row.id,
            account_id: row.account_id,
            email: row.email,
            name: row.name,
            role,
            language: row.language,
            totp: row.totp,
            active: row.active,
        })
    }
}

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

const LOGIN: &str = "SELECT u.id, u.account_id, u.email, u.name, u.role, u.language, \
     u.totp_secret IS NOT NULL AS totp, u.active, a.name AS account_name, s.token_hash, s.csrf, \
     s.second_factor_due, s.created_at AS session_created_at, s.seen_at, s.expires_at \
     FROM sessions s JOIN users u ON u.id = s.user_id JOIN accounts a ON a.id = u.account_id \
     WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.active";
const NOTE_USE: &str = "UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE token_hash = $1";
const END_SESSIONS: &str = "DELETE FROM sessions WHERE user_id = $1";
const INSERT_ACCOUNT: &str = "INSERT INTO accounts (id, name, created_at) VALUES ($1, $2, $3)";
const DELETE_ACCOUNT: &str = "DELETE FROM accounts WHERE id = $1";
const INSERT_USER: &str = "INSERT INTO users (id, account_id, email, name, role, language, \
     password_hash, active, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
     ON CONFLICT (email) DO NOTHING";

const ACCOUNT_OF: &str = "SELECT account_id FROM users WHERE email = $1";

pub(super) async fn account_of(db: &mut Read, email: &str) -> Result<Option<Uuid>> {
    let found = sql!(db, fetch_optional as (Uuid,), ACCOUNT_OF, email)?;
    Ok(found.map(|(account,)| account))
}

pub(super) async fn login(
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

pub(super) async fn note_use(
    tx: &mut Tx<'_>,
    hash: &[u8],
    now: Millis,
    expires_at: Millis,
) -> Result<()> {
    sql!(tx, execute, NOTE_USE, hash, now, expires_at)?;
    Ok(())
}

pub(super) async fn end_sessions(tx: &mut Tx<'_>, user: Uuid) -> Result<()> {
    sql!(tx, execute, END_SESSIONS, user)?;
    Ok(())
}

pub(super) async fn insert_account(tx: &mut Tx<'_>, account: &Account, now: Millis) -> Result<()> {
    sql!(tx, execute, INSERT_ACCOUNT, account.id, &account.name, now)?;
    Ok(())
}

pub(super) async fn delete_account(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    sql!(tx, execute, DELETE_ACCOUNT, id)?;
    Ok(())
}

/// False when somebody uses the address already.
pub(super) async fn insert_user(
    tx: &mut Tx<'_>,
    user: &User,
    password_hash: Option<&str>,
    now: Millis,
) -> Result<bool> {
    let (email, name, language) = (&user.email, &user.name, &user.language);
    let (id, account, role) = (user.id, user.account_id, user.role.as_str());
    let active = user.active;
    let added = sql!(
        tx,
        execute,
        INSERT_USER,
        id,
        account,
        email,
        name,
        role,
        language,
        password_hash,
        active,
        now
    )?;
    Ok(added == 1)
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] =
    &[ACCOUNT_OF, LOGIN, NOTE_USE, END_SESSIONS, INSERT_ACCOUNT, DELETE_ACCOUNT, INSERT_USER];
