//! What the bot asks.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::source::{is, list, number, text};
use super::text::plain;
use super::{Builder, Here, Why, set};
use crate::bot::script::{Ask, Choice, Does, Question};

impl<'a> Builder<'a> {
    pub(super) fn input(&mut self, here: &Here<'a>, kind: &str) -> Vec<Does> {
        let placeholder = self.source.filled(here.text("/options/labels/placeholder"));
        let mut all = self.limits(here, kind);
        let ask = match kind {
            "text input" => {
                for (part, what) in [("audioClip", "Audio clip"), ("attachments", "Attachments")] {
                    if is(here.block, &format!("/options/{part}/isEnabled")) {
                        all.push(self.lost(here, what, "", Why::Missing));
                    }
                }
                Ask::Text { long: is(here.block, "/options/isLong"), placeholder, max: None }
            }
            "number input" => Ask::Number {
                min: number(here.block, "/options/min"),
                max: number(here.block, "/options/max"),
                whole: false,
                placeholder,
            },
            "email input" => Ask::Email { placeholder },
            "url input" => Ask::Url { placeholder },
            "phone number input" => Ask::Phone { placeholder },
            "date input" => {
                for (part, what) in [("hasTime", "Date with time"), ("isRange", "Range of dates")] {
                    if is(here.block, &format!("/options/{part}")) {
                        all.push(self.lost(here, what, "", Why::Missing));
                    }
                }
                Ask::Date
            }
            "time input" => Ask::Time,
            "rating input" => rating(here),
            "file input" => Ask::File { many: is(here.block, "/options/isMultipleAllowed") },
            "choice input" | "picture choice input" => self.choice(here, &mut all),
            "payment input" => {
                let amount = here.text("/options/amount");
                let note = format!("{amount} {}", here.text("/options/currency"));
                return vec![self.lost(here, "Payment", &note, Why::Payment)];
            }
            other => return vec![self.lost(here, other, "", Why::Missing)],
        };
        let mut question = self.question(here, ask);
        let is_optional = here.block.pointer("/options/isRequired") == Some(&Json::Bool(false));
        if kind == "file input" && is_optional {
            let label = here.text("/options/labels/skip").trim();
            let label = if label.is_empty() { "Skip" } else { label };
            question.skip = Some(self.source.filled(label));
        }
        all.push(Does::Question(Box::new(question)));
        all
    }

    /// Limits of an answer that do not exist here.
    fn limits(&mut self, here: &Here<'a>, kind: &str) -> Vec<Does> {
        let of = |path: &str| here.block.pointer(&format!("/options/{path}"));
        let is_there = |path: &str| of(path).is_some_and(|it| !it.is_null() && it != "");
        let is_odd = |path: &str| {
            is_there(path) && number(here.block, &format!("/options/{path}")).is_none()
        };
        let beyond = |path: &str, most: f64| {
            number(here.block, &format!("/options/{path}")).is_some_and(|it| it < 0.0 || it > most)
        };
        let lost: &[(bool, &str)] = &match kind {
            "number input" => [
                (is_odd("min") || is_odd("max"), "Limits by a variable"),
                (is_there("step"), "Steps of a number"),
            ],
            "date input" => {
                [(is_there("min") || is_there("max"), "Earliest and latest date"), (false, "")]
            }
            "rating input" => [
                (beyond("length", 10.0), "More than 10 points"),
                (is_odd("startsAt") || beyond("startsAt", 1.0), "Points from another number"),
            ],
            "file input" => {
                [(is(here.block, "/options/allowedFileTypes/isEnabled"), "File types"), (false, "")]
            }
            _ => [(false, ""); 2],
        };
        let lost: Vec<&str> = lost.iter().filter(|(is, _)| *is).map(|(_, what)| *what).collect();
        lost.into_iter().map(|what| self.lost(here, what, "", Why::Missing)).collect()
    }

    fn question(&self, here: &Here<'a>, ask: Ask) -> Question {
        Question {
            text: String::new(),
            ask,
            variable: self.source.variable(here.text("/options/variableId")),
            known: false,
            retry: plain(&self.source, here.text("/options/retryMessageContent")),
            tries: 3,
            failed: None,
            skip: None,
        }
    }

    /// Buttons, or pictures. With several chosen, the items' own edges do not count.
    fn choice(&mut self, here: &Here<'a>, all: &mut Vec<Does>) -> Ask {
        let many = is(here.block, "/options/isMultipleChoice");
        let (mut choices, mut ids) = (Vec::new(), HashSet::new());
        for item in here.list("/items") {
            if is(item, "/displayCondition/isEnabled") {
                let label = label(item);
                all.push(self.lost(here, "Display condition", label, Why::Missing));
            }
            let edge = text(item, "/outgoingEdgeId");
            let to = if many || edge.is_empty() { None } else { self.way(here, edge) };
            let picture = self.picture(here, item, "/pictureSrc");
            if label(item).trim().is_empty() && picture.is_none() {
                continue;
            }
            // Without words, what is kept is the picture's address.
            let value = text(item, "/value");
            let value = if label(item).is_empty() && value.is_empty() {
                picture.clone()
            } else {
                some(self.source.filled(value))
            };
            choices.push(Choice {
                id: choice_id(text(item, "/id"), &mut ids),
                label: self.source.filled(label(item)),
                value,
                picture,
                about: some(self.source.filled(text(item, "/description"))),
                to,
            });
        }
        let lists = ["/options/dynamicVariableId", "/options/dynamicItems/titlesVariableId"];
        let variable = lists.iter().find_map(|path| self.source.variable(here.text(path)));
        let is_dynamic = kind_of(here) == "choice input" && variable.is_some()
            || is(here.block, "/options/dynamicItems/isEnabled");
        if is_dynamic || choices.is_empty() {
            let name = variable.unwrap_or_default();
            all.push(self.lost(here, "Choices from a list", &name, Why::Missing));
        }
        if choices.is_empty() {
            return Ask::Text { long: false, placeholder: String::new(), max: None };
        }
        let button = some(self.source.filled(here.text("/options/buttonLabel"))).filter(|_| many);
        Ask::Choice { choices, many, least: None, most: None, button }
    }

