//! The form of what a site asks before a chat: so many rows, of which empty ones are no question.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::i18n::Say;
use crate::sites::{Ask, Asked, Before, MOST_CHOICES, MOST_QUESTIONS, Question};
use crate::web::{FieldErrors, too_long};

/// Characters of a question of the site's own, and of a choice.
const LONGEST: usize = 60;
const LABELS: [&str; MOST_QUESTIONS] =
    ["label_0", "label_1", "label_2", "label_3", "label_4", "label_5", "label_6", "label_7"];
const CHOICES: [&str; MOST_QUESTIONS] = [
    "choices_0",
    "choices_1",
    "choices_2",
    "choices_3",
    "choices_4",
    "choices_5",
    "choices_6",
    "choices_7",
];

/// Every field as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct QuestionsForm(BTreeMap<String, String>);

/// One row of the form.
pub struct Row {
    /// The row's place, from 0.
    pub place: usize,
    /// The chosen kind; empty: no question.
    pub ask: String,
    /// The site's own words.
    pub label: String,
    /// One choice a line.
    pub choices: String,
    /// Whether an answer is wanted.
    pub required: bool,
}

impl QuestionsForm {
    /// The form of what is stored.
    pub fn of(before: &Before) -> Self {
        let mut fields = BTreeMap::from([("when".to_owned(), before.when.as_str().to_owned())]);
        for (place, question) in before.questions.iter().enumerate() {
            fields.insert(format!("ask_{place}"), question.ask.key().to_owned());
            fields.insert(format!("label_{place}"), question.label.clone());
            fields.insert(format!("choices_{place}"), question.choices.join("\n"));
            if question.required {
                fields.insert(format!("required_{place}"), "on".to_owned());
            }
        }
        Self(fields)
    }

    fn field(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |typed| typed.trim())
    }

    /// When it is asked.
    pub fn when(&self) -> Asked {
        let typed = self.field("when");
        Asked::ALL.into_iter().find(|when| when.as_str() == typed).unwrap_or_default()
    }

    /// The rows with a question, and an empty one where there is room.
    pub fn rows(&self) -> Vec<Row> {
        let all = (0..MOST_QUESTIONS).map(|place| Row {
            place,
            ask: self.field(&format!("ask_{place}")).to_owned(),
            label: self.field(&format!("label_{place}")).to_owned(),
            choices: self.field(&format!("choices_{place}")).to_owned(),
            required: self.0.contains_key(&format!("required_{place}")),
        });
        let all: Vec<Row> = all.collect();
        let asked = all.iter().rposition(|row| !row.ask.is_empty()).map_or(0, |last| last + 1);
        all.into_iter().take(asked + 1).collect()
    }

    /// Checks every row; what is wrong is a sentence beside it.
    pub fn check(&self) -> Result<Before, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut before = Before { when: self.when(), questions: Vec::new() };
        for row in self.rows() {
            let Some(ask) = Ask::ALL.into_iter().find(|ask| ask.key() == row.ask) else { continue };
            let own = ask.is_own();
            let label = if own { one_line(&row.label) } else { String::new() };
            let choices = if ask == Ask::Choice { choices(&row.choices) } else { Vec::new() };
            let question = Question { ask, label, choices, required: row.required };
            errors.note(LABELS[row.place], wrong_label(&question, &before.questions));
            errors.note(CHOICES[row.place], wrong_choices(&question));
            before.questions.push(question);
        }
        if errors.is_empty() { Ok(before) } else { Err(errors) }
    }
}

fn wrong_label(question: &Question, others: &[Question]) -> Option<Say> {
    let key = question.key();
    let is_taken = others.iter().any(|other| other.key().eq_ignore_ascii_case(key))
        || (question.ask.is_own() && Ask::ALL.iter().any(|ask| ask.key() == key));
    if key.is_empty() {
        return Some(Say::of("wrong-empty"));
    }
    if key.chars().count() > LONGEST {
        return Some(too_long(LONGEST));
    }
    if key.chars().any(char::is_control) {
        return Some(Say::of("wrong-characters"));
    }
    is_taken.then(|| Say::of("wrong-asked-twice"))
}

fn wrong_choices(question: &Question) -> Option<Say> {
    if question.ask != Ask::Choice {
        return None;
    }
    if question.choices.iter().any(|choice| choice.chars().count() > LONGEST) {
        return Some(too_long(LONGEST));
    }
    let fits = (2..=MOST_CHOICES).contains(&question.choices.len());
    (!fits).then(|| Say::of("wrong-choices").with("most", MOST_CHOICES))
}

fn choices(typed: &str) -> Vec<String> {
    let mut choices = Vec::new();
    for choice in typed.lines().map(one_line).filter(|choice| !choice.is_empty()) {
        if !choices.contains(&choice) {
            choices.push(choice);
        }
    }
    choices
}

fn one_line(typed: &str) -> String {
    typed.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> QuestionsForm {
        let fields = fields.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned()));
        QuestionsForm(fields.collect())
    }

    #[test]
    fn what_is_stored_fills_the_form_and_comes_back_the_same() {
        let before = form(&[
            ("when", "always"),
            ("ask_0", "email"),
            ("required_0", "on"),
            ("ask_2", "choice"),
            ("label_2", " Your  topic "),
            ("choices_2", "Sales\n\nHelp\r\nSales"),
        ])
        .check()
        .unwrap();
        assert_eq!((before.when, before.questions.len()), (Asked::Always, 2));
        assert!(before.questions[0].required && !before.questions[1].required);
        assert_eq!(before.questions[1].label, "Your topic");
        assert_eq!(before.questions[1].choices, ["Sales", "Help"]);
        let again = QuestionsForm::of(&before);
        assert_eq!(again.check().unwrap(), before);
        assert_eq!(again.rows().len(), 3);
    }

    #[test]
    fn a_question_without_words_or_asked_twice_is_refused() {
        let errors = form(&[
            ("ask_0", "text"),
            ("ask_1", "email"),
            ("ask_2", "email"),
            ("ask_3", "choice"),
            ("label_3", "Topic"),
            ("choices_3", "Only one"),
            ("ask_4", "text"),
            ("label_4", "phone"),
        ])
        .check()
        .unwrap_err();
        assert!(errors.has("label_0") && errors.has("label_2") && errors.has("choices_3"));
        assert!(errors.has("label_4") && !errors.has("label_1"));
    }
}
