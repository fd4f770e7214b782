//! What the team does to conversations. The rows are locked before.

use sqlx::types::Json;
use uuid::Uuid;

use crate::chat::conversation::to_second;
use crate::clock::Millis;
use crate::db::{Read, Statements, Tx};
use crate::error::Result;
use crate::{sql, sql_rows};

const SNOOZE: &str = "UPDATE conversations SET snoozed_until = $2 WHERE id = $1";
const AWAKE: &str = "UPDATE conversations SET snoozed_until = NULL, sorted_at = $2 WHERE id = $1";
const SNOOZED: &str = "SELECT snoozed_until FROM conversations WHERE id = $1";
const SPAM: &str = "UPDATE conversations SET spam = TRUE, status = 'closed', \
     waiting_since = NULL, queued_at = NULL, snoozed_until = NULL WHERE id = $1";
const NO_SPAM: &str = "UPDATE conversations SET spam = FALSE WHERE id = $1";
const OF_VISITOR: &str = "SELECT id FROM conversations WHERE visitor_id = $1 AND account_id = $2 \
     ORDER BY CASE status WHEN 'open' THEN 0 ELSE 1 END, created_at DESC LIMIT $3";
const SET_TAGS: &str = "UPDATE conversations SET tags = $2 WHERE id = $1";
const TAGS: &str = "SELECT tags FROM conversations WHERE id = $1";
const DROP_TAGS: &str = "DELETE FROM conversation_tags WHERE conversation_id = $1";
const COUNT_TAGS: &str = "SELECT name, COUNT(*) AS count FROM conversation_tags \
     WHERE account_id = $1 GROUP BY name ORDER BY name";
const TAGGED: &str = "SELECT conversation_id FROM conversation_tags \
     WHERE account_id = $1 AND name = $2 ORDER BY conversation_id LIMIT $3";
const INSERT_TAGS: &str = "INSERT INTO conversation_tags (account_id, name, conversation_id)";

pub(crate) const STATEMENTS: &[&str] = &[
    SNOOZE, AWAKE, SNOOZED, SPAM, NO_SPAM, OF_VISITOR, SET_TAGS, TAGS, DROP_TAGS, COUNT_TAGS,
    TAGGED,
];
pub(crate) const ROWS: &[(&str, usize, &str)] = &[(INSERT_TAGS, 3, "")];

/// Puts a conversation away until a time; takes it back where there is none.
pub async fn snooze(tx: &mut Tx<'_>, id: Uuid, until: Option<Millis>) -> Result<()> {
    sql!(tx, execute, SNOOZE, id, until)?;
    Ok(())
}

/// Until when a conversation is put away.
pub async fn snoozed(db: &mut (impl Statements + Send), id: Uuid) -> Result<Option<Millis>> {
    let row = sql!(db, fetch_optional as (Option<Millis>,), SNOOZED, id)?;
    Ok(row.and_then(|(until,)| until))
}

/// Takes it back as if somebody had just written in it, so that it is seen.
pub async fn awake(tx: &mut Tx<'_>, id: Uuid, now: Millis) -> Result<()> {
    sql!(tx, execute, AWAKE, id, to_second(now))?;
    Ok(())
}

/// Takes back what was put away and in which somebody has written.
pub async fn wake(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<()> {
    for id in ids {
        sql!(tx, execute, SNOOZE, *id, None::<Millis>)?;
    }
    Ok(())
}

/// Closes a conversation as spam, or says that it is none.
pub async fn spam(tx: &mut Tx<'_>, id: Uuid, spam: bool) -> Result<()> {
    sql!(tx, execute, if spam { SPAM } else { NO_SPAM }, id)?;
    Ok(())
}

/// The open conversation of a visitor and its newest ones.
pub async fn of_visitor(
    tx: &mut Tx<'_>,
    account: Uuid,
    visitor: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>> {
    let rows = sql!(tx, fetch_all as (Uuid,), OF_VISITOR, visitor, account, limit)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The tags of a conversation.
pub async fn tags(tx: &mut Tx<'_>, id: Uuid) -> Result<Vec<String>> {
    Ok(sql!(tx, fetch_one as (Json<Vec<String>>,), TAGS, id)?.0.0)
}

/// Gives a conversation these tags and no others.
pub async fn set_tags(tx: &mut Tx<'_>, account: Uuid, id: Uuid, tags: &[String]) -> Result<()> {
    sql!(tx, execute, SET_TAGS, id, Json(tags))?;
    sql!(tx, execute, DROP_TAGS, id)?;
    sql_rows!(tx, execute, INSERT_TAGS, "", tags, |tag| account, tag.as_str(), id);
    Ok(())
}

/// The names of an account's tags, each with the number of its conversations.
pub async fn count_tags(db: &mut Read, account: Uuid) -> Result<Vec<(String, i64)>> {
    sql!(db, fetch_all as (String, i64), COUNT_TAGS, account)
}

/// Some of the conversations with a tag.
pub async fn tagged(tx: &mut Tx<'_>, account: Uuid, name: &str, limit: i64) -> Result<Vec<Uuid>> {
    let rows = sql!(tx, fetch_all as (Uuid,), TAGGED, account, name, limit)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
