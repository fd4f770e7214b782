//! Reads what a visitor said as the answer to a question.

use jiff::civil::{Date, Time};

use super::event::Answer;
use crate::bot::script::words::fold;
use crate::bot::script::{Ask, Choice, StepId, Value};
use crate::leads::contact::{normalise_email, normalise_phone};

/// An answer that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// What the variable gets.
    pub value: Value,
    /// Where the choice leads.
    pub to: Option<StepId>,
    /// A contact: `email` or `phone`.
    pub told: Option<(&'static str, String)>,
    /// Points, and on which scale.
    pub rated: Option<(&'static str, u8)>,
}

impl From<Value> for Read {
    fn from(value: Value) -> Self {
        Self { value, to: None, told: None, rated: None }
    }
}

/// Why an answer was not understood; the words are in the locales under `bot-` and this.
pub type Wrong = &'static str;

/// Reads an answer. `label` fills in the variables of a choice's words, `home` is the country
/// whose numbers may come without a code, `language` is the script's.
pub fn read(
    ask: &Ask,
    answer: &Answer,
    label: &dyn Fn(&str) -> String,
    home: &str,
    language: &str,
) -> Result<Read, Wrong> {
    let text = answer.text.trim();
    match ask {
        Ask::Text { max, .. } => {
            if text.is_empty() {
                return Err("empty");
            }
            let longest = max.map_or(usize::MAX, |max| max as usize);
            if text.chars().count() > longest {
                Err("too-long")
            } else {
                Ok(Value::from(text).into())
            }
        }
        Ask::Number { min, max, whole, .. } => {
            let number = number(text).ok_or("number")?;
            let fits = min.is_none_or(|min| number >= min)
                && max.is_none_or(|max| number <= max)
                && (!whole || number.fract() == 0.0);
            if fits { Ok(Value::from(number).into()) } else { Err("number-range") }
        }
        Ask::Email { .. } => {
            let email = words(text).find_map(normalise_email).ok_or("email")?;
            let told = Some(("email", email.clone()));
            Ok(Read { told, ..Value::from(email).into() })
        }
        Ask::Phone { .. } => {
            let phone = normalise_phone(text, home).ok_or("phone")?;
            let told = Some(("phone", phone.clone()));
            Ok(Read { told, ..Value::from(phone).into() })
        }
        Ask::Url { .. } => url(text).map(|url| Value::from(url).into()).ok_or("url"),
        Ask::Date => {
            date(text, language).map(|date| Value::from(date.to_string()).into()).ok_or("date")
        }
        Ask::Time => time(text)
            .map(|time| Value::from(time.strftime("%H:%M").to_string()).into())
            .ok_or("time"),
        Ask::Choice { choices, many, least, most, .. } => {
            let picked = picked(choices, *many, answer, label).ok_or("choice")?;
            let count = u32::try_from(picked.len()).unwrap_or(u32::MAX);
            let (least, most) = (least.unwrap_or(1).max(1), most.unwrap_or(u32::MAX));
            if *many && !(least..=most).contains(&count) {
                return Err("choice-count");
            }
            let value = |choice: &&Choice| label(choice.says());
            let to = picked.iter().find_map(|choice| choice.to.clone());
            let value = match (&picked[..], many) {
                ([one], false) => Value::from(value(one)),
                (all, _) => Value::List(all.iter().map(value).collect()),
            };
            Ok(Read { to, ..value.into() })
        }
        Ask::Rating { max, from, .. } => {
            rating(text, *from, *max).map(|n| f64::from(n).into_read())
        }
        Ask::Csat => rating(text, 1, 5)
            .map(|n| Read { rated: Some(("csat", n)), ..f64::from(n).into_read() }),
        Ask::Nps => rating(text, 0, 10)
            .map(|n| Read { rated: Some(("nps", n)), ..f64::from(n).into_read() }),
        Ask::File { many } => match &answer.files[..] {
            [] => Err("file"),
            [one] => Ok(Value::from(one.as_str()).into()),
            all if *many => Ok(Value::List(all.to_vec()).into()),
            [first, ..] => Ok(Value::from(first.as_str()).into()),
        },
    }
}

trait IntoRead {
    fn into_read(self) -> Read;
}

impl IntoRead for f64 {
    fn into_read(self) -> Read {
        Value::from(self).into()
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    std::iter::once(text)
        .chain(text.split_whitespace().map(|word| word.trim_matches([',', ';', '.', '<', '>'])))
}

/// A number with a point or a comma, and with space or the other one between thousands.
fn number(text: &str) -> Option<f64> {
    let text: String =
        text.chars().filter(|c| !c.is_whitespace() && !"'’%€$£".contains(*c)).collect();
    let point = text.rfind(['.', ',']);
    let decimals = point.map_or(0, |at| text.len() - at - 1);
    let kinds = usize::from(text.contains('.')) + usize::from(text.contains(','));
    // "1.500" and "1,500" are thousands, as "1.500,50" has it.
    let is_thousands = kinds == 1 && decimals == 3 && !text.starts_with('0');
    let mut plain = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '.' | ',' if Some(at) == point && !is_thousands => plain.push('.'),
            '.' | ',' => {}
            c if c.is_ascii_digit() || "+-".contains(c) => plain.push(c),
            _ => return None,
        }
    }
    plain.parse().ok().filter(|number: &f64| number.is_finite())
}

