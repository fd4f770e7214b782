//! What a site's settings look like, beside their form. Drawn by the server, so that the strict
//! policy of the console needs no exception.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;

use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::i18n::{Language, Say};
use crate::people::{Action, ChangeForm};
use crate::sites::form::SiteForm;
use crate::sites::{Settings, colour, hours};
use crate::web::{Problem, page};
use axum::response::IntoResponse as _;

/// The picture: positions are pixels of a page 320 wide and 240 high.
#[derive(Template)]
#[template(path = "console/sites/preview.html")]
pub(super) struct Preview {
    colour: String,
    ink: &'static str,
    title: String,
    reply_time: String,
    greeting: Option<String>,
    launcher_x: i64,
    launcher_y: i64,
    panel_x: i64,
    open: String,
    label: String,
}

impl Preview {
    pub fn new(settings: &Settings, name: &str, reader: Language, now: Millis) -> Self {
        let left = settings.position.as_str() == "left";
        // The page is drawn at half its size.
        let (x, y) = (settings.offset_x / 2, settings.offset_y / 2);
        let launcher_x = if left { 14 + x } else { 306 - x };
        let greeting = settings.texts.greeting.clone();
        let greeting = greeting.unwrap_or_else(|| reader.t("preview-greeting").to_string());
        Self {
            ink: colour::ink_on(&settings.colour),
            colour: settings.colour.clone(),
            title: cut(settings.texts.title.as_deref().unwrap_or(name), 22),
            reply_time: cut(settings.texts.reply_time.as_deref().unwrap_or_default(), 28),
            greeting: settings.bubble.then(|| cut(&greeting, 26)),
            launcher_x: launcher_x.clamp(14, 306),
            launcher_y: (226 - y).clamp(14, 226),
            panel_x: if left { 8 } else { 152 },
            open: open(settings, now).in_language(reader),
            label: reader.t("preview-label").to_string(),
        }
    }

    fn bubble_x(&self) -> i64 {
        if self.launcher_x < 160 { self.launcher_x + 20 } else { self.launcher_x - 170 }
    }
}

fn cut(text: &str, most: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let mut short: String = line.chars().take(most - 1).collect();
    short.push('…');
    short
}

/// Whether it is open now, as a sentence.
fn open(settings: &Settings, now: Millis) -> Say {
    if settings.hours.is_empty() {
        return Say::of("preview-always");
    }
    if hours::is_open(settings, now) {
        return Say::of("preview-open");
    }
    let opens = hours::opens_at(settings, now).and_then(|at| Timestamp::from_millisecond(at).ok());
    match opens {
        Some(at) => {
            let at = at.to_zoned(hours::zone(&settings.time_zone));
            let day = i64::from(at.weekday().to_monday_one_offset());
            Say::of("preview-opens").with("day", day).with("time", at.strftime("%H:%M").to_string())
        }
        None => Say::of("preview-never"),
    }
}

/// The picture for what stands in the form now.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    form: ChangeForm<SiteForm>,
) -> Result<Response, Problem> {
    form.0.require(Action::SeeSites)?;
    let preview = {
        let reader = form.0.language();
        Preview::new(&form.1.glance(), form.1.name.trim(), reader, ctx.clock.now())
    };
    Ok(page(StatusCode::OK, &preview)?.into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sites::Hours;

    #[test]
    fn the_sentence_says_when_it_opens_in_the_sites_zone() {
        let hours = vec![Hours { days: vec![1], from: "09:00".into(), to: "18:00".into() }];
        let settings = Settings { hours, ..Settings::default() };
        let sunday = "2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap().as_millisecond();
        let sentence = open(&settings, sunday).in_language(Language::default());
        assert!(sentence.ends_with("opens Monday at 09:00."));
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(cut("one  two", 22), "one two");
        assert_eq!(cut(&"x".repeat(30), 5), "xxxx…");
    }
}
