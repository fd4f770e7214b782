//! An open inbox: what the console knows, and what it does with each frame.

use std::collections::{BTreeSet, HashMap};

use leadbell::ids;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::card::{mark, said};
use super::page::{number, uuid};
use super::thread::{Said, Thread};
use crate::support::{Operator, Socket};

/// What was written here and not acknowledged.
#[derive(Clone)]
pub struct Written {
    id: Uuid,
    conversation: Uuid,
    text: String,
    /// The newest message that was seen before; `None` where it does not matter.
    seen: Option<i64>,
}

impl Written {
    fn frame(&self) -> Value {
        let Self { id, conversation, text, seen } = self;
        json!({"t": "send", "conversation": conversation, "id": id, "text": text, "seen": seen})
    }
}

pub struct Desk {
    pub operator: Operator,
    pub user: Uuid,
    /// The console's own origin, whichever node is asked.
    origin: String,
    socket: Option<Socket>,
    /// Conversations as their cards.
    pub known: HashMap<Uuid, Value>,
    pub threads: HashMap<Uuid, Thread>,
    pub outbox: Vec<Written>,
    pub acknowledged: Vec<(Uuid, String)>,
    /// Every change up to this one was seen, and some after it.
    upto: i64,
    ahead: BTreeSet<i64>,
    head: i64,
    is_loaded: bool,
    waits: bool,
    pub pings: usize,
    /// What they have chosen to be, as far as they know.
    chosen: &'static str,
    is_idle: bool,
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
            chosen: "online",
            is_idle: false,
        }
    }

    pub fn is_up(&self) -> bool {
        self.socket.is_some()
    }

    pub async fn dial(&mut self, node: &Url) {
        self.operator.base = node.clone();
        self.socket = self.operator.try_socket(Some(&self.origin)).await.ok();
        self.is_idle = false;
        self.send(json!({"t": "hello", "open": null, "after": 0})).await;
    }

    pub fn drop_line(&mut self) -> bool {
        self.socket.take().is_some()
    }

    /// The page is loaded anew; its session storage keeps the outbox.
    pub fn reload(&mut self) {
        self.socket = None;
        self.known.clear();
        self.threads.clear();
        (self.upto, self.head, self.is_loaded) = (0, 0, false);
        self.ahead.clear();
    }

    /// Writes; where `minds`, not after a colleague whose answer has not come here yet.
    pub async fn write(&mut self, conversation: Uuid, text: String, minds: bool) {
        let seen = minds.then(|| self.last(conversation));
        let written = Written { id: ids::new_id(), conversation, text, seen };
        self.send(written.frame()).await;
        self.outbox.push(written);
    }

    fn last(&self, conversation: Uuid) -> i64 {
        self.threads.get(&conversation).map_or(0, Thread::last)
    }

    /// Says how far it has read, or what has come; true where that is news.
    pub async fn mark(&mut self, kind: &str, conversation: Uuid) -> bool {
        let last = self.last(conversation);
        let known = number(&self.known[&conversation], &format!("operator_{kind}"));
        self.send(json!({"t": kind, "conversation": conversation, "number": last})).await;
        self.is_up() && last > known
    }

    /// Chooses to be there or not; `auto`: the page is not used, or is used again. True where that
    /// is another state than before.
    pub async fn is_now(&mut self, state: &'static str, auto: bool) -> bool {
        let before = (self.chosen, self.is_idle);
        if self.is_up() {
            self.is_idle = auto && state != "online";
            if !auto {
                self.chosen = state;
            }
        }
        self.send(json!({"t": "availability", "state": state, "auto": auto})).await;
        before != (self.chosen, self.is_idle)
    }

    /// Posts a change of a conversation; true where something has come of it.
    pub async fn change(&mut self, id: Uuid, what: &str, body: Value) -> bool {
        let path = format!("/api/v1/conversations/{id}/{what}");
        let before = number(&self.known[&id], "rev");
        let Some(answer) = self.operator.try_post(&path, body).await else { return false };
        let is_known = matches!(answer.status, 200 | 404 | 409 | 422 | 503);
        assert!(is_known, "{what}: {} {}", answer.status, answer.text);
        if answer.status == 200 {
            self.learn(&answer.body);
        }
        answer.status == 200 && number(&answer.body, "rev") > before
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
            // Another node's frame, about what came later, may have overtaken it.
            "conversation" if !self.learn(&frame["conversation"]) => {
                self.refresh(&frame["conversation"]).await;
            }
            "message" => self.take(frame),
            "ack" => {
                let id = uuid(&frame["id"]).expect("an id");
                if let Some(place) = self.outbox.iter().position(|one| one.id == id) {
                    let Written { id, text, .. } = self.outbox.remove(place);
                    self.acknowledged.push((id, text));
                }
            }
            "nack" if frame["retry_after"].is_u64() => self.waits = true,
            "nack" => {
                // Its visitor has begun another conversation, or a colleague has answered: the text
                // stays with the operator.
                let id = uuid(&frame["id"]);
                self.outbox.retain(|one| Some(one.id) != id);
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
        for written in self.outbox.clone() {
            self.send(written.frame()).await;
        }
    }

    /// Takes a card, unless a newer one is known.
    fn learn(&mut self, card: &Value) -> bool {
        let id = uuid(&card["id"]).expect("an id");
        let is_newer = |known: &Value| number(card, "rev") >= number(known, "rev");
        let is_news = self.known.get(&id).is_none_or(is_newer);
        if is_news {
            self.known.insert(id, card.clone());
        }
        is_news
    }

    /// Asks for a card of which a part has come too late.
    async fn refresh(&mut self, card: &Value) {
        let id = uuid(&card["id"]).expect("an id");
        let path = format!("/api/v1/conversations/{id}");
        match self.get(&path).await {
            Some(card) => {
                self.learn(&card);
            }
            // As after a line that has dropped.
            None => self.reload(),
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