fn url(text: &str) -> Option<String> {
    let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = url::Url::parse(&full).ok()?;
    let has_host = url.host_str().is_some_and(|host| host.contains('.') && !text.contains(' '));
    (matches!(url.scheme(), "http" | "https") && has_host).then(|| url.to_string())
}

/// A day: as a date field gives it, or as people of the language write it.
fn date(text: &str, language: &str) -> Option<Date> {
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    let parts: Vec<i16> = text
        .split(['.', '/', '-', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [first, second, year] = parts[..] else { return None };
    let year = if year < 100 { 2000 + year } else { year };
    let is_month_first = text.contains('/') && language == "en" && first <= 12;
    let (day, month) = if is_month_first { (second, first) } else { (first, second) };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn time(text: &str) -> Option<Time> {
    let low = text.to_lowercase();
    let (low, is_evening, is_morning) = match (low.strip_suffix("pm"), low.strip_suffix("am")) {
        (Some(rest), _) => (rest.to_owned(), true, false),
        (_, Some(rest)) => (rest.to_owned(), false, true),
        _ => (low, false, false),
    };
    let parts: Vec<&str> =
        low.trim().split([':', '.', 'h', ' ']).filter(|part| !part.is_empty()).collect();
    let (hour, minute) = match parts[..] {
        [hour] => (hour, "0"),
        [hour, minute, ..] => (hour, minute),
        [] => return None,
    };
    let hour: i8 = hour.parse().ok()?;
    let hour = match hour {
        12 if is_morning => 0,
        1..=11 if is_evening => hour + 12,
        hour => hour,
    };
    Time::new(hour, minute.parse().ok()?, 0, 0).ok()
}

fn rating(text: &str, from: u8, max: u8) -> Result<u8, Wrong> {
    let digits = text.split(['/', ' ']).next().unwrap_or_default();
    digits.parse().ok().filter(|n| (from..=max).contains(n)).ok_or("rating")
}

fn picked<'a>(
    choices: &'a [Choice],
    many: bool,
    answer: &Answer,
    label: &dyn Fn(&str) -> String,
) -> Option<Vec<&'a Choice>> {
    // What the team reads is what counts: choices only under the words that stand on them.
    let found = choices.iter().filter(|choice| answer.picks.contains(&choice.id));
    let found: Vec<&Choice> = if many { found.collect() } else { found.take(1).collect() };
    let labels: Vec<String> = found.iter().map(|choice| label(&choice.label)).collect();
    if !found.is_empty() && labels.join(", ").trim() == answer.text.trim() {
        return Some(found);
    }
    let one = |text: &str| matched(choices, text, label);
    let parts = answer.text.split([',', ';', '\n']).filter(|part| !part.trim().is_empty());
    let parts: Vec<&str> = parts.collect();
    if !many || parts.len() < 2 {
        return one(&answer.text).map(|choice| vec![choice]);
    }
    let mut found: Vec<&Choice> = parts.into_iter().map(one).collect::<Option<_>>()?;
    found.dedup_by(|a, b| a.id == b.id);
    Some(found)
}

/// The one choice that words mean: the same words, its place in the list, or the only one that has
/// them in it, or that they have in them.
fn matched<'a>(
    choices: &'a [Choice],
    text: &str,
    label: &dyn Fn(&str) -> String,
) -> Option<&'a Choice> {
    let said = fold(text);
    let labels: Vec<String> = choices.iter().map(|choice| fold(&label(&choice.label))).collect();
    if let Some(place) = labels.iter().position(|label| *label == said && !said.is_empty()) {
        return choices.get(place);
    }
    // A label without letters, such as a picture of a thumb.
    let exact = |choice: &&Choice| label(&choice.label).trim() == text.trim();
    if let Some(choice) = choices.iter().find(exact) {
        return Some(choice);
    }
    if let Ok(place) = said.parse::<usize>() {
        return place.checked_sub(1).and_then(|place| choices.get(place));
    }
    if said.chars().count() < 2 {
        return None;
    }
    let has = |long: &str, short: &str| format!(" {long} ").contains(&format!(" {short} "));
    let mut found = labels.iter().enumerate().filter(|(_, label)| {
        !label.is_empty() && (has(label, &said) || (label.len() > 2 && has(&said, label)))
    });
    let (place, _) = found.next()?;
    found.next().is_none().then(|| &choices[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(ask: &Ask, text: &str) -> Result<Value, Wrong> {
        let answer = Answer { text: text.into(), ..Answer::default() };
        read(ask, &answer, &|text| text.to_owned(), "DE", "de").map(|read| read.value)
    }

    fn email() -> Ask {
        Ask::Email { placeholder: String::new() }
    }

    fn phone() -> Ask {
        Ask::Phone { placeholder: String::new() }
    }

    fn url() -> Ask {
        Ask::Url { placeholder: String::new() }
    }

    fn number_of(min: Option<f64>, max: Option<f64>, whole: bool) -> Ask {
        Ask::Number { min, max, whole, placeholder: String::new() }
    }

    fn choices(labels: &[&str], many: bool) -> Ask {
        let choice = |(n, label): (usize, &&str)| Choice {
            id: format!("c{n}"),
            label: (*label).to_owned(),
            ..Choice::default()
        };
        let choices = labels.iter().enumerate().map(choice).collect();
        Ask::Choice { choices, many, least: None, most: None, button: None }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let ask = number_of(None, None, false);
        for (text, number) in [
            ("12", 12.0),
            ("12,5", 12.5),
            ("1 500", 1500.0),
            ("1.500,50 €", 1500.5),
            ("1,500.50", 1500.5),
            ("-3", -3.0),
            ("1.500", 1500.0),
            ("0.125", 0.125),
        ] {
            assert_eq!(said(&ask, text), Ok(Value::Number(number)), "{text}");
        }
        assert_eq!(said(&ask, "about 12"), Err("number"));
        let ask = number_of(Some(1.0), Some(9.0), true);
        assert_eq!(said(&ask, "10"), Err("number-range"));
        assert_eq!(said(&ask, "1,5"), Err("number-range"));
    }

    #[test]
    fn contacts_are_normalised_and_told() {
        assert_eq!(said(&email(), "it is Ann@Shop.example."), Ok("ann@shop.example".into()));
        assert_eq!(said(&email(), "ann at shop"), Err("email"));
        assert_eq!(said(&phone(), "030 901820"), Ok("+4930901820".into()));
        assert_eq!(said(&phone(), "12"), Err("phone"));
        assert_eq!(said(&url(), "shop.example/a"), Ok("https://shop.example/a".into()));
        assert_eq!(said(&url(), "javascript:alert(1)"), Err("url"));
    }

    #[test]
    fn days_and_times_are_read_as_fields_and_people_write_them() {
        assert_eq!(said(&Ask::Date, "2026-11-22"), Ok("2026-11-22".into()));
        assert_eq!(said(&Ask::Date, "22.11.2026"), Ok("2026-11-22".into()));
        assert_eq!(said(&Ask::Date, "31.2.2026"), Err("date"));
        assert_eq!(said(&Ask::Time, "9:05"), Ok("09:05".into()));
        assert_eq!(said(&Ask::Time, "15h30"), Ok("15:30".into()));
        assert_eq!(said(&Ask::Time, "5 pm"), Ok("17:00".into()));
        assert_eq!(said(&Ask::Time, "25:00"), Err("time"));
    }

    #[test]
    fn free_text_at_a_choice_is_matched() {
        let ask = choices(&["Web site", "Online shop", "Something else", "👍"], false);
        for (text, label) in [
            ("web site", "Web site"),
            ("2", "Online shop"),
            ("shop", "Online shop"),
            ("I want an online shop please", "Online shop"),
            ("👍", "👍"),
            ("ELSE!", "Something else"),
        ] {
            assert_eq!(said(&ask, text), Ok(label.into()), "{text}");
        }
        assert_eq!(said(&ask, "what does it cost?"), Err("choice"));
        assert_eq!(said(&ask, "9"), Err("choice"));
        let ask = choices(&["Red", "Green", "Blue"], true);
        let list = Value::List(vec!["Red".into(), "Blue".into()]);
        assert_eq!(said(&ask, "red, blue"), Ok(list));
        assert_eq!(said(&ask, "red, pink"), Err("choice"));
    }

    #[test]
    fn picks_count_only_under_the_words_that_stand_on_them() {
        let pick = |ask: &Ask, text: &str, picks: &[&str]| {
            let picks = picks.iter().map(|&pick| pick.to_owned()).collect();
            let answer = Answer { text: text.into(), picks, ..Answer::default() };
            let read = read(ask, &answer, &|text| text.to_owned(), "", "en");
            read.map(|read| (read.value, read.to))
        };
        let mut ask = choices(&["Yes", "Yes", "No"], false);
        if let Ask::Choice { choices, .. } = &mut ask {
            choices[1].to = Some("second".into());
        }
        assert_eq!(pick(&ask, "Yes", &["c1"]), Ok(("Yes".into(), Some("second".into()))));
        assert_eq!(pick(&ask, "No", &["c1"]), Ok(("No".into(), None)));
        assert_eq!(pick(&ask, "Whatever", &["c1"]), Err("choice"));
        assert_eq!(pick(&ask, "Yes", &["c9"]), Ok(("Yes".into(), None)));
        let ask = choices(&["Salt, or pepper", "Neither"], true);
        let both = Value::List(vec!["Salt, or pepper".into(), "Neither".into()]);
        assert_eq!(pick(&ask, "Salt, or pepper, Neither", &["c0", "c1"]), Ok((both, None)));
    }

    #[test]
    fn points_are_within_their_scale() {
        assert_eq!(said(&Ask::Nps, "10"), Ok(Value::Number(10.0)));
        assert_eq!(said(&Ask::Nps, "11"), Err("rating"));
        assert_eq!(said(&Ask::Csat, "0"), Err("rating"));
        assert_eq!(said(&Ask::Csat, "4/5"), Ok(Value::Number(4.0)));
    }
}
