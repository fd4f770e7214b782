//! A tab on a host page: what the widget knows, and what it does with each frame.

use leadbell::ids;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::thread::{Said, Thread};
use crate::support::{Socket, Visitor};

pub struct Page {
    pub visitor: Visitor,
    socket: Option<Socket>,
    pub conversation: Option<Uuid>,
    pub thread: Thread,
    /// Written here and not acknowledged: id and text.
    pub outbox: Vec<(Uuid, String)>,
    /// Every message that the server has acknowledged to this tab.
    pub acknowledged: Vec<(Uuid, String)>,
    pub read: i64,
    pub got: i64,
    pub state: Value,
    /// The server asked for a moment before the outbox is sent again.
    waits: bool,
    pub pings: usize,
    /// What it has last said that it has read, and that has come.
    told: [i64; 2],
}

impl Page {
    pub fn new(visitor: Visitor) -> Self {
        Self {
            visitor,
            socket: None,
            conversation: None,
            thread: Thread::default(),
            outbox: Vec::new(),
            acknowledged: Vec::new(),
            read: 0,
            got: 0,
            state: Value::Null,
            waits: false,
            pings: 0,
            told: [0; 2],
        }
    }

    pub fn is_up(&self) -> bool {
        self.socket.is_some()
    }

    /// Connects to a node; nothing happens where it does not answer.
    pub async fn dial(&mut self, node: &Url) {
        self.visitor.base = node.clone();
        self.socket = self.visitor.try_socket().await.ok();
        self.resume().await;
    }

    /// The line breaks without a word.
    pub fn drop_line(&mut self) -> bool {
        self.socket.take().is_some()
    }

    /// The page is loaded anew: what the browser keeps is the conversation and the outbox.
    pub fn reload(&mut self) {
        self.socket = None;
        self.thread = Thread::default();
        (self.read, self.got, self.state) = (0, 0, Value::Null);
    }

    pub async fn write(&mut self, text: String) {
        let id = ids::new_id();
        self.outbox.push((id, text.clone()));
        self.send(json!({"t": "send", "id": id, "text": text})).await;
    }

    /// Says how far it has read (`read`), or what has come (`got`); true where that is news.
    pub async fn mark(&mut self, kind: &str) -> bool {
        let (last, told) = (self.thread.last(), &mut self.told[usize::from(kind == "got")]);
        let is_news = self.socket.is_some() && last > *told;
        if is_news {
            *told = last;
        }
        self.send(json!({"t": kind, "number": last})).await;
        is_news
    }

    /// Has had enough of the conversation; true where it was open, as far as it knows.
    pub async fn end(&mut self) -> bool {
        self.send(json!({"t": "end"})).await;
        self.is_up() && self.state["status"] == "open"
    }

    async fn send(&mut self, frame: Value) {
        if let Some(socket) = &mut self.socket {
            socket.send(frame).await;
        }
    }

    async fn resume(&mut self) {
        let (conversation, after) = (self.conversation, self.thread.last());
        self.send(json!({"t": "hello", "conversation": conversation, "after": after})).await;
    }

    async fn send_again(&mut self) {
        self.waits = false;
        for (id, text) in self.outbox.clone() {
            self.send(json!({"t": "send", "id": id, "text": text})).await;
        }
    }

    /// Takes in what has come; true while something did.
    pub async fn pump(&mut self) -> bool {
        let mut heard = false;
        while let Some(socket) = &mut self.socket {
            match socket.ready().await {
                None => break,
                Some(Ok(frame)) => self.hear(frame).await,
                Some(Err(_)) => self.socket = None,
            }
            heard = true;
        }
        if self.thread.has_gap() {
            self.resume().await;
        } else if self.waits {
            self.send_again().await;
        }
        heard
    }

