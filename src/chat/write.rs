//! Many messages in one transaction: conversations locked in id order, repeats looked up before
//! numbering, one insert, one update, frames to be published after the commit.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use uuid::Uuid;

use super::captured::Contacts;
use super::conversation::{Author, Conversation};
use super::frames::{self, Ack, Message};
use super::incoming::Page;
use super::known::Known;
use super::operator::Member;
use super::store::{self, Beginning, NewMessage};
use super::visitor::Seat;
use super::{captured, inbox_topic, visitor_topic};
use crate::clock::{Millis, SECOND};
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::events::{self, Event};
use crate::realtime::Outbox;
use crate::{notify, visitors};

/// Who writes.
pub enum Writer {
    /// A visitor, into the open conversation, or into a new one with the id `fresh`.
    Visitor { seat: Arc<Seat>, fresh: Uuid },
    /// Somebody of the team, into a conversation of the account.
    Operator { who: Arc<Member>, conversation: Uuid },
}

impl Writer {
    pub fn account(&self) -> Uuid {
        match self {
            Self::Visitor { seat, .. } => seat.site.account_id,
            Self::Operator { who, .. } => who.account,
        }
    }

    pub fn is_visitor(&self) -> bool {
        matches!(self, Self::Visitor { .. })
    }

    /// Tells the visitor's socket in which conversation it speaks.
    pub fn is_in(&self, conversation: Uuid) {
        if let Self::Visitor { seat, .. } = self {
            seat.is_in(conversation);
        }
    }
}

/// A message to be stored, or a read mark.
pub struct Said {
    pub by: Writer,
    pub what: What,
}

pub enum What {
    Message { id: Uuid, text: String, page: Option<Page>, contacts: Contacts },
    Read { number: i64 },
}

impl Said {
    /// Whether the visitor left a phone number or an e-mail address in it.
    fn has_contact(&self) -> bool {
        matches!(&self.what, What::Message { contacts, .. } if !contacts.found.is_empty())
    }
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is stored, now or before.
    Stored { conversation: Uuid, number: i64, at: Millis, lead: Option<Uuid> },
    /// A read mark has been noted.
    Noted,
    /// There is no such conversation, or it is closed and its visitor has another.
    Refused,
    /// The conversation has another text under this id.
    Taken,
}

/// Many of them, to be stored as one.
pub struct Gathered {
    pub said: Arc<[Said]>,
    /// Who waits for the answers.
    pub to: Arc<[Arc<Outbox>]>,
    /// Which of them.
    pub places: Range<usize>,
    /// Accounts whose team hears of changed conversations.
    pub watched: HashSet<Uuid>,
    pub now: Millis,
}

impl Write for Gathered {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let said = &self.said[self.places.clone()];
        store::by_index(tx).await?;
        let mut room = Room::lock(tx, said).await?;
        room.begin_missing(tx, said, self.now).await?;
        let mut outcomes = Vec::with_capacity(said.len());
        let mut stored = Vec::with_capacity(said.len());
        for one in said {
            outcomes.push(room.take(one, self.now, &mut stored));
        }
        let inserted: Vec<NewMessage<'_>> = stored.iter().map(Stored::row).collect();
        if !inserted.is_empty() {
            store::insert_messages(tx, &inserted).await?;
        }
        let changed: Vec<&Conversation> = room.changed().collect();
        if !changed.is_empty() {
            let moved: Vec<&Conversation> = room.moved().collect();
            store::save(tx, &changed, &moved).await?;
        }
        for (one, outcome) in said.iter().zip(&mut outcomes) {
            if let Outcome::Stored { conversation, lead, .. } = outcome
                && one.has_contact()
            {
                *lead = captured::capture(tx, one, *conversation, self.now).await?;
                room.refresh(tx, *conversation).await?;
            }
        }
        for (place, patience) in std::mem::take(&mut room.waiting) {
            let Conversation { id, account_id, site_id, .. } = room.rows[place];
            let due_at = self.now + patience;
            notify::chat_waiting(tx, account_id, site_id, id, due_at, self.now).await?;
        }
        for one in &stored {
            one.publish(tx);
        }
        for (topic, text) in std::mem::take(&mut room.frames) {
            tx.publish(topic, text);
        }
        for conversation in room.changed().filter(|row| self.watched.contains(&row.account_id)) {
            tx.publish(inbox_topic(conversation.account_id), frames::changed(conversation));
        }
        let (said, to, places) = (self.said.clone(), self.to.clone(), self.places.clone());
        // Together with the frames: a socket then writes all that a commit brings it at once.
        tx.after_commit(move || answer(&said[places.clone()], &to[places], &outcomes));
        Ok(())
    }
}

