//! What the gatherer runs: few statements, whatever the number of messages.

use std::fmt::Write as _;

use uuid::Uuid;

use crate::chat::conversation::Progress;
use crate::clock::Millis;
use crate::db::statement::Either;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::sql;

/// Five truths in one value.
macro_rules! flags {
    () => {
        "CAST(CASE WHEN c.status = 'open' THEN 1 ELSE 0 END \
         + CASE WHEN c.snoozed_until IS NULL THEN 0 ELSE 2 END \
         + CASE WHEN c.spam THEN 4 ELSE 0 END \
         + CASE WHEN c.assignee_id IS NULL THEN 0 ELSE 8 END \
         + CASE WHEN c.handler = 'bot' THEN 16 ELSE 0 END AS BIGINT)"
    };
}

/// What writing needs of a conversation, and nothing beside it: each value costs. `SQLite` gives
/// all of them in one row: its thread hands over row by row, and each may cost a change of thread.
macro_rules! progress {
    (in_one_row $rest:literal) => {
        concat!(
            "SELECT json_group_array(json_array(hex(c.id), hex(c.account_id), hex(c.site_id), \
             hex(c.visitor_id), ",
            flags!(),
            ", c.last_number, c.visitor_read, \
             c.operator_read, c.waiting_since, c.sorted_at, c.visitor_got, c.operator_got, \
             c.rev)) FROM conversations c ",
            $rest
        )
    };
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.account_id, c.site_id, c.visitor_id, ",
            flags!(),
            ", c.last_number, c.visitor_read, c.operator_read, c.waiting_since, c.sorted_at, \
             c.visitor_got, c.operator_got, c.rev FROM conversations c ",
            $rest
        )
    };
}

pub(super) const LOCK_OPEN_SQLITE: &str = progress!(
    in_one_row
    "WHERE c.status = 'open' AND c.visitor_id IN (SELECT unhex(value) FROM json_each($1))"
);
pub(super) const LOCK_OPEN_POSTGRES: &str =
    progress!("WHERE c.status = 'open' AND c.visitor_id = ANY($1) ORDER BY c.id FOR UPDATE");
pub(super) const LOCK_BY_ID_SQLITE: &str =
    progress!(in_one_row "WHERE c.id IN (SELECT unhex(value) FROM json_each($1))");
pub(super) const LOCK_BY_ID_POSTGRES: &str =
    progress!("WHERE c.id = ANY($1) ORDER BY c.id FOR UPDATE");
pub(super) const REPEATS_SQLITE: &str = "SELECT m.client_id, m.conversation_id, c.visitor_id, m.number, m.at, m.text \
     FROM messages m JOIN conversations c ON c.id = m.conversation_id \
     WHERE m.client_id IN (SELECT unhex(value) FROM json_each($1))";
pub(super) const REPEATS_POSTGRES: &str = "SELECT m.client_id, m.conversation_id, c.visitor_id, m.number, m.at, m.text \
     FROM messages m JOIN conversations c ON c.id = m.conversation_id \
     WHERE m.client_id = ANY($1)";
pub(super) const INSERT_SQLITE: &str = "INSERT INTO messages \
     (conversation_id, number, client_id, author, user_id, text, at, content)";
pub(super) const INSERT_POSTGRES: &str = "INSERT INTO messages \
     (conversation_id, number, client_id, author, user_id, text, at, content) \
     SELECT u.conversation, u.number, u.client, u.author, u.person, u.text, u.at, \
     u.content::jsonb FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::uuid[], \
     $6::text[], $7::bigint[], $8::text[]) \
     AS u(conversation, number, client, author, person, text, at, content)";
