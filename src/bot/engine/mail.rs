//! Mail of a script. To the visitor goes only what the script's own people wrote: an address that
//! somebody typed may be a stranger's, who is to read nothing that was typed beside it.

use super::event::Act;
use super::flow::{Machine, OUTGOING};
use crate::bot::script::check::OWN_FACTS;
use crate::bot::script::{Ask, Assign, StepId, markup};

impl Machine<'_> {
    pub(super) fn mail(&mut self, id: &StepId, to: Option<&str>, subject: &str, text: &str) {
        if self.state.outgoing >= OUTGOING {
            return;
        }
        self.state.outgoing += 1;
        let language = self.language().to_owned();
        let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(to) = to else {
            let (subject, text) = (one_line(self.fill(subject)), self.fill(text));
            let what = [subject.clone(), text.clone()];
            let act = Act::Mail { to: None, subject, text, language };
            return self.once(id, &[&what[0], &what[1]], act);
        };
        // Only where the visitor said in this very run that it is theirs.
        let to = self.fill(to).trim().to_lowercase();
        let is_theirs = self.state.told.get("email") == Some(&to);
        let to = if is_theirs { to } else { String::new() };
        let (subject, text) = (one_line(self.fill_own(subject)), self.fill_own(text));
        let what = [to.clone(), subject.clone(), text.clone()];
        let act = Act::Mail { to: Some(to), subject, text, language };
        self.once(id, &[&what[0], &what[1], &what[2]], act);
    }

    /// The text with what the script's own people wrote filled in, and nothing else.
    fn fill_own(&self, text: &str) -> String {
        let own = |name: &str| self.holds_own(name).then(|| self.words(name));
        markup::fill_some(text, &own).trim().to_owned()
    }

    /// Whether a name stands for nothing but what the script's own people wrote, or what the
    /// server knows by itself.
    pub(super) fn holds_own(&self, name: &str) -> bool {
        match name.strip_prefix('@') {
            Some(fact) => OWN_FACTS.contains(&fact),
            None => self.state.own.contains(name) || !self.state.variables.contains_key(name),
        }
    }

    fn is_own(&self, text: &str) -> bool {
        markup::variables(text).into_iter().all(|name| self.holds_own(name))
    }

    /// The same of what a variable is set to.
    pub(super) fn sets_own(&self, variable: &str, to: &Assign) -> bool {
        match to {
            Assign::Text(text) | Assign::Sum(text) => self.is_own(text),
            Assign::Append(text) => self.is_own(text) && self.holds_own(variable),
            Assign::Random(texts) => texts.iter().all(|text| self.is_own(text)),
            Assign::First(list) | Assign::Last(list) => self.holds_own(list),
            Assign::Clear(_) | Assign::Day(_) | Assign::Id(_) => true,
        }
    }

    /// The same of an answer: what is chosen was written by those who wrote the choices.
    pub(super) fn answers_own(&self, ask: &Ask) -> bool {
        matches!(ask, Ask::Choice { choices, .. } if choices.iter().all(|choice| self.is_own(choice.says())))
    }
}
