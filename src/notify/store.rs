//! The SQL of notifications.

pub(crate) mod devices;

use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

use crate::clock::{MINUTE, Millis};
use crate::db::{Read, Tx, dialect};
use crate::error::Result;
use crate::jobs::Sweep;
use crate::sql;

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Lead { lead: Uuid, submission: Uuid },
    Chat { conversation: Uuid },
    Digest,
}

impl About {
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Lead { .. } => "lead",
            Self::Chat { .. } => "unanswered",
            Self::Digest => "digest",
        }
    }
}

/// A notification that is added.
pub(super) struct New {
    pub id: Uuid,
    pub about: About,
    pub recipient: String,
    pub language: String,
    pub state: &'static str,
}

// A row for each element of one JSON argument: a flood costs one statement.
const INSERT: (&str, &str) = (
    "INSERT INTO notifications (id, account_id, site_id, kind, recipient, language, lead_id, \
     submission_id, conversation_id, state, created_at) \
     SELECT unhex(value ->> 'id', '-'), $1, $2, value ->> 'kind', value ->> 'recipient', \
     value ->> 'language', unhex(value ->> 'lead', '-'), unhex(value ->> 'submission', '-'), \
     unhex(value ->> 'conversation', '-'), value ->> 'state', $3 FROM json_each($4) WHERE true \
     ON CONFLICT DO NOTHING",
    "INSERT INTO notifications (id, account_id, site_id, kind, recipient, language, lead_id, \
     submission_id, conversation_id, state, created_at) \
     SELECT CAST(value ->> 'id' AS UUID), $1, $2, value ->> 'kind', value ->> 'recipient', \
     value ->> 'language', CAST(value ->> 'lead' AS UUID), CAST(value ->> 'submission' AS UUID), \
     CAST(value ->> 'conversation' AS UUID), value ->> 'state', $3 \
     FROM jsonb_array_elements($4) ON CONFLICT DO NOTHING",
);

/// Adds notifications; one for a submission and recipient that is there already is left out.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    account: Uuid,
    site: Uuid,
    new: &[New],
    now: Millis,
) -> Result<()> {
    let rows: Vec<Value> = new.iter().map(row).collect();
    let text = dialect::text(tx.backend(), INSERT.0, INSERT.1);
    sql!(tx, execute, text, account, site, now, Json(&rows))?;
    Ok(())
}

fn row(new: &New) -> Value {
    let (lead, submission, conversation) = match new.about {
        About::Lead { lead, submission } => (Some(lead), Some(submission), None),
        About::Chat { conversation } => (None, None, Some(conversation)),
        About::Digest => (None, None, None),
    };
    json!({
        "id": new.id, "kind": new.about.kind(), "recipient": new.recipient,
        "language": new.language, "lead": lead, "submission": submission,
        "conversation": conversation, "state": new.state,
    })
}

// A window that began in the future is one that a clock's jump left behind.
const TAKE: &str = "INSERT INTO mail_windows (site_id, recipient, started_at, count) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (site_id, recipient) DO UPDATE SET \
     started_at = CASE WHEN mail_windows.started_at + $5 <= $3 OR mail_windows.started_at > $3 \
       THEN $3 ELSE mail_windows.started_at END, \
     count = CASE WHEN mail_windows.started_at + $5 <= $3 OR mail_windows.started_at > $3 \
       THEN $4 ELSE mail_windows.count + $4 END \
     RETURNING started_at, count";

/// Counts `wanted` mails to a recipient in the current window, or begins one. Gives the mails
/// counted before in this window, and when it ends.
pub(super) async fn take(
    tx: &mut Tx<'_>,
    site: Uuid,
    recipient: &str,
    wanted: i64,
    minutes: i64,
    now: Millis,
) -> Result<(i64, Millis)> {
    let window = minutes * MINUTE;
    let (started_at, count) =
        sql!(tx, fetch_one as (Millis, i64), TAKE, site, recipient, now, wanted, window)?;
    Ok((count - wanted, started_at + window))
}

/// A notification as it is sent.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Notification {
    pub id: Uuid,
    pub account_id: Uuid,
    pub site_id: Uuid,
    pub kind: String,
    pub recipient: String,
    pub language: String,
    pub lead_id: Option<Uuid>,
    pub submission_id: Option<Uuid>,
    pub conversation_id: Option<Uuid>,
    pub state: String,
    pub created_at: Millis,
}

impl Notification {
    pub(super) fn about(&self) -> Option<About> {
        match (self.kind.as_str(), self.lead_id, self.submission_id, self.conversation_id) {
            ("lead", Some(lead), Some(submission), _) => Some(About::Lead { lead, submission }),
            ("unanswered", _, _, Some(conversation)) => Some(About::Chat { conversation }),
            ("digest", ..) => Some(About::Digest),
            _ => None,
        }
    }
}

const GET: &str = "SELECT id, account_id, site_id, kind, recipient, language, lead_id, \
     submission_id, conversation_id, state, created_at FROM notifications WHERE id = $1";

pub(super) async fn get(db: &mut Read, id: Uuid) -> Result<Option<Notification>> {
    sql!(db, fetch_optional as Notification, GET, id)
}

const SETTLE: &str = "UPDATE notifications SET state = $1, settled_at = $2 WHERE id = $3";

pub(super) async fn settle(tx: &mut Tx<'_>, id: Uuid, state: &str, now: Millis) -> Result<()> {
    sql!(tx, execute, SETTLE, state, now, id)?;
    Ok(())
}

const FAIL: &str = "UPDATE notifications SET state = 'failed', settled_at = $1 \
     WHERE id = $2 AND state IN ('waiting', 'failed')";

