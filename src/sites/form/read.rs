//! Reading the form: each field, and the sentence beside it when it is wrong.

use url::Url;

use super::{Checked, SiteForm, language};
use crate::i18n::Say;
use crate::sites::{
    AnswersBy, Before, Goals, Position, Settings, Strategy, Texts, colour, hours, origins,
};
use crate::web::{FieldErrors, is_email, too_long};

impl SiteForm {
    pub(super) fn read(&self, errors: &mut FieldErrors) -> Checked {
        let settings = Settings {
            colour: self.colour(errors),
            position: if self.position == "left" { Position::Left } else { Position::Right },
            offset_x: number(errors, "offset_x", &self.offset_x, 0, 400),
            offset_y: number(errors, "offset_y", &self.offset_y, 0, 400),
            bubble: self.bubble.is_some(),
            texts: Texts {
                title: text(errors, "title", &self.title, 60),
                greeting: text(errors, "greeting", &self.greeting, 300),
                launcher: text(errors, "launcher", &self.launcher, 30),
                reply_time: text(errors, "reply_time", &self.reply_time, 80),
            },
            language: if self.language == "auto" { "auto" } else { language(&self.language) }
                .into(),
            time_zone: self.zone(errors),
            hours: self.week.read(errors),
            notify: self.addresses(errors),
            country: self.country(errors),
            consent_required: self.consent_required.is_some(),
            privacy_url: self.privacy(errors),
            drafts: self.drafts.is_some(),
            goals: Goals {
                lead: goal(errors, "goal_lead", &self.goal_lead),
                chat: goal(errors, "goal_chat", &self.goal_chat),
                metrica: self.metrica(errors),
            },
            unanswered_after: number(errors, "unanswered_after", &self.unanswered_after, 0, 86_400),
            escalate_after: number(errors, "escalate_after", &self.escalate_after, 0, 86_400),
            allow_null_origin: self.allow_null_origin.is_some(),
            mail_cap: number(errors, "mail_cap", &self.mail_cap, 1, 10_000),
            mail_window: number(errors, "mail_window", &self.mail_window, 1, 10_080),
            upload_mb: number(errors, "upload_mb", &self.upload_mb, 0, 100),
            live: self.live.is_some(),
            invite_pause: number(errors, "invite_pause", &self.invite_pause, 0, 10_080),
            strategy: Strategy::parse(&self.strategy),
            answers_by: AnswersBy::parse(&self.answers_by),
            offers_visit: number(errors, "offers_visit", or(&self.offers_visit, "2"), 0, 100),
            offers_day: number(errors, "offers_day", or(&self.offers_day, "3"), 0, 100),
            // These have a form of their own.
            before: Before::default(),
        };
        Checked { name: errors.name("name", &self.name), origins: self.origins(errors), settings }
    }

    fn colour(&self, errors: &mut FieldErrors) -> String {
        colour::normalise(&self.colour).unwrap_or_else(|| {
            errors.add("colour", Say::of("wrong-colour"));
            Settings::default().colour
        })
    }

    fn zone(&self, errors: &mut FieldErrors) -> String {
        let zone = self.time_zone.trim();
        if !hours::is_zone(zone) {
            errors.add("time_zone", Say::of("wrong-zone"));
        }
        zone.to_owned()
    }

    fn origins(&self, errors: &mut FieldErrors) -> Vec<String> {
        let mut origins = Vec::new();
        for typed in self.origins.split(separates).filter(|typed| !typed.is_empty()) {
            match origins::normalise(typed) {
                Some(origin) if origins.contains(&origin) => {}
                Some(origin) => origins.push(origin),
                None => errors.add("origins", Say::of("wrong-address").with("typed", short(typed))),
            }
        }
        if origins.is_empty() {
            errors.add("origins", Say::of("wrong-no-address"));
        }
        if origins.len() > 50 {
            errors.add("origins", Say::of("wrong-many-addresses"));
        }
        origins
    }

    fn addresses(&self, errors: &mut FieldErrors) -> Vec<String> {
        let mut addresses = Vec::new();
        for typed in self.notify.split(separates).filter(|typed| !typed.is_empty()) {
            let address = typed.to_lowercase();
            if !is_email(&address) {
                errors.add("notify", Say::of("wrong-notify").with("typed", short(typed)));
            } else if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if addresses.len() > 20 {
            errors.add("notify", Say::of("wrong-many-notify"));
        }
        addresses
    }

    fn country(&self, errors: &mut FieldErrors) -> String {
        let country = self.country.trim().to_uppercase();
        if country.parse::<phonenumber::country::Id>().is_err() {
            errors.add("country", Say::of("wrong-country"));
        }
        country
    }

    fn privacy(&self, errors: &mut FieldErrors) -> Option<String> {
        let typed = self.privacy_url.trim();
        if typed.is_empty() {
            return None;
        }
        let url = Url::parse(typed).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https") && url.has_host() && typed.len() <= 500
        });
        if url.is_none() {
            errors.add("privacy_url", Say::of("wrong-privacy"));
        }
        url.map(String::from)
    }

    fn metrica(&self, errors: &mut FieldErrors) -> Option<i64> {
        let typed = self.metrica.trim();
        if typed.is_empty() {
            return None;
        }
        let number = typed.parse().ok().filter(|number| (1..1_000_000_000_000).contains(number));
        if number.is_none() {
            errors.add("metrica", Say::of("wrong-metrica"));
        }
        number
    }
}

fn separates(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';')
}

fn short(typed: &str) -> String {
    typed.chars().take(60).collect()
}

/// What was typed, or where nothing was, the usual.
fn or<'a>(typed: &'a str, usual: &'a str) -> &'a str {
    if typed.trim().is_empty() { usual } else { typed }
}

fn number(
    errors: &mut FieldErrors,
    field: &'static str,
    typed: &str,
    least: i64,
    most: i64,
) -> i64 {
    match typed.trim().parse() {
        Ok(number) if (least..=most).contains(&number) => number,
        _ => {
            errors.add(field, Say::of("wrong-number").with("least", least).with("most", most));
            least
        }
    }
}

fn text(errors: &mut FieldErrors, field: &'static str, typed: &str, most: usize) -> Option<String> {
    let text = typed.trim();
    if text.chars().count() > most {
        errors.add(field, too_long(most));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\r') {
        errors.add(field, Say::of("wrong-characters"));
    }
    (!text.is_empty()).then(|| text.to_owned())
}

fn goal(errors: &mut FieldErrors, field: &'static str, typed: &str) -> String {
    let name = typed.trim();
    let is_name = name.len() <= 40
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if !is_name {
        errors.add(field, Say::of("wrong-goal"));
    }
    name.to_owned()
}
