//! What a built form is made of.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a field asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FormFieldKind)]
pub enum FieldKind {
    /// The person's name.
    Name,
    /// Their phone.
    Phone,
    /// Their address.
    Email,
    /// Where they work.
    Company,
    /// As what.
    Position,
    /// A line.
    Text,
    /// Several lines.
    Long,
    /// A number.
    Number,
    /// One or many of several.
    Choice,
    /// A day.
    Date,
    /// Files.
    File,
    /// A box to be ticked.
    Consent,
    /// Nothing that is seen: a value of the page.
    Hidden,
    /// An address of theirs at a social network.
    Profile,
}

/// One of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FormChoice)]
pub struct Choice {
    /// What it is called in answers.
    pub key: String,
    /// What is read.
    pub label: String,
}

/// How an answer is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FormTestIs)]
pub enum Is {
    /// One of its words is this one.
    Eq,
    /// None is.
    Ne,
    /// There is something.
    Filled,
    /// There is nothing.
    Empty,
    /// A part of it is this.
    Contains,
    /// It is larger, or later.
    Gt,
    /// It is smaller, or earlier.
    Lt,
}

/// A look at one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FormTest)]
pub struct Test {
    /// Of which field.
    pub field: String,
    /// How.
    pub is: Is,
    /// What is looked for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
}

/// Holds when all of it does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FormCondition)]
pub struct Cond {
    /// Looks at answers before.
    pub all: Vec<Test>,
}

/// From where a hidden field has its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FormFieldFrom)]
pub enum From {
    /// A parameter of the page's address.
    Query(String),
    /// What the page has told of the visitor.
    Attribute(String),
}

/// What happens to a field whose answer is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FormFieldKnown)]
pub enum Known {
    /// It is not asked.
    Skip,
    /// It is filled in.
    Fill,
    /// It is asked all the same.
    #[default]
    Ask,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives references")]
fn is_ask(known: &Known) -> bool {
    *known == Known::Ask
}

/// A field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FormField)]
pub struct Field {
    /// Its name in the answers, for good.
    pub key: String,
    /// What it asks for.
    pub kind: FieldKind,
    /// What is read; empty: the usual word for its kind.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// A sentence below it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// Whether it has to be filled in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Whether several may be chosen, or sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub many: bool,
    /// The least: of a number, of choices, of characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// When it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Cond>,
    /// Of a hidden one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<From>,
    /// Where the answer is known already.
    #[serde(default, skip_serializing_if = "is_ask")]
    pub known: Known,
}

/// Fields that are asked together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FormStep)]
pub struct Step {
    /// Above them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// When it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Cond>,
    /// In their order.
    pub fields: Vec<Field>,
}

/// What follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FormAfterDo)]
pub enum Do {
    /// Words.
    #[default]
    Message,
    /// Another page.
    Redirect,
    /// A magnet.
    Magnet,
    /// The chat.
    Chat,
}

/// What happens once it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = FormAfter)]
pub struct After {
    /// What.
    #[serde(rename = "do")]
    pub does: Do,
    /// A heading; empty: the usual one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Words below it; empty: the usual ones.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Of another page.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Which magnet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub magnet: Option<Uuid>,
}

/// All of a form but its name and its site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FormDefinition)]
pub struct Definition {
    /// Above it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Below the heading of its own page.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub intro: String,
    /// On its button; empty: the usual word.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub submit: String,
    /// Whether it asks to agree to be contacted, also where the site does not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub consent: bool,
    /// In their order.
    pub steps: Vec<Step>,
    /// What follows.
    #[serde(default)]
    pub after: After,
}

impl Definition {
    /// All fields, in their order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.steps.iter().flat_map(|step| &step.fields)
    }
}
