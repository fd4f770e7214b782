//! Accounts, people, recovery codes.

use sqlx::FromRow;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::people::{Account, Role, User};
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

/// What a login is checked against.
pub(in crate::people) struct Credentials {
    pub user: User,
    /// `None` until the invitation is accepted.
    pub password_hash: Option<String>,
    /// Sealed.
    pub totp_secret: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct CredentialsRow {
    #[sqlx(flatten)]
    user: UserRow,
    password_hash: Option<String>,
    totp_secret: Option<Vec<u8>>,
}

impl TryFrom<CredentialsRow> for Credentials {
    type Error = Error;
    fn try_from(row: CredentialsRow) -> Result<Self> {
        let CredentialsRow { user, password_hash, totp_secret } = row;
        Ok(Self { user: user.try_into()?, password_hash, totp_secret })
    }
}

/// A person in the list of the team.
pub(in crate::people) struct Member {
    pub user: User,
    /// Whether they have set a password: the invitation is accepted.
    pub accepted: bool,
    /// When they last used the console.
    pub seen_at: Option<Millis>,
}

#[derive(FromRow)]
struct MemberRow {
    #[sqlx(flatten)]
    user: UserRow,
    accepted: bool,
    last_seen_at: Option<Millis>,
}

const ANY_ACCOUNT: &str = "SELECT id FROM accounts LIMIT 1";
const ACCOUNT: &str = "SELECT id, name FROM accounts WHERE id = $1";
const INSERT_ACCOUNT: &str = "INSERT INTO accounts (id, name, created_at) VALUES ($1, $2, $3)";
const DELETE_ACCOUNT: &str = "DELETE FROM accounts WHERE id = $1";
const INSERT: &str = "INSERT INTO users (id, account_id, email, name, role, language, \
     password_hash, active, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
     ON CONFLICT (email) DO NOTHING";
const BY_EMAIL: &str = "SELECT id, account_id, email, name, role, language, \
     totp_secret IS NOT NULL AS totp, active, password_hash, totp_secret FROM users \
     WHERE email = $1";
const BY_ID: &str = "SELECT id, account_id, email, name, role, language, \
     totp_secret IS NOT NULL AS totp, active, password_hash, totp_secret FROM users \
     WHERE id = $1";
const MEMBERS: &str = "SELECT u.id, u.account_id, u.email, u.name, u.role, u.language, \
     u.totp_secret IS NOT NULL AS totp, u.active, u.password_hash IS NOT NULL AS accepted, \
     (SELECT MAX(s.seen_at) FROM sessions s WHERE s.user_id = u.id) AS last_seen_at \
     FROM users u WHERE u.account_id = $1 ORDER BY u.id";
const OTHER_OWNERS: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM users WHERE account_id = $1 \
     AND role = 'owner' AND active AND password_hash IS NOT NULL AND id <> $2";
const LOCK_ACCOUNT: &str = "UPDATE accounts SET name = name WHERE id = $1";
const SET_ROLE: &str = "UPDATE users SET role = $3 WHERE account_id = $1 AND id = $2";
const SET_ACTIVE: &str = "UPDATE users SET active = $3 WHERE account_id = $1 AND id = $2";
const SET_AVAILABILITY: &str =
    "UPDATE users SET availability = $2 WHERE id = $1 AND availability <> $2";
const SET_CAPACITY: &str = "UPDATE users SET capacity = $3 WHERE account_id = $1 AND id = $2";
const SET_ASSIGNED_AT: &str = "UPDATE users SET assigned_at = $2 WHERE id = $1";
const SET_PROFILE: &str = "UPDATE users SET name = $2, language = $3 WHERE id = $1";
const SET_PASSWORD: &str = "UPDATE users SET password_hash = $2 WHERE id = $1 AND active";
const SET_TOTP: &str = "UPDATE users SET totp_secret = $2, totp_last_step = $3 WHERE id = $1";
const CLEAR_TOTP: &str = "UPDATE users SET totp_secret = NULL, totp_last_step = 0 WHERE id = $1";
const SPEND_STEP: &str = "UPDATE users SET totp_last_step = $2 WHERE id = $1 \
     AND totp_last_step < $2 AND totp_secret IS NOT NULL";
const DELETE_INVITED: &str =
    "DELETE FROM users WHERE account_id = $1 AND id = $2 AND password_hash IS NULL";
const INSERT_CODE: &str = "INSERT INTO recovery_codes (code_hash, user_id) VALUES ($1, $2)";
const SPEND_CODE: &str = "DELETE FROM recovery_codes WHERE code_hash = $1 AND user_id = $2";
const CLEAR_CODES: &str = "DELETE FROM recovery_codes WHERE user_id = $1";
const COUNT_CODES: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM recovery_codes WHERE user_id = $1";

/// Whether an account exists: then the server has been set up.
pub(in crate::people) async fn any_account(db: &mut Read) -> Result<bool> {
    Ok(sql!(db, fetch_optional as (Uuid,), ANY_ACCOUNT)?.is_some())
}

/// The same inside a transaction.
pub(in crate::people) async fn any_account_yet(tx: &mut Tx<'_>) -> Result<bool> {
    Ok(sql!(tx, fetch_optional as (Uuid,), ANY_ACCOUNT)?.is_some())
}

pub(in crate::people) async fn account(db: &mut Read, id: Uuid) -> Result<Option<Account>> {
    let row = sql!(db, fetch_optional as (Uuid, String), ACCOUNT, id)?;
    Ok(row.map(|(id, name)| Account { id, name }))
}

pub(in crate::people) async fn insert_account(
    tx: &mut Tx<'_>,
    account: &Account,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, INSERT_ACCOUNT, account.id, &account.name, now)?;
    Ok(())
}

