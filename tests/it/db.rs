//! The writer: what commits together, what an asker is told, and what happens when it fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use leadbell::db::{Backend, Conn, Tx, Write};
use leadbell::error::{Error, Result};
use leadbell::sql;
use sqlx::{Connection as _, SqliteConnection};

use crate::support::TestApp;

/// What a write does besides noting its name.
#[derive(Clone, Copy, PartialEq)]
enum Twist {
    Nothing,
    /// Breaks a unique key after it has written something.
    Breaks,
    Panics,
    /// Takes a while inside the transaction.
    Slow,
}

/// Notes a name in `server_facts`.
struct Note {
    name: String,
    twist: Twist,
    runs: Arc<AtomicU32>,
}

const NOTE: &str = "INSERT INTO server_facts (name, value) VALUES ($1, 'noted')";
const NOTED: &str = "SELECT name FROM server_facts WHERE value = 'noted' ORDER BY name";

fn note(name: &str, twist: Twist) -> Note {
    Note { name: name.to_owned(), twist, runs: Arc::default() }
}

impl Write for Note {
    type Out = String;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<String> {
        self.runs.fetch_add(1, Ordering::Relaxed);
        sql!(tx, execute, NOTE, self.name.as_str())?;
        match self.twist {
            Twist::Nothing => {}
            Twist::Breaks => {
                sql!(tx, execute, NOTE, self.name.as_str())?;
            }
            Twist::Panics => panic!("on purpose"),
            Twist::Slow => tokio::time::sleep(Duration::from_millis(200)).await,
        }
        Ok(self.name.clone())
    }
}

async fn noted(app: &TestApp) -> Vec<String> {
    let mut db = app.ctx.db.read().await.expect("the database");
    let rows = sql!(db, fetch_all as (String,), NOTED).expect("the notes");
    rows.into_iter().map(|(name,)| name).collect()
}

/// Gives a group of writes to the writer at once, behind a slow one, so that they wait together.
async fn together(app: &TestApp, writes: Vec<Note>) -> Vec<Result<String>> {
    let first = tokio::spawn({
        let db = app.ctx.db.clone();
        async move { db.write(note("0 first", Twist::Slow)).await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let db = &app.ctx.db;
    let all = futures_util::future::join_all(writes.into_iter().map(|one| db.write(one))).await;
    first.await.expect("no panic").expect("a commit");
    all
}

both! {
    async fn the_server_is_healthy_and_ready(app) {
        let browser = app.browser();
        assert_eq!(browser.get("/healthz").await.expect(200).text, "ok");
        assert_eq!(browser.get("/readyz").await.expect(200).text, "ready");
        app.restart().await;
        browser.get("/readyz").await.expect(200);
    }

    async fn a_failing_neighbour_takes_nobody_along(app) {
        let writes = vec![
            note("a", Twist::Nothing), note("b", Twist::Breaks),
            note("c", Twist::Nothing), note("d", Twist::Panics), note("e", Twist::Nothing),
        ];
        let all = together(app, writes).await;
        let fine: Vec<bool> = all.iter().map(Result::is_ok).collect();
        assert_eq!(fine, [true, false, true, false, true]);
        assert!(matches!(all[1], Err(Error::Database(_))), "{:?}", all[1]);
        assert!(matches!(all[3], Err(Error::Internal(_))), "{:?}", all[3]);
        assert_eq!(noted(app).await, ["0 first", "a", "c", "e"]);
        app.ctx.db.write(note("f", Twist::Nothing)).await.expect("the writer goes on");
    }

    async fn a_write_goes_on_when_its_asker_has_left(app) {
        let db = app.ctx.db.clone();
        let asker = tokio::spawn(async move { db.write(note("left", Twist::Slow)).await });
        tokio::time::sleep(Duration::from_millis(50)).await;
        asker.abort();
        app.until("it has committed", async || noted(app).await == ["left"]).await;
    }

    async fn what_waits_at_the_end_is_committed(app) {
        let db = app.ctx.db.clone();
        let waiting: Vec<_> = (0..50)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move { db.write(note(&format!("{n:02}"), Twist::Nothing)).await })
            })
            .collect();
        app.restart().await;
        let mut acknowledged = Vec::new();
        for one in waiting {
            acknowledged.extend(one.await.expect("no panic"));
        }
        acknowledged.sort_unstable();
        let stored = noted(app).await;
        assert!(acknowledged.iter().all(|name| stored.contains(name)), "{acknowledged:?}");
        let late = db.write(note("late", Twist::Nothing)).await;
        assert!(late.is_err_and(|cause| cause.is_retryable()), "the closed one refuses");
    }
}

/// Reads a counter and writes it back raised, under the strictest isolation.
struct Raise;

impl Write for Raise {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        if let Conn::Postgres(conn) = tx.conn() {
            let strict = "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE";
            sqlx::query(strict).execute(&mut *conn).await?;
        }
        let read = "SELECT CAST(value AS BIGINT) FROM server_facts WHERE name = 'counter'";
        let (value,) = sql!(tx, fetch_one as (i64,), read)?;
        let write = "UPDATE server_facts SET value = $1 WHERE name = 'counter'";
        sql!(tx, execute, write, (value + 1).to_string())?;
        Ok(())
    }
}

struct Start;

impl Write for Start {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        sql!(tx, execute, "INSERT INTO server_facts (name, value) VALUES ('counter', '0')")?;
        Ok(())
    }
}

both! {
    async fn a_write_that_met_another_runs_again(app) {
        app.ctx.db.write(Start).await.expect("a commit");
        let writes = (0..6).map(|_| app.ctx.db.write(Raise));
        let all = futures_util::future::join_all(writes).await;
        let raised = all.iter().filter(|one| one.is_ok()).count();
        let mut db = app.ctx.db.read().await.expect("the database");
        let read = "SELECT value FROM server_facts WHERE name = 'counter'";
        let (value,) = sql!(db, fetch_one as (String,), read).expect("the counter");
        // Nobody was told of a raise that is not there, and conflicts did not stop them.
        assert_eq!(value, raised.to_string());
        assert!(raised >= 4, "{all:?}");
    }
}

mod while_another_process_holds_the_lock_nothing_is_acknowledged {
    use super::*;

    #[test]
    fn sqlite() {
        crate::support::run(Backend::Sqlite, |app| {
            Box::pin(async move {
                // What a server writes when it starts is over once it answers.
                let ready = reqwest::get(app.url.join("/readyz").expect("a path")).await;
                assert!(ready.is_ok_and(|ready| ready.status().is_success()), "ready");
                let file = app.data().join("leadbell.db").display().to_string();
                let mut other = SqliteConnection::connect(&file).await.expect("a connection");
                sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("the lock");
                let refused = app.ctx.db.write(note("locked", Twist::Nothing)).await;
                let cause = refused.expect_err("no acknowledgement");
                assert!(cause.is_retryable(), "{cause}");
                assert!(noted(app).await.is_empty(), "reads go on");
                sqlx::query("ROLLBACK").execute(&mut other).await.expect("the end");
                app.ctx.db.write(note("free", Twist::Nothing)).await.expect("a commit");
                assert_eq!(noted(app).await, ["free"]);
            })
        });
    }
}
