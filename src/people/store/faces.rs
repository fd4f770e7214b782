//! The SQL of people's pictures.

use uuid::Uuid;

use crate::clock::Millis;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::sql;

const BY_ID: &str = "SELECT type, picture FROM faces WHERE id = $1";
const INSERT: &str = "INSERT INTO faces (id, user_id, type, picture, created_at) \
     VALUES ($1, $2, $3, $4, $5)";
const DELETE: &str = "DELETE FROM faces WHERE user_id = $1";
const SET: &str = "UPDATE users SET face_id = $2 WHERE id = $1";
const OF_USER: &str = "SELECT face_id FROM users WHERE id = $1";

/// Media type and bytes of a picture.
pub(in crate::people) async fn by_id(db: &mut Read, id: Uuid) -> Result<Option<(String, Vec<u8>)>> {
    sql!(db, fetch_optional as (String, Vec<u8>), BY_ID, id)
}

/// Somebody's picture.
pub(in crate::people) async fn of_user(db: &mut Read, user: Uuid) -> Result<Option<Uuid>> {
    Ok(sql!(db, fetch_optional as (Option<Uuid>,), OF_USER, user)?.and_then(|(id,)| id))
}

/// Notes which picture is somebody's; the row of it comes next.
pub(in crate::people) async fn clear(
    tx: &mut Tx<'_>,
    user: Uuid,
    next: Option<Uuid>,
) -> Result<()> {
    // The person's row first: of two changes at the same time one waits for the other.
    sql!(tx, execute, SET, user, next)?;
    sql!(tx, execute, DELETE, user).map(|_| ())
}

/// Stores a picture.
pub(in crate::people) async fn insert(
    tx: &mut Tx<'_>,
    id: Uuid,
    user: Uuid,
    kind: &str,
    picture: &[u8],
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, INSERT, id, user, kind, picture, now).map(|_| ())
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[BY_ID, INSERT, DELETE, SET, OF_USER];
