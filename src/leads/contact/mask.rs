//! Blanks out what has many digits and is no phone number: links, addresses, IBANs, dates, times,
//! prices, measures, cards, codes. The text keeps its length, so that places stay the same.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::context;

/// Stands for a byte that no longer counts.
const BLANK: u8 = b'\x01';

/// A pattern, and whether a match of it is what it looks like.
type Rule = (&'static LazyLock<Regex>, fn(text: &str, found: &Range<usize>) -> bool);

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        #[allow(clippy::expect_used, reason = "a constant pattern, compiled by every test")]
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a pattern"));
    };
}

pattern!(LINK, r"(?i)\b(?:https?://|www\.)\S+");
pattern!(AT, r"\S+@\S+");
pattern!(IBAN, r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b");
pattern!(DATE, r"\b(\d{1,4})[./-](\d{1,2})[./-](\d{4}|\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?\b");
pattern!(TIME, r"(?i)\b\d{1,2}(?::|h)\d{2}(?::\d{2})?\b");
pattern!(HOURS, r"\b\d{1,2}[.:]\d{2} ?[-–] ?\d{1,2}[.:]\d{2}\b");
pattern!(YEARS, r"\b(?:19|20)\d{2} ?[-–/] ?(?:19|20)\d{2}\b");
pattern!(CARD, r"\b\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b");
pattern!(ADDRESS, r"\b[12]?\d{1,2}(?:\.[12]?\d{1,2}){3}\b");
pattern!(CODE, r"(\p{L}+)[-_/]?\d[\p{L}\d_/-]*|\b\d+\p{L}[\p{L}\d_-]*");
pattern!(MONEY_BEFORE, r"(?i)(?:[$€£₽¥]|\b(?:eur|usd|gbp|chf|ron|lei|rub|руб)\.?) ?\d[\d.,' ]*");
pattern!(
    AMOUNT,
    concat!(
        r"(?i)\b(?:\d{1,3}(?:[ .,'\x{a0}\x{202f}]\d{3})+|\d+)(?:[.,]\d{1,2})?[ \x{a0}\x{202f}]?",
        r"(?:[€$£₽¥%]|(?:eur|euros?|usd|gbp|chf|ron|lei|rub|руб\p{L}*|тыс|млн|",
        r"k?m²|km|kg|qm|cm|mm|kwh|kw|stück|pcs|pieces|buc\p{L}*|шт\p{L}*|км|кг|mb|gb)\b)",
    )
);

const RULES: &[Rule] = &[
    (&LINK, |_, _| true),
    (&AT, |_, _| true),
    (&IBAN, |_, _| true),
    (&DATE, is_date),
    (&HOURS, |_, _| true),
    (&TIME, |_, _| true),
    (&YEARS, |_, _| true),
    (&MONEY_BEFORE, |_, _| true),
    (&AMOUNT, |_, _| true),
    (&CARD, is_card),
    (&ADDRESS, stands_alone),
    (&CODE, is_code),
];

/// The text with everything blanked that is certainly no phone number.
pub(super) fn mask(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (pattern, holds) in RULES {
        // A rule sees what the ones before it left.
        let current = String::from_utf8_lossy(&bytes).into_owned();
        for found in pattern.find_iter(&current) {
            if holds(&current, &found.range()) {
                bytes[found.range()].fill(BLANK);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Not a part of a longer chain such as 06.12.34.56.78.
fn stands_alone(text: &str, found: &Range<usize>) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| matches!(c, '.' | '/' | '-'));
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut after = text[found.end..].chars();
    let mut before = text[..found.start].chars().rev();
    let (next, then) = (after.next(), after.next());
    let (last, earlier) = (before.next(), before.next());
    !(joins(next) && digit(then) || joins(last) && digit(earlier) || last == Some('+'))
}

fn is_date(text: &str, found: &Range<usize>) -> bool {
    let parts: Vec<u32> = text[found.clone()]
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect();
    let [first, second, third, ..] = parts[..] else { return false };
    let month_and_day = |a: u32, b: u32| {
        (1..=12).contains(&a) && (1..=31).contains(&b)
            || (1..=31).contains(&a) && (1..=12).contains(&b)
    };
    let year = |y: u32| y < 100 || (1900..=2100).contains(&y);
    stands_alone(text, found)
        && (year(third) && month_and_day(first, second)
            || first > 999 && year(first) && month_and_day(second, third))
}

/// Luhn's check digit, as on payment cards.
fn is_card(text: &str, found: &Range<usize>) -> bool {
    let digits = text[found.clone()].bytes().rev().filter(u8::is_ascii_digit).map(|b| b - b'0');
    let sum: u32 = digits
        .enumerate()
        .map(|(at, digit)| match (at % 2, u32::from(digit)) {
            (1, d) if d > 4 => d * 2 - 9,
            (1, d) => d * 2,
            (_, d) => d,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Letters and digits in one word, unless the letters only say that a phone number follows.
fn is_code(text: &str, found: &Range<usize>) -> bool {
    let word: String = text[found.clone()].chars().take_while(|c| c.is_alphabetic()).collect();
    word.is_empty() || !context::announces_phone(&word)
}
