//! A card's timeline: requests, notes and what the team did, the newest first.

use std::collections::HashMap;

use uuid::Uuid;

use crate::clock::Millis;
use crate::leads::contact::for_people;
use crate::leads::statuses::Status;
use crate::leads::store::pages::{DeedLine, NoteLine, RequestLine};

/// One line.
pub(super) struct Entry {
    /// Of the icon.
    pub icon: &'static str,
    /// What happened.
    pub title: String,
    /// What was written.
    pub text: String,
    /// Facts beside it: label, value.
    pub facts: Vec<(&'static str, String)>,
    /// The page on which it happened.
    pub page: Option<(String, String)>,
    /// The chat in which it happened.
    pub conversation: Option<Uuid>,
    /// A request that only claims to be this lead's.
    pub is_claim: bool,
    /// When.
    pub at: Millis,
}

/// Names of what events point to by id.
pub(super) struct Names {
    pub statuses: HashMap<String, String>,
    pub people: HashMap<String, String>,
}

impl Names {
    pub(super) fn new(statuses: &[Status], people: &[(Uuid, String)]) -> Self {
        let statuses = statuses.iter().map(|one| (one.id.to_string(), one.name.clone()));
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
        facts.push(("Name", line.name));
    }
    if let Some(phone) = &line.phone {
        facts.push(("Phone", for_people(phone)));
    } else if !line.phone_given.is_empty() {
        facts.push(("Phone", line.phone_given));
    }
    facts.extend(line.email.map(|email| ("E-mail", email)));
    facts.push(("Channel", super::list::channel_label(&line.channel)));
    facts.extend(line.consent_at.map(|_| ("Consent", "given".to_owned())));
    facts.extend(line.released_by.map(|name| ("Released by", name)));
    let is_chat = line.form == "chat";
    let title = if is_chat { "Left a contact in the chat" } else { "Sent the contact form" };
    let page = (!line.page_url.is_empty()).then(|| {
        let title =
            if line.page_title.is_empty() { line.page_url.clone() } else { line.page_title };
        (line.page_url, title)
    });
    Entry {
        icon: if is_chat { "message-square" } else { "file-text" },
        title: title.into(),
        text: line.message,
        facts,
        page,
        conversation: line.conversation_id,
        is_claim: line.claim,
        at: line.at,
    }
}

fn note(line: NoteLine) -> Entry {
    plain("file-text", format!("{} noted", line.author), line.text, line.at)
}

fn deed(line: DeedLine, names: &Names) -> Entry {
    let who = line.author.unwrap_or_else(|| "Somebody".into());
    let look = |map: &HashMap<String, String>, field: &str| {
        line.data.0[field].as_str().and_then(|id| map.get(id).cloned())
    };
    let (icon, title) = match line.kind.as_str() {
        "lead.status_changed" => {
            let status = look(&names.statuses, "status").unwrap_or_else(|| "another stage".into());
            ("check", format!("{who} set the status to {status}"))
        }
        "lead.owner_changed" => match look(&names.people, "owner") {
            Some(owner) => ("user", format!("{who} gave the lead to {owner}")),
            None => ("user", format!("{who} took the owner away")),
        },
        _ => ("user", format!("{who} changed the contact")),
    };
    plain(icon, title, String::new(), line.at)
}

fn plain(icon: &'static str, title: String, text: String, at: Millis) -> Entry {
    Entry {
        icon,
        title,
        text,
        facts: Vec::new(),
        page: None,
        conversation: None,
        is_claim: false,
        at,
    }
}
