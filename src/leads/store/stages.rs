//! The stages of an account's leads.

use uuid::Uuid;

use crate::db::{Read, Tx};
use crate::error::Result;
use crate::ids;
use crate::sql;

/// A stage as it is stored.
#[derive(sqlx::FromRow)]
pub(in crate::leads) struct StatusRow {
    pub id: Uuid,
    pub name: String,
    pub kind: String,
}

const STATUSES: &str =
    "SELECT id, name, kind FROM statuses WHERE account_id = $1 ORDER BY position, id";

pub(in crate::leads) async fn statuses(db: &mut Read, account: Uuid) -> Result<Vec<StatusRow>> {
    sql!(db, fetch_all as StatusRow, STATUSES, account)
}

const NEW_STATUS: &str = "SELECT id FROM statuses WHERE account_id = $1 AND kind = 'new' \
     ORDER BY position LIMIT 1";

pub(in crate::leads) async fn new_status(tx: &mut Tx<'_>, account: Uuid) -> Result<Option<Uuid>> {
    let row = sql!(tx, fetch_optional as (Uuid,), NEW_STATUS, account)?;
    Ok(row.map(|(id,)| id))
}

const LOCK_ACCOUNT: &str = "UPDATE accounts SET name = name WHERE id = $1";

/// Lets one transaction at a time make the account's stages.
pub(in crate::leads) async fn lock_account(tx: &mut Tx<'_>, account: Uuid) -> Result<()> {
    sql!(tx, execute, LOCK_ACCOUNT, account)?;
    Ok(())
}

const INSERT_STATUS: &str =
    "INSERT INTO statuses (id, account_id, name, kind, position) VALUES ($1, $2, $3, $4, $5)";

pub(in crate::leads) async fn insert_status(
    tx: &mut Tx<'_>,
    account: Uuid,
    name: &str,
    kind: &str,
    position: i64,
) -> Result<Uuid> {
    let id = ids::new_id();
    sql!(tx, execute, INSERT_STATUS, id, account, name, kind, position)?;
    Ok(id)
}

/// Every statement, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[STATUSES, NEW_STATUS, LOCK_ACCOUNT, INSERT_STATUS];
