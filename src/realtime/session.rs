//! The life of one socket: one task that reads, writes, pings and ends.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::http::request::Parts;
use axum::response::Response;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::time::{Instant, Sleep, sleep, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Error as WsError;
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_util::sync::CancellationToken;

use super::close;
use super::hub::Link;
use super::outbox::Outbox;
use crate::web::Problem;

/// The buffer for reading. The default of 128 KiB would be held, and zeroed, for each socket.
const READ_BUFFER: usize = 1_024;
/// Frames are written once so many bytes wait, or nothing more does. Nothing is held when idle.
const WRITE_BUFFER: usize = 4 * 1_024;
/// The largest message; a larger one ends the socket with [`close::TOO_BIG`].
const MESSAGE_LIMIT: usize = 64 * 1_024;
/// A message up to this size is still read, so that its sender hears why it was refused.
const READ_LIMIT: usize = 2 * MESSAGE_LIMIT;
/// Bytes that may come in without a message being whole: frames of a part of it, which may be
/// empty, have heads of up to 14 bytes.
const PARTS_LIMIT: u64 = 8 * READ_LIMIT as u64;
const PING_EVERY: Duration = Duration::from_secs(25);
/// A ping that was asked for comes within this time.
const EARLY_PING: Duration = Duration::from_secs(3);
const PONG_WITHIN: Duration = Duration::from_secs(8);
const WRITE_WITHIN: Duration = Duration::from_secs(1);
/// How long a closed socket is still read, so that the close frame is not lost to a reset.
const LINGER: Duration = Duration::from_secs(1);

/// What a frame leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Open,
    /// End the socket with this close code.
    Close(u16),
}

/// One side of the protocol: what a feature does with a socket's frames.
pub trait Talk: Send + 'static {
    /// Answers one text frame. Slow work goes elsewhere and answers through the outbox: while
    /// this runs, nothing is written to the socket.
    fn hear(&mut self, text: &str, link: &mut Link) -> impl Future<Output = Flow> + Send;

    /// The text of a ping, which carries the heads of the topics.
    fn ping(&mut self) -> impl Future<Output = Utf8Bytes> + Send;

    /// The text that tells the client to come back after some time.
    fn farewell(&mut self) -> Utf8Bytes;
}

/// Bytes that a connection has received; the listener counts them.
#[derive(Clone, Debug, Default)]
pub struct Received(Arc<AtomicU64>);

