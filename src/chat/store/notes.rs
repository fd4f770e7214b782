//! What only the team sees of a conversation.

use sqlx::types::Json;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::{Read, Statements, Tx};
use crate::error::Result;
use crate::sql;

/// Notes of one conversation that are shown.
const MOST: i64 = 500;

macro_rules! note {
    ($rest:literal) => {
        concat!(
            "SELECT n.id, n.conversation_id, n.after_number, n.user_id, u.name, n.text, \
             n.mentions, n.at FROM conversation_notes n LEFT JOIN users u ON u.id = n.user_id ",
            $rest
        )
    };
}

const NOTE: &str = note!("WHERE n.id = $1 AND n.account_id = $2");
const NOTES: &str = note!(
    "WHERE n.conversation_id = $1 AND n.account_id = $2 ORDER BY n.at DESC, n.id DESC LIMIT $3"
);
const INSERT: &str = "INSERT INTO conversation_notes \
     (id, account_id, conversation_id, after_number, user_id, text, mentions, at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
const COUNT: &str = "UPDATE conversations SET notes = notes + 1, rev = $2 WHERE id = $1";

pub(crate) const STATEMENTS: &[&str] = &[NOTE, NOTES, INSERT, COUNT];

/// A note.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct NoteRow {
    pub id: Uuid,
    pub conversation_id: Uuid,
    /// It stands after this message.
    pub after_number: i64,
    pub user_id: Uuid,
    pub name: Option<String>,
    pub text: String,
    pub mentions: Json<Vec<Uuid>>,
    pub at: Millis,
}

/// A note that is about to be made.
pub struct NewNote<'a> {
    pub id: Uuid,
    pub account: Uuid,
    pub conversation: Uuid,
    pub after: i64,
    pub user: Uuid,
    pub text: &'a str,
    pub mentions: &'a [Uuid],
    pub at: Millis,
}

/// One note of an account.
pub async fn note(
    db: &mut (impl Statements + Send),
    account: Uuid,
    id: Uuid,
) -> Result<Option<NoteRow>> {
    sql!(db, fetch_optional as NoteRow, NOTE, id, account)
}

/// The notes of a conversation, the oldest first; of very many the newest.
pub async fn notes(db: &mut Read, account: Uuid, conversation: Uuid) -> Result<Vec<NoteRow>> {
    let mut rows = sql!(db, fetch_all as NoteRow, NOTES, conversation, account, MOST)?;
    rows.reverse();
    Ok(rows)
}

/// Stores a note; false where its id is taken.
pub async fn insert_note(tx: &mut Tx<'_>, new: &NewNote<'_>) -> Result<bool> {
    let NewNote { id, account, conversation, after, user, text, mentions, at } = *new;
    let list = Json(mentions);
    let done = sql!(tx, execute, INSERT, id, account, conversation, after, user, text, list, at)?;
    Ok(done == 1)
}

/// Counts a note at its conversation, with the number of that change in the inbox.
pub async fn count_note(tx: &mut Tx<'_>, conversation: Uuid, rev: i64) -> Result<()> {
    sql!(tx, execute, COUNT, conversation, rev)?;
    Ok(())
}
