//! What a question asks for.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{StepId, is_false};

/// What a question asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Ask {
    /// Words.
    Text {
        /// More than a line.
        #[serde(default, skip_serializing_if = "is_false")]
        long: bool,
        /// What stands in the empty field.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        placeholder: String,
        /// Characters at most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u32>,
    },
    /// A number.
    Number {
        /// At least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<f64>,
        /// At most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<f64>,
        /// Without a fraction.
        #[serde(default, skip_serializing_if = "is_false")]
        whole: bool,
        /// What stands in the empty field.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        placeholder: String,
    },
    /// An e-mail address.
    Email {
        /// What stands in the empty field.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        placeholder: String,
    },
    /// A phone number.
    Phone {
        /// What stands in the empty field.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        placeholder: String,
    },
    /// A web address.
    Url {
        /// What stands in the empty field.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        placeholder: String,
    },
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// One or several of these.
    Choice {
        /// In their order.
        choices: Vec<Choice>,
        /// Several may be chosen.
        #[serde(default, skip_serializing_if = "is_false")]
        many: bool,
        /// Of several, so many at least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least: Option<u32>,
        /// And so many at most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<u32>,
        /// What stands on the button that sends several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        button: Option<String>,
    },
    /// A number of points.
    Rating {
        /// The most, 2 to 10.
        max: u8,
        /// What the least means.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        low: String,
        /// What the most means.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        high: String,
        /// The least: 0 or 1.
        #[serde(default = "one", skip_serializing_if = "is_one")]
        from: u8,
    },
    /// How content the visitor is with the chat, 1 to 5.
    Csat,
    /// How likely they are to recommend it, 0 to 10.
    Nps,
    /// A file.
    File {
        /// Or several.
        #[serde(default, skip_serializing_if = "is_false")]
        many: bool,
    },
}

/// One answer that can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Choice {
    /// Unique in the question.
    pub id: String,
    /// What stands on it; with variables.
    pub label: String,
    /// What the variable gets; else the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// A picture above it, `https`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// A line below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// What follows it; nothing: what follows the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<StepId>,
}

impl Choice {
    /// What the variable gets, with variables.
    pub fn says(&self) -> &str {
        self.value.as_deref().unwrap_or(&self.label)
    }
}

fn one() -> u8 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_one(from: &u8) -> bool {
    *from == 1
}
