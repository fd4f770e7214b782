//! What several nodes tell each other beside the frames: who of each team is on them, and whose
//! people or conversations are to be looked at again. A node speaks up when that changes, every now
//! and then, and when the bus was away; what it said is forgotten when it falls silent. Nothing of
//! this is stored.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::presence::{self, Team};
use super::{dispatch, looking};
use crate::bus::{Frame, Topic};
use crate::ctx::Ctx;
use crate::db::Tx;
use crate::ids;
use crate::realtime::{NODES, NODES_LOOKING};

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
    teams: Vec<(Uuid, Team)>,
    /// Accounts whose people have chosen something, or got or lost conversations.
    #[serde(default)]
    look: Vec<Uuid>,
    /// These are all its teams, not only those that changed.
    of_all: bool,
    /// The others are to say who is on them.
    asks: bool,
}

/// Tells the others who of an account is on this node.
pub fn say(ctx: &Ctx, account: Uuid) {
    speak(ctx, |said| said.teams = vec![(account, presence::own(ctx, account))]);
}

/// Has the others read again what the people of an account have.
pub fn look(ctx: &Ctx, account: Uuid) {
    speak(ctx, |said| said.look = vec![account]);
}

fn say_all(ctx: &Ctx, asks: bool) {
    speak(ctx, |said| {
        said.teams = presence::all_own(ctx);
        said.of_all = true;
        said.asks = asks;
    });
    looking::say(ctx, None);
}

/// Says something unless this node has taken its leave: whoever asked meanwhile would take its
/// people for there.
fn speak(ctx: &Ctx, what: impl FnOnce(&mut Said)) {
    if !ctx.stop.is_cancelled() {
        send(ctx, what);
    }
}

fn send(ctx: &Ctx, what: impl FnOnce(&mut Said)) {
    let bus = ctx.db.bus();
    if !bus.is_shared() {
        return;
    }
    let node = name(ctx);
    let mut said = Said { node, teams: Vec::new(), look: Vec::new(), of_all: false, asks: false };
    what(&mut said);
    if let Ok(text) = serde_json::to_string(&said) {
        let topic = Topic { kind: NODES, id: said.node };
        bus.publish_elsewhere(&Frame { topic, text: text.into() });
    }
}

/// Has every node, this one too, look at who of an account has what, once `tx` has committed.
pub fn changed(tx: &mut Tx<'_>, account: Uuid) {
    tx.publish(Topic { kind: NODES, id: account }, "");
}

/// This node's name to the others.
pub fn name(ctx: &Ctx) -> Uuid {
    ctx.local.of::<Name>().0
}

fn hear(ctx: &Ctx, frame: &Frame) {
    if frame.text.is_empty() {
        return dispatch::changed(ctx, frame.topic.id);
    }
    // What cannot be read may come from a newer release.
    let Ok(said) = serde_json::from_str::<Said>(&frame.text) else { return };
    presence::hear(ctx, said.node, said.teams, said.of_all);
    for account in said.look {
        dispatch::look(ctx, account);
    }
    if said.asks {
        say_all(ctx, false);
    }
}

/// Speaks and listens until the server stops. Whenever the bus is back, this node's sockets are
/// pinged with their heads, since frames may have been lost.
pub async fn keep(ctx: Ctx) {
    let ears = ctx.clone();
    ctx.hub.listen(NODES, move |frame| hear(&ears, frame));
    let eyes = ctx.clone();
    ctx.hub.listen(NODES_LOOKING, move |frame| looking::hear(&eyes, &frame.text));
    if !ctx.db.bus().is_shared() {
        return;
    }
    let mut connection = None;
    loop {
        tokio::select! {
            () = ctx.stop.cancelled() => break,
            () = ctx.db.bus().connected(&mut connection) => {
                // Who has been away meanwhile cannot be told from who was on another node.
                presence::begin(&ctx);
                say_all(&ctx, true);
                ctx.hub.ping_all();
            }
            () = tokio::time::sleep(EVERY) => {
                say_all(&ctx, false);
                presence::forget_silent(&ctx);
                looking::forget_silent(&ctx);
            }
        }
    }
    send(&ctx, |said| said.of_all = true);
}
