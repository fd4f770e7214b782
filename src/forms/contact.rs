//! The site's contact form in the shape of a built one, for offers that show it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::submission::Submission;
use crate::sites::Site;
use crate::web::{Code, Problem};

/// A form as pages draw it.
#[derive(Debug, Serialize)]
pub struct PublicForm {
    /// What it is called by.
    id: &'static str,
    /// Counts its changes.
    rev: i64,
    /// In their order.
    steps: Vec<PublicStep>,
    /// Whether it asks for consent.
    consent: bool,
}

/// A part of a form.
#[derive(Debug, Serialize)]
pub struct PublicStep {
    fields: Vec<PublicField>,
}

/// A field.
#[derive(Debug, Serialize)]
pub struct PublicField {
    /// Its name in the answers.
    key: &'static str,
    /// `name`, `phone`, `email` or `long`: which words and which keys it has.
    kind: &'static str,
}

/// The contact form of a site.
pub fn contact(site: &Site) -> PublicForm {
    let field = |key, kind| PublicField { key, kind };
    let fields = vec![
        field("name", "name"),
        field("phone", "phone"),
        field("email", "email"),
        field("message", "long"),
    ];
    let settings = &site.settings;
    PublicForm {
        id: "contact",
        rev: 1,
        steps: vec![PublicStep { fields }],
        consent: settings.consent_required || settings.privacy_url.is_some(),
    }
}

/// Puts what came as answers into the fields of the contact form: 422 for one that it has not.
pub fn take(given: &mut Submission) -> Result<(), Problem> {
    let Some(answers) = given.answers.take() else { return Ok(()) };
    let mut errors: BTreeMap<&'static str, Code> = BTreeMap::new();
    for (key, answer) in answers {
        let Value::String(text) = answer else {
            errors.insert("answers", "invalid");
            continue;
        };
        match key.as_str() {
            "name" => given.name = Some(text),
            "phone" => given.phone = Some(text),
            "email" => given.email = Some(text),
            "message" => given.message = Some(text),
            _ => {
                errors.insert("answers", "invalid");
            }
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::fields(errors)) }
}
