//! A contact that a visitor left in an ordinary message becomes a request, in the same transaction.

use uuid::Uuid;

use super::answers::Answers;
use super::visitor::Seat;
use super::write::{Said, What, Writer};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::guard::{Facts, Guard};
use crate::leads::contact::{Contact, recognise};
use crate::leads::{self, Capture, Form, Verdict};
use crate::visitors;

/// Digits below which a text has no phone number.
const DIGITS: usize = 7;

/// What a visitor's message has for a request.
#[derive(Debug, Default)]
pub struct Contacts {
    /// Phone numbers and addresses.
    pub found: Vec<Contact>,
    /// Why the guard finds them suspect.
    pub reasons: Vec<&'static str>,
}

/// The contacts in the message `id` of a visitor and in what it answered before the chat, and
/// what the guard makes of them.
pub fn contacts(
    guard: &Guard,
    seat: &Seat,
    id: Uuid,
    text: &str,
    answers: Option<&Answers>,
) -> Contacts {
    let mut found = answers.map(Answers::contacts).unwrap_or_default();
    found.extend(find(text, &seat.site.settings.country));
    if found.is_empty() {
        return Contacts::default();
    }
    let (phone, email) = first_of_each(&found);
    let reasons = guard.assess_chat(&Facts {
        site: &seat.site,
        visitor: Some(seat.visitor),
        network: seat.address.network(),
        agent: &seat.agent,
        // A socket is opened from a page of the site only.
        has_origin: true,
        key: id,
        form_token: "",
        honeypot: "",
        phone: phone.map(|(value, _)| value),
        email: email.map(|(value, _)| value),
        message: text,
        proof: None,
    });
    Contacts { found, reasons }
}

fn find(text: &str, country: &str) -> Vec<Contact> {
    let digits = || text.bytes().filter(u8::is_ascii_digit).count();
    if text.contains('@') || digits() >= DIGITS { recognise(text, country) } else { Vec::new() }
}

/// A contact, normalised and as it was typed.
type Both<'a> = (&'a str, &'a str);

/// The first phone number and the first address.
fn first_of_each(found: &[Contact]) -> (Option<Both<'_>>, Option<Both<'_>>) {
    let phone = found.iter().find_map(|one| match one {
        Contact::Phone { value, given } => Some((value.as_str(), given.as_str())),
        Contact::Email { .. } => None,
    });
    let email = found.iter().find_map(|one| match one {
        Contact::Email { value, given } => Some((value.as_str(), given.as_str())),
        Contact::Phone { .. } => None,
    });
    (phone, email)
}

/// Captures the first phone number and the first address of a message, once by the message's id.
/// Returns the request when it made or found a lead.
pub async fn capture(
    tx: &mut Tx<'_>,
    said: &Said,
    conversation: Uuid,
    is_spam: bool,
    now: Millis,
) -> Result<Option<Uuid>> {
    let (Writer::Visitor { seat, .. }, What::Message { id, text, page, contacts, answers, .. }) =
        (&said.by, &said.what)
    else {
        return Ok(None);
    };
    let account = seat.site.account_id;
    let Some(visitor) = visitors::profile(tx, account, seat.visitor).await? else {
        return Ok(None);
    };
    let source = visitor.sources.map(|(_, last)| last).unwrap_or_default();
    let (phone, email) = first_of_each(&contacts.found);
    let (phone, phone_given) = phone.unzip();
    let (email, email_given) = email.unzip();
    let mut reasons = contacts.reasons.clone();
    reasons.extend(is_spam.then_some("spam"));
    let verdict = if reasons.is_empty() { Verdict::Valid } else { Verdict::Suspect(reasons) };
    let page = page.as_deref().cloned().unwrap_or_default();
    let capture = Capture {
        account,
        site: seat.site.id,
        visitor: Some(seat.visitor),
        conversation: Some(conversation),
        form: Form::Chat,
        client_key: *id,
        name: visitor.name.or_else(|| answers.as_ref()?.name()).unwrap_or_default(),
        phone: phone.map(ToOwned::to_owned),
        phone_given: phone_given.unwrap_or_default().to_owned(),
        email: email.map(ToOwned::to_owned),
        email_given: email_given.unwrap_or_default().to_owned(),
        message: text.clone(),
        consent_at: None,
        page_url: page.url,
        page_title: page.title,
        channel: source.channel.clone(),
        source: serde_json::to_value(&source).map_err(Error::from)?,
        language: visitor.language,
        address: seat.address.0.to_string(),
        user_agent: visitor.agent,
        verdict,
        built: None,
        now,
    };
    let captured = leads::capture(tx, &capture).await?;
    Ok(captured.lead.map(|_| captured.submission))
}
