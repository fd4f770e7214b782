//! Conditions: tests of variables and facts, joined by and or or. Pure and total.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use utoipa::ToSchema;

use super::{StepId, Value, is_false};

/// One way of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Branch {
    /// Unique in the step.
    pub id: String,
    /// One test is enough; else all have to hold. Without a test it never holds.
    #[serde(default, skip_serializing_if = "is_false")]
    pub any: bool,
    /// The tests.
    pub tests: Vec<Test>,
    /// Where it goes; nothing: what follows the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<StepId>,
}

/// A comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Test {
    /// The name of a variable, or of a fact.
    pub what: String,
    /// How it is compared.
    pub is: Is,
    /// With what; with variables.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub than: String,
}

/// How two values are compared. Texts are equal as they stand; whether one contains, begins or ends
/// with another goes by small letters and without space around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Is {
    /// The same; of a list: it has one part, and that is the same.
    Equal,
    /// Not that.
    NotEqual,
    /// Has it in it; of a list: one of its parts has.
    Contains,
    /// Not that.
    NotContains,
    /// A larger number, or a later day or time.
    More,
    /// A smaller one.
    Less,
    /// The same or a larger one.
    AtLeast,
    /// The same or a smaller one.
    AtMost,
    /// Has a value.
    Set,
    /// Has none.
    Empty,
    /// Begins with it.
    Starts,
    /// Ends with it.
    Ends,
    /// Fits a pattern of the `regex` crate, which takes linear time; one that is none fits nothing.
    Matches,
    /// Not that.
    NotMatches,
}

impl Branch {
    /// Whether it holds. `value` gives what a name stands for, `text` fills in variables.
    pub fn holds(&self, value: &dyn Fn(&str) -> Value, text: &dyn Fn(&str) -> String) -> bool {
        let holds = |test: &Test| test.is.holds(&value(&test.what), &text(&test.than));
        if self.any {
            self.tests.iter().any(holds)
        } else {
            self.tests.iter().all(holds) && !self.tests.is_empty()
        }
    }
}

impl Is {
    /// Whether `left` is so beside `right`.
    pub fn holds(self, left: &Value, right: &str) -> bool {
        match self {
            Self::Equal => equal(left, right),
            Self::NotEqual => !equal(left, right),
            Self::Contains => contains(left, right),
            Self::NotContains => !contains(left, right),
            Self::More => compare(left, right) == Some(Ordering::Greater),
            Self::Less => compare(left, right) == Some(Ordering::Less),
            Self::AtLeast => compare(left, right).is_some_and(Ordering::is_ge),
            Self::AtMost => compare(left, right).is_some_and(Ordering::is_le),
            Self::Set => !left.is_empty(),
            Self::Empty => left.is_empty(),
            Self::Starts => any(left, |text| fold(text).starts_with(&fold(right))),
            Self::Ends => any(left, |text| fold(text).ends_with(&fold(right))),
            Self::Matches => matches(left, right),
            Self::NotMatches => !matches(left, right),
        }
    }

    /// Whether it needs something to compare with.
    pub fn is_of_two(self) -> bool {
        !matches!(self, Self::Set | Self::Empty)
    }
}

fn fold(text: &str) -> String {
    text.trim().nfc().collect::<String>().to_lowercase()
}

fn any(left: &Value, holds: impl Fn(&str) -> bool) -> bool {
    match left {
        Value::List(parts) => parts.iter().any(|part| holds(part)),
        other => holds(&other.text()),
    }
}

fn equal(left: &Value, right: &str) -> bool {
    let same = |text: &str| text.nfc().eq(right.nfc());
    match left {
        Value::List(parts) => matches!(&parts[..], [one] if same(one)) || same(&left.text()),
        Value::Number(number) => {
            right.trim().parse::<f64>().is_ok_and(|right| right.total_cmp(number).is_eq())
                || same(&left.text())
        }
        other => same(&other.text()),
    }
}

fn contains(left: &Value, right: &str) -> bool {
    let right = fold(right);
    any(left, |text| fold(text).contains(&right))
}

