//! The queue: conversations that wait for somebody, and who has which.

use sqlx::FromRow;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::{Statements, Tx};
use crate::error::Result;
use crate::sql;

/// What waits for a person now: not what is put off, left to the bot or nothing but spam.
macro_rules! waits {
    () => {
        "c.queued_at IS NOT NULL AND c.status = 'open' AND c.handler = 'people' \
         AND NOT c.spam AND c.snoozed_until IS NULL"
    };
}

macro_rules! waiting {
    ($rest:expr) => {
        concat!(
            "SELECT c.id, c.site_id, c.visitor_id, c.department_id, c.queued_at, \
             COALESCE(c.last_operator_id, (SELECT o.last_operator_id FROM conversations o \
             WHERE o.visitor_id = c.visitor_id AND o.last_operator_id IS NOT NULL \
             ORDER BY o.created_at DESC LIMIT 1)) AS last_operator_id FROM conversations c WHERE ",
            waits!(),
            $rest
        )
    };
}

macro_rules! count {
    ($rest:literal) => {
        concat!("SELECT COUNT(*) FROM conversations c WHERE ", waits!(), $rest)
    };
}

const QUEUE: &str = waiting!(" AND c.account_id = $1 ORDER BY c.queued_at, c.id LIMIT $2");
const WAITING: &str = waiting!(" AND c.account_id = $1 AND c.id = $2");
const AHEAD: &str = count!(
    " AND c.account_id = $1 AND (c.queued_at, c.id) < ($2, $3) \
     AND c.department_id IS NOT DISTINCT FROM $4"
);
const RESTLESS: &str = "SELECT DISTINCT account_id FROM conversations WHERE queued_at IS NOT NULL \
     UNION SELECT DISTINCT account_id FROM conversations WHERE status = 'open' \
     AND assignee_id IS NOT NULL AND (waiting_since IS NOT NULL OR last_at > $1)";
const HELD: &str = "SELECT id FROM conversations WHERE assignee_id = $2 AND account_id = $1 \
     AND status = 'open' AND (waiting_since IS NOT NULL OR last_at > $3) ORDER BY id LIMIT $4";
const KEPT_WAITING: &str = "SELECT id FROM conversations WHERE assignee_id = $2 \
     AND account_id = $1 AND status = 'open' AND waiting_since < $3 AND snoozed_until IS NULL \
     AND NOT spam ORDER BY id LIMIT $4";
const RELEASE: &str = "UPDATE conversations SET assignee_id = NULL, \
     queued_at = COALESCE(waiting_since, $3) \
     WHERE id = $1 AND assignee_id = $2 AND status = 'open'";
const GIVE: &str = "UPDATE conversations SET assignee_id = $2, last_operator_id = $2, \
     queued_at = NULL WHERE id = $1 AND queued_at IS NOT NULL AND status = 'open'";
const TAKE: &str = "UPDATE conversations SET assignee_id = $2, last_operator_id = $2, \
     queued_at = NULL, handler = 'people', \
     mode = CASE mode WHEN 'bot' THEN 'people' ELSE mode END \
     WHERE id = $1 AND assignee_id IS NULL AND status = 'open'";
const ASSIGN: &str = "UPDATE conversations SET assignee_id = $2, department_id = $3, \
     last_operator_id = COALESCE($2, last_operator_id), \
     queued_at = CASE WHEN $2 IS NULL AND status = 'open' AND handler = 'people' \
     THEN COALESCE(queued_at, waiting_since, $4) END, \
     handler = CASE WHEN $2 IS NULL THEN handler ELSE 'people' END, \
     mode = CASE WHEN mode = 'bot' AND $2 IS NOT NULL THEN 'people' ELSE mode END \
     WHERE id = $1";
const SET_MODE: &str =
    "UPDATE conversations SET mode = $2, handler = $3, queued_at = $4 WHERE id = $1";
const HAND_OVER: &str = "UPDATE conversations SET mode = 'people', handler = 'people', \
     queued_at = CASE WHEN assignee_id IS NULL THEN $4 END, department_id = COALESCE(\
     (SELECT d.id FROM departments d WHERE d.id = $3 AND d.account_id = $1), department_id) \
     WHERE account_id = $1 AND id = $2";
const OPEN_MODES: &str = "SELECT id, site_id, mode, handler, last_operator_id FROM conversations \
     WHERE account_id = $1 AND status = 'open'";

