//! The group-commit writer of `SQLite`: one task, one connection. It takes whatever waits, runs
//! it in one transaction and so shares one sync among many writes. It never sleeps to collect
//! more. When one write of a group fails, all roll back and each runs alone.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::{Notify, mpsc};
use tokio::time::MissedTickBehavior;

use super::queued::{self, Fate, Queued};
use super::write::Tx;
use super::{Conn, dialect};
use crate::bus::Bus;
use crate::error::Result;

/// Writes that may wait; beyond it an asker waits for a place.
const QUEUE: usize = 16_384;
/// Writes in one transaction.
const GROUP: usize = 256;
/// A group that takes longer is rolled back, and each of its writes runs alone.
const GROUP_LIMIT: Duration = Duration::from_secs(10);
/// How often the writer looks whether a rush is over.
const LOOK: Duration = Duration::from_secs(5);
/// Fewer writes than this between two looks are no rush.
const RUSH: usize = 100;

/// The way to the writer task. Cloning shares it.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Box<dyn Queued>>,
    closed: Arc<Notify>,
    grown: Arc<Notify>,
}

impl Writer {
    /// Starts the writer on a thread of its own: among thousands of busy sockets each statement
    /// would first stand in the queue of their runtime.
    pub(super) fn start(
        conn: SqliteConnection,
        bus: Bus,
        jobs_due: Arc<Notify>,
    ) -> std::io::Result<Self> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let closed = Arc::new(Notify::new());
        let grown = Arc::new(Notify::new());
        let after = Committed { bus, jobs_due, grown: grown.clone() };
        let work = serve(conn, waiting, after, closed.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        std::thread::Builder::new()
            .name("leadbell-write".into())
            .spawn(move || runtime.block_on(work))?;
        Ok(Self { queue, closed, grown })
    }

    /// Takes a write, as soon as there is a place for it.
    pub(super) async fn put(&self, write: Box<dyn Queued>) -> Result<()> {
        self.queue.send(write).await.map_err(|_| queued::stopping())
    }

    /// Signalled after each commit.
    pub(super) fn grown(&self) -> &Arc<Notify> {
        &self.grown
    }

    /// Lets what waits commit, then ends the task.
    pub(super) async fn close(&self) {
        let ended = self.closed.notified();
        if self.queue.send(Box::new(Stop)).await.is_ok() {
            ended.await;
        }
    }
}

/// How the transaction of a group ended.
enum End {
    Committed,
    /// One of its writes failed or took too long: the others may run alone.
    WriteFailed,
    /// The database refused to begin or to commit: trying each alone would only take longer.
    Refused(String),
}

impl End {
    fn fate(&self) -> Fate<'_> {
        match self {
            Self::Committed => Fate::Committed,
            Self::WriteFailed => Fate::WriteFailed,
            Self::Refused(cause) => Fate::Refused(cause),
        }
    }
}

struct Stop;

impl Queued for Stop {
    fn run<'a>(&'a mut self, _: &'a mut Tx<'_>) -> BoxFuture<'a, bool> {
        Box::pin(async { true })
    }
    fn settle(self: Box<Self>, _: Fate<'_>) {}
    fn is_stop(&self) -> bool {
        true
    }
}

/// Who hears of a commit.
struct Committed {
    bus: Bus,
    jobs_due: Arc<Notify>,
    grown: Arc<Notify>,
}

