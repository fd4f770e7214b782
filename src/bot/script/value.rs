//! What a variable holds.

use serde::{Deserialize, Serialize};

/// What a variable holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Nothing.
    #[default]
    Nothing,
    /// Yes or no.
    Truth(bool),
    /// A number; never one that is none.
    Number(f64),
    /// A text.
    Text(String),
    /// Several texts.
    List(Vec<String>),
}

impl Value {
    /// As it stands in a text.
    pub fn text(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Truth(is) => is.to_string(),
            Self::Number(number) => number_text(*number),
            Self::Text(text) => text.clone(),
            Self::List(parts) => parts.join(", "),
        }
    }

    /// As a number, where it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => parse(text),
            Self::List(parts) => match &parts[..] {
                [one] => parse(one),
                _ => None,
            },
            Self::Nothing | Self::Truth(_) => None,
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::List(parts) => parts.is_empty(),
            Self::Truth(_) | Self::Number(_) => false,
        }
    }

    /// Bytes that it takes.
    pub fn weight(&self) -> usize {
        match self {
            Self::Nothing | Self::Truth(_) | Self::Number(_) => 8,
            Self::Text(text) => text.len(),
            Self::List(parts) => parts.iter().map(|part| part.len() + 4).sum(),
        }
    }
}

fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    text.parse().ok().filter(|number: &f64| is_plain && number.is_finite())
}

/// A number as people write it: without a fraction where there is none, and with no more than ten
/// places.
pub fn number_text(number: f64) -> String {
    let text = format!("{number:.10}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Nothing }
    }
}

impl From<bool> for Value {
    fn from(is: bool) -> Self {
        Self::Truth(is)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_people_do() {
        assert_eq!(number_text(5.0), "5");
        assert_eq!(number_text(0.1 + 0.2), "0.3");
        assert_eq!(number_text(-0.0), "0");
        assert_eq!(Value::from(f64::NAN), Value::Nothing);
    }

    #[test]
    fn a_text_is_a_number_only_where_it_is_written_as_one() {
        assert_eq!(Value::from(" 12.5 ").number(), Some(12.5));
        assert_eq!(Value::from("inf").number(), None);
        assert_eq!(Value::from("1e999").number(), None);
        assert_eq!(Value::from("12 apples").number(), None);
    }
}
