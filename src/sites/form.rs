//! The form of a site's settings: its fields as they were typed, and what is made of them.

pub mod questions;
mod read;

use serde::Deserialize;

use super::week::Week;
use super::{LANGUAGES, Settings, Site};
use crate::web::FieldErrors;

/// Every field as it was typed. What a browser leaves out is empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "the fields of the form are those of Settings")]
pub struct SiteForm {
    pub name: String,
    pub origins: String,
    pub colour: String,
    pub position: String,
    pub offset_x: String,
    pub offset_y: String,
    pub bubble: Option<String>,
    pub title: String,
    pub greeting: String,
    pub launcher: String,
    pub reply_time: String,
    pub language: String,
    pub time_zone: String,
    #[serde(flatten)]
    pub week: Week,
    pub notify: String,
    pub country: String,
    pub consent_required: Option<String>,
    pub privacy_url: String,
    pub drafts: Option<String>,
    pub goal_lead: String,
    pub goal_chat: String,
    pub metrica: String,
    pub unanswered_after: String,
    pub escalate_after: String,
    pub allow_null_origin: Option<String>,
    pub mail_cap: String,
    pub mail_window: String,
    pub upload_mb: String,
    pub live: Option<String>,
    pub invite_pause: String,
    pub offers_visit: String,
    pub offers_day: String,
    pub strategy: String,
    pub answers_by: String,
}

/// A form without mistakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The site's name.
    pub name: String,
    /// Where the widget may be.
    pub origins: Vec<String>,
    /// Everything else.
    pub settings: Settings,
}

impl SiteForm {
    /// The form of a stored site.
    pub fn of(site: &Site) -> Self {
        Self::filled(&site.name, &site.allowed_origins, &site.settings)
    }

    /// The form of a site that is not there yet. The time zone is the browser's own.
    pub fn blank(notify: &str) -> Self {
        let settings = Settings { notify: vec![notify.to_owned()], ..Settings::default() };
        Self { time_zone: String::new(), ..Self::filled("", &[], &settings) }
    }

    fn filled(name: &str, origins: &[String], settings: &Settings) -> Self {
        let on = |set: bool| set.then(|| "on".to_owned());
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            name: name.to_owned(),
            origins: origins.join("\n"),
            colour: settings.colour.clone(),
            position: settings.position.as_str().to_owned(),
            offset_x: settings.offset_x.to_string(),
            offset_y: settings.offset_y.to_string(),
            bubble: on(settings.bubble),
            title: text(&settings.texts.title),
            greeting: text(&settings.texts.greeting),
            launcher: text(&settings.texts.launcher),
            reply_time: text(&settings.texts.reply_time),
            language: settings.language.clone(),
            time_zone: settings.time_zone.clone(),
            week: Week::of(&settings.hours),
            notify: settings.notify.join("\n"),
            country: settings.country.clone(),
            consent_required: on(settings.consent_required),
            privacy_url: text(&settings.privacy_url),
            drafts: on(settings.drafts),
            goal_lead: settings.goals.lead.clone(),
            goal_chat: settings.goals.chat.clone(),
            metrica: settings.goals.metrica.map(|number| number.to_string()).unwrap_or_default(),
            unanswered_after: settings.unanswered_after.to_string(),
            escalate_after: settings.escalate_after.to_string(),
            allow_null_origin: on(settings.allow_null_origin),
            mail_cap: settings.mail_cap.to_string(),
            mail_window: settings.mail_window.to_string(),
            upload_mb: settings.upload_mb.to_string(),
            live: on(settings.live),
            invite_pause: settings.invite_pause.to_string(),
            offers_visit: settings.offers_visit.to_string(),
            offers_day: settings.offers_day.to_string(),
            strategy: settings.strategy.as_str().to_owned(),
            answers_by: settings.answers_by.as_str().to_owned(),
        }
    }

    /// Checks every field; what is wrong is a sentence beside it.
    pub fn check(&self) -> Result<Checked, FieldErrors> {
        let mut errors = FieldErrors::default();
        let checked = self.read(&mut errors);
        if errors.is_empty() { Ok(checked) } else { Err(errors) }
    }

    /// The settings as far as they can be read, for the preview.
    pub fn glance(&self) -> Settings {
        self.read(&mut FieldErrors::default()).settings
    }
}

