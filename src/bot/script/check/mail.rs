//! Mail to visitors: what is left out of it, and whether anything is sent at all.

use std::collections::HashSet;

use super::{Checker, FACTS, OWN_FACTS};
use crate::bot::script::{Ask, Assign, Does, Script, markup};

impl<'a> Checker<'a> {
    /// Whether a variable or fact may hold what a visitor said.
    pub(super) fn is_theirs(&self, name: &str) -> bool {
        match name.strip_prefix('@') {
            Some(fact) => FACTS.contains(&fact) && !OWN_FACTS.contains(&fact),
            None => self.theirs.contains(name),
        }
    }

    /// A mail step with an address of its own.
    pub(super) fn visitor_mail(&mut self, to: &'a str, subject: &'a str, text: &'a str) {
        for (field, words) in [("subject", subject), ("text", text)] {
            let mut seen = HashSet::new();
            for name in markup::variables(words).into_iter().filter(|name| seen.insert(*name)) {
                if self.is_theirs(name) {
                    self.warn("visitor_words", field, name);
                }
            }
        }
        let asked: HashSet<&str> = addresses(self.script).collect();
        let is_asked = |name: &str| match name {
            "@email" => !asked.is_empty(),
            name => asked.contains(name),
        };
        let names = markup::variables(to);
        let other = names.iter().copied().find(|name| !is_asked(name));
        if let Some(name) = other.or((names.is_empty() && to.contains('@')).then_some(to)) {
            self.warn("address_not_asked", "to", name);
        }
    }
}

/// What questions for an e-mail address set.
fn addresses(script: &Script) -> impl Iterator<Item = &str> {
    script.steps.iter().filter_map(|step| match &step.does {
        Does::Question(question) if matches!(question.ask, Ask::Email { .. }) => {
            Some(question.variable.as_deref().unwrap_or_default())
        }
        _ => None,
    })
}

/// Variables that may hold what a visitor said, or what another server said of it.
pub(super) fn theirs(script: &Script) -> HashSet<&str> {
    let mut theirs = HashSet::new();
    // What is set, and from what.
    let mut sets: Vec<(&str, Vec<&str>)> = Vec::new();
    for step in &script.steps {
        match &step.does {
            Does::Question(question) => {
                let Some(variable) = question.variable.as_deref() else { continue };
                match &question.ask {
                    Ask::Choice { choices, .. } => {
                        let from = choices.iter().map(|choice| markup::variables(choice.says()));
                        sets.push((variable, from.flatten().collect()));
                    }
                    _ => {
                        theirs.insert(variable);
                    }
                }
            }
            Does::Http(http) => theirs.extend(http.save.iter().map(|save| &*save.variable)),
            Does::Set { variable, to } => sets.push((variable, sources(to))),
            _ => {}
        }
    }
    let is_fact =
        |name: &&str| name.strip_prefix('@').is_some_and(|fact| !OWN_FACTS.contains(&fact));
    let mut count = usize::MAX;
    while std::mem::replace(&mut count, theirs.len()) != theirs.len() {
        for (variable, from) in &sets {
            if from.iter().any(|name| is_fact(name) || theirs.contains(name)) {
                theirs.insert(variable);
            }
        }
    }
    theirs
}

/// The variables from which one is set.
fn sources(to: &Assign) -> Vec<&str> {
    match to {
        Assign::Text(text) | Assign::Sum(text) | Assign::Append(text) => markup::variables(text),
        Assign::Random(texts) => texts.iter().flat_map(|text| markup::variables(text)).collect(),
        Assign::First(list) | Assign::Last(list) => vec![list],
        Assign::Clear(_) | Assign::Day(_) | Assign::Id(_) => Vec::new(),
    }
}
