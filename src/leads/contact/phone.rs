//! Phone numbers by libphonenumber, with the site's country for those without a prefix.

use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, PhoneNumber, country};

/// The longest phone number that is taken, in bytes as typed.
pub const MAX_PHONE: usize = 60;

/// Loads the numbering plans, which takes some 60 ms; call it off the request path at start.
pub fn warm() {
    let _ = normalise_phone("+4930123456", "DE");
}

/// Brings a number into E.164, or `None` where the country's numbering plan has no such number.
/// `country` is an ISO 3166 code and counts for numbers without an international prefix.
pub fn normalise_phone(text: &str, country: &str) -> Option<String> {
    parse(text, country, false)
}

/// As [`normalise_phone`], but the number must lie in a range that is in use. Used where digits
/// in a text may be something else.
pub(super) fn strict_phone(text: &str, country: &str) -> Option<String> {
    parse(text, country, true)
}

/// The international spelling for people, such as `+49 30 123456`; other text as it is.
pub fn for_people(e164: &str) -> String {
    match phonenumber::parse(None, e164) {
        Ok(number) => number.format().mode(Mode::International).to_string(),
        Err(_) => e164.to_owned(),
    }
}

fn parse(text: &str, country: &str, strict: bool) -> Option<String> {
    let digits = digits(text)?;
    let country: Option<country::Id> = country.parse().ok();
    let number = phonenumber::parse(country, &digits).ok()?;
    let fits = if strict { number.is_valid() } else { is_possible(&number) };
    fits.then(|| number.format().mode(Mode::E164).to_string())
}

/// The length and the first digits fit the plan. Ranges that are newer than our copy of the plans
/// pass: a customer is not turned away for having a new number.
fn is_possible(number: &PhoneNumber) -> bool {
    if number.is_valid() {
        return true;
    }
    let national = number.national().to_string();
    let plans = DATABASE.by_code(&number.code().value()).unwrap_or_default();
    !is_one_digit(&national)
        && plans.iter().any(|plan| plan.descriptors().general().is_match(&national))
}

fn is_one_digit(national: &str) -> bool {
    national.bytes().all(|b| Some(b) == national.bytes().next())
}

/// The digits alone, with `+` in front where it was; without a trunk zero in brackets and without
/// an extension. `None` where something stands in it that no number has.
fn digits(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > MAX_PHONE {
        return None;
    }
    let text = text.strip_prefix("tel:").unwrap_or(text);
    let mut out = String::with_capacity(text.len());
    let international =
        text.trim_start_matches('(').starts_with(['+', '＋']) || text.starts_with("00");
    let text = if international { text.replacen("(0)", "", 1) } else { text.to_owned() };
    for (at, c) in text.char_indices() {
        match c {
            '+' | '＋' if out.is_empty() => out.push('+'),
            c if c.is_ascii_digit() => out.push(c),
            c if c.is_numeric() => out.push(char::from_digit(wide_digit(c)?, 10)?),
            ' ' | '\u{a0}' | '\u{202f}' | '\t' | '(' | ')' | '-' | '‐' | '‑' | '–' | '.' | '/' =>
                {}
            _ if is_extension(&text[at..]) && out.len() > 5 => break,
            _ => return None,
        }
    }
    (out.trim_start_matches('+').len() >= 5).then_some(out)
}

/// Full-width and Arabic-Indic digits.
fn wide_digit(c: char) -> Option<u32> {
    let code = c as u32;
    [0xff10, 0x0660, 0x06f0].iter().find_map(|zero| code.checked_sub(*zero).filter(|d| *d < 10))
}

fn is_extension(rest: &str) -> bool {
    let rest = rest.to_lowercase();
    ["ext", "x", "#", "доб", "app", "poste", "dw", "int", ";ext"]
        .iter()
        .any(|word| rest.starts_with(word))
        && rest.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_has_one_spelling() {
        for (typed, country, normal) in [
            ("0171 1234567", "DE", "+491711234567"),
            ("+49 (0) 171 / 123 45 67", "DE", "+491711234567"),
            ("0049 171 1234567", "DE", "+491711234567"),
            ("+49-171-1234567", "FR", "+491711234567"),
            ("(030) 123456", "DE", "+4930123456"),
            ("030 123456 ext. 12", "DE", "+4930123456"),
            ("06 12 34 56 78", "FR", "+33612345678"),
            ("06.12.34.56.78", "FR", "+33612345678"),
            ("0722 123 456", "RO", "+40722123456"),
            ("8 (916) 123-45-67", "RU", "+79161234567"),
            ("+7 916 123 45 67", "RU", "+79161234567"),
            ("916 123-45-67", "RU", "+79161234567"),
            ("(212) 555-0123", "US", "+12125550123"),
            ("1-212-555-0123", "US", "+12125550123"),
            ("07700 900123", "GB", "+447700900123"),
            ("tel:+493012345678", "DE", "+493012345678"),
            ("＋４９ １７１ １２３４５６７", "DE", "+491711234567"),
            ("06 1234 5678", "IT", "+390612345678"),
        ] {
            assert_eq!(normalise_phone(typed, country).as_deref(), Some(normal), "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for typed in [
            "",
            "12",
            "abc",
            "call me",
            "0000000000",
            "1111111",
            "+999 123 456 789",
            "123-abc-456",
            "++49171",
            "+49 171 1234567 or 0172 7654321",
            "0171\r\n1234567",
            "99999999999999999999999999",
            "<b>0171</b>",
        ] {
            assert_eq!(normalise_phone(typed, "DE"), None, "{typed}");
        }
    }

    #[test]
    fn without_a_known_country_only_international_numbers_count() {
        assert_eq!(normalise_phone("0171 1234567", ""), None);
        assert_eq!(normalise_phone("+49 171 1234567", "").as_deref(), Some("+491711234567"));
    }

    #[test]
    fn people_read_it_with_gaps() {
        assert_eq!(for_people("+4930123456"), "+49 30 123456");
        assert_eq!(for_people("not a number"), "not a number");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken_or_refused_and_a_result_is_its_own_spelling(
            text in r"[+0-9 ().x/-]{0,40}", country in "DE|FR|RO|RU|US|GB|IT|xx|",
        ) {
            if let Some(normal) = normalise_phone(&text, &country) {
                proptest::prop_assert_eq!(normalise_phone(&normal, "FR"), Some(normal));
            }
        }
    }
}
