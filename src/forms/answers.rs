//! What was answered, checked and cleaned: the same codes as in the page (`widget/ui/form-check.ts`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::cond::{Answers, asked, number, words};
use super::definition::{Definition, Field, FieldKind};
use super::submission::{one_line, text};
use crate::attachments;
use crate::leads::contact::{normalise_email, normalise_phone};
use crate::web::Code;

/// Characters of the longest answer of most kinds.
const LONGEST: usize = 500;
/// Answers that no field asks for, and letters of their keys.
const MOST: usize = 40;
/// Of all lines together.
const MESSAGE: usize = 4_000;

/// An answer as it is kept: with the words that were read when it was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Of which field.
    pub key: String,
    /// What it asked for.
    pub kind: FieldKind,
    /// What was read.
    pub label: String,
    /// What was answered, in words.
    pub said: String,
    /// The files that were sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<SentFile>,
}

/// A file that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentFile {
    /// Of the attachment.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// What is left of the answers once they are checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answered {
    pub name: String,
    pub phone: Option<String>,
    pub phone_given: String,
    pub email: Option<String>,
    pub email_given: String,
    /// All that is no contact, in the order in which it was asked.
    pub lines: Vec<Line>,
}

/// As what somebody was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// As the form is.
    Now,
    /// As it was before a change: what is missing or unknown is nobody's fault.
    Before,
    /// By the page's own form, which has taken the answers and asks nothing again: whatever they are,
    /// they are kept as they were typed.
    Elsewhere,
}

/// What answers are read by.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// Whose phone numbers are meant where none is said.
    pub country: &'a str,
    /// As what it was asked.
    pub drawn: Drawn,
    /// The names of the sender's files.
    pub files: &'a BTreeMap<Uuid, String>,
}

impl Answered {
    /// The files that were sent, in their order.
    pub fn files(&self) -> Vec<Uuid> {
        self.lines.iter().flat_map(|line| line.files.iter().map(|file| file.id)).collect()
    }

    /// What the team reads: a line for each answer.
    pub fn message(&self) -> String {
        let line = |line: &Line| match (line.label.is_empty(), line.kind) {
            (true, _) => line.said.clone(),
            (false, FieldKind::Long) => format!("{}:\n{}", line.label, line.said),
            // A question has its own sign at the end.
            (false, _) if line.label.ends_with(['?', ':', '？']) => {
                format!("{} {}", line.label, line.said)
            }
            (false, _) => format!("{}: {}", line.label, line.said),
        };
        let all = self.lines.iter().map(line).collect::<Vec<_>>().join("\n");
        all.chars().take(MESSAGE).collect()
    }
}

/// The files that an answer names.
pub fn files(answer: Option<&Value>) -> Vec<Uuid> {
    words(answer).iter().filter_map(|word| word.parse().ok()).collect()
}