pub(super) const SAVE_SQLITE: (&str, &str) = (
    "UPDATE conversations SET last_number = v.column2, visitor_read = v.column3, \
     operator_read = v.column4, waiting_since = v.column5, \
     last_at = COALESCE(v.column6, last_at), last_text = COALESCE(v.column7, last_text), \
     last_author = COALESCE(v.column8, last_author), \
     page_url = COALESCE(v.column9, page_url), page_title = COALESCE(v.column10, page_title), \
     visitor_got = v.column11, operator_got = v.column12, rev = v.column13 \
     FROM (",
    ") AS v WHERE conversations.id = v.column1",
);
pub(super) const MOVE_SQLITE: (&str, &str) = (
    "UPDATE conversations SET sorted_at = v.column2 FROM (",
    ") AS v WHERE conversations.id = v.column1",
);
pub(super) const SAVE_POSTGRES: &str = "UPDATE conversations c SET last_number = u.last_number, \
     visitor_read = u.visitor_read, operator_read = u.operator_read, \
     waiting_since = u.waiting_since, last_at = COALESCE(u.last_at, c.last_at), \
     last_text = COALESCE(u.last_text, c.last_text), \
     last_author = COALESCE(u.last_author, c.last_author), \
     page_url = COALESCE(u.page_url, c.page_url), \
     page_title = COALESCE(u.page_title, c.page_title), sorted_at = u.sorted_at, \
     visitor_got = u.visitor_got, operator_got = u.operator_got, rev = u.rev \
     FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], \
     $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], \
     $12::bigint[], $13::bigint[], $14::bigint[]) \
     AS u(id, last_number, visitor_read, operator_read, waiting_since, last_at, last_text, \
     last_author, page_url, page_title, sorted_at, visitor_got, operator_got, rev) WHERE c.id = u.id";

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
    /// What it has beside the text, as JSON.
    pub content: Option<&'a str>,
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

/// A statement for rows, on `SQLite`.
macro_rules! sqlite_rows {
    ($conn:expr, $text:expr, $rows:expr, |$row:ident| $($value:expr),+) => {
        for rows in crate::db::rows::chunks($rows) {
            let conn = &mut *$conn;
            crate::sql_rows!(
                @start execute, Sqlite, conn, $text.0, $text.1, rows, |$row| $($value),+
            )
            .await?;
        }
    };
}

/// Has the rest of the transaction find its rows by index.
pub async fn by_index(tx: &mut Tx<'_>) -> Result<()> {
    if let Conn::Postgres(conn) = tx.conn() {
        sqlx::query(BY_INDEX_POSTGRES).execute(conn).await?;
    }
    Ok(())
}

/// A conversation's values in the order of the texts above.
type Values = (Uuid, Uuid, Uuid, Uuid, i64, i64, i64, i64, Option<Millis>, Millis, i64, i64, i64);

/// Locks the open conversations of visitors, in id order.
pub async fn lock_open(tx: &mut Tx<'_>, visitors: &[Uuid]) -> Result<Vec<Progress>> {
    lock(tx, LOCK_OPEN_SQLITE, LOCK_OPEN_POSTGRES, visitors).await
}

