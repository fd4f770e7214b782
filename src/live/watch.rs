//! This node's memory of who is there, and what the teams are told of it: changes, gathered for a
//! second, to those alone who look at the list.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;
use uuid::Uuid;

use super::here::Here;
use super::invitation::Invited;
use super::nodes;
use super::present::Present;
use crate::bus::Frame;
use crate::ctx::Ctx;
use crate::visitors::live_topic;

/// How long changes are gathered.
const EVERY: Duration = Duration::from_secs(1);
/// Visitors in one frame; where more have changed, the list is read anew.
const MOST: usize = 300;

/// Who is there, on this node.
#[derive(Default)]
pub struct Live(Mutex<Here>);

impl Live {
    /// The one of this node.
    pub fn of(ctx: &Ctx) -> Arc<Self> {
        ctx.local.of::<Self>()
    }

    /// To look or change; never across a wait.
    pub fn lock(&self) -> MutexGuard<'_, Here> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes what became of an invitation, for the team and for the visitor's next beat.
pub fn note(ctx: &Ctx, account: Uuid, visitor: Uuid, invited: Invited) {
    Live::of(ctx).lock().change((account, visitor), |present| {
        if invited.is_newer_than(present.invitation.as_ref()) {
            present.invitation = Some(invited);
        }
    });
}

/// Forgets who has left and tells of changes until the server stops.
pub async fn keep(ctx: Ctx) {
    if ctx.db.bus().is_shared() {
        Live::of(&ctx).lock().share();
    }
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = ctx.stop.cancelled() => return,
            _ = every.tick() => {}
        }
        let live = Live::of(&ctx);
        let news = {
            let mut here = live.lock();
            here.sweep(ctx.clock.now());
            here.take_news()
        };
        for (account, set, gone) in news {
            let topic = live_topic(account);
            if ctx.hub.is_followed(topic) {
                ctx.hub.deliver(&Frame { topic, text: frame(&set, &gone).into() });
            }
        }
        nodes::say(&ctx);
    }
}

fn frame(set: &[Present], gone: &[Uuid]) -> String {
    if set.len() + gone.len() > MOST {
        return json!({"t": "live", "again": true}).to_string();
    }
    json!({"t": "live", "set": set, "gone": gone}).to_string()
}