    /// Cards: each of a card's buttons is a choice, and what is kept of the card is set after it.
    pub(super) fn cards(&mut self, here: &Here<'a>) -> Vec<Does> {
        let (mut all, mut choices, mut ids) = (Vec::new(), Vec::new(), HashSet::new());
        let nothing = [Json::Null];
        for item in here.list("/items") {
            if is(item, "/options/displayCondition/isEnabled") {
                all.push(self.lost(here, "Display condition", label(item), Why::Missing));
            }
            let paths = list(item, "/paths");
            for path in if paths.is_empty() { &nothing } else { paths } {
                let (title, button) = (text(item, "/title"), text(path, "/text"));
                let words = [title, button].map(str::trim).into_iter().filter(|it| !it.is_empty());
                let label = words.collect::<Vec<_>>().join(": ");
                let picture = self.picture(here, item, "/imageUrl");
                if label.is_empty() && picture.is_none() {
                    continue;
                }
                let edge = text(path, "/outgoingEdgeId");
                let to = if edge.is_empty() { here.after.clone() } else { self.way(here, edge) };
                let kept = self.kept(here, item, button);
                let to = kept.into_iter().rev().fold(to, |to, (variable, value)| {
                    Some(self.beside(here, set(&variable, &value), to))
                });
                let id = if path.is_null() { text(item, "/id") } else { text(path, "/id") };
                choices.push(Choice {
                    id: choice_id(id, &mut ids),
                    label: self.source.filled(&label),
                    value: some(self.source.filled(title)),
                    picture,
                    about: some(self.source.filled(text(item, "/description"))),
                    to,
                });
            }
        }
        if choices.is_empty() {
            all.push(self.lost(here, "Cards", "", Why::Missing));
            return all;
        }
        let ask = Ask::Choice { choices, many: false, least: None, most: None, button: None };
        let question = Question { variable: None, ..self.question(here, ask) };
        all.push(Does::Question(Box::new(question)));
        all
    }

    /// What is kept of a card, by variable.
    fn kept(&self, here: &Here<'a>, item: &Json, button: &str) -> Vec<(String, String)> {
        let mapping = here.list("/options/saveResponseMapping").iter();
        mapping
            .filter_map(|one| {
                let value = match text(one, "/field") {
                    "Image URL" => text(item, "/imageUrl"),
                    "Title" => text(item, "/title"),
                    "Description" => text(item, "/description"),
                    "Button" => button,
                    "Internal Value" => text(item, "/options/internalValue"),
                    _ => return None,
                };
                let variable = self.source.variable(text(one, "/variableId"))?;
                Some((variable, self.source.filled(value)))
            })
            .collect()
    }

    fn picture(&mut self, here: &Here<'a>, item: &Json, path: &str) -> Option<String> {
        let url = text(item, path).trim();
        let safe = super::text::address(&self.source, url).filter(|url| url.starts_with("http"));
        if safe.is_none() && !url.is_empty() {
            self.tell(&here.id, url, Why::Unsafe);
        }
        safe
    }
}

/// Numbers from where they start, or icons from one.
fn rating(here: &Here<'_>) -> Ask {
    let whole = |path: &str| number(here.block, path).map(|number| number.clamp(0.0, 10.0));
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "they are between 0 and 10"
    )]
    let small = |number: f64| number.round() as u8;
    let is_numbers = here.text("/options/buttonType") != "Icons";
    Ask::Rating {
        max: small(whole("/options/length").unwrap_or(10.0)).max(2),
        low: cut(here.text("/options/labels/left")),
        high: cut(here.text("/options/labels/right")),
        from: if is_numbers { small(whole("/options/startsAt").unwrap_or(0.0)).min(1) } else { 1 },
    }
}

fn cut(label: &str) -> String {
    label.chars().take(200).collect()
}

fn kind_of<'a>(here: &Here<'a>) -> &'a str {
    here.text("/type")
}

/// What stands on an item.
fn label(item: &Json) -> &str {
    let content = text(item, "/content");
    if content.is_empty() { text(item, "/title") } else { content }
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}

fn choice_id(like: &str, used: &mut HashSet<String>) -> String {
    let like = if crate::bot::script::check::is_id(like) { like } else { "choice" };
    let mut id = like.to_owned();
    let mut count = 2;
    while !used.insert(id.clone()) {
        id = format!("{}-{count}", &like[..like.len().min(34)]);
        count += 1;
    }
    id
}
