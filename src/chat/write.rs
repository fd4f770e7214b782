//! Many messages in one transaction: conversations locked in id order, repeats looked up before
//! numbering, inserts and updates of many rows at once, frames published after the commit.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use uuid::Uuid;

use super::answers::{self, Answers};
use super::bot::{self, Answering};
use super::captured::Contacts;
use super::conversation::Progress;
use super::frames::{self, Ack};
use super::incoming::Page;
use super::operator::Member;
use super::room::{Numbers, Room, Stored};
use super::routing::Handler;
use super::store::{self, NewMessage};
use super::visitor::Seat;
use super::{captured, dispatch, files, inbox_topic, visitor_topic};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::notify;
use crate::realtime::Outbox;
use crate::sites::Site;

/// Who writes.
pub enum Writer {
    /// A visitor, into the open conversation, or into a new one with the id `fresh`, which people
    /// or the bot answer. `site` is its site as it is now.
    Visitor { seat: Arc<Seat>, fresh: Uuid, handler: Handler, site: Arc<Site> },
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
            seat.is_in(conversation, false);
        }
    }
}

/// A message to be stored, or a read mark.
pub struct Said {
    pub by: Writer,
    pub what: What,
}

pub enum What {
    Message {
        id: Uuid,
        text: String,
        /// Ids of uploaded files.
        files: Vec<Uuid>,
        page: Option<Box<Page>>,
        contacts: Contacts,
        /// The newest message that an operator had seen who answers with this one.
        seen: Option<i64>,
        /// What was asked before the chat.
        answers: Option<Box<Answers>>,
        /// How it answers a question of the bot, and what is kept of that with the message.
        answering: Option<Box<(Answering, String)>>,
    },
    /// It has read messages up to a number.
    Read { number: i64 },
    /// Messages up to a number have come to it.
    Got { number: i64 },
}

impl Said {
    /// Whether the visitor left a phone number or an e-mail address in it.
    fn has_contact(&self) -> bool {
        matches!(&self.what, What::Message { contacts, .. } if !contacts.found.is_empty())
    }
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is stored, now or before.
    Stored { conversation: Uuid, number: i64, at: Millis, begun: bool, lead: Option<Uuid> },
    /// A read mark has been noted.
    Noted,
    /// The team has blocked the visitor.
    Blocked,
    /// A colleague has answered meanwhile.
    Answered(Answer),
    /// There is no such conversation, or it is closed and its visitor has another.
    Refused,
    /// The conversation has another text under this id.
    Taken,
    /// One of its files is not there, not the sender's, or in another message.
    NoFile,
}

/// What a colleague has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub number: i64,
    pub user: Uuid,
    pub name: String,
}

/// Many of them, to be stored as one.
pub struct Gathered {
    pub ctx: Ctx,
    pub said: Arc<[Said]>,
    /// Who waits for the answers.
    pub to: Arc<[Arc<Outbox>]>,
    /// Which of them.
    pub places: Range<usize>,
    /// Accounts whose team hears of changed conversations.
    pub watched: HashSet<Uuid>,
    /// Accounts of which somebody is to be told while their console is closed.
    pub pushed: HashSet<Uuid>,
    pub now: Millis,
}

