//! What waits to be written to one socket: shared encoded frames, bounded by count and by bytes.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::extract::ws::Utf8Bytes;
use futures_util::task::AtomicWaker;

use super::close;

/// Frames that may wait.
const MOST_FRAMES: usize = 1_024;
/// Bytes that may wait.
const MOST_BYTES: usize = 1 << 20;

/// Whether a frame was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It will be written.
    Queued,
    /// The socket is closing; its client resumes by number.
    Dropped,
}

/// The queue of one socket. Pushing never waits: a full one closes the socket.
#[derive(Debug, Default)]
pub struct Outbox {
    waiting: Mutex<Waiting>,
    reader: AtomicWaker,
    /// The close code once the socket is to end; 0 before.
    ending: AtomicU16,
    /// The socket is to ping before its time.
    ping: AtomicBool,
}

#[derive(Debug, Default)]
struct Waiting {
    frames: VecDeque<Utf8Bytes>,
    bytes: usize,
}

impl Outbox {
    /// Queues a frame; a reader that is too far behind is closed with [`close::SLOW`].
    pub fn push(&self, text: Utf8Bytes) -> Pushed {
        if self.ending().is_some() {
            return Pushed::Dropped;
        }
        let was_empty = {
            let mut waiting = self.lock();
            waiting.bytes += text.len();
            if waiting.frames.len() >= MOST_FRAMES || waiting.bytes > MOST_BYTES {
                drop(waiting);
                metrics::counter!("leadbell_sockets_slow_total").increment(1);
                self.end(close::SLOW);
                return Pushed::Dropped;
            }
            waiting.frames.push_back(text);
            waiting.frames.len() == 1
        };
        if was_empty {
            self.reader.wake();
        }
        Pushed::Queued
    }

    /// Ends the socket with a close code; the first code stays.
    pub fn end(&self, code: u16) {
        let _ = self.ending.compare_exchange(0, code, Ordering::AcqRel, Ordering::Acquire);
        self.reader.wake();
    }

    /// Has the socket ping before its time.
    pub fn ask_for_ping(&self) {
        self.ping.store(true, Ordering::Release);
        self.reader.wake();
    }

    /// Whether it is to ping before its time; asked once.
    pub(super) fn take_ping(&self) -> bool {
        self.ping.swap(false, Ordering::AcqRel)
    }

    /// The close code, once the socket is to end.
    pub fn ending(&self) -> Option<u16> {
        Some(self.ending.load(Ordering::Acquire)).filter(|code| *code != 0)
    }

    /// Ready when frames wait, or the socket is to ping or to end. Only the socket's own task asks.
    pub(super) fn poll_ready(&self, context: &Context<'_>) -> Poll<()> {
        // Registered before looking, so that what is pushed in between wakes.
        self.reader.register(context.waker());
        let is_asked = self.ending().is_some() || self.ping.load(Ordering::Acquire);
        if is_asked || !self.lock().frames.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Takes everything that waits, in order.
    pub(super) fn take(&self) -> VecDeque<Utf8Bytes> {
        let mut waiting = self.lock();
        waiting.bytes = 0;
        std::mem::take(&mut waiting.frames)
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_too_far_behind_is_closed_and_takes_no_more() {
        let outbox = Outbox::default();
        for _ in 0..MOST_FRAMES {
            assert_eq!(outbox.push("x".into()), Pushed::Queued);
        }
        assert_eq!(outbox.push("x".into()), Pushed::Dropped);
        assert_eq!(outbox.ending(), Some(close::SLOW));
    }

    #[test]
    fn bytes_count_as_well_as_frames() {
        let outbox = Outbox::default();
        let large = Utf8Bytes::from("x".repeat(MOST_BYTES / 2));
        assert_eq!(outbox.push(large.clone()), Pushed::Queued);
        assert_eq!(outbox.push(large.clone()), Pushed::Queued);
        assert_eq!(outbox.push(large), Pushed::Dropped);
    }

    #[test]
    fn frames_come_out_in_order_and_once() {
        let outbox = Outbox::default();
        outbox.push("a".into());
        outbox.push("b".into());
        let taken: Vec<String> = outbox.take().iter().map(ToString::to_string).collect();
        assert_eq!(taken, ["a", "b"]);
        assert!(outbox.take().is_empty());
    }
}
