//! The SQL of leads.

pub(crate) mod changes;
pub(crate) mod claims;
pub(crate) mod many;
pub(crate) mod pages;
pub(crate) mod stages;
pub(crate) mod submissions;

pub(super) use self::stages::{insert_status, lock_account, new_status, statuses};
pub(super) use self::submissions::{
    brief, insert_submission, lead_of_submission, put_on_card, take_suspect,
};

use sqlx::types::Json;
use uuid::Uuid;

use super::Form;
use super::capture::Request;
use super::matching::Owners;
use crate::clock::Millis;
use crate::db::{Statements, Tx};
use crate::error::Result;
use crate::ids;
use crate::sql;

// Finding ---------------------------------------------------------------------

const LOOK_UP: &str = "\
    SELECT 'submission' AS what, id, lead_id FROM submissions \
      WHERE site_id = $1 AND sender = $2 AND client_key = $3 \
    UNION ALL SELECT kind, lead_id, NULL FROM lead_contacts \
      WHERE account_id = $4 AND kind = 'phone' AND value = $5 \
    UNION ALL SELECT kind, lead_id, NULL FROM lead_contacts \
      WHERE account_id = $4 AND kind = 'email' AND value = $6 \
    UNION ALL SELECT 'status', id, NULL FROM (SELECT id FROM statuses \
      WHERE account_id = $4 AND kind = 'new' ORDER BY position LIMIT 1) AS first_one \
    UNION ALL SELECT 'conversation', lead_id, NULL FROM (SELECT lead_id FROM submissions \
      WHERE site_id = $1 AND sender = $2 AND conversation_id = $7 AND lead_id IS NOT NULL \
      AND NOT claim ORDER BY at LIMIT 1) AS earlier";

/// Under which key a request was sent.
pub(super) struct Sent<'a> {
    pub site: Uuid,
    pub sender: &'a str,
    pub key: Uuid,
}

/// A request that was stored before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Earlier {
    pub id: Uuid,
    pub lead: Option<Uuid>,
}

/// All that is to be known before a request is stored.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    pub submission: Option<Earlier>,
    pub owners: Owners,
    pub first_status: Option<Uuid>,
}

pub(super) async fn look_up(
    tx: &mut Tx<'_>,
    account: Uuid,
    sent: &Sent<'_>,
    phone: Option<&str>,
    email: Option<&str>,
    conversation: Option<Uuid>,
) -> Result<Seen> {
    let rows = sql!(
        tx,
        fetch_all as (String, Uuid, Option<Uuid>),
        LOOK_UP,
        sent.site,
        sent.sender,
        sent.key,
        account,
        phone,
        email,
        conversation
    )?;
    let mut seen = Seen::default();
    for (what, id, lead) in rows {
        match what.as_str() {
            "submission" => seen.submission = Some(Earlier { id, lead }),
            "phone" => seen.owners.phone = Some(id),
            "email" => seen.owners.email = Some(id),
            "status" => seen.first_status = Some(id),
            _ => seen.owners.conversation = Some(id),
        }
    }
    Ok(seen)
}

const LEAD_OF_CONFLICT: &str = "SELECT lead_id FROM merge_proposals WHERE account_id = $1 \
     AND phone_lead_id = $2 AND email_lead_id = $3";

/// The lead that was made when the same two leads were mixed up before.
pub(super) async fn lead_of_conflict(
    tx: &mut Tx<'_>,
    account: Uuid,
    phone: Uuid,
    email: Uuid,
) -> Result<Option<Uuid>> {
    let row = sql!(tx, fetch_optional as (Uuid,), LEAD_OF_CONFLICT, account, phone, email)?;
    Ok(row.map(|(lead,)| lead))
}

const LOCK_LEAD: &str = "UPDATE leads SET requests = requests WHERE id = $1";

/// Lets one transaction at a time decide about a lead.
pub(super) async fn lock_lead(tx: &mut Tx<'_>, lead: Uuid) -> Result<()> {
    sql!(tx, execute, LOCK_LEAD, lead)?;
    Ok(())
}

const INSERT_PROPOSAL: &str = "INSERT INTO merge_proposals (id, account_id, submission_id, \
     lead_id, phone_lead_id, email_lead_id, created_at, dismissed_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)";

