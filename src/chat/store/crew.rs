//! The people of an account as routing sees them, and their departments.

use sqlx::FromRow;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::{Statements, Tx};
use crate::error::Result;
use crate::sql;

const CREW: &str = "SELECT u.id, u.name, u.role, \
     u.active AND u.password_hash IS NOT NULL AS active, u.availability, u.capacity, u.face_id, \
     u.assigned_at, (SELECT COUNT(*) FROM conversations c WHERE c.assignee_id = u.id \
     AND c.status = 'open' AND c.snoozed_until IS NULL AND NOT c.spam) AS open \
     FROM users u WHERE u.account_id = $1 ORDER BY u.id";
const MEMBERS: &str = "SELECT m.department_id, m.user_id FROM department_members m \
     JOIN departments d ON d.id = m.department_id WHERE d.account_id = $1";
const DEPARTMENTS: &str =
    "SELECT id, name FROM departments WHERE account_id = $1 ORDER BY position, id";
const INSERT: &str = "INSERT INTO departments (id, account_id, name, position, created_at) \
     SELECT $1, $2, $3, COALESCE(MAX(position), 0) + 1, $4 FROM departments WHERE account_id = $2";
const RENAME: &str = "UPDATE departments SET name = $3 WHERE account_id = $1 AND id = $2";
const DELETE: &str = "DELETE FROM departments WHERE account_id = $1 AND id = $2";
const EMPTY: &str = "DELETE FROM department_members WHERE department_id = $1";
const JOIN: &str = "INSERT INTO department_members (department_id, user_id) \
     SELECT $1, u.id FROM users u WHERE u.id = $2 AND u.account_id = $3 \
     AND u.password_hash IS NOT NULL";
const OF_DEPARTMENT: &str =
    "SELECT id FROM conversations WHERE account_id = $1 AND department_id = $2 ORDER BY id";
const FREE: &str = "UPDATE conversations SET department_id = NULL WHERE id = $1";

/// Somebody of the team, as routing sees them.
#[derive(Clone, Debug, FromRow)]
pub struct CrewRow {
    pub id: Uuid,
    pub name: String,
    pub role: String,
    /// Whether they may sign in, and have accepted their invitation.
    pub active: bool,
    /// What they chose.
    pub availability: String,
    pub capacity: i64,
    /// Their picture.
    pub face_id: Option<Uuid>,
    pub assigned_at: Millis,
    /// Conversations that they have now.
    pub open: i64,
}

/// A department.
#[derive(Clone, Debug, FromRow)]
pub struct Department {
    pub id: Uuid,
    pub name: String,
}

/// Everybody of an account, in the order in which they came.
pub async fn crew(db: &mut (impl Statements + Send), account: Uuid) -> Result<Vec<CrewRow>> {
    sql!(db, fetch_all as CrewRow, CREW, account)
}

/// Department and person, for each membership.
pub async fn members(
    db: &mut (impl Statements + Send),
    account: Uuid,
) -> Result<Vec<(Uuid, Uuid)>> {
    sql!(db, fetch_all as (Uuid, Uuid), MEMBERS, account)
}

/// The departments in their order.
pub async fn departments(
    db: &mut (impl Statements + Send),
    account: Uuid,
) -> Result<Vec<Department>> {
    sql!(db, fetch_all as Department, DEPARTMENTS, account)
}

pub async fn insert_department(
    tx: &mut Tx<'_>,
    account: Uuid,
    id: Uuid,
    name: &str,
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, INSERT, id, account, name, now)?;
    Ok(())
}

/// False where the account has no such department.
pub async fn rename_department(
    tx: &mut Tx<'_>,
    account: Uuid,
    id: Uuid,
    name: &str,
) -> Result<bool> {
    Ok(sql!(tx, execute, RENAME, account, id, name)? == 1)
}

/// The same. Nobody and nothing is in it any more.
pub async fn delete_department(tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, DELETE, account, id)? == 1)
}

pub async fn empty_department(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    sql!(tx, execute, EMPTY, id)?;
    Ok(())
}

/// Puts somebody of the account into a department in which they are not.
pub async fn join(tx: &mut Tx<'_>, account: Uuid, department: Uuid, user: Uuid) -> Result<()> {
    sql!(tx, execute, JOIN, department, user, account)?;
    Ok(())
}

/// The conversations that are for a department, in the order in which they are locked.
pub async fn of_department(tx: &mut Tx<'_>, account: Uuid, department: Uuid) -> Result<Vec<Uuid>> {
    let rows = sql!(tx, fetch_all as (Uuid,), OF_DEPARTMENT, account, department)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// A conversation is for no department any more.
pub async fn free(tx: &mut Tx<'_>, conversation: Uuid) -> Result<()> {
    sql!(tx, execute, FREE, conversation)?;
    Ok(())
}

pub const STATEMENTS: &[&str] =
    &[CREW, MEMBERS, DEPARTMENTS, INSERT, RENAME, DELETE, EMPTY, JOIN, OF_DEPARTMENT, FREE];
