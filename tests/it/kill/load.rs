//! Clients that write while their server goes away and comes back, and what must be there then.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use leadbell::db::Db;
use leadbell::{ids, sql};
use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use uuid::Uuid;

use super::{PAUSE, Place, arrive, post};
use crate::support::Visitor;
use crate::support::program::Program;

const CHATS: usize = 6;
const FORMS: usize = 3;

/// What the clients and their conductor tell each other.
#[derive(Default)]
struct Load {
    stop: AtomicBool,
    messages: AtomicUsize,
    submissions: AtomicUsize,
}

impl Load {
    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn acked(&self) -> (usize, usize) {
        (self.messages.load(Ordering::Relaxed), self.submissions.load(Ordering::Relaxed))
    }
}

/// Conversation, and message id → the number under which it was acknowledged.
type Acked = (Option<Uuid>, BTreeMap<Uuid, i64>);

/// Writes one message after another; the one without an answer is sent again under its id.
async fn chat(visitor: Visitor, load: Arc<Load>) -> Acked {
    let visitor = arrive(visitor).await;
    let (mut conversation, mut acked) = (None, BTreeMap::new());
    let mut pending = ids::new_id();
    'connect: while !load.is_over() || !acked.contains_key(&pending) {
        let Ok(mut socket) = visitor.try_socket().await else {
            sleep(PAUSE).await;
            continue;
        };
        let after = acked.values().max().copied().unwrap_or(0);
        socket.send(json!({"t": "hello", "conversation": conversation, "after": after})).await;
        loop {
            if acked.contains_key(&pending) {
                if load.is_over() {
                    break 'connect;
                }
                pending = ids::new_id();
            }
            socket.send(json!({"t": "send", "id": pending, "text": pending.to_string()})).await;
            loop {
                let Ok(frame) = socket.next().await else { continue 'connect };
                if frame["t"] == "nack" {
                    assert_eq!(frame["code"], "unavailable", "{frame}");
                    sleep(PAUSE).await;
                    break;
                }
                if frame["t"] == "ack" && frame["id"] == json!(pending) {
                    conversation = frame["conversation"].as_str().and_then(|id| id.parse().ok());
                    acked.insert(pending, frame["number"].as_i64().expect("a number"));
                    load.messages.fetch_add(1, Ordering::Relaxed);
                    break;
                }
            }
        }
    }
    (conversation, acked)
}

/// Posts one form after another; gives each key's acknowledged submission.
async fn forms(visitor: Visitor, load: Arc<Load>) -> BTreeMap<Uuid, Uuid> {
    let visitor = arrive(visitor).await;
    let (_, form) = post(&visitor, "/v1/form", &json!({})).await;
    // Nobody fills in a form within two seconds.
    sleep(Duration::from_millis(2_500)).await;
    let mut acked = BTreeMap::new();
    while !load.is_over() {
        let key = ids::new_id();
        let mut body = visitor.submission(&json!({
            "key": key, "name": "Anna", "email": format!("anna.{}@example.com", key.simple()),
        }));
        body["form_token"] = form["form_token"].clone();
        let (status, body) = post(&visitor, "/v1/submit", &body).await;
        match status {
            200 | 201 => {
                let id = body["submission"].as_str().and_then(|id| id.parse().ok());
                acked.insert(key, id.expect("an id"));
                load.submissions.fetch_add(1, Ordering::Relaxed);
            }
            _ => {
                assert!(status < 500, "{status}: {body}");
                sleep(PAUSE).await;
            }
        }
    }
    acked
}

/// Clients at work.
pub struct Crowd {
    load: Arc<Load>,
    chats: Vec<JoinHandle<Acked>>,
    posts: Vec<JoinHandle<BTreeMap<Uuid, Uuid>>>,
}