pub(super) async fn insert_proposal(
    tx: &mut Tx<'_>,
    request: &Request<'_>,
    lead: Uuid,
    phone: Uuid,
    email: Uuid,
) -> Result<()> {
    let id = ids::new_id();
    let (account, submission) = (request.account, request.submission);
    sql!(tx, execute, INSERT_PROPOSAL, id, account, submission, lead, phone, email, request.now)?;
    Ok(())
}

// Leads -----------------------------------------------------------------------

/// What a new lead has that its request has not.
pub(super) struct NewLead {
    pub id: Uuid,
    pub status: Uuid,
    pub class: &'static str,
}

const INSERT_LEAD: &str = "INSERT INTO leads (id, account_id, site_id, name, phone, email, \
     status_id, refusal_reason, capture_class, verdict, owner_id, language, channel, source, \
     requests, created_at, last_request_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, 'valid', NULL, $9, $10, $11, 1, $12, $12)";

pub(super) async fn insert_lead(
    tx: &mut Tx<'_>,
    request: &Request<'_>,
    new: NewLead,
) -> Result<()> {
    sql!(
        tx,
        execute,
        INSERT_LEAD,
        new.id,
        request.account,
        request.site,
        request.name,
        request.phone,
        request.email,
        new.status,
        new.class,
        request.language,
        request.channel,
        Json(request.source),
        request.at
    )?;
    Ok(())
}

const CLAIM_ONE: &str = "INSERT INTO lead_contacts (account_id, kind, value, lead_id) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, kind, value) \
     DO UPDATE SET kind = lead_contacts.kind RETURNING kind, lead_id";

const CLAIM_BOTH: &str = "INSERT INTO lead_contacts (account_id, kind, value, lead_id) \
     VALUES ($1, 'phone', $2, $4), ($1, 'email', $3, $4) \
     ON CONFLICT (account_id, kind, value) \
     DO UPDATE SET kind = lead_contacts.kind RETURNING kind, lead_id";

/// Takes the request's contacts for `lead`, phone first so that two requests never wait for each
/// other; gives the other leads that were faster.
pub(super) async fn claim_contacts(
    tx: &mut Tx<'_>,
    request: &Request<'_>,
    lead: Uuid,
) -> Result<Owners> {
    let account = request.account;
    let rows = match (request.phone, request.email) {
        (Some(phone), Some(email)) => {
            sql!(tx, fetch_all as (String, Uuid), CLAIM_BOTH, account, phone, email, lead)?
        }
        (Some(phone), None) => {
            sql!(tx, fetch_all as (String, Uuid), CLAIM_ONE, account, "phone", phone, lead)?
        }
        (None, Some(email)) => {
            sql!(tx, fetch_all as (String, Uuid), CLAIM_ONE, account, "email", email, lead)?
        }
        (None, None) => Vec::new(),
    };
    let mut winners = Owners::default();
    for (kind, owner) in rows.into_iter().filter(|(_, owner)| *owner != lead) {
        let place = if kind == "phone" { &mut winners.phone } else { &mut winners.email };
        *place = Some(owner);
    }
    Ok(winners)
}

const DELETE_CONTACTS: &str = "DELETE FROM lead_contacts WHERE lead_id = $1";
const DELETE_LEAD: &str = "DELETE FROM leads WHERE id = $1";

/// Takes back a lead that this transaction has made.
pub(super) async fn delete_new_lead(tx: &mut Tx<'_>, lead: Uuid) -> Result<()> {
    sql!(tx, execute, DELETE_CONTACTS, lead)?;
    sql!(tx, execute, DELETE_LEAD, lead)?;
    Ok(())
}

const COUNT_REQUEST: &str = "UPDATE leads SET requests = requests + 1, last_request_at = \
     CASE WHEN last_request_at < $2 THEN $2 ELSE last_request_at END WHERE id = $1";

pub(super) async fn count_request(tx: &mut Tx<'_>, lead: Uuid, at: Millis) -> Result<()> {
    sql!(tx, execute, COUNT_REQUEST, lead, at)?;
    Ok(())
}

