//! A visitor's socket.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::ws::Utf8Bytes;
use serde_json::json;
use tokio_util::task::task_tracker::TaskTrackerToken;
use uuid::Uuid;

use super::answering;
use super::answers::Answers;
use super::bot::{self, Nudge, Opened};
use super::captured::contacts;
use super::ending::{self, End, Rating};
use super::frames::{self, Message};
use super::incoming::{Incoming, Page, at_most};
use super::places::Place;
use super::routing::Handler;
use super::service::{Chat, back_after};
use super::store::{self, MessageRow, Pulse};
use super::write::{Said, What, Writer};
use super::{Conversation, inbox_topic, line, presence};
use crate::bus::Frame;
use crate::error::Result;
use crate::guard::{Guard, Limit, RetryAfter};
use crate::ids;
use crate::people::Availability;
use crate::realtime::{Flow, Link, Talk, close};
use crate::sites::{self, Ask, Site};
use crate::web::ClientAddress;

/// A gap up to this many messages is filled; after a larger one the client starts anew.
pub const GAP: i64 = 500;
/// Messages that a client gets to start with.
pub const RECENT: i64 = 50;

/// Characters of a draft that the team sees.
const LONGEST_DRAFT: usize = 500;
/// A draft is shown at most once in this time.
const DRAFTS: Duration = Duration::from_millis(300);
/// Characters of what a visitor says beside a rating.
const LONGEST_COMMENT: usize = 1_000;

/// Where a visitor's socket speaks. Shared with its messages on their way.
pub struct Seat {
    pub visitor: Uuid,
    pub site: Arc<Site>,
    pub address: ClientAddress,
    /// The `User-Agent`.
    pub agent: String,
    conversation: Mutex<Option<Uuid>>,
    /// Whether the team has blocked the visitor: nobody is shown that it types, nor what.
    is_blocked: AtomicBool,
    /// The opening of the bot that the visitor was last shown.
    opened: Mutex<Option<Opened>>,
}

impl Seat {
    pub fn new(visitor: Uuid, site: Arc<Site>, address: ClientAddress, agent: String) -> Self {
        Self {
            visitor,
            site,
            address,
            agent,
            conversation: Mutex::default(),
            is_blocked: AtomicBool::new(false),
            opened: Mutex::default(),
        }
    }

