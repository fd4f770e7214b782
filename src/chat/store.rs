//! The SQL of conversations and messages. What the gatherer needs for many messages at once has a
//! text for each database: arrays on `PostgreSQL`, rows of values on `SQLite`.

pub(crate) mod actions;
mod batch;
pub(crate) mod canned;
mod changes;
pub(crate) mod crew;
pub(crate) mod filters;
mod lists;
pub(crate) mod notes;
pub(crate) mod queue;
pub(crate) mod search;
mod transcripts;

pub(super) use self::actions::{
    awake, count_tags, of_visitor, set_tags, snooze, snoozed, spam, tagged, tags, wake,
};
pub(super) use self::batch::{
    NewMessage, Repeat, by_index, insert_messages, lock_by_id, lock_open, repeats, save,
};
pub(super) use self::canned::{Reply, add_reply, change_reply, delete_reply, replies, reply};
pub(crate) use self::changes::SWEEPS;
pub(super) use self::changes::{rev, since, stamp, take};
pub(super) use self::crew::{
    CrewRow, Department, crew, delete_department, departments, empty_department, free,
    insert_department, join, members, of_department, rename_department,
};
pub(super) use self::filters::{Counts, Filter, Narrow, Place, counts, list, unread};
pub(super) use self::lists::{
    MessageRow, Pulse, answer, by_id, current, messages, newest_messages, pulse, talks_with,
};
pub(super) use self::notes::{NewNote, NoteRow, count_note, insert_note, note, notes};
pub(super) use self::queue::{
    WaitingRow, ahead, assign, give, hand_over, held, kept_waiting, open_modes, queue, release,
    restless, set_mode, take_unassigned, waiting,
};

pub(super) use self::transcripts::is_answered;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::conversation::{GOES_ON, to_second};
use super::routing::Handler;
use crate::clock::Millis;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::sql;
use crate::visitors::Source;

/// A conversation and the names beside it.
macro_rules! row {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.account_id, c.site_id, c.visitor_id, c.status, c.last_number, \
             c.visitor_read, c.operator_read, c.waiting_since, c.last_at, c.sorted_at, \
             c.last_text, c.last_author, c.page_url, c.page_title, c.source, c.language, c.created_at, \
             c.assignee_id, c.last_operator_id, c.department_id, c.queued_at, c.snoozed_until, c.mode, c.handler, \
             c.visitor_got, c.operator_got, c.rating, c.rating_comment, c.spam, c.tags, \
             c.answers, c.notes, c.rev, u.name AS assignee_name, u.face_id AS assignee_face, d.name AS department_name, \
             s.name AS site_name, v.name AS visitor_name, v.lead_id, v.country, \
             v.verified_at IS NOT NULL AS verified, v.blocked_at IS NOT NULL AS blocked \
             FROM conversations c JOIN sites s ON s.id = c.site_id \
             JOIN visitors v ON v.id = c.visitor_id \
             LEFT JOIN users u ON u.id = c.assignee_id \
             LEFT JOIN departments d ON d.id = c.department_id ",
            $rest
        )
    };
}
use row;

/// A conversation that is about to begin.
pub(super) struct Beginning<'a> {
    pub id: Uuid,
    pub account: Uuid,
    pub site: Uuid,
    pub visitor: Uuid,
    pub source: &'a Source,
    /// Who answers it.
    pub handler: Handler,
    pub now: Millis,
}

// Two pages of a visitor may begin one at once: the second finds the first's.
const BEGIN: &str = "INSERT INTO conversations (id, account_id, site_id, visitor_id, status, \
     last_number, visitor_read, operator_read, last_at, sorted_at, last_text, last_author, \
     page_url, page_title, source, language, created_at, queued_at, handler) \
     SELECT $1, $2, $3, v.id, 'open', 0, 0, 0, $5, $7, '', '', '', '', $6, v.language, $5, \
     CASE WHEN $8 = 'people' THEN $5 END, $8 \
     FROM visitors v WHERE v.id = $4 \
     ON CONFLICT (visitor_id) WHERE status = 'open' DO NOTHING";
const GO_ON: &str = "UPDATE conversations SET status = 'open', \
     queued_at = CASE WHEN assignee_id IS NULL AND handler = 'people' THEN $3 END WHERE id = ( \
     SELECT id FROM conversations WHERE visitor_id = $1 AND status = 'closed' AND last_at > $2 \
     ORDER BY last_at DESC LIMIT 1) \
     AND NOT EXISTS (SELECT 1 FROM conversations WHERE visitor_id = $1 AND status = 'open')";
// Where nobody has answered, the visitor goes on waiting since it wrote last.
const REOPEN: &str = "UPDATE conversations SET status = 'open', \
     waiting_since = CASE WHEN last_author = 'visitor' AND NOT spam THEN last_at END, \
     queued_at = CASE WHEN assignee_id IS NULL AND handler = 'people' \
     THEN CASE WHEN last_author = 'visitor' THEN last_at ELSE $3 END END \
     WHERE id = $1 AND account_id = $2 AND status = 'closed' AND NOT EXISTS (\
     SELECT 1 FROM conversations o \
     WHERE o.visitor_id = conversations.visitor_id AND o.status = 'open') \
     AND NOT EXISTS (SELECT 1 FROM visitors v \
     WHERE v.id = conversations.visitor_id AND v.blocked_at IS NOT NULL)";
