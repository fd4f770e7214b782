//! Who of a team is there: everybody with an open socket, and for a moment after the last one
//! closed, so that a reload of the page is no absence. Several nodes tell each other who is there
//! (see [`super::nodes`]).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;
use uuid::Uuid;

use super::{audience_topic, frames, inbox_topic, nodes};
use crate::bus::Frame;
use crate::ctx::Ctx;

/// How long somebody whose last socket closed still counts as there.
const GRACE: Duration = Duration::from_secs(3);

/// How long another node's word holds: somebody whose node fell silent is not there.
const LIFE: Duration = Duration::from_mins(1);

/// The teams of this node and what the others have said of theirs.
#[derive(Default)]
struct Presence(Mutex<Teams>);

#[derive(Default)]
struct Teams {
    here: HashMap<Uuid, Team>,
    /// Node → account → who is there, and until when that holds.
    elsewhere: HashMap<Uuid, HashMap<Uuid, (Names, Instant)>>,
}

/// Person → name and open sockets.
type Team = BTreeMap<Uuid, Person>;
/// Person → name.
pub type Names = BTreeMap<Uuid, String>;

struct Person {
    name: String,
    sockets: u32,
}

impl Presence {
    fn lock(&self) -> MutexGuard<'_, Teams> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Teams {
    /// Who of an account is there, on whatever node.
    fn names(&self, account: Uuid) -> Names {
        let mut names = self.own(account);
        let now = Instant::now();
        for (people, until) in self.elsewhere.values().filter_map(|node| node.get(&account)) {
            if *until > now {
                names.extend(people.clone());
            }
        }
        names
    }

    /// Who of an account is on this node.
    fn own(&self, account: Uuid) -> Names {
        let people = self.here.get(&account).into_iter().flatten();
        people.map(|(user, person)| (*user, person.name.clone())).collect()
    }
}

/// Changes who is there, and tells everybody on this node for whom that makes a difference.
fn change<T>(ctx: &Ctx, accounts: &[Uuid], act: impl FnOnce(&mut Teams) -> T) -> T {
    let presence = ctx.local.of::<Presence>();
    let mut teams = presence.lock();
    let before: Vec<Names> = accounts.iter().map(|account| teams.names(*account)).collect();
    let done = act(&mut teams);
    let after: Vec<Names> = accounts.iter().map(|account| teams.names(*account)).collect();
    drop(teams);
    for ((account, before), after) in accounts.iter().zip(before).zip(after) {
        if before != after {
            let is_there = !after.is_empty();
            tell(ctx, *account, &after, (before.is_empty() == is_there).then_some(is_there));
        }
    }
    done
}

/// One operator's socket; dropping it ends that socket's presence.
pub struct Here {
    ctx: Ctx,
    account: Uuid,
    user: Uuid,
}

/// Whether somebody of the account's team is there to answer.
pub fn is_online(ctx: &Ctx, account: Uuid) -> bool {
    !team(ctx, account).is_empty()
}

/// Who is there.
pub fn team(ctx: &Ctx, account: Uuid) -> Names {
    ctx.local.of::<Presence>().lock().names(account)
}

/// Who of an account is on this node.
pub fn own(ctx: &Ctx, account: Uuid) -> Names {
    ctx.local.of::<Presence>().lock().own(account)
}

/// The same of every account of which somebody is on this node.
pub fn all_own(ctx: &Ctx) -> Vec<(Uuid, Names)> {
    let presence = ctx.local.of::<Presence>();
    let teams = presence.lock();
    teams.here.keys().map(|account| (*account, teams.own(*account))).collect()
}

/// Takes another node's word for who is there. Where it speaks of all its teams, those that it
/// does not name have gone.
pub fn hear(ctx: &Ctx, node: Uuid, said: Vec<(Uuid, Names)>, of_all: bool) {
    let mut accounts: Vec<Uuid> = said.iter().map(|(account, _)| *account).collect();
    if of_all {
        let presence = ctx.local.of::<Presence>();
        accounts
            .extend(presence.lock().elsewhere.get(&node).into_iter().flatten().map(|(id, _)| *id));
        accounts.sort_unstable();
        accounts.dedup();
    }
    change(ctx, &accounts, |teams| {
        let known = teams.elsewhere.entry(node).or_default();
        if of_all {
            known.clear();
        }
        let until = Instant::now() + LIFE;
        known.extend(said.into_iter().map(|(account, people)| (account, (people, until))));
        known.retain(|_, (people, _)| !people.is_empty());
    });
}

/// Forgets nodes that fell silent.
pub fn forget_silent(ctx: &Ctx) {
    let now = Instant::now();
    let gone: Vec<(Uuid, Uuid)> = {
        let presence = ctx.local.of::<Presence>();
        let teams = presence.lock();
        let all = teams.elsewhere.iter();
        let all = all.flat_map(|(node, known)| known.iter().map(|(id, said)| (*node, *id, said.1)));
        all.filter(|(_, _, until)| *until <= now).map(|(node, id, _)| (node, id)).collect()
    };
    for (node, account) in gone {
        let names = {
            let presence = ctx.local.of::<Presence>();
            let mut teams = presence.lock();
            if let Some(known) = teams.elsewhere.get_mut(&node) {
                known.remove(&account);
            }
            teams.names(account)
        };
        // Their time was over before: nobody has been told.
        tell(ctx, account, &names, Some(!names.is_empty()));
    }
}

/// Notes that an operator's socket is open.
pub fn arrive(ctx: &Ctx, account: Uuid, user: Uuid, name: &str) -> Here {
    let is_new = change(ctx, &[account], |teams| {
        let team = teams.here.entry(account).or_default();
        let is_new = !team.contains_key(&user);
        let person =
            team.entry(user).or_insert_with(|| Person { name: name.to_owned(), sockets: 0 });
        person.sockets += 1;
        is_new
    });
    if is_new {
        nodes::say(ctx, account);
    }
    Here { ctx: ctx.clone(), account, user }
}

impl Drop for Here {
    fn drop(&mut self) {
        let presence = self.ctx.local.of::<Presence>();
        let mut teams = presence.lock();
        let team = teams.here.get_mut(&self.account);
        let Some(person) = team.and_then(|team| team.get_mut(&self.user)) else { return };
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
    let has_left = change(&ctx, &[account], |teams| {
        let Some(team) = teams.here.get_mut(&account) else { return false };
        if team.get(&user).is_none_or(|person| person.sockets > 0) {
            return false;
        }
        team.remove(&user);
        if team.is_empty() {
            teams.here.remove(&account);
        }
        true
    });
    if has_left {
        nodes::say(&ctx, account);
    }
}

/// Tells the team who is there, and visitors where that changes whether somebody is.
fn tell(ctx: &Ctx, account: Uuid, names: &Names, online: Option<bool>) {
    let text = json!({"t": "presence", "online": people(names)}).to_string();
    ctx.hub.deliver(&Frame { topic: inbox_topic(account), text: text.into() });
    if let Some(online) = online {
        let text = frames::online(online).into();
        ctx.hub.deliver(&Frame { topic: audience_topic(account), text });
    }
}

/// The team as frames show it.
pub fn people(team: &Names) -> serde_json::Value {
    team.iter().map(|(user, name)| json!({"user": user, "name": name})).collect()
}
