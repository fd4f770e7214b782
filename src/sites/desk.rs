//! Who answers the visitors of a site.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::i18n::Say;

/// Who gets a conversation that waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Whoever takes it or answers first.
    #[default]
    Manual,
    /// Everybody in turn.
    RoundRobin,
    /// Who has the fewest.
    LeastBusy,
}

impl Strategy {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Manual, Self::RoundRobin, Self::LeastBusy];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::RoundRobin => "round_robin",
            Self::LeastBusy => "least_busy",
        }
    }

    /// As people read it.
    pub fn title(self) -> Say {
        Say::of(match self {
            Self::Manual => "strategy-manual",
            Self::RoundRobin => "strategy-round-robin",
            Self::LeastBusy => "strategy-least-busy",
        })
    }

    /// Reads a posted word; the usual one for anything else.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or_default()
    }
}

/// Who answers visitors, people or the bot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswersBy {
    /// People only.
    #[default]
    People,
    /// The bot only.
    Bot,
    /// The bot, until it hands over or somebody takes the conversation.
    BotFirst,
    /// People while somebody is there, the bot else.
    BotWhenAway,
}

impl AnswersBy {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::People, Self::Bot, Self::BotFirst, Self::BotWhenAway];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Bot => "bot",
            Self::BotFirst => "bot_first",
            Self::BotWhenAway => "bot_when_away",
        }
    }

    /// As people read it.
    pub fn title(self) -> Say {
        Say::of(match self {
            Self::People => "answers-people",
            Self::Bot => "answers-bot",
            Self::BotFirst => "answers-bot-first",
            Self::BotWhenAway => "answers-bot-when-away",
        })
    }

    /// Reads a posted word; people for anything else.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or_default()
    }
}