fn answer(said: &[Said], to: &[Arc<Outbox>], outcomes: &[Outcome]) {
    for ((said, to), outcome) in said.iter().zip(to).zip(outcomes) {
        let What::Message { id, .. } = said.what else { continue };
        match *outcome {
            Outcome::Stored { conversation, number, at, lead } => {
                said.by.is_in(conversation);
                let begun = number == 1 && said.by.is_visitor();
                to.push(Ack { id, conversation, number, at, begun, lead }.frame().into());
            }
            Outcome::Noted => {}
            Outcome::Refused => {
                to.push(frames::nack(id, "closed", None).into());
            }
            Outcome::Taken => {
                to.push(frames::nack(id, "id_taken", None).into());
            }
        }
    }
}

/// A message that got a number in this write.
struct Stored<'a> {
    account: Uuid,
    visitor: Uuid,
    user: Option<Uuid>,
    message: Message<'a>,
    author: Author,
}

impl Stored<'_> {
    fn row(&self) -> NewMessage<'_> {
        NewMessage {
            conversation: self.message.conversation,
            number: self.message.number,
            client_id: self.message.id,
            author: self.author.as_str(),
            user: self.user,
            text: self.message.text,
            at: self.message.at,
        }
    }

    /// One text for both sides.
    fn publish(&self, tx: &mut Tx<'_>) {
        let text = axum::extract::ws::Utf8Bytes::from(self.message.frame());
        tx.publish(visitor_topic(self.visitor), text.clone());
        tx.publish(inbox_topic(self.account), text);
    }
}

/// The conversations of one write, locked.
struct Room<'a> {
    rows: Vec<Conversation>,
    changed: Vec<bool>,
    /// Where each stood in the lists.
    stood: Vec<Millis>,
    by_id: HashMap<Uuid, usize>,
    /// The open conversation of a visitor.
    by_visitor: HashMap<Uuid, usize>,
    /// By client id and visitor.
    known: HashMap<(Uuid, Uuid), Known<'a>>,
    frames: Vec<(crate::bus::Topic, String)>,
    /// Whose visitor began to wait in this write, and how long that may take.
    waiting: Vec<(usize, Millis)>,
}