impl Crowd {
    /// Sends them off; they wait until a server answers.
    pub fn start(place: &Place) -> Self {
        let load = Arc::new(Load::default());
        let chats =
            (0..CHATS).map(|n| tokio::spawn(chat(place.visitor(n), load.clone()))).collect();
        let posts =
            (0..FORMS).map(|n| tokio::spawn(forms(place.visitor(100 + n), load.clone()))).collect();
        Self { load, chats, posts }
    }

    /// Waits until so many more messages and submissions are acknowledged; false when it took
    /// too long.
    pub async fn more(&self, messages: usize, submissions: usize, patience: Duration) -> bool {
        let (before, start) = (self.load.acked(), Instant::now());
        loop {
            let now = self.load.acked();
            if now.0 >= before.0 + messages && now.1 >= before.1 + submissions {
                return true;
            }
            if start.elapsed() > patience {
                return false;
            }
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Lets everybody come to an end, stops the server, and checks what is stored.
    pub async fn end(self, place: &Place, program: Program) {
        assert!(self.more(CHATS, FORMS, Duration::from_mins(1)).await, "the server went quiet");
        self.load.stop.store(true, Ordering::Relaxed);
        let (mut messages, mut submissions) = (Vec::new(), BTreeMap::new());
        for client in self.chats {
            messages.push(client.await.expect("a client"));
        }
        for client in self.posts {
            submissions.extend(client.await.expect("a client"));
        }
        assert!(program.terminate(), "the last server did not end well");
        check(&place.db().await, &messages, &submissions).await;
        if let Some(database) = &place.database {
            database.drop_it().await;
        }
    }
}

/// Runs the clients through `rounds` lives of the server, each ended by `end`, and one more.
pub async fn through(place: &Place, rounds: u32, end: impl Fn(Program)) {
    let crowd = Crowd::start(place);
    for _ in 0..rounds {
        let program = Program::serve(place.command());
        crowd.more(1, 0, Duration::from_secs(3)).await;
        sleep(Duration::from_millis(rand::random_range(0..600))).await;
        end(program);
    }
    crowd.end(place, Program::serve(place.command())).await;
}

const MESSAGES: &str =
    "SELECT client_id, number FROM messages WHERE conversation_id = $1 ORDER BY number";
const SUBMISSIONS: &str = "SELECT s.client_key, s.id, s.verdict = 'suspect' OR l.id IS NOT NULL \
     FROM submissions s LEFT JOIN leads l ON l.id = s.lead_id WHERE s.form = 'contact'";

async fn check(db: &Db, chats: &[Acked], submissions: &BTreeMap<Uuid, Uuid>) {
    let mut read = db.read().await.expect("the database");
    let mut count = 0;
    for (conversation, acked) in chats {
        let conversation = conversation.expect("an acknowledged message");
        let stored =
            sql!(read, fetch_all as (Uuid, i64), MESSAGES, conversation).expect("the messages");
        for (place, (_, number)) in (1_i64..).zip(&stored) {
            assert_eq!(*number, place, "a gap in the numbers of {conversation}");
        }
        let ids: BTreeSet<Uuid> = stored.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids.len(), stored.len(), "a message is there twice");
        let stored: BTreeMap<Uuid, i64> = stored.into_iter().collect();
        assert_eq!(&stored, acked, "what was acknowledged is what is stored");
        count += stored.len();
    }
    let stored = sql!(read, fetch_all as (Uuid, Uuid, bool), SUBMISSIONS).expect("the rows");
    let by_key: BTreeMap<Uuid, Uuid> = stored.iter().map(|(key, id, _)| (*key, *id)).collect();
    assert_eq!(by_key.len(), stored.len(), "a submission is there twice");
    for (key, id) in submissions {
        assert_eq!(by_key.get(key), Some(id), "an acknowledged submission is missing");
    }
    assert!(stored.iter().all(|(_, _, has_lead)| *has_lead), "a submission lost its lead");
    assert!(count > CHATS && !submissions.is_empty(), "there was no load");
    println!("{count} messages and {} submissions acknowledged", submissions.len());
    drop(read);
    db.close().await;
}
