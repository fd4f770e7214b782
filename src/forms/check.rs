//! What is wrong with a definition: by its place in it, so that it can be said beside the field.

use std::collections::HashSet;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::definition::{Cond, Definition, Do, Field, FieldKind, Is};
use crate::web::is_web_address;

/// The most of each.
const STEPS: usize = 10;
const FIELDS: usize = 40;
const CHOICES: usize = 50;
const TESTS: usize = 10;
/// Characters.
const TITLE: usize = 200;
const TEXT: usize = 2_000;
const LABEL: usize = 300;
const ADDRESS: usize = 1_000;
const KEY: usize = 32;

/// Something that keeps a form from being on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FormFinding)]
pub struct Finding {
    /// Where, such as `steps.0.fields.2.label`.
    pub path: String,
    /// `required`, `too_long`, `too_many`, `duplicate`, `unknown`, `out_of_range`, `invalid_url`,
    /// `invalid_key`, `no_contact`, `gone` or `no_files`.
    pub code: &'static str,
}

struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, path: impl Into<String>, code: &'static str) {
        self.0.push(Finding { path: path.into(), code });
    }

    fn short(&mut self, path: String, text: &str, most: usize) {
        if text.chars().count() > most {
            self.add(path, "too_long");
        }
    }

    fn needed(&mut self, path: String, text: &str, most: usize) {
        if text.trim().is_empty() {
            self.add(path, "required");
        } else {
            self.short(path, text, most);
        }
    }
}

fn is_key(text: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    (1..=KEY).contains(&text.len()) && text.bytes().all(is_letter)
}

/// Of which kinds a form has one at most.
fn is_single(kind: FieldKind) -> bool {
    use FieldKind::{Company, Email, Name, Phone, Position};
    matches!(kind, Name | Phone | Email | Company | Position)
}

/// What there is beside a form.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The account's magnets.
    pub magnets: &'a [Uuid],
    /// Whether visitors of the site may send files.
    pub takes_files: bool,
}

/// Everything that is wrong with a definition.
pub fn check(definition: &Definition, around: Around<'_>) -> Vec<Finding> {
    let Around { magnets, takes_files } = around;
    let mut found = Findings(Vec::new());
    let Definition { title, intro, submit, steps, after, .. } = definition;
    found.short("title".into(), title, TITLE);
    found.short("intro".into(), intro, TEXT);
    found.short("submit".into(), submit, 60);
    if definition.fields().next().is_none() {
        found.add("steps", "required");
    }
    if steps.len() > STEPS || definition.fields().count() > FIELDS {
        found.add("steps", "too_many");
    }
    let mut keys: HashSet<&str> = HashSet::new();
    let mut kinds: Vec<FieldKind> = Vec::new();
    for (s, step) in steps.iter().enumerate() {
        let at = format!("steps.{s}");
        found.short(format!("{at}.title"), &step.title, TITLE);
        check_cond(&mut found, &format!("{at}.when"), step.when.as_ref(), &keys);
        for (f, field) in step.fields.iter().enumerate() {
            let at = format!("{at}.fields.{f}");
            check_field(&mut found, &at, field);
            if field.kind == FieldKind::File && !takes_files {
                found.add(format!("{at}.kind"), "no_files");
            }
            check_cond(&mut found, &format!("{at}.when"), field.when.as_ref(), &keys);
            if !is_key(&field.key) {
                found.add(format!("{at}.key"), "invalid_key");
            } else if !keys.insert(&field.key) {
                found.add(format!("{at}.key"), "duplicate");
            }
            if is_single(field.kind) && kinds.contains(&field.kind) {
                found.add(format!("{at}.kind"), "duplicate");
            }
            kinds.push(field.kind);
        }
    }
    if !kinds.contains(&FieldKind::Phone) && !kinds.contains(&FieldKind::Email) {
        found.add("steps", "no_contact");
    }
    let at = |field: &str| format!("after.{field}");
    found.short(at("title"), &after.title, TITLE);
    found.short(at("text"), &after.text, TEXT);
    match (after.does, after.magnet) {
        (Do::Redirect, _) if after.url.trim().is_empty() => found.add(at("url"), "required"),
        (Do::Redirect, _) if after.url.chars().count() > ADDRESS => {
            found.add(at("url"), "too_long");
        }
        (Do::Redirect, _) if !is_web_address(&after.url) => found.add(at("url"), "invalid_url"),
        (Do::Magnet, None) => found.add(at("magnet"), "required"),
        (Do::Magnet, Some(magnet)) if !magnets.contains(&magnet) => {
            found.add(at("magnet"), "gone");
        }
        _ => {}
    }
    found.0
}

