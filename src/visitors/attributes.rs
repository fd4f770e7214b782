//! What a host page says of a visitor: few short facts. Pure.

use serde_json::{Map, Value};

/// Facts of one visitor.
const MOST: usize = 30;
/// Characters of a fact's name.
const LONGEST_KEY: usize = 50;
/// Characters of a fact that is a text.
const LONGEST: usize = 500;

/// The facts with others put over them; null takes one away. The error is a code.
pub fn merged(
    mut known: Map<String, Value>,
    said: Map<String, Value>,
) -> Result<Map<String, Value>, &'static str> {
    for (key, value) in said {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
        if key.is_empty() || key.chars().count() > LONGEST_KEY || !key.chars().all(is_name) {
            return Err("wrong_attribute");
        }
        match value {
            Value::Null => {
                known.remove(&key);
            }
            Value::String(text) => {
                if text.chars().count() > LONGEST {
                    return Err("attribute_too_long");
                }
                let text = text.replace(|c: char| c.is_control() && c != '\n', "");
                known.insert(key, Value::String(text));
            }
            Value::Number(_) | Value::Bool(_) => {
                known.insert(key, value);
            }
            Value::Array(_) | Value::Object(_) => return Err("wrong_attribute"),
        }
    }
    if known.len() > MOST { Err("too_many_attributes") } else { Ok(known) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    #[test]
    fn facts_are_put_over_each_other_and_taken_away() {
        let known = map(json!({"plan": "free", "seats": 2}));
        let said = map(json!({"plan": "pro\u{0}", "seats": null, "trial": true}));
        assert_eq!(merged(known, said), Ok(map(json!({"plan": "pro", "trial": true}))));
    }

    #[test]
    fn facts_are_few_short_and_plain() {
        let wrong = |said: Value| merged(Map::new(), map(said));
        assert_eq!(wrong(json!({"a": [1]})), Err("wrong_attribute"));
        assert_eq!(wrong(json!({"a": {"b": 1}})), Err("wrong_attribute"));
        assert_eq!(wrong(json!({"<b>": 1})), Err("wrong_attribute"));
        assert_eq!(wrong(json!({"a": "x".repeat(501)})), Err("attribute_too_long"));
        let many = (0..31).map(|n| (format!("a{n}"), json!(n))).collect();
        assert_eq!(merged(Map::new(), many), Err("too_many_attributes"));
    }
}
