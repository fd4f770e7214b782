//! Texts that the team writes again and again.

use uuid::Uuid;

use crate::clock::Millis;
use crate::db::{Read, Statements, Tx};
use crate::error::Result;
use crate::sql;

macro_rules! reply {
    ($rest:literal) => {
        concat!("SELECT id, user_id, shortcut, text FROM canned_replies ", $rest)
    };
}

const ALL: &str = reply!(
    "WHERE account_id = $1 AND (user_id IS NULL OR user_id = $2) \
     ORDER BY shortcut, CASE WHEN user_id IS NULL THEN 1 ELSE 0 END"
);
const ONE: &str = reply!("WHERE id = $1 AND account_id = $2 AND (user_id IS NULL OR user_id = $3)");
const INSERT: &str = "INSERT INTO canned_replies \
     (id, account_id, user_id, shortcut, text, changed_at) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
const CHANGE: &str = "UPDATE canned_replies SET shortcut = $2, text = $3, changed_at = $4 \
     WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM canned_replies o WHERE o.id <> $1 \
     AND o.account_id = canned_replies.account_id AND o.shortcut = $2 \
     AND o.user_id IS NOT DISTINCT FROM canned_replies.user_id)";
const DELETE: &str = "DELETE FROM canned_replies WHERE id = $1";

pub(crate) const STATEMENTS: &[&str] = &[ALL, ONE, INSERT, CHANGE, DELETE];

/// A reply that is shared, or somebody's own.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Reply {
    pub id: Uuid,
    /// Whose own it is; `None`: everybody's.
    pub user_id: Option<Uuid>,
    pub shortcut: String,
    pub text: String,
}

/// Those that a person can use, by shortcut; an own one before the shared one.
pub async fn replies(db: &mut Read, account: Uuid, user: Uuid) -> Result<Vec<Reply>> {
    sql!(db, fetch_all as Reply, ALL, account, user)
}

/// One of them.
pub async fn reply(
    db: &mut (impl Statements + Send),
    account: Uuid,
    user: Uuid,
    id: Uuid,
) -> Result<Option<Reply>> {
    sql!(db, fetch_optional as Reply, ONE, id, account, user)
}

/// Adds one; false where its shortcut is taken.
pub async fn add_reply(tx: &mut Tx<'_>, account: Uuid, new: &Reply, now: Millis) -> Result<bool> {
    let Reply { id, user_id, shortcut, text } = new;
    let (shortcut, text) = (shortcut.as_str(), text.as_str());
    Ok(sql!(tx, execute, INSERT, *id, account, *user_id, shortcut, text, now)? == 1)
}

/// Changes one; false where its shortcut is taken.
pub async fn change_reply(tx: &mut Tx<'_>, new: &Reply, now: Millis) -> Result<bool> {
    let (shortcut, text) = (new.shortcut.as_str(), new.text.as_str());
    Ok(sql!(tx, execute, CHANGE, new.id, shortcut, text, now)? == 1)
}

/// Takes one away.
pub async fn delete_reply(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    sql!(tx, execute, DELETE, id)?;
    Ok(())
}