impl Received {
    /// Counts further bytes.
    pub fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// How many so far.
    pub fn total(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A request to open a socket, which gets the limits that every socket of the server has: small
/// buffers, and the message limit.
pub struct Handshake {
    upgrade: WebSocketUpgrade,
    received: Received,
}

impl Handshake {
    /// Opens the socket and runs it, see [`serve`].
    pub fn open<T: Talk>(
        self,
        protocol: Option<&'static str>,
        talk: T,
        link: Link,
        stop: CancellationToken,
        frames_per_second: u32,
    ) -> Response {
        let Self { upgrade, received } = self;
        upgrade.protocols(protocol).on_upgrade(move |socket| {
            serve(socket, talk, link, stop, Allowance::new(frames_per_second, received))
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Handshake {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let upgrade =
            WebSocketUpgrade::from_request_parts(parts, state).await.map_err(|cause| {
                Problem::new(cause.status(), "not_a_socket").detail(cause.body_text())
            })?;
        let upgrade = upgrade
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(WRITE_BUFFER)
            .max_write_buffer_size(4 * MESSAGE_LIMIT)
            .max_message_size(READ_LIMIT)
            .max_frame_size(READ_LIMIT);
        let received = parts.extensions.get::<Received>().cloned().unwrap_or_default();
        Ok(Self { upgrade, received })
    }
}

/// Runs a socket until either side ends it or the server stops.
async fn serve<T: Talk>(
    mut socket: WebSocket,
    talk: T,
    link: Link,
    stop: CancellationToken,
    allowance: Allowance,
) {
    // The hub ends the sockets that it knows when the server stops; this one may have come late.
    if stop.is_cancelled() {
        link.outbox().end(close::RESTART);
    }
    drop(stop);
    let code = talk_until_end(&mut socket, talk, link, allowance).await;
    if let Some(code) = code {
        Box::pin(close_with(&mut socket, code)).await;
    }
}

/// Says why, then reads on for a moment: data left unread would reset the connection, and the
/// client would not hear it.
async fn close_with(socket: &mut WebSocket, code: u16) {
    let frame = CloseFrame { code, reason: Utf8Bytes::from_static("") };
    let said = timeout(WRITE_WITHIN, socket.send(Message::Close(Some(frame)))).await;
    if !matches!(said, Ok(Ok(()))) {
        return;
    }
    let rest = async {
        let begun = Instant::now();
        while let Some(Ok(_)) = socket.next().await {}
        // After a broken frame nothing can be read any more.
        if begun.elapsed() < LINGER / 10 {
            sleep(LINGER / 10).await;
        }
    };
    let _ = timeout(LINGER, rest).await;
}

enum Event {
    /// Frames wait, or the socket is to end.
    Outbox,
    Heard(Option<Result<Message, axum::Error>>),
    /// Very much has come in, and no message of it.
    Flood,
    Timer,
}

/// Returns the code to close with, or `None` when the client is gone.
async fn talk_until_end<T: Talk>(
    socket: &mut WebSocket,
    mut talk: T,
    mut link: Link,
    mut allowance: Allowance,
) -> Option<u16> {
    let outbox = link.outbox().clone();
    let mut awaiting_pong = false;
    let mut timer = pin!(sleep_until(Instant::now() + first_ping()));
    let mut wrote = false;
    loop {
        match next(socket, &outbox, timer.as_mut(), wrote, &allowance).await {
            Event::Outbox => {
                wrote = true;
                let waiting = outbox.take();
                let ending = outbox.ending();
                let farewell = (ending == Some(close::RESTART)).then(|| talk.farewell());
                if let Err(code) = write(socket, waiting.into_iter().chain(farewell)).await {
                    return ending.or(code);
                }
                if ending.is_some() {
                    return ending;
                }
                if outbox.take_ping() && !awaiting_pong {
                    timer.as_mut().reset(Instant::now() + early_ping());
                }
            }
            Event::Heard(heard) => {
                wrote = false;
                if std::mem::take(&mut awaiting_pong) {
                    timer.as_mut().reset(Instant::now() + PING_EVERY - PONG_WITHIN);
                }
                let flow = match heard {
                    None | Some(Ok(Message::Close(_))) => return None,
                    Some(Err(cause)) => return refusal(cause),
                    Some(Ok(_)) if !allowance.take() => Flow::Close(close::POLICY),
                    Some(Ok(Message::Text(text))) if text.len() > MESSAGE_LIMIT => {
                        Flow::Close(close::TOO_BIG)
                    }
                    Some(Ok(Message::Text(text))) => talk.hear(&text, &mut link).await,
                    Some(Ok(Message::Binary(_))) => Flow::Close(close::POLICY),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => Flow::Open,
                };
                if let Flow::Close(code) = flow {
                    let _ = write(socket, outbox.take()).await;
                    return Some(code);
                }
            }
            Event::Flood => return Some(close::POLICY),
            Event::Timer => {
                if awaiting_pong {
                    return Some(close::SLOW);
                }
                awaiting_pong = true;
                let ping = Box::pin(talk.ping()).await;
                if let Err(code) = write(socket, [ping]).await {
                    return code;
                }
                timer.as_mut().reset(Instant::now() + PONG_WITHIN);
            }
        }
    }
}

/// Waits for the next thing to do. After a write the client is heard first, so that a busy topic
/// does not deafen the socket. The timer is asked before the client: reading may use up the task's
/// turn, and a client that sends without a pause would stop the clock.
async fn next(
    socket: &mut WebSocket,
    outbox: &Outbox,
    mut timer: Pin<&mut Sleep>,
    hear_first: bool,
    allowance: &Allowance,
) -> Event {
    poll_fn(|context| {
        let waiting = outbox.poll_ready(context);
        if waiting.is_ready() && !hear_first {
            return Poll::Ready(Event::Outbox);
        }
        if timer.as_mut().poll(context).is_ready() {
            return Poll::Ready(Event::Timer);
        }
        if let Poll::Ready(heard) = socket.poll_next_unpin(context) {
            return Poll::Ready(Event::Heard(heard));
        }
        if allowance.is_flooded() {
            return Poll::Ready(Event::Flood);
        }
        if waiting.is_ready() { Poll::Ready(Event::Outbox) } else { Poll::Pending }
    })
    .await
}

/// Writes frames with one flush. The error is the code for a client that does not take them in
/// time, or nothing when it is gone.
async fn write(
    socket: &mut WebSocket,
    frames: impl IntoIterator<Item = Utf8Bytes>,
) -> Result<(), Option<u16>> {
    let mut work = pin!(async {
        for text in frames {
            socket.feed(Message::Text(text)).await?;
        }
        socket.flush().await
    });
    // A socket that takes the frames at once, as nearly all do, needs no timer.
    let written = match poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await {
        Poll::Ready(written) => written,
        Poll::Pending => timeout(WRITE_WITHIN, work).await.map_err(|_| Some(close::SLOW))?,
    };
    written.map_err(|_gone| None)
}

/// Not all at once: each reads the database.
fn early_ping() -> Duration {
    EARLY_PING.mul_f32(rand::random_range(0.0..1.0))
}

/// Sockets that came together do not ping together.
fn first_ping() -> Duration {
    PING_EVERY.mul_f32(rand::random_range(0.5..1.0))
}

fn refusal(cause: axum::Error) -> Option<u16> {
    match cause.into_inner().downcast_ref::<WsError>()? {
        WsError::Capacity(CapacityError::MessageTooLong { .. }) => Some(close::TOO_BIG),
        WsError::Utf8(_) => Some(close::BAD_TEXT),
        WsError::Protocol(_) => Some(close::PROTOCOL),
        _ => None,
    }
}

/// A token bucket for the messages of one client; a burst of ten seconds' worth is let through.
/// Between two messages no more may come in than the parts of one.
struct Allowance {
    left: f32,
    rate: f32,
    at: Instant,
    received: Received,
    /// What had come in when the last message was whole.
    before: u64,
}

impl Allowance {
    fn new(per_second: u32, received: Received) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "a small limit")]
        let rate = per_second as f32;
        let before = received.total();
        Self { left: rate * 10.0, rate, at: Instant::now(), received, before }
    }

    /// Whether more has come in since the last message than parts of one can be.
    fn is_flooded(&self) -> bool {
        self.received.total() - self.before > PARTS_LIMIT
    }

    fn take(&mut self) -> bool {
        self.before = self.received.total();
        if self.left < 1.0 {
            let now = Instant::now();
            let gained = (now - self.at).as_secs_f32() * self.rate;
            self.left = (self.left + gained).min(self.rate * 10.0);
            self.at = now;
        }
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn ten_seconds_worth_of_frames_may_come_at_once_and_no_more() {
        let mut allowance = Allowance::new(2, Received::default());
        assert_eq!((0..30).filter(|_| allowance.take()).count(), 20);
        tokio::time::advance(Duration::from_secs(3)).await;
        assert_eq!((0..30).filter(|_| allowance.take()).count(), 6);
    }
}
