//! What the gatherer runs: few statements, whatever the number of messages.

use std::fmt::Write as _;

use uuid::Uuid;

use super::row;
use crate::chat::Conversation;
use crate::chat::frames::quote;
use crate::clock::Millis;
use crate::db::statement::Either;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::sql;

pub(super) const LOCK_OPEN_SQLITE: &str =
    row!("WHERE c.status = 'open' AND c.visitor_id IN (SELECT unhex(value) FROM json_each($1))");
pub(super) const LOCK_OPEN_POSTGRES: &str =
    row!("WHERE c.status = 'open' AND c.visitor_id = ANY($1) ORDER BY c.id FOR UPDATE OF c");
pub(super) const LOCK_BY_ID_SQLITE: &str =
    row!("WHERE c.id IN (SELECT unhex(value) FROM json_each($1))");
pub(super) const LOCK_BY_ID_POSTGRES: &str =
    row!("WHERE c.id = ANY($1) ORDER BY c.id FOR UPDATE OF c");
pub(super) const REPEATS_SQLITE: &str = "SELECT m.client_id, m.conversation_id, c.visitor_id, m.number, m.at, m.text \
     FROM messages m JOIN conversations c ON c.id = m.conversation_id \
     WHERE m.client_id IN (SELECT unhex(value) FROM json_each($1))";
pub(super) const REPEATS_POSTGRES: &str = "SELECT m.client_id, m.conversation_id, c.visitor_id, m.number, m.at, m.text \
     FROM messages m JOIN conversations c ON c.id = m.conversation_id \
     WHERE m.client_id = ANY($1)";
pub(super) const INSERT_SQLITE: &str = "INSERT INTO messages \
     (conversation_id, number, client_id, author, user_id, text, at) \
     SELECT unhex(value->>0), value->>1, unhex(value->>2), value->>3, unhex(value->>4), \
     value->>5, value->>6 FROM json_each($1)";
pub(super) const INSERT_POSTGRES: &str = "INSERT INTO messages \
     (conversation_id, number, client_id, author, user_id, text, at) \
     SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::uuid[], \
     $6::text[], $7::bigint[])";
pub(super) const SAVE_SQLITE: &str = "UPDATE conversations SET last_number = j.value->>1, \
     visitor_read = j.value->>2, operator_read = j.value->>3, waiting_since = j.value->>4, \
     last_at = j.value->>5, last_text = j.value->>6, last_author = j.value->>7, \
     page_url = j.value->>8, page_title = j.value->>9 \
     FROM json_each($1) j WHERE conversations.id = unhex(j.value->>0)";
pub(super) const MOVE_SQLITE: &str = "UPDATE conversations SET sorted_at = j.value->>1 \
     FROM json_each($1) j WHERE conversations.id = unhex(j.value->>0)";
pub(super) const SAVE_POSTGRES: &str = "UPDATE conversations c SET last_number = u.last_number, \
     visitor_read = u.visitor_read, operator_read = u.operator_read, \
     waiting_since = u.waiting_since, last_at = u.last_at, last_text = u.last_text, \
     last_author = u.last_author, page_url = u.page_url, page_title = u.page_title, \
     sorted_at = u.sorted_at \
     FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], \
     $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[]) \
     AS u(id, last_number, visitor_read, operator_read, waiting_since, last_at, last_text, \
     last_author, page_url, page_title, sorted_at) WHERE c.id = u.id";

// A prepared statement keeps the plan of its first runs. One made while a table was nearly empty
// reads the whole table, and would go on doing so until the statistics are next taken. Every
// statement here has an index to go by.
pub(super) const BY_INDEX_POSTGRES: &str = "SELECT set_config('enable_seqscan', 'off', TRUE), \
     set_config('jit', 'off', TRUE)";

/// A message with its number.
pub struct NewMessage<'a> {
    pub conversation: Uuid,
    pub number: i64,
    pub client_id: Uuid,
    pub author: &'static str,
    pub user: Option<Uuid>,
    pub text: &'a str,
    pub at: Millis,
}

/// A message that was stored before under a client's id.
#[derive(Debug, sqlx::FromRow)]
pub struct Repeat {
    pub client_id: Uuid,
    pub conversation_id: Uuid,
    pub visitor_id: Uuid,
    pub number: i64,
    pub at: Millis,
    pub text: String,
}

/// A list of ids for `json_each`.
fn id_list(ids: &[Uuid]) -> String {
    let mut out = String::with_capacity(ids.len() * 35 + 2);
    out.push('[');
    for (place, id) in ids.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        let _ = write!(out, "{comma}\"{}\"", id.simple());
    }
    out.push(']');
    out
}

/// One statement with one list of ids.
macro_rules! by_ids {
    ($tx:expr, $row:ty, $sqlite:expr, $postgres:expr, $ids:expr) => {
        match $tx.conn() {
            Conn::Sqlite(conn) => Either::Sqlite(
                sql!(@start fetch_all, Sqlite, conn, $sqlite, id_list($ids))),
            Conn::Postgres(conn) => Either::Postgres(
                sql!(@start fetch_all, Postgres, conn, $postgres, $ids)),
        }
        .await?
        .fetch_all::<$row>()
    };
}

