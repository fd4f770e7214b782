//! Many requests of new people at once: each statement takes all of them.

use std::collections::HashMap;

use sqlx::types::Json;
use uuid::Uuid;

use crate::db::{Backend, Tx};
use crate::error::Result;
use crate::leads::Capture;
use crate::sql_rows;

/// A request of which nothing was known before, and what it makes.
pub struct Fresh<'a> {
    pub capture: &'a Capture,
    /// Whose keys its client key is one of.
    pub sender: String,
    pub submission: Uuid,
    pub lead: Uuid,
    pub status: Uuid,
    pub class: &'static str,
}

impl Fresh<'_> {
    /// Its contacts, each with its kind.
    pub fn contacts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        contacts(self.capture)
    }
}

/// The contacts of a request, each with its kind.
pub fn contacts(capture: &Capture) -> impl Iterator<Item = (&'static str, &str)> {
    let phone = capture.phone.as_deref().map(|phone| ("phone", phone));
    phone.into_iter().chain(capture.email.as_deref().map(|email| ("email", email)))
}

const KNOWN_KEYS: (&str, &str) = (
    "SELECT s.site_id, s.sender, s.client_key FROM (",
    ") AS v CROSS JOIN submissions AS s WHERE s.site_id = v.column1 AND s.sender = v.column2 \
     AND s.client_key = v.column3",
);

/// Which of these keys (site, sender, client key) were used before.
pub async fn known_keys(
    tx: &mut Tx<'_>,
    keys: &[(Uuid, String, Uuid)],
) -> Result<Vec<(Uuid, String, Uuid)>> {
    Ok(sql_rows!(
        tx,
        fetch_all as (Uuid, String, Uuid),
        KNOWN_KEYS.0,
        KNOWN_KEYS.1,
        keys,
        |key| key.0,
        &key.1,
        key.2
    ))
}

const KNOWN_CONTACTS: (&str, &str) = (
    "SELECT c.account_id, c.value FROM (",
    ") AS v CROSS JOIN lead_contacts AS c WHERE c.account_id = v.column1 AND c.kind = v.column2 \
     AND c.value = v.column3",
);

