//! Forms of our own to begin with, in the reader's language.

use serde_json::{Value, json};

use super::definition::Definition;
use crate::i18n::Language;

/// What they are called by.
pub const READY: [&str; 5] = ["contact", "quote", "callback", "newsletter", "feedback"];

/// What one is called; nothing where there is none of that name.
pub fn name(ready: &str) -> Option<&'static str> {
    Some(match ready {
        "contact" => "ready-form-contact",
        "quote" => "ready-form-quote",
        "callback" => "ready-form-callback",
        "newsletter" => "ready-form-newsletter",
        "feedback" => "ready-form-feedback",
        _ => return None,
    })
}

/// It, in a language.
pub fn definition(ready: &str, language: Language) -> Option<Definition> {
    let say = |key: &'static str| language.t(key).to_string();
    let field =
        |key: &str, kind: &str, label: &str| json!({"key": key, "kind": kind, "label": label});
    let needed = |mut field: Value| {
        field["required"] = json!(true);
        field
    };
    let choice = |key: &str, label: &str, choices: &[(&str, String)]| {
        let choices: Vec<Value> =
            choices.iter().map(|(key, label)| json!({"key": key, "label": label})).collect();
        json!({"key": key, "kind": "choice", "label": label, "required": true, "choices": choices})
    };
    let (title, steps) = match ready {
        "contact" => {
            let message = needed(field("message", "long", &say("ready-form-message")));
            let fields = [
                field("name", "name", ""),
                needed(field("email", "email", "")),
                field("phone", "phone", ""),
                message,
            ];
            ("ready-form-contact-title", json!([{"fields": fields}]))
        }
        "quote" => {
            let what = choice(
                "what",
                &say("ready-form-what"),
                &[
                    ("new", say("ready-form-new")),
                    ("change", say("ready-form-change")),
                    ("other", say("ready-form-other")),
                ],
            );
            let mut other = needed(field("other", "text", &say("ready-form-other-what")));
            other["when"] = json!({"all": [{"field": "what", "is": "eq", "value": "other"}]});
            let details = field("details", "long", &say("ready-form-details"));
            let by = field("by", "date", &say("ready-form-by"));
            let contact = [
                field("name", "name", ""),
                needed(field("email", "email", "")),
                field("phone", "phone", ""),
            ];
            let steps = json!([
                {"title": say("ready-form-step-what"), "fields": [what, other]},
                {"title": say("ready-form-step-more"), "fields": [details, by]},
                {"title": say("ready-form-step-you"), "fields": contact},
            ]);
            ("ready-form-quote-title", steps)
        }
        "callback" => {
            let when = field("when", "text", &say("ready-form-when"));
            let fields = [field("name", "name", ""), needed(field("phone", "phone", "")), when];
            ("ready-form-callback-title", json!([{"fields": fields}]))
        }
        "newsletter" => {
            let fields = [needed(field("email", "email", ""))];
            ("ready-form-newsletter-title", json!([{"fields": fields}]))
        }
        "feedback" => {
            let stars = [5, 4, 3, 2, 1].map(|n| (["a", "b", "c", "d", "e"][5 - n], "★".repeat(n)));
            let rating = choice("rating", &say("ready-form-rating"), &stars);
            let mut why = field("why", "long", &say("ready-form-why"));
            why["when"] = json!({"all": [{"field": "rating", "is": "filled"}]});
            let fields = [rating, why, needed(field("email", "email", ""))];
            ("ready-form-feedback-title", json!([{"fields": fields}]))
        }
        _ => return None,
    };
    let definition = json!({"title": say(title), "steps": steps});
    serde_json::from_value(definition).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::check::{Around, check};
    use crate::i18n::LANGUAGES;

    #[test]
    fn every_one_is_whole_in_every_language() {
        for ready in READY {
            assert!(name(ready).is_some());
            for language in LANGUAGES {
                let definition = definition(ready, Language::of(language)).expect(ready);
                let around = Around { magnets: &[], takes_files: false };
                assert_eq!(check(&definition, around), [], "{ready} in {language}");
            }
        }
    }
}