/// Locks conversations by id, in id order.
pub async fn lock_by_id(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Progress>> {
    lock(tx, LOCK_BY_ID_SQLITE, LOCK_BY_ID_POSTGRES, ids).await
}

async fn lock(
    tx: &mut Tx<'_>,
    sqlite: &'static str,
    postgres: &'static str,
    ids: &[Uuid],
) -> Result<Vec<Progress>> {
    match tx.conn() {
        Conn::Sqlite(conn) => {
            let (list,): (String,) =
                sqlx::query_as(sqlite).bind(id_list(ids)).fetch_one(conn).await?;
            let rows: Vec<Values> = serde_json::from_str(&list)?;
            Ok(rows.into_iter().map(progress).collect())
        }
        Conn::Postgres(conn) => {
            let rows: Vec<Values> = sqlx::query_as(postgres).bind(ids).fetch_all(conn).await?;
            Ok(rows.into_iter().map(progress).collect())
        }
    }
}

fn progress(row: Values) -> Progress {
    Progress {
        id: row.0,
        account_id: row.1,
        site_id: row.2,
        visitor_id: row.3,
        is_open: row.4 & 1 != 0,
        is_snoozed: row.4 & 2 != 0,
        is_spam: row.4 & 4 != 0,
        is_taken: row.4 & 8 != 0,
        is_bots: row.4 & 16 != 0,
        last_number: row.5,
        visitor_read: row.6,
        operator_read: row.7,
        waiting_since: row.8,
        sorted_at: row.9,
        visitor_got: row.10,
        operator_got: row.11,
        rev: row.12,
        ..Progress::default()
    }
}

/// Which client ids are stored already, in whatever conversation.
pub async fn repeats(tx: &mut Tx<'_>, client_ids: &[Uuid]) -> Result<Vec<Repeat>> {
    match tx.conn() {
        Conn::Sqlite(conn) => Either::Sqlite(
            sql!(@start fetch_all, Sqlite, conn, REPEATS_SQLITE, id_list(client_ids)),
        ),
        Conn::Postgres(conn) => {
            Either::Postgres(sql!(@start fetch_all, Postgres, conn, REPEATS_POSTGRES, client_ids))
        }
    }
    .await?
    .fetch_all::<Repeat>()
}

/// Inserts messages in their order.
pub async fn insert_messages(tx: &mut Tx<'_>, new: &[NewMessage<'_>]) -> Result<()> {
    match tx.conn() {
        Conn::Sqlite(conn) => {
            sqlite_rows!(
                conn,
                (INSERT_SQLITE, ""),
                new,
                |one| one.conversation,
                one.number,
                one.client_id,
                one.author,
                one.user,
                one.text,
                one.at,
                one.content
            );
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
                .bind(column(new, |one| one.content))
                .execute(conn)
                .await?;
        }
    }
    Ok(())
}

/// Stores what messages and read marks changed in `rows`, of which `moved` go up in the lists.
pub async fn save(tx: &mut Tx<'_>, rows: &[&Progress], moved: &[&Progress]) -> Result<()> {
    match tx.conn() {
        Conn::Sqlite(conn) => {
            sqlite_rows!(
                conn,
                SAVE_SQLITE,
                rows,
                |row| row.id,
                row.last_number,
                row.visitor_read,
                row.operator_read,
                row.waiting_since,
                row.last.as_ref().map(|last| last.at),
                row.last.as_ref().map(|last| last.text.as_str()),
                row.last.as_ref().map(|last| last.author),
                row.page.as_ref().map(|page| page.0.as_str()),
                row.page.as_ref().map(|page| page.1.as_str()),
                row.visitor_got,
                row.operator_got,
                row.rev
            );
            // SQLite writes an index anew whenever one of its columns is set.
            sqlite_rows!(conn, MOVE_SQLITE, moved, |row| row.id, row.sorted_at);
        }
        Conn::Postgres(conn) => {
            sqlx::query(SAVE_POSTGRES)
                .bind(column(rows, |row| row.id))
                .bind(column(rows, |row| row.last_number))
                .bind(column(rows, |row| row.visitor_read))
                .bind(column(rows, |row| row.operator_read))
                .bind(column(rows, |row| row.waiting_since))
                .bind(column(rows, |row| row.last.as_ref().map(|last| last.at)))
                .bind(column(rows, |row| row.last.as_ref().map(|last| last.text.as_str())))
                .bind(column(rows, |row| row.last.as_ref().map(|last| last.author)))
                .bind(column(rows, |row| row.page.as_ref().map(|page| page.0.as_str())))
                .bind(column(rows, |row| row.page.as_ref().map(|page| page.1.as_str())))
                .bind(column(rows, |row| row.sorted_at))
                .bind(column(rows, |row| row.visitor_got))
                .bind(column(rows, |row| row.operator_got))
                .bind(column(rows, |row| row.rev))
                .execute(conn)
                .await?;
        }
    }
    Ok(())
}

fn column<'a, T, V>(rows: &'a [T], of: impl Fn(&'a T) -> V) -> Vec<V> {
    rows.iter().map(of).collect()
}
