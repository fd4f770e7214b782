//! What the pages of leads read.

use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::Read;
use crate::error::Result;
use crate::sql;
use crate::visitors::Source;

/// What a list is narrowed to. `None` and empty texts narrow nothing.
#[derive(Clone, Debug, Default)]
pub(in crate::leads) struct Filter {
    pub status: Option<Uuid>,
    pub site: Option<Uuid>,
    pub channel: Option<String>,
    pub since: Millis,
    /// A part of a name, phone or address.
    pub text: String,
    /// After the row with this time and id.
    pub before: Option<(Millis, Uuid)>,
}

/// One line of the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::leads) struct Line {
    pub id: Uuid,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub status: String,
    pub status_kind: String,
    pub site: String,
    pub channel: String,
    pub requests: i64,
    pub last_request_at: Millis,
}

const LIST: &str = "SELECT l.id, l.name, l.phone, l.email, s.name AS status, \
     s.kind AS status_kind, w.name AS site, l.channel, l.requests, l.last_request_at \
     FROM leads l JOIN statuses s ON s.id = l.status_id JOIN sites w ON w.id = l.site_id \
     WHERE l.account_id = $1 AND l.status_id = COALESCE($2, l.status_id) \
     AND l.site_id = COALESCE($3, l.site_id) AND l.channel = COALESCE($4, l.channel) \
     AND l.last_request_at >= $5 \
     AND (LOWER(l.name) LIKE $6 ESCAPE '\\' OR COALESCE(l.email, '') LIKE $6 ESCAPE '\\' \
     OR COALESCE(l.phone, '') LIKE $7 ESCAPE '\\') \
     AND (l.last_request_at, l.id) < ($8, $9) \
     ORDER BY l.last_request_at DESC, l.id DESC LIMIT $10";

pub(in crate::leads) async fn list(
    db: &mut Read,
    account: Uuid,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Line>> {
    let (text, digits) = patterns(&filter.text);
    let (at, id) = filter.before.unwrap_or((i64::MAX, Uuid::max()));
    sql!(
        db,
        fetch_all as Line,
        LIST,
        account,
        filter.status,
        filter.site,
        filter.channel.as_deref(),
        filter.since,
        text.as_str(),
        digits.as_str(),
        at,
        id,
        limit
    )
}

/// Patterns for `LIKE`: of the text as typed, and of its digits for a phone number. Without three
/// digits the second is the first.
fn patterns(text: &str) -> (String, String) {
    let escaped: String = text.trim().to_lowercase().chars().fold(String::new(), |mut out, c| {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
        out
    });
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let text = format!("%{escaped}%");
    let digits = digits.trim_start_matches('0');
    let phone = if digits.len() < 3 { text.clone() } else { format!("%{digits}%") };
    (text, phone)
}

/// A lead's card.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::leads) struct Card {
    pub id: Uuid,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub status_id: Uuid,
    pub status: String,
    pub status_kind: String,
    pub refusal_reason: String,
    pub owner_id: Option<Uuid>,
    pub owner: Option<String>,
    pub site_id: Uuid,
    pub site: String,
    pub language: String,
    pub channel: String,
    pub source: Json<Source>,
    pub requests: i64,
    pub created_at: Millis,
}

const CARD: &str = "SELECT l.id, l.name, l.phone, l.email, l.status_id, s.name AS status, \
     s.kind AS status_kind, l.refusal_reason, l.owner_id, u.name AS owner, l.site_id, \
     w.name AS site, l.language, l.channel, l.source, l.requests, l.created_at \
     FROM leads l JOIN statuses s ON s.id = l.status_id JOIN sites w ON w.id = l.site_id \
     LEFT JOIN users u ON u.id = l.owner_id WHERE l.id = $1 AND l.account_id = $2";

pub(in crate::leads) async fn card(db: &mut Read, account: Uuid, id: Uuid) -> Result<Option<Card>> {
    sql!(db, fetch_optional as Card, CARD, id, account)
}

