//! The messages of one conversation as a client knows them: each number once, without gaps.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use uuid::Uuid;

use super::page::uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub id: Uuid,
    pub author: String,
    pub text: String,
}

impl Said {
    pub fn of(message: &Value) -> Self {
        let text = |field: &str| message[field].as_str().unwrap_or_default().to_owned();
        let id = uuid(&message["id"]).expect("an id");
        Self { id, author: text("author"), text: text("text") }
    }
}

/// Numbered messages after `from`.
#[derive(Debug, Default)]
pub struct Thread {
    from: i64,
    last: i64,
    all: BTreeMap<i64, Said>,
    numbers: HashMap<Uuid, i64>,
}

impl Thread {
    pub fn restart(&mut self, from: i64) {
        *self = Self { from, last: from, ..Self::default() };
    }

    /// Takes one in; the same number can only be the same message. True where it is new.
    pub fn add(&mut self, number: i64, said: Said) -> bool {
        if let Some(known) = self.all.get(&number) {
            assert_eq!(*known, said, "two messages with the number {number}");
        }
        let before = *self.numbers.entry(said.id).or_insert(number);
        assert_eq!(before, number, "the message {said:?} has two numbers");
        let is_new = number > self.from && self.all.insert(number, said).is_none();
        while self.all.contains_key(&(self.last + 1)) {
            self.last += 1;
        }
        is_new
    }

    /// Every number up to this one has come.
    pub fn last(&self) -> i64 {
        self.last
    }

    pub fn has_gap(&self) -> bool {
        self.all.keys().next_back().is_some_and(|newest| *newest > self.last)
    }

    /// What is known, after which number.
    pub fn known(&self) -> (i64, &BTreeMap<i64, Said>) {
        (self.from, &self.all)
    }
}
