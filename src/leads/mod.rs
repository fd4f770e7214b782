//! Leads: people who left a phone number or an e-mail address, and each of their requests.
//!
//! A request makes a lead, or is attached to the account's lead with the same normalised contact.
//! A match is an *unconfirmed claim*: it overwrites no field and links no visitor to the card,
//! since anyone can type someone else's number.

mod brief;
mod capture;
mod change;
mod console;
pub mod contact;
mod matching;
mod release;
mod statuses;
pub(crate) mod store;
mod together;

use axum::Router;
use serde_json::Value;
use uuid::Uuid;

pub use self::brief::{brief, names};
pub use self::capture::{capture, is_taken_key};
pub use self::release::{Released, release};
pub use self::statuses::{Status, StatusKind, statuses};
pub use self::together::capture_all;
use crate::bus::Topic;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Read, Statements};
use crate::error::Result;
use crate::i18n::Say;

/// Every route of leads.
pub fn router() -> Router<Ctx> {
    console::router()
}

/// The topic of an account's team: new leads, and what the inbox shows.
pub fn inbox_topic(account: Uuid) -> Topic {
    Topic { kind: b'i', id: account }
}

/// A lead in a few words.
#[derive(Debug)]
pub struct Facts {
    /// Empty where it has given none.
    pub name: String,
    /// As the card shows it: E.164.
    pub phone: Option<String>,
    /// Normalised.
    pub email: Option<String>,
    /// The name of its stage.
    pub status: Say,
}

/// What others say of a lead beside their own.
pub async fn facts(
    db: &mut (impl Statements + Send),
    account: Uuid,
    lead: Uuid,
) -> Result<Option<Facts>> {
    let found = store::facts(db, account, lead).await?;
    Ok(found.map(|(name, phone, email, stage, kind)| {
        let status = statuses::title(&stage, &kind);
        Facts { name, phone, email, status }
    }))
}

/// Whether a visitor has left a request since then; with the address of the last one.
pub async fn asked_since(
    tx: &mut crate::db::Tx<'_>,
    visitor: Uuid,
    since: Millis,
) -> Result<Option<Option<String>>> {
    store::asked_since(tx, visitor, since).await
}

/// A contact that a visitor gave, and that is another visitor's lead's: it is not confirmed that they
/// are one person.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The lead that has the contact.
    pub lead: Uuid,
    /// Its name; empty where it has given none.
    pub lead_name: String,
    /// As the visitor gave it: name, phone in E.164, normalised address.
    pub name: String,
    /// The phone.
    pub phone: Option<String>,
    /// The address.
    pub email: Option<String>,
}

/// What a visitor has claimed beside their own lead: each lead once, the newest first.
pub async fn claims(
    db: &mut Read,
    (account, site): (Uuid, Uuid),
    visitor: Uuid,
    own: Option<Uuid>,
) -> Result<Vec<Claim>> {
    let mut claims: Vec<Claim> = Vec::new();
    for row in store::claims::of_visitor(db, account, site, visitor).await? {
        let is_told = claims.iter().any(|claim| claim.lead == row.lead_id);
        if is_told || own == Some(row.lead_id) {
            continue;
        }
        let store::claims::ClaimRow { lead_id: lead, lead_name, name, phone, email } = row;
        claims.push(Claim { lead, lead_name, name, phone, email });
    }
    Ok(claims)
}

/// How many requests wait in quarantine.
pub async fn in_quarantine(db: &mut Read, account: Uuid) -> Result<i64> {
    store::pages::count_suspects(db, account).await
}

/// Where a request was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The contact form.
    Contact,
    /// A message in the chat.
    Chat,
    /// The bot's questions.
    Bot,
    /// A built form.
    Built,
}

impl Form {
    /// As it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Chat => "chat",
            Self::Bot => "bot",
            Self::Built => "form",
        }
    }
}

/// What the guard made of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing against it.
    Valid,
    /// Nothing against it any more: a proof of work came with it. A suspect one under the same key
    /// is let out of quarantine.
    Proven,
    /// Kept in quarantine, for these reasons.
    Suspect(Vec<&'static str>),
}

/// What was answered in a built form.
#[derive(Clone, Debug, PartialEq)]
pub struct Built {
    /// Which form.
    pub form: Uuid,
    /// Its name, and its lines as they were read and answered, as JSON.
    pub answers: Value,
}

/// A request to be stored.
#[derive(Clone, Debug)]
pub struct Capture {
    /// Whose lead it becomes.
    pub account: Uuid,
    /// Where it was left.
    pub site: Uuid,
    /// Who left it, when the sender had a token.
    pub visitor: Option<Uuid>,
    /// The chat in which it was left.
    pub conversation: Option<Uuid>,
    /// How it was left.
    pub form: Form,
    /// Made by the client: repeating it (by the same sender) is the same request.
    pub client_key: Uuid,
    /// May be empty: the lead is then marked incomplete.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    /// As it was typed.
    pub phone_given: String,
    /// Normalised.
    pub email: Option<String>,
    /// As it was typed.
    pub email_given: String,
    /// What was written.
    pub message: String,
    /// When the visitor agreed to be contacted, where the site asks for it.
    pub consent_at: Option<Millis>,
    /// Stripped of personal data.
    pub page_url: String,
    /// The page's title.
    pub page_title: String,
    /// The channel of the visit, such as `search`; `direct` when it is not known.
    pub channel: String,
    /// The source of the visit (`visitors::Source` as JSON).
    pub source: Value,
    /// The visitor's language, such as `de`.
    pub language: String,
    /// The sender's network address.
    pub address: String,
    /// The sender's browser.
    pub user_agent: String,
    /// What the guard made of it.
    pub verdict: Verdict,
    /// Of a built form: which, and what was answered.
    pub built: Option<Built>,
    /// When it arrived.
    pub now: Millis,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Captured {
    /// The stored request.
    pub submission: Uuid,
    /// Its lead; `None` while it is in quarantine.
    pub lead: Option<Uuid>,
    /// The same request was stored before.
    pub repeated: bool,
}
