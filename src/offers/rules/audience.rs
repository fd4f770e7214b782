//! For whom.

use serde_json::Value;

use super::Snapshot;
use crate::offers::definition::{AttributeRule, Audience, Compare, Hours, How, PageRule};

/// Whether a visitor belongs to an audience: all that is set holds.
pub fn has(audience: &Audience, now: &Snapshot) -> bool {
    let Audience { pages, utm, attributes, .. } = audience;
    is_page(pages, now)
        && within(&now.source, &audience.source)
        && within(&now.referrer, &audience.referrer)
        && utm.iter().all(|(name, value)| {
            let found = now.utm.get(name).map_or("", String::as_str);
            same(found, value)
        })
        && is(&now.channel, &audience.channel)
        && is(&now.device, &audience.device)
        && is(&now.temperature, &audience.temperature)
        && one_of(&now.country, &audience.country)
        && one_of(now.language.split(['-', '_']).next().unwrap_or_default(), &audience.language)
        && audience.returning.is_none_or(|wanted| wanted == (now.visit > 1))
        && audience.lead.is_none_or(|wanted| wanted == now.lead)
        && audience.hours.is_none_or(|hours| (hours == Hours::Open) == now.open)
        && audience.operator.is_none_or(|wanted| wanted == now.online)
        && attributes.iter().all(|rule| compares(rule, now.attributes.get(&rule.name)))
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

fn same(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

fn is(found: &str, wanted: &str) -> bool {
    wanted.is_empty() || found == wanted
}

fn within(text: &str, part: &str) -> bool {
    fold(text).contains(&fold(part))
}

fn one_of(found: &str, wanted: &[String]) -> bool {
    wanted.is_empty() || wanted.iter().any(|one| same(found, one))
}

fn is_page(rules: &[PageRule], now: &Snapshot) -> bool {
    let fits = |rule: &&PageRule| fits(rule, now);
    let mut wanted = rules.iter().filter(|rule| !rule.not).peekable();
    let is_there = wanted.peek().is_none() || wanted.any(|rule| fits(&rule));
    is_there && !rules.iter().filter(|rule| rule.not).any(|rule| fits(&rule))
}

/// Path and query of an address, without its anchor unless that is a route (`#/` or `#!`).
pub fn place(url: &str) -> String {
    let rest = url
        .split_once("://")
        .map_or(url, |(_, rest)| rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]));
    let rest = match rest.find('#') {
        Some(at) if !matches!(rest.as_bytes().get(at + 1), Some(b'/' | b'!')) => &rest[..at],
        _ => rest,
    };
    if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") }
}

/// What of an address comes before its path.
fn origin(url: &str) -> &str {
    &url[..url.len()
        - url
            .split_once("://")
            .map_or(url, |(_, rest)| rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]))
            .len()]
}

/// A place without its query; a route's stays with it.
fn path(place: &str) -> &str {
    place.split('?').next().unwrap_or_default()
}

fn fits(rule: &PageRule, now: &Snapshot) -> bool {
    let place = place(&now.url);
    match rule.how {
        How::Contains => within(&place, &rule.value),
        How::Regex => now.fits.contains(&rule.value),
        How::Query => has_query(&place, rule.value.trim()),
        How::Glob => {
            let wanted = fold(&rule.value);
            let host = if wanted.contains("://") { origin(&now.url) } else { "" };
            let place = if wanted.contains('?') { &place } else { path(&place) };
            globs(&wanted, &fold(&format!("{host}{place}")))
        }
    }
}

/// Whether a query has `name`, or `name=value`. Names and values are compared as they are written.
fn has_query(place: &str, wanted: &str) -> bool {
    let query = place.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let (name, value) = match wanted.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (wanted, None),
    };
    query.split('&').any(|pair| {
        let (one, other) = pair.split_once('=').unwrap_or((pair, ""));
        !name.is_empty() && one == name && value.is_none_or(|value| value == other)
    })
}

/// Whether a text fits a pattern in which `*` is anything: by the greedy way with one step back,
/// in time that grows with the product of the two lengths at most.
fn globs(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut here, mut star, mut from) = (0, 0, None, 0);
    while here < text.len() {
        if pattern.get(at) == Some(&'*') {
            star = Some(at);
            from = here;
            at += 1;
        } else if pattern.get(at) == Some(&text[here]) {
            at += 1;
            here += 1;
        } else if let Some(star) = star {
            at = star + 1;
            from += 1;
            here = from;
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

/// What an attribute says: numbers as they are written, a list as what is in it.
fn said(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null | Value::Array(_) | Value::Object(_)) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(yes)) => yes.to_string(),
        // As the page writes it: 1.0 as 1.
        Some(Value::Number(number)) => match number.as_f64() {
            #[allow(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
            Some(whole) if whole.fract() == 0.0 && whole.abs() < 9e15 => (whole as i64).to_string(),
            _ => number.to_string(),
        },
    }
}

fn compares(rule: &AttributeRule, value: Option<&Value>) -> bool {
    let said = said(value);
    let numbers = || Some((number(&said)?, number(&rule.value)?));
    match rule.is {
        Compare::Eq => same(&said, &rule.value),
        Compare::Ne => !same(&said, &rule.value),
        Compare::Contains => !rule.value.trim().is_empty() && within(&said, &rule.value),
        Compare::Gt => numbers().is_some_and(|(one, other)| one > other),
        Compare::Lt => numbers().is_some_and(|(one, other)| one < other),
        Compare::Filled => !said.trim().is_empty(),
    }
}

/// A decimal number: a sign, digits, and a point with digits.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (all_digits(whole) && all_digits(rest)).then(|| text.parse().ok())?
}
