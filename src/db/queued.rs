//! A write on its way to a writer, which does not know its type: what the writers do is compiled
//! once, not for each write of each feature.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use super::write::{Tx, Write};
use crate::error::{Error, Result};

/// A write whose asker waits for the answer.
pub(super) trait Queued: Send {
    /// Runs the write; true when it may be committed.
    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> BoxFuture<'a, bool>;
    /// Whether it failed over another transaction, and may be run again.
    fn conflicted(&self) -> bool {
        false
    }
    /// Answers the asker, who may have left.
    fn settle(self: Box<Self>, fate: Fate<'_>);
    fn is_stop(&self) -> bool {
        false
    }
}

/// How the transaction of a write ended.
pub(super) enum Fate<'a> {
    Committed,
    /// It, or another one in its group, failed or took too long.
    WriteFailed,
    /// The database refused to begin or to commit its group.
    Refused(&'a str),
    /// The database refused to begin or to commit it.
    Failed(Error),
}

struct Waiting<W: Write> {
    write: W,
    out: Option<Result<W::Out>>,
    to: oneshot::Sender<Result<W::Out>>,
}

/// Makes a write ready for a writer, and gives the way on which its answer comes.
pub(super) fn of<W: Write>(write: W) -> (Box<dyn Queued>, oneshot::Receiver<Result<W::Out>>) {
    let (to, answer) = oneshot::channel();
    (Box::new(Waiting { write, out: None, to }), answer)
}

/// The answer when there is no writer any more.
pub(super) fn stopping() -> Error {
    Error::Unavailable("the server is shutting down".into())
}

impl<W: Write> Queued for Waiting<W> {
    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let out = AssertUnwindSafe(self.write.run(tx)).catch_unwind().await;
            let out = out.unwrap_or_else(|_| Err(Error::Internal("a write panicked".into())));
            let fine = out.is_ok();
            self.out = Some(out);
            fine
        })
    }

    fn conflicted(&self) -> bool {
        matches!(&self.out, Some(Err(cause)) if cause.is_serialization_failure())
    }

    fn settle(self: Box<Self>, fate: Fate<'_>) {
        let Self { out, to, .. } = *self;
        let _ = to.send(match (fate, out) {
            (Fate::Committed, Some(out)) | (_, Some(out @ Err(_))) => out,
            (Fate::Refused(cause), _) => Err(Error::Unavailable(cause.to_owned())),
            (Fate::Failed(cause), _) => Err(cause),
            _ => Err(Error::NotCommitted("it took too long".into())),
        });
    }
}
