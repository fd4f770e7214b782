//! What is wrong with a script, as it is edited and before it is published.

mod flow;
mod mail;
mod steps;
#[cfg(test)]
mod tests;
mod words;

use std::collections::HashSet;

use super::{Assign, Does, LARGEST, LONGEST, MOST_STEPS, On, Script, StepId, markup};
use crate::i18n::LANGUAGES;

/// What is known of every visitor and run, without the `@`.
pub const FACTS: &[&str] = &[
    "name",
    "email",
    "phone",
    "lead",
    "online",
    "open",
    "page",
    "title",
    "channel",
    "campaign",
    "source",
    "medium",
    "referrer",
    "returning",
    "visits",
    "language",
    "device",
    "country",
    "date",
    "time",
    "weekday",
    "answer",
    "status",
];

/// Those of them that nobody outside can put words into.
pub const OWN_FACTS: &[&str] = &["online", "open", "date", "time", "weekday"];

/// Findings that are told at once.
const MOST: usize = 300;
/// Characters of a name.
const NAME: usize = 200;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It cannot be published so.
    Error,
    /// It can, and most likely is not meant so.
    Warning,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// In which step; `None`: in the script as a whole.
    pub step: Option<StepId>,
    /// In which of its fields, by the name in the format; empty: the step as such.
    pub field: String,
    /// How bad it is.
    pub level: Level,
    /// What; [`Finding::say`] has the words.
    pub code: &'static str,
    /// What it is about, such as a variable's name.
    pub about: String,
}

/// Everything that is wrong with a script.
pub fn check(script: &Script) -> Vec<Finding> {
    let mut checker = Checker::of(script);
    checker.whole();
    if script.steps.len() <= MOST_STEPS {
        for step in &script.steps {
            checker.at = Some(&step.id);
            checker.step(step);
        }
        checker.at = None;
        checker.flow();
    }
    checker.found
}

/// Collects findings.
struct Checker<'a> {
    script: &'a Script,
    /// The step that is looked at.
    at: Option<&'a str>,
    ids: HashSet<&'a str>,
    /// Variables that hold something from the start, or get it somewhere.
    known: HashSet<&'a str>,
    /// Those that may hold what a visitor said.
    theirs: HashSet<&'a str>,
    found: Vec<Finding>,
}

impl<'a> Checker<'a> {
    fn of(script: &'a Script) -> Self {
        let ids = script.steps.iter().map(|step| step.id.as_str()).collect();
        let mut known: HashSet<&str> =
            script.variables.iter().map(|variable| variable.name.trim()).collect();
        for step in &script.steps {
            match &step.does {
                Does::Question(question) => known.extend(question.variable.as_deref()),
                Does::Set { variable, to } if !matches!(to, Assign::Clear(_)) => {
                    known.insert(variable);
                }
                Does::Http(http) => known.extend(http.save.iter().map(|save| &*save.variable)),
                _ => {}
            }
        }
        let theirs = mail::theirs(script);
        Self { script, at: None, ids, known, theirs, found: Vec::new() }
    }

    fn note(&mut self, level: Level, code: &'static str, field: &str, about: &str) {
        if self.found.len() < MOST {
            self.found.push(Finding {
                step: self.at.map(str::to_owned),
                field: field.to_owned(),
                level,
                code,
                about: about.chars().take(80).collect(),
            });
        }
    }

    fn error(&mut self, code: &'static str, field: &str, about: &str) {
        self.note(Level::Error, code, field, about);
    }

    fn warn(&mut self, code: &'static str, field: &str, about: &str) {
        self.note(Level::Warning, code, field, about);
    }

    /// The script without its steps.
    fn whole(&mut self) {
        let script = self.script;
        if script.steps.len() > MOST_STEPS {
            self.error("too_many_steps", "steps", &MOST_STEPS.to_string());
        }
        if !fits(script) {
            self.error("too_large", "", &(LARGEST / 1_024).to_string());
        }
        if script.name.trim().is_empty() {
            self.warn("no_name", "name", "");
        }
        if script.name.chars().count() > NAME {
            self.error("too_long", "name", &NAME.to_string());
        }
        if !LANGUAGES.contains(&&*script.language) {
            self.error("bad_language", "language", &script.language);
        }
        let mut names = HashSet::new();
        for variable in &script.variables {
            if !names.insert(variable.name.trim()) {
                self.warn("repeated_variable", "variables", &variable.name);
            }
            self.target("variables", &variable.name);
        }
        self.entries();
        let mut ids = HashSet::new();
        for step in &script.steps {
            self.at = Some(&step.id);
            if !is_id(&step.id) {
                self.error("bad_id", "id", &step.id);
            }
            if !ids.insert(&step.id) {
                self.error("repeated_id", "id", &step.id);
            }
        }
        self.at = None;
    }

    fn entries(&mut self) {
        let entries = &self.script.entries;
        let starts = entries.iter().filter(|entry| entry.on == On::Start).count();
        if entries.is_empty() {
            self.error("no_start", "entries", "");
        } else if starts == 0 {
            self.warn("no_start", "entries", "");
        } else if starts > 1 {
            self.warn("repeated_start", "entries", "");
        }
        for entry in entries {
            if entry.to.is_empty() {
                self.error("no_start", "entries", "");
            } else {
                self.leads("entries", Some(&entry.to));
            }
            match &entry.on {
                On::Keyword { words } if words.iter().all(|word| word.trim().is_empty()) => {
                    self.error("no_words", "entries", "");
                }
                On::Page { path } if !path.starts_with(['/', '*']) => {
                    self.error("bad_path", "entries", path);
                }
                On::Api { name } if name.trim().is_empty() => {
                    self.error("no_words", "entries", "");
                }
                _ => {}
            }
        }
    }

    /// A step that follows exists.
    fn leads(&mut self, field: &str, to: Option<&StepId>) {
        if let Some(to) = to.filter(|to| !self.ids.contains(to.as_str())) {
            self.error("no_such_step", field, to);
        }
    }

    /// A text, which may be empty or not.
    fn text(&mut self, field: &str, text: &str, needed: bool) {
        if needed && text.trim().is_empty() {
            self.error("empty_text", field, "");
        }
        if text.chars().count() > LONGEST {
            self.error("too_long", field, &LONGEST.to_string());
        }
        for name in markup::variables(text) {
            self.variable(field, name);
        }
    }

    /// A variable or fact that is read.
    fn variable(&mut self, field: &str, name: &str) {
        match name.strip_prefix('@') {
            Some(fact) if FACTS.contains(&fact) => {}
            Some(_) => self.error("unknown_variable", field, name),
            None if self.known.contains(name) => {}
            None => self.warn("unknown_variable", field, name),
        }
    }

    /// A variable that is written.
    fn target(&mut self, field: &str, name: &str) {
        if name.starts_with('@') {
            self.error("read_only", field, name);
        } else if name.trim() != name
            || name.is_empty()
            || name.chars().count() > NAME
            || name.contains(['{', '}', '\n'])
        {
            self.error("bad_variable", field, name);
        }
    }
}

/// Whether it may be kept: counted as it is written, without writing it.
fn fits(script: &Script) -> bool {
    struct Count(usize);
    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    serde_json::to_writer(&mut count, script).is_ok() && count.0 <= LARGEST
}

/// Whether a step may be called so.
pub fn is_id(id: &str) -> bool {
    let may = |c: u8| c.is_ascii_alphanumeric() || c == b'_' || c == b'-';
    (1..=40).contains(&id.len()) && id.bytes().all(may)
}
