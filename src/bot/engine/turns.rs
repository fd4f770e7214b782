//! The questions of a run to which a visitor may go back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::state::Caller;
use crate::bot::script::{StepId, Value};

/// Bytes of the questions before the newest one, so that a run and they fit on a page of the
/// database; when they take more, the older half is forgotten.
const MOST_KEPT: usize = 3 * 1_024;
/// Questions that are kept all the same, unless they take as much as that.
const LEAST_KEPT: usize = 20;
const MOST_BYTES: usize = 48 * 1_024;

/// A question that was asked, and how it was before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// Its number.
    pub turn: u32,
    /// The version of the script; empty: the one with which the run began, as most are.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub script: String,
    /// Who called it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub callers: Vec<Caller>,
    /// The step.
    pub step: StepId,
    /// What variables held before its answer, and what follows from that, changed them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub before: BTreeMap<String, Value>,
    /// Which of these were the script's own.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub own: BTreeSet<String>,
}

/// The questions that were asked. A run that goes on needs the newest one only: the others stay the
/// text that they are stored as until somebody goes back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Turns {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    newest: Option<Turn>,
    #[serde(default, skip_serializing_if = "Earlier::is_empty")]
    earlier: Earlier,
}

impl Turns {
    /// The question that was last asked, or gone back to.
    pub fn newest(&self) -> Option<&Turn> {
        self.newest.as_ref()
    }

    pub(super) fn newest_mut(&mut self) -> Option<&mut Turn> {
        self.newest.as_mut()
    }

    /// A question by its number.
    pub fn find(&self, turn: u32) -> Option<Turn> {
        if let Some(newest) = self.newest.as_ref().filter(|newest| newest.turn == turn) {
            return Some(newest.clone());
        }
        self.earlier.read().into_iter().find(|one| one.turn == turn)
    }

    /// Adds a question.
    pub(super) fn push(&mut self, turn: Turn) {
        if let Some(before) = self.newest.replace(turn) {
            self.earlier.push(&before);
        }
    }

    /// Takes off a question with all that came after it, the newest first; nothing where it is
    /// not known.
    pub(super) fn take_from(&mut self, turn: u32) -> Option<Vec<Turn>> {
        if self.newest.as_ref().is_some_and(|newest| newest.turn == turn) {
            return Some(self.newest.take().into_iter().collect());
        }
        let mut all = self.earlier.read();
        let place = all.iter().position(|one| one.turn == turn)?;
        all.extend(self.newest.take());
        let taken = all.drain(place..).rev().collect();
        self.earlier = Earlier::default();
        for one in &all {
            self.earlier.push(one);
        }
        Some(taken)
    }
}

/// Questions as the JSON texts of them, with commas between.
#[derive(Clone, Debug, Default, PartialEq)]
struct Earlier(String);

impl Earlier {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn read(&self) -> Vec<Turn> {
        serde_json::from_str(&self.list()).unwrap_or_default()
    }

    fn list(&self) -> String {
        format!("[{}]", self.0)
    }

    fn add(&mut self, turn: &Turn) {
        let Ok(text) = serde_json::to_string(turn) else { return };
        if !self.0.is_empty() {
            self.0.push(',');
        }
        self.0.push_str(&text);
    }

    fn push(&mut self, turn: &Turn) {
        self.add(turn);
        if self.0.len() > MOST_KEPT {
            let all = self.read();
            let is_huge = self.0.len() > MOST_BYTES;
            let least = if is_huge { 0 } else { LEAST_KEPT };
            let kept = (all.len() / 2).max(least).min(all.len());
            self.0.clear();
            for one in &all[all.len() - kept..] {
                self.add(one);
            }
        }
    }
}

impl Serialize for Earlier {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let list = RawValue::from_string(self.list()).map_err(serde::ser::Error::custom)?;
        list.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Earlier {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let list = Box::<RawValue>::deserialize(from)?;
        let inside = list.get().strip_prefix('[').and_then(|list| list.strip_suffix(']'));
        inside
            .map(|inside| Self(inside.to_owned()))
            .ok_or_else(|| serde::de::Error::custom("no list"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(turn: u32) -> Turn {
        let before = BTreeMap::from([("Text".to_owned(), Value::from("said \"so\", [1]"))]);
        let (script, step) = (String::new(), format!("q{turn}"));
        Turn { turn, script, callers: Vec::new(), step, before, own: BTreeSet::new() }
    }

    fn turns(count: u32) -> Turns {
        let mut turns = Turns::default();
        for n in 1..=count {
            turns.push(turn(n));
        }
        turns
    }

    #[test]
    fn what_is_stored_is_read_back() {
        for count in [0, 1, 2, 9] {
            let turns = turns(count);
            let text = serde_json::to_string(&turns).unwrap();
            assert_eq!(serde_json::from_str::<Turns>(&text).unwrap(), turns, "{text}");
        }
    }

    #[test]
    fn a_question_is_found_and_gone_back_to() {
        let mut turns = turns(5);
        assert_eq!(turns.find(5), Some(turn(5)));
        assert_eq!(turns.find(2), Some(turn(2)));
        assert_eq!(turns.find(6), None);
        assert_eq!(turns.take_from(6), None);
        assert_eq!(turns.take_from(5), Some(vec![turn(5)]));
        turns.push(turn(5));
        assert_eq!(turns.take_from(3), Some(vec![turn(5), turn(4), turn(3)]));
        turns.push(turn(3));
        assert_eq!(turns.find(2), Some(turn(2)));
        assert_eq!(turns.find(4), None);
        assert_eq!(turns.take_from(1).map(|all| all.len()), Some(3));
        assert_eq!(turns, Turns::default());
    }

    #[test]
    fn the_oldest_are_forgotten_before_they_take_too_much() {
        let mut turns = turns(1_000);
        assert!(serde_json::to_string(&turns).unwrap().len() < MOST_KEPT + 200);
        assert_eq!(turns.find(1), None);
        assert_eq!(turns.find(990), Some(turn(990)));
        // Long ones are kept as long as they are few.
        for n in 1..=100 {
            let before = BTreeMap::from([("Text".to_owned(), Value::from("x".repeat(1_000)))]);
            turns.push(Turn { before, ..turn(1_000 + n) });
            assert!(serde_json::to_string(&turns).unwrap().len() < MOST_BYTES + 2_000);
        }
        assert!(turns.find(1_100 - 19).is_some());
    }
}
