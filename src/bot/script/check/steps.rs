//! The fields of a step, each kind by its own rules.

use std::collections::HashSet;

use super::Checker;
use crate::bot::script::{Ask, Assign, Does, Http, Is, Question, Step, condition, markup, sum};

/// Seconds of the longest wait.
const WAIT: u32 = 30 * 86_400;

impl<'a> Checker<'a> {
    pub(super) fn step(&mut self, step: &'a Step) {
        self.leads("next", step.next.as_ref());
        match &step.does {
            Does::Message { text } => {
                self.text("text", text, true);
                self.links("text", text);
            }
            Does::Image { url, alt } => {
                self.address("url", url, &["https"]);
                self.text("alt", alt, false);
            }
            Does::Video { url, poster, label } => {
                self.address("url", url, &["https"]);
                self.optional("poster", poster, &["https"]);
                self.text("label", label, false);
            }
            Does::Link { url, label, .. } => {
                self.address("url", url, &["http", "https", "mailto", "tel"]);
                self.text("label", label, false);
            }
            Does::Typing { ms } => self.range("ms", *ms, 0, 10_000),
            Does::Wait { seconds } => self.range("seconds", *seconds, 1, WAIT),
            Does::Question(question) => self.question(question),
            Does::Condition { branches } => self.branches(branches),
            Does::Set { variable, to } => self.set(variable, to),
            Does::Split { ways } => {
                self.several("ways", ways.len(), ways.iter().map(|way| &*way.id));
                for way in ways {
                    self.leads("ways", way.to.as_ref());
                    self.range("ways", way.weight, 1, 1_000);
                }
            }
            Does::Jump { to } => self.leads("to", Some(to)),
            Does::Call { script, entry } => self.call(script, entry.as_ref()),
            Does::Http(http) => self.http(http),
            Does::End { text, .. } | Does::Handover { text, .. } => {
                self.text("text", text, false);
                self.links("text", text);
            }
            Does::Unsupported { what, .. } => self.warn("unsupported", "", what),
            other => self.outcome(other),
        }
    }

    /// What a run gives the team.
    fn outcome(&mut self, does: &'a Does) {
        match does {
            Does::Mail { to, subject, text } => {
                if let Some(to) = to {
                    self.text("to", to, true);
                    if !to.contains('@') && !to.contains("{{") {
                        self.error("bad_address", "to", to);
                    }
                }
                self.text("subject", subject, true);
                self.text("text", text, true);
                if let Some(to) = to {
                    self.visitor_mail(to, subject, text);
                }
            }
            Does::Lead { fields } => {
                for field in fields {
                    if !["name", "phone", "email", "company", "note"].contains(&&*field.field) {
                        self.error("bad_field", "fields", &field.field);
                    }
                    self.text("fields", &field.value, true);
                }
            }
            Does::Tag { tags } if tags.iter().all(|tag| tag.trim().is_empty()) => {
                self.error("empty_text", "tags", "");
            }
            Does::Score { points, reason } => {
                self.range("points", *points, -100, 100);
                self.text("reason", reason, false);
            }
            Does::Magnet { label, url, code, magnet } => {
                self.text("label", label, true);
                self.text("code", code, false);
                self.optional("url", url, &["http", "https"]);
                if !magnet.is_empty() && magnet.parse::<uuid::Uuid>().is_err() {
                    self.error("bad_id", "magnet", magnet);
                }
                if url.trim().is_empty() && code.trim().is_empty() && magnet.is_empty() {
                    self.error("empty_text", "url", "");
                }
            }
            Does::Callback { phone, when, text } => {
                self.text("phone", phone, false);
                self.text("when", when, false);
                self.text("text", text, false);
            }
            _ => {}
        }
    }

    fn question(&mut self, question: &'a Question) {
        self.text("text", &question.text, false);
        self.links("text", &question.text);
        self.text("retry", &question.retry, false);
        self.leads("failed", question.failed.as_ref());
        self.range("tries", question.tries, 1, 10);
        if let Some(variable) = &question.variable {
            self.target("variable", variable);
        }
        if let Some(skip) = &question.skip {
            self.text("skip", skip, true);
        }
        match &question.ask {
            Ask::Text { max: Some(0), .. } => self.error("out_of_range", "ask", "0"),
            Ask::Number { min: Some(min), max: Some(max), .. } if min > max => {
                self.error("out_of_range", "ask", &format!("{min} > {max}"));
            }
            Ask::Rating { max, from, .. } => {
                self.range("ask", *max, 2, 10);
                self.range("ask", *from, 0, 1);
            }
            Ask::Choice { choices, many, least, most, button } => {
                self.several("choices", choices.len(), choices.iter().map(|choice| &*choice.id));
                for choice in choices {
                    if choice.label.trim().is_empty() && choice.picture.is_none() {
                        self.error("no_label", "choices", &choice.id);
                    }
                    self.text("choices", &choice.label, false);
                    self.text("choices", choice.about.as_deref().unwrap_or_default(), false);
                    self.text("choices", choice.value.as_deref().unwrap_or_default(), false);
                    self.leads("choices", choice.to.as_ref());
                    if let Some(picture) = &choice.picture {
                        self.address("choices", picture, &["https"]);
                    }
                }
                self.text("button", button.as_deref().unwrap_or_default(), false);
                let (least, most) = (least.unwrap_or(0), most.unwrap_or(u32::MAX));
                if *many && (most == 0 || least > most || least as usize > choices.len()) {
                    self.error("out_of_range", "least", &least.to_string());
                }
            }
            _ => {}
        }
    }

