//! Which conversations were sent by e-mail lately, so that nobody gets many.

use uuid::Uuid;

use crate::clock::{DAY, Millis};
use crate::db::Tx;
use crate::error::Result;
use crate::{ids, sql};

pub(super) const NOTE: &str = "INSERT INTO transcripts (id, conversation_id, visitor_id, address, \
     at) VALUES ($1, $2, $3, $4, $5)";
pub(super) const OF_ADDRESS: &str =
    "SELECT COUNT(*) FROM transcripts WHERE address = $1 AND at > $2";
pub(super) const OF_VISITOR: &str =
    "SELECT COUNT(*) FROM transcripts WHERE visitor_id = $1 AND at > $2";
pub(super) const OF_CONVERSATION: &str =
    "SELECT COUNT(*) FROM transcripts WHERE conversation_id = $1 AND at > $2";
/// What a rule's invitation says was written by nobody.
pub(super) const ANSWERED: &str = "SELECT COUNT(*) FROM messages WHERE conversation_id = $1 \
     AND author = 'operator' AND user_id IS NOT NULL";
pub(super) const SWEEP: &str = "DELETE FROM transcripts WHERE id IN \
     (SELECT id FROM transcripts WHERE at < $1 ORDER BY at LIMIT $2)";

/// Notes that a conversation goes to an address, of which the digest is kept.
pub async fn note_transcript(
    tx: &mut Tx<'_>,
    conversation: Uuid,
    visitor: Option<Uuid>,
    address: &[u8],
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, NOTE, ids::new_id(), conversation, visitor, address, now).map(|_| ())
}

/// How many went to an address within a day, for a visitor, and of a conversation.
pub async fn transcripts(
    tx: &mut Tx<'_>,
    conversation: Uuid,
    visitor: Option<Uuid>,
    address: &[u8],
    now: Millis,
) -> Result<(i64, i64, i64)> {
    let since = now - DAY;
    let (to_address,) = sql!(tx, fetch_one as (i64,), OF_ADDRESS, address, since)?;
    let (for_visitor,) = match visitor {
        Some(visitor) => sql!(tx, fetch_one as (i64,), OF_VISITOR, visitor, since)?,
        None => (0,),
    };
    let (of_conversation,) = sql!(tx, fetch_one as (i64,), OF_CONVERSATION, conversation, since)?;
    Ok((to_address, for_visitor, of_conversation))
}

/// Whether somebody of the team has written in a conversation.
pub async fn is_answered(tx: &mut Tx<'_>, conversation: Uuid) -> Result<bool> {
    Ok(sql!(tx, fetch_one as (i64,), ANSWERED, conversation)?.0 > 0)
}
