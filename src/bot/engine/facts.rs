//! What a run may know that no question asked for. Names begin with `@`.

use serde::{Deserialize, Serialize};

use crate::bot::script::Value;

/// What is known when an event comes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    /// What the visitor is called.
    pub name: String,
    /// Their address, where it is known.
    pub email: String,
    /// Their number, where it is known.
    pub phone: String,
    /// Whether they have a lead.
    pub lead: bool,
    /// Whether somebody of the team is there.
    pub online: bool,
    /// Whether it is within the site's hours.
    pub open: bool,
    /// Where the visitor is.
    pub page: String,
    /// That page's title.
    pub title: String,
    /// Of the visit's source.
    pub channel: String,
    /// The same.
    pub campaign: String,
    /// The same.
    pub source: String,
    /// The same.
    pub medium: String,
    /// The same.
    pub referrer: String,
    /// How many visits there were, with this one.
    pub visits: i64,
    /// Of the visitor's browser.
    pub language: String,
    /// `desktop`, `phone` or `tablet`.
    pub device: String,
    /// Two capital letters.
    pub country: String,
    /// The site's own day, such as `2026-11-22`.
    pub date: String,
    /// Its time, such as `17:05`.
    pub time: String,
    /// Its weekday, 1 is Monday.
    pub weekday: i64,
    /// The country whose numbers may come without a code: the site's.
    pub home: String,
}

impl Facts {
    /// What a name without its `@` stands for.
    pub fn get(&self, name: &str) -> Option<Value> {
        let text = |text: &String| Some(Value::Text(text.clone()));
        #[allow(clippy::cast_precision_loss, reason = "small counts")]
        let number = |number: i64| Some(Value::Number(number as f64));
        match name {
            "name" => text(&self.name),
            "email" => text(&self.email),
            "phone" => text(&self.phone),
            "lead" => Some(self.lead.into()),
            "online" => Some(self.online.into()),
            "open" => Some(self.open.into()),
            "page" => text(&self.page),
            "title" => text(&self.title),
            "channel" => text(&self.channel),
            "campaign" => text(&self.campaign),
            "source" => text(&self.source),
            "medium" => text(&self.medium),
            "referrer" => text(&self.referrer),
            "returning" => Some((self.visits > 1).into()),
            "visits" => number(self.visits),
            "language" => text(&self.language),
            "device" => text(&self.device),
            "country" => text(&self.country),
            "date" => text(&self.date),
            "time" => text(&self.time),
            "weekday" => number(self.weekday),
            _ => None,
        }
    }
}
