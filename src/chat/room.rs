//! The conversations of one write: locked, begun where one is missing, and numbered.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::bot::{self, BotSays, Reply};
use super::conversation::{Author, Progress};
use super::files::{Content, Contents};
use super::frames::{self, Message};
use super::known::Known;
use super::routing::Handler;
use super::store::{self, Beginning, NewMessage};
use super::visitor::Seat;
use super::write::{Answer, Outcome, Said, What, Writer};
use super::{inbox_topic, line, visitor_topic};
use crate::clock::{Millis, SECOND};
use crate::db::Tx;
use crate::error::Result;
use crate::events::{self, Event};
use crate::visitors;

/// A message that got a number in this write.
pub(super) struct Stored<'a> {
    account: Uuid,
    visitor: Uuid,
    user: Option<Uuid>,
    message: Message<'a>,
    author: Author,
    /// Nobody of the team is to hear of it.
    is_spam: bool,
}

impl Stored<'_> {
    pub(super) fn row(&self) -> NewMessage<'_> {
        NewMessage {
            conversation: self.message.conversation,
            number: self.message.number,
            client_id: self.message.id,
            author: self.author.as_str(),
            user: self.user,
            text: self.message.text,
            content: self.message.content,
            at: self.message.at,
        }
    }

    /// The account and the conversation, where a visitor wrote it.
    pub(super) fn of_visitor(&self) -> Option<(Uuid, Uuid)> {
        (self.author == Author::Visitor && !self.is_spam)
            .then_some((self.account, self.message.conversation))
    }

    pub(super) fn publish(&self, tx: &mut Tx<'_>, numbers: &mut Numbers) {
        let text = self.message.frame();
        let rev = numbers.next(self.account);
        let to_team =
            if self.is_spam { frames::nothing(rev) } else { frames::numbered(&text, rev) };
        tx.publish(inbox_topic(self.account), to_team);
        tx.publish(visitor_topic(self.visitor), text);
    }
}

/// One side has read, or got, messages up to a number.
pub(super) struct Mark {
    place: usize,
    kind: &'static str,
    by: Author,
    number: i64,
}

/// The numbers of this write's changes in the inbox of each account.
#[derive(Default)]
pub(super) struct Numbers(HashMap<Uuid, i64>);

impl Numbers {
    /// The next one of an account.
    pub(super) fn next(&mut self, account: Uuid) -> i64 {
        let next = self.0.entry(account).or_default();
        *next += 1;
        *next - 1
    }
}

/// The conversations of one write, locked.
pub(super) struct Room<'a> {
    pub(super) rows: Vec<Progress>,
    changed: Vec<bool>,
    /// Where each stood in the lists.
    stood: Vec<Millis>,
    by_id: HashMap<Uuid, usize>,
    /// The open conversation of a visitor.
    by_visitor: HashMap<Uuid, usize>,
    /// By client id and visitor.
    known: HashMap<(Uuid, Uuid), Known<'a>>,
    marks: Vec<Mark>,
    /// Those of which the team is to see more than the message.
    pub(super) renewed: HashSet<Uuid>,
    /// Those that were put away and in which the visitor has written.
    pub(super) woken: Vec<Uuid>,
    /// What colleagues have answered, by message that an operator sends without having seen it.
    answers: HashMap<Uuid, Answer>,
    /// Visitors with whom nothing can begin.
    blocked: HashSet<Uuid>,
    /// Whose visitor began to wait in this write, and how long that may take.
    pub(super) waiting: Vec<(usize, Millis)>,
    /// Those that the bot has given to people.
    pub(super) handed: HashSet<Uuid>,
    /// Those in which the visitor says its first words.
    begins: HashSet<Uuid>,
}

