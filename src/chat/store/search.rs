//! What can be found, and how far the index has come.

use sqlx::types::Json;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::{Backend, Conn, Read, Statements, Tx};
use crate::error::Result;
use crate::{sql, sql_rows};

const BEHIND: &str = "SELECT h.account_id, h.rev, COALESCE(c.rev, 0) AS known, \
     COALESCE(c.turn, 0) AS turn, c.swept_at, c.swept_id FROM inbox_heads h \
     LEFT JOIN search_cursors c ON c.account_id = h.account_id \
     WHERE c.rev IS NULL OR c.rev < h.rev ORDER BY h.account_id";
const IS_BEHIND: &str = "SELECT COUNT(*) FROM inbox_heads h \
     LEFT JOIN search_cursors c ON c.account_id = h.account_id \
     WHERE h.account_id = $1 AND (c.rev IS NULL OR c.rev < h.rev)";
const CHANGES: &str = "SELECT since, upto, conversations FROM inbox_changes \
     WHERE account_id = $1 AND upto > $2 ORDER BY upto LIMIT $3";
const SWEEP: &str = "SELECT id, sorted_at FROM conversations WHERE account_id = $1 \
     AND NOT spam AND (sorted_at, id) > ($2, $3) ORDER BY sorted_at, id LIMIT $4";
const BEGIN: &str = "INSERT INTO search_cursors (account_id, rev, turn) VALUES ($1, 0, 0) \
     ON CONFLICT DO NOTHING";
const ADVANCE: &str = "UPDATE search_cursors SET rev = $3, turn = turn + 1, swept_at = $4, \
     swept_id = $5 WHERE account_id = $1 AND turn = $2";
const INDEXED: &str = "SELECT COALESCE(MAX(number), 0) FROM search_items \
     WHERE conversation_id = $1 AND kind = 'message'";
const MESSAGES: &str = "SELECT number, text, at FROM messages WHERE conversation_id = $1 \
     AND number > $2 AND author <> 'system' ORDER BY number LIMIT $3";
const NOTES: &str = "SELECT n.id, n.after_number, n.text, n.at FROM conversation_notes n \
     WHERE n.conversation_id = $1 \
     AND NOT EXISTS (SELECT 1 FROM search_items i WHERE i.ref_id = n.id)";
const CONTACT: &str = "SELECT v.id, v.name, v.attributes, v.external_id, l.name AS lead_name, \
     l.phone, l.email, i.digest FROM conversations c JOIN visitors v ON v.id = c.visitor_id \
     LEFT JOIN leads l ON l.id = v.lead_id \
     LEFT JOIN search_items i ON i.ref_id = v.id AND i.kind = 'contact' WHERE c.id = $1";
const FORGET: &str = "DELETE FROM search_items WHERE ref_id = $1 AND kind = 'contact'";
const INSERT_ITEMS: &str = "INSERT INTO search_items \
     (id, account_id, kind, conversation_id, number, ref_id, digest, words)";
// The text itself is not kept: the index forgets a row when it is told the words of it.
const FORGET_TEXT: &str = "INSERT INTO search_text (search_text, rowid, words) \
     SELECT 'delete', id, words FROM search_items \
     WHERE ref_id = $1 AND kind = 'contact'";
const INSERT_TEXT: &str = "INSERT INTO search_text (rowid, words)";
const INSERT_POSTGRES: &str = "INSERT INTO search_items \
     (id, account_id, kind, conversation_id, number, ref_id, digest, words) \
     SELECT u.id, $2, u.kind, u.conversation, u.number, u.ref, u.digest, \
     array_to_tsvector(string_to_array(u.words, ' ')) FROM unnest($1::bigint[], $3::text[], \
     $4::uuid[], $5::bigint[], $6::uuid[], $7::bigint[], $8::text[]) \
     AS u(id, kind, conversation, number, ref, digest, words)";

macro_rules! find {
    (written $from:literal) => {
        concat!(
            "SELECT i.id, i.conversation_id, i.number, i.ref_id AS note, \
             COALESCE(m.author, 'operator') AS author, u.name, COALESCE(m.text, n.text) AS text, \
             COALESCE(m.at, n.at) AS at ",
            $from,
            " LEFT JOIN messages m ON i.kind = 'message' \
             AND m.conversation_id = i.conversation_id AND m.number = i.number \
             LEFT JOIN conversation_notes n ON i.kind = 'note' AND n.id = i.ref_id \
             LEFT JOIN users u ON u.id = COALESCE(m.user_id, n.user_id) \
             ORDER BY i.id DESC"
        )
    };
    (contacts $from:literal) => {
        concat!(
            "SELECT v.id, v.name, i.conversation_id, l.id AS lead, l.name AS lead_name, l.phone, \
             l.email ",
            $from,
            " JOIN visitors v ON v.id = i.ref_id LEFT JOIN leads l ON l.id = v.lead_id \
             ORDER BY i.id DESC"
        )
    };
}

