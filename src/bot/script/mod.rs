//! A script as it is stored, exported and edited: steps with edges, format 1.

mod ask;
pub mod check;
mod condition;
pub mod markup;
pub mod schema;
pub mod sum;
mod value;
pub mod words;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::ask::{Ask, Choice};
pub use self::condition::{Branch, Is, Test};
pub use self::value::{Value, number_text};

/// The id of a step: 1 to 40 of `A-Za-z0-9_-`, unique in its script.
pub type StepId = String;

/// Steps of one script.
pub const MOST_STEPS: usize = 1_000;
/// Steps that a run does between two events; after them a person goes on.
pub const STEPS_AT_ONCE: u32 = 100;
/// Characters of a text in a script.
pub const LONGEST: usize = 4_000;
/// Bytes of a script as JSON.
pub const LARGEST: usize = 1_024 * 1_024;

/// A script.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Script {
    /// Which format it is.
    pub format: Format,
    /// What the team calls it.
    pub name: String,
    /// Of its texts and of what the bot says by itself: `de`, `en`, `fr`, `ro`, `ru`.
    pub language: String,
    /// Variables and what they hold at the start. Others come into being when they are set.
    #[serde(default)]
    pub variables: Vec<Variable>,
    /// Where runs begin.
    #[serde(default)]
    pub entries: Vec<Entry>,
    /// The steps, in no order that matters.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// The format of a script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Format {
    /// The first one.
    #[default]
    #[serde(rename = "leadbell.script/1")]
    One,
}

/// A variable that holds something from the start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Variable {
    /// Its name, without braces.
    pub name: String,
    /// What it holds at the start.
    #[serde(default, skip_serializing_if = "Value::is_empty")]
    #[schema(value_type = Object)]
    pub initial: Value,
}

/// Where runs begin, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// When.
    #[serde(flatten)]
    pub on: On,
    /// The first step.
    pub to: StepId,
}

/// What begins a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "on", rename_all = "snake_case")]
pub enum On {
    /// A chat begins.
    Start,
    /// The visitor writes one of these words, while no question waits.
    Keyword {
        /// In any case; each a word or a few.
        words: Vec<String>,
    },
    /// A chat begins on a page whose path fits.
    Page {
        /// `*` stands for anything.
        path: String,
    },
    /// An offer of the site was taken.
    Offer,
    /// The host page asks for it.
    Api {
        /// By this name.
        name: String,
    },
}

/// A step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Step {
    /// Unique in the script.
    pub id: StepId,
    /// What the team calls it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Where it is on the canvas.
    #[serde(default)]
    pub at: [i32; 2],
    /// What follows; nothing: the run ends there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<StepId>,
    /// What it does.
    #[serde(flatten)]
    pub does: Does,
}