/// A condition looks at fields before its own.
fn check_cond(found: &mut Findings, at: &str, cond: Option<&Cond>, before: &HashSet<&str>) {
    let Some(cond) = cond else { return };
    if cond.all.len() > TESTS {
        found.add(at, "too_many");
    }
    for (i, test) in cond.all.iter().enumerate() {
        let at = format!("{at}.all.{i}");
        if !before.contains(test.field.as_str()) {
            found.add(format!("{at}.field"), "unknown");
        }
        if !matches!(test.is, Is::Filled | Is::Empty) {
            found.needed(format!("{at}.value"), &test.value, TITLE);
        }
    }
}

fn check_field(found: &mut Findings, at: &str, field: &Field) {
    let Field { kind, label, hint, choices, min, max, from, .. } = field;
    let at = |part: &str| format!("{at}.{part}");
    // Contacts have words of their own in every language.
    if is_single(*kind) || *kind == FieldKind::Hidden {
        found.short(at("label"), label, LABEL);
    } else {
        found.needed(at("label"), label, LABEL);
    }
    found.short(at("hint"), hint, LABEL);
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        found.add(at("max"), "out_of_range");
    }
    let are_finite = [min, max].into_iter().flatten().all(|number| number.is_finite());
    if !are_finite {
        found.add(at("min"), "out_of_range");
    }
    match kind {
        FieldKind::Hidden if from.is_none() => found.add(at("from"), "required"),
        FieldKind::Choice => {
            if choices.is_empty() {
                found.add(at("choices"), "required");
            }
            if choices.len() > CHOICES {
                found.add(at("choices"), "too_many");
            }
            for (i, choice) in choices.iter().enumerate() {
                let at = |part: &str| at(&format!("choices.{i}.{part}"));
                found.needed(at("label"), &choice.label, LABEL);
                if !is_key(&choice.key) {
                    found.add(at("key"), "invalid_key");
                } else if choices[..i].iter().any(|other| other.key == choice.key) {
                    found.add(at("key"), "duplicate");
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn good() -> Value {
        json!({"steps": [
            {"fields": [{"key": "f1", "kind": "choice", "label": "What?",
                         "choices": [{"key": "a", "label": "A"}]}]},
            {"when": {"all": [{"field": "f1", "is": "eq", "value": "a"}]},
             "fields": [{"key": "f2", "kind": "email"}, {"key": "f3", "kind": "text", "label": "x"}]},
        ]})
    }

    fn found(definition: Value) -> Vec<String> {
        let definition = serde_json::from_value(definition).unwrap();
        check(&definition, Around { magnets: &[], takes_files: false })
            .into_iter()
            .map(|one| format!("{} {}", one.path, one.code))
            .collect()
    }

    #[test]
    fn every_wrong_place_is_named() {
        assert_eq!(found(good()), Vec::<String>::new());
        let f3 = "steps.1.fields.1";
        for (pointer, value, wanted) in [
            ("/steps/1/fields/1/label", json!(" "), format!("{f3}.label required")),
            ("/steps/1/fields/1/key", json!("f1"), format!("{f3}.key duplicate")),
            ("/steps/1/fields/1/key", json!("F 3"), format!("{f3}.key invalid_key")),
            ("/steps/1/fields/1/kind", json!("file"), format!("{f3}.kind no_files")),
            ("/steps/1/fields/1/kind", json!("email"), format!("{f3}.kind duplicate")),
            ("/steps/1/fields/1/kind", json!("hidden"), format!("{f3}.from required")),
            ("/steps/1/when/all/0/field", json!("f3"), "steps.1.when.all.0.field unknown".into()),
            ("/steps/0/fields/0/choices", json!([]), "steps.0.fields.0.choices required".into()),
            ("/steps/1/fields/0", json!({"key": "f2", "kind": "name"}), "steps no_contact".into()),
        ] {
            let mut definition = good();
            *definition.pointer_mut(pointer).unwrap() = value;
            assert_eq!(found(definition), [wanted], "{pointer}");
        }
        for (after, wanted) in [
            (json!({"do": "redirect"}), "after.url required"),
            (json!({"do": "redirect", "url": "javascript:x"}), "after.url invalid_url"),
            (json!({"do": "magnet"}), "after.magnet required"),
            (json!({"do": "magnet", "magnet": Uuid::nil()}), "after.magnet gone"),
        ] {
            let mut definition = good();
            definition["after"] = after;
            assert_eq!(found(definition), [wanted]);
        }
    }
}