impl Write for Gathered {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let said = &self.said[self.places.clone()];
        store::by_index(tx).await?;
        let mut contents;
        let mut room = Room::lock(tx, said).await?;
        contents = files::check(tx, &room, said, self.now).await?;
        room.begin_missing(tx, said, &contents, self.now).await?;
        files::claim(tx, &room, said, &mut contents, self.now).await?;
        room.look_for_answers(tx, said).await?;
        let bots = bot::bot(&self.ctx);
        let heard = bot::heard(&room, said, &contents);
        let mut replies = Vec::new();
        if let Some(bot) = bots.as_ref().filter(|_| !heard.is_empty()) {
            replies = bot.hear(&self.ctx, tx, heard, self.now).await?;
        }
        // What the bot makes a request of is not one once more.
        let mut made: HashMap<Uuid, Uuid> = HashMap::new();
        for reply in &mut replies {
            if let (Some(bot), Some(deeds)) = (&bots, reply.deeds.take())
                && let Some(request) = bot.act(&self.ctx, tx, deeds, self.now).await?
            {
                made.insert(reply.conversation, request);
                room.renewed.insert(reply.conversation);
            }
        }
        let mut outcomes = Vec::with_capacity(said.len());
        let mut stored = Vec::with_capacity(said.len());
        for reply in &replies {
            room.say(reply.conversation, &reply.before, self.now, &mut stored);
        }
        for (place, one) in said.iter().enumerate() {
            outcomes.push(room.take(one, contents.get(&place), self.now, &mut stored));
        }
        for reply in &replies {
            room.say(reply.conversation, &reply.after, self.now, &mut stored);
        }
        let inserted: Vec<NewMessage<'_>> = stored.iter().map(Stored::row).collect();
        if !inserted.is_empty() {
            store::insert_messages(tx, &inserted).await?;
        }
        for (one, outcome) in said.iter().zip(&outcomes) {
            if let Outcome::Stored { conversation, .. } = *outcome
                && answers::keep(tx, one, conversation).await?
            {
                room.renewed.insert(conversation);
            }
        }
        for (one, outcome) in said.iter().zip(&mut outcomes) {
            if let Outcome::Stored { conversation, lead, .. } = outcome
                && one.has_contact()
            {
                if let Some(request) = made.get(conversation) {
                    *lead = Some(*request);
                    continue;
                }
                let is_spam = room.is_spam(*conversation);
                *lead = captured::capture(tx, one, *conversation, is_spam, self.now).await?;
                room.renewed.insert(*conversation);
            }
        }
        for reply in &replies {
            room.end_of_bot(tx, reply, self.now).await?;
        }
        room.give_to_answerers(tx, &stored).await?;
        for (place, patience) in std::mem::take(&mut room.waiting) {
            let Progress { id, account_id, site_id, .. } = room.rows[place];
            let due_at = self.now + patience;
            notify::chat_waiting(tx, account_id, site_id, id, due_at, self.now).await?;
        }
        store::wake(tx, &room.woken).await?;
        let told: BTreeSet<(Uuid, Uuid)> = stored.iter().filter_map(Stored::of_visitor).collect();
        for (account, conversation) in told {
            if self.pushed.contains(&account) {
                notify::push::visitor_wrote(tx, account, conversation, self.now).await?;
            }
        }
        let mut numbers = room.number(tx, &stored, self.now).await?;
        let changed: Vec<&Progress> = room.changed().collect();
        if !changed.is_empty() {
            let moved: Vec<&Progress> = room.moved().collect();
            store::save(tx, &changed, &moved).await?;
        }
        for one in &stored {
            one.publish(tx, &mut numbers);
        }
        room.publish_marks(tx, &mut numbers);
        self.show_renewed(tx, &room, &mut numbers).await?;
        room.tell_handed(tx).await?;
        for row in room.rows.iter().filter(|row| room.renewed.contains(&row.id)) {
            dispatch::wake_after(tx, &self.ctx, row.account_id);
        }
        let (said, to, places) = (self.said.clone(), self.to.clone(), self.places.clone());
        // Together with the frames: a socket then writes all that a commit brings it at once.
        tx.after_commit(move || answer(&said[places.clone()], &to[places], &outcomes));
        Ok(())
    }
}

impl Gathered {
    /// Shows the team what a message does not tell: conversations that began or opened again, and
    /// whose visitor became a lead.
    async fn show_renewed(
        &self,
        tx: &mut Tx<'_>,
        room: &Room<'_>,
        numbers: &mut Numbers,
    ) -> Result<()> {
        for row in room.rows.iter().filter(|row| self.watched.contains(&row.account_id)) {
            if room.renewed.contains(&row.id)
                && let Some(row) = store::by_id(tx, row.account_id, row.id).await?
            {
                let rev = numbers.next(row.account_id);
                tx.publish(inbox_topic(row.account_id), frames::changed(&row, rev));
                if row.queued_at.is_none() && !room.handed.contains(&row.id) {
                    tx.publish(visitor_topic(row.visitor_id), frames::state(&row, None));
                }
            }
        }
        Ok(())
    }
}

fn answer(said: &[Said], to: &[Arc<Outbox>], outcomes: &[Outcome]) {
    for ((said, to), outcome) in said.iter().zip(to).zip(outcomes) {
        let What::Message { id, .. } = said.what else { continue };
        match outcome {
            &Outcome::Stored { conversation, number, at, begun, lead } => {
                said.by.is_in(conversation);
                let begun = begun && said.by.is_visitor();
                to.push(Ack { id, conversation, number, at, begun, lead }.frame().into());
            }
            Outcome::Noted => {}
            Outcome::Answered(answer) => {
                to.push(frames::answered(id, answer).into());
            }
            Outcome::Blocked => {
                to.push(frames::nack(id, "blocked", None).into());
            }
            Outcome::Refused => {
                to.push(frames::nack(id, "closed", None).into());
            }
            Outcome::Taken => {
                to.push(frames::nack(id, "id_taken", None).into());
            }
            Outcome::NoFile => {
                to.push(frames::nack(id, "no_file", None).into());
            }
        }
    }
}