/// A request on a card.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::leads) struct RequestLine {
    pub conversation_id: Option<Uuid>,
    pub form: String,
    pub claim: bool,
    pub name: String,
    pub phone: Option<String>,
    pub phone_given: String,
    pub email: Option<String>,
    pub message: String,
    pub page_url: String,
    pub page_title: String,
    pub channel: String,
    pub released_by: Option<String>,
    /// Of a built form: its name, among its lines.
    pub answers: Option<Json<Value>>,
    pub consent_at: Option<Millis>,
    pub at: Millis,
}

const REQUESTS: &str = "SELECT r.conversation_id, r.form, r.claim, r.name, r.phone, \
     r.phone_given, r.email, r.message, r.page_url, r.page_title, r.channel, \
     u.name AS released_by, r.answers, r.consent_at, r.at \
     FROM submissions r LEFT JOIN users u ON u.id = r.released_by \
     WHERE r.lead_id = $1 AND r.account_id = $2 ORDER BY r.at DESC, r.id DESC LIMIT $3";

pub(in crate::leads) async fn requests(
    db: &mut Read,
    account: Uuid,
    lead: Uuid,
    limit: i64,
) -> Result<Vec<RequestLine>> {
    sql!(db, fetch_all as RequestLine, REQUESTS, lead, account, limit)
}

/// A note on a card.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::leads) struct NoteLine {
    pub author: String,
    pub text: String,
    pub at: Millis,
}

const NOTES: &str = "SELECT u.name AS author, n.text, n.at FROM lead_notes n \
     JOIN users u ON u.id = n.user_id WHERE n.lead_id = $1 AND n.account_id = $2 \
     ORDER BY n.at DESC, n.id DESC LIMIT $3";

pub(in crate::leads) async fn notes(
    db: &mut Read,
    account: Uuid,
    lead: Uuid,
    limit: i64,
) -> Result<Vec<NoteLine>> {
    sql!(db, fetch_all as NoteLine, NOTES, lead, account, limit)
}

/// What the team did to a card.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::leads) struct DeedLine {
    pub kind: String,
    pub author: Option<String>,
    pub data: Json<Value>,
    pub at: Millis,
}

const DEEDS: &str = "SELECT e.kind, u.name AS author, e.data, e.at FROM events e \
     LEFT JOIN users u ON u.id = e.user_id WHERE e.lead_id = $1 AND e.account_id = $2 \
     AND e.kind IN ('lead.status_changed', 'lead.owner_changed', 'lead.edited') \
     ORDER BY e.id DESC LIMIT $3";

pub(in crate::leads) async fn deeds(
    db: &mut Read,
    account: Uuid,
    lead: Uuid,
    limit: i64,
) -> Result<Vec<DeedLine>> {
    sql!(db, fetch_all as DeedLine, DEEDS, lead, account, limit)
}

const GIFTS: &str = "SELECT e.kind, CAST(NULL AS TEXT) AS author, e.data, e.at FROM events e \
     WHERE e.visitor_id IN (SELECT v.id FROM visitors v WHERE v.lead_id = $1) \
     AND e.account_id = $2 AND e.kind IN ('magnet.given', 'magnet.taken') \
     ORDER BY e.id DESC LIMIT $3";

/// What magnets the lead got, also before it was one, and took.
pub(in crate::leads) async fn gifts(
    db: &mut Read,
    account: Uuid,
    lead: Uuid,
    limit: i64,
) -> Result<Vec<DeedLine>> {
    sql!(db, fetch_all as DeedLine, GIFTS, lead, account, limit)
}

/// Leads that may be one person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::leads) struct Proposal {
    pub id: Uuid,
    pub lead_id: Uuid,
    pub lead_name: String,
    pub phone_lead_id: Uuid,
    pub phone_name: String,
    pub email_lead_id: Uuid,
    pub email_name: String,
}

const PROPOSALS: &str = "SELECT p.id, p.lead_id, a.name AS lead_name, p.phone_lead_id, \
     b.name AS phone_name, p.email_lead_id, c.name AS email_name \
     FROM merge_proposals p JOIN leads a ON a.id = p.lead_id \
     JOIN leads b ON b.id = p.phone_lead_id JOIN leads c ON c.id = p.email_lead_id \
     WHERE p.account_id = $1 AND p.dismissed_at IS NULL \
     AND (p.lead_id = $2 OR p.phone_lead_id = $2 OR p.email_lead_id = $2) \
     ORDER BY p.created_at DESC LIMIT 5";

