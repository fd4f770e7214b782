//! What comes to a run, and what it does.

use serde::{Deserialize, Serialize};

use super::content::Content;
use crate::bot::script::StepId;

/// What comes to a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// It begins, or goes on where it is.
    Start,
    /// The visitor said something.
    Answer(Answer),
    /// The time that an effect asked for is over.
    Wake {
        /// The effect.
        n: u32,
    },
    /// A request was answered.
    Reply {
        /// The effect.
        n: u32,
        /// The status; 0 where there was no answer.
        status: u16,
        /// What it said.
        #[serde(default)]
        body: String,
    },
    /// What is known of the words that an effect asked for.
    Found {
        /// The effect.
        n: u32,
        /// The answer, as markup.
        answer: Option<String>,
    },
    /// The bot answers again after people did: it asks anew what it last asked.
    Resume,
}

/// What the visitor said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// In words.
    pub text: String,
    /// To which question; nothing: the newest.
    pub turn: Option<u32>,
    /// It was answered before, and the run goes back to it.
    pub change: bool,
    /// Which choices, by id: they count where the words are those that stand on them.
    pub picks: Vec<String>,
    /// It leaves the question unanswered, where the words are those of the button for it.
    pub skip: bool,
    /// The names of its files.
    pub files: Vec<String>,
}

/// Something that a run does. Each has its number, and comes once.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// Counted from 1 in the run.
    pub n: u32,
    /// The step.
    pub step: StepId,
    /// What.
    #[serde(flatten)]
    pub act: Act,
}

/// What a run does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Act {
    /// It says something.
    Say {
        /// In plain words.
        text: String,
        /// What is shown beside or instead of them.
        #[serde(skip_serializing_if = "is_nothing")]
        content: Box<Content>,
    },
    /// It wants to be woken.
    Wait {
        /// After so many seconds.
        seconds: u32,
    },
    /// It asks another server.
    Http {
        /// GET, POST …
        method: String,
        /// Where.
        url: String,
        /// Names and values.
        headers: Vec<(String, String)>,
        /// What is sent.
        body: String,
    },
    /// It writes to the team, or to the visitor.
    Mail {
        /// The visitor's own address, empty where none was given; nothing: the team's.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// One line. To the visitor only what the script's people wrote.
        subject: String,
        /// Plain; likewise.
        text: String,
        /// Of the script.
        #[serde(skip)]
        language: String,
    },
    /// It makes or completes the visitor's lead.
    Lead {
        /// Names of facts and what they are.
        fields: Vec<(String, String)>,
        /// What the visitor answered, by variable.
        answers: Vec<(String, String)>,
    },
    /// It tags the conversation.
    Tag {
        /// With these.
        tags: Vec<String>,
    },
    /// It adds to the visitor's score.
    Score {
        /// So much.
        points: i32,
        /// Why.
        reason: String,
    },
    /// It gave a magnet.
    Magnet {
        /// Which.
        title: String,
        /// One of the account's: what it says is known once it is given.
        magnet: Option<uuid::Uuid>,
    },
    /// The visitor wants to be called.
    Callback {
        /// Under this number; empty: it is not known.
        phone: String,
        /// When, in their words.
        when: String,
    },
    /// The visitor rated.
    Rate {
        /// `csat` or `nps`.
        scale: String,
        /// The points.
        score: u8,
    },
    /// A person is to go on.
    Handover {
        /// Of which department, by id.
        department: Option<String>,
    },
    /// The conversation ends.
    Close,
    /// It wants to know what is known of these words.
    Look {
        /// The visitor's.
        text: String,
    },
}

#[allow(clippy::borrowed_box, reason = "as serde calls it")]
fn is_nothing(content: &Box<Content>) -> bool {
    content.is_empty()
}
