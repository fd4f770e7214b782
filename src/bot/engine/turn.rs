//! Takes events into a run: answers, replies, the end of a wait.

use serde_json::Value as Json;

use super::answer::{self, Read, Wrong};
use super::content::{Asked, Content};
use super::event::{Act, Answer, Event};
use super::flow::Machine;
use super::state::{End, Waits};
use crate::bot::script::{Ask, Does, Question, Step, Value};
use crate::i18n;

impl<'a> Machine<'a> {
    /// Takes an event; what follows from it is done by [`Machine::advance`].
    pub fn take(&mut self, event: &Event) {
        self.state.at_once = 0;
        match event {
            Event::Answer(answer) => self.answer(answer),
            Event::Wake { n } if self.state.waits == Waits::Timer(*n) => {
                self.state.waits = Waits::Nothing;
            }
            Event::Reply { n, status, body } if self.state.waits == Waits::Reply(*n) => {
                self.reply(*status, body);
            }
            Event::Found { n, answer } if self.state.waits == Waits::Look(*n) => {
                self.found(answer.as_deref());
            }
            Event::Resume if self.state.waits == Waits::Answer => self.ask_again(None),
            // It goes on where it is; or the event comes late, or twice.
            Event::Start
            | Event::Wake { .. }
            | Event::Reply { .. }
            | Event::Found { .. }
            | Event::Resume => {}
        }
    }

    /// The question at which the run is.
    fn question(&self) -> Option<(&'a Step, &'a Question)> {
        let step = self.here()?;
        match &step.does {
            Does::Question(question) => Some((step, question)),
            _ => None,
        }
    }

    /// Asks a question, unless the answer is known.
    pub(super) fn ask(&mut self, step: &'a Step, question: &'a Question) {
        if question.known
            && let Some(known) = self.known(question)
        {
            return self.understood(step, question, known);
        }
        self.state.asked(&step.id);
        self.state.waits = Waits::Answer;
        let asked = self.asked(question);
        let (text, content) = self.marked(&question.text);
        if text.trim().is_empty() && self.attach(&asked) {
            return;
        }
        let text = if text.trim().is_empty() { self.own_words(&question.ask) } else { text };
        self.say(&step.id, text, Content { ask: Some(asked), ..content });
    }

    fn asked(&self, question: &Question) -> Asked {
        Asked::of(question, &self.state, &|name| self.words(name), self.language())
    }

    /// Words of ours for a question that has none.
    fn own_words(&self, ask: &Ask) -> String {
        let key = match ask {
            Ask::Choice { .. } => "engine-ask-choice",
            Ask::Email { .. } => "engine-ask-email",
            Ask::Phone { .. } => "engine-ask-phone",
            Ask::Rating { .. } | Ask::Csat | Ask::Nps => "engine-ask-rating",
            Ask::File { .. } => "engine-ask-file",
            _ => "engine-ask-text",
        };
        i18n::text(self.language(), key, &[])
    }

    /// The answer that is known already.
    fn known(&self, question: &Question) -> Option<Read> {
        let variable = question.variable.as_deref().unwrap_or_default();
        let mut value = self.value(variable);
        if value.is_empty() {
            value = match &question.ask {
                Ask::Email { .. } => self.value("@email"),
                Ask::Phone { .. } => self.value("@phone"),
                Ask::Text { .. } if is_name(variable) => self.value("@name"),
                _ => Value::Nothing,
            };
        }
        if value.is_empty() {
            return None;
        }
        let mut said = Answer { text: value.text(), ..Answer::default() };
        if let Ask::Choice { choices, .. } = &question.ask {
            let is = |value: &Option<String>| value.as_deref() == Some(said.text.as_str());
            if let Some(choice) = choices.iter().find(|choice| is(&choice.value)) {
                said.picks = vec![choice.id.clone()];
                said.text = self.fill(&choice.label);
            }
        }
        match &question.ask {
            Ask::File { .. } => Some(value.into()),
            _ => self.read(question, &said).ok(),
        }
    }

