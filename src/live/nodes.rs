//! What several nodes tell each other of who is on a page: changes and beats, gathered for a
//! second. Each then knows everybody, whichever node a page's beats come to; each counts the
//! silence by itself. Nothing of this is stored but invitations, which are read again while the
//! other nodes cannot be heard.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::here::{Entry, Key};
use super::store;
use super::watch::{Live, note};
use crate::bus::{Frame, Topic};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::ids;
use crate::realtime::NODES_VISITORS;

/// Visitors in one frame.
const MOST: usize = 400;
/// How often invitations are looked for while the other nodes cannot be heard.
const LOOK: Duration = Duration::from_secs(5);

/// This node's name to the others, and whom it asked about.
struct Me {
    name: Uuid,
    wants: Mutex<Vec<(Uuid, Key)>>,
}

impl Default for Me {
    fn default() -> Self {
        Self { name: ids::new_id(), wants: Mutex::default() }
    }
}

/// What one node says to the others.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Said {
    node: Uuid,
    set: Vec<(Uuid, Entry)>,
    heard: Vec<Key>,
    /// Of whom a node is asked to tell.
    wants: Vec<(Uuid, Key)>,
    /// Everybody is to be told.
    asks: bool,
}

/// Tells the others what has changed here since the last time.
pub fn say(ctx: &Ctx) {
    if !ctx.db.bus().is_shared() {
        return;
    }
    let me = ctx.local.of::<Me>();
    let (set, heard) = Live::of(ctx).lock().take_words();
    let wants = std::mem::take(&mut *me.wants.lock().unwrap_or_else(PoisonError::into_inner));
    for heard in heard.chunks(MOST) {
        send(ctx, Said { heard: heard.to_vec(), ..Said::default() });
    }
    if !wants.is_empty() {
        send(ctx, Said { wants, ..Said::default() });
    }
    send_all(ctx, &set);
}

fn send_all(ctx: &Ctx, set: &[(Uuid, Entry)]) {
    for set in set.chunks(MOST) {
        send(ctx, Said { set: set.to_vec(), ..Said::default() });
    }
}

fn send(ctx: &Ctx, said: Said) {
    let node = ctx.local.of::<Me>().name;
    if let Ok(text) = serde_json::to_string(&Said { node, ..said }) {
        let topic = Topic { kind: NODES_VISITORS, id: node };
        ctx.db.bus().publish_elsewhere(&Frame { topic, text: text.into() });
    }
}

fn hear(ctx: &Ctx, frame: &Frame) {
    // What cannot be read may come from a newer release.
    let Ok(said) = serde_json::from_str::<Said>(&frame.text) else { return };
    let (me, live) = (ctx.local.of::<Me>(), Live::of(ctx));
    let now = ctx.clock.now();
    let mut wanted = Vec::new();
    {
        let mut here = live.lock();
        for (account, entry) in said.set {
            here.told(account, entry, now);
        }
        let unknown = here.heard_elsewhere(&said.heard, now);
        if !unknown.is_empty() {
            let mut wants = me.wants.lock().unwrap_or_else(PoisonError::into_inner);
            wants.extend(unknown.into_iter().map(|key| (said.node, key)));
        }
        for (node, key) in said.wants {
            if node == me.name {
                wanted.extend(here.entry(key));
            }
        }
        if said.asks {
            wanted = here.all();
        }
    }
    send_all(ctx, &wanted);
}

/// Listens until the server stops. Whenever the bus is back, everybody tells everything.
pub async fn keep(ctx: Ctx) {
    if !ctx.db.bus().is_shared() {
        return;
    }
    let ears = ctx.clone();
    ctx.hub.listen(NODES_VISITORS, move |frame| hear(&ears, frame));
    let mut connection = None;
    loop {
        tokio::select! {
            () = ctx.stop.cancelled() => return,
            () = ctx.db.bus().connected(&mut connection) => {
                let all = Live::of(&ctx).lock().all();
                send_all(&ctx, &all);
                send(&ctx, Said { asks: true, ..Said::default() });
                look(&ctx).await;
            }
            () = tokio::time::sleep(LOOK) => {
                if !ctx.db.bus().is_connected() {
                    look(&ctx).await;
                }
            }
        }
    }
}

/// Reads the invitations that another node may have made.
async fn look(ctx: &Ctx) {
    match pending(ctx).await {
        Ok(all) => all.into_iter().for_each(|row| {
            let (account, visitor) = (row.account_id, row.visitor_id);
            note(ctx, account, visitor, row.into());
        }),
        Err(cause) => tracing::warn!(%cause, "invitations could not be read"),
    }
}

async fn pending(ctx: &Ctx) -> Result<Vec<store::InvitationRow>> {
    store::pending(&mut ctx.db.read().await?, ctx.clock.now()).await
}
