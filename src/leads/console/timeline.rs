//! A card's timeline: requests, notes and what the team did, the newest first.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use crate::clock::Millis;
use crate::i18n::Say;
use crate::leads::contact::for_people;
use crate::leads::statuses::Status;
use crate::leads::store::pages::{DeedLine, NoteLine, RequestLine};

/// One line.
pub(super) struct Entry {
    /// Of the icon.
    pub icon: &'static str,
    /// What happened.
    pub title: Say,
    /// What was written.
    pub text: String,
    /// Facts beside it: label, value.
    pub facts: Vec<(Say, Say)>,
    /// The page on which it happened.
    pub page: Option<(String, String)>,
    /// Files that came with it: the name of each by its id.
    pub files: Vec<(String, String)>,
    /// The chat in which it happened.
    pub conversation: Option<Uuid>,
    /// A request that only claims to be this lead's.
    pub is_claim: bool,
    /// When.
    pub at: Millis,
}

/// Names of what events point to by id.
pub(super) struct Names {
    pub statuses: HashMap<String, Say>,
    pub people: HashMap<String, String>,
}

impl Names {
    pub(super) fn new(statuses: &[Status], people: &[(Uuid, String)]) -> Self {
        let statuses = statuses.iter().map(|one| (one.id.to_string(), one.title()));
        let people = people.iter().map(|(id, name)| (id.to_string(), name.clone()));
        Self { statuses: statuses.collect(), people: people.collect() }
    }
}

/// Everything in one order.
pub(super) fn timeline(
    requests: Vec<RequestLine>,
    notes: Vec<NoteLine>,
    deeds: Vec<DeedLine>,
    names: &Names,
) -> Vec<Entry> {
    let mut entries: Vec<Entry> = requests.into_iter().map(request).collect();
    entries.extend(notes.into_iter().map(note));
    entries.extend(deeds.into_iter().map(|line| deed(line, names)));
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    entries
}

fn request(line: RequestLine) -> Entry {
    let mut facts = Vec::new();
    if !line.name.is_empty() {
        facts.push((Say::of("word-name"), Say::name(line.name)));
    }
    if let Some(phone) = &line.phone {
        facts.push((Say::of("word-phone"), Say::name(for_people(phone))));
    } else if !line.phone_given.is_empty() {
        facts.push((Say::of("word-phone"), Say::name(line.phone_given)));
    }
    facts.extend(line.email.map(|email| (Say::of("word-email"), Say::name(email))));
    facts.push((Say::of("word-channel"), super::list::channel_title(&line.channel)));
    let consent = (Say::of("event-consent"), Say::of("event-consent-given"));
    facts.extend(line.consent_at.map(|_| consent));
    facts.extend(line.released_by.map(|name| (Say::of("event-released"), Say::name(name))));
    let is_chat = line.form == "chat";
    let built = line.answers.as_ref().and_then(|answers| answers.0["name"].as_str());
    let title = match built {
        Some(name) => Say::of("event-built").with("name", name),
        None => Say::of(if is_chat { "event-chat" } else { "event-form" }),
    };
    let files = line.answers.as_ref().map(|answers| files(&answers.0)).unwrap_or_default();
    let page = (!line.page_url.is_empty()).then(|| {
        let title =
            if line.page_title.is_empty() { line.page_url.clone() } else { line.page_title };
        (line.page_url, title)
    });
    Entry {
        icon: if is_chat { "message-square" } else { "file-text" },
        title,
        text: line.message,
        facts,
        page,
        files,
        conversation: line.conversation_id,
        is_claim: line.claim,
        at: line.at,
    }
}

/// The files among a form's answers.
fn files(answers: &Value) -> Vec<(String, String)> {
    let lines = answers["lines"].as_array().into_iter().flatten();
    let files = lines.flat_map(|line| line["files"].as_array().into_iter().flatten());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    files.map(|file| (text(&file["id"]), text(&file["name"]))).collect()
}

fn note(line: NoteLine) -> Entry {
    let title = Say::of("event-noted").with("who", line.author);
    plain("file-text", title, line.text, line.at)
}

fn deed(line: DeedLine, names: &Names) -> Entry {
    let gift = magnet(&line);
    let who = line.author.map_or(Say::of("event-somebody"), Say::name);
    let told = |field: &str| line.data.0[field].as_str();
    let (icon, title) = match line.kind.as_str() {
        "lead.status_changed" => {
            let status = told("status").and_then(|id| names.statuses.get(id)).cloned();
            let status = status.unwrap_or(Say::of("event-other-status"));
            ("check", Say::of("event-status").with("who", who).with("status", status))
        }
        "lead.owner_changed" => match told("owner").and_then(|id| names.people.get(id)) {
            Some(owner) => ("user", Say::of("event-owner").with("who", who).with("owner", owner)),
            None => ("user", Say::of("event-no-owner").with("who", who)),
        },
        "magnet.given" => ("gift", Say::of("event-magnet-given").with("name", gift)),
        "magnet.taken" => ("gift", Say::of("event-magnet-taken").with("name", gift)),
        _ => ("user", Say::of("event-contact").with("who", who)),
    };
    plain(icon, title, String::new(), line.at)
}

/// What the magnet of a line is called.
pub(super) fn magnet(line: &DeedLine) -> String {
    line.data.0["name"].as_str().unwrap_or_default().to_owned()
}

fn plain(icon: &'static str, title: Say, text: String, at: Millis) -> Entry {
    Entry {
        icon,
        title,
        text,
        facts: Vec::new(),
        page: None,
        files: Vec::new(),
        conversation: None,
        is_claim: false,
        at,
    }
}
