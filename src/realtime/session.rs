//! The life of one socket: one task that reads, writes, pings and ends.

use std::future::Future;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Error as WsError;
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_util::sync::CancellationToken;

use super::close;
use super::hub::Link;

/// The buffer for reading. The default of 128 KiB would be held, and zeroed, for each socket.
const READ_BUFFER: usize = 1_024;
/// The largest message; a larger one ends the socket with [`close::TOO_BIG`].
const MESSAGE_LIMIT: usize = 64 * 1_024;
const PING_EVERY: Duration = Duration::from_secs(25);
const PONG_WITHIN: Duration = Duration::from_secs(8);
const WRITE_WITHIN: Duration = Duration::from_secs(1);

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
    fn hear(&mut self, text: Utf8Bytes, link: &mut Link) -> impl Future<Output = Flow> + Send;

    /// The text of a ping, which carries the heads of the topics.
    fn ping(&mut self) -> impl Future<Output = Utf8Bytes> + Send;

    /// The text that tells the client to come back after some time.
    fn farewell(&mut self) -> Utf8Bytes;
}

/// The limits that every socket of the server has.
pub trait Upgrade {
    /// Sets small buffers and the message limit.
    #[must_use]
    fn bounded(self) -> Self;
}

impl Upgrade for WebSocketUpgrade {
    fn bounded(self) -> Self {
        self.read_buffer_size(READ_BUFFER)
            .write_buffer_size(READ_BUFFER)
            .max_write_buffer_size(4 * MESSAGE_LIMIT)
            .max_message_size(MESSAGE_LIMIT)
            .max_frame_size(MESSAGE_LIMIT)
    }
}

/// Runs a socket until either side ends it. `frames_per_second` bounds what a client may send; a
/// burst of ten seconds' worth is let through.
pub async fn serve<T: Talk>(
    mut socket: WebSocket,
    mut talk: T,
    mut link: Link,
    stop: CancellationToken,
    frames_per_second: u32,
) {
    let code = talk_until_end(&mut socket, &mut talk, &mut link, &stop, frames_per_second).await;
    drop(link);
    if let Some(code) = code {
        let frame = CloseFrame { code, reason: Utf8Bytes::from_static("") };
        let _ = timeout(WRITE_WITHIN, socket.send(Message::Close(Some(frame)))).await;
    }
}

/// Returns the code to close with, or `None` when the client is gone.
async fn talk_until_end<T: Talk>(
    socket: &mut WebSocket,
    talk: &mut T,
    link: &mut Link,
    stop: &CancellationToken,
    frames_per_second: u32,
) -> Option<u16> {
    let mut allowance = Allowance::new(frames_per_second);
    let outbox = link.outbox().clone();
    let mut awaiting_pong = false;
    let timer = sleep_until(Instant::now() + PING_EVERY);
    tokio::pin!(timer);
    loop {
        tokio::select! {
            biased;
            () = outbox.woken() => {
                if !write_waiting(socket, outbox.take()).await {
                    return None;
                }
                if let Some(code) = outbox.ending() {
                    return Some(code);
                }
            }
            heard = socket.next() => {
                if std::mem::take(&mut awaiting_pong) {
                    timer.as_mut().reset(Instant::now() + PING_EVERY - PONG_WITHIN);
                }
                let flow = match heard {
                    Some(Err(cause)) => return refusal(cause),
                    Some(Ok(_)) if !allowance.take() => Flow::Close(close::POLICY),
                    Some(Ok(Message::Text(text))) => talk.hear(text, link).await,
                    None | Some(Ok(Message::Close(_))) => return None,
                    Some(Ok(Message::Binary(_))) => Flow::Close(close::POLICY),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => Flow::Open,
                };
                if let Flow::Close(code) = flow {
                    write_waiting(socket, outbox.take()).await;
                    return Some(code);
                }
            }
            () = &mut timer => {
                if awaiting_pong {
                    return Some(close::SLOW);
                }
                awaiting_pong = true;
                let ping = Box::pin(talk.ping()).await;
                if !write_waiting(socket, [ping]).await {
                    return None;
                }
                timer.as_mut().reset(Instant::now() + PONG_WITHIN);
            }
            () = stop.cancelled() => {
                let mut waiting = outbox.take();
                waiting.push_back(talk.farewell());
                write_waiting(socket, waiting).await;
                return Some(close::RESTART);
            }
        }
    }
}

/// Writes frames with one flush; false when the client does not take them in time.
async fn write_waiting(
    socket: &mut WebSocket,
    frames: impl IntoIterator<Item = Utf8Bytes>,
) -> bool {
    let work = async {
        for text in frames {
            socket.feed(Message::Text(text)).await?;
        }
        socket.flush().await
    };
    matches!(timeout(WRITE_WITHIN, work).await, Ok(Ok(())))
}

fn refusal(cause: axum::Error) -> Option<u16> {
    match cause.into_inner().downcast_ref::<WsError>()? {
        WsError::Capacity(CapacityError::MessageTooLong { .. }) => Some(close::TOO_BIG),
        WsError::Utf8(_) => Some(close::BAD_TEXT),
        WsError::Protocol(_) => Some(1002),
        _ => None,
    }
}

/// A token bucket for the frames of one client.
struct Allowance {
    left: f32,
    rate: f32,
    at: Instant,
}

impl Allowance {
    fn new(per_second: u32) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "a small limit")]
        let rate = per_second as f32;
        Self { left: rate * 10.0, rate, at: Instant::now() }
    }

    fn take(&mut self) -> bool {
        if self.left < 1.0 {
            let now = Instant::now();
            self.left =
                (self.left + (now - self.at).as_secs_f32() * self.rate).min(self.rate * 10.0);
            self.at = now;
        }
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}