async fn serve(
    mut conn: SqliteConnection,
    mut waiting: mpsc::Receiver<Box<dyn Queued>>,
    committed: Committed,
    closed: Arc<Notify>,
) {
    let mut group = Vec::with_capacity(GROUP);
    let mut pages = Pages::default();
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stopping = false;
    while !stopping {
        let taken = tokio::select! {
            biased;
            taken = waiting.recv_many(&mut group, GROUP) => taken,
            _ = look.tick() => {
                if pages.are_spare() {
                    dialect::free_pages(&mut conn).await;
                }
                continue;
            }
        };
        if taken == 0 {
            break;
        }
        stopping = group.iter().any(|queued| queued.is_stop());
        if stopping {
            waiting.close();
            while group.len() < QUEUE && waiting.recv_many(&mut group, QUEUE).await > 0 {}
        }
        pages.writes += group.len();
        metrics::histogram!("leadbell_write_group").record(u32::try_from(group.len()).unwrap_or(0));
        let end = attempt(&mut conn, &mut group, &committed).await;
        let alone = group.len() > 1 && matches!(end, End::WriteFailed);
        for mut queued in group.drain(..) {
            if alone {
                let slot = std::slice::from_mut(&mut queued);
                let end = attempt(&mut conn, slot, &committed).await;
                queued.settle(end.fate());
            } else {
                queued.settle(end.fate());
            }
        }
    }
    dialect::truncate_wal(&mut conn).await;
    let _ = conn.close().await;
    closed.notify_waiters();
}

/// The pages that writes leave in memory.
#[derive(Default)]
struct Pages {
    /// Writes since the last look.
    writes: usize,
    /// Writes since pages were freed.
    kept: usize,
}

impl Pages {
    /// Looks whether a rush is over, of which nothing was freed yet.
    fn are_spare(&mut self) -> bool {
        let writes = std::mem::take(&mut self.writes);
        self.kept += writes;
        let are_spare = writes < RUSH && self.kept >= RUSH;
        if are_spare {
            self.kept = 0;
        }
        are_spare
    }
}

/// Runs a group in one transaction; unless it committed, none of it is stored.
///
/// Plain statements begin and end it: when the disk is full `SQLite` rolls back by itself, and the
/// driver, which counts open transactions, would never begin another one.
async fn attempt(
    conn: &mut SqliteConnection,
    group: &mut [Box<dyn Queued>],
    committed: &Committed,
) -> End {
    if let Err(cause) = run(conn, "BEGIN IMMEDIATE").await {
        roll_back(conn).await;
        return End::Refused(cause.to_string());
    }
    let mut tx = Tx::new(Conn::Sqlite(conn));
    let work = async {
        for queued in group {
            if !queued.run(&mut tx).await {
                return false;
            }
        }
        true
    };
    let is_fine = matches!(tokio::time::timeout(GROUP_LIMIT, work).await, Ok(true));
    let after = tx.into_after();
    if !is_fine {
        roll_back(conn).await;
        return End::WriteFailed;
    }
    if let Err(cause) = run(conn, "COMMIT").await {
        roll_back(conn).await;
        return End::Refused(cause.to_string());
    }
    after.go(&committed.bus, &committed.jobs_due);
    committed.grown.notify_one();
    End::Committed
}

/// Refuses a file that may only be read: `SQLite` opens it, and would refuse each write later.
pub(super) async fn check_writable(conn: &mut SqliteConnection) -> Result<()> {
    const READ_ONLY: i64 = 8;
    let mut written = run(conn, "BEGIN IMMEDIATE").await;
    if written.is_ok() {
        // Only a write tells; it is rolled back.
        written = run(conn, "PRAGMA user_version = 0").await;
        roll_back(conn).await;
    }
    let code = match &written {
        Err(sqlx::Error::Database(cause)) => cause.code().and_then(|code| code.parse::<i64>().ok()),
        _ => None,
    };
    match (written, code) {
        (Err(cause), Some(code)) if code & 0xff == READ_ONLY => Err(cause.into()),
        // That another process writes just now is for the writes to find out.
        _ => Ok(()),
    }
}

async fn run(conn: &mut SqliteConnection, text: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(text).execute(conn).await.map(|_| ())
}

/// Leaves no transaction open. That there is none any more is no failure.
async fn roll_back(conn: &mut SqliteConnection) {
    if let Err(cause) = run(conn, "ROLLBACK").await {
        tracing::debug!(%cause, "nothing was rolled back");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_freed_once_after_a_rush_or_many_single_writes() {
        let mut pages = Pages::default();
        let mut look = |writes| {
            pages.writes += writes;
            pages.are_spare()
        };
        assert!(!look(RUSH - 1));
        assert!(look(1));
        assert!(!look(0));
        assert!(!look(RUSH * 2));
        assert!(look(0));
        assert!(!look(0));
    }
}