impl<'a> Room<'a> {
    async fn lock(tx: &mut Tx<'_>, said: &[Said]) -> Result<Self> {
        let (mut visitors, mut conversations, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        for one in said {
            match &one.by {
                Writer::Visitor { seat, .. } => visitors.push(seat.visitor),
                Writer::Operator { conversation, .. } => conversations.push(*conversation),
            }
            if let What::Message { id, .. } = one.what {
                ids.push(id);
            }
        }
        let mut room = Self {
            rows: Vec::new(),
            changed: Vec::new(),
            stood: Vec::new(),
            by_id: HashMap::new(),
            by_visitor: HashMap::new(),
            known: HashMap::new(),
            frames: Vec::new(),
            waiting: Vec::new(),
        };
        for list in [&mut visitors, &mut conversations] {
            list.sort_unstable();
            list.dedup();
        }
        if !visitors.is_empty() {
            room.add(store::lock_open(tx, &visitors).await?);
        }
        if !conversations.is_empty() {
            room.add(store::lock_by_id(tx, &conversations).await?);
        }
        if !ids.is_empty() {
            for repeat in store::repeats(tx, &ids).await? {
                room.known.insert((repeat.client_id, repeat.visitor_id), repeat.into());
            }
        }
        Ok(room)
    }

    fn add(&mut self, rows: Vec<Conversation>) {
        for row in rows {
            let place = *self.by_id.entry(row.id).or_insert(self.rows.len());
            if row.is_open() {
                self.by_visitor.insert(row.visitor_id, place);
            }
            if place == self.rows.len() {
                self.stood.push(row.sorted_at);
                self.changed.push(false);
                self.rows.push(row);
            }
        }
    }

    /// Gives a conversation to every visitor who writes and has none open, and opens closed ones
    /// into which the team writes.
    async fn begin_missing(&mut self, tx: &mut Tx<'_>, said: &[Said], now: Millis) -> Result<()> {
        let mut begun = Vec::new();
        let mut opened = Vec::new();
        for one in said {
            let What::Message { id, .. } = one.what else { continue };
            match &one.by {
                Writer::Visitor { seat, fresh } => {
                    let visitor = seat.visitor;
                    if self.by_visitor.contains_key(&visitor)
                        || self.known.contains_key(&(id, visitor))
                        || begun.contains(&visitor)
                    {
                        continue;
                    }
                    begin(tx, seat, *fresh, now).await?;
                    begun.push(visitor);
                }
                Writer::Operator { who, conversation } => {
                    let Some(place) = self.by_id.get(conversation) else { continue };
                    let row = &mut self.rows[*place];
                    if row.is_open() || opened.contains(conversation) {
                        continue;
                    }
                    if store::reopen(tx, who.account, *conversation).await? {
                        row.open();
                        self.by_visitor.insert(row.visitor_id, *place);
                    }
                    opened.push(*conversation);
                }
            }
        }
        if !begun.is_empty() {
            self.add(store::lock_open(tx, &begun).await?);
        }
        Ok(())
    }

    /// Gives one message its number, or notes one read mark.
    fn take(&mut self, said: &'a Said, now: Millis, stored: &mut Vec<Stored<'a>>) -> Outcome {
        let (place, author) = match &said.by {
            Writer::Visitor { seat, .. } => {
                if let What::Message { id, text, .. } = &said.what
                    && let Some(known) = self.known.get(&(*id, seat.visitor))
                {
                    return known.outcome(text);
                }
                (self.by_visitor.get(&seat.visitor).copied(), Author::Visitor)
            }
            Writer::Operator { who, conversation } => {
                let place = self.by_id.get(conversation).copied();
                let place = place.filter(|place| self.rows[*place].account_id == who.account);
                (place, Author::Operator)
            }
        };
        let Some(place) = place else { return Outcome::Refused };
        let row = &mut self.rows[place];
        match &said.what {
            What::Read { number } => {
                if row.mark_read(author, *number) {
                    self.changed[place] = true;
                    let row = &self.rows[place];
                    self.frames.extend(read_frames(row, author));
                }
                Outcome::Noted
            }
            What::Message { id, text, page, .. } => {
                if let Some(known) = self.known.get(&(*id, row.visitor_id)) {
                    return known.outcome(text);
                }
                if !row.is_open() {
                    return Outcome::Refused;
                }
                if let Some(page) = page.as_ref().filter(|page| !page.url.is_empty()) {
                    row.page_url.clone_from(&page.url);
                    row.page_title.clone_from(&page.title);
                }
                if let Writer::Visitor { seat, .. } = &said.by
                    && row.waiting_since.is_none()
                    && seat.site.settings.unanswered_after > 0
                {
                    let patience = seat.site.settings.unanswered_after * SECOND;
                    self.waiting.push((place, patience));
                }
                let number = row.add(author, text, now);
                self.changed[place] = true;
                let (user, name) = match &said.by {
                    Writer::Visitor { .. } => (None, None),
                    Writer::Operator { who, .. } => (Some(who.user), Some(who.name.as_str())),
                };
                let row = &self.rows[place];
                stored.push(Stored {
                    account: row.account_id,
                    visitor: row.visitor_id,
                    user,
                    author,
                    message: Message {
                        conversation: row.id,
                        visitor: row.visitor_id,
                        number,
                        id: *id,
                        author: author.as_str(),
                        name,
                        text,
                        at: now,
                    },
                });
                let known = Known { conversation: row.id, number, at: now, text: text.into() };
                let outcome = known.stored();
                // The same message may come twice in one write.
                self.known.insert((*id, row.visitor_id), known);
                outcome
            }
        }
    }

    /// Reads a conversation again after its visitor became a lead.
    async fn refresh(&mut self, tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
        let Some(place) = self.by_id.get(&id) else { return Ok(()) };
        let row = &mut self.rows[*place];
        if let Some(fresh) = store::by_id(tx, row.account_id, id).await? {
            *row = fresh;
        }
        Ok(())
    }

    fn changed(&self) -> impl Iterator<Item = &Conversation> {
        self.rows.iter().zip(&self.changed).filter(|(_, changed)| **changed).map(|(row, _)| row)
    }

    fn moved(&self) -> impl Iterator<Item = &Conversation> {
        let stood = self.rows.iter().zip(&self.stood);
        stood.filter(|(row, stood)| row.sorted_at != **stood).map(|(row, _)| row)
    }
}

fn read_frames(row: &Conversation, by: Author) -> Vec<(crate::bus::Topic, String)> {
    let number = if by == Author::Visitor { row.visitor_read } else { row.operator_read };
    let mut frames = vec![(inbox_topic(row.account_id), frames::read(row.id, number, by.as_str()))];
    if by == Author::Operator {
        frames.push((visitor_topic(row.visitor_id), frames::read_by_team(number)));
    }
    frames
}

/// The visitor's conversation goes on when it was closed not long ago, else a new one begins.
async fn begin(tx: &mut Tx<'_>, seat: &Seat, fresh: Uuid, now: Millis) -> Result<()> {
    let visitor = seat.visitor;
    if store::go_on(tx, visitor, now).await? {
        return Ok(());
    }
    let visit = visitors::last_visit(tx, visitor).await?;
    let source = visit.map(|visit| visit.source).unwrap_or_default();
    let (account, site) = (seat.site.account_id, seat.site.id);
    let new = Beginning { id: fresh, account, site, visitor, source: &source, now };
    if store::begin(tx, &new).await? {
        let event = Event {
            site: Some(site),
            visitor: Some(visitor),
            conversation: Some(fresh),
            ..Event::new(account, "chat.begun", now)
        };
        events::append(tx, &event).await?;
    }
    Ok(())
}