/// Checks the answers of a form; what is wrong is a code by the key of its field.
pub fn check(
    definition: &Definition,
    answers: &Answers,
    reading: Reading<'_>,
) -> Result<Answered, BTreeMap<String, Code>> {
    let Reading { country, drawn, files: uploaded } = reading;
    let is_own = drawn != Drawn::Elsewhere;
    let mut errors = BTreeMap::new();
    let mut found = Answered::default();
    let mut seen = Vec::new();
    let fields: Vec<&Field> = if is_own {
        asked(&definition.steps, answers).into_iter().flatten().collect()
    } else {
        definition.fields().collect()
    };
    for field in fields {
        seen.push(field.key.as_str());
        let answer = answers.get(&field.key);
        let wrong = wrong(field, answer).filter(|_| is_own);
        if let Some(code) = wrong.filter(|code| drawn == Drawn::Now || !code.ends_with("required"))
        {
            errors.insert(field.key.clone(), code);
            continue;
        }
        let is_file = field.kind == FieldKind::File;
        // What is no longer there, after more than a day without a line, takes no lead along.
        let sent = if is_file { files(answer) } else { Vec::new() };
        let named = |id: Uuid| uploaded.get(&id).map(|name| SentFile { id, name: name.clone() });
        let sent: Vec<SentFile> = sent.into_iter().filter_map(named).collect();
        let said = if is_file {
            sent.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")
        } else {
            said(field, answer).chars().take(longest(field.kind)).collect()
        };
        match field.kind {
            _ if said.is_empty() => {}
            FieldKind::Name => found.name = said,
            FieldKind::Phone if is_own || normalise_phone(&said, country).is_some() => {
                found.phone = normalise_phone(&said, country);
                if found.phone.is_none() {
                    errors.insert(field.key.clone(), "invalid_phone");
                }
                found.phone_given = said;
            }
            FieldKind::Email if is_own || normalise_email(&said).is_some() => {
                found.email = normalise_email(&said);
                if found.email.is_none() {
                    errors.insert(field.key.clone(), "invalid_email");
                }
                found.email_given = said;
            }
            kind => {
                let (key, label) = (field.key.clone(), field.label.clone());
                found.lines.push(Line { key, kind, label, said, files: sent });
            }
        }
    }
    if drawn == Drawn::Before {
        // What the form no longer asks was answered all the same.
        let all = definition.fields().map(|field| field.key.as_str()).collect::<Vec<_>>();
        let others = answers.iter().filter(|(key, _)| !all.contains(&key.as_str()));
        for (key, answer) in others.take(MOST) {
            let said = text(&words(Some(answer)).join(", ")).chars().take(LONGEST).collect();
            let key: String = one_line(key).chars().take(MOST).collect();
            let (kind, label) = (FieldKind::Text, key.clone());
            found.lines.push(Line { key, kind, label, said, files: Vec::new() });
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

/// An answer in words.
fn said(field: &Field, answer: Option<&Value>) -> String {
    let label = |key: &str| {
        let found = field.choices.iter().find(|choice| choice.key == key);
        found.map_or_else(|| key.to_owned(), |choice| choice.label.clone())
    };
    let plain = |one: &Value| match one {
        Value::String(typed) if field.kind == FieldKind::Long => text(typed),
        Value::String(typed) if field.kind == FieldKind::Choice => one_line(&label(typed)),
        Value::String(typed) => one_line(typed),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "✓".to_owned(),
        _ => String::new(),
    };
    match answer {
        Some(Value::Array(all)) => {
            let all: Vec<String> = all.iter().map(plain).filter(|one| !one.is_empty()).collect();
            all.join(", ")
        }
        Some(one) => plain(one),
        None => String::new(),
    }
}

/// Characters of an answer.
fn longest(kind: FieldKind) -> usize {
    match kind {
        FieldKind::Name => 200,
        FieldKind::Phone => 40,
        FieldKind::Email => 254,
        FieldKind::Long | FieldKind::Choice | FieldKind::File => MESSAGE,
        _ => LONGEST,
    }
}

/// The code of what is wrong with an answer.
fn wrong(field: &Field, answer: Option<&Value>) -> Option<Code> {
    let Field { kind, required, min, max, many, choices, .. } = field;
    if words(answer).is_empty() {
        let code = if *kind == FieldKind::Consent { "consent_required" } else { "required" };
        return required.then_some(code);
    }
    let answer = answer?;
    let list = answer.as_array();
    let typed = answer.as_str().map(str::trim);
    let length = typed.map_or(0, |typed| typed.chars().count());
    if length > longest(*kind) {
        return Some("too_long");
    }
    match (kind, list, typed) {
        (FieldKind::Choice, Some(all), _) => {
            let is_choice =
                |one: &Value| choices.iter().any(|c| Some(c.key.as_str()) == one.as_str());
            if !many || !all.iter().all(is_choice) {
                return Some("invalid");
            }
        }
        (FieldKind::Choice, None, typed)
            if !choices.iter().any(|choice| Some(choice.key.as_str()) == typed) =>
        {
            return Some("invalid");
        }
        (FieldKind::Consent, _, _) if !answer.is_boolean() => return Some("invalid"),
        (FieldKind::Date, _, Some(typed)) if typed.parse::<Date>().is_err() => {
            return Some("invalid");
        }
        (FieldKind::Number, None, Some(typed)) if number(typed).is_none() => {
            return Some("invalid_number");
        }
        (FieldKind::File, Some(all), _) => {
            let is_id = |one: &Value| one.as_str().is_some_and(|id| id.parse::<Uuid>().is_ok());
            if !all.iter().all(is_id) {
                return Some("invalid");
            }
            if all.len() > if *many { attachments::MOST } else { 1 } {
                return Some("too_many_files");
            }
        }
        (FieldKind::Choice, ..) => {}
        (FieldKind::File, ..) | (_, Some(_), _) => return Some("invalid"),
        _ => {}
    }
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let size = match (kind, list) {
        (FieldKind::Number, _) => typed.map_or_else(|| answer.as_f64(), number).unwrap_or_default(),
        (_, Some(all)) => all.len() as f64,
        _ => length as f64,
    };
    let is_size = *kind == FieldKind::Number || *many;
    if min.is_some_and(|min| size < min) {
        return Some(if is_size { "too_small" } else { "too_short" });
    }
    if max.is_some_and(|max| size > max) {
        return Some(if is_size { "too_large" } else { "too_long" });
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FILE: Uuid = Uuid::from_u128(7);

    fn form() -> Definition {
        let definition = json!({"steps": [
            {"fields": [
                {"key": "who", "kind": "name"},
                {"key": "what", "kind": "choice", "label": "What?", "required": true,
                 "choices": [{"key": "a", "label": "A house"}, {"key": "b", "label": "A boat"}]},
            ]},
            {"fields": [
                {"key": "rooms", "kind": "number", "label": "Rooms", "min": 1, "max": 9,
                 "when": {"all": [{"field": "what", "is": "eq", "value": "a"}]}},
                {"key": "mail", "kind": "email"}, {"key": "tel", "kind": "phone"},
                {"key": "day", "kind": "date"}, {"key": "ok", "kind": "consent", "required": true},
                {"key": "more", "kind": "long", "label": "More"},
                {"key": "bits", "kind": "choice", "many": true, "max": 1,
                 "choices": [{"key": "x", "label": "X"}, {"key": "y", "label": "Y"}]},
                {"key": "plan", "kind": "file", "label": "Plan"},
            ]},
        ]});
        serde_json::from_value(definition).unwrap()
    }

    fn checked(answers: Value, drawn: Drawn) -> Result<Answered, BTreeMap<String, Code>> {
        let files = [(FILE, "plan.pdf".to_owned())].into();
        let reading = Reading { country: "DE", drawn, files: &files };
        check(&form(), &serde_json::from_value(answers).unwrap(), reading)
    }

    #[test]
    fn answers_are_cleaned_and_kept_with_the_words_that_were_read() {
        let answered = checked(
            json!({"who": " Anna\nB ", "what": "a", "rooms": "3,5", "mail": "Anna@Example.com ",
                   "tel": "030 901820", "ok": true, "more": "one\r\ntwo", "bits": ["x"]}),
            Drawn::Now,
        )
        .unwrap();
        assert_eq!(answered.name, "Anna B");
        assert_eq!(answered.email.as_deref(), Some("anna@example.com"));
        assert_eq!(answered.phone.as_deref(), Some("+4930901820"));
        assert_eq!(answered.message(), "What? A house\nRooms: 3,5\n✓\nMore:\none\ntwo\nX");
    }

    #[test]
    fn what_is_wrong_is_a_code_by_the_key_of_its_field() {
        for (answers, key, code) in [
            (json!({"ok": true}), "what", "required"),
            (json!({"what": "c", "ok": true}), "what", "invalid"),
            (json!({"what": ["a"], "ok": true}), "what", "invalid"),
            (json!({"what": "a", "ok": true, "rooms": "ten"}), "rooms", "invalid_number"),
            (json!({"what": "a", "ok": true, "rooms": 10}), "rooms", "too_large"),
            (json!({"what": "a", "ok": true, "rooms": "0"}), "rooms", "too_small"),
            (json!({"what": "b", "ok": false}), "ok", "consent_required"),
            (json!({"what": "b", "ok": "yes"}), "ok", "invalid"),
            (json!({"what": "b", "ok": true, "mail": "x@"}), "mail", "invalid_email"),
            (json!({"what": "b", "ok": true, "tel": "12"}), "tel", "invalid_phone"),
            (json!({"what": "b", "ok": true, "day": "2026-02-30"}), "day", "invalid"),
            (json!({"what": "b", "ok": true, "more": "x".repeat(4_001)}), "more", "too_long"),
            (json!({"what": "b", "ok": true, "bits": ["x", "y"]}), "bits", "too_large"),
            (json!({"what": "b", "ok": true, "bits": ["z"]}), "bits", "invalid"),
            (json!({"what": "b", "ok": true, "plan": ["z"]}), "plan", "invalid"),
            (json!({"what": "b", "ok": true, "plan": FILE}), "plan", "invalid"),
            (json!({"what": "b", "ok": true, "plan": [FILE, FILE]}), "plan", "too_many_files"),
        ] {
            assert_eq!(
                checked(answers.clone(), Drawn::Now),
                Err([(key.into(), code)].into()),
                "{answers}"
            );
        }
        // What is not asked is not looked at.
        let answered =
            checked(json!({"what": "b", "ok": true, "rooms": "ten"}), Drawn::Now).unwrap();
        assert_eq!(answered.lines.len(), 2, "{answered:?}");
    }

    #[test]
    fn files_are_named_and_those_that_are_not_there_are_left_out() {
        let sent = |ids: Value| checked(json!({"what": "b", "ok": true, "plan": ids}), Drawn::Now);
        let answered = sent(json!([FILE])).unwrap();
        assert_eq!(answered.files(), [FILE]);
        assert!(answered.message().ends_with("Plan: plan.pdf"), "{}", answered.message());
        assert!(sent(json!([Uuid::from_u128(8)])).unwrap().files().is_empty());
    }

    #[test]
    fn of_an_older_form_nothing_is_lost_and_nothing_is_missing() {
        let answered =
            checked(json!({"gone": "still said", "mail": "anna@example.com"}), Drawn::Before);
        let answered = answered.unwrap();
        assert_eq!(answered.message(), "gone: still said");
        assert_eq!(answered.email.as_deref(), Some("anna@example.com"));
    }

    #[test]
    fn what_the_pages_own_form_took_is_kept_as_it_was_typed() {
        let answers = json!({
            "what": "Something else", "rooms": "ten", "mail": "anna@example.com", "tel": "ask me",
            "more": "x".repeat(9_000),
        });
        let answered = checked(answers, Drawn::Elsewhere).unwrap();
        assert_eq!(answered.email.as_deref(), Some("anna@example.com"));
        assert_eq!(answered.phone, None);
        let said: Vec<_> = answered.lines.iter().map(|line| line.said.as_str()).collect();
        assert_eq!(said[..3], ["Something else", "ten", "ask me"]);
        assert_eq!(said[3].len(), MESSAGE);
    }
}