const COMPLETE_LEAD: &str = "UPDATE leads SET requests = requests + 1, \
     last_request_at = CASE WHEN last_request_at < $2 THEN $2 ELSE last_request_at END, \
     phone = CASE WHEN phone IS NULL OR $3 IS NOT NULL AND phone IN (SELECT s.phone \
     FROM submissions s WHERE s.lead_id = leads.id AND s.conversation_id = $6) \
     THEN $3 ELSE phone END, \
     email = CASE WHEN email IS NULL OR $4 IS NOT NULL AND email IN (SELECT s.email \
     FROM submissions s WHERE s.lead_id = leads.id AND s.conversation_id = $6) \
     THEN $4 ELSE email END, \
     name = CASE WHEN name = '' OR $5 <> '' AND name IN (SELECT s.name \
     FROM submissions s WHERE s.lead_id = leads.id AND s.conversation_id = $6) \
     THEN $5 ELSE name END \
     WHERE id = $1 RETURNING phone, email";

const CONTACTS: &str = "SELECT phone, email FROM leads WHERE id = $1";

const DROP_CONTACT: &str = "DELETE FROM lead_contacts WHERE account_id = $1 AND kind = $2 \
     AND value = $3 AND lead_id = $4";

const ADD_CONTACT: &str = "INSERT INTO lead_contacts (account_id, kind, value, lead_id) \
     VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

/// Adds what the card did not have yet; true when the card now shows all of the request's
/// contacts. Who answers the bot anew corrects what the same conversation left on the card, and
/// nothing that came from elsewhere or that somebody of the team wrote there.
pub(super) async fn complete_lead(
    tx: &mut Tx<'_>,
    request: &Request<'_>,
    lead: Uuid,
) -> Result<bool> {
    let corrects = request.conversation.filter(|_| request.form == Form::Bot.name());
    let (old_phone, old_email) = match corrects {
        Some(_) => sql!(tx, fetch_one as (Option<String>, Option<String>), CONTACTS, lead)?,
        None => (None, None),
    };
    let (phone, email) = sql!(
        tx,
        fetch_one as (Option<String>, Option<String>),
        COMPLETE_LEAD,
        lead,
        request.at,
        request.phone,
        request.email,
        request.name,
        corrects
    )?;
    let mut all = true;
    let contacts =
        [("phone", old_phone, phone, request.phone), ("email", old_email, email, request.email)];
    for (kind, old, shown, left) in contacts {
        if let Some(old) = old.filter(|old| shown.as_ref() != Some(old)) {
            sql!(tx, execute, DROP_CONTACT, request.account, kind, old, lead)?;
        }
        let Some(left) = left else { continue };
        if shown.as_deref() == Some(left) {
            sql!(tx, execute, ADD_CONTACT, request.account, kind, left, lead)?;
        } else {
            all = false;
        }
    }
    Ok(all)
}

const FACTS: &str = "SELECT l.name, l.phone, l.email, s.name, s.kind FROM leads l \
     JOIN statuses s ON s.id = l.status_id WHERE l.id = $1 AND l.account_id = $2";

/// A lead's name, phone and e-mail, and the name and kind of its stage.
type FactsRow = (String, Option<String>, Option<String>, String, String);

pub(super) async fn facts(
    db: &mut (impl Statements + Send),
    account: Uuid,
    lead: Uuid,
) -> Result<Option<FactsRow>> {
    sql!(db, fetch_optional as FactsRow, FACTS, lead, account)
}

const ASKED_SINCE: &str = "SELECT email FROM submissions WHERE visitor_id = $1 AND at >= $2 \
     ORDER BY at DESC LIMIT 1";

pub(super) async fn asked_since(
    tx: &mut Tx<'_>,
    visitor: Uuid,
    since: Millis,
) -> Result<Option<Option<String>>> {
    let row = sql!(tx, fetch_optional as (Option<String>,), ASKED_SINCE, visitor, since)?;
    Ok(row.map(|row| row.0))
}

/// Every statement, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    FACTS,
    ASKED_SINCE,
    LOOK_UP,
    LEAD_OF_CONFLICT,
    LOCK_LEAD,
    INSERT_LEAD,
    CLAIM_ONE,
    CLAIM_BOTH,
    DELETE_CONTACTS,
    DELETE_LEAD,
    COUNT_REQUEST,
    COMPLETE_LEAD,
    CONTACTS,
    DROP_CONTACT,
    ADD_CONTACT,
    INSERT_PROPOSAL,
];
