//! What an account may set for a site. Every field has a default, so that older rows keep their
//! meaning when one is added.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AnswersBy, Before, Strategy};

/// A site's settings as they are stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a tick in the form")]
pub struct Settings {
    /// The widget's colour: `#rrggbb` in lower case.
    pub colour: String,
    /// The launcher's corner.
    pub position: Position,
    /// Pixels from the side of the window.
    pub offset_x: i64,
    /// Pixels from the bottom of the window.
    pub offset_y: i64,
    /// Whether a greeting bubble stands beside the launcher.
    pub bubble: bool,
    /// Texts that replace the widget's own.
    pub texts: Texts,
    /// The widget's language: one of [`LANGUAGES`], or `auto` for the host page's.
    pub language: String,
    /// An IANA time zone, such as `Europe/Berlin`; the working hours are in it.
    pub time_zone: String,
    /// When somebody is expected to answer; empty: always.
    pub hours: Vec<Hours>,
    /// Who is told by e-mail of new leads and unanswered chats.
    pub notify: Vec<String>,
    /// The country of phone numbers without a prefix: two capital letters.
    pub country: String,
    /// Nothing is stored or sent about a visitor before consent.
    pub consent_required: bool,
    /// The page that the consent links to.
    pub privacy_url: Option<String>,
    /// What is told to the host page's analytics.
    pub goals: Goals,
    /// Seconds after which an unanswered chat is told by e-mail; 0 = never.
    pub unanswered_after: i64,
    /// Seconds after that mail, where it went to the person whose conversation it is, until
    /// everybody is told; 0 = never.
    pub escalate_after: i64,
    /// Whether sandboxed pages (`Origin: null`) may use the widget.
    pub allow_null_origin: bool,
    /// Mails to one recipient in one window; the rest is gathered in a digest.
    pub mail_cap: i64,
    /// The window in minutes.
    pub mail_window: i64,
    /// Megabytes of the largest file that a visitor may send; 0: none.
    pub upload_mb: i64,
    /// Whether the team sees who is on the site now, and may invite them.
    pub live: bool,
    /// Minutes in which one visitor is invited once at most.
    pub invite_pause: i64,
    /// Who gets a conversation that waits.
    pub strategy: Strategy,
    /// Who answers visitors.
    pub answers_by: AnswersBy,
    /// Whether the team sees what a visitor writes before it is sent; the widget says so.
    pub drafts: bool,
    /// What is asked before a chat.
    pub before: Before,
    /// Offers that one visitor meets in one visit at most; 0: no limit.
    pub offers_visit: i64,
    /// The same within a day.
    pub offers_day: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            colour: "#2563eb".into(),
            position: Position::Right,
            offset_x: 20,
            offset_y: 20,
            bubble: false,
            texts: Texts::default(),
            language: "auto".into(),
            time_zone: "Europe/Berlin".into(),
            hours: Vec::new(),
            notify: Vec::new(),
            country: "DE".into(),
            consent_required: false,
            privacy_url: None,
            goals: Goals::default(),
            unanswered_after: 120,
            escalate_after: 300,
            allow_null_origin: false,
            mail_cap: 20,
            mail_window: 60,
            upload_mb: 10,
            live: true,
            invite_pause: 30,
            strategy: Strategy::default(),
            answers_by: AnswersBy::default(),
            drafts: false,
            before: Before::default(),
            offers_visit: 2,
            offers_day: 3,
        }
    }
}

impl Settings {
    /// What phone numbers without a prefix are taken to begin with, such as `+49`.
    pub fn calling_code(&self) -> Option<String> {
        let plan = phonenumber::metadata::DATABASE.by_id(self.country.as_str());
        plan.map(|plan| format!("+{}", plan.country_code()))
    }
}

/// The languages of the widget and of mails: code and own name.
pub const LANGUAGES: &[(&str, &str)] = &[
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("ro", "Română"),
    ("ru", "Русский"),
];

/// The launcher's corner at the bottom of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Bottom right.
    #[default]
    Right,
    /// Bottom left.
    Left,
}

impl Position {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Left => "left",
        }
    }
}

/// Texts of the widget; `None` is the widget's own in its language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Texts {
    /// The panel's heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The first line in the panel and in the bubble.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greeting: Option<String>,
    /// A label beside the launcher's icon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub launcher: Option<String>,
    /// How fast somebody answers, said in the panel's head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_time: Option<String>,
}

/// One stretch of working time on some days of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// 1 = Monday … 7 = Sunday: the days on which the stretch begins.
    pub days: Vec<i8>,
    /// `HH:MM`.
    pub from: String,
    /// `HH:MM`; `24:00` is midnight; not later than `from`: on the next day.
    pub to: String,
}

/// Names of the goals that the widget fires on the host page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Goals {
    /// When a lead was committed; empty: none.
    pub lead: String,
    /// When a chat has begun; empty: none.
    pub chat: String,
    /// The number of the Metrica counter.
    pub metrica: Option<i64>,
}

impl Default for Goals {
    fn default() -> Self {
        Self { lead: "leadbell_lead".into(), chat: "leadbell_chat".into(), metrica: None }
    }
}
