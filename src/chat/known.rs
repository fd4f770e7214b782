//! A message that has its number already, under the id that its author's client made.

use std::borrow::Cow;

use uuid::Uuid;

use super::store::Repeat;
use super::write::Outcome;
use crate::clock::Millis;

pub struct Known<'a> {
    pub conversation: Uuid,
    pub number: i64,
    pub at: Millis,
    pub text: Cow<'a, str>,
}

impl Known<'_> {
    /// What becomes of a message that comes under its id: the same one again is stored already,
    /// another text would be lost without a word.
    pub fn outcome(&self, text: &str) -> Outcome {
        if self.text == text { self.stored() } else { Outcome::Taken }
    }

    pub fn stored(&self) -> Outcome {
        let Self { conversation, number, at, .. } = *self;
        Outcome::Stored { conversation, number, at, begun: number == 1, lead: None }
    }
}

impl From<Repeat> for Known<'_> {
    fn from(repeat: Repeat) -> Self {
        let Repeat { conversation_id: conversation, number, at, text, .. } = repeat;
        Self { conversation, number, at, text: text.into() }
    }
}
