//! Requests as they were left: stored, let out of quarantine, put on a card, told in a mail.

use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::leads::Capture;
use crate::leads::capture::Placed;
use crate::notify::LeadBrief;
use crate::sql;

const LEAD_OF_SUBMISSION: &str =
    "SELECT lead_id FROM submissions WHERE id = $1 AND account_id = $2 AND lead_id IS NOT NULL";

pub(in crate::leads) async fn lead_of_submission(
    tx: &mut Tx<'_>,
    account: Uuid,
    submission: Uuid,
) -> Result<Option<Uuid>> {
    let row = sql!(tx, fetch_optional as (Uuid,), LEAD_OF_SUBMISSION, submission, account)?;
    Ok(row.map(|(lead,)| lead))
}

const INSERT_SUBMISSION: &str = "INSERT INTO submissions (id, account_id, site_id, visitor_id, \
     sender, client_key, lead_id, claim, conversation_id, form, name, phone, phone_given, email, \
     email_given, message, consent_at, page_url, page_title, channel, source, language, address, \
     user_agent, verdict, reasons, released_by, at, form_id, answers) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
     $19, $20, $21, $22, $23, $24, $25, $26, NULL, $27, $28, $29)";

pub(in crate::leads) async fn insert_submission(
    tx: &mut Tx<'_>,
    id: Uuid,
    capture: &Capture,
    sender: &str,
    placed: Option<Placed>,
    reasons: &[&'static str],
) -> Result<()> {
    sql!(
        tx,
        execute,
        INSERT_SUBMISSION,
        id,
        capture.account,
        capture.site,
        capture.visitor,
        sender,
        capture.client_key,
        placed.map(|placed| placed.lead),
        placed.is_some_and(|placed| placed.is_claim),
        capture.conversation,
        capture.form.name(),
        &capture.name,
        capture.phone.as_deref(),
        &capture.phone_given,
        capture.email.as_deref(),
        &capture.email_given,
        &capture.message,
        capture.consent_at,
        &capture.page_url,
        &capture.page_title,
        &capture.channel,
        Json(&capture.source),
        &capture.language,
        &capture.address,
        &capture.user_agent,
        if placed.is_some() { "valid" } else { "suspect" },
        Json(reasons),
        capture.now,
        capture.built.as_ref().map(|built| built.form),
        capture.built.as_ref().map(|built| Json(&built.answers))
    )?;
    Ok(())
}

/// A request that has just been taken out of quarantine.
#[derive(sqlx::FromRow)]
pub(in crate::leads) struct Suspect {
    pub site_id: Uuid,
    pub visitor_id: Option<Uuid>,
    pub sender: String,
    pub client_key: Uuid,
    pub conversation_id: Option<Uuid>,
    pub form: String,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub message: String,
    pub channel: String,
    pub source: Json<Value>,
    pub language: String,
    pub at: Millis,
}

const TAKE_SUSPECT: &str = "UPDATE submissions SET verdict = 'valid', released_by = $3 \
     WHERE id = $1 AND account_id = $2 AND verdict = 'suspect' \
     RETURNING site_id, visitor_id, sender, client_key, conversation_id, form, name, phone, \
     email, message, channel, source, language, at";

pub(in crate::leads) async fn take_suspect(
    tx: &mut Tx<'_>,
    account: Uuid,
    submission: Uuid,
    user: Option<Uuid>,
) -> Result<Option<Suspect>> {
    sql!(tx, fetch_optional as Suspect, TAKE_SUSPECT, submission, account, user)
}

const PUT_ON_CARD: &str = "UPDATE submissions SET lead_id = $2, claim = $3 WHERE id = $1";

pub(in crate::leads) async fn put_on_card(
    tx: &mut Tx<'_>,
    submission: Uuid,
    placed: Placed,
) -> Result<()> {
    sql!(tx, execute, PUT_ON_CARD, submission, placed.lead, placed.is_claim)?;
    Ok(())
}

const BRIEF: &str = "SELECT s.name, s.phone, s.email, s.message, s.page_url, s.page_title, \
     s.source, l.requests, s.at FROM submissions s JOIN leads l ON l.id = s.lead_id \
     WHERE s.id = $1 AND s.account_id = $2";

pub(in crate::leads) async fn brief(
    db: &mut Read,
    account: Uuid,
    submission: Uuid,
) -> Result<Option<LeadBrief>> {
    sql!(db, fetch_optional as LeadBrief, BRIEF, submission, account)
}

/// Every statement, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] =
    &[LEAD_OF_SUBMISSION, INSERT_SUBMISSION, TAKE_SUSPECT, PUT_ON_CARD, BRIEF];
