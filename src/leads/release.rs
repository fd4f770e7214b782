//! Lets a request out of quarantine, once.

use uuid::Uuid;

use super::capture::{Request, announce, settle};
use super::store;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;

/// What a release did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Released {
    /// It is on this lead's card now.
    Now(Uuid),
    /// It was released before, and is on this lead's card.
    Before(Uuid),
    /// The account has no such request.
    Unknown,
}

/// Makes a suspect request valid: it makes a lead or is attached to one, and the team is told.
/// When two people do it at once, one of them does it and the other learns of it.
pub async fn release(
    tx: &mut Tx<'_>,
    account: Uuid,
    submission: Uuid,
    user: Uuid,
    now: Millis,
) -> Result<Released> {
    if let Some(lead) = let_out(tx, account, submission, Some(user), now).await? {
        return Ok(Released::Now(lead));
    }
    let lead = store::lead_of_submission(tx, account, submission).await?;
    Ok(lead.map_or(Released::Unknown, Released::Before))
}

/// The lead on whose card it was put, or `None` where it is not in quarantine.
pub(super) async fn let_out(
    tx: &mut Tx<'_>,
    account: Uuid,
    submission: Uuid,
    user: Option<Uuid>,
    now: Millis,
) -> Result<Option<Uuid>> {
    let Some(row) = store::take_suspect(tx, account, submission, user).await? else {
        return Ok(None);
    };
    let request = Request {
        submission,
        account,
        site: row.site_id,
        visitor: row.visitor_id,
        conversation: row.conversation_id,
        name: &row.name,
        phone: row.phone.as_deref(),
        email: row.email.as_deref(),
        message: &row.message,
        form: &row.form,
        language: &row.language,
        channel: &row.channel,
        source: &row.source.0,
        at: row.at,
        now,
    };
    let sent = store::Sent { site: row.site_id, sender: &row.sender, key: row.client_key };
    let seen =
        store::look_up(tx, account, &sent, request.phone, request.email, request.conversation)
            .await?;
    let placed = settle(tx, &request, seen.owners, seen.first_status).await?;
    store::put_on_card(tx, submission, placed).await?;
    announce(tx, &request, &placed).await?;
    Ok(Some(placed.lead))
}