impl<'a> Room<'a> {
    pub(super) async fn lock(tx: &mut Tx<'_>, said: &[Said]) -> Result<Self> {
        let (mut visitors, mut conversations, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        for one in said {
            match &one.by {
                Writer::Visitor { seat, .. } => {
                    visitors.push(seat.visitor);
                    if !matches!(one.what, What::Message { .. }) {
                        conversations.extend(seat.conversation());
                    }
                }
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
            marks: Vec::new(),
            renewed: HashSet::new(),
            woken: Vec::new(),
            answers: HashMap::new(),
            blocked: HashSet::new(),
            waiting: Vec::new(),
            handed: HashSet::new(),
            begins: HashSet::new(),
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
        room.look_up(tx, &ids).await?;
        Ok(room)
    }

    /// Finds which of these ids were stored before.
    async fn look_up(&mut self, tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<()> {
        if !ids.is_empty() {
            for repeat in store::repeats(tx, ids).await? {
                self.known.insert((repeat.client_id, repeat.visitor_id), repeat.into());
            }
        }
        Ok(())
    }

    fn add(&mut self, rows: Vec<Progress>) {
        for row in rows {
            let place = *self.by_id.entry(row.id).or_insert(self.rows.len());
            if row.is_open {
                self.by_visitor.insert(row.visitor_id, place);
            }
            if let Some(known) = self.rows.get_mut(place) {
                // It may have been opened since it was locked.
                known.is_open = row.is_open;
            } else {
                self.stood.push(row.sorted_at);
                self.changed.push(false);
                self.rows.push(row);
            }
        }
    }

    /// Gives a conversation to every visitor who writes and has none open, and opens closed ones
    /// into which the team writes.
    pub(super) async fn begin_missing(
        &mut self,
        tx: &mut Tx<'_>,
        said: &[Said],
        contents: &Contents,
        now: Millis,
    ) -> Result<()> {
        let mut begun = Vec::new();
        let mut opened = Vec::new();
        for (place, one) in said.iter().enumerate() {
            let What::Message { id, .. } = one.what else { continue };
            if contents.contains_key(&place) {
                continue;
            }
            match &one.by {
                Writer::Visitor { seat, fresh, handler, .. } => {
                    let visitor = seat.visitor;
                    if self.by_visitor.contains_key(&visitor)
                        || self.known.contains_key(&(id, visitor))
                        || self.blocked.contains(&visitor)
                        || begun.contains(&visitor)
                    {
                        continue;
                    }
                    if visitors::is_blocked(tx, visitor).await? {
                        self.blocked.insert(visitor);
                    } else {
                        begin(tx, seat, (*fresh, *handler), now).await?;
                        begun.push(visitor);
                    }
                }
                Writer::Operator { who, conversation } => {
                    let Some(place) = self.by_id.get(conversation) else { continue };
                    let row = &mut self.rows[*place];
                    if row.is_open || opened.contains(conversation) {
                        continue;
                    }
                    if store::reopen(tx, who.account, *conversation, now).await? {
                        row.is_open = true;
                        self.renewed.insert(row.id);
                        self.by_visitor.insert(row.visitor_id, *place);
                    }
                    opened.push(*conversation);
                }
            }
        }
        if !begun.is_empty() {
            let rows = store::lock_open(tx, &begun).await?;
            self.renewed.extend(rows.iter().map(|row| row.id));
            self.begins.extend(rows.iter().filter(|row| row.last_number == 0).map(|row| row.id));
            self.add(rows);
            // Another node may have stored the same message while the locks were waited for.
            let ids = said.iter().filter_map(|one| match (&one.by, &one.what) {
                (Writer::Visitor { seat, .. }, What::Message { id, .. })
                    if begun.contains(&seat.visitor) =>
                {
                    Some(*id)
                }
                _ => None,
            });
            let ids: Vec<Uuid> = ids.collect();
            self.look_up(tx, &ids).await?;
        }
        Ok(())
    }

    /// Gives conversations that nobody has to whoever answers them.
    pub(super) async fn give_to_answerers(
        &mut self,
        tx: &mut Tx<'_>,
        stored: &[Stored<'_>],
    ) -> Result<()> {
        for one in stored {
            let place = self.by_id.get(&one.message.conversation);
            let (Some(user), Some(place)) = (one.user, place) else { continue };
            let row = &mut self.rows[*place];
            if !row.is_taken && store::take_unassigned(tx, row.id, user).await? {
                row.is_taken = true;
                self.renewed.insert(row.id);
            }
        }
        Ok(())
    }

    /// Has the bot say something.
    pub(super) fn say(
        &mut self,
        conversation: Uuid,
        all: &'a [BotSays],
        now: Millis,
        stored: &mut Vec<Stored<'a>>,
    ) {
        let Some(place) = self.by_id.get(&conversation).copied() else { return };
        for one in all {
            let row = &mut self.rows[place];
            let number = row.add(Author::Bot, &one.text, now);
            self.changed[place] = true;
            stored.push(Stored {
                account: row.account_id,
                visitor: row.visitor_id,
                user: None,
                author: Author::Bot,
                is_spam: false,
                message: bot::frame(row, number, one, now),
            });
        }
    }

    /// What else follows from what the bot said.
    pub(super) async fn end_of_bot(
        &mut self,
        tx: &mut Tx<'_>,
        reply: &Reply,
        now: Millis,
    ) -> Result<()> {
        let Some(place) = self.by_id.get(&reply.conversation).copied() else { return Ok(()) };
        let row = &mut self.rows[place];
        if let Some(to) = reply.hand_over {
            bot::hand_over(tx, row, to, now).await?;
            self.handed.insert(row.id);
        }
        if reply.closes && store::close(tx, row.account_id, row.id).await? {
            row.is_open = false;
        }
        if reply.hand_over.is_some() || reply.closes {
            self.renewed.insert(row.id);
            self.changed[place] = true;
        }
        Ok(())
    }

    /// Tells visitors that people go on.
    pub(super) async fn tell_handed(&self, tx: &mut Tx<'_>) -> Result<()> {
        for id in &self.handed {
            let account = self.by_id.get(id).map(|place| self.rows[*place].account_id);
            let Some(account) = account else { continue };
            if let Some(row) = store::by_id(tx, account, *id).await? {
                let at = line::position(tx, account, row.id, row.queued_at, row.department_id);
                let at = at.await?;
                tx.publish(visitor_topic(row.visitor_id), frames::state(&row, at));
            }
        }
        Ok(())
    }

    /// Finds what colleagues have answered since an operator who answers last looked.
    pub(super) async fn look_for_answers(&mut self, tx: &mut Tx<'_>, said: &[Said]) -> Result<()> {
        for one in said {
            let (
                What::Message { id, seen: Some(seen), .. },
                Writer::Operator { who, conversation },
            ) = (&one.what, &one.by)
            else {
                continue;
            };
            let place = self.by_id.get(conversation);
            let is_behind = place.is_some_and(|place| {
                let row = &self.rows[*place];
                row.account_id == who.account && row.last_number > *seen
            });
            if is_behind
                && let Some(answer) = store::answer(tx, *conversation, *seen, who.user).await?
            {
                self.answers.insert(*id, answer);
            }
        }
        Ok(())
    }

    /// Gives one message its number, or notes one read mark.
    pub(super) fn take(
        &mut self,
        said: &'a Said,
        content: Option<&'a Content>,
        now: Millis,
        stored: &mut Vec<Stored<'a>>,
    ) -> Outcome {
        let (place, author) = match &said.by {
            Writer::Visitor { seat, .. } => {
                if let What::Message { id, text, .. } = &said.what
                    && let Some(known) = self.known.get(&(*id, seat.visitor))
                {
                    return known.outcome(text);
                }
                (self.place_of(seat, &said.what), Author::Visitor)
            }
            Writer::Operator { who, conversation } => {
                let place = self.by_id.get(conversation).copied();
                let place = place.filter(|place| self.rows[*place].account_id == who.account);
                (place, Author::Operator)
            }
        };
        let Some(place) = place else { return self.nowhere(said, content) };
        let row = &mut self.rows[place];
        match &said.what {
            What::Read { number } => {
                if row.mark_read(author, *number) {
                    self.mark(place, "read", author);
                }
                Outcome::Noted
            }
            What::Got { number } => {
                if row.mark_got(author, *number) {
                    self.mark(place, "got", author);
                }
                Outcome::Noted
            }
            What::Message { id, text, page, answering, .. } => {
                if let Some(known) = self.known.get(&(*id, row.visitor_id)) {
                    return known.outcome(text);
                }
                let (content, preview) = match content {
                    Some(Content::Files { json, preview }) => (Some(json.as_str()), preview),
                    Some(Content::Refused) => return Outcome::NoFile,
                    None => (answering.as_deref().map(|(_, kept)| kept.as_str()), text),
                };
                if !row.is_open {
                    return Outcome::Refused;
                }
                let known = self.answers.remove(id);
                if let Some(answer) = known.or_else(|| answer_unseen(said, stored)) {
                    return Outcome::Answered(answer);
                }
                let page = page.as_deref().filter(|page| !page.url.is_empty());
                if let Some(page) = page {
                    row.page = Some((page.url.clone(), page.title.clone()));
                }
                if author == Author::Visitor && std::mem::take(&mut row.is_snoozed) {
                    self.woken.push(row.id);
                    self.renewed.insert(row.id);
                }
                if row.is_spam {
                    // The team is shown the conversation as it is now, and no message.
                    self.renewed.insert(row.id);
                } else if let Writer::Visitor { seat, .. } = &said.by
                    && row.waiting_since.is_none()
                    && !row.is_bots
                    && seat.site.settings.unanswered_after > 0
                {
                    let patience = seat.site.settings.unanswered_after * SECOND;
                    self.waiting.push((place, patience));
                }
                let shown = if text.is_empty() { preview } else { text };
                let number = row.add(author, shown, now);
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
                    is_spam: row.is_spam,
                    message: Message {
                        conversation: row.id,
                        visitor: row.visitor_id,
                        number,
                        id: *id,
                        author: author.as_str(),
                        name,
                        text,
                        content,
                        page,
                        at: now,
                    },
                });
                let known = Known { conversation: row.id, number, at: now, text: text.into() };
                let begun = author == Author::Visitor && self.begins.remove(&row.id);
                let outcome =
                    Outcome::Stored { conversation: row.id, number, at: now, begun, lead: None };
                // The same message may come twice in one write.
                self.known.insert((*id, row.visitor_id), known);
                outcome
            }
        }
    }

    /// Whether a message is stored already.
    pub(super) fn is_known(&self, said: &Said) -> bool {
        let What::Message { id, .. } = said.what else { return false };
        let visitor = match &said.by {
            Writer::Visitor { seat, .. } => Some(seat.visitor),
            Writer::Operator { conversation, .. } => {
                self.by_id.get(conversation).map(|place| self.rows[*place].visitor_id)
            }
        };
        visitor.is_some_and(|visitor| self.known.contains_key(&(id, visitor)))
    }

    /// The open conversation into which a message goes; `None` where it will be refused.
    pub(super) fn goes_to(&self, said: &Said) -> Option<&Progress> {
        let place = match &said.by {
            Writer::Visitor { seat, .. } => self.by_visitor.get(&seat.visitor)?,
            Writer::Operator { conversation, .. } => self.by_id.get(conversation)?,
        };
        let row = &self.rows[*place];
        (row.is_open && row.account_id == said.by.account()).then_some(row)
    }

    /// Why something said has no conversation.
    fn nowhere(&self, said: &Said, content: Option<&Content>) -> Outcome {
        match (&said.by, content) {
            (Writer::Visitor { seat, .. }, _) if self.blocked.contains(&seat.visitor) => {
                Outcome::Blocked
            }
            (_, Some(Content::Refused)) => Outcome::NoFile,
            _ => Outcome::Refused,
        }
    }

    /// Whether a conversation of this write is nothing but spam.
    pub(super) fn is_spam(&self, id: Uuid) -> bool {
        self.by_id.get(&id).is_some_and(|place| self.rows[*place].is_spam)
    }

    /// Where a visitor speaks; what it has read may be in a conversation that was closed.
    fn place_of(&self, seat: &Seat, what: &What) -> Option<usize> {
        let open = self.by_visitor.get(&seat.visitor);
        if open.is_some() || matches!(what, What::Message { .. }) {
            return open.copied();
        }
        let place = *self.by_id.get(&seat.conversation()?)?;
        (self.rows[place].visitor_id == seat.visitor).then_some(place)
    }

    fn mark(&mut self, place: usize, kind: &'static str, by: Author) {
        self.changed[place] = true;
        let row = &self.rows[place];
        let number = match (kind, by) {
            ("read", Author::Visitor) => row.visitor_read,
            ("read", _) => row.operator_read,
            (_, Author::Visitor) => row.visitor_got,
            _ => row.operator_got,
        };
        self.marks.push(Mark { place, kind, by, number });
    }

    /// Takes the numbers of this write's changes in the inbox of each account. Locks each account's
    /// row, in id order, until the commit.
    pub(super) async fn number(
        &mut self,
        tx: &mut Tx<'_>,
        stored: &[Stored<'_>],
        now: Millis,
    ) -> Result<Numbers> {
        let mut counts: BTreeMap<Uuid, i64> = BTreeMap::new();
        for one in stored {
            *counts.entry(one.account).or_default() += 1;
        }
        for mark in &self.marks {
            *counts.entry(self.rows[mark.place].account_id).or_default() += 1;
        }
        for (row, changed) in self.rows.iter().zip(&mut self.changed) {
            if self.renewed.contains(&row.id) {
                *changed = true;
                *counts.entry(row.account_id).or_default() += 1;
            }
        }
        let mut numbers = Numbers::default();
        for (account, count) in counts {
            let of_account = || self.rows.iter().zip(&self.changed);
            let ids: Vec<Uuid> = of_account()
                .filter(|(row, changed)| **changed && row.account_id == account)
                .map(|(row, _)| row.id)
                .collect();
            let upto = store::take(tx, account, count, &ids, now).await?;
            numbers.0.insert(account, upto - count + 1);
            for row in self.rows.iter_mut().filter(|row| row.account_id == account) {
                row.rev = upto;
            }
        }
        Ok(numbers)
    }

    /// Tells both sides what was read and what has come.
    pub(super) fn publish_marks(&self, tx: &mut Tx<'_>, numbers: &mut Numbers) {
        for Mark { place, kind, by, number } in &self.marks {
            let row = &self.rows[*place];
            let rev = numbers.next(row.account_id);
            let text = frames::mark(kind, row.id, *number, by.as_str(), rev);
            tx.publish(inbox_topic(row.account_id), text);
            if *by == Author::Operator {
                tx.publish(
                    visitor_topic(row.visitor_id),
                    frames::mark_of_team(kind, row.id, *number),
                );
            }
        }
    }

    pub(super) fn changed(&self) -> impl Iterator<Item = &Progress> {
        self.rows.iter().zip(&self.changed).filter(|(_, changed)| **changed).map(|(row, _)| row)
    }

    pub(super) fn moved(&self) -> impl Iterator<Item = &Progress> {
        let stood = self.rows.iter().zip(&self.stood);
        stood.filter(|(row, stood)| row.sorted_at != **stood).map(|(row, _)| row)
    }
}

/// What a colleague answers in the same write, where an operator has not seen it.
fn answer_unseen(said: &Said, stored: &[Stored<'_>]) -> Option<Answer> {
    let (What::Message { seen: Some(seen), .. }, Writer::Operator { who, conversation }) =
        (&said.what, &said.by)
    else {
        return None;
    };
    let is_other = |one: &&Stored<'_>| {
        let Message { conversation: place, number, .. } = one.message;
        place == *conversation && number > *seen && one.user.is_some_and(|user| user != who.user)
    };
    let one = stored.iter().rev().find(is_other)?;
    let name = one.message.name.unwrap_or_default().to_owned();
    Some(Answer { number: one.message.number, user: one.user?, name })
}

/// The visitor's conversation goes on when it was closed not long ago, else a new one begins.
async fn begin(
    tx: &mut Tx<'_>,
    seat: &Seat,
    (fresh, handler): (Uuid, Handler),
    now: Millis,
) -> Result<()> {
    let visitor = seat.visitor;
    if store::go_on(tx, visitor, now).await? {
        return Ok(());
    }
    let visit = visitors::last_visit(tx, visitor).await?;
    let source = visit.map(|visit| visit.source).unwrap_or_default();
    let (account, site) = (seat.site.account_id, seat.site.id);
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
    Ok(())
}
