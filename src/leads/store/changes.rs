//! What the team changes on a card.

use uuid::Uuid;

use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::sql;

const SET_STATUS: &str = "UPDATE leads SET status_id = $3, refusal_reason = $4 \
     WHERE id = $1 AND account_id = $2 \
     AND EXISTS (SELECT 1 FROM statuses WHERE id = $3 AND account_id = $2)";

/// False where the account has no such lead or status.
pub(in crate::leads) async fn set_status(
    tx: &mut Tx<'_>,
    account: Uuid,
    lead: Uuid,
    status: Uuid,
    reason: &str,
) -> Result<bool> {
    Ok(sql!(tx, execute, SET_STATUS, lead, account, status, reason)? == 1)
}

const SET_OWNER: &str = "UPDATE leads SET owner_id = $3 WHERE id = $1 AND account_id = $2";

pub(in crate::leads) async fn set_owner(
    tx: &mut Tx<'_>,
    account: Uuid,
    lead: Uuid,
    owner: Option<Uuid>,
) -> Result<bool> {
    Ok(sql!(tx, execute, SET_OWNER, lead, account, owner)? == 1)
}

const ADD_NOTE: &str = "INSERT INTO lead_notes (id, account_id, lead_id, user_id, text, at) \
     SELECT $1, account_id, id, $4, $5, $6 FROM leads WHERE id = $3 AND account_id = $2";

/// False where the account has no such lead.
pub(in crate::leads) async fn add_note(
    tx: &mut Tx<'_>,
    id: Uuid,
    account: Uuid,
    lead: Uuid,
    user: Uuid,
    text: &str,
    at: Millis,
) -> Result<bool> {
    Ok(sql!(tx, execute, ADD_NOTE, id, account, lead, user, text, at)? == 1)
}

const LOCK: &str = "UPDATE leads SET name = name WHERE id = $1 AND account_id = $2 \
     RETURNING phone, email";

/// The contacts that a card shows; its row is held.
pub(in crate::leads) async fn lock(
    tx: &mut Tx<'_>,
    account: Uuid,
    lead: Uuid,
) -> Result<Option<(Option<String>, Option<String>)>> {
    sql!(tx, fetch_optional as (Option<String>, Option<String>), LOCK, lead, account)
}

const OWNER_OF: &str = "SELECT lead_id FROM lead_contacts \
     WHERE account_id = $1 AND kind = $2 AND value = $3";
const TAKE_CONTACT: &str = "INSERT INTO lead_contacts (account_id, kind, value, lead_id) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, kind, value) DO NOTHING";

/// The lead that a contact belongs to.
pub(in crate::leads) async fn owner_of(
    tx: &mut Tx<'_>,
    account: Uuid,
    kind: &str,
    value: &str,
) -> Result<Option<Uuid>> {
    let owner = sql!(tx, fetch_optional as (Uuid,), OWNER_OF, account, kind, value)?;
    Ok(owner.map(|(owner,)| owner))
}

/// Gives a contact to a lead; false when another one has it.
pub(in crate::leads) async fn take_contact(
    tx: &mut Tx<'_>,
    account: Uuid,
    kind: &str,
    value: &str,
    lead: Uuid,
) -> Result<bool> {
    sql!(tx, execute, TAKE_CONTACT, account, kind, value, lead)?;
    Ok(owner_of(tx, account, kind, value).await? == Some(lead))
}

const DROP_CONTACT: &str = "DELETE FROM lead_contacts \
     WHERE account_id = $1 AND kind = $2 AND value = $3 AND lead_id = $4";

pub(in crate::leads) async fn drop_contact(
    tx: &mut Tx<'_>,
    account: Uuid,
    kind: &str,
    value: &str,
    lead: Uuid,
) -> Result<()> {
    sql!(tx, execute, DROP_CONTACT, account, kind, value, lead)?;
    Ok(())
}

const SET_CONTACTS: &str =
    "UPDATE leads SET name = $3, phone = $4, email = $5 WHERE id = $1 AND account_id = $2";

pub(in crate::leads) async fn set_contacts(
    tx: &mut Tx<'_>,
    account: Uuid,
    lead: Uuid,
    name: &str,
    phone: Option<&str>,
    email: Option<&str>,
) -> Result<()> {
    sql!(tx, execute, SET_CONTACTS, lead, account, name, phone, email)?;
    Ok(())
}

const DISMISS: &str = "UPDATE merge_proposals SET dismissed_at = $3 \
     WHERE id = $1 AND account_id = $2 AND dismissed_at IS NULL";

pub(in crate::leads) async fn dismiss(
    tx: &mut Tx<'_>,
    account: Uuid,
    proposal: Uuid,
    now: Millis,
) -> Result<bool> {
    Ok(sql!(tx, execute, DISMISS, proposal, account, now)? == 1)
}

/// Every statement, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    SET_STATUS,
    SET_OWNER,
    ADD_NOTE,
    LOCK,
    OWNER_OF,
    TAKE_CONTACT,
    DROP_CONTACT,
    SET_CONTACTS,
    DISMISS,
];