    async fn hear(&mut self, frame: Value) {
        match frame["t"].as_str().unwrap_or_default() {
            "welcome" => self.welcome(&frame).await,
            "message" => {
                self.is_in(&frame["conversation"]);
                self.take(&frame);
            }
            "ack" => self.acknowledge(&frame),
            "nack" if frame["retry_after"].is_u64() => self.waits = true,
            "nack" => panic!("refused for good: {frame}"),
            // An earlier conversation of the visitor may change, too.
            "read" | "got" | "state" if uuid(&frame["conversation"]) != self.conversation => {}
            "read" | "got" => {
                let number = frame["number"].as_i64().unwrap_or(0);
                self.marks(if frame["t"] == "read" { number } else { 0 }, number);
            }
            "state" => self.is(&frame),
            "ping" => {
                self.meets(&frame).await;
            }
            _ => {}
        }
    }

    async fn meets(&mut self, ping: &Value) {
        self.pings += 1;
        let heads = ping["heads"].as_object().cloned().unwrap_or_default();
        let known = self.conversation.and_then(|id| heads.get(&id.to_string())?.as_i64());
        match known {
            Some(head) => {
                self.marks(number(ping, "read"), number(ping, "got"));
                self.is(&ping["state"]);
                if head > self.thread.last() {
                    self.resume().await;
                }
            }
            // Another one has begun.
            None if !heads.is_empty() => self.resume().await,
            None => {}
        }
    }

    async fn welcome(&mut self, frame: &Value) {
        self.is_in(&frame["conversation"]);
        let messages = frame["messages"].as_array().cloned().unwrap_or_default();
        if frame["resync"] == true {
            let first = messages.first().map_or(number(frame, "head") + 1, |m| number(m, "number"));
            self.thread.restart(first - 1);
            (self.read, self.got) = (0, 0);
        }
        self.marks(number(frame, "read"), number(frame, "got"));
        self.is(&frame["state"]);
        for message in &messages {
            self.take(message);
        }
        self.send_again().await;
    }

    fn acknowledge(&mut self, frame: &Value) {
        let id = uuid(&frame["id"]).expect("an id");
        self.is_in(&frame["conversation"]);
        if let Some(place) = self.outbox.iter().position(|(of, _)| *of == id) {
            let (id, text) = self.outbox.remove(place);
            self.acknowledged.push((id, text.clone()));
            let said = Said { id, author: "visitor".into(), text };
            self.thread.add(number(frame, "number"), said);
        }
    }

    fn take(&mut self, message: &Value) {
        let said = Said::of(message);
        // Another tab of the same browser may have sent it; here it may still wait for its ack.
        if let Some(place) = self.outbox.iter().position(|(of, _)| *of == said.id) {
            self.acknowledged.push(self.outbox.remove(place));
        }
        let (at, author) = (number(message, "number"), said.author.clone());
        self.thread.add(at, said);
        // Who answers has read what was before.
        if author == "operator" {
            self.marks(at, at);
        }
    }

    fn is_in(&mut self, conversation: &Value) {
        let conversation = uuid(conversation);
        if self.conversation != conversation {
            if self.conversation.is_some() {
                self.thread.restart(0);
                (self.read, self.got, self.told) = (0, 0, [0; 2]);
            }
            self.conversation = conversation;
        }
    }

    fn is(&mut self, state: &Value) {
        let Some(state) = state.as_object() else { return };
        if !self.state.is_object() {
            self.state = json!({});
        }
        // What a frame does not tell of has not changed.
        for (field, part) in
            [("status", None), ("operator", Some("name")), ("queue", Some("position"))]
        {
            if let Some(told) = state.get(field) {
                self.state[field] = part.map_or(told, |part| &told[part]).clone();
            }
        }
    }

    fn marks(&mut self, read: i64, got: i64) {
        self.read = self.read.max(read);
        self.got = self.got.max(read).max(got);
    }
}

pub fn number(frame: &Value, field: &str) -> i64 {
    frame[field].as_i64().unwrap_or(0)
}

pub fn uuid(value: &Value) -> Option<Uuid> {
    value.as_str().and_then(|id| id.parse().ok())
}
