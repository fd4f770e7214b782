//! Who answers a conversation, people or the bot. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::sites::AnswersBy;

/// What is set for one conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// As the site says.
    #[default]
    #[serde(rename = "")]
    Site,
    /// People only.
    People,
    /// The bot only.
    Bot,
}

impl Mode {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Site => "",
            Self::People => "people",
            Self::Bot => "bot",
        }
    }

    /// Reads a stored word.
    pub fn parse(word: &str) -> Self {
        match word {
            "people" => Self::People,
            "bot" => Self::Bot,
            _ => Self::Site,
        }
    }
}

/// Who answers now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handler {
    /// The team: the conversation waits for one of them, or has one.
    People,
    /// The bot: nobody of the team is called.
    Bot,
}

impl Handler {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Bot => "bot",
        }
    }
}

/// What decides it.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// What the site says.
    pub site: AnswersBy,
    /// What is set for the conversation.
    pub mode: Mode,
    /// Whether the site has a published script.
    pub has_script: bool,
    /// Whether somebody of the team is online.
    pub is_online: bool,
    /// Whether the conversation has somebody, or had: it was handed over to people.
    pub was_taken: bool,
}

/// Who answers now. Without a script it is always people: a visitor is never left to a bot that
/// has nothing to say.
pub fn handler(facts: Facts) -> Handler {
    let Facts { site, mode, has_script, is_online, was_taken } = facts;
    let is_bots = match (mode, site) {
        (Mode::People, _) | (Mode::Site, AnswersBy::People) => false,
        (Mode::Bot, _) | (Mode::Site, AnswersBy::Bot) => true,
        (Mode::Site, AnswersBy::BotFirst) => !was_taken,
        (Mode::Site, AnswersBy::BotWhenAway) => !was_taken && !is_online,
    };
    if is_bots && has_script { Handler::Bot } else { Handler::People }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: Facts = Facts {
        site: AnswersBy::People,
        mode: Mode::Site,
        has_script: true,
        is_online: true,
        was_taken: false,
    };

    #[test]
    fn without_a_script_it_is_always_people() {
        for site in AnswersBy::ALL {
            for mode in [Mode::Site, Mode::People, Mode::Bot] {
                for is_online in [true, false] {
                    let facts = Facts { site, mode, has_script: false, is_online, ..FACTS };
                    assert_eq!(handler(facts), Handler::People, "{facts:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_set_for_the_conversation_goes_before_the_site() {
        let facts = Facts { site: AnswersBy::Bot, mode: Mode::People, ..FACTS };
        assert_eq!(handler(facts), Handler::People);
        let facts = Facts { mode: Mode::Bot, was_taken: true, ..FACTS };
        assert_eq!(handler(facts), Handler::Bot);
    }

    #[test]
    fn the_bot_that_is_first_leaves_a_conversation_that_somebody_took() {
        let facts = Facts { site: AnswersBy::BotFirst, ..FACTS };
        assert_eq!(handler(facts), Handler::Bot);
        assert_eq!(handler(Facts { was_taken: true, ..facts }), Handler::People);
    }

    #[test]
    fn the_bot_for_when_nobody_is_there_answers_then_and_only_then() {
        let facts = Facts { site: AnswersBy::BotWhenAway, ..FACTS };
        assert_eq!(handler(facts), Handler::People);
        assert_eq!(handler(Facts { is_online: false, ..facts }), Handler::Bot);
    }
}