    fn read(&self, question: &Question, said: &Answer) -> Result<Read, Wrong> {
        let label = |text: &str| crate::bot::script::markup::fill(text, &|name| self.words(name));
        answer::read(&question.ask, said, &label, &self.facts.home, self.language())
    }

    fn answer(&mut self, said: &Answer) {
        if let Some(turn) = said.turn
            && (Some(turn) != self.state.newest() || self.state.waits != Waits::Answer)
            && !(said.change && self.state.back_to(turn))
        {
            // Another tab has answered it, or nothing is left of it.
            return self.ask_again(None);
        }
        if let Waits::Timer(_) = self.state.waits {
            // Who speaks need not wait.
            self.state.answer.clone_from(&said.text);
            self.state.waits = Waits::Nothing;
            return;
        }
        if self.state.waits != Waits::Answer {
            return;
        }
        let Some((step, question)) = self.question() else {
            // The step is gone: the run ends, as an edge to nowhere does.
            self.state.waits = Waits::Nothing;
            return;
        };
        self.state.answer = said.text.chars().take(1_000).collect();
        let words = question.skip.as_ref().filter(|_| said.skip).map(|skip| self.fill(skip));
        if words.is_some_and(|words| words.trim() == said.text.trim()) {
            self.state.answers += 1;
            self.state.waits = Waits::Nothing;
            self.state.at.clone_from(&step.next);
            return;
        }
        match self.read(question, said) {
            Ok(read) => {
                self.state.answers += 1;
                self.understood(step, question, read);
            }
            Err(wrong) => {
                let text = said.text.trim();
                let asks = wrong == "choice" || text.contains('?');
                if asks && !text.is_empty() {
                    let n = self.act(&step.id, Act::Look { text: text.to_owned() });
                    self.state.waits = Waits::Look(n);
                } else {
                    self.wrong(step, question, wrong);
                }
            }
        }
    }

    fn understood(&mut self, step: &'a Step, question: &Question, read: Read) {
        let Read { value, to, told, rated } = read;
        if let Some((kind, contact)) = told {
            self.state.told.insert(kind.to_owned(), contact);
        }
        if let Some(variable) = &question.variable {
            if is_name(variable) && matches!(question.ask, Ask::Text { .. }) {
                self.state.told.insert("name".into(), value.text());
            }
            let is_own = self.answers_own(&question.ask);
            self.state.set(variable, value, is_own);
        }
        if let Some((scale, score)) = rated {
            self.act(&step.id, Act::Rate { scale: scale.into(), score });
        }
        self.state.waits = Waits::Nothing;
        self.state.wrong = 0;
        self.state.at = to.or_else(|| step.next.clone());
    }

    fn wrong(&mut self, step: &'a Step, question: &'a Question, wrong: Wrong) {
        self.state.waits = Waits::Answer;
        self.state.wrong = self.state.wrong.saturating_add(1);
        if self.state.wrong < question.tries.clamp(1, 10) {
            let retry = (!question.retry.trim().is_empty()).then_some(question.retry.as_str());
            let own = i18n::text(self.language(), words_for(wrong), &[]);
            return self.ask_again(Some(retry.map_or(Words::Own(own), Words::Markup)));
        }
        if let Some(failed) = &question.failed {
            self.state.waits = Waits::Nothing;
            self.state.at = Some(failed.clone());
        } else {
            self.state.at = Some(step.id.clone());
            self.hand_over(None, End::Lost);
        }
    }

    /// Asks the question that waits once more, in its words or in others.
    fn ask_again(&mut self, words: Option<Words<'_>>) {
        if self.state.waits != Waits::Answer {
            return;
        }
        let Some((step, question)) = self.question() else { return };
        let asked = self.asked(question);
        let (text, content) = match words {
            Some(Words::Own(own)) => (own, Content::default()),
            Some(Words::Markup(text)) => self.marked(text),
            None => self.marked(&question.text),
        };
        let text = if text.trim().is_empty() { self.own_words(&question.ask) } else { text };
        self.say(&step.id, text, Content { ask: Some(asked), ..content });
    }

