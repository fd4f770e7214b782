//! Who of a team is there: everybody with an open socket, and for a moment after the last one
//! closed, so that a reload of the page is no absence.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;
use uuid::Uuid;

use super::{audience_topic, frames, inbox_topic};
use crate::bus::Frame;
use crate::ctx::Ctx;

/// How long somebody whose last socket closed still counts as there.
const GRACE: Duration = Duration::from_secs(3);

/// The teams of this node.
#[derive(Default)]
struct Presence(Mutex<HashMap<Uuid, Team>>);

/// Person → name and open sockets.
type Team = BTreeMap<Uuid, Person>;

struct Person {
    name: String,
    sockets: u32,
}

impl Presence {
    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Team>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One operator's socket; dropping it ends that socket's presence.
pub struct Here {
    ctx: Ctx,
    account: Uuid,
    user: Uuid,
}

/// Whether somebody of the account's team is there to answer.
pub fn is_online(ctx: &Ctx, account: Uuid) -> bool {
    ctx.local.of::<Presence>().lock().contains_key(&account)
}

/// Who is there.
pub fn team(ctx: &Ctx, account: Uuid) -> Vec<(Uuid, String)> {
    let presence = ctx.local.of::<Presence>();
    let teams = presence.lock();
    let people = teams.get(&account).into_iter().flatten();
    people.map(|(user, person)| (*user, person.name.clone())).collect()
}

/// Notes that an operator's socket is open.
pub fn arrive(ctx: &Ctx, account: Uuid, user: Uuid, name: &str) -> Here {
    let (is_new, is_first) = {
        let presence = ctx.local.of::<Presence>();
        let mut teams = presence.lock();
        let is_first = !teams.contains_key(&account);
        let team = teams.entry(account).or_default();
        let is_new = !team.contains_key(&user);
        let person =
            team.entry(user).or_insert_with(|| Person { name: name.to_owned(), sockets: 0 });
        person.sockets += 1;
        (is_new, is_first)
    };
    if is_new {
        tell(ctx, account, is_first.then_some(true));
    }
    Here { ctx: ctx.clone(), account, user }
}

impl Drop for Here {
    fn drop(&mut self) {
        let presence = self.ctx.local.of::<Presence>();
        let mut teams = presence.lock();
        let Some(person) = teams.get_mut(&self.account).and_then(|team| team.get_mut(&self.user))
        else {
            return;
        };
        person.sockets -= 1;
        if person.sockets == 0 {
            tokio::spawn(leave(self.ctx.clone(), self.account, self.user));
        }
    }
}

async fn leave(ctx: Ctx, account: Uuid, user: Uuid) {
    tokio::select! {
        () = ctx.stop.cancelled() => return,
        () = tokio::time::sleep(GRACE) => {}
    }
    let was_last = {
        let presence: Arc<Presence> = ctx.local.of();
        let mut teams = presence.lock();
        let Some(team) = teams.get_mut(&account) else { return };
        if team.get(&user).is_none_or(|person| person.sockets > 0) {
            return;
        }
        team.remove(&user);
        let was_last = team.is_empty();
        if was_last {
            teams.remove(&account);
        }
        was_last
    };
    tell(&ctx, account, was_last.then_some(false));
}

/// Tells the team who is there, and visitors where that changes whether somebody is.
fn tell(ctx: &Ctx, account: Uuid, online: Option<bool>) {
    let people = people(&team(ctx, account));
    let text = json!({"t": "presence", "online": people}).to_string();
    ctx.hub.deliver(&Frame { topic: inbox_topic(account), text: text.into() });
    if let Some(online) = online {
        let text = frames::online(online).into();
        ctx.hub.deliver(&Frame { topic: audience_topic(account), text });
    }
}

/// The team as frames show it.
pub fn people(team: &[(Uuid, String)]) -> serde_json::Value {
    team.iter().map(|(user, name)| json!({"user": user, "name": name})).collect()
}