    /// The opening that the visitor has before its eyes where it speaks in this conversation.
    pub fn opened(&self, conversation: Uuid) -> Option<Opened> {
        // Who was in another one since has that before its eyes.
        if self.conversation().is_some_and(|known| known != conversation) {
            return None;
        }
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The conversation in which the visitor's newest message is.
    pub fn conversation(&self) -> Option<Uuid> {
        *self.conversation.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, unless the visitor is blocked.
    fn heard_in(&self) -> Option<Uuid> {
        self.conversation().filter(|_| !self.is_blocked.load(Ordering::Relaxed))
    }

    pub fn is_in(&self, conversation: Uuid, is_blocked: bool) {
        self.is_blocked.store(is_blocked, Ordering::Relaxed);
        *self.conversation.lock().unwrap_or_else(PoisonError::into_inner) = Some(conversation);
    }
}

/// The visitor's side of the protocol.
pub struct VisitorTalk {
    chat: Chat,
    seat: Arc<Seat>,
    /// The frame that tells the team that the visitor writes, for the conversation it names.
    typing: Option<(Uuid, Frame)>,
    /// When a draft was last shown.
    drafted: Option<Instant>,
    _place: Place,
    _alive: TaskTrackerToken,
}

impl VisitorTalk {
    pub fn new(chat: Chat, seat: Seat, place: Place) -> Self {
        let alive = chat.alive();
        Self {
            chat,
            seat: Arc::new(seat),
            typing: None,
            drafted: None,
            _place: place,
            _alive: alive,
        }
    }

    fn typing(&mut self) {
        let Some(conversation) = self.seat.heard_in() else { return };
        if self.typing.as_ref().is_none_or(|(of, _)| *of != conversation) {
            let topic = inbox_topic(self.seat.site.account_id);
            let text = frames::typing(conversation, "visitor", None).into();
            self.typing = Some((conversation, Frame { topic, text }));
        }
        if let Some((_, frame)) = &self.typing {
            self.chat.ctx.db.bus().publish(frame.clone());
        }
    }

    /// Tells the team what is being written, where the site shows that.
    async fn draft(&mut self, draft: &str) {
        let Some(conversation) = self.seat.heard_in() else { return };
        if !self.site().await.settings.drafts {
            return self.typing();
        }
        let now = Instant::now();
        if self.drafted.is_some_and(|at| now - at < DRAFTS) {
            return;
        }
        self.drafted = Some(now);
        let topic = inbox_topic(self.seat.site.account_id);
        let text = frames::drafted(conversation, &at_most(draft, LONGEST_DRAFT)).into();
        self.chat.ctx.db.bus().publish(Frame { topic, text });
    }

    /// The visitor has had enough of this conversation.
    async fn end(&self) {
        let Some(conversation) = self.seat.conversation() else { return };
        let Seat { visitor, site, .. } = &*self.seat;
        let end = End { account: site.account_id, visitor: *visitor, conversation };
        if let Err(cause) = ending::end(&self.chat.ctx, end).await {
            tracing::warn!(%cause, "a visitor could not end a chat");
        }
    }

    /// The visitor says how it was.
    async fn rate(&self, frame: &Incoming<'_>) {
        let Some(conversation) = frame.conversation.or_else(|| self.seat.conversation()) else {
            return;
        };
        let Seat { visitor, site, .. } = &*self.seat;
        let rating = Rating {
            account: site.account_id,
            visitor: *visitor,
            conversation,
            score: frame.score,
            comment: at_most(&frame.comment, LONGEST_COMMENT),
        };
        if let Err(cause) = ending::rate(&self.chat.ctx, rating).await {
            tracing::warn!(%cause, "a rating could not be stored");
        }
    }

    async fn send(&self, frame: Incoming<'_>, link: &Link) -> Flow {
        let Some(id) = frame.id else { return Flow::Close(close::POLICY) };
        match frame.said() {
            Ok((text, files)) => {
                if let Err(RetryAfter(seconds)) = self.allowed() {
                    link.send(frames::nack(id, "too_many", Some(seconds)));
                    return Flow::Open;
                }
                let answers = frame.answers.as_ref();
                let answers =
                    answers.and_then(|given| Answers::read(&self.seat.site, given)).map(Box::new);
                let guard = Guard::of(&self.chat.ctx);
                let contacts = contacts(&guard, &self.seat, id, &text, answers.as_deref());
                let page = frame.page.map(Box::new);
                let answering = frame.answer.map(|answer| {
                    let kept = answer.kept();
                    Box::new((*answer, kept))
                });
                let seen = None;
                let what =
                    What::Message { id, text, files, page, contacts, answers, seen, answering };
                self.say(what, link).await;
            }
            Err(code) => {
                link.send(frames::nack(id, code, None));
            }
        }
        Flow::Open
    }

    fn allowed(&self) -> Result<(), RetryAfter> {
        let Seat { visitor, site, address, .. } = &*self.seat;
        let guard = Guard::of(&self.chat.ctx);
        guard.check(Limit::Messages, site.id, Some(*visitor), address.network())
    }

    /// The site as it is now, which may have been changed since the socket was opened.
    async fn site(&self) -> Arc<Site> {
        let seats = &self.seat.site;
        match Box::pin(sites::by_id(&self.chat.ctx, seats.id)).await {
            Ok(Some(site)) => site,
            // Better an old setting than a lost message.
            _ => seats.clone(),
        }
    }

    async fn say(&self, what: What, link: &Link) {
        let (site, handler) = match what {
            What::Message { .. } => {
                let site = self.site().await;
                let handler = answering::handler_of_new(&self.chat.ctx, &site);
                (site, handler)
            }
            _ => (self.seat.site.clone(), Handler::People),
        };
        let by = Writer::Visitor { seat: self.seat.clone(), fresh: ids::new_id(), handler, site };
        self.chat.say(Said { by, what }, link.outbox());
    }

    /// Answers with what the client has missed.
    async fn hello(&self, known: Option<Uuid>, after: i64, page: &Page, link: &Link) -> Flow {
        match self.welcome(known, after, page).await {
            Ok(text) => {
                link.send(text);
                Flow::Open
            }
            Err(cause) => {
                tracing::warn!(%cause, "a visitor could not be greeted");
                Flow::Close(close::RESTART)
            }
        }
    }

    async fn welcome(&self, known: Option<Uuid>, after: i64, page: &Page) -> Result<String> {
        let ctx = &self.chat.ctx;
        let now = ctx.clock.now();
        let asks = &self.seat.site.settings.before.questions;
        let (row, resync, messages, position, departments) = {
            let mut db = ctx.db.read().await?;
            let row = store::current(&mut db, self.seat.visitor).await?;
            let row = row.filter(|row| row.is_recent(now));
            let (resync, messages) = match &row {
                Some(row) => missed(&mut db, row, known, after).await?,
                None => (known.is_some(), Vec::new()),
            };
            let account = self.seat.site.account_id;
            let position = match &row {
                Some(Conversation { id, queued_at, department_id, .. }) => {
                    line::position(&mut db, account, *id, *queued_at, *department_id).await?
                }
                None => None,
            };
            let departments = if asks.iter().any(|one| one.ask == Ask::Department) {
                store::choices(&mut db, account).await?
            } else {
                Vec::new()
            };
            (row, resync, messages, position, departments)
        };
        let departments = departments.iter().map(|(id, name)| json!({"id": id, "name": name}));
        let departments: Vec<_> = departments.collect();
        if let Some(row) = &row {
            self.seat.is_in(row.id, row.blocked);
        }
        let team = presence::team(ctx, self.seat.site.account_id);
        let there = team.values().filter(|mate| mate.state == Availability::Online);
        let names: Vec<_> = there.take(3).map(frames::mate).collect();
        let is_online = presence::has_online(&team);
        let back_at = line::back_at(ctx, &self.seat.site);
        let opening = if row.is_none() { self.opening(page).await? } else { None };
        let head = json!({
            "t": "welcome",
            "conversation": row.as_ref().map(|row| row.id),
            "head": row.as_ref().map_or(0, |row| row.last_number),
            "read": row.as_ref().map_or(0, |row| row.operator_read),
            "got": row.as_ref().map_or(0, |row| row.operator_got),
            "state": row.as_ref().map(|row| frames::State::of(row, position)),
            "online": is_online,
            "resync": resync,
            "back_at": back_at,
            "team": names,
            "departments": departments,
            "opening": opening,
        });
        let list = row.as_ref().map(|row| list(row, &messages));
        Ok(with_messages(&head, list.as_deref()))
    }
}

impl VisitorTalk {
    /// What the bot would say first, where it answers; it is stored with the visitor's first words.
    async fn opening(&self, page: &Page) -> Result<Option<serde_json::Value>> {
        let ctx = &self.chat.ctx;
        let site = self.site().await;
        let bot = bot::bot(ctx).filter(|_| answering::handler_of_new(ctx, &site) == Handler::Bot);
        let opening = match bot {
            Some(bot) => bot.opening(ctx, &site, self.seat.visitor, page).await?,
            None => None,
        };
        let (said, opened) = opening.unzip();
        *self.seat.opened.lock().unwrap_or_else(PoisonError::into_inner) = opened;
        Ok(said)
    }

    /// The host page asks for an entry of a script, in the conversation that goes on.
    async fn enter(&self, page: Page) {
        let Some(conversation) = self.seat.conversation() else { return };
        if page.entry.is_empty() || self.allowed().is_err() {
            return;
        }
        let ctx = &self.chat.ctx;
        let event = json!({ "type": "enter", "name": page.entry });
        let (site, now) = (self.site().await, ctx.clock.now());
        let nudge = Nudge { ctx: ctx.clone(), site, conversation, event, page, now };
        if let Err(cause) = ctx.db.write(nudge).await {
            tracing::warn!(%cause, "a script could not be begun");
        }
    }

    async fn pulse(&self) -> Result<Option<Utf8Bytes>> {
        let Seat { visitor, site, .. } = &*self.seat;
        let ctx = &self.chat.ctx;
        let mut db = ctx.db.read().await?;
        let Some(pulse) = store::pulse(&mut db, *visitor).await? else { return Ok(None) };
        self.seat.is_in(pulse.id, pulse.blocked);
        let Pulse { id, queued_at, department_id, .. } = pulse;
        let position =
            line::position(&mut db, site.account_id, id, queued_at, department_id).await?;
        let place = line::Place { position, back_at: line::back_at(ctx, site) };
        Ok(Some(frames::pulse(&pulse, place).into()))
    }
}

/// The messages after `after`, or the newest ones where the gap is too large or the client knows
/// another conversation.
async fn missed(
    db: &mut crate::db::Read,
    row: &Conversation,
    known: Option<Uuid>,
    after: i64,
) -> Result<(bool, Vec<MessageRow>)> {
    let is_known = known == Some(row.id) && (0..=row.last_number).contains(&after);
    if is_known && after == row.last_number {
        return Ok((false, Vec::new()));
    }
    if is_known && row.last_number - after <= GAP {
        return Ok((false, store::messages(db, row.id, after, GAP).await?));
    }
    // A page that knows nothing yet need not forget anything.
    let resync = known.is_some() || row.last_number > RECENT;
    Ok((resync, store::newest_messages(db, row.id, i64::MAX, RECENT).await?))
}

/// Messages of one conversation as JSON.
pub fn list(row: &Conversation, messages: &[MessageRow]) -> String {
    frames::list(messages.iter().map(|one| Message {
        conversation: row.id,
        visitor: row.visitor_id,
        number: one.number,
        id: one.client_id,
        author: &one.author,
        name: one.name.as_deref(),
        text: &one.text,
        content: one.content.as_ref().map(|content| content.0.get()),
        page: None,
        at: one.at,
    }))
}

/// A frame with its list of messages at the end.
pub fn with_messages(head: &serde_json::Value, list: Option<&str>) -> String {
    let mut text = head.to_string();
    text.pop();
    text.push_str(r#","messages":"#);
    text.push_str(list.unwrap_or("[]"));
    text.push('}');
    text
}

impl Talk for VisitorTalk {
    async fn hear(&mut self, text: &str, link: &mut Link) -> Flow {
        if text == r#"{"t":"typing"}"# {
            self.typing();
            return Flow::Open;
        }
        let mut mended = String::new();
        let Some(frame) = Incoming::read(text, &mut mended) else {
            return Flow::Close(close::POLICY);
        };
        match frame.t.as_ref() {
            "hello" => {
                let (known, after) = (frame.conversation, frame.after);
                let page = frame.page.unwrap_or_default();
                Box::pin(self.hello(known, after, &page, link)).await
            }
            "send" => self.send(frame, link).await,
            "read" => {
                self.say(What::Read { number: frame.number }, link).await;
                Flow::Open
            }
            "got" => {
                self.say(What::Got { number: frame.number }, link).await;
                Flow::Open
            }
            "typing" => {
                match &frame.draft {
                    Some(draft) => self.draft(draft).await,
                    None => self.typing(),
                }
                Flow::Open
            }
            "script" => {
                Box::pin(self.enter(frame.page.unwrap_or_default())).await;
                Flow::Open
            }
            "end" => {
                Box::pin(self.end()).await;
                Flow::Open
            }
            "rate" if (1..=5).contains(&frame.score) => {
                Box::pin(self.rate(&frame)).await;
                Flow::Open
            }
            // A pong is heard by the session; what is not known may be a newer client's.
            _ => Flow::Open,
        }
    }

    async fn ping(&mut self) -> Utf8Bytes {
        match Box::pin(self.pulse()).await {
            Ok(Some(text)) => text,
            _ => Utf8Bytes::from_static(r#"{"t":"ping","heads":{}}"#),
        }
    }

    fn farewell(&mut self) -> Utf8Bytes {
        frames::reconnect(back_after())
    }
}
