//! Alerts that reach people whose console is closed: Web Push to the browsers in which they turned
//! notifications on.
//!
//! Who sits in front of a visible tab is not told: they see and hear it there, and a phone that
//! buzzes at every line of a chat that is being read is soon silenced for good. So each tab says
//! when somebody looks at it and when nobody does ([`Attention`]); the word holds for a minute and is
//! kept in the database, so that every node knows it. If they leave without having read, they are
//! told all the same.

mod api;
mod jobs;
mod own;
mod words;

use uuid::Uuid;

pub use self::api::Document;
pub(super) use self::api::router as api;
use self::jobs::Heard;
pub(super) use self::jobs::handlers;
use super::store::devices;
use crate::cache::Cache;
use crate::clock::{Millis, SECOND};
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::ids;
use crate::jobs::{When, enqueue};

/// How long a tab's word holds; it is said anew with each ping, every 25 seconds.
const ATTENTION: Millis = 60 * SECOND;

/// Whether anybody of an account takes messages: asked for every message of a visitor, so it is
/// kept for a few seconds. A first browser on another node counts after them.
struct Wanted(Cache<bool>);

impl Default for Wanted {
    fn default() -> Self {
        Self(Cache::new(5 * SECOND))
    }
}

/// Whether [`visitor_wrote`] would reach anybody of an account.
pub async fn is_wanted(ctx: &Ctx, account: Uuid) -> bool {
    let load = async { devices::some(&mut ctx.db.read().await?, account).await.map(Some) };
    let wanted = ctx.local.of::<Wanted>();
    let known = wanted.0.get(&ctx.clock, &account.to_string(), load).await;
    // Without an answer, better too much than too little.
    known.ok().flatten().is_none_or(|known| *known)
}

/// Tells those who are to answer that a visitor wrote, once `tx` has committed. What comes
/// meanwhile is told together.
pub async fn visitor_wrote(
    tx: &mut Tx<'_>,
    account: Uuid,
    conversation: Uuid,
    now: Millis,
) -> Result<()> {
    let job = Heard { account, conversation, passed: Vec::new(), round: 0 };
    let when = When { due_at: now, key: Some(conversation.to_string()) };
    enqueue(tx, Some(account), &job, now, when).await
}

/// Whether somebody sits in front of one tab of the console, as it says itself.
pub struct Attention {
    ctx: Ctx,
    user: Uuid,
    tab: Uuid,
    is_there: bool,
}

impl Attention {
    /// Of a tab that has not said so yet.
    pub fn of_tab(ctx: &Ctx, user: Uuid) -> Self {
        Self { ctx: ctx.clone(), user, tab: ids::new_id(), is_there: false }
    }

    /// Notes that somebody looks at it, or nobody any more.
    pub async fn is(&mut self, is_there: bool) {
        if self.is_there != is_there {
            self.is_there = is_there;
            note(self.ctx.clone(), self.user, self.tab, is_there).await;
        }
    }

    /// Notes that it is as it was.
    pub async fn goes_on(&mut self) {
        if self.is_there {
            note(self.ctx.clone(), self.user, self.tab, true).await;
        }
    }
}

impl Drop for Attention {
    fn drop(&mut self) {
        if self.is_there {
            tokio::spawn(note(self.ctx.clone(), self.user, self.tab, false));
        }
    }
}

async fn note(ctx: Ctx, user: Uuid, tab: Uuid, is_there: bool) {
    let until = is_there.then(|| ctx.clock.now() + ATTENTION);
    if let Err(cause) = ctx.db.write(Attend { user, tab, until }).await {
        tracing::debug!(%cause, "who looks at the console could not be noted");
    }
}

struct Attend {
    user: Uuid,
    tab: Uuid,
    until: Option<Millis>,
}

impl Write for Attend {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        devices::attend(tx, self.tab, self.user, self.until).await
    }
}
