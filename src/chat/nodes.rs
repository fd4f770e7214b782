//! What several nodes tell each other beside the frames: who of each team is on them. A node speaks
//! up when that changes, every now and then, and when the bus was away; what it said is forgotten
//! when it falls silent. Nothing of this is stored.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::presence::{self, Names};
use crate::bus::{Frame, Topic};
use crate::ctx::Ctx;
use crate::ids;
use crate::realtime::NODES;

/// How often a node says who is on it.
const EVERY: Duration = Duration::from_secs(20);

/// This node's name to the others.
struct Name(Uuid);

impl Default for Name {
    fn default() -> Self {
        Self(ids::new_id())
    }
}

/// What one node says to the others.
#[derive(Debug, Serialize, Deserialize)]
struct Said {
    node: Uuid,
    teams: Vec<(Uuid, Names)>,
    /// These are all its teams, not only those that changed.
    of_all: bool,
    /// The others are to say who is on them.
    asks: bool,
}

/// Tells the others who of an account is on this node.
pub fn say(ctx: &Ctx, account: Uuid) {
    send(ctx, vec![(account, presence::own(ctx, account))], false, false);
}

fn say_all(ctx: &Ctx, asks: bool) {
    send(ctx, presence::all_own(ctx), true, asks);
}

fn send(ctx: &Ctx, teams: Vec<(Uuid, Names)>, of_all: bool, asks: bool) {
    let bus = ctx.db.bus();
    if !bus.is_shared() {
        return;
    }
    let said = Said { node: ctx.local.of::<Name>().0, teams, of_all, asks };
    if let Ok(text) = serde_json::to_string(&said) {
        let topic = Topic { kind: NODES, id: said.node };
        bus.publish_elsewhere(&Frame { topic, text: text.into() });
    }
}

fn hear(ctx: &Ctx, frame: &Frame) {
    // What cannot be read may come from a newer release.
    let Ok(said) = serde_json::from_str::<Said>(&frame.text) else { return };
    presence::hear(ctx, said.node, said.teams, said.of_all);
    if said.asks {
        say_all(ctx, false);
    }
}

/// Speaks and listens until the server stops. Whenever the bus is back, this node's sockets are
/// pinged with their heads, since frames may have been lost.
pub async fn keep(ctx: Ctx) {
    if !ctx.db.bus().is_shared() {
        return;
    }
    let ears = ctx.clone();
    ctx.hub.listen(NODES, move |frame| hear(&ears, frame));
    let mut connection = None;
    loop {
        tokio::select! {
            () = ctx.stop.cancelled() => break,
            () = ctx.db.bus().connected(&mut connection) => {
                say_all(&ctx, true);
                ctx.hub.ping_all();
            }
            () = tokio::time::sleep(EVERY) => {
                say_all(&ctx, false);
                presence::forget_silent(&ctx);
            }
        }
    }
    send(&ctx, Vec::new(), true, false);
}