const WRITTEN_SQLITE: &str = find!(written
    "FROM (SELECT rowid FROM search_text WHERE search_text MATCH $1 AND rowid < $2 \
     ORDER BY rowid DESC LIMIT $4) t JOIN search_items i ON i.id = t.rowid AND i.account_id = $3");
const WRITTEN_POSTGRES: &str = find!(written
    "FROM (SELECT * FROM search_items WHERE words @@ CAST($1 AS TSQUERY) AND id < $2 \
     AND account_id = $3 ORDER BY id DESC LIMIT $4) i");
const CONTACTS_SQLITE: &str = find!(contacts
    "FROM (SELECT rowid FROM search_text WHERE search_text MATCH $1 AND rowid < $2 \
     ORDER BY rowid DESC LIMIT $4) t JOIN search_items i ON i.id = t.rowid AND i.account_id = $3");
const CONTACTS_POSTGRES: &str = find!(contacts
    "FROM (SELECT * FROM search_items WHERE words @@ CAST($1 AS TSQUERY) AND id < $2 \
     AND account_id = $3 ORDER BY id DESC LIMIT $4) i");

pub(crate) const STATEMENTS: &[&str] =
    &[BEHIND, IS_BEHIND, CHANGES, SWEEP, BEGIN, ADVANCE, INDEXED, MESSAGES, NOTES, CONTACT, FORGET];
pub(crate) const DIALECT_STATEMENTS: &[(&str, &str)] = &[
    (WRITTEN_SQLITE, WRITTEN_POSTGRES),
    (CONTACTS_SQLITE, CONTACTS_POSTGRES),
    (FORGET_TEXT, INSERT_POSTGRES),
];
pub(crate) const SQLITE_ROWS: &[(&str, usize, &str)] =
    &[(INSERT_ITEMS, 8, ""), (INSERT_TEXT, 2, "")];

/// An account whose newest changes are not in the index yet.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Behind {
    pub account_id: Uuid,
    /// The newest change.
    pub rev: i64,
    /// Up to here everything is in the index.
    pub known: i64,
    /// Counts the steps of the index, so that of two nodes one takes each.
    pub turn: i64,
    /// Where a sweep through all conversations has come, while one goes on.
    pub swept_at: Option<Millis>,
    pub swept_id: Option<Uuid>,
}

/// A stretch of changes: after and up to which number, and of what.
pub type Stretch = (i64, i64, Json<Vec<Uuid>>);

/// The accounts that are behind.
pub async fn behind(db: &mut Read) -> Result<Vec<Behind>> {
    sql!(db, fetch_all as Behind, BEHIND)
}

/// Whether an account's newest changes are not in the index yet.
pub async fn is_behind(db: &mut Read, account: Uuid) -> Result<bool> {
    Ok(sql!(db, fetch_one as (i64,), IS_BEHIND, account)?.0 > 0)
}

/// The oldest changes after a number.
pub async fn stretches(
    db: &mut Read,
    account: Uuid,
    after: i64,
    limit: i64,
) -> Result<Vec<Stretch>> {
    sql!(db, fetch_all as Stretch, CHANGES, account, after, limit)
}

/// Conversations in the order of the lists, the oldest first.
pub async fn sweep(
    db: &mut Read,
    account: Uuid,
    after: (Millis, Uuid),
    limit: i64,
) -> Result<Vec<(Uuid, Millis)>> {
    sql!(db, fetch_all as (Uuid, Millis), SWEEP, account, after.0, after.1, limit)
}

/// What is known of whom a conversation is with.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ContactRow {
    pub id: Uuid,
    pub name: Option<String>,
    pub attributes: Json<serde_json::Value>,
    pub external_id: Option<String>,
    pub lead_name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// Of what the index has of it.
    pub digest: Option<i64>,
}

/// What of a conversation is not in the index.
#[derive(Debug, Default)]
pub struct Fresh {
    /// Number, text, time.
    pub messages: Vec<(i64, String, Millis)>,
    /// Id, place, text, time.
    pub notes: Vec<(Uuid, i64, String, Millis)>,
    pub contact: Option<ContactRow>,
}