pub(in crate::people) async fn delete_account(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    sql!(tx, execute, DELETE_ACCOUNT, id)?;
    Ok(())
}

/// False when somebody uses the address already.
pub(in crate::people) async fn insert(
    tx: &mut Tx<'_>,
    user: &User,
    password_hash: Option<&str>,
    now: Millis,
) -> Result<bool> {
    let User { id, account_id, email, name, language, active, .. } = user;
    let role = user.role.as_str();
    let added = sql!(
        tx,
        execute,
        INSERT,
        id,
        account_id,
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

pub(in crate::people) async fn by_email(db: &mut Read, email: &str) -> Result<Option<Credentials>> {
    let row = sql!(db, fetch_optional as CredentialsRow, BY_EMAIL, email)?;
    row.map(Credentials::try_from).transpose()
}

pub(in crate::people) async fn by_id(db: &mut Read, id: Uuid) -> Result<Option<Credentials>> {
    let row = sql!(db, fetch_optional as CredentialsRow, BY_ID, id)?;
    row.map(Credentials::try_from).transpose()
}

/// The same inside a transaction.
pub(in crate::people) async fn now_by_id(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Credentials>> {
    let row = sql!(tx, fetch_optional as CredentialsRow, BY_ID, id)?;
    row.map(Credentials::try_from).transpose()
}

/// The team, in the order in which they came.
pub(in crate::people) async fn members(db: &mut Read, account: Uuid) -> Result<Vec<Member>> {
    let rows = sql!(db, fetch_all as MemberRow, MEMBERS, account)?;
    let member = |row: MemberRow| {
        let MemberRow { user, accepted, last_seen_at } = row;
        Ok(Member { user: user.try_into()?, accepted, seen_at: last_seen_at })
    };
    rows.into_iter().map(member).collect()
}

/// Has others who do the same for this account wait until the commit.
pub(in crate::people) async fn lock_account(tx: &mut Tx<'_>, account: Uuid) -> Result<()> {
    sql!(tx, execute, LOCK_ACCOUNT, account)?;
    Ok(())
}

/// Owners besides `user` who can sign in. Two changes of one account wait for each other here, so
/// that two owners cannot remove one another at once.
pub(in crate::people) async fn other_owners(
    tx: &mut Tx<'_>,
    account: Uuid,
    user: Uuid,
) -> Result<i64> {
    lock_account(tx, account).await?;
    Ok(sql!(tx, fetch_one as (i64,), OTHER_OWNERS, account, user)?.0)
}

pub(in crate::people) async fn set_role(
    tx: &mut Tx<'_>,
    account: Uuid,
    user: Uuid,
    role: Role,
) -> Result<bool> {
    Ok(sql!(tx, execute, SET_ROLE, account, user, role.as_str())? == 1)
}

pub(in crate::people) async fn set_active(
    tx: &mut Tx<'_>,
    account: Uuid,
    user: Uuid,
    active: bool,
) -> Result<bool> {
    Ok(sql!(tx, execute, SET_ACTIVE, account, user, active)? == 1)
}

/// False where it was that before.
pub(in crate::people) async fn set_availability(
    tx: &mut Tx<'_>,
    user: Uuid,
    availability: &str,
) -> Result<bool> {
    Ok(sql!(tx, execute, SET_AVAILABILITY, user, availability)? == 1)
}

pub(in crate::people) async fn set_capacity(
    tx: &mut Tx<'_>,
    account: Uuid,
    user: Uuid,
    capacity: i64,
) -> Result<bool> {
    Ok(sql!(tx, execute, SET_CAPACITY, account, user, capacity)? == 1)
}

pub(in crate::people) async fn set_assigned_at(
    tx: &mut Tx<'_>,
    user: Uuid,
    at: Millis,
) -> Result<()> {
    sql!(tx, execute, SET_ASSIGNED_AT, user, at)?;
    Ok(())
}

pub(in crate::people) async fn set_profile(
    tx: &mut Tx<'_>,
    user: Uuid,
    name: &str,
    language: &str,
) -> Result<()> {
    sql!(tx, execute, SET_PROFILE, user, name, language)?;
    Ok(())
}

/// False when the person may not sign in.
pub(in crate::people) async fn set_password(
    tx: &mut Tx<'_>,
    user: Uuid,
    hash: &str,
) -> Result<bool> {
    Ok(sql!(tx, execute, SET_PASSWORD, user, hash)? == 1)
}

pub(in crate::people) async fn set_totp(
    tx: &mut Tx<'_>,
    user: Uuid,
    sealed: &[u8],
    step: i64,
) -> Result<()> {
    sql!(tx, execute, SET_TOTP, user, sealed, step)?;
    Ok(())
}

pub(in crate::people) async fn clear_totp(tx: &mut Tx<'_>, user: Uuid) -> Result<()> {
    sql!(tx, execute, CLEAR_TOTP, user)?;
    sql!(tx, execute, CLEAR_CODES, user)?;
    Ok(())
}

/// False when this step or a later one was used before.
pub(in crate::people) async fn spend_step(tx: &mut Tx<'_>, user: Uuid, step: i64) -> Result<bool> {
    Ok(sql!(tx, execute, SPEND_STEP, user, step)? == 1)
}

/// Removes somebody who has not accepted the invitation yet.
pub(in crate::people) async fn delete_invited(
    tx: &mut Tx<'_>,
    account: Uuid,
    user: Uuid,
) -> Result<bool> {
    Ok(sql!(tx, execute, DELETE_INVITED, account, user)? == 1)
}

/// Replaces the recovery codes.
pub(in crate::people) async fn set_codes(
    tx: &mut Tx<'_>,
    user: Uuid,
    hashes: &[Vec<u8>],
) -> Result<()> {
    sql!(tx, execute, CLEAR_CODES, user)?;
    for hash in hashes {
        sql!(tx, execute, INSERT_CODE, hash.as_slice(), user)?;
    }
    Ok(())
}

/// False when there is no such code, or it was used.
pub(in crate::people) async fn spend_code(
    tx: &mut Tx<'_>,
    user: Uuid,
    hash: &[u8],
) -> Result<bool> {
    Ok(sql!(tx, execute, SPEND_CODE, hash, user)? == 1)
}

/// How many recovery codes are left.
pub(in crate::people) async fn count_codes(db: &mut Read, user: Uuid) -> Result<i64> {
    Ok(sql!(db, fetch_one as (i64,), COUNT_CODES, user)?.0)
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    ANY_ACCOUNT,
    ACCOUNT,
    INSERT_ACCOUNT,
    DELETE_ACCOUNT,
    INSERT,
    BY_EMAIL,
    BY_ID,
    MEMBERS,
    OTHER_OWNERS,
    LOCK_ACCOUNT,
    SET_ROLE,
    SET_ACTIVE,
    SET_AVAILABILITY,
    SET_CAPACITY,
    SET_ASSIGNED_AT,
    SET_PROFILE,
    SET_PASSWORD,
    SET_TOTP,
    CLEAR_TOTP,
    SPEND_STEP,
    DELETE_INVITED,
    INSERT_CODE,
    SPEND_CODE,
    CLEAR_CODES,
    COUNT_CODES,
];
