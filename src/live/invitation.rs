//! One invitation to chat, and what may become of it. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::{MINUTE, Millis};

/// How long an invitation that was not answered is shown again on the visitor's next page.
pub const LIFE: Millis = 30 * MINUTE;

/// What became of an invitation; the later word counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// On its way.
    Sent,
    /// The visitor's page has it.
    Shown,
    /// The visitor closed it.
    Dismissed,
    /// The visitor opened the chat.
    Accepted,
}

impl State {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Shown => "shown",
            Self::Dismissed => "dismissed",
            Self::Accepted => "accepted",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Self {
        let all = [Self::Shown, Self::Dismissed, Self::Accepted];
        all.into_iter().find(|state| state.as_str() == word).unwrap_or(Self::Sent)
    }

    /// Whether nothing more can come of it.
    pub fn is_over(self) -> bool {
        self >= Self::Dismissed
    }
}

/// An invitation, as the team sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Invited {
    /// Its id.
    pub id: Uuid,
    /// What the visitor reads.
    pub text: String,
    /// Who invites; empty for the site.
    pub name: String,
    /// What became of it.
    pub state: State,
    /// Whether a rule invited, not a person.
    pub by_rule: bool,
    /// When, in Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Millis,
}

impl Invited {
    /// Whether the visitor's page is to show it.
    pub fn is_pending(&self, now: Millis) -> bool {
        !self.state.is_over() && now - self.at < LIFE
    }

    /// Whether this is news to whoever knows `other`.
    pub fn is_newer_than(&self, other: Option<&Self>) -> bool {
        other.is_none_or(|other| {
            if self.id == other.id { self.state > other.state } else { self.at >= other.at }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invited(id: u128, state: State, at: Millis) -> Invited {
        let (text, name) = ("Can I help?".into(), "Ann".into());
        Invited { id: Uuid::from_u128(id), text, name, state, by_rule: false, at }
    }

    #[test]
    fn an_invitation_waits_until_it_is_answered_or_old() {
        for state in [State::Sent, State::Shown] {
            assert!(invited(1, state, 0).is_pending(LIFE - 1));
            assert!(!invited(1, state, 0).is_pending(LIFE));
        }
        for state in [State::Dismissed, State::Accepted] {
            assert!(!invited(1, state, 0).is_pending(1));
        }
    }

    #[test]
    fn what_is_said_late_of_an_earlier_state_changes_nothing() {
        let shown = invited(1, State::Shown, 5);
        assert!(!invited(1, State::Sent, 5).is_newer_than(Some(&shown)));
        assert!(invited(1, State::Accepted, 5).is_newer_than(Some(&shown)));
        assert!(invited(2, State::Sent, 9).is_newer_than(Some(&shown)));
        assert!(!invited(2, State::Accepted, 4).is_newer_than(Some(&shown)));
        assert!(invited(2, State::Sent, 9).is_newer_than(None));
    }

    #[test]
    fn a_state_is_read_back_from_its_word() {
        for state in [State::Sent, State::Shown, State::Dismissed, State::Accepted] {
            assert_eq!(State::parse(state.as_str()), state);
        }
    }
}
