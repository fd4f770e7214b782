//! What a feature hands to the writer, and the transaction it gets in return.

use std::future::Future;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use tokio::sync::Notify;

use super::{Backend, Conn};
use crate::bus::{Bus, Frame, Topic};
use crate::error::Result;

/// A change that commits or not as a whole.
///
/// `run` borrows `self`, because it runs again after a deadlock or when a neighbour in its group
/// failed: it must give the same result on the same rows, and await nothing but statements.
pub trait Write: Send + Sync + 'static {
    /// What the asker gets after the commit.
    type Out: Send + 'static;

    /// Runs the statements.
    fn run(&self, tx: &mut Tx<'_>) -> impl Future<Output = Result<Self::Out>> + Send;
}

/// An open transaction. It only borrows, so nothing but the writer can commit it.
pub struct Tx<'c> {
    conn: Conn<'c>,
    after: After,
}

/// What happens once the transaction has committed; dropped when it rolls back.
#[derive(Default)]
pub(super) struct After {
    frames: Vec<Frame>,
    calls: Vec<Box<dyn FnOnce() + Send>>,
    jobs_due: bool,
}

impl<'c> Tx<'c> {
    pub(super) fn new(conn: Conn<'c>) -> Self {
        Self { conn, after: After::default() }
    }

    /// The connection, for [`sql!`](crate::sql).
    pub fn conn(&mut self) -> Conn<'_> {
        match &mut self.conn {
            Conn::Sqlite(conn) => Conn::Sqlite(conn),
            Conn::Postgres(conn) => Conn::Postgres(conn),
        }
    }

    /// Which database this is, for the few texts that differ.
    pub fn backend(&self) -> Backend {
        match self.conn {
            Conn::Sqlite(_) => Backend::Sqlite,
            Conn::Postgres(_) => Backend::Postgres,
        }
    }

    /// Sends a frame to the followers of `topic` after the commit.
    pub fn publish(&mut self, topic: Topic, text: impl Into<Utf8Bytes>) {
        self.after.frames.push(Frame { topic, text: text.into() });
    }

    /// Calls `then` after the commit, right after the frames went out. It must not take long, and
    /// runs even when the asker has left.
    pub fn after_commit(&mut self, then: impl FnOnce() + Send + 'static) {
        self.after.calls.push(Box::new(then));
    }

    /// Wakes the job runner after the commit.
    pub fn wake_jobs(&mut self) {
        self.after.jobs_due = true;
    }

    pub(super) fn into_after(self) -> After {
        self.after
    }
}

impl After {
    pub(super) fn go(self, bus: &Bus, jobs_due: &Arc<Notify>) {
        for frame in self.frames {
            bus.publish(frame);
        }
        for call in self.calls {
            call();
        }
        if self.jobs_due {
            jobs_due.notify_one();
        }
    }
}
