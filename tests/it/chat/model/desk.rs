//! An open inbox: what the console knows, and what it does with each frame.

use std::collections::{BTreeSet, HashMap};

use leadbell::ids;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::page::{number, uuid};
use super::thread::{Said, Thread};
use crate::support::{Operator, Socket};

pub struct Desk {
    pub operator: Operator,
    pub user: Uuid,
    /// The console's own origin, whichever node is asked.
    origin: String,
    socket: Option<Socket>,
    /// Conversations as their cards.
    pub known: HashMap<Uuid, Value>,
    pub threads: HashMap<Uuid, Thread>,
    pub outbox: Vec<(Uuid, Uuid, String)>,
    pub acknowledged: Vec<(Uuid, String)>,
    /// Every change up to this one was seen, and some after it.
    upto: i64,
    ahead: BTreeSet<i64>,
    head: i64,
    is_loaded: bool,
    waits: bool,
    pub pings: usize,
}

impl Desk {
    pub fn new(operator: Operator, user: Uuid) -> Self {
        let origin = operator.base.origin().ascii_serialization();
        Self {
            operator,
            user,
            origin,
            socket: None,
            known: HashMap::new(),
            threads: HashMap::new(),
            outbox: Vec::new(),
            acknowledged: Vec::new(),
            upto: 0,
            ahead: BTreeSet::new(),
            head: 0,
            is_loaded: false,
            waits: false,
            pings: 0,
        }
    }

    pub fn is_up(&self) -> bool {
        self.socket.is_some()
    }

    pub async fn dial(&mut self, node: &Url) {
        self.operator.base = node.clone();
        self.socket = self.operator.try_socket(Some(&self.origin)).await.ok();
        self.send(json!({"t": "hello", "open": null, "after": 0})).await;
    }

    pub fn drop_line(&mut self) {
        self.socket = None;
    }

    /// The page is loaded anew; its session storage keeps the outbox.
    pub fn reload(&mut self) {
        self.socket = None;
        self.known.clear();
        self.threads.clear();
        (self.upto, self.head, self.is_loaded) = (0, 0, false);
        self.ahead.clear();
    }

    pub async fn write(&mut self, conversation: Uuid, text: String) {
        let id = ids::new_id();
        self.outbox.push((id, conversation, text.clone()));
        self.send(json!({"t": "send", "conversation": conversation, "id": id, "text": text})).await;
    }

    pub async fn mark(&mut self, kind: &str, conversation: Uuid) {
        let number = self.threads.get(&conversation).map_or(0, Thread::last);
        self.send(json!({"t": kind, "conversation": conversation, "number": number})).await;
    }

    async fn send(&mut self, frame: Value) {
        if let Some(socket) = &mut self.socket {
            socket.send(frame).await;
        }
    }

    pub async fn pump(&mut self) -> bool {
        let mut heard = false;
        while let Some(socket) = &mut self.socket {
            match socket.ready().await {
                None => break,
                Some(Ok(frame)) => self.hear(&frame).await,
                Some(Err(_)) => self.socket = None,
            }
            heard = true;
        }
        if std::mem::take(&mut self.waits) {
            self.send_again().await;
        }
        heard
    }

    async fn hear(&mut self, frame: &Value) {
        let conversation = uuid(&frame["conversation"]);
        match frame["t"].as_str().unwrap_or_default() {
            "welcome" => {
                self.head = self.head.max(number(frame, "rev"));
                self.send_again().await;
                return;
            }
            "ping" => {
                self.pings += 1;
                self.head = self.head.max(number(frame, "rev"));
                return;
            }
            "conversation" => self.learn(&frame["conversation"]),
            "message" => self.take(frame),
            "ack" => {
                let id = uuid(&frame["id"]).expect("an id");
                if let Some(place) = self.outbox.iter().position(|(of, ..)| *of == id) {
                    let (id, _, text) = self.outbox.remove(place);
                    self.acknowledged.push((id, text));
                }
            }
            "nack" if frame["retry_after"].is_u64() => self.waits = true,
            "nack" => {
                // Its visitor has begun another conversation: the text stays with the operator.
                let id = uuid(&frame["id"]);
                self.outbox.retain(|(of, ..)| Some(*of) != id);
            }
            kind @ ("read" | "got") => {
                if let Some(card) = conversation.and_then(|id| self.known.get_mut(&id)) {
                    mark(card, kind, &frame["by"], number(frame, "number"));
                }
            }
            _ => {}
        }
        if let Some(rev) = frame["rev"].as_i64() {
            self.saw(rev);
            if let Some(card) = conversation.and_then(|id| self.known.get_mut(&id))
                && rev > number(card, "rev")
            {
                card["rev"] = json!(rev);
            }
        }
    }

