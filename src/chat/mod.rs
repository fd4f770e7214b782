//! The chat: conversations and their messages, the visitor's and the operator's socket.
//!
//! A message goes from its socket into one queue. The gatherer takes whatever waits into one
//! write, and acknowledges after the commit. Frames go out from the writer, after the commit too.

mod actions;
mod answering;
mod answers;
mod api;
mod assign;
mod bot;
mod brief;
mod canned;
mod captured;
mod console;
mod conversation;
mod crew;
mod departments;
mod dispatch;
mod ending;
mod files;
mod frames;
mod gather;
mod history;
mod host;
pub(crate) mod inbox;
mod incoming;
mod jobs;
mod known;
mod line;
mod looking;
mod nodes;
mod notes;
mod opening;
mod operator;
mod places;
mod presence;
mod room;
mod routing;
mod search;
mod service;
pub(crate) mod store;
mod team;
mod transcript;
mod unanswered;
mod visitor;
mod wire;
mod write;

use uuid::Uuid;

pub use self::actions::tag;
pub use self::answering::handler_of_new;
pub use self::api::{document, router};
pub use self::bot::{
    Answering, Bot, BotSays, Came, HandOver, Heard, Nudge, Opened, Reply, Words, answer_with,
};
pub use self::brief::brief;
pub use self::conversation::{Author, Conversation};
pub use self::ending::rated;
pub use self::incoming::Page;
pub use self::jobs::handlers;
pub use self::notes::mention_brief;
pub use self::opening::{Opening, open_with};
pub use self::presence::is_online;
pub use self::routing::Handler;
pub use self::service::Chat;
pub(crate) use self::store::SWEEPS;
pub use self::unanswered::{Unanswered, unanswered};
use crate::bus::Topic;
use crate::db::{Read, Statements};
use crate::error::Result;
pub use crate::leads::inbox_topic;

/// The topic of one visitor: its messages, on every open page.
pub fn visitor_topic(visitor: Uuid) -> Topic {
    Topic { kind: b'v', id: visitor }
}

/// The topic of all visitors who talk to an account: whether somebody is there.
pub fn audience_topic(account: Uuid) -> Topic {
    Topic { kind: b'a', id: account }
}

/// The open conversation of a visitor, else the newest one.
pub async fn newest(
    db: &mut (impl Statements + Send),
    visitor: Uuid,
) -> Result<Option<Conversation>> {
    store::current(db, visitor).await
}

/// The conversations with a visitor of an account, the newest first.
pub async fn of_visitor(db: &mut Read, account: Uuid, visitor: Uuid) -> Result<Vec<Conversation>> {
    store::talks_with(db, account, visitor).await
}

/// How many open conversations of an account have something that nobody has read.
pub async fn unread(db: &mut Read, account: Uuid) -> Result<i64> {
    store::unread(db, account).await
}
