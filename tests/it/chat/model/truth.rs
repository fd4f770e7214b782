//! What the database holds, and whether a client holds the same.

use std::collections::BTreeMap;

use leadbell::db::Db;
use leadbell::sql;
use serde_json::{Value, json};
use uuid::Uuid;

use super::desk::Desk;
use super::page::{Page, number};

/// What the database holds.
pub struct Truth {
    pub cards: BTreeMap<Uuid, Value>,
    pub messages: BTreeMap<Uuid, BTreeMap<i64, (Uuid, String, String)>>,
    /// The conversation that each visitor's page shows.
    current: BTreeMap<Uuid, Uuid>,
    /// The place in the line of each that waits.
    places: BTreeMap<Uuid, usize>,
}

/// A stored conversation.
#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    visitor_id: Uuid,
    status: String,
    last_number: i64,
    visitor_read: i64,
    operator_read: i64,
    visitor_got: i64,
    operator_got: i64,
    last_text: String,
    last_author: String,
    last_at: i64,
    waiting_since: Option<i64>,
    queued_at: Option<i64>,
    snoozed_until: Option<i64>,
    handler: String,
    assignee_id: Option<Uuid>,
    assignee: Option<String>,
    department_id: Option<Uuid>,
    department: Option<String>,
}

impl Row {
    /// As a client knows it.
    fn card(&self) -> Value {
        let named = |id: Option<Uuid>, name: &Option<String>| {
            id.map_or(Value::Null, |id| json!({"id": id, "name": name}))
        };
        json!({
            "status": self.status, "number": self.last_number,
            "visitor_read": self.visitor_read, "operator_read": self.operator_read,
            "visitor_got": self.visitor_got, "operator_got": self.operator_got,
            "last_text": self.last_text, "last_author": self.last_author, "last_at": self.last_at,
            "waiting_since": self.waiting_since, "queued_at": self.queued_at,
            "snoozed_until": self.snoozed_until, "handler": self.handler,
            "assignee": named(self.assignee_id, &self.assignee),
            "department": named(self.department_id, &self.department),
        })
    }
}

impl Truth {
    pub async fn read(db: &Db) -> Self {
        const CARDS: &str = "SELECT c.id, c.visitor_id, c.status, c.last_number, c.visitor_read, \
             c.operator_read, c.visitor_got, c.operator_got, c.last_text, c.last_author, \
             c.last_at, c.waiting_since, c.queued_at, c.snoozed_until, c.handler, \
             c.assignee_id, u.name AS assignee, c.department_id, d.name AS department \
             FROM conversations c LEFT JOIN users u ON u.id = c.assignee_id \
             LEFT JOIN departments d ON d.id = c.department_id ORDER BY CASE c.status WHEN 'open' THEN 1 ELSE 0 END, c.last_at";
        const MESSAGES: &str =
            "SELECT conversation_id, number, client_id, author, text FROM messages";
        type Message = (Uuid, i64, Uuid, String, String);
        let mut db = db.read().await.expect("the database");
        let mut truth = Self {
            cards: BTreeMap::new(),
            messages: BTreeMap::new(),
            current: BTreeMap::new(),
            places: BTreeMap::new(),
        };
        for row in sql!(db, fetch_all as Row, CARDS).expect("the conversations") {
            truth.messages.insert(row.id, BTreeMap::new());
            truth.current.insert(row.visitor_id, row.id);
            truth.cards.insert(row.id, row.card());
        }
        truth.queue();
        for row in sql!(db, fetch_all as Message, MESSAGES).expect("the messages") {
            let of = truth.messages.get_mut(&row.0).expect("its conversation");
            of.insert(row.1, (row.2, row.3, row.4));
        }
        truth
    }

    /// Counts who stands before whom, in the line of each department.
    fn queue(&mut self) {
        let since = |id: &Uuid| self.cards[id]["queued_at"].as_i64().map(|at| (at, *id));
        let waits = |id: &Uuid| {
            let card = &self.cards[id];
            card["status"] == "open" && card["snoozed_until"].is_null()
        };
        for id in self.cards.keys().filter(|id| since(id).is_some()) {
            let is_before = |other: &&Uuid| {
                waits(other)
                    && since(other).is_some_and(|other| Some(other) < since(id))
                    && self.cards[*other]["department"] == self.cards[id]["department"]
            };
            self.places.insert(*id, self.cards.keys().filter(is_before).count() + 1);
        }
    }

    /// Numbers without gaps, each message once, and every acknowledged one.
    pub fn is_sound<'a>(&self, acknowledged: impl Iterator<Item = &'a (Uuid, String)>, seed: u64) {
        let mut stored: Vec<Uuid> = Vec::new();
        for messages in self.messages.values() {
            let numbers: Vec<i64> = messages.keys().copied().collect();
            let expected: Vec<i64> = (1..=i64::try_from(messages.len()).unwrap_or(0)).collect();
            assert_eq!(numbers, expected, "numbers without gaps, seed {seed}");
            stored.extend(messages.values().map(|(id, ..)| *id));
        }
        let count = stored.len();
        stored.sort_unstable();
        stored.dedup();
        assert_eq!(stored.len(), count, "each message once, seed {seed}");
        for (id, text) in acknowledged {
            assert!(stored.binary_search(id).is_ok(), "{text} was acknowledged, seed {seed}");
        }
    }

    pub fn is_at(&self, desk: &Desk, seed: u64) {
        assert_eq!(desk.known.len(), self.cards.len(), "conversations, seed {seed}");
        for (id, card) in &self.cards {
            let fields = card.as_object().expect("fields").keys();
            let known: Value =
                fields.map(|field| (field.clone(), desk.known[id][field].clone())).collect();
            assert_eq!(known, *card, "conversation {id} at a desk, seed {seed}");
            let (_, thread) = desk.threads[id].known();
            assert_eq!(thread.len(), self.messages[id].len(), "seed {seed}");
            for (number, said) in thread {
                let (id, author, text) = &self.messages[id][number];
                assert_eq!((said.id, &said.author, &said.text), (*id, author, text));
            }
        }
    }

    pub fn is_on(&self, page: &Page, seed: u64) {
        let Some(conversation) = page.conversation else { return };
        let visitor = page.visitor.id.expect("an id");
        assert_eq!(self.current.get(&visitor), Some(&conversation), "seed {seed}");
        let card = &self.cards[&conversation];
        let (from, thread) = page.thread.known();
        let expected = self.messages[&conversation].range(from + 1..);
        assert_eq!(thread.len(), expected.clone().count(), "a page's messages, seed {seed}");
        for (number, (id, author, text)) in expected {
            let said = &thread[number];
            assert_eq!((said.id, &said.author, &said.text), (*id, author, text), "seed {seed}");
        }
        assert_eq!(page.read, number(card, "operator_read"), "read by the team, seed {seed}");
        assert_eq!(page.got, number(card, "operator_got"), "come to the team, seed {seed}");
        assert_eq!(page.state["status"], card["status"], "the page's status, seed {seed}");
        assert_eq!(page.state["operator"], card["assignee"]["name"], "who answers, seed {seed}");
        let place = json!(self.places.get(&conversation));
        assert_eq!(page.state["queue"], place, "its place in the line, seed {seed}");
    }
}