/// Has the rest of the transaction find its rows by index.
pub async fn by_index(tx: &mut Tx<'_>) -> Result<()> {
    if let Conn::Postgres(conn) = tx.conn() {
        sqlx::query(BY_INDEX_POSTGRES).execute(conn).await?;
    }
    Ok(())
}

/// Locks the open conversations of visitors, in id order.
pub async fn lock_open(tx: &mut Tx<'_>, visitors: &[Uuid]) -> Result<Vec<Conversation>> {
    by_ids!(tx, Conversation, LOCK_OPEN_SQLITE, LOCK_OPEN_POSTGRES, visitors)
}

/// Locks conversations by id, in id order.
pub async fn lock_by_id(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Conversation>> {
    by_ids!(tx, Conversation, LOCK_BY_ID_SQLITE, LOCK_BY_ID_POSTGRES, ids)
}

/// Which client ids are stored already, in whatever conversation.
pub async fn repeats(tx: &mut Tx<'_>, client_ids: &[Uuid]) -> Result<Vec<Repeat>> {
    by_ids!(tx, Repeat, REPEATS_SQLITE, REPEATS_POSTGRES, client_ids)
}

/// Inserts messages in their order.
pub async fn insert_messages(tx: &mut Tx<'_>, new: &[NewMessage<'_>]) -> Result<()> {
    match tx.conn() {
        Conn::Sqlite(conn) => {
            sqlx::query(INSERT_SQLITE).bind(message_list(new)).execute(conn).await?;
        }
        Conn::Postgres(conn) => {
            sqlx::query(INSERT_POSTGRES)
                .bind(column(new, |one| one.conversation))
                .bind(column(new, |one| one.number))
                .bind(column(new, |one| one.client_id))
                .bind(column(new, |one| one.author))
                .bind(column(new, |one| one.user))
                .bind(column(new, |one| one.text))
                .bind(column(new, |one| one.at))
                .execute(conn)
                .await?;
        }
    }
    Ok(())
}

fn message_list(new: &[NewMessage<'_>]) -> String {
    let mut out = String::with_capacity(new.iter().map(|one| one.text.len() + 180).sum());
    out.push('[');
    for (place, one) in new.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        let (conversation, id) = (one.conversation.simple(), one.client_id.simple());
        let _ = write!(out, r#"{comma}["{conversation}",{},"{id}","{}","#, one.number, one.author);
        match one.user {
            Some(user) => {
                let _ = write!(out, r#""{}","#, user.simple());
            }
            None => out.push_str("null,"),
        }
        quote(&mut out, one.text);
        let _ = write!(out, ",{}]", one.at);
    }
    out.push(']');
    out
}

/// Stores what messages and read marks changed in `rows`, of which `moved` go up in the lists.
pub async fn save(tx: &mut Tx<'_>, rows: &[&Conversation], moved: &[&Conversation]) -> Result<()> {
    match tx.conn() {
        Conn::Sqlite(conn) => {
            sqlx::query(SAVE_SQLITE).bind(state_list(rows)).execute(&mut *conn).await?;
            // SQLite writes an index anew whenever one of its columns is set.
            if !moved.is_empty() {
                sqlx::query(MOVE_SQLITE).bind(place_list(moved)).execute(conn).await?;
            }
        }
        Conn::Postgres(conn) => {
            sqlx::query(SAVE_POSTGRES)
                .bind(column(rows, |row| row.id))
                .bind(column(rows, |row| row.last_number))
                .bind(column(rows, |row| row.visitor_read))
                .bind(column(rows, |row| row.operator_read))
                .bind(column(rows, |row| row.waiting_since))
                .bind(column(rows, |row| row.last_at))
                .bind(column(rows, |row| row.last_text.as_str()))
                .bind(column(rows, |row| row.last_author.as_str()))
                .bind(column(rows, |row| row.page_url.as_str()))
                .bind(column(rows, |row| row.page_title.as_str()))
                .bind(column(rows, |row| row.sorted_at))
                .execute(conn)
                .await?;
        }
    }
    Ok(())
}

fn state_list(rows: &[&Conversation]) -> String {
    let mut out = String::with_capacity(rows.len() * 400);
    out.push('[');
    for (place, row) in rows.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        let waiting = row.waiting_since.map_or_else(|| "null".to_owned(), |at| at.to_string());
        let _ = write!(
            out,
            r#"{comma}["{}",{},{},{},{waiting},{},"#,
            row.id.simple(),
            row.last_number,
            row.visitor_read,
            row.operator_read,
            row.last_at
        );
        quote(&mut out, &row.last_text);
        for text in [&row.last_author, &row.page_url, &row.page_title] {
            out.push(',');
            quote(&mut out, text);
        }
        out.push(']');
    }
    out.push(']');
    out
}

fn place_list(rows: &[&Conversation]) -> String {
    let mut out = String::with_capacity(rows.len() * 60);
    out.push('[');
    for (place, row) in rows.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        let _ = write!(out, r#"{comma}["{}",{}]"#, row.id.simple(), row.sorted_at);
    }
    out.push(']');
    out
}

fn column<'a, T, V>(rows: &'a [T], of: impl Fn(&'a T) -> V) -> Vec<V> {
    rows.iter().map(of).collect()
}
