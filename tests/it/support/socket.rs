//! A WebSocket that speaks the protocol's JSON frames.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use leadbell::ids;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use url::Url;
use uuid::Uuid;

use super::app::PATIENCE;

/// One open socket. Dropping it cuts the connection.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Frames that came while another was waited for.
    kept: VecDeque<Value>,
}

impl Socket {
    /// Connects, or gives the status of the refusal: 0 when nobody answers.
    pub async fn open(
        base: &Url,
        path: &str,
        headers: &[(&'static str, String)],
    ) -> Result<Self, u16> {
        let mut url = base.join(path).expect("a path");
        url.set_scheme("ws").expect("an address");
        let mut request = url.as_str().into_client_request().expect("a request");
        for (name, value) in headers {
            let value = HeaderValue::from_str(value).expect("a header");
            request.headers_mut().insert(*name, value);
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Self { stream, kept: VecDeque::new() }),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(_) => Err(0),
        }
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: Value) {
        self.send_text(frame.to_string()).await;
    }

    /// Sends a text that need not be a frame.
    pub async fn send_text(&mut self, text: String) {
        self.send_raw(Message::text(text)).await;
    }

    /// Sends whatever message; that the server hangs up meanwhile is no failure.
    pub async fn send_raw(&mut self, message: Message) {
        let _ = self.stream.send(message).await;
    }

    /// Sends messages without waiting for any to be out; ends when the server hangs up.
    pub async fn pour(&mut self, messages: impl IntoIterator<Item = Message>) {
        for message in messages {
            if self.stream.feed(message).await.is_err() {
                return;
            }
        }
        let _ = self.stream.flush().await;
    }

    /// A visitor's first frame; gives the welcome.
    pub async fn hello(&mut self, conversation: Option<Uuid>, after: i64) -> Value {
        self.send(json!({
            "t": "hello", "conversation": conversation, "after": after,
            "page": {"url": "https://shop.example/lamps", "title": "Lamps"},
        }))
        .await;
        self.expect("welcome").await
    }

    /// An operator's first frame; gives the welcome.
    pub async fn watch(&mut self, open: Option<Uuid>, after: i64) -> Value {
        self.send(json!({"t": "hello", "open": open, "after": after})).await;
        self.expect("welcome").await
    }

    /// A visitor's message under a new id; gives the ack.
    pub async fn say(&mut self, text: &str) -> Value {
        self.say_as(ids::new_id(), text).await
    }

    /// A visitor's message under an id; gives the ack.
    pub async fn say_as(&mut self, id: Uuid, text: &str) -> Value {
        self.send(json!({"t": "send", "id": id, "text": text})).await;
        self.expect("ack").await
    }

    /// An operator's message; gives the ack.
    pub async fn reply(&mut self, conversation: &Value, text: &str) -> Value {
        let id = ids::new_id();
        self.send(json!({"t": "send", "conversation": conversation, "id": id, "text": text})).await;
        self.expect("ack").await
    }

    /// The next frame of that type; others that come before it are kept for later.
    #[track_caller]
    pub fn expect(&mut self, kind: &str) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            if let Some(place) = self.kept.iter().position(|frame| frame["t"] == kind) {
                return self.kept.remove(place).expect("it is there");
            }
            // In all: pings come on time whatever else is missing.
            let until = Instant::now() + PATIENCE;
            loop {
                let Ok(read) = timeout_at(until, self.read()).await else {
                    panic!("no `{kind}` came at {caller}, but {:?}", self.kept)
                };
                match read {
                    Ok(frame) if frame["t"] == kind => return frame,
                    Ok(frame) => self.kept.push_back(frame),
                    Err(code) => panic!("closed with {code:?}, expected `{kind}` at {caller}"),
                }
            }
        }
    }

    /// What becomes of a message that was sent: the ack, or the nack.
    pub async fn expect_settled(&mut self) -> Value {
        let is_settled = |frame: &Value| frame["t"] == "ack" || frame["t"] == "nack";
        if let Some(place) = self.kept.iter().position(is_settled) {
            return self.kept.remove(place).expect("it is there");
        }
        loop {
            match timeout(PATIENCE, self.read()).await.expect("no answer came") {
                Ok(frame) if is_settled(&frame) => return frame,
                Ok(frame) => self.kept.push_back(frame),
                Err(code) => panic!("closed with {code:?}"),
            }
        }
    }

    /// Fails when a frame of that type comes within a quarter of a second.
    pub async fn expect_no(&mut self, kind: &str) {
        while let Ok(Ok(frame)) = timeout(Duration::from_millis(250), self.read()).await {
            self.kept.push_back(frame);
        }
        let found = self.kept.iter().find(|frame| frame["t"] == kind);
        assert!(found.is_none(), "an unexpected frame: {found:?}");
    }

    /// The next frame in order, whatever it is; `Err` with the close code once it is closed.
    pub async fn next(&mut self) -> Result<Value, Option<u16>> {
        match self.kept.pop_front() {
            Some(frame) => Ok(frame),
            None => timeout(PATIENCE, self.read()).await.expect("no frame came"),
        }
    }

    /// A frame that is there or comes within a moment; `Err` with the close code once it is closed.
    pub async fn ready(&mut self) -> Option<Result<Value, Option<u16>>> {
        match self.kept.pop_front() {
            Some(frame) => Some(Ok(frame)),
            None => timeout(Duration::from_millis(1), self.read()).await.ok(),
        }
    }

    /// Reads on until the server closes; gives its close code (`None`: it just hung up).
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            match timeout(PATIENCE, self.read()).await.expect("the socket stays open") {
                Ok(frame) => self.kept.push_back(frame),
                Err(code) => return code,
            }
        }
    }

    /// Closes it as a browser does.
    pub async fn close(mut self) {
        let _ = self.stream.close(None).await;
        while let Ok(Some(Ok(_))) = timeout(PATIENCE, self.stream.next()).await {}
    }

    /// Reads one frame; answers pings by itself.
    async fn read(&mut self) -> Result<Value, Option<u16>> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).expect("a JSON frame");
                    if frame["t"] == "ping" {
                        self.send(json!({"t": "pong"})).await;
                    }
                    return Ok(frame);
                }
                Some(Ok(Message::Close(reason))) => return Err(reason.map(|r| r.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }
}
