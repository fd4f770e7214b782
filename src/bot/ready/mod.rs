//! Ready scripts in five languages. Their steps stand in `scripts.json`, each text there is a key
//! of `locales/{language}/ready.ftl`; where they are on the canvas is reckoned.

mod layout;
#[cfg(test)]
mod tests;

use serde_json::Value as Json;

use crate::bot::script::{Entry, Script, Step};
use crate::{i18n, packed};

/// A ready script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// Budget, authority, need and time.
    Qualify,
    /// Offers to call back.
    Callback,
    /// Answers frequent questions.
    Questions,
    /// Asks whether the visitor would recommend the site.
    Nps,
    /// Gives something for an address.
    Magnet,
    /// Finds a time.
    Booking,
    /// Says goodbye, and asks for the reason.
    Farewell,
}

/// Variables that a text may put in, by the name of the value in the language files.
const VARIABLES: &[(&str, &str)] = &[
    ("authority", "Authority"),
    ("budget", "Budget"),
    ("day", "Day"),
    ("details", "Details"),
    ("email", "Email"),
    ("hour", "Hour"),
    ("interest", "Interest"),
    ("name", "Name"),
    ("need", "Need"),
    ("phone", "Phone"),
    ("question", "Question"),
    ("reason", "Reason"),
    ("time", "Time"),
    ("topic", "Topic"),
    ("when", "When"),
];

impl Ready {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Qualify,
        Self::Callback,
        Self::Questions,
        Self::Nps,
        Self::Magnet,
        Self::Booking,
        Self::Farewell,
    ];

    /// As the API names it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Qualify => "qualify",
            Self::Callback => "callback",
            Self::Questions => "questions",
            Self::Nps => "nps",
            Self::Magnet => "magnet",
            Self::Booking => "booking",
            Self::Farewell => "farewell",
        }
    }

    /// The one that the API names so.
    pub fn named(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ready| ready.code() == code)
    }

    /// The key of its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Qualify => "ready-qualify-name",
            Self::Callback => "ready-callback-name",
            Self::Questions => "ready-questions-name",
            Self::Nps => "ready-nps-name",
            Self::Magnet => "ready-magnet-name",
            Self::Booking => "ready-booking-name",
            Self::Farewell => "ready-farewell-name",
        }
    }
}

/// A ready script with its texts in a language.
pub fn ready(which: Ready, language: &str) -> Script {
    let language = i18n::supported(language);
    let mut script = Script::new(&i18n::text(language, which.name(), &[]), language);
    let mut json = shapes()[which.code()].take();
    speak(&mut json, language);
    script.entries = list::<Entry>(json["entries"].take());
    script.steps = list::<Step>(json["steps"].take());
    layout::place(&mut script);
    script
}

/// Every script with keys for its texts.
fn shapes() -> Json {
    let packed = packed::text(include_bytes!(concat!(env!("OUT_DIR"), "/scripts.z")));
    serde_json::from_str(&packed).unwrap_or_default()
}

/// What is constant and read by a test.
fn list<T: serde::de::DeserializeOwned>(json: Json) -> Vec<T> {
    serde_json::from_value(json).unwrap_or_default()
}

/// Puts texts in the place of keys.
fn speak(json: &mut Json, language: &str) {
    match json {
        Json::String(key) if key.starts_with("ready") => {
            let braces = |name: &str| i18n::Value::from(format!("{{{{{name}}}}}"));
            let values: Vec<_> =
                VARIABLES.iter().map(|(value, name)| (*value, braces(name))).collect();
            if let Some(text) = i18n::find(language, key, &values) {
                *key = text;
            }
        }
        Json::Array(all) => all.iter_mut().for_each(|one| speak(one, language)),
        Json::Object(all) => all.values_mut().for_each(|one| speak(one, language)),
        _ => {}
    }
}
