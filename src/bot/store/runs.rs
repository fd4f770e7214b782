//! Runs: read and written many at once, within the write of the messages.

use std::fmt::Write as _;

use sqlx::FromRow;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::statement::Either;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::{sql, sql_rows};

/// A run as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct RunRow {
    pub id: Uuid,
    pub account_id: Uuid,
    pub site_id: Uuid,
    pub visitor_id: Uuid,
    pub conversation_id: Uuid,
    pub version_id: Uuid,
    /// Written only: it is in the state as well.
    #[sqlx(skip)]
    pub passed: String,
    pub state: String,
    pub step: String,
    pub asked_at: Millis,
    pub outcome: String,
    pub contact: bool,
    pub started_at: Millis,
}

/// What a run did in a script that it called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRow {
    pub run: Uuid,
    pub version: Uuid,
    pub passed: String,
    pub step: String,
    pub started_at: Millis,
}

/// An answer that was given.
#[derive(Clone, Debug)]
pub struct AnswerRow {
    pub run: Uuid,
    /// The version that asked.
    pub version: Uuid,
    pub n: i64,
    pub step: String,
    /// Since the question; `None` where nobody knows when the visitor saw it.
    pub waited: Option<Millis>,
    /// When its run began.
    pub started_at: Millis,
}

pub(super) const NEWEST_SQLITE: &str = "SELECT id, account_id, site_id, visitor_id, \
     conversation_id, version_id, state, step, asked_at, outcome, contact, started_at FROM runs \
     WHERE is_newest AND conversation_id IN (SELECT unhex(value) FROM json_each($1))";
pub(super) const NEWEST_POSTGRES: &str = "SELECT id, account_id, site_id, visitor_id, \
     conversation_id, version_id, state, step, asked_at, outcome, contact, started_at FROM runs \
     WHERE is_newest AND conversation_id = ANY($1)";
const SAVE: &str = "INSERT INTO runs (id, account_id, site_id, visitor_id, conversation_id, \
     version_id, passed, state, step, asked_at, outcome, contact, started_at, is_newest)";
const OVER: &str = "ON CONFLICT (id) DO UPDATE SET passed = excluded.passed, \
     state = excluded.state, step = excluded.step, asked_at = excluded.asked_at, \
     outcome = excluded.outcome, contact = excluded.contact";
const ANSWERS: &str = "INSERT INTO run_answers (run_id, version_id, n, step, waited, started_at)";
const CALLS: &str = "INSERT INTO run_calls (run_id, version_id, passed, step, started_at)";
const CALLED_AGAIN: &str = "ON CONFLICT (run_id, version_id) DO UPDATE SET \
     passed = excluded.passed, step = excluded.step";
const SUPERSEDE: &str =
    "UPDATE runs SET is_newest = FALSE WHERE conversation_id = $1 AND is_newest";

/// Texts for many rows, with the number of values in each.
pub(crate) const ROWS: &[(&str, usize, &str)] =
    &[(SAVE, 14, OVER), (ANSWERS, 6, ""), (CALLS, 5, CALLED_AGAIN)];

/// The newest run of each of these conversations.
pub async fn newest(tx: &mut Tx<'_>, conversations: &[Uuid]) -> Result<Vec<RunRow>> {
    match tx.conn() {
        Conn::Sqlite(conn) => {
            let mut list = String::from("[");
            for (place, id) in conversations.iter().enumerate() {
                let comma = if place > 0 { "," } else { "" };
                let _ = write!(list, "{comma}\"{}\"", id.simple());
            }
            list.push(']');
            Either::Sqlite(sql!(@start fetch_all, Sqlite, conn, NEWEST_SQLITE, list))
        }
        Conn::Postgres(conn) => {
            Either::Postgres(sql!(@start fetch_all, Postgres, conn, NEWEST_POSTGRES, conversations))
        }
    }
    .await?
    .fetch_all::<RunRow>()
}

/// Stores runs, new ones and old ones.
pub async fn save(tx: &mut Tx<'_>, runs: &[RunRow]) -> Result<()> {
    sql_rows!(
        tx,
        execute,
        SAVE,
        OVER,
        runs,
        |run| run.id,
        run.account_id,
        run.site_id,
        run.visitor_id,
        run.conversation_id,
        run.version_id,
        &run.passed,
        &run.state,
        &run.step,
        run.asked_at,
        &run.outcome,
        run.contact,
        run.started_at,
        true
    );
    Ok(())
}

/// The run of a conversation is no longer its newest.
pub async fn supersede(tx: &mut Tx<'_>, conversation: Uuid) -> Result<()> {
    sql!(tx, execute, SUPERSEDE, conversation)?;
    Ok(())
}

/// Notes answers.
pub async fn answered(tx: &mut Tx<'_>, all: &[AnswerRow]) -> Result<()> {
    sql_rows!(
        tx,
        execute,
        ANSWERS,
        "",
        all,
        |one| one.run,
        one.version,
        one.n,
        &one.step,
        one.waited,
        one.started_at
    );
    Ok(())
}

/// Stores what runs did in scripts that they called.
pub async fn called(tx: &mut Tx<'_>, all: &[CallRow]) -> Result<()> {
    sql_rows!(
        tx,
        execute,
        CALLS,
        CALLED_AGAIN,
        all,
        |one| one.run,
        one.version,
        &one.passed,
        &one.step,
        one.started_at
    );
    Ok(())
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[SUPERSEDE];
/// The same of texts of which each database has its own.
pub(crate) const DIALECT_STATEMENTS: &[(&str, &str)] = &[(NEWEST_SQLITE, NEWEST_POSTGRES)];
