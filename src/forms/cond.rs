//! Which fields of a built form are asked: the same as in the page (`widget/ui/form-cond.ts`), by the
//! vectors of `widget/test/form-vectors.json`. Pure and total: whatever is given, there is an answer.

use std::collections::BTreeMap;

use serde_json::Value;

use super::definition::{Cond, Field, Is, Step};

/// Answers by the keys of their fields.
pub type Answers = BTreeMap<String, Value>;

/// An answer as its words: trimmed, in small letters; none that is empty, and `false` is none.
pub fn words(answer: Option<&Value>) -> Vec<String> {
    let word = |one: &Value| match one {
        Value::String(text) => text.trim().to_lowercase(),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "true".to_owned(),
        _ => String::new(),
    };
    let words: Vec<String> = match answer {
        Some(Value::Array(all)) => all.iter().map(word).collect(),
        Some(one) => vec![word(one)],
        None => Vec::new(),
    };
    words.into_iter().filter(|word| !word.is_empty()).collect()
}

/// Whether it is a decimal number, with point or comma.
pub fn number(word: &str) -> Option<f64> {
    let digits = word.strip_prefix(['+', '-']).unwrap_or(word);
    let mut parts = digits.splitn(2, ['.', ',']);
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_number = parts.next().is_some_and(are_digits) && parts.next().is_none_or(are_digits);
    is_number.then(|| word.replace(',', ".").parse().ok()).flatten()
}

/// What can be compared: a number, or a date as days in their order.
fn size(word: &str) -> Option<f64> {
    let bytes = word.as_bytes();
    let digits = |part: std::ops::Range<usize>| word[part].bytes().all(|b| b.is_ascii_digit());
    let is_date = bytes.len() == 10
        && word.is_ascii()
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && digits(0..4)
        && digits(5..7)
        && digits(8..10);
    if is_date { word.replace('-', "").parse().ok() } else { number(word) }
}

/// Whether a condition holds; none, and one that asks for nothing, holds.
pub fn holds(cond: Option<&Cond>, answers: &Answers) -> bool {
    let Some(cond) = cond else { return true };
    cond.all.iter().all(|test| {
        let said = words(answers.get(&test.field));
        let wanted = test.value.trim().to_lowercase();
        let is_beyond = |by: fn(&f64, &f64) -> bool| {
            let wanted = size(&wanted);
            said.iter().any(|word| match (size(word), wanted) {
                (Some(word), Some(wanted)) => by(&word, &wanted),
                _ => false,
            })
        };
        match test.is {
            Is::Eq => said.contains(&wanted),
            Is::Ne => !said.contains(&wanted),
            Is::Filled => !said.is_empty(),
            Is::Empty => said.is_empty(),
            Is::Contains => said.iter().any(|word| word.contains(&wanted)),
            Is::Gt => is_beyond(f64::gt),
            Is::Lt => is_beyond(f64::lt),
        }
    })
}

/// The fields that are asked, by step; a step that is left out, or has nothing to ask, is empty. An
/// answer of a field that is not asked counts for nothing.
pub fn asked<'a>(steps: &'a [Step], answers: &Answers) -> Vec<Vec<&'a Field>> {
    let mut counts = Answers::new();
    let mut all = Vec::with_capacity(steps.len());
    for step in steps {
        let mut fields = Vec::new();
        if holds(step.when.as_ref(), &counts) {
            for field in &step.fields {
                if !holds(field.when.as_ref(), &counts) {
                    continue;
                }
                if let Some(answer) = answers.get(&field.key).filter(|answer| !answer.is_null()) {
                    counts.insert(field.key.clone(), answer.clone());
                }
                fields.push(field);
            }
        }
        all.push(fields);
    }
    all
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Holds {
        cond: Value,
        answers: Answers,
        #[serde(rename = "holds")]
        is_so: bool,
    }

    #[derive(Deserialize)]
    struct Asked {
        about: String,
        steps: Vec<Step>,
        answers: Answers,
        #[serde(rename = "asked")]
        keys: Vec<Vec<String>>,
    }

    #[derive(Deserialize)]
    struct Vectors {
        holds: Vec<Holds>,
        asked: Vec<Asked>,
    }

    #[test]
    fn conditions_hold_as_in_the_page() {
        let vectors: Vectors =
            serde_json::from_str(include_str!("../../widget/test/form-vectors.json")).unwrap();
        for Holds { cond, answers, is_so: wanted } in vectors.holds {
            // One that is not known does not hold in the page, and is none here.
            let Ok(read) = serde_json::from_value::<Option<Cond>>(cond.clone()) else {
                assert!(!wanted, "{cond}");
                continue;
            };
            assert_eq!(holds(read.as_ref(), &answers), wanted, "{cond} {answers:?}");
        }
        for vector in vectors.asked {
            let keys = |fields: Vec<&Field>| fields.iter().map(|one| one.key.clone()).collect();
            let found: Vec<Vec<String>> =
                asked(&vector.steps, &vector.answers).into_iter().map(keys).collect();
            assert_eq!(found, vector.keys, "{}", vector.about);
        }
    }
}
