//! What a message of the bot has beside its plain text, as the widget draws it.

use serde::Serialize;

use super::State;
use crate::bot::script::markup::Span;
use crate::bot::script::{Ask, Question, markup};

/// What a message of the bot has beside its plain text.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Content {
    /// The text with weights and links; left out where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rich: Option<Vec<Vec<Span>>>,
    /// A picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// A video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video: Option<Video>,
    /// A link of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// A magnet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub magnet: Option<Magnet>,
    /// Milliseconds for which somebody is seen typing before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<u32>,
    /// How it is to be answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<Asked>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Image {
    /// Where it is.
    pub url: String,
    /// For those who do not see it.
    pub alt: String,
}

/// A video, shown as a picture with a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Video {
    /// Where it is.
    pub url: String,
    /// The picture; empty: none.
    pub poster: String,
    /// What it is called.
    pub title: String,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Where it leads.
    pub url: String,
    /// What stands on it.
    pub label: String,
    /// The page goes there by itself.
    pub open: bool,
}

/// A magnet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Magnet {
    /// What it is.
    pub title: String,
    /// Where it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// A code to be used somewhere.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
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
    /// What stands on the button that leaves it unanswered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip: Option<String>,
}

/// The content of a text that is more than words, as JSON.
pub fn rich(text: &markup::Rich) -> Option<String> {
    let rich = text.is_formatted().then(|| text.0.clone())?;
    serde_json::to_string(&Content { rich: Some(rich), ..Content::default() }).ok()
}

impl Content {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Asked {
    /// A question, with the variables in its words filled in.
    pub(super) fn of(question: &Question, state: &State, value: &dyn Fn(&str) -> String) -> Self {
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
        let skip = question.skip.as_ref().map(|skip| markup::fill(skip, value));
        let turn = state.turns.last().map_or(state.turn, |turn| turn.turn);
        Self { turn, run: format!("{:08x}", state.salt & 0xffff_ffff), ask, skip }
    }
}