    /// At least one of them, and no two of the same id.
    fn several(&mut self, field: &str, count: usize, ids: impl Iterator<Item = &'a str>) {
        if count == 0 {
            self.error("no_choice", field, "");
        }
        let mut seen = HashSet::new();
        for id in ids {
            if id.is_empty() || !seen.insert(id) {
                self.error("repeated_choice", field, id);
            }
        }
    }

    fn branches(&mut self, branches: &'a [crate::bot::script::Branch]) {
        self.several("branches", branches.len(), branches.iter().map(|branch| &*branch.id));
        for branch in branches {
            self.leads("branches", branch.to.as_ref());
            if branch.tests.is_empty() {
                self.warn("no_test", "branches", &branch.id);
            }
            for test in &branch.tests {
                if test.what.trim().is_empty() {
                    self.error("bad_variable", "branches", "");
                } else {
                    self.variable("branches", &test.what);
                }
                self.text("branches", &test.than, false);
                if matches!(test.is, Is::Matches | Is::NotMatches)
                    && !test.than.contains("{{")
                    && condition::pattern(&test.than).is_none()
                {
                    self.error("bad_pattern", "branches", &test.than);
                }
            }
        }
    }

    fn set(&mut self, variable: &str, to: &'a Assign) {
        self.target("variable", variable);
        match to {
            Assign::Text(text) | Assign::Append(text) => self.text("text", text, false),
            Assign::Sum(text) => {
                self.text("sum", text, true);
                if let Err(wrong) = sum::check(text) {
                    self.error("bad_sum", "sum", &(wrong.at + 1).to_string());
                }
            }
            Assign::Random(texts) => {
                if texts.is_empty() {
                    self.error("empty_text", "random", "");
                }
                for text in texts {
                    self.text("random", text, false);
                }
            }
            Assign::First(list) => self.variable("first", list),
            Assign::Last(list) => self.variable("last", list),
            Assign::Day(days) => self.range("day", *days, -366, 366),
            Assign::Clear(_) | Assign::Id(_) => {}
        }
    }

    fn call(&mut self, script: &str, entry: Option<&'a String>) {
        if script.is_empty() {
            self.leads("entry", entry);
        } else if script.chars().count() > 40 {
            self.error("too_long", "script", "40");
        }
    }

    fn http(&mut self, http: &'a Http) {
        if !["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&&*http.method) {
            self.error("bad_method", "method", &http.method);
        }
        self.address("url", &http.url, &["http", "https"]);
        for name in markup::variables(markup::server(&http.url)) {
            if self.is_theirs(name) {
                self.error("visitor_server", "url", name);
            }
        }
        self.text("body", &http.body, false);
        self.leads("failed", http.failed.as_ref());
        for header in &http.headers {
            let may = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
            let own = ["host", "content-length", "transfer-encoding", "connection", "upgrade"];
            let name = header.name.to_ascii_lowercase();
            if name.is_empty() || !name.bytes().all(may) || own.contains(&&*name) {
                self.error("bad_header", "headers", &header.name);
            }
            if header.value.contains(|c: char| c.is_control()) {
                self.error("bad_header", "headers", &header.name);
            }
            self.text("headers", &header.value, false);
        }
        for save in &http.save {
            self.target("save", &save.variable);
        }
    }

    /// A number within its bounds.
    fn range<N>(&mut self, field: &str, number: N, least: N, most: N)
    where
        N: Copy + PartialOrd + std::fmt::Display,
    {
        if number < least || number > most {
            let bounds = format!("{least}–{most}");
            self.error("out_of_range", field, &bounds);
        }
    }

    /// The addresses of the links in a text.
    fn links(&mut self, field: &str, text: &'a str) {
        let links = text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
        for address in links {
            self.address(field, address, &["http", "https", "mailto", "tel"]);
        }
    }

    fn optional(&mut self, field: &str, url: &str, schemes: &[&str]) {
        if !url.trim().is_empty() {
            self.address(field, url, schemes);
        }
    }

    /// An address; what its variables will make of it is seen when it runs.
    fn address(&mut self, field: &str, url: &str, schemes: &[&str]) {
        for name in markup::variables(url) {
            self.variable(field, name);
        }
        if url.trim_start().starts_with("{{") {
            return;
        }
        let filled = markup::fill(url.trim(), &|_| "x".to_owned());
        let is_good = url::Url::parse(&filled).is_ok_and(|parsed| {
            schemes.contains(&parsed.scheme())
                && (parsed.has_host() || !parsed.scheme().starts_with("http"))
        });
        if !is_good {
            self.error("bad_url", field, url);
        }
    }
}
