//! Finds phone numbers and e-mail addresses in what a visitor wrote.

use std::ops::Range;
use std::sync::LazyLock;

use phonenumber::country;
use phonenumber::metadata::DATABASE;
use regex::Regex;

use super::context::{self, Hint};
use super::mask::mask;
use super::phone::{normalise_phone, strict_phone};
use super::{Contact, normalise_email};

#[allow(clippy::expect_used, reason = "a constant pattern, compiled by every test")]
static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+").expect("a pattern")
});

/// Digit groups with what may stand between them; a plus begins a new one.
#[allow(clippy::expect_used, reason = "a constant pattern, compiled by every test")]
static DIGITS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\(?\+?\(?\d+(?:[ \x{a0}\x{202f}().\-‑–/]{1,3}\d+)*").expect("a pattern")
});

/// Endings of file names that look like addresses (`icon@2x.png`).
const FILES: &[&str] = &["png", "jpg", "jpeg", "gif", "svg", "webp", "pdf"];

/// The contacts in a text, each once, in the order in which they stand there, phones last.
///
/// A number counts as a phone only where the country's numbering plan has it, it is written as
/// people write phones, and the words beside it do not say that it is something else: an order,
/// a date, a price, an account, a parcel.
pub fn recognise(text: &str, country: &str) -> Vec<Contact> {
    let mut found = emails(text);
    if text.bytes().filter(u8::is_ascii_digit).count() >= MIN_DIGITS {
        found.extend(phones(text, country));
    }
    found
}

fn emails(text: &str) -> Vec<Contact> {
    let mut found: Vec<Contact> = Vec::new();
    for candidate in EMAIL.find_iter(text) {
        let given = candidate.as_str();
        let in_link = text[..candidate.start()]
            .rsplit(char::is_whitespace)
            .next()
            .is_some_and(|word| word.contains("://"));
        let is_file = given.rsplit('.').next().is_some_and(|ending| FILES.contains(&ending));
        if in_link || is_file {
            continue;
        }
        let given = given.trim_start_matches(['.', '\'', '-']);
        if let Some(value) = normalise_email(given)
            && found.iter().all(|known| known.value() != value)
        {
            found.push(Contact::Email { value, given: given.to_owned() });
        }
    }
    found
}

/// The shortest phone number that is taken from a text.
const MIN_DIGITS: usize = 7;
/// The longest one: E.164 has 15, and 00 in front.
const MAX_DIGITS: usize = 17;

fn phones(text: &str, country: &str) -> Vec<Contact> {
    let masked = mask(text);
    let mut found: Vec<Contact> = Vec::new();
    for run in DIGITS.find_iter(&masked) {
        let mut from = run.start();
        while let Some((place, value)) = first_phone(&masked, from..run.end(), country) {
            from = place.end;
            if found.iter().all(|known| known.value() != value) {
                let given = masked[place].trim().to_owned();
                found.push(Contact::Phone { value, given });
            }
        }
    }
    found
}

/// The first phone number in a run of digit groups: the longest one from the earliest group.
fn first_phone(text: &str, run: Range<usize>, country: &str) -> Option<(Range<usize>, String)> {
    let groups = groups(text, run);
    let mut first = 0;
    while first < groups.len() {
        let before = &text[..groups[first].start];
        let longest = (first..groups.len()).rev().find_map(|last| {
            let place = groups[first].start..groups[last].end;
            let after = &text[place.end..];
            let hint = context::hint(before, after);
            let whole = before.trim().is_empty() && after.trim().is_empty();
            // Digits of something else are read as one, so that their rest is not taken either.
            let read_as = if hint == Hint::Other { Hint::Phone } else { hint };
            let value = phone(&text[place.clone()], last - first + 1, country, read_as, whole)?;
            Some((last, place, value, hint))
        });
        match longest {
            Some((last, _, _, Hint::Other)) => first = last + 1,
            Some((_, place, value, _)) => return Some((place, value)),
            None => first += 1,
        }
    }
    None
}

/// The places of the digit groups, each with the plus or bracket in front of it.
fn groups(text: &str, run: Range<usize>) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text[run.clone()].char_indices().map(|(at, c)| (run.start + at, c)) {
        match (c.is_ascii_digit() || matches!(c, '+' | '('), open) {
            (true, None) => open = Some(at),
            (false, Some(start)) => {
                groups.push(start..at);
                open = None;
            }
            _ => {}
        }
    }
    groups.extend(open.map(|start| start..run.end));
    groups.retain(|group| text[group.clone()].contains(|c: char| c.is_ascii_digit()));
    groups
}

fn phone(
    given: &str,
    groups: usize,
    country: &str,
    hint: Hint,
    is_whole_text: bool,
) -> Option<String> {
    let count = given.bytes().filter(u8::is_ascii_digit).count();
    let announced = hint == Hint::Phone;
    let least = if announced { MIN_DIGITS } else { MIN_DIGITS + 1 };
    if !(least..=MAX_DIGITS).contains(&count) {
        return None;
    }
    let start = given.trim_start_matches('(');
    if start.starts_with('+') {
        return normalise_phone(given, country);
    }
    if start.starts_with("00") {
        return strict_phone(given, "DE").filter(|_| count >= 10);
    }
    let trunk = trunk_prefix(country);
    let spelled_out = match trunk.as_deref() {
        // Eleven digits with the trunk digit or the country's own code in front, or a mobile one.
        Some("8") => {
            count == 11 && start.starts_with(['7', '8']) && (groups > 1 || start.len() == 11)
                || count == 10 && (groups > 2 || announced)
        }
        Some("0") => start.starts_with('0') && count <= if groups > 1 { 13 } else { 12 },
        // Nothing in front tells a phone from any other number here.
        _ => groups > 2 || announced || groups == 2 && count >= 9 || is_whole_text,
    };
    if !spelled_out {
        return None;
    }
    if trunk.as_deref() == Some("8") && count == 11 && start.starts_with('7') {
        return strict_phone(&format!("+{given}"), country);
    }
    strict_phone(given, country)
}

/// What people of a country dial before the area code; Italy and some others dial nothing.
fn trunk_prefix(country: &str) -> Option<String> {
    let id: country::Id = country.parse().ok()?;
    DATABASE.by_id(id.as_ref())?.national_prefix().map(str::to_owned)
}

#[cfg(test)]
#[path = "examples.rs"]
mod examples;
