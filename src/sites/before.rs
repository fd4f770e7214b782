//! What a site asks before a chat.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Questions that a site may ask.
pub const MOST_QUESTIONS: usize = 8;
/// Choices of one question.
pub const MOST_CHOICES: usize = 12;

/// The questions, and when they are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Before {
    /// When they are asked.
    pub when: Asked,
    /// In the order in which they stand.
    pub questions: Vec<Question>,
}

/// When a site asks before a chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Never.
    #[default]
    Never,
    /// While nobody is there.
    Away,
    /// Always.
    Always,
}

impl Asked {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Never, Self::Away, Self::Always];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Away => "away",
            Self::Always => "always",
        }
    }
}

/// One question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Question {
    /// What is asked.
    pub ask: Ask,
    /// The words of a question of the site's own; else the widget has them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// What may be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Whether the widget wants an answer.
    pub required: bool,
}

impl Question {
    /// The name of its answer.
    pub fn key(&self) -> &str {
        if self.ask.is_own() { &self.label } else { self.ask.key() }
    }
}

/// What a question asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// The visitor's name.
    #[default]
    Name,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// For which department it is.
    Department,
    /// A line of text, in the site's own words.
    Text,
    /// One of several answers, in the site's own words.
    Choice,
}

impl Ask {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Email, Self::Phone, Self::Department, Self::Text, Self::Choice];

    /// The stored word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Department => "department",
            Self::Text => "text",
            Self::Choice => "choice",
        }
    }

    /// Whether the site has words of its own for it.
    pub fn is_own(self) -> bool {
        matches!(self, Self::Text | Self::Choice)
    }
}
