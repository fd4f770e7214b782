//! Whether a conversation may be sent by e-mail.

use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::sql;

/// What a rule's invitation says was written by nobody.
pub(super) const ANSWERED: &str = "SELECT COUNT(*) FROM messages WHERE conversation_id = $1 \
     AND author = 'operator' AND user_id IS NOT NULL";

/// Whether somebody of the team has written in a conversation.
pub async fn is_answered(tx: &mut Tx<'_>, conversation: Uuid) -> Result<bool> {
    Ok(sql!(tx, fetch_one as (i64,), ANSWERED, conversation)?.0 > 0)
}