/// Notes that a notification did not get there, and is not tried again by itself.
pub(super) async fn fail(tx: &mut Tx<'_>, id: Uuid, now: Millis) -> Result<()> {
    sql!(tx, execute, FAIL, now, id)?;
    Ok(())
}

const DELIVERY: &str = "INSERT INTO deliveries (notification_id, attempt, at, error) \
     SELECT id, $2, $3, $4 FROM notifications WHERE id = $1 ON CONFLICT DO NOTHING";

/// Notes a try. `attempt` never comes twice for a notification.
pub(super) async fn delivery(
    tx: &mut Tx<'_>,
    id: Uuid,
    attempt: i64,
    now: Millis,
    error: Option<&str>,
) -> Result<()> {
    sql!(tx, execute, DELIVERY, id, attempt, now, error)?;
    Ok(())
}

const GATHERED: &str = "UPDATE notifications SET state = 'digested', digest_id = $1, \
     settled_at = $2 WHERE site_id = $3 AND recipient = $4 AND state = 'gathered'";

/// Puts what was gathered for a recipient into a digest; gives their number.
pub(super) async fn gather(
    tx: &mut Tx<'_>,
    digest: Uuid,
    site: Uuid,
    recipient: &str,
    now: Millis,
) -> Result<u64> {
    sql!(tx, execute, GATHERED, digest, now, site, recipient)
}

const DIGESTED: &str = "SELECT COUNT(submission_id), COUNT(conversation_id) FROM notifications \
     WHERE digest_id = $1";
const DIGESTED_NEWEST: &str = "SELECT submission_id FROM notifications WHERE digest_id = $1 \
     AND submission_id IS NOT NULL ORDER BY id DESC LIMIT $2";

/// What a digest holds: the number of requests, the number of chats, the newest requests.
pub(super) async fn digested(
    db: &mut Read,
    digest: Uuid,
    limit: i64,
) -> Result<(i64, i64, Vec<Uuid>)> {
    let (leads, chats) = sql!(db, fetch_one as (i64, i64), DIGESTED, digest)?;
    let newest = sql!(db, fetch_all as (Uuid,), DIGESTED_NEWEST, digest, limit)?;
    Ok((leads, chats, newest.into_iter().map(|(id,)| id).collect()))
}

const TOLD: &str = "SELECT recipient FROM notifications WHERE conversation_id = $1 \
     AND kind = 'unanswered' AND created_at >= $2";

/// Who was told of the conversation since a time.
pub(super) async fn told(
    tx: &mut Tx<'_>,
    conversation: Uuid,
    since: Millis,
) -> Result<Vec<String>> {
    let told = sql!(tx, fetch_all as (String,), TOLD, conversation, since)?;
    Ok(told.into_iter().map(|(recipient,)| recipient).collect())
}

/// A notification in the list of the newest.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Recent {
    pub kind: String,
    pub recipient: String,
    pub site_name: String,
    pub lead_id: Option<Uuid>,
    pub conversation_id: Option<Uuid>,
    pub settled_at: Option<Millis>,
    pub tries: i64,
}

const SENT: &str = "SELECT n.kind, n.recipient, s.name AS site_name, n.lead_id, \
     n.conversation_id, n.settled_at, (SELECT COUNT(*) FROM deliveries d \
     WHERE d.notification_id = n.id) AS tries FROM notifications n JOIN sites s \
     ON s.id = n.site_id WHERE n.account_id = $1 AND n.state = 'sent' \
     ORDER BY n.created_at DESC, n.id DESC LIMIT $2";

/// What was sent for an account, newest first.
pub(super) async fn sent(db: &mut Read, account: Uuid, limit: i64) -> Result<Vec<Recent>> {
    sql!(db, fetch_all as Recent, SENT, account, limit)
}

const GATHERING: &str = "SELECT COUNT(*) FROM notifications WHERE site_id IN (SELECT id \
     FROM sites WHERE account_id = $1) AND state = 'gathered'";

/// How much of an account waits for a digest.
pub(super) async fn gathering(db: &mut Read, account: Uuid) -> Result<i64> {
    let (count,) = sql!(db, fetch_one as (i64,), GATHERING, account)?;
    Ok(count)
}

const OLD_DELIVERIES: &str = "DELETE FROM deliveries WHERE notification_id IN (SELECT n.id FROM \
     deliveries d JOIN notifications n ON n.id = d.notification_id WHERE n.settled_at < $1 \
     LIMIT $2)";
const OLD_NOTIFICATIONS: &str = "DELETE FROM notifications WHERE id IN (SELECT id FROM \
     notifications WHERE settled_at < $1 LIMIT $2)";

const KEPT: Millis = 90 * crate::clock::DAY;

/// What is let go of; deliveries go first, since they name their notification.
pub(super) const SWEEPS: &[Sweep] = &[
    Sweep { what: "notify.deliveries", keep: KEPT, statement: OLD_DELIVERIES },
    Sweep { what: "notify.notifications", keep: KEPT, statement: OLD_NOTIFICATIONS },
    devices::SWEEPS[0],
    devices::SWEEPS[1],
];

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    TAKE,
    GET,
    SETTLE,
    FAIL,
    DELIVERY,
    GATHERED,
    DIGESTED,
    DIGESTED_NEWEST,
    TOLD,
    SENT,
    GATHERING,
    OLD_DELIVERIES,
    OLD_NOTIFICATIONS,
];

/// The texts that differ: for `SQLite`, for `PostgreSQL`.
pub(crate) const DIALECT_STATEMENTS: &[(&str, &str)] = &[INSERT];
