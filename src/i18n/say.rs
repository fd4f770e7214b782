//! A text that is known before its reader is.

use std::fmt;

use super::{Language, Value, text};

/// What is put into a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Words, as they are.
    Words(String),
    /// A number: it chooses the plural, and is written as the language does.
    Number(i64),
    /// Another text.
    Say(Box<Say>),
}

impl Arg {
    fn value(&self, language: Language) -> Value<'static> {
        match self {
            Self::Words(words) => words.clone().into(),
            Self::Number(number) => (*number).into(),
            Self::Say(say) => say.in_language(language).into(),
        }
    }
}

impl From<&str> for Arg {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<String> for Arg {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<&String> for Arg {
    fn from(words: &String) -> Self {
        Self::Words(words.clone())
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&i64> for Arg {
    fn from(number: &i64) -> Self {
        Self::Number(*number)
    }
}

impl From<&&str> for Arg {
    fn from(words: &&str) -> Self {
        Self::Words((*words).to_owned())
    }
}

impl From<&usize> for Arg {
    fn from(number: &usize) -> Self {
        (*number).into()
    }
}

impl From<&u16> for Arg {
    fn from(number: &u16) -> Self {
        Self::Number((*number).into())
    }
}

impl From<Text> for Arg {
    fn from(text: Text) -> Self {
        Self::Words(text.to_string())
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Say> for Arg {
    fn from(say: Say) -> Self {
        Self::Say(Box::new(say))
    }
}

/// A sentence in no language yet: a key with its values. Checks, tables and results give it, and
/// the page that shows it knows its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Say(Words);

impl AsRef<Self> for Say {
    fn as_ref(&self) -> &Self {
        self
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Words {
    Key(&'static str, Vec<(&'static str, Arg)>),
    Name(String),
}

impl Say {
    /// The text of a key.
    pub const fn of(key: &'static str) -> Self {
        Self(Words::Key(key, Vec::new()))
    }

    /// Words that are the same in every language, such as a person's name.
    pub fn name(words: impl Into<String>) -> Self {
        Self(Words::Name(words.into()))
    }

    /// Fills in a variable.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: impl Into<Arg>) -> Self {
        if let Words::Key(_, args) = &mut self.0 {
            args.push((name, arg.into()));
        }
        self
    }

    /// The words.
    pub fn in_language(&self, language: Language) -> String {
        match &self.0 {
            Words::Name(name) => name.clone(),
            Words::Key(key, args) => {
                let args: Vec<_> =
                    args.iter().map(|(name, arg)| (*name, arg.value(language))).collect();
                text(language.code(), key, &args)
            }
        }
    }
}

/// A text for a reader who is known: `page.t("key")`.
#[derive(Clone, Debug)]
pub struct Text {
    language: Language,
    say: Say,
}

impl Text {
    pub(super) fn new(language: Language, say: Say) -> Self {
        Self { language, say }
    }

    /// Fills in a variable.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: impl Into<Arg>) -> Self {
        self.say = self.say.with(name, arg);
        self
    }

    /// Whether there are no words in it: some fields have no hint.
    pub fn is_empty(&self) -> bool {
        self.to_string().is_empty()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say.in_language(self.language))
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.to_string()
    }
}
