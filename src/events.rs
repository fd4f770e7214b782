//! The account's append-only log: ids and no personal data, so that a person can be erased.
//! A lead's timeline, webhooks and reports are read from it.

use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::sql_rows;

/// One line to be written. `kind` is `noun.past_participle`, such as `lead.created`.
#[derive(Clone, Debug)]
pub struct Event {
    /// Whose log it is.
    pub account: Uuid,
    /// What happened.
    pub kind: &'static str,
    /// When, in milliseconds since the epoch.
    pub at: Millis,
    /// The site, where there is one.
    pub site: Option<Uuid>,
    /// The visitor who did it or whom it concerns.
    pub visitor: Option<Uuid>,
    /// The conversation.
    pub conversation: Option<Uuid>,
    /// The lead.
    pub lead: Option<Uuid>,
    /// The submission.
    pub submission: Option<Uuid>,
    /// The person of the team who did it.
    pub user: Option<Uuid>,
    /// Further ids and words, no personal data.
    pub data: Value,
}

impl Event {
    /// An event with nothing attached yet.
    pub fn new(account: Uuid, kind: &'static str, at: Millis) -> Self {
        Self {
            account,
            kind,
            at,
            site: None,
            visitor: None,
            conversation: None,
            lead: None,
            submission: None,
            user: None,
            data: Value::Object(serde_json::Map::new()),
        }
    }
}

const APPEND: &str = "INSERT INTO events (account_id, at, kind, site_id, visitor_id, \
     conversation_id, lead_id, submission_id, user_id, data)";

/// Texts for many rows, with the number of values in each.
pub(crate) const ROWS: &[(&str, usize, &str)] = &[(APPEND, 10, "")];

/// Appends many events to their accounts' logs.
pub async fn append_all(tx: &mut Tx<'_>, events: &[Event]) -> Result<()> {
    sql_rows!(
        tx,
        execute,
        APPEND,
        "",
        events,
        |event| event.account,
        event.at,
        event.kind,
        event.site,
        event.visitor,
        event.conversation,
        event.lead,
        event.submission,
        event.user,
        Json(&event.data)
    );
    Ok(())
}

/// Appends one event to the account's log.
pub async fn append(tx: &mut Tx<'_>, event: &Event) -> Result<()> {
    append_all(tx, std::slice::from_ref(event)).await
}