const CLOSE: &str = "UPDATE conversations SET status = 'closed', waiting_since = NULL, \
     queued_at = NULL, snoozed_until = NULL \
     WHERE id = $1 AND account_id = $2 AND status = 'open'";

const IS_OF: &str = "SELECT COUNT(*) FROM conversations WHERE id = $1 AND visitor_id = $2";
const RATE: &str = "UPDATE conversations SET rating = $3, rating_comment = $4 \
     WHERE id = $1 AND visitor_id = $2 AND rating IS NULL";
const ANSWER: &str = "UPDATE conversations SET answers = $3, department_id = COALESCE(\
     (SELECT d.id FROM departments d WHERE d.id = $4 AND d.account_id = $2), department_id) \
     WHERE id = $1 AND account_id = $2 AND last_number = 0";

const CHOICES: &str =
    "SELECT id, name FROM departments WHERE account_id = $1 ORDER BY position, id LIMIT 20";

/// Begins a conversation unless the visitor has an open one; true when it did.
pub(super) async fn begin(tx: &mut Tx<'_>, new: &Beginning<'_>) -> Result<bool> {
    let source = Json(new.source);
    let sorted = to_second(new.now);
    let Beginning { id, account, site, visitor, handler, now, .. } = *new;
    let handler = handler.as_str();
    let done = sql!(tx, execute, BEGIN, id, account, site, visitor, now, source, sorted, handler)?;
    Ok(done == 1)
}

/// Opens the visitor's newest conversation again, when it was closed not long ago.
pub(super) async fn go_on(tx: &mut Tx<'_>, visitor: Uuid, now: Millis) -> Result<bool> {
    Ok(sql!(tx, execute, GO_ON, visitor, now - GOES_ON, now)? == 1)
}

/// Opens a closed conversation, unless its visitor has another open one, or is blocked.
pub(super) async fn reopen(tx: &mut Tx<'_>, account: Uuid, id: Uuid, now: Millis) -> Result<bool> {
    Ok(sql!(tx, execute, REOPEN, id, account, now)? == 1)
}

/// Closes an open conversation.
pub(super) async fn close(tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, CLOSE, id, account)? == 1)
}

/// Whether a conversation is of that visitor.
pub(super) async fn is_of(tx: &mut Tx<'_>, visitor: Uuid, id: Uuid) -> Result<bool> {
    Ok(sql!(tx, fetch_one as (i64,), IS_OF, id, visitor)?.0 == 1)
}

/// Keeps what the visitor made of its conversation; false where it has said so before.
pub(super) async fn rate(
    tx: &mut Tx<'_>,
    visitor: Uuid,
    id: Uuid,
    score: i64,
    comment: &str,
) -> Result<bool> {
    Ok(sql!(tx, execute, RATE, id, visitor, score, comment)? == 1)
}

/// The departments of which a visitor may choose one.
pub(super) async fn choices(db: &mut Read, account: Uuid) -> Result<Vec<(Uuid, String)>> {
    sql!(db, fetch_all as (Uuid, String), CHOICES, account)
}

/// Keeps what was answered before a conversation that has just begun, and the chosen department
/// where the account has it; false where the conversation is older.
pub(super) async fn note_answers(
    tx: &mut Tx<'_>,
    account: Uuid,
    id: Uuid,
    answers: &Value,
    department: Option<Uuid>,
) -> Result<bool> {
    Ok(sql!(tx, execute, ANSWER, id, account, Json(answers), department)? == 1)
}

/// Every text that is the same on both databases, so that a test prepares each.
#[allow(clippy::wildcard_imports, reason = "a list of all")]
pub(crate) const STATEMENTS: &[&str] = &[
    BEGIN,
    GO_ON,
    REOPEN,
    CLOSE,
    IS_OF,
    RATE,
    ANSWER,
    CHOICES,
    changes::SWEEP_CHANGES,
    changes::REV,
    changes::SINCE,
    changes::STAMP,
    lists::CURRENT,
    lists::HEAD_OF,
    lists::BY_ID,
    lists::OF_VISITOR,
    lists::MESSAGES,
    lists::NEWEST,
    lists::ANSWER,
    transcripts::ANSWERED,
];

/// Pairs of texts: `SQLite`, `PostgreSQL`.
pub(crate) const DIALECT_STATEMENTS: &[(&str, &str)] = &[
    ("SELECT 1", batch::BY_INDEX_POSTGRES),
    (batch::LOCK_OPEN_SQLITE, batch::LOCK_OPEN_POSTGRES),
    (batch::LOCK_BY_ID_SQLITE, batch::LOCK_BY_ID_POSTGRES),
    (batch::REPEATS_SQLITE, batch::REPEATS_POSTGRES),
    ("SELECT 1", batch::INSERT_POSTGRES),
    ("SELECT 1", batch::SAVE_POSTGRES),
    (changes::TAKE_SQLITE, changes::TAKE_POSTGRES),
    (changes::NOTE_SQLITE, "SELECT 1"),
];

/// Texts for many rows on `SQLite`, with the number of values in each.
pub(crate) const SQLITE_ROWS: &[(&str, usize, &str)] = &[
    (batch::INSERT_SQLITE, 8, ""),
    (batch::SAVE_SQLITE.0, 13, batch::SAVE_SQLITE.1),
    (batch::MOVE_SQLITE.0, 2, batch::MOVE_SQLITE.1),
];