    fn found(&mut self, answer: Option<&str>) {
        self.state.waits = Waits::Answer;
        let Some((step, question)) = self.question() else { return };
        if let Some(answer) = answer {
            self.say_markup(&step.id, answer);
            return self.ask_again(None);
        }
        let wrong = match question.ask {
            Ask::Choice { .. } => "choice",
            Ask::Email { .. } => "email",
            Ask::Phone { .. } => "phone",
            _ => "other",
        };
        self.wrong(step, question, wrong);
    }

    fn reply(&mut self, status: u16, body: &str) {
        self.state.waits = Waits::Nothing;
        self.state.status = status;
        let Some(step) = self.here() else { return };
        let Does::Http(http) = &step.does else { return };
        let is_good = (200..400).contains(&status);
        if is_good {
            let json: Option<Json> = serde_json::from_str(body).ok();
            for save in &http.save {
                let value = match (&json, save.path.as_str()) {
                    (_, "") => Value::from(body),
                    (Some(json), path) => part(json, path),
                    (None, _) => Value::Nothing,
                };
                // Another server may say what it was told.
                self.state.set(&save.variable, printed(value), false);
            }
        }
        let failed = http.failed.as_ref().filter(|_| !is_good);
        self.state.at = failed.or(step.next.as_ref()).cloned();
    }
}

/// What is said to a wrong answer.
fn words_for(wrong: Wrong) -> &'static str {
    match wrong {
        "empty" => "engine-wrong-empty",
        "too-long" => "engine-wrong-too-long",
        "number" => "engine-wrong-number",
        "number-range" => "engine-wrong-number-range",
        "email" => "engine-wrong-email",
        "phone" => "engine-wrong-phone",
        "url" => "engine-wrong-url",
        "date" => "engine-wrong-date",
        "time" => "engine-wrong-time",
        "choice" => "engine-wrong-choice",
        "choice-count" => "engine-wrong-choice-count",
        "rating" => "engine-wrong-rating",
        "file" => "engine-wrong-file",
        _ => "engine-wrong-other",
    }
}

/// What is said when a question is asked once more.
enum Words<'a> {
    Own(String),
    Markup(&'a str),
}

/// A value without characters that only machines read.
fn printed(value: Value) -> Value {
    let clean = |text: String| -> String {
        text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
    };
    match value {
        Value::Text(text) => Value::Text(clean(text)),
        Value::List(parts) => Value::List(parts.into_iter().map(clean).collect()),
        other => other,
    }
}

/// A part of an answer, by names and places with dots between them.
fn part(json: &Json, path: &str) -> Value {
    let mut here = json;
    for name in path.trim_start_matches("$.").split('.') {
        let next = match here {
            Json::Array(all) => name.parse::<usize>().ok().and_then(|place| all.get(place)),
            Json::Object(all) => all.get(name),
            _ => None,
        };
        let Some(next) = next else { return Value::Nothing };
        here = next;
    }
    match here {
        Json::Null => Value::Nothing,
        Json::Bool(is) => Value::from(*is),
        Json::Number(number) => number.as_f64().map_or(Value::Nothing, Value::from),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(all) if all.iter().all(|one| !one.is_object() && !one.is_array()) => {
            let text = |one: &Json| one.as_str().map_or_else(|| one.to_string(), ToOwned::to_owned);
            Value::List(all.iter().map(text).collect())
        }
        other => Value::from(other.to_string()),
    }
}

/// Whether a variable is what somebody is called, in one of the five languages.
fn is_name(variable: &str) -> bool {
    ["name", "имя", "nume", "nom", "prénom", "vorname"].contains(&variable.to_lowercase().as_str())
}
