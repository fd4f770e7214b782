//! Which offer shows: a pure function of the rules and of what is known at the moment. The page
//! has the same in TypeScript; both are tested with the same vectors.

mod audience;
mod frequency;
#[cfg(test)]
mod tests;
mod trigger;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::audience::place;
use super::definition::{Audience, Frequency, Trigger};
use crate::clock::Millis;

/// What of an offer decides. As JSON it is what the page gets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// The offer.
    pub id: String,
    /// What pages call it by.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Any of them.
    pub triggers: Vec<Trigger>,
    /// All of it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub audience: Audience,
    /// All three.
    pub frequency: Frequency,
    /// Not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Millis>,
    /// Not from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Millis>,
    /// It lies within the page, over nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inline: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// How many offers one visitor meets at most, of the whole site; 0: no limit. What the visitor
/// asks for by a click, or the page by a call, shows all the same, and so does what lies within
/// the page; both count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cap {
    /// In one visit.
    pub visit: u32,
    /// Within 24 hours.
    pub day: u32,
}

/// When something happened, and in which visit.
pub type At = (Millis, i64);

/// What happened to one offer, last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Past {
    /// It was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<At>,
    /// It was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<At>,
    /// It worked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub converted: Option<At>,
}

/// What is known at the moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Snapshot {
    /// Unix milliseconds.
    pub now: Millis,
    /// The page's address.
    pub url: String,
    /// Patterns (of `regex` rules) that the page fits: the server says which.
    pub fits: Vec<String>,
    /// Seconds on the page.
    pub seconds: u32,
    /// How far down it was seen, in percent.
    pub scroll: u32,
    /// Seconds without a movement.
    pub idle: u32,
    /// Pages in this visit, this one included.
    pub pages: u32,
    /// Which visit it is, from 1.
    pub visit: i64,
    /// What has just happened: `exit`, `back`, `click SELECTOR`, `view SELECTOR`.
    pub fired: Vec<String>,
    /// What the page asks for: an offer's id or name.
    pub called: String,
    /// What the cart is worth.
    pub cart: Option<f64>,
    /// The source's name.
    pub source: String,
    /// Tags by their names without `utm_`.
    pub utm: BTreeMap<String, String>,
    /// Where the visit came from.
    pub referrer: String,
    /// The channel.
    pub channel: String,
    /// The device.
    pub device: String,
    /// The country.
    pub country: String,
    /// The page's language.
    pub language: String,
    /// Whether they have left a contact.
    pub lead: bool,
    /// The lead's temperature.
    pub temperature: String,
    /// What the page says of the visitor.
    pub attributes: BTreeMap<String, Value>,
    /// Whether it is working hours.
    pub open: bool,
    /// Whether somebody of the team is there.
    pub online: bool,
    /// Offers of whose share this visitor is no part.
    pub out: Vec<String>,
    /// By offer.
    pub past: BTreeMap<String, Past>,
    /// When offers were shown to the visitor within the last day, or in this visit.
    pub shown: Vec<At>,
    /// A chat is open, a form is half filled in, or another offer is up.
    pub busy: bool,
}

/// The first of the rules, by their order, that shows now.
pub fn decide(rules: &[Rule], cap: Cap, now: &Snapshot) -> Option<usize> {
    rules.iter().position(|rule| {
        let fired = rule.triggers.iter().any(|one| trigger::fires(one, rule, now));
        fired && may_show(rule, cap, now)
    })
}

/// Whether a rule may show now, but for its triggers: for whom, how often, when.
pub fn may_show(rule: &Rule, cap: Cap, now: &Snapshot) -> bool {
    (rule.inline || !now.busy)
        && rule.from.is_none_or(|from| now.now >= from)
        && rule.until.is_none_or(|until| now.now < until)
        && (rule.inline || frequency::has_room(cap, now) || trigger::is_asked_for(rule, now))
        && frequency::again(&rule.frequency, now.past.get(&rule.id), now)
        && audience::has(&rule.audience, now)
        && !now.out.contains(&rule.id)
}
