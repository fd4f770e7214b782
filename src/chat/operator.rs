//! An operator's socket.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use serde_json::json;
use tokio_util::task::task_tracker::TaskTrackerToken;
use uuid::Uuid;

use super::captured::Contacts;
use super::incoming::Incoming;
use super::looking::{self, Eye};
use super::presence::Here;
use super::service::{Chat, back_after};
use super::visitor::{GAP, list, with_messages};
use super::write::{Said, What, Writer};
use super::{crew, dispatch, frames, inbox_topic, presence, store, visitor_topic};
use crate::bus::Frame;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::notify::push::Attention;
use crate::people::{Availability, Login, availability};
use crate::realtime::{Flow, Link, Talk, close};
use crate::visitors;

/// Conversations whose visitor is remembered by one socket.
const KNOWN: usize = 1_000;

/// Somebody of the team.
pub struct Member {
    pub account: Uuid,
    pub user: Uuid,
    pub name: String,
}

/// The frames that say that the operator writes: to the visitor, and to colleagues.
struct Typing {
    conversation: Uuid,
    to_visitor: Frame,
    to_team: Frame,
}

/// The operator's side of the protocol.
pub struct OperatorTalk {
    chat: Chat,
    who: Arc<Member>,
    /// Conversation → visitor, of this account only.
    visitors: HashMap<Uuid, Uuid>,
    typing: Option<Typing>,
    attention: Attention,
    here: Here,
    eye: Eye,
    _alive: TaskTrackerToken,
}

impl OperatorTalk {
    pub async fn new(chat: Chat, login: &Login) -> Result<Self> {
        let (account, user) = (login.account.id, login.user.id);
        let who = Member { account, user, name: login.user.name.clone() };
        let attention = Attention::of_tab(&chat.ctx, user);
        let crew = crew::crew(&mut chat.ctx.db.read().await?, account).await?;
        let here = presence::arrive(&chat.ctx, account, user, &who.name, crew::stored(&crew));
        let eye = Eye::new(&chat.ctx, account, user, &who.name);
        Ok(Self {
            eye,
            _alive: chat.alive(),
            chat,
            who: Arc::new(who),
            visitors: HashMap::new(),
            typing: None,
            attention,
            here,
        })
    }

    /// They choose what they are, or their page says that it is not used any more.
    async fn is_now(&mut self, state: Availability, auto: bool) {
        self.here.set_idle(auto && state != Availability::Online);
        if auto {
            return;
        }
        let ctx = self.chat.ctx.clone();
        let choose = Choose { ctx: ctx.clone(), who: self.who.clone(), state };
        // One after the other, so that the last choice counts.
        if let Err(cause) = ctx.db.write(choose).await {
            tracing::warn!(%cause, "what somebody has chosen to be could not be stored");
        }
    }

    fn send(&self, frame: &Incoming<'_>, link: &Link) -> Flow {
        let (Some(id), Some(conversation)) = (frame.id, frame.conversation) else {
            return Flow::Close(close::POLICY);
        };
        match frame.said() {
            Ok((text, files)) => {
                let contacts = Contacts::default();
                let what = What::Message {
                    id,
                    text,
                    files,
                    page: None,
                    contacts,
                    seen: frame.seen,
                    answers: None,
                    answering: None,
                };
                self.say(conversation, what, link);
            }
            Err(code) => {
                link.send(frames::nack(id, code, None));
            }
        }
        Flow::Open
    }

    fn say(&self, conversation: Uuid, what: What, link: &Link) {
        let by = Writer::Operator { who: self.who.clone(), conversation };
        self.chat.say(Said { by, what }, link.outbox());
    }

    async fn typing(&mut self, conversation: Uuid, link: &Link) {
        if self.typing.as_ref().is_none_or(|typing| typing.conversation != conversation) {
            let Some(visitor) = Box::pin(self.visitor(conversation)).await else { return };
            let name = &self.who.name;
            self.typing = Some(Typing {
                conversation,
                to_visitor: Frame {
                    topic: visitor_topic(visitor),
                    text: frames::typing_to_visitor(name).into(),
                },
                to_team: Frame {
                    topic: inbox_topic(self.who.account),
                    text: frames::typing(conversation, "operator", Some(name)).into(),
                },
            });
        }
        if let Some(Typing { to_visitor, to_team, .. }) = &self.typing {
            let bus = self.chat.ctx.db.bus();
            bus.publish(to_visitor.clone());
            bus.publish_elsewhere(to_team);
            self.chat.ctx.hub.deliver_to_others(to_team, link.outbox());
        }
    }

