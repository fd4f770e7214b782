//! Which language, and how it writes numbers.

use std::fmt;

use axum::http::{HeaderMap, header};
use fluent_bundle::memoizer::MemoizerKind;
use fluent_bundle::types::FluentNumber;
use unic_langid::LanguageIdentifier;

use super::{LANGUAGES, Rich, Say, Text, Value};

/// One of the product's languages; English by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(&'static str);

impl Default for Language {
    fn default() -> Self {
        Self(LANGUAGES[0])
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Language {
    /// The language for a wanted one: `de-AT` gives German; unknown ones English.
    pub fn of(wanted: &str) -> Self {
        Self::known(wanted).unwrap_or_default()
    }

    fn known(wanted: &str) -> Option<Self> {
        let primary = wanted.trim().split(['-', '_']).next().unwrap_or_default();
        LANGUAGES.into_iter().find(|known| known.eq_ignore_ascii_case(primary)).map(Self)
    }

    /// What a browser likes best among the product's languages; `None` where it names none.
    pub fn accepted(headers: &HeaderMap) -> Option<Self> {
        let lines = headers.get_all(header::ACCEPT_LANGUAGE).iter();
        let ranges = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(','));
        let mut best: Option<(Self, f32)> = None;
        for range in ranges {
            let (name, weight) = range.split_once(";q=").unwrap_or((range, "1"));
            let weight = weight.trim().parse().unwrap_or(0.0);
            let wins = weight > best.map_or(0.0, |(_, weight)| weight);
            if let (Some(language), true) = (Self::known(name), wins) {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }

    /// The language of a page for visitors: the site's where it has one, else the asked one, else the
    /// reader's.
    pub fn of_visitor(of_site: &str, asked: &str, headers: &HeaderMap) -> Self {
        let known = [of_site, asked].into_iter().find(|it| super::LANGUAGES.contains(it));
        known.map(Self::of).or_else(|| Self::accepted(headers)).unwrap_or_default()
    }

    /// Two letters, as in `<html lang>`.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// The text of a key; [`Text::with`] fills in its variables.
    pub fn t(self, key: &'static str) -> Text {
        Text::new(self, Say::of(key))
    }

    /// The text of a key as HTML: marks code, and takes elements for its variables.
    pub fn rich(self, key: &'static str) -> Rich {
        Rich::new(self.t(key))
    }

    /// A whole number as people write it.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "templates give references")]
    pub fn number(self, number: &i64) -> String {
        grouped(*number, separator(self.0))
    }

    /// A number with one digit behind the point.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "templates give references")]
    #[allow(clippy::cast_possible_truncation, reason = "figures that people read are small")]
    pub fn decimal(self, number: &f64) -> String {
        let tenths = (number * 10.0).round() as i64;
        let point = if self.0 == "en" { "." } else { "," };
        format!("{}{point}{}", grouped(tenths / 10, separator(self.0)), tenths.abs() % 10)
    }

    /// A part of a whole, 0 to 1, in percent with one digit behind the point.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "templates give references")]
    pub fn percent(self, part: &f64) -> String {
        let sign = if self.0 == "en" { "%" } else { "\u{a0}%" };
        self.decimal(&(part * 100.0)) + sign
    }
}

/// What stands between thousands (CLDR's grouping separators).
fn separator(language: &str) -> &'static str {
    match language {
        "de" | "ro" => ".",
        "fr" => "\u{202f}",
        "ru" => "\u{a0}",
        _ => ",",
    }
}

fn grouped(number: i64, separator: &str) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}

type Formatter<M> = fn(&Value<'_>, &M) -> Option<String>;

/// Numbers inside texts are written as their language does.
pub(super) fn number_formatter<M: MemoizerKind>(locales: &[LanguageIdentifier]) -> Formatter<M> {
    match locales.first().map(|locale| locale.language.as_str()) {
        Some("de" | "ro") => |value, _| number(value, "."),
        Some("fr") => |value, _| number(value, "\u{202f}"),
        Some("ru") => |value, _| number(value, "\u{a0}"),
        _ => |value, _| number(value, ","),
    }
}

/// A number of a text: all of ours are whole.
#[allow(clippy::cast_possible_truncation, reason = "there are no fractions")]
pub(super) fn whole(number: &FluentNumber) -> i64 {
    number.value as i64
}

fn number(value: &Value<'_>, separator: &str) -> Option<String> {
    match value {
        Value::Number(number) => Some(grouped(whole(number), separator)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_region_reads_its_language_and_anything_else_reads_english() {
        assert_eq!(Language::of("de-AT").code(), "de");
        assert_eq!(Language::of("RO").code(), "ro");
        assert_eq!(Language::of("auto").code(), "en");
        assert_eq!(Language::of("xx").code(), "en");
    }

    #[test]
    fn parts_are_written_as_their_language_does() {
        assert_eq!(Language::of("en").percent(&0.1234), "12.3%");
        assert_eq!(Language::of("de").percent(&1.0), "100,0\u{a0}%");
        assert_eq!(Language::of("fr").decimal(&1_234.56), "1\u{202f}234,6");
        assert_eq!(Language::of("en").decimal(&-0.04), "0.0");
    }

    #[test]
    fn a_browsers_best_liked_language_that_we_speak_is_taken() {
        for (line, code) in [
            ("de-CH, en;q=0.9", Some("de")),
            ("pt, ru;q=0.4, fr;q=0.8", Some("fr")),
            ("en-GB,en;q=0.9,de;q=0.8", Some("en")),
            ("de;q=0, ro;q=0.1", Some("ro")),
            ("pt-BR", None),
            ("*", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(line));
            assert_eq!(Language::accepted(&headers).map(Language::code), code, "{line}");
        }
        assert_eq!(Language::accepted(&HeaderMap::new()), None);
    }

    #[test]
    fn thousands_are_set_apart_as_the_language_does() {
        assert_eq!(Language::of("en").number(&1_234_567), "1,234,567");
        assert_eq!(Language::of("de").number(&-12_345), "-12.345");
        assert_eq!(Language::of("ru").number(&1_000), "1\u{a0}000");
        assert_eq!(Language::of("fr").number(&999), "999");
    }
}
