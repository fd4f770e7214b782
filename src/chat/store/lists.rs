//! What is read for threads and greetings.

use serde_json::value::RawValue;
use sqlx::types::Json;
use uuid::Uuid;

use super::row;
use crate::chat::Conversation;
use crate::chat::write::Answer;
use crate::clock::Millis;
use crate::db::Statements;
use crate::error::Result;
use crate::sql;

pub(super) const CURRENT: &str = row!(
    "WHERE c.visitor_id = $1 \
     ORDER BY CASE c.status WHEN 'open' THEN 0 ELSE 1 END, c.last_at DESC LIMIT 1"
);
pub(super) const HEAD_OF: &str = "SELECT c.id, c.last_number, c.operator_read, c.operator_got, \
     c.status, c.handler, c.queued_at, c.department_id, c.rating, u.name AS assignee_name, u.face_id AS assignee_face, \
     v.blocked_at IS NOT NULL AS blocked FROM conversations c \
     JOIN visitors v ON v.id = c.visitor_id LEFT JOIN users u ON u.id = c.assignee_id \
     WHERE c.visitor_id = $1 \
     ORDER BY CASE c.status WHEN 'open' THEN 0 ELSE 1 END, c.last_at DESC LIMIT 1";
pub(super) const BY_ID: &str = row!("WHERE c.id = $1 AND c.account_id = $2");
pub(super) const OF_VISITOR: &str =
    row!("WHERE c.visitor_id = $1 AND c.account_id = $2 ORDER BY c.created_at DESC LIMIT $3");
pub(super) const MESSAGES: &str = "SELECT m.number, m.client_id, m.author, u.name, m.text, \
     m.content, m.at FROM messages m LEFT JOIN users u ON u.id = m.user_id \
     WHERE m.conversation_id = $1 AND m.number > $2 ORDER BY m.number LIMIT $3";
pub(super) const NEWEST: &str = "SELECT m.number, m.client_id, m.author, u.name, m.text, \
     m.content, m.at FROM messages m LEFT JOIN users u ON u.id = m.user_id \
     WHERE m.conversation_id = $1 AND m.number < $2 ORDER BY m.number DESC LIMIT $3";

pub(super) const ANSWER: &str = "SELECT m.number, m.user_id, u.name FROM messages m \
     JOIN users u ON u.id = m.user_id WHERE m.conversation_id = $1 AND m.number > $2 \
     AND m.author = 'operator' AND m.user_id <> $3 ORDER BY m.number DESC LIMIT 1";

/// A stored message.
#[derive(Debug, sqlx::FromRow)]
pub struct MessageRow {
    pub number: i64,
    pub client_id: Uuid,
    pub author: String,
    pub name: Option<String>,
    pub text: String,
    /// What it has beside the text, as JSON.
    pub content: Option<Json<Box<RawValue>>>,
    pub at: Millis,
}

/// What a visitor's page is to know of its newest conversation at any time.
#[derive(Debug, sqlx::FromRow)]
pub struct Pulse {
    pub id: Uuid,
    pub last_number: i64,
    pub operator_read: i64,
    pub operator_got: i64,
    pub status: String,
    pub handler: String,
    pub queued_at: Option<Millis>,
    pub department_id: Option<Uuid>,
    pub rating: Option<i64>,
    /// Whether the team has blocked the visitor.
    pub blocked: bool,
    pub assignee_name: Option<String>,
    pub assignee_face: Option<Uuid>,
}

/// The conversation that a visitor's page shows: the open one, else the newest.
pub async fn current(
    db: &mut (impl Statements + Send),
    visitor: Uuid,
) -> Result<Option<Conversation>> {
    sql!(db, fetch_optional as Conversation, CURRENT, visitor)
}

/// Conversations of a visitor that are listed.
const OF_VISITOR_MOST: i64 = 20;

/// The conversations with a visitor of an account, the newest first.
pub async fn talks_with(
    db: &mut (impl Statements + Send),
    account: Uuid,
    visitor: Uuid,
) -> Result<Vec<Conversation>> {
    sql!(db, fetch_all as Conversation, OF_VISITOR, visitor, account, OF_VISITOR_MOST)
}

/// The conversation that a visitor's page shows, see [`current`].
pub async fn pulse(db: &mut (impl Statements + Send), visitor: Uuid) -> Result<Option<Pulse>> {
    sql!(db, fetch_optional as Pulse, HEAD_OF, visitor)
}

/// One conversation of an account.
pub async fn by_id(
    db: &mut (impl Statements + Send),
    account: Uuid,
    id: Uuid,
) -> Result<Option<Conversation>> {
    sql!(db, fetch_optional as Conversation, BY_ID, id, account)
}

/// Messages after a number, in order.
pub async fn messages(
    db: &mut (impl Statements + Send),
    conversation: Uuid,
    after: i64,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    sql!(db, fetch_all as MessageRow, MESSAGES, conversation, after, limit)
}

/// The newest answer of a colleague after a number.
pub async fn answer(
    db: &mut (impl Statements + Send),
    conversation: Uuid,
    after: i64,
    user: Uuid,
) -> Result<Option<Answer>> {
    let row = sql!(db, fetch_optional as (i64, Uuid, String), ANSWER, conversation, after, user)?;
    Ok(row.map(|(number, user, name)| Answer { number, user, name }))
}

/// The newest messages before a number, in order.
pub async fn newest_messages(
    db: &mut (impl Statements + Send),
    conversation: Uuid,
    before: i64,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    let mut rows = sql!(db, fetch_all as MessageRow, NEWEST, conversation, before, limit)?;
    rows.reverse();
    Ok(rows)
}
