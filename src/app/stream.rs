//! A connection with bounds: a client that takes nothing of its answer is let go of, and what has
//! come in is counted, for whoever bounds that.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::realtime::Received;

/// A client has this long to take what is written to it at once.
pub(super) const TAKE_WITHIN: Duration = Duration::from_mins(1);

pub(super) struct Bounded<S> {
    stream: S,
    received: Received,
    /// Runs while the client has not taken all of a write.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S> Bounded<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, received: Received::default(), waiting: None }
    }

    /// The count of bytes that have come in.
    pub(super) fn received(&self) -> Received {
        self.received.clone()
    }

    /// Takes note of how a write of `size` bytes went. A part of it does not end the wait: taking
    /// a byte now and then is no better than taking none.
    fn note(
        &mut self,
        context: &mut Context<'_>,
        size: usize,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if !matches!(written, Poll::Pending | Poll::Ready(Ok(_)))
            || matches!(written, Poll::Ready(Ok(count)) if count >= size)
        {
            self.waiting = None;
            return written;
        }
        let wait = self.waiting.get_or_insert_with(|| Box::pin(sleep(TAKE_WITHIN)));
        match (wait.as_mut().poll(context), written) {
            (Poll::Ready(()), _) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            (Poll::Pending, written) => written,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Bounded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.received.add(buffer.filled().len() - before);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Bounded<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.note(context, bytes.len(), written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let size = parts.iter().map(|part| part.len()).sum();
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.note(context, size, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
