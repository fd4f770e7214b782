//! What a variable holds.

use std::fmt;

use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// What a variable holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
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

/// By what stands there. Trying one kind after the other, as is derived for such an enum, makes an
/// error with its words of each kind that it is not.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("nothing, yes or no, a number, a text or a list of texts")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_bool<E: de::Error>(self, is: bool) -> Result<Value, E> {
        Ok(Value::Truth(is))
    }

    #[allow(clippy::cast_precision_loss, reason = "every number of a script is an f64")]
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    #[allow(clippy::cast_precision_loss, reason = "every number of a script is an f64")]
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut parts = Vec::new();
        while let Some(part) = list.next_element()? {
            parts.push(part);
        }
        Ok(Value::List(parts))
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
    fn what_is_stored_is_read_back() {
        let all = [
            Value::Nothing,
            Value::from(true),
            Value::from(-2.0),
            Value::from(0.1),
            Value::from(3e9),
            Value::from("a"),
            Value::List(vec!["a".into(), "b".into()]),
        ];
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Value>>(&text).unwrap(), all);
        assert!(serde_json::from_str::<Value>("{}").is_err());
        assert!(serde_json::from_str::<Value>("[1]").is_err());
    }

    #[test]
    fn a_text_is_a_number_only_where_it_is_written_as_one() {
        assert_eq!(Value::from(" 12.5 ").number(), Some(12.5));
        assert_eq!(Value::from("inf").number(), None);
        assert_eq!(Value::from("1e999").number(), None);
        assert_eq!(Value::from("12 apples").number(), None);
    }
}
