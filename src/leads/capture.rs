//! Stores a request and settles whose lead it is, in few statements.

use ring::digest;
use serde_json::Value;
use uuid::Uuid;

use super::matching::{Owners, Place, place};
use super::store::many::Fresh;
use super::store::{self, NewLead};
use super::{Capture, Captured, Form, Verdict, inbox_topic, release, statuses};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::ids;
use crate::{notify, visitors};

/// Stores a request once.
///
/// It is idempotent by (site, sender, client key); a stranger's key never finds another's request.
/// When two of the same sender run at once on `PostgreSQL`, the later one fails with an error for
/// which [`is_taken_key`] holds: run again, it finds the first.
pub async fn capture(tx: &mut Tx<'_>, capture: &Capture) -> Result<Captured> {
    let sender = sender(capture);
    let seen = store::look_up(
        tx,
        capture.account,
        &store::Sent { site: capture.site, sender: &sender, key: capture.client_key },
        capture.phone.as_deref(),
        capture.email.as_deref(),
        capture.conversation,
    )
    .await?;
    if let Some(earlier) = seen.submission {
        let waits = earlier.lead.is_none() && capture.verdict == Verdict::Proven;
        if waits
            && let Some(lead) =
                release::let_out(tx, capture.account, earlier.id, None, capture.now).await?
        {
            return Ok(Captured { submission: earlier.id, lead: Some(lead), repeated: false });
        }
        return Ok(Captured { submission: earlier.id, lead: earlier.lead, repeated: true });
    }
    let submission = ids::new_id();
    if let Verdict::Suspect(reasons) = &capture.verdict {
        store::insert_submission(tx, submission, capture, &sender, None, reasons).await?;
        return Ok(Captured { submission, lead: None, repeated: false });
    }
    let request = Request::of(capture, submission);
    let placed = settle(tx, &request, seen.owners, seen.first_status).await?;
    store::insert_submission(tx, submission, capture, &sender, Some(placed), &[]).await?;
    announce(tx, &request, &placed).await?;
    Ok(Captured { submission, lead: Some(placed.lead), repeated: false })
}

/// Whether a write failed because the same request was being stored at the same time.
pub fn is_taken_key(cause: &Error) -> bool {
    matches!(cause, Error::Database(sqlx::Error::Database(cause))
        if cause.is_unique_violation() && cause.constraint() == Some("submissions_key"))
}

/// Whose keys these are: the visitor's, or for a sender without a token those of this very
/// content, so that nobody is told of another's request by guessing its key.
pub(super) fn sender(capture: &Capture) -> String {
    if let Some(visitor) = capture.visitor {
        return visitor.to_string();
    }
    let mut content = digest::Context::new(&digest::SHA256);
    for part in [&capture.name, &capture.phone_given, &capture.email_given, &capture.message] {
        content.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        content.update(part.as_bytes());
    }
    let digest = content.finish();
    digest
        .as_ref()
        .iter()
        .take(16)
        .fold(String::from("content:"), |text, byte| text + &format!("{byte:02x}"))
}

/// The part of a request that makes or finds a lead.
pub(super) struct Request<'a> {
    pub submission: Uuid,
    pub account: Uuid,
    pub site: Uuid,
    pub visitor: Option<Uuid>,
    pub conversation: Option<Uuid>,
    pub name: &'a str,
    pub phone: Option<&'a str>,
    pub email: Option<&'a str>,
    pub message: &'a str,
    pub form: &'a str,
    pub language: &'a str,
    pub channel: &'a str,
    pub source: &'a Value,
    /// When it was left.
    pub at: Millis,
    /// When it is put on a card.
    pub now: Millis,
}

impl<'a> Request<'a> {
    fn of(capture: &'a Capture, submission: Uuid) -> Self {
        Self {
            submission,
            account: capture.account,
            site: capture.site,
            visitor: capture.visitor,
            conversation: capture.conversation,
            name: &capture.name,
            phone: capture.phone.as_deref(),
            email: capture.email.as_deref(),
            message: &capture.message,
            form: capture.form.name(),
            language: &capture.language,
            channel: &capture.channel,
            source: &capture.source,
            at: capture.now,
            now: capture.now,
        }
    }
}

/// Where a request was put.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub lead: Uuid,
    /// It made the lead.
    pub is_new: bool,
    /// It is only claimed to come from the lead's person.
    pub is_claim: bool,
    /// The leads that have its phone and its address.
    pub conflict: Option<(Uuid, Uuid)>,
}

