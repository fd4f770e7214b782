//! What a message of the bot has beside its plain text, as the widget draws it.

use serde::Serialize;

use super::State;
use crate::bot::script::markup::Span;
use crate::bot::script::{Ask, Question, markup};
use crate::i18n;

/// What a message of the bot has beside its plain text.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Content {
    /// The text with weights and links, a line break between its paragraphs; left out where it has
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rich: Option<Vec<Span>>,
    /// What is shown instead of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// Milliseconds for which somebody is seen typing before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<u32>,
    /// How it is to be answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<Asked>,
}

/// What is shown instead of a text: a picture, a name that leads to an address, a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Card {
    /// A picture.
    Image {
        /// Where it is.
        src: String,
        /// For those who do not see it.
        alt: String,
    },
    /// A video, shown as a picture with a link.
    Video {
        /// Where it is.
        url: String,
        /// The picture; empty: none.
        src: String,
        /// What it is called, after a sign that it plays.
        name: String,
    },
    /// A link of its own.
    Link {
        /// Where it leads.
        url: String,
        /// What stands on it.
        name: String,
        /// The page goes there by itself.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        open: bool,
    },
    /// A magnet.
    Magnet {
        /// What it is.
        name: String,
        /// Where it is.
        #[serde(skip_serializing_if = "String::is_empty")]
        url: String,
        /// A code to be used somewhere.
        #[serde(skip_serializing_if = "String::is_empty")]
        code: String,
    },
}

/// How a message is to be answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asked {
    /// The number of the question in its run.
    pub turn: u32,
    /// Tells one run from another.
    pub run: String,
    /// What is asked for, with what the form of it needs.
    #[serde(flatten)]
    pub ask: Ask,
    /// Its scale, where it asks for points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Points>,
    /// The keys that a phone shows, as browsers call them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<&'static str>,
    /// What stands on the button that leaves it unanswered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip: Option<String>,
}

/// A scale, and what its ends mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Points {
    /// The least.
    pub from: u8,
    /// The most.
    pub to: u8,
    /// What the least means; empty: nobody says.
    pub low: String,
    /// What the most means.
    pub high: String,
}

/// The content of a text that is more than words, as JSON.
pub fn rich(text: &markup::Rich) -> Option<String> {
    let rich = text.is_formatted().then(|| text.lines())?;
    serde_json::to_string(&Content { rich: Some(rich), ..Content::default() }).ok()
}

impl Content {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Asked {
    /// A question, with the variables in its words filled in. `language` is the script's.
    pub(super) fn of(
        question: &Question,
        state: &State,
        value: &dyn Fn(&str) -> String,
        language: &str,
    ) -> Self {
        let mut ask = question.ask.clone();
        if let Ask::Choice { choices, button, .. } = &mut ask {
            for choice in choices {
                choice.label = markup::fill(&choice.label, value);
                choice.about = choice.about.as_ref().map(|about| markup::fill(about, value));
                // Where it leads and what it stands for is nobody's business outside.
                (choice.to, choice.value) = (None, None);
            }
            *button = button.as_ref().map(|button| markup::fill(button, value));
        }
        if let Ask::File { many } = &mut ask {
            // Files are never picked from a list.
            *many = false;
        }
        let skip = question.skip.as_ref().map(|skip| markup::fill(skip, value));
        let turn = state.newest().unwrap_or(state.turn);
        let run = format!("{:08x}", state.salt & 0xffff_ffff);
        let points = Points::of(&ask, value, language);
        let keys = match ask {
            Ask::Number { .. } => Some("decimal"),
            Ask::Email { .. } => Some("email"),
            Ask::Phone { .. } => Some("tel"),
            Ask::Url { .. } => Some("url"),
            _ => None,
        };
        Self { turn, run, ask, points, keys, skip }
    }
}

impl Points {
    fn of(ask: &Ask, value: &dyn Fn(&str) -> String, language: &str) -> Option<Self> {
        let ours = |key| i18n::text(language, key, &[]);
        let (from, to, low, high) = match ask {
            Ask::Rating { from, max, low, high } => {
                (*from, *max, markup::fill(low, value), markup::fill(high, value))
            }
            Ask::Csat => (1, 5, ours("engine-csat-low"), ours("engine-csat-high")),
            Ask::Nps => (0, 10, ours("engine-nps-low"), ours("engine-nps-high")),
            _ => return None,
        };
        Some(Self { from, to, low, high })
    }
}