/// Reads it, with at most `limit` messages.
pub async fn fresh(db: &mut Read, conversation: Uuid, limit: i64) -> Result<Fresh> {
    let (known,) = sql!(db, fetch_one as (i64,), INDEXED, conversation)?;
    Ok(Fresh {
        messages: sql!(
            db,
            fetch_all as (i64, String, Millis),
            MESSAGES,
            conversation,
            known,
            limit
        )?,
        notes: sql!(db, fetch_all as (Uuid, i64, String, Millis), NOTES, conversation)?,
        contact: sql!(db, fetch_optional as ContactRow, CONTACT, conversation)?,
    })
}

/// Something that can be found.
#[derive(Clone, Debug)]
pub struct Item {
    /// The newer, the larger.
    pub id: i64,
    /// `message`, `note` or `contact`.
    pub kind: &'static str,
    pub conversation: Uuid,
    /// The message; of a note the one before it.
    pub number: i64,
    /// The note, or the visitor.
    pub of: Option<Uuid>,
    /// Of a contact's words.
    pub digest: i64,
    /// With spaces between them.
    pub words: String,
}

/// Where the index of an account goes on.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub account: Uuid,
    pub turn: i64,
    pub rev: i64,
    pub swept: Option<(Millis, Uuid)>,
}

/// Takes the next step; false where somebody else has.
pub async fn advance(tx: &mut Tx<'_>, step: &Step) -> Result<bool> {
    let Step { account, turn, rev, swept } = *step;
    let (at, id) = swept.unzip();
    if turn == 0 {
        sql!(tx, execute, BEGIN, account)?;
    }
    Ok(sql!(tx, execute, ADVANCE, account, turn, rev, at, id)? == 1)
}

/// Adds things to the index; contacts in the place of what was there of them.
pub async fn add_items(tx: &mut Tx<'_>, account: Uuid, items: &[Item]) -> Result<()> {
    for item in items.iter().filter(|item| item.kind == "contact") {
        if tx.backend() == Backend::Sqlite {
            sql!(tx, execute, FORGET_TEXT, item.of)?;
        }
        sql!(tx, execute, FORGET, item.of)?;
    }
    if let Conn::Postgres(conn) = tx.conn() {
        let column = |of: fn(&Item) -> i64| items.iter().map(of).collect::<Vec<i64>>();
        sqlx::query(INSERT_POSTGRES)
            .bind(column(|item| item.id))
            .bind(account)
            .bind(items.iter().map(|item| item.kind).collect::<Vec<_>>())
            .bind(items.iter().map(|item| item.conversation).collect::<Vec<_>>())
            .bind(column(|item| item.number))
            .bind(items.iter().map(|item| item.of).collect::<Vec<_>>())
            .bind(column(|item| item.digest))
            .bind(items.iter().map(|item| item.words.as_str()).collect::<Vec<_>>())
            .execute(conn)
            .await?;
        return Ok(());
    }
    sql_rows!(
        tx,
        execute,
        INSERT_ITEMS,
        "",
        items,
        |item| item.id,
        account,
        item.kind,
        item.conversation,
        item.number,
        item.of,
        item.digest,
        // Nothing is kept of what stands in a message or a note.
        if item.kind == "contact" { item.words.as_str() } else { "" }
    );
    sql_rows!(tx, execute, INSERT_TEXT, "", items, |item| item.id, item.words.as_str());
    Ok(())
}

/// A message or a note that was found.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Written {
    pub id: i64,
    pub conversation_id: Uuid,
    pub number: i64,
    pub note: Option<Uuid>,
    pub author: String,
    pub name: Option<String>,
    /// `None` where it is gone.
    pub text: Option<String>,
    pub at: Option<Millis>,
}

/// A contact that was found.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Found {
    pub id: Uuid,
    pub name: Option<String>,
    pub conversation_id: Uuid,
    pub lead: Option<Uuid>,
    pub lead_name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// The newest messages and notes of an account before an id that `query` finds.
pub async fn find_written(
    db: &mut (impl Statements + Send),
    query: &str,
    before: i64,
    account: Uuid,
    limit: i64,
) -> Result<Vec<Written>> {
    let text = pick(db, WRITTEN_SQLITE, WRITTEN_POSTGRES);
    sql!(db, fetch_all as Written, text, query, before, account, limit)
}

/// The newest contacts of an account that `query` finds.
pub async fn find_contacts(
    db: &mut (impl Statements + Send),
    query: &str,
    account: Uuid,
    limit: i64,
) -> Result<Vec<Found>> {
    let text = pick(db, CONTACTS_SQLITE, CONTACTS_POSTGRES);
    sql!(db, fetch_all as Found, text, query, i64::MAX, account, limit)
}

fn pick(db: &mut impl Statements, sqlite: &'static str, postgres: &'static str) -> &'static str {
    match db.conn() {
        Conn::Sqlite(_) => sqlite,
        Conn::Postgres(_) => postgres,
    }
}
