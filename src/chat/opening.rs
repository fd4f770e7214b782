//! A conversation that the team begins: a visitor has accepted an invitation.

use uuid::Uuid;

use super::conversation::Author;
use super::frames::{self, Message};
use super::routing::Handler;
use super::store::{self, Beginning, NewMessage};
use super::{inbox, inbox_topic, visitor_topic};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::visitors;

/// What was said to a visitor first.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// Whose conversation it is.
    pub account: Uuid,
    /// On which site.
    pub site: Uuid,
    /// With whom.
    pub visitor: Uuid,
    /// The conversation's id, where none is open.
    pub fresh: Uuid,
    /// Who said it; `None` where a rule did.
    pub user: Option<Uuid>,
    /// Their name.
    pub name: Option<&'a str>,
    /// The message's id: repeating it is the same message.
    pub message: Uuid,
    /// What was said.
    pub text: &'a str,
    /// Who answers, where it begins now.
    pub handler: Handler,
    /// When the visitor accepted.
    pub now: Millis,
}

/// Puts what was said into the visitor's conversation, which begins where none is open; gives the
/// conversation. The caller has locked the visitor.
pub async fn open_with(tx: &mut Tx<'_>, opening: &Opening<'_>) -> Result<Uuid> {
    let Opening { account, site, visitor, fresh, now, .. } = *opening;
    let source = visitors::last_visit(tx, visitor).await?.map(|visit| visit.source);
    let source = source.unwrap_or_default();
    let handler = opening.handler;
    let new = Beginning { id: fresh, account, site, visitor, source: &source, handler, now };
    if store::begin(tx, &new).await? {
        let event = Event {
            site: Some(site),
            visitor: Some(visitor),
            conversation: Some(fresh),
            ..Event::new(account, "chat.begun", now)
        };
        events::append(tx, &event).await?;
    }
    let mut rows = store::lock_open(tx, &[visitor]).await?;
    let row = rows.first_mut().ok_or_else(|| Error::Internal("no open conversation".into()))?;
    let conversation = row.id;
    // Nobody has answered by that what the visitor asked before, nor read it.
    let (waiting, read, got) = (row.waiting_since, row.operator_read, row.operator_got);
    let number = row.add(Author::Operator, opening.text, now);
    if waiting.is_some() {
        (row.waiting_since, row.operator_read, row.operator_got) = (waiting, read, got);
    }
    let message = NewMessage {
        conversation,
        number,
        client_id: opening.message,
        author: Author::Operator.as_str(),
        user: opening.user,
        text: opening.text,
        content: None,
        at: now,
    };
    store::insert_messages(tx, &[message]).await?;
    row.rev = store::take(tx, account, 1, &[conversation], now).await?;
    store::save(tx, &[&*row], &[&*row]).await?;
    if let Some(user) = opening.user {
        store::take_unassigned(tx, conversation, user).await?;
    }
    let text = Message {
        conversation,
        visitor,
        number,
        id: opening.message,
        author: Author::Operator.as_str(),
        name: opening.name,
        text: opening.text,
        content: None,
        page: None,
        at: now,
    };
    let text = text.frame();
    tx.publish(inbox_topic(account), frames::numbered(&text, row.rev));
    tx.publish(visitor_topic(visitor), text);
    inbox::changed(tx, account, &[conversation], now).await?;
    Ok(conversation)
}
