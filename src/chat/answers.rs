//! What a visitor answered before the chat. It goes with the first message, and nothing in it keeps
//! that message from being stored.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::incoming::at_most;
use super::store;
use super::write::{Said, What, Writer};
use crate::db::Tx;
use crate::error::Result;
use crate::leads::contact::{Contact, normalise_email, normalise_phone};
use crate::sites::{Ask, Site};
use crate::visitors;

/// Characters of one answer.
const LONGEST: usize = 500;

/// The answers to the site's questions; what it does not ask is not among them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Question → answer, in the order of the site.
    all: Vec<(String, String)>,
    contacts: Vec<Contact>,
    department: Option<Uuid>,
}

impl Answers {
    /// Reads what a client sent; `None` where it answers nothing that the site asks.
    pub fn read(site: &Site, given: &BTreeMap<String, String>) -> Option<Self> {
        let mut read = Self::default();
        for question in &site.settings.before.questions {
            let key = question.key();
            let Some(typed) = given.get(key) else { continue };
            let answer = at_most(typed, LONGEST).split_whitespace().collect::<Vec<_>>().join(" ");
            if answer.is_empty() {
                continue;
            }
            match question.ask {
                Ask::Department => {
                    read.department = answer.parse().ok();
                    continue;
                }
                Ask::Choice if !question.choices.contains(&answer) => continue,
                Ask::Phone => {
                    let value = normalise_phone(&answer, &site.settings.country);
                    let phone = value.map(|value| Contact::Phone { value, given: answer.clone() });
                    read.contacts.extend(phone);
                }
                Ask::Email => {
                    let value = normalise_email(&answer);
                    let email = value.map(|value| Contact::Email { value, given: answer.clone() });
                    read.contacts.extend(email);
                }
                _ => {}
            }
            read.all.push((key.to_owned(), answer));
        }
        (!read.all.is_empty() || read.department.is_some()).then_some(read)
    }

    /// The contacts among them.
    pub fn contacts(&self) -> Vec<Contact> {
        self.contacts.clone()
    }

    /// The name among them.
    pub fn name(&self) -> Option<String> {
        let named = self.all.iter().find(|(key, _)| key == Ask::Name.key());
        named.map(|(_, name)| name.chars().take(200).collect())
    }

    fn json(&self) -> Value {
        let pairs = self.all.iter().map(|(key, answer)| (key.clone(), answer.as_str().into()));
        Value::Object(pairs.collect::<Map<_, _>>())
    }
}

/// Keeps the answers that came with a message, once for a conversation; true when that changed
/// what the team sees of it. The conversation is locked.
pub async fn keep(tx: &mut Tx<'_>, said: &Said, conversation: Uuid) -> Result<bool> {
    let (Writer::Visitor { seat, .. }, What::Message { answers: Some(answers), .. }) =
        (&said.by, &said.what)
    else {
        return Ok(false);
    };
    let (account, json) = (seat.site.account_id, answers.json());
    if !store::note_answers(tx, account, conversation, &json, answers.department).await? {
        return Ok(false);
    }
    if let Some(name) = answers.name() {
        visitors::give_name(tx, seat.visitor, &name).await?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sites::{Before, Question, Settings};

    fn site() -> Site {
        let ask = |ask, label: &str, choices: &[&str]| Question {
            ask,
            label: label.into(),
            choices: choices.iter().map(|&one| one.to_owned()).collect(),
            required: true,
        };
        let questions = vec![
            ask(Ask::Name, "", &[]),
            ask(Ask::Email, "", &[]),
            ask(Ask::Department, "", &[]),
            ask(Ask::Text, "Order number", &[]),
            ask(Ask::Choice, "Topic", &["Sales", "Help"]),
        ];
        Site {
            id: Uuid::nil(),
            account_id: Uuid::nil(),
            key: String::new(),
            name: String::new(),
            allowed_origins: Vec::new(),
            settings: Settings {
                before: Before { questions, ..Before::default() },
                ..Settings::default()
            },
            created_at: 0,
            widget_seen_at: None,
            widget_seen_url: None,
            has_script: false,
            scripts: Vec::new(),
            offers: String::new(),
            has_form: false,
        }
    }

    fn read(given: &[(&str, &str)]) -> Option<Answers> {
        let given = given.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Answers::read(&site(), &given.collect())
    }

    #[test]
    fn only_what_the_site_asks_is_kept_and_a_contact_is_found() {
        let answers = read(&[
            ("name", " Anna\nMuster "),
            ("email", "Anna@Shop.example"),
            ("phone", "030 901820"),
            ("Order number", "4711"),
            ("Topic", "Spam"),
            ("admin", "yes"),
        ])
        .unwrap();
        assert_eq!(answers.name().as_deref(), Some("Anna Muster"));
        assert_eq!(answers.contacts().len(), 1);
        let expected =
            r#"{"name":"Anna Muster","email":"Anna@Shop.example","Order number":"4711"}"#;
        let expected: Value = serde_json::from_str(expected).unwrap();
        assert_eq!(answers.json(), expected);
        assert_eq!(read(&[("Topic", "Sales")]).unwrap().json()["Topic"], "Sales");
    }

    #[test]
    fn nothing_that_is_asked_is_no_answer() {
        assert_eq!(read(&[("admin", "yes"), ("name", "  "), ("Topic", "None")]), None);
    }
}