pub(in crate::leads) async fn proposals(
    db: &mut Read,
    account: Uuid,
    lead: Uuid,
) -> Result<Vec<Proposal>> {
    sql!(db, fetch_all as Proposal, PROPOSALS, account, lead)
}

/// A lead whose contact was left in the same browser.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::leads) struct Sibling {
    pub id: Uuid,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
}

// A claim tells nothing about a browser: whoever types a known contact gets on its card. CROSS
// JOIN keeps SQLite from walking all leads of the account in the order that is asked for.
const SAME_VISITOR: &str = "SELECT l.id, l.name, l.phone, l.email \
     FROM (SELECT DISTINCT o.lead_id AS id FROM submissions m \
     JOIN submissions o ON o.site_id = m.site_id AND o.sender = m.sender \
     WHERE m.lead_id = $2 AND m.visitor_id IS NOT NULL AND NOT m.claim \
     AND o.visitor_id = m.visitor_id AND o.lead_id <> m.lead_id AND NOT o.claim) AS same \
     CROSS JOIN leads l WHERE l.id = same.id AND l.account_id = $1 \
     ORDER BY l.last_request_at DESC, l.id DESC LIMIT 5";

/// The newest five.
pub(in crate::leads) async fn same_visitor(
    db: &mut Read,
    account: Uuid,
    lead: Uuid,
) -> Result<Vec<Sibling>> {
    sql!(db, fetch_all as Sibling, SAME_VISITOR, account, lead)
}

/// A request in quarantine.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::leads) struct SuspectLine {
    pub id: Uuid,
    pub site: String,
    pub form: String,
    pub name: String,
    pub phone_given: String,
    pub email_given: String,
    pub message: String,
    pub page_url: String,
    pub address: String,
    pub user_agent: String,
    pub reasons: Json<Vec<String>>,
    pub at: Millis,
}

const SUSPECTS: &str = "SELECT r.id, w.name AS site, r.form, r.name, r.phone_given, \
     r.email_given, r.message, r.page_url, r.address, r.user_agent, r.reasons, r.at \
     FROM submissions r JOIN sites w ON w.id = r.site_id \
     WHERE r.account_id = $1 AND r.verdict = 'suspect' AND (r.at, r.id) < ($2, $3) \
     ORDER BY r.at DESC, r.id DESC LIMIT $4";

pub(in crate::leads) async fn suspects(
    db: &mut Read,
    account: Uuid,
    before: Option<(Millis, Uuid)>,
    limit: i64,
) -> Result<Vec<SuspectLine>> {
    let (at, id) = before.unwrap_or((i64::MAX, Uuid::max()));
    sql!(db, fetch_all as SuspectLine, SUSPECTS, account, at, id, limit)
}

const COUNT_SUSPECTS: &str =
    "SELECT COUNT(*) FROM submissions WHERE account_id = $1 AND verdict = 'suspect'";

pub(in crate::leads) async fn count_suspects(db: &mut Read, account: Uuid) -> Result<i64> {
    Ok(sql!(db, fetch_one as (i64,), COUNT_SUSPECTS, account)?.0)
}

const ANY: &str = "SELECT 1 FROM leads WHERE account_id = $1 LIMIT 1";

pub(in crate::leads) async fn any(db: &mut Read, account: Uuid) -> Result<bool> {
    Ok(sql!(db, fetch_optional as (i32,), ANY, account)?.is_some())
}

/// Every statement, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    LIST,
    CARD,
    REQUESTS,
    NOTES,
    DEEDS,
    GIFTS,
    PROPOSALS,
    SAME_VISITOR,
    SUSPECTS,
    COUNT_SUSPECTS,
    ANY,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_literal_and_finds_a_phone_by_its_digits() {
        assert_eq!(patterns("50%_Off"), ("%50\\%\\_off%".into(), "%50\\%\\_off%".into()));
        assert_eq!(patterns("0151 234").1, "%151234%");
        assert_eq!(patterns(""), ("%%".into(), "%%".into()));
    }
}