/// Puts a request on a card: an existing one or a new one.
pub(super) async fn settle(
    tx: &mut Tx<'_>,
    request: &Request<'_>,
    owners: Owners,
    first_status: Option<Uuid>,
) -> Result<Placed> {
    match place(owners) {
        Place::New => {
            let lead = make(tx, request, first_status).await?;
            let winners = store::claim_contacts(tx, request, lead).await?;
            if winners == Owners::default() {
                return Ok(Placed { lead, is_new: true, is_claim: false, conflict: None });
            }
            // Someone else left the same contact at the same moment and was first.
            store::delete_new_lead(tx, lead).await?;
            attach(tx, request, place(winners), first_status).await
        }
        known => attach(tx, request, known, first_status).await,
    }
}

async fn attach(
    tx: &mut Tx<'_>,
    request: &Request<'_>,
    place: Place,
    first_status: Option<Uuid>,
) -> Result<Placed> {
    let placed = |lead, is_claim| Placed { lead, is_new: false, is_claim, conflict: None };
    match place {
        Place::Claim(lead) => {
            store::count_request(tx, lead, request.at).await?;
            Ok(placed(lead, true))
        }
        Place::Continue(lead) => {
            let confirmed = store::complete_lead(tx, request, lead).await?;
            Ok(placed(lead, !confirmed))
        }
        Place::Conflict { phone, email } => {
            // The same pair again goes on the card that was made for it, also when both come at
            // this moment: the later one waits here for the earlier one's end.
            store::lock_lead(tx, phone).await?;
            if let Some(lead) = store::lead_of_conflict(tx, request.account, phone, email).await? {
                store::count_request(tx, lead, request.at).await?;
                return Ok(placed(lead, true));
            }
            let lead = make(tx, request, first_status).await?;
            let conflict = Some((phone, email));
            Ok(Placed { lead, is_new: true, is_claim: false, conflict })
        }
        Place::New => Err(Error::Internal("a contact lost its lead".into())),
    }
}

async fn make(tx: &mut Tx<'_>, request: &Request<'_>, status: Option<Uuid>) -> Result<Uuid> {
    let status = match status {
        Some(status) => status,
        None => statuses::first(tx, request.account).await?,
    };
    let id = ids::new_id();
    let quick = request.form != Form::Contact.name() || request.message.is_empty();
    let class = if quick { "quick" } else { "interested" };
    store::insert_lead(tx, request, NewLead { id, status, class }).await?;
    Ok(id)
}

/// Writes what follows from a placed request: the log, the merge proposal, the mails, the badge.
pub(super) async fn announce(
    tx: &mut Tx<'_>,
    request: &Request<'_>,
    placed: &Placed,
) -> Result<()> {
    if let Some((phone, email)) = placed.conflict {
        store::insert_proposal(tx, request, placed.lead, phone, email).await?;
    }
    let kind = if placed.is_new { "lead.created" } else { "lead.requested" };
    let event = Event {
        site: Some(request.site),
        visitor: request.visitor,
        conversation: request.conversation,
        lead: Some(placed.lead),
        submission: Some(request.submission),
        ..Event::new(request.account, kind, request.now)
    };
    events::append(tx, &event).await?;
    let told = notify::NewLead {
        account: request.account,
        site: request.site,
        submission: request.submission,
        lead: placed.lead,
    };
    notify::new_lead(tx, &told, request.now).await?;
    if placed.is_new {
        if let Some(visitor) = request.visitor {
            let name = Some(request.name).filter(|name| !name.is_empty());
            visitors::link_lead(tx, visitor, placed.lead, name).await?;
        }
        publish_new(tx, request, placed.lead);
    }
    Ok(())
}

/// The badge on the rail of the team.
fn publish_new(tx: &mut Tx<'_>, request: &Request<'_>, lead: Uuid) {
    let name = if request.name.is_empty() {
        request.phone.or(request.email).unwrap_or_default()
    } else {
        request.name
    };
    let frame = serde_json::json!({ "t": "lead", "lead": lead, "name": name });
    tx.publish(inbox_topic(request.account), frame.to_string());
}

/// The same for many requests, each of which made its lead.
pub(super) async fn announce_new(tx: &mut Tx<'_>, all: &[Fresh<'_>]) -> Result<()> {
    let (mut log, mut told, mut linked) = (Vec::new(), Vec::new(), Vec::new());
    let mut now = 0;
    for new in all {
        let request = Request::of(new.capture, new.submission);
        log.push(Event {
            site: Some(request.site),
            visitor: request.visitor,
            lead: Some(new.lead),
            submission: Some(request.submission),
            ..Event::new(request.account, "lead.created", request.now)
        });
        told.push(notify::NewLead {
            account: request.account,
            site: request.site,
            submission: request.submission,
            lead: new.lead,
        });
        if let Some(visitor) = request.visitor {
            linked.push((visitor, new.lead, Some(request.name).filter(|name| !name.is_empty())));
        }
        publish_new(tx, &request, new.lead);
        now = now.max(request.now);
    }
    events::append_all(tx, &log).await?;
    notify::new_leads(tx, &told, now).await?;
    visitors::link_leads(tx, &linked).await
}
