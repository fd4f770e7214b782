//! Notes: what the team says to itself beside a conversation. Who is mentioned in one is told.

mod api;
mod brief;

use uuid::Uuid;

pub use self::api::{Document, router};
pub use self::brief::mention_brief;
use super::frames::note;
use super::inbox_topic;
use super::store::{self, NewNote, NoteRow};
use crate::clock::{MINUTE, Millis};
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::notify;

/// How long somebody who is mentioned may be away before a mail is sent.
const PATIENCE: Millis = 2 * MINUTE;

/// Stores a note.
struct AddNote {
    id: Uuid,
    account: Uuid,
    conversation: Uuid,
    user: Uuid,
    text: String,
    /// People of the account.
    mentions: Vec<Uuid>,
    now: Millis,
}

enum Added {
    /// It is there, since now or before.
    Done(NoteRow),
    NoSuch,
    /// Another note has this id.
    Taken,
}

impl Write for AddNote {
    type Out = Added;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Added> {
        let Self { id, account, conversation, user, now, .. } = *self;
        let locked = store::lock_by_id(tx, &[conversation]).await?;
        let Some(row) = locked.first().filter(|row| row.account_id == account) else {
            return Ok(Added::NoSuch);
        };
        let after = row.last_number;
        let (text, mentions) = (self.text.as_str(), self.mentions.as_slice());
        let new = NewNote { id, account, conversation, after, user, text, mentions, at: now };
        let is_new = store::insert_note(tx, &new).await?;
        let Some(stored) = store::note(tx, account, id).await? else { return Ok(Added::Taken) };
        let is_same = (stored.conversation_id, stored.user_id, stored.text.as_str())
            == (conversation, user, text);
        if !is_same {
            return Ok(Added::Taken);
        }
        if is_new {
            for mentioned in mentions.iter().filter(|mentioned| **mentioned != user) {
                notify::mention(tx, account, id, *mentioned, now + PATIENCE, now).await?;
            }
            let rev = store::take(tx, account, 1, &[conversation], now).await?;
            store::count_note(tx, conversation, rev).await?;
            tx.publish(inbox_topic(account), note(&stored, rev));
        }
        Ok(Added::Done(stored))
    }
}