/// Which of these contacts (account, kind, value) belong to a lead already.
pub async fn known_contacts(
    tx: &mut Tx<'_>,
    contacts: &[(Uuid, &'static str, &str)],
) -> Result<Vec<(Uuid, String)>> {
    Ok(sql_rows!(
        tx,
        fetch_all as (Uuid, String),
        KNOWN_CONTACTS.0,
        KNOWN_CONTACTS.1,
        contacts,
        |contact| contact.0,
        contact.1,
        contact.2
    ))
}

/// All in one row.
const STAGES_SQLITE: (&str, &str) = (
    "SELECT json_group_array(json_array(hex(s.account_id), hex(s.id)) ORDER BY s.position DESC) \
     FROM (",
    STAGES_TAIL,
);
const STAGES_POSTGRES: (&str, &str) = (
    "SELECT COALESCE(json_agg(json_build_array(s.account_id, s.id) ORDER BY s.position DESC), \
     '[]')::text FROM (",
    STAGES_TAIL,
);
const STAGES_TAIL: &str =
    ") AS v CROSS JOIN statuses AS s WHERE s.account_id = v.column1 AND s.kind = 'new'";

/// The stage in which a lead begins, for those accounts that have stages already.
pub async fn first_stages(tx: &mut Tx<'_>, accounts: &[Uuid]) -> Result<HashMap<Uuid, Uuid>> {
    let (head, tail) = match tx.backend() {
        Backend::Sqlite => STAGES_SQLITE,
        Backend::Postgres => STAGES_POSTGRES,
    };
    let lists = sql_rows!(tx, fetch_all as (String,), head, tail, accounts, |account| *account);
    let mut stages = HashMap::with_capacity(accounts.len());
    for (list,) in lists {
        // The last of an account in this order is its first stage.
        stages.extend(serde_json::from_str::<Vec<(Uuid, Uuid)>>(&list)?);
    }
    Ok(stages)
}

const INSERT_LEADS: &str = "INSERT INTO leads (id, account_id, site_id, name, phone, email, \
     status_id, refusal_reason, capture_class, verdict, owner_id, language, channel, source, \
     requests, created_at, last_request_at)";

const INSERT_CONTACTS: (&str, &str) = (
    "INSERT INTO lead_contacts (account_id, kind, value, lead_id)",
    "ON CONFLICT (account_id, kind, value) DO NOTHING",
);

const INSERT_SUBMISSIONS: &str = "INSERT INTO submissions (id, account_id, site_id, visitor_id, \
     sender, client_key, lead_id, claim, conversation_id, form, name, phone, phone_given, email, \
     email_given, message, consent_at, page_url, page_title, channel, source, language, address, \
     user_agent, verdict, reasons, released_by, at, form_id, answers)";

/// Stores the leads with their contacts and requests; false when somebody else took one of the
/// contacts at the same moment.
pub async fn insert(tx: &mut Tx<'_>, all: &[Fresh<'_>]) -> Result<bool> {
    sql_rows!(
        tx,
        execute,
        INSERT_LEADS,
        "",
        all,
        |new| new.lead,
        new.capture.account,
        new.capture.site,
        &new.capture.name,
        new.capture.phone.as_deref(),
        new.capture.email.as_deref(),
        new.status,
        "",
        new.class,
        "valid",
        None::<Uuid>,
        &new.capture.language,
        &new.capture.channel,
        Json(&new.capture.source),
        1_i64,
        new.capture.now,
        new.capture.now
    );
    let mut contacts: Vec<(Uuid, &str, &str, Uuid)> = Vec::with_capacity(2 * all.len());
    for new in all {
        let account = new.capture.account;
        contacts.extend(new.contacts().map(|(kind, value)| (account, kind, value, new.lead)));
    }
    // In one order everywhere, so that two nodes do not wait for each other.
    contacts.sort_unstable();
    let taken = sql_rows!(
        tx,
        execute,
        INSERT_CONTACTS.0,
        INSERT_CONTACTS.1,
        &contacts,
        |contact| contact.0,
        contact.1,
        contact.2,
        contact.3
    );
    if taken != contacts.len() as u64 {
        return Ok(false);
    }
    sql_rows!(
        tx,
        execute,
        INSERT_SUBMISSIONS,
        "",
        all,
        |new| new.submission,
        new.capture.account,
        new.capture.site,
        new.capture.visitor,
        &new.sender,
        new.capture.client_key,
        new.lead,
        false,
        new.capture.conversation,
        new.capture.form.name(),
        &new.capture.name,
        new.capture.phone.as_deref(),
        &new.capture.phone_given,
        new.capture.email.as_deref(),
        &new.capture.email_given,
        &new.capture.message,
        new.capture.consent_at,
        &new.capture.page_url,
        &new.capture.page_title,
        &new.capture.channel,
        Json(&new.capture.source),
        &new.capture.language,
        &new.capture.address,
        &new.capture.user_agent,
        "valid",
        Json([""; 0]),
        None::<Uuid>,
        new.capture.now,
        new.capture.built.as_ref().map(|built| built.form),
        new.capture.built.as_ref().map(|built| Json(&built.answers))
    );
    Ok(true)
}

/// The texts of one database, with the number of their values.
pub(crate) const SQLITE_ROWS: &[(&str, usize, &str)] = &[(STAGES_SQLITE.0, 1, STAGES_SQLITE.1)];
pub(crate) const POSTGRES_ROWS: &[(&str, usize, &str)] =
    &[(STAGES_POSTGRES.0, 1, STAGES_POSTGRES.1)];

/// Every text here with the number of its values, for the test that prepares each.
pub(crate) const ROWS: &[(&str, usize, &str)] = &[
    (KNOWN_KEYS.0, 3, KNOWN_KEYS.1),
    (KNOWN_CONTACTS.0, 3, KNOWN_CONTACTS.1),
    (INSERT_LEADS, 17, ""),
    (INSERT_CONTACTS.0, 4, INSERT_CONTACTS.1),
    (INSERT_SUBMISSIONS, 30, ""),
];