/// One of the product's languages; English for anything else.
pub fn language(typed: &str) -> &'static str {
    LANGUAGES.iter().find(|(code, _)| *code == typed).map_or("en", |(code, _)| code)
}

/// The country whose numbers people of that language probably write.
pub fn country_of(language: &str) -> &'static str {
    match language {
        "de" => "DE",
        "fr" => "FR",
        "ro" => "RO",
        "ru" => "RU",
        _ => "GB",
    }
}

/// Countries that are offered, which the browser names in its reader's language; any other two
/// letters of a country are taken as well.
pub const COUNTRIES: &[&str] = &[
    "AT", "BE", "BG", "CA", "CH", "CZ", "DE", "DK", "ES", "FR", "GB", "GR", "HU", "IE", "IT", "KZ",
    "LU", "MD", "NL", "NO", "PL", "PT", "RO", "RU", "SE", "SK", "TR", "UA", "US",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> SiteForm {
        SiteForm {
            name: "Shop".into(),
            origins: "shop.example".into(),
            time_zone: "Europe/Berlin".into(),
            ..SiteForm::blank("ann@shop.example")
        }
    }

    #[test]
    fn what_is_stored_fills_the_form_and_comes_back_the_same() {
        let checked = form().check().unwrap();
        let again = SiteForm::filled(&checked.name, &checked.origins, &checked.settings);
        assert_eq!(again.check().unwrap(), checked);
        assert_eq!(checked.settings.notify, ["ann@shop.example"]);
        assert_eq!(checked.origins, ["https://shop.example"]);
    }

    #[test]
    fn every_wrong_field_has_its_sentence() {
        let wrong = SiteForm {
            name: " ".into(),
            origins: "https://ok.example, not a!url".into(),
            colour: "blue".into(),
            offset_x: "-1".into(),
            offset_y: "far".into(),
            greeting: "x".repeat(301),
            time_zone: "Mars/Base".into(),
            notify: "ann@shop.example; bob".into(),
            country: "XX".into(),
            privacy_url: "javascript:alert(1)".into(),
            goal_lead: "a b".into(),
            metrica: "twelve".into(),
            unanswered_after: String::new(),
            escalate_after: "soon".into(),
            mail_cap: "0".into(),
            mail_window: "1e3".into(),
            upload_mb: "101".into(),
            week: Week { monday: "nine to five".into(), ..Week::default() },
            ..form()
        };
        let errors = wrong.check().unwrap_err();
        for field in [
            "name",
            "origins",
            "colour",
            "offset_x",
            "offset_y",
            "greeting",
            "time_zone",
            "monday",
            "notify",
            "country",
            "privacy_url",
            "goal_lead",
            "metrica",
            "unanswered_after",
            "escalate_after",
            "mail_cap",
            "mail_window",
            "upload_mb",
        ] {
            assert!(errors.has(field), "{field}");
        }
    }

    #[test]
    fn several_origins_and_addresses_are_taken_once_each() {
        let given = SiteForm {
            origins: "shop.example\nhttps://shop.example/\n*.shop.example".into(),
            notify: "ann@shop.example, Ann@shop.example\nbob@shop.example".into(),
            ..form()
        };
        let checked = given.check().unwrap();
        assert_eq!(checked.origins, ["https://shop.example", "https://*.shop.example"]);
        assert_eq!(checked.settings.notify, ["ann@shop.example", "bob@shop.example"]);
    }

    #[test]
    fn an_unticked_box_is_off() {
        let given = SiteForm { bubble: None, consent_required: Some("on".into()), ..form() };
        let settings = given.check().unwrap().settings;
        assert!(!settings.bubble && settings.consent_required);
    }
}