/// A conversation that waits.
#[derive(Clone, Debug, FromRow)]
pub struct WaitingRow {
    pub id: Uuid,
    pub site_id: Uuid,
    pub visitor_id: Uuid,
    pub department_id: Option<Uuid>,
    pub queued_at: Millis,
    /// Who had it, or another one of this visitor, last.
    pub last_operator_id: Option<Uuid>,
}

/// What waits in an account, the oldest first.
pub async fn queue(
    db: &mut (impl Statements + Send),
    account: Uuid,
    limit: i64,
) -> Result<Vec<WaitingRow>> {
    sql!(db, fetch_all as WaitingRow, QUEUE, account, limit)
}

/// One of them, where it still waits.
pub async fn waiting(tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<Option<WaitingRow>> {
    sql!(tx, fetch_optional as WaitingRow, WAITING, account, id)
}

/// How many wait before one of these in the line of its department.
pub async fn ahead(
    db: &mut (impl Statements + Send),
    account: Uuid,
    id: Uuid,
    queued_at: Millis,
    department: Option<Uuid>,
) -> Result<i64> {
    Ok(sql!(db, fetch_one as (i64,), AHEAD, account, queued_at, id, department)?.0)
}

/// Accounts in which something waits, or somebody has what is live since `live`.
pub async fn restless(db: &mut (impl Statements + Send), live: Millis) -> Result<Vec<Uuid>> {
    let rows = sql!(db, fetch_all as (Uuid,), RESTLESS, live)?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// What somebody has that waits for an answer, or is live since `live`.
pub async fn held(
    db: &mut (impl Statements + Send),
    account: Uuid,
    user: Uuid,
    live: Millis,
    limit: i64,
) -> Result<Vec<Uuid>> {
    let rows = sql!(db, fetch_all as (Uuid,), HELD, account, user, live, limit)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What somebody has whose visitor has waited for an answer since before `since`.
pub async fn kept_waiting(
    db: &mut (impl Statements + Send),
    account: Uuid,
    user: Uuid,
    since: Millis,
    limit: i64,
) -> Result<Vec<Uuid>> {
    let rows = sql!(db, fetch_all as (Uuid,), KEPT_WAITING, account, user, since, limit)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Takes a conversation from somebody and puts it into the queue, where it has waited since its
/// visitor has; false where it is not theirs any more.
pub async fn release(tx: &mut Tx<'_>, id: Uuid, user: Uuid, now: Millis) -> Result<bool> {
    Ok(sql!(tx, execute, RELEASE, id, user, now)? == 1)
}

/// Gives what waits to somebody.
pub async fn give(tx: &mut Tx<'_>, id: Uuid, user: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, GIVE, id, user)? == 1)
}

/// Gives a conversation that nobody has to who answers it.
pub async fn take_unassigned(tx: &mut Tx<'_>, id: Uuid, user: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, TAKE, id, user)? == 1)
}

/// Gives a conversation to a person and a department, or into the queue.
pub async fn assign(
    tx: &mut Tx<'_>,
    id: Uuid,
    user: Option<Uuid>,
    department: Option<Uuid>,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, ASSIGN, id, user, department, now)?;
    Ok(())
}

/// Notes who is to answer a conversation, who does, and since when it waits for a person.
pub async fn set_mode(
    tx: &mut Tx<'_>,
    id: Uuid,
    mode: &str,
    handler: &str,
    queued_at: Option<Millis>,
) -> Result<()> {
    sql!(tx, execute, SET_MODE, id, mode, handler, queued_at)?;
    Ok(())
}

/// The bot gives a conversation to people, of a department where the account has it.
pub async fn hand_over(
    tx: &mut Tx<'_>,
    account: Uuid,
    id: Uuid,
    department: Option<Uuid>,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, HAND_OVER, account, id, department, now)?;
    Ok(())
}

/// Who answers an open conversation, and what that goes by.
#[derive(Clone, Debug, FromRow)]
pub struct ModeRow {
    pub id: Uuid,
    pub site_id: Uuid,
    pub mode: String,
    pub handler: String,
    pub last_operator_id: Option<Uuid>,
}

/// The same of every open conversation of an account.
pub async fn open_modes(db: &mut (impl Statements + Send), account: Uuid) -> Result<Vec<ModeRow>> {
    sql!(db, fetch_all as ModeRow, OPEN_MODES, account)
}

pub const STATEMENTS: &[&str] = &[
    QUEUE,
    WAITING,
    AHEAD,
    RESTLESS,
    HELD,
    KEPT_WAITING,
    RELEASE,
    GIVE,
    TAKE,
    ASSIGN,
    SET_MODE,
    HAND_OVER,
    OPEN_MODES,
];
