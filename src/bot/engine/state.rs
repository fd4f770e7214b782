//! How far a run has come: all of it, so that it goes on after a restart, on another node or
//! tomorrow.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Passed;
use super::turns::{Turn, Turns};
use crate::bot::script::{StepId, Value};

/// Bytes that all variables of a run take together.
pub const MOST_BYTES: usize = 32 * 1_024;
/// Variables of a run.
pub const MOST_VARIABLES: usize = 200;

/// How far a run has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The version of the script in which it is.
    pub script: String,
    /// Who called that script, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub callers: Vec<Caller>,
    /// The step at which it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<StepId>,
    /// What it waits for.
    pub waits: Waits,
    /// The number of the newest question.
    #[serde(default)]
    pub turn: u32,
    /// Wrong answers to it.
    #[serde(default)]
    pub wrong: u8,
    /// What is known.
    #[serde(default)]
    pub variables: BTreeMap<String, Value>,
    /// Variables that hold nothing but what the script's own people wrote.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub own: BTreeSet<String>,
    /// Who the visitor said to be: `email`, `phone`, `name`.
    #[serde(default)]
    pub told: BTreeMap<String, String>,
    /// What the visitor last said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// The status of the last reply.
    #[serde(default)]
    pub status: u16,
    /// The questions to which the visitor may go back.
    #[serde(default)]
    pub turns: Turns,
    /// Answers that were understood, or left out.
    #[serde(default)]
    pub answers: u32,
    /// By which steps of each version it has come, as often as it may have been.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub passed: BTreeMap<String, Passed>,
    /// Steps that were done since it began.
    #[serde(default)]
    pub steps: u32,
    /// Steps since the last event.
    #[serde(default)]
    pub at_once: u32,
    /// Effects that it had: the newest one's number.
    #[serde(default)]
    pub effects: u32,
    /// Requests and mails among them.
    #[serde(default)]
    pub outgoing: u32,
    /// Milliseconds of typing before what is said next.
    #[serde(default)]
    pub typing: u32,
    /// What is done once a run, whichever way it goes: a digest of each.
    #[serde(default)]
    pub done: BTreeSet<u64>,
    /// What decides splits: the same for a visitor who comes again.
    pub seed: u64,
    /// What decides everything else that is left to chance: another one each run.
    pub salt: u64,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
}

/// Where a run goes on after a script that was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// The version of the script.
    pub script: String,
    /// The step that called.
    #[serde(default)]
    pub step: StepId,
    /// The step that follows; nothing: at its end.
    pub next: Option<StepId>,
}

/// What a run waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waits {
    /// Nothing: it goes on, or has ended.
    #[default]
    Nothing,
    /// An answer to its newest question.
    Answer,
    /// What is known of the words under this effect.
    Look(u32),
    /// The time that this effect asked for.
    Timer(u32),
    /// The reply to this effect.
    Reply(u32),
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It came to an end of its script.
    End,
    /// A step gave it to a person.
    Handover,
    /// The visitor was not understood, and a person is to go on.
    Lost,
    /// It took more steps than a run may, and a person is to go on.
    Cap,
}

impl State {
    /// Sets a variable, as far as there is room. `is_own`: only the script's own people wrote it.
    pub(super) fn set(&mut self, name: &str, value: Value, is_own: bool) {
        let value = bounded(value);
        let is_new = !self.variables.contains_key(name);
        let weight: usize = self.variables.values().map(Value::weight).sum();
        let old = self.variables.get(name).map_or(0, Value::weight);
        let is_room = weight - old + value.weight() <= MOST_BYTES
            && (!is_new || self.variables.len() < MOST_VARIABLES);
        if !is_room || name.is_empty() || name.chars().count() > 100 || name.starts_with('@') {
            return;
        }
        let old = self.variables.insert(name.to_owned(), value).unwrap_or_default();
        let was_own = self.mark(name, is_own);
        if let Some(turn) = self.turns.newest_mut()
            && !turn.before.contains_key(name)
        {
            turn.before.insert(name.to_owned(), old);
            if was_own {
                turn.own.insert(name.to_owned());
            }
        }
    }

    /// Notes whether a variable is the script's own; gives whether it was.
    fn mark(&mut self, name: &str, is_own: bool) -> bool {
        if is_own { !self.own.insert(name.to_owned()) } else { self.own.remove(name) }
    }

    /// Notes that a question is asked.
    pub(super) fn asked(&mut self, step: &StepId) {
        self.turn += 1;
        self.wrong = 0;
        let is_called = !self.callers.is_empty();
        self.turns.push(Turn {
            turn: self.turn,
            script: if is_called { self.script.clone() } else { String::new() },
            callers: self.callers.clone(),
            step: step.clone(),
            before: BTreeMap::new(),
            own: BTreeSet::new(),
        });
    }

    /// The version of the script in which a question was asked.
    pub fn script_of<'a>(&'a self, turn: &'a Turn) -> &'a str {
        let first = self.callers.first().map_or(&self.script, |caller| &caller.script);
        if turn.script.is_empty() { first } else { &turn.script }
    }

    /// Goes back to a question; false where it cannot.
    pub(super) fn back_to(&mut self, turn: u32) -> bool {
        let Some(taken) = self.turns.take_from(turn) else { return false };
        for one in taken {
            for (name, value) in one.before.clone() {
                self.mark(&name, one.own.contains(&name));
                if value == Value::Nothing {
                    self.variables.remove(&name);
                } else {
                    self.variables.insert(name, value);
                }
            }
            if one.turn == turn {
                self.script = self.script_of(&one).to_owned();
                self.callers.clone_from(&one.callers);
                self.at = Some(one.step.clone());
                self.waits = Waits::Answer;
                self.wrong = 0;
                self.end = None;
                self.turns.push(Turn { before: BTreeMap::new(), own: BTreeSet::new(), ..one });
            }
        }
        true
    }

    /// The number of the question that was last asked, or gone back to.
    pub fn newest(&self) -> Option<u32> {
        self.turns.newest().map(|turn| turn.turn)
    }

    /// Whether it may still go on.
    pub fn is_alive(&self) -> bool {
        self.end.is_none()
    }

    /// The step of the question that waits.
    pub fn question(&self) -> Option<&StepId> {
        self.at.as_ref().filter(|_| self.waits == Waits::Answer)
    }

    /// The step of a version at which the run waits for an answer: the question, or the step that
    /// called the script which asks.
    pub fn waits_at(&self, version: &str) -> Option<&StepId> {
        let question = self.question()?;
        if self.script == version {
            return Some(question);
        }
        let mut callers = self.callers.iter().rev();
        callers.find(|caller| caller.script == version).map(|caller| &caller.step)
    }

    /// Notes that it comes by the step at this place of its version.
    pub(super) fn comes_by(&mut self, place: usize) {
        if let Some(passed) = self.passed.get_mut(&self.script) {
            return passed.add(place);
        }
        self.passed.entry(self.script.clone()).or_default().add(place);
    }
}

/// Characters of a variable.
const LONGEST: usize = 4_000;

fn bounded(value: Value) -> Value {
    let cut = |text: String| match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    };
    match value {
        Value::Text(text) => Value::Text(cut(text)),
        Value::List(parts) => Value::List(parts.into_iter().take(100).map(cut).collect()),
        other => other,
    }
}
