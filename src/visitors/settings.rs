//! What the widget may know of a site.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::sites::{AnswersBy, Asked, Before, Position, Question, Settings, Site, colour};
use crate::web::assets;

/// A site as its pages see it.
#[derive(Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub(super) struct PublicSettings<'a> {
    /// The site's key.
    site: &'a str,
    name: &'a str,
    /// A language of the widget, or `auto` for the page's.
    lang: &'a str,
    /// `#rrggbb`.
    colour: &'a str,
    /// What can be made out on it: `#fff` or `#000`.
    ink: &'static str,
    /// The colour as a ground for text in that ink: the same or a little darker.
    ground: String,
    position: Position,
    offset: Offset,
    texts: PublicTexts<'a>,
    /// Whether nothing is stored or sent before consent.
    consent: bool,
    /// What numbers without a prefix are taken to begin with, such as `+49`.
    #[serde(skip_serializing_if = "Option::is_none")]
    calling_code: Option<String>,
    /// Whether a greeting stands beside the launcher.
    bubble: bool,
    /// Bytes of the largest file that a visitor may send; 0: none.
    files: i64,
    goals: PublicGoals<'a>,
    /// Module → file below `/w/`.
    #[schema(value_type = Object)]
    modules: Cow<'static, Value>,
    form: FormSettings,
    /// Whether the team sees what is written before it is sent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    drafts: bool,
    /// Whether the bot may answer: what it says first takes the greeting's place.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    bot: bool,
    /// What is asked before a chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<PublicBefore<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    privacy_url: Option<&'a str>,
}

/// The questions before a chat.
#[derive(Serialize, ToSchema)]
struct PublicBefore<'a> {
    when: Asked,
    questions: &'a [Question],
}

/// Pixels from the corner.
#[derive(Serialize, ToSchema)]
struct Offset {
    x: i64,
    y: i64,
}

/// Texts in place of the widget's own.
#[derive(Serialize, ToSchema)]
struct PublicTexts<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    greeting: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    launcher: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_time: Option<&'a str>,
}

/// Names of goals; empty: none.
#[derive(Serialize, ToSchema)]
struct PublicGoals<'a> {
    lead: &'a str,
    chat: &'a str,
    /// The number of the Metrica counter.
    ym: Option<i64>,
}

/// The contact form.
#[derive(Serialize, ToSchema)]
struct FormSettings {
    #[schema(value_type = Vec<String>)]
    fields: [&'static str; 4],
    /// Whether it asks for consent.
    consent_field: bool,
}

impl<'a> PublicSettings<'a> {
    pub(super) fn of(site: &'a Site) -> Self {
        let Settings { texts, goals, .. } = &site.settings;
        let settings = &site.settings;
        Self {
            site: &site.key,
            name: &site.name,
            lang: &settings.language,
            colour: &settings.colour,
            ink: colour::sign_on(&settings.colour),
            ground: colour::ground(&settings.colour),
            position: settings.position,
            offset: Offset { x: settings.offset_x, y: settings.offset_y },
            texts: PublicTexts {
                title: set(texts.title.as_ref()),
                greeting: set(texts.greeting.as_ref()),
                launcher: set(texts.launcher.as_ref()),
                reply_time: set(texts.reply_time.as_ref()),
            },
            consent: settings.consent_required,
            calling_code: settings.calling_code(),
            bubble: settings.bubble,
            files: settings.upload_mb * 1_024 * 1_024,
            goals: PublicGoals { lead: &goals.lead, chat: &goals.chat, ym: goals.metrica },
            modules: modules(site),
            form: FormSettings {
                fields: ["name", "phone", "email", "message"],
                consent_field: settings.consent_required || settings.privacy_url.is_some(),
            },
            drafts: settings.drafts,
            bot: site.has_script && settings.answers_by != AnswersBy::People,
            before: asked(&settings.before),
            privacy_url: set(settings.privacy_url.as_ref()),
        }
    }
}

/// What a page may load: of a site with offers or built forms also what decides and draws them.
fn modules(site: &Site) -> Cow<'static, Value> {
    let assets::Manifest { modules, show, .. } = assets::manifest();
    let has_any = site.has_form || !site.offers.is_empty();
    if !has_any || assets::shown("engine").is_none() {
        return Cow::Borrowed(modules);
    }
    let mut all = modules.clone();
    if let (Some(all), Some(show)) = (all.as_object_mut(), show.as_object()) {
        all.extend(
            show.iter()
                .filter(|(name, _)| *name != "engine")
                .map(|(name, file)| (name.clone(), file.clone())),
        );
        // Forms alone come without rules.
        let rules = if site.offers.is_empty() { "none" } else { &site.offers };
        let file = format!("o/{}/{rules}-{}.js", site.key, assets::shown_hash("engine"));
        all.insert("offers".into(), file.into());
    }
    Cow::Owned(all)
}

fn asked(before: &Before) -> Option<PublicBefore<'_>> {
    let Before { when, questions } = before;
    let is_asked = *when != Asked::Never && !questions.is_empty();
    is_asked.then_some(PublicBefore { when: *when, questions })
}

fn set(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}