    /// The visitor of a conversation of this account.
    async fn visitor(&mut self, conversation: Uuid) -> Option<Uuid> {
        if let Some(visitor) = self.visitors.get(&conversation) {
            return Some(*visitor);
        }
        let mut db = self.chat.ctx.db.read().await.ok()?;
        let row = store::by_id(&mut db, self.who.account, conversation).await.ok()??;
        if self.visitors.len() >= KNOWN {
            self.visitors.clear();
        }
        self.visitors.insert(conversation, row.visitor_id);
        Some(row.visitor_id)
    }

    async fn hello(&self, open: Option<Uuid>, after: i64, link: &Link) -> Flow {
        match self.welcome(open, after).await {
            Ok(text) => {
                link.send(text);
                Flow::Open
            }
            Err(cause) => {
                tracing::warn!(%cause, "an operator could not be greeted");
                Flow::Close(close::RESTART)
            }
        }
    }

    async fn welcome(&self, open: Option<Uuid>, after: i64) -> Result<String> {
        let ctx = &self.chat.ctx;
        let account = self.who.account;
        let mut db = ctx.db.read().await?;
        let rev = store::rev(&mut db, account).await?;
        let row = match open {
            Some(id) => store::by_id(&mut db, account, id).await?,
            None => None,
        };
        let messages = match &row {
            Some(row) => Some(list(row, &store::messages(&mut db, row.id, after, GAP).await?)),
            None => None,
        };
        let online = presence::people(&presence::team(ctx, account));
        let begin = json!({
            "t": "welcome", "rev": rev, "online": online,
            "looking": looking::of_account(ctx, account),
        });
        Ok(with_messages(&begin, messages.as_deref()))
    }
}

impl Talk for OperatorTalk {
    async fn hear(&mut self, text: &str, link: &mut Link) -> Flow {
        let mut mended = String::new();
        let Some(frame) = Incoming::read(text, &mut mended) else {
            return Flow::Close(close::POLICY);
        };
        match frame.t.as_ref() {
            "hello" => Box::pin(self.hello(frame.open, frame.after, link)).await,
            "send" => self.send(&frame, link),
            "read" => {
                if let Some(conversation) = frame.conversation {
                    self.say(conversation, What::Read { number: frame.number }, link);
                }
                Flow::Open
            }
            "got" => {
                if let Some(conversation) = frame.conversation {
                    self.say(conversation, What::Got { number: frame.number }, link);
                }
                Flow::Open
            }
            "availability" => {
                if let Some(state) = frame.state {
                    Box::pin(self.is_now(state, frame.auto)).await;
                }
                Flow::Open
            }
            "look" => {
                let at = match frame.conversation {
                    // Only where it is one of this account.
                    Some(one) => Box::pin(self.visitor(one)).await.map(|_| (one, frame.writing)),
                    None => None,
                };
                self.eye.look(at);
                Flow::Open
            }
            "typing" => {
                if let Some(conversation) = frame.conversation {
                    self.typing(conversation, link).await;
                }
                Flow::Open
            }
            "live" => {
                let topic = visitors::live_topic(self.who.account);
                if frame.on {
                    link.follow(topic);
                } else {
                    link.unfollow(topic);
                }
                Flow::Open
            }
            "visible" => {
                self.attention.is(frame.visible).await;
                Flow::Open
            }
            // A pong is heard by the session; what is not known may be a newer client's.
            _ => Flow::Open,
        }
    }

    async fn ping(&mut self) -> Utf8Bytes {
        self.attention.goes_on().await;
        let rev = match self.chat.ctx.db.read().await {
            Ok(mut db) => store::rev(&mut db, self.who.account).await.unwrap_or(0),
            Err(_) => 0,
        };
        format!(r#"{{"t":"ping","rev":{rev}}}"#).into()
    }

    fn farewell(&mut self) -> Utf8Bytes {
        frames::reconnect(back_after())
    }
}

/// Stores what somebody chose to be.
struct Choose {
    ctx: Ctx,
    who: Arc<Member>,
    state: Availability,
}

impl Write for Choose {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        availability::choose(tx, self.who.user, self.state).await?;
        dispatch::wake_after(tx, &self.ctx, self.who.account);
        Ok(())
    }
}