/// What a step does. No field is called as one of [`Step`]'s: they stand beside each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Does {
    /// Says something.
    Message {
        /// Markup with variables.
        text: String,
    },
    /// Shows a picture.
    Image {
        /// `https`.
        url: String,
        /// For those who do not see it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        alt: String,
    },
    /// Shows a video as a picture with a link.
    Video {
        /// `https`.
        url: String,
        /// The picture.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        poster: String,
        /// What stands beside it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        label: String,
    },
    /// Shows a link, or opens it.
    Link {
        /// `http`, `https`, `mailto` or `tel`.
        url: String,
        /// What stands on it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        label: String,
        /// The page goes there by itself.
        #[serde(default, skip_serializing_if = "is_false")]
        open: bool,
    },
    /// Shows that somebody writes, before what follows.
    Typing {
        /// Milliseconds, at most 10 000.
        ms: u32,
    },
    /// Does nothing for a while.
    Wait {
        /// At most 30 days.
        seconds: u32,
    },
    /// Asks something and waits for the answer.
    Question(Box<Question>),
    /// Goes one way or another.
    Condition {
        /// The first that holds is taken; none: what follows the step.
        branches: Vec<Branch>,
    },
    /// Gives a variable a value.
    Set {
        /// Its name.
        variable: String,
        /// The value.
        #[serde(flatten)]
        to: Assign,
    },
    /// Goes one of several ways by chance; the same for a visitor who comes again.
    Split {
        /// The ways.
        ways: Vec<Way>,
    },
    /// Goes on at another step.
    Jump {
        /// That step.
        to: StepId,
    },
    /// Runs another script of the account, or a part of this one, and comes back where that ends.
    Call {
        /// Its id; empty: this script itself.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        script: String,
        /// Where it begins; else at its start.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<StepId>,
    },
    /// Asks another server.
    Http(Box<Http>),
    /// Writes to the site's own addresses, or to the visitor.
    Mail {
        /// The visitor's own address, with variables; nothing: the site's own addresses. It is only
        /// written to an address that the visitor gave in this very run as the answer to a question
        /// for an e-mail address, and few times a day; and what a visitor said is left out of it:
        /// a script is no means to write to strangers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// One line with variables.
        subject: String,
        /// With variables; plain. Web addresses in it are links.
        text: String,
    },
    /// Makes or completes the visitor's lead.
    Lead {
        /// What is known of them.
        #[serde(default)]
        fields: Vec<Field>,
    },
    /// Puts tags on the conversation.
    Tag {
        /// Their names.
        tags: Vec<String>,
    },
    /// Adds to the visitor's score.
    Score {
        /// -100 to 100.
        points: i32,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Gives a link or a code.
    Magnet {
        /// What it is.
        label: String,
        /// Where it is.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        url: String,
        /// Or a code that is shown.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        code: String,
        /// Or a magnet of the account, by its id.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        magnet: String,
    },
    /// Notes that the visitor wants to be called.
    Callback {
        /// The number, with variables; empty: the one that is known.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        phone: String,
        /// When, in the visitor's words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        when: String,
        /// What is said then.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
    },
    /// Has a person go on.
    Handover {
        /// Of which department, by id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<String>,
        /// What is said then.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
    },
    /// The run ends.
    End {
        /// What is said then.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
        /// The conversation ends too.
        #[serde(default, skip_serializing_if = "is_false")]
        close: bool,
    },
    /// Something that an import found and that does not exist here: it is passed over.
    Unsupported {
        /// What it was.
        what: String,
        /// What it was to do.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
}

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Question {
    /// Markup with variables; may be empty where a message before it asks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What for.
    pub ask: Ask,
    /// Which variable takes the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
    /// It is not asked where the variable, or what is known of the visitor, has the answer.
    #[serde(default, skip_serializing_if = "is_false")]
    pub known: bool,
    /// What is said to a wrong answer; else words of ours in the script's language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub retry: String,
    /// How many answers may be wrong, 1 to 10.
    #[serde(default = "three", skip_serializing_if = "is_three")]
    pub tries: u8,
    /// What follows after as many; nothing: a person goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<StepId>,
    /// What stands on the button that leaves it unanswered; nothing: there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip: Option<String>,
}

/// What a variable gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Assign {
    /// A text with variables.
    Text(String),
    /// What a calculation gives.
    Sum(String),
    /// Nothing.
    Clear(bool),
    /// One of several texts.
    Random(Vec<String>),
    /// One more text at the end of its list; a single value before it becomes the first part.
    Append(String),
    /// The first part of the list that the variable of this name holds, which loses it.
    First(String),
    /// The last part likewise.
    Last(String),
    /// The day so many days after today, as `2026-03-01`; -366 to 366.
    Day(i32),
    /// A new id that nobody can guess.
    #[serde(rename = "new_id")]
    Id(bool),
}

/// One way of a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Way {
    /// Unique in the step.
    pub id: String,
    /// 1 to 1 000, beside those of the others.
    pub weight: u32,
    /// Where it goes; nothing: what follows the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<StepId>,
}

/// A request to another server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Http {
    /// GET, POST, PUT, PATCH or DELETE.
    pub method: String,
    /// With variables, each of which is escaped.
    pub url: String,
    /// Beside the server's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Header>,
    /// With variables; where it is JSON, each is escaped as part of a string.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// What is kept of the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub save: Vec<Save>,
    /// What follows where there is no answer, or its status is 400 or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<StepId>,
}

/// A header of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value, with variables.
    pub value: String,
}

/// A part of an answer that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Save {
    /// Which: names and places with dots between them; empty is the whole.
    pub path: String,
    /// In which variable.
    pub variable: String,
}

/// A fact of a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Field {
    /// `name`, `phone`, `email`, `company`, `note`.
    pub field: String,
    /// With variables.
    pub value: String,
}

impl Script {
    /// An empty one.
    pub fn new(name: &str, language: &str) -> Self {
        Self {
            format: Format::One,
            name: name.to_owned(),
            language: language.to_owned(),
            variables: Vec::new(),
            entries: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// The step with an id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Where it stands among the steps.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.id == id)
    }

    /// Where a run begins that a chat starts.
    pub fn start(&self) -> Option<&StepId> {
        self.entries.iter().find(|entry| entry.on == On::Start).map(|entry| &entry.to)
    }
}

impl Step {
    /// Every step that may follow, with what leads there.
    pub fn edges(&self) -> Vec<&StepId> {
        let mut all: Vec<&StepId> = self.next.iter().collect();
        match &self.does {
            Does::Question(question) => {
                all.extend(&question.failed);
                if let Ask::Choice { choices, .. } = &question.ask {
                    all.extend(choices.iter().filter_map(|choice| choice.to.as_ref()));
                }
            }
            Does::Condition { branches } => {
                all.extend(branches.iter().filter_map(|branch| branch.to.as_ref()));
            }
            Does::Split { ways } => all.extend(ways.iter().filter_map(|way| way.to.as_ref())),
            Does::Jump { to } => all.push(to),
            Does::Http(http) => all.extend(&http.failed),
            _ => {}
        }
        all
    }
}

fn three() -> u8 {
    3
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_three(tries: &u8) -> bool {
    *tries == 3
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_false(is: &bool) -> bool {
    !is
}