    async fn send_again(&mut self) {
        for (id, conversation, text) in self.outbox.clone() {
            let frame = json!({"t": "send", "conversation": conversation, "id": id, "text": text});
            self.send(frame).await;
        }
    }

    fn learn(&mut self, card: &Value) {
        let id = uuid(&card["id"]).expect("an id");
        let is_newer = |known: &Value| number(card, "rev") >= number(known, "rev");
        if self.known.get(&id).is_none_or(is_newer) {
            self.known.insert(id, card.clone());
        }
    }

    fn take(&mut self, message: &Value) {
        let id = uuid(&message["conversation"]).expect("a conversation");
        let at = number(message, "number");
        self.threads.entry(id).or_default().add(at, Said::of(message));
        if let Some(card) = self.known.get_mut(&id).filter(|card| number(card, "number") < at) {
            said(card, message, at);
        }
    }

    fn saw(&mut self, rev: i64) {
        if rev > self.upto {
            self.ahead.insert(rev);
        }
        while self.ahead.remove(&(self.upto + 1)) {
            self.upto += 1;
        }
    }

    fn has(&mut self, rev: i64) {
        self.upto = self.upto.max(rev);
        self.ahead.retain(|one| *one > rev);
        self.saw(rev);
    }

    pub fn is_behind(&self) -> bool {
        !self.is_loaded || !self.ahead.is_empty() || self.head > self.upto
    }

    async fn get(&self, path: &str) -> Option<Value> {
        let answer = self.operator.try_get(path).await?;
        (answer.status == 200).then_some(answer.body)
    }

    /// Loads the list once, and from then on only what was missed.
    pub async fn catch_up(&mut self) {
        if !self.is_loaded {
            let mut before = String::new();
            let mut first = None;
            loop {
                let path = format!("/api/v1/conversations?filter=all&before={before}");
                let Some(page) = self.get(&path).await else { return };
                first.get_or_insert(number(&page, "rev"));
                for card in page["conversations"].as_array().into_iter().flatten() {
                    self.learn(card);
                }
                match page["next"].as_str() {
                    Some(next) => next.clone_into(&mut before),
                    None => break,
                }
            }
            self.is_loaded = true;
            self.has(first.unwrap_or(0));
        }
        if self.is_behind() {
            let path = format!("/api/v1/changes?after={}", self.upto);
            let Some(answer) = self.get(&path).await else { return };
            if answer["resync"] == true {
                self.known.clear();
                self.is_loaded = false;
                return;
            }
            for card in answer["conversations"].as_array().into_iter().flatten() {
                self.learn(card);
            }
            self.has(number(&answer, "rev"));
        }
        self.fill().await;
    }

    /// Fetches the messages of every conversation of which the card knows more than the thread.
    async fn fill(&mut self) {
        let short: Vec<(Uuid, i64)> = self
            .known
            .iter()
            .map(|(id, card)| (*id, number(card, "number")))
            .filter(|(id, newest)| self.threads.get(id).map_or(0, Thread::last) < *newest)
            .collect();
        for (id, newest) in short {
            loop {
                let thread = self.threads.entry(id).or_default();
                let after = thread.last();
                if after >= newest {
                    break;
                }
                let path = format!("/api/v1/conversations/{id}/messages?after={after}&limit=500");
                let Some(answer) = self.get(&path).await else { return };
                let thread = self.threads.entry(id).or_default();
                for message in answer["messages"].as_array().into_iter().flatten() {
                    thread.add(number(message, "number"), Said::of(message));
                }
                assert!(thread.last() > after, "messages after {after} of {newest} did not come");
            }
        }
    }
}

/// What a message changes in its card, as on the server.
fn said(card: &mut Value, message: &Value, at: i64) {
    let before = number(card, "number");
    let author = message["author"].as_str().unwrap_or_default();
    card["number"] = json!(at);
    if author == "system" {
        for (read, got) in [("visitor_read", "visitor_got"), ("operator_read", "operator_got")] {
            if number(card, read) == before {
                (card[read], card[got]) = (json!(at), json!(at));
            }
        }
        return;
    }
    let own = if author == "visitor" { "visitor" } else { "operator" };
    card[format!("{own}_read")] = json!(at);
    card[format!("{own}_got")] = json!(at);
    card["last_text"] = message["text"].clone();
}

fn mark(card: &mut Value, kind: &str, by: &Value, at: i64) {
    let by = if by == "visitor" { "visitor" } else { "operator" };
    for kind in if kind == "read" { &["read", "got"][..] } else { &["got"] } {
        let field = format!("{by}_{kind}");
        card[&field] = json!(number(card, &field).max(at));
    }
}
