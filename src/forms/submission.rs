//! What a form sends, checked and cleaned.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::leads::contact::{MAX_EMAIL, MAX_PHONE, normalise_email, normalise_phone, typo_hint};
use crate::sites::Site;
use crate::web::{Code, Problem};

/// The most characters of a name.
const MAX_NAME: usize = 200;
/// The most characters of a message.
const MAX_MESSAGE: usize = 4_000;

/// The page on which the form stood.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = FormPage)]
pub struct Page {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
}

/// The body of `POST /v1/submit`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// The site's key.
    pub site: String,
    /// The visitor's token.
    #[serde(default)]
    pub token: Option<String>,
    /// The token of the opened form.
    #[serde(default)]
    pub form_token: Option<String>,
    /// Made by the client; repeating it is the same submission.
    pub key: Uuid,
    /// Which form: `contact`, the site's own, or a built one's id.
    #[serde(default)]
    #[schema(value_type = String)]
    pub form: Which,
    /// The person's name.
    #[serde(default)]
    pub name: Option<String>,
    /// Their phone.
    #[serde(default)]
    pub phone: Option<String>,
    /// Their address.
    #[serde(default)]
    pub email: Option<String>,
    /// What they wrote.
    #[serde(default)]
    pub message: Option<String>,
    /// Whether they agreed to be contacted.
    #[serde(default)]
    pub consent: Option<bool>,
    /// A field that people do not see.
    #[serde(default)]
    pub website: Option<String>,
    /// The page.
    #[serde(default)]
    pub page: Option<Page>,
    /// The page's language.
    #[serde(default)]
    pub lang: Option<String>,
    /// In the place of the fields above, as forms in offers send them: `name`, `phone`, `email` and
    /// `message`; of a built form by the keys of its fields.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub answers: Option<BTreeMap<String, Value>>,
    /// Whether it was a form of the page's own that asked: it takes whatever was typed.
    #[serde(default)]
    pub caught: bool,
    /// At which revision the form was drawn.
    #[serde(default)]
    pub rev: Option<i64>,
    /// The proof of work, where one was asked for.
    #[serde(default)]
    pub proof: Option<String>,
}

/// Which form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// The site's contact form.
    #[default]
    Contact,
    /// A built one.
    Built(Uuid),
}

impl<'de> Deserialize<'de> for Which {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        if name == "contact" {
            return Ok(Self::Contact);
        }
        let unknown = |_| D::Error::custom("neither `contact` nor the id of a form");
        name.parse().map(Self::Built).map_err(unknown)
    }
}

/// What is left of a submission once it is checked.
#[derive(Debug, PartialEq, Eq)]
pub struct Checked {
    /// On one line.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    /// As it was typed.
    pub phone_given: String,
    /// Normalised.
    pub email: Option<String>,
    /// As it was typed.
    pub email_given: String,
    /// With its line ends.
    pub message: String,
}

/// Checks every field: 422 with a code for each wrong one, and a hint for a mistyped address.
pub fn check(given: &Submission, site: &Site) -> Result<Checked, Problem> {
    let mut errors: BTreeMap<&'static str, Code> = BTreeMap::new();
    let name = one_line(given.name.as_deref().unwrap_or_default());
    if name.chars().count() > MAX_NAME {
        errors.insert("name", "too_long");
    }
    let message = text(given.message.as_deref().unwrap_or_default());
    if message.chars().count() > MAX_MESSAGE {
        errors.insert("message", "too_long");
    }
    let phone_given = one_line(given.phone.as_deref().unwrap_or_default());
    let phone = normalise_phone(&phone_given, &site.settings.country);
    if phone_given.len() > MAX_PHONE {
        errors.insert("phone", "too_long");
    } else if phone.is_none() && !phone_given.is_empty() {
        errors.insert("phone", "invalid_phone");
    }
    let email_given = one_line(given.email.as_deref().unwrap_or_default());
    let email = normalise_email(&email_given);
    if email_given.len() > MAX_EMAIL {
        errors.insert("email", "too_long");
    } else if email.is_none() && !email_given.is_empty() {
        errors.insert("email", "invalid_email");
    }
    if phone_given.is_empty() && email_given.is_empty() {
        errors.insert("contact", "contact_required");
    }
    if site.settings.consent_required && given.consent != Some(true) {
        errors.insert("consent", "consent_required");
    }
    if errors.is_empty() {
        return Ok(Checked { name, phone, phone_given, email, email_given, message });
    }
    let problem = Problem::fields(errors).detail("Some fields are not right.");
    Err(match typo_hint(&email_given) {
        Some(hint) => problem.with("hints", json!({ "email": hint })),
        None => problem,
    })
}

/// The challenge that a suspect submission may answer.
pub fn proof_required(challenge: Value) -> Problem {
    Problem::new(StatusCode::PRECONDITION_REQUIRED, "proof_required").with("challenge", challenge)
}

/// One line without control characters: a name cannot add a header to a mail.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String =
        text.chars().map(|c| if c.is_control() || is_line_end(c) { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text with its line ends and without other control characters.
pub(super) fn text(text: &str) -> String {
    let kept: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' || is_line_end(c) { '\n' } else { c })
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    kept.trim().to_owned()
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_on_one_line_and_a_message_keeps_its_own() {
        assert_eq!(
            one_line(" Anna\r\nBcc: x@example.com\u{0}\u{2028}!"),
            "Anna Bcc: x@example.com !"
        );
        assert_eq!(text("Hello,\r\n\u{7}one\u{0} two\r"), "Hello,\none two");
        assert_eq!(text("{{ 7*7 }} '; DROP TABLE leads; --"), "{{ 7*7 }} '; DROP TABLE leads; --");
    }
}
