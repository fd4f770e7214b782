//! A contact that a visitor left in an ordinary message becomes a request, in the same transaction.

use uuid::Uuid;

use super::write::{Said, What, Writer};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::leads::contact::{Contact, recognise};
use crate::leads::{self, Capture, Form, Verdict};
use crate::visitors;

/// Digits below which a text has no phone number.
const DIGITS: usize = 7;

/// The contacts in a visitor's message.
pub fn contacts(text: &str, country: &str) -> Vec<Contact> {
    let digits = || text.bytes().filter(u8::is_ascii_digit).count();
    if text.contains('@') || digits() >= DIGITS { recognise(text, country) } else { Vec::new() }
}

/// Captures the first phone number and the first address of a message, once by the message's id.
/// Returns the request when it made or found a lead.
pub async fn capture(
    tx: &mut Tx<'_>,
    said: &Said,
    conversation: Uuid,
    now: Millis,
) -> Result<Option<Uuid>> {
    let (Writer::Visitor { seat, .. }, What::Message { id, text, page, contacts }) =
        (&said.by, &said.what)
    else {
        return Ok(None);
    };
    let account = seat.site.account_id;
    let Some(visitor) = visitors::profile(tx, account, seat.visitor).await? else {
        return Ok(None);
    };
    let source = visitor.sources.map(|(_, last)| last).unwrap_or_default();
    let phone = contacts.iter().find_map(|one| match one {
        Contact::Phone { value, given } => Some((value.clone(), given.clone())),
        Contact::Email { .. } => None,
    });
    let email = contacts.iter().find_map(|one| match one {
        Contact::Email { value, given } => Some((value.clone(), given.clone())),
        Contact::Phone { .. } => None,
    });
    let (phone, phone_given) = phone.unzip();
    let (email, email_given) = email.unzip();
    let page = page.clone().unwrap_or_default();
    let capture = Capture {
        account,
        site: seat.site.id,
        visitor: Some(seat.visitor),
        conversation: Some(conversation),
        form: Form::Chat,
        client_key: *id,
        name: visitor.name.unwrap_or_default(),
        phone,
        phone_given: phone_given.unwrap_or_default(),
        email,
        email_given: email_given.unwrap_or_default(),
        message: text.clone(),
        consent_at: None,
        page_url: page.url,
        page_title: page.title,
        channel: source.channel.clone(),
        source: serde_json::to_value(&source).map_err(Error::from)?,
        language: visitor.language,
        address: seat.address.0.to_string(),
        user_agent: visitor.agent,
        verdict: Verdict::Valid,
        now,
    };
    let captured = leads::capture(tx, &capture).await?;
    Ok(captured.lead.map(|_| captured.submission))
}