/// By number, else as days and times, which sort as they are written (ISO 8601).
fn compare(left: &Value, right: &str) -> Option<Ordering> {
    if let (Some(left), Some(right)) = (left.number(), Value::from(right).number()) {
        return left.partial_cmp(&right);
    }
    let (left, right) = (left.text(), right.trim().to_owned());
    let is_moment = |text: &str| {
        text.len() >= 5
            && text.starts_with(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || "-:.TZ+ ".contains(c))
    };
    (is_moment(&left) && is_moment(&right)).then(|| left.cmp(&right))
}

/// Bytes of a compiled pattern.
const PATTERN: usize = 64 * 1_024;

/// A pattern, if it is one that may be used.
pub fn pattern(text: &str) -> Option<regex::Regex> {
    // As JavaScript writes them, with their slashes and flags.
    let (inner, flags) = match text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) {
        Some((inner, flags)) if flags.chars().all(|c| "gimsuy".contains(c)) => (inner, flags),
        _ => (text, ""),
    };
    regex::RegexBuilder::new(inner)
        .case_insensitive(flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .size_limit(PATTERN * 16)
        .build()
        .ok()
}

fn matches(left: &Value, right: &str) -> bool {
    pattern(right).is_some_and(|pattern| any(left, |text| pattern.is_match(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(left: impl Into<Value>, is: Is, right: &str) -> bool {
        is.holds(&left.into(), right)
    }

    #[test]
    fn numbers_are_compared_as_numbers_and_days_as_days() {
        assert!(holds("10", Is::More, "9"));
        assert!(holds(7.5, Is::AtLeast, "7.5"));
        assert!(!holds("many", Is::More, "9"));
        assert!(!holds("", Is::Less, "9"));
        assert!(holds("2026-03-01", Is::More, "2026-02-28"));
        assert!(holds("08:30", Is::AtMost, "09:00"));
    }

    #[test]
    fn texts_are_equal_as_they_stand_and_contain_each_other_in_any_case() {
        assert!(holds("Promoter", Is::Equal, "Promoter"));
        assert!(!holds("promoter", Is::Equal, "Promoter"));
        assert!(holds(3.0, Is::Equal, "3"));
        assert!(holds("Grüße aus Köln", Is::Contains, "köln "));
        assert!(holds("Grüße", Is::NotContains, "köln"));
        assert!(holds(" Hello", Is::Starts, "he") && holds("Hello ", Is::Ends, "LLO"));
    }

    #[test]
    fn a_list_contains_what_one_of_its_parts_does() {
        let list = Value::List(vec!["Red".into(), "Blue".into()]);
        assert!(Is::Contains.holds(&list, "blue"));
        assert!(!Is::Equal.holds(&list, "Red"));
        assert!(Is::Equal.holds(&list, "Red, Blue"));
        assert!(Is::Set.holds(&list, ""));
        assert!(Is::Empty.holds(&Value::List(Vec::new()), ""));
    }

    #[test]
    fn a_pattern_takes_linear_time_and_a_broken_one_fits_nothing() {
        assert!(holds("AB-12", Is::Matches, r"^[A-Z]{2}-\d+$"));
        assert!(holds("ab-12", Is::Matches, r"/^AB/i"));
        assert!(!holds("x", Is::Matches, "("));
        assert!(holds("x", Is::NotMatches, "("));
        let evil = "a".repeat(50_000) + "!";
        assert!(!holds(evil.as_str(), Is::Matches, "^(a+)+$"));
        assert!(!holds("x", Is::Matches, "((a{1000}){1000}){1000}"));
    }

    #[test]
    fn all_tests_or_any_of_them_have_to_hold() {
        let test =
            |what: &str, than: &str| Test { what: what.into(), is: Is::Equal, than: than.into() };
        let value = |name: &str| Value::from(name);
        let fill = str::to_owned;
        let branch = |any, tests| Branch { id: "b".into(), any, tests, to: None };
        assert!(branch(true, vec![test("a", "b"), test("c", "c")]).holds(&value, &fill));
        assert!(!branch(false, vec![test("a", "b"), test("c", "c")]).holds(&value, &fill));
        assert!(!branch(false, vec![]).holds(&value, &fill));
    }
}
