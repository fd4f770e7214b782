//! What the team sees of a change: every change in an account's inbox has a number, and the frame
//! that tells of it carries that number.

use uuid::Uuid;

use super::conversation::{Author, Conversation};
use super::frames::{self, Message};
use super::store::{self, NewMessage};
use super::{inbox_topic, line, nodes, visitor_topic};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::ids;

/// Shows the team and each visitor conversations that were changed in `tx`, and returns them. To
/// be called last: it locks the account's numbers, which come after the conversations.
pub async fn changed(
    tx: &mut Tx<'_>,
    account: Uuid,
    conversations: &[Uuid],
    now: Millis,
) -> Result<Vec<Conversation>> {
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    let count = i64::try_from(conversations.len()).unwrap_or(i64::MAX);
    let upto = store::take(tx, account, count, conversations, now).await?;
    nodes::changed(tx, account);
    let mut rows = Vec::with_capacity(conversations.len());
    for (rev, conversation) in (upto - count + 1..).zip(conversations) {
        store::stamp(tx, account, *conversation, rev).await?;
        if let Some(row) = store::by_id(tx, account, *conversation).await? {
            tx.publish(inbox_topic(account), frames::changed(&row, rev));
            let Conversation { id, queued_at, department_id, .. } = row;
            let place = line::position(tx, account, id, queued_at, department_id).await?;
            tx.publish(visitor_topic(row.visitor_id), frames::state(&row, place));
            rows.push(row);
        } else {
            tx.publish(inbox_topic(account), frames::nothing(rev));
        }
    }
    Ok(rows)
}

/// Says something in a conversation that nobody wrote: that it has ended, that somebody joined.
/// `code` names it, and each reader's client has the words; `by` is the person it is about, with
/// their name. False where the account has no such conversation.
pub async fn announce(
    tx: &mut Tx<'_>,
    account: Uuid,
    conversation: Uuid,
    code: &'static str,
    by: Option<(Uuid, &str)>,
    now: Millis,
) -> Result<bool> {
    let mut locked = store::lock_by_id(tx, &[conversation]).await?;
    let Some(row) = locked.first_mut().filter(|row| row.account_id == account) else {
        return Ok(false);
    };
    let number = row.add(Author::System, code, now);
    let id = ids::new_id();
    let author = Author::System.as_str();
    let new = NewMessage {
        conversation,
        number,
        client_id: id,
        author,
        user: by.map(|(user, _)| user),
        text: code,
        content: None,
        at: now,
    };
    store::insert_messages(tx, &[new]).await?;
    let visitor = row.visitor_id;
    let is_read = row.operator_read == number;
    row.rev = store::take(tx, account, 1, &[conversation], now).await?;
    store::save(tx, &[&*row], &[]).await?;
    let mut text = String::new();
    let name = by.map(|(_, name)| name);
    Message {
        conversation,
        visitor,
        number,
        id,
        author,
        name,
        text: code,
        content: None,
        page: None,
        at: now,
    }
    .push_to(&mut text);
    tx.publish(inbox_topic(account), frames::numbered(&text, row.rev));
    tx.publish(visitor_topic(visitor), text);
    if is_read {
        // Whether it was cannot be told from the frames, which may overtake each other.
        let text = frames::mark_of_team("read", conversation, number);
        tx.publish(visitor_topic(visitor), text);
    }
    Ok(true)
}
