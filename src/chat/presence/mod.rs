//! Who of a team is there: everybody with an open socket, and for a moment after the last one
//! closed, so that a reload of the page is no absence. Several nodes tell each other who is there
//! (see [`super::nodes`]).

mod teams;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;
use uuid::Uuid;

use self::teams::Teams;
pub use self::teams::{Mate, Stored, Team, has_online};
use super::{audience_topic, dispatch, frames, inbox_topic, nodes};
use crate::bus::Frame;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::people::Availability;

/// How long somebody whose last socket closed still counts as there.
const GRACE: Duration = Duration::from_secs(3);

/// How long another node's word holds: somebody whose node fell silent is not there.
const LIFE: Duration = Duration::from_mins(1);

/// The teams of this node and what the others have said of theirs.
#[derive(Default)]
struct Presence(Mutex<Teams>);

impl Presence {
    fn lock(&self) -> MutexGuard<'_, Teams> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn with<T>(ctx: &Ctx, act: impl FnOnce(&mut Teams) -> T) -> T {
    act(&mut ctx.local.of::<Presence>().lock())
}

/// Changes who is there, and tells everybody on this node for whom that makes a difference.
fn change<T>(ctx: &Ctx, accounts: &[Uuid], act: impl FnOnce(&mut Teams) -> T) -> T {
    let now = ctx.clock.now();
    let (done, changes) = with(ctx, |teams| {
        let before: Vec<Team> = accounts.iter().map(|account| teams.team(*account)).collect();
        let done = act(teams);
        let mut changes = Vec::new();
        for (account, before) in accounts.iter().zip(before) {
            let after = teams.team(*account);
            for user in before.keys().filter(|user| is_there(&before, user)) {
                if !is_there(&after, user) {
                    teams.was_seen(*user, now);
                }
            }
            if before != after {
                changes.push((*account, before, after));
            }
        }
        (done, changes)
    });
    for (account, before, after) in changes {
        let is_online = has_online(&after);
        tell(ctx, account, &after, (has_online(&before) != is_online).then_some(is_online));
    }
    done
}

fn is_there(team: &Team, user: &Uuid) -> bool {
    team.get(user).is_some_and(|mate| mate.state != Availability::Offline)
}

/// Somebody's word for who is there counts from now on: before, others may have been.
pub fn begin(ctx: &Ctx) {
    let now = ctx.clock.now();
    with(ctx, |teams| teams.since = now);
}

/// One operator's socket; dropping it ends that socket's presence.
pub struct Here {
    ctx: Ctx,
    account: Uuid,
    user: Uuid,
    is_idle: bool,
}

/// Whether somebody of the account's team is there to answer: one who is away is not.
pub fn is_online(ctx: &Ctx, account: Uuid) -> bool {
    has_online(&team(ctx, account))
}

/// Who is there.
pub fn team(ctx: &Ctx, account: Uuid) -> Team {
    with(ctx, |teams| teams.team(account))
}

/// Since when each of these people has been away from every page; those who are there are left
/// out.
pub fn absent(ctx: &Ctx, account: Uuid, people: &[Uuid]) -> HashMap<Uuid, Millis> {
    with(ctx, |teams| {
        let team = teams.team(account);
        let absent = people.iter().filter(|user| !is_there(&team, user));
        absent.map(|user| (*user, teams.absent_since(*user))).collect()
    })
}

/// Who of an account is on this node.
pub fn own(ctx: &Ctx, account: Uuid) -> Team {
    with(ctx, |teams| teams.own(account))
}

/// Accounts of which somebody is on this node.
pub fn accounts(ctx: &Ctx) -> Vec<Uuid> {
    with(ctx, |teams| teams.accounts())
}

/// Who is on this node, of every account.
pub fn all_own(ctx: &Ctx) -> Vec<(Uuid, Team)> {
    with(ctx, |teams| teams.accounts().into_iter().map(|id| (id, teams.own(id))).collect())
}

/// Takes what the database says of an account's people.
pub fn know(ctx: &Ctx, account: Uuid, people: HashMap<Uuid, Stored>) {
    let before = own(ctx, account);
    change(ctx, &[account], |teams| teams.know(account, people));
    if own(ctx, account) != before {
        nodes::say(ctx, account);
    }
}

/// Takes another node's word for who is there. Where it speaks of all its teams, those that it
/// does not name have gone.
pub fn hear(ctx: &Ctx, node: Uuid, said: Vec<(Uuid, Team)>, of_all: bool) {
    let mut accounts: Vec<Uuid> = said.iter().map(|(account, _)| *account).collect();
    if of_all {
        accounts.extend(with(ctx, |teams| teams.said_by(node)));
        accounts.sort_unstable();
        accounts.dedup();
    }
    change(ctx, &accounts, |teams| teams.hear(node, said, of_all, Instant::now() + LIFE));
}

/// Forgets nodes that fell silent, whose people have been away since they last spoke.
pub fn forget_silent(ctx: &Ctx) {
    let spoke = ctx.clock.now() - i64::try_from(LIFE.as_millis()).unwrap_or(0);
    let gone = with(ctx, |teams| {
        let gone = teams.forget(Instant::now());
        for user in gone.iter().flat_map(|(_, people)| people) {
            teams.was_seen(*user, spoke);
        }
        gone
    });
    for (account, _) in gone {
        // Their time was over before: nobody has been told.
        let team = team(ctx, account);
        tell(ctx, account, &team, Some(has_online(&team)));
    }
}

/// Notes that an operator's socket is open, and what the database says of the team.
pub fn arrive(
    ctx: &Ctx,
    account: Uuid,
    user: Uuid,
    name: &str,
    people: HashMap<Uuid, Stored>,
) -> Here {
    let before = own(ctx, account);
    change(ctx, &[account], |teams| {
        teams.open(account, user, name);
        teams.know(account, people);
    });
    if own(ctx, account) != before {
        nodes::say(ctx, account);
    }
    Here { ctx: ctx.clone(), account, user, is_idle: false }
}

impl Here {
    /// The page is no longer used, or is used again.
    pub fn set_idle(&mut self, idle: bool) {
        if self.is_idle == idle {
            return;
        }
        self.is_idle = idle;
        let Self { ctx, account, user, .. } = self;
        change(ctx, &[*account], |teams| teams.idle(*account, *user, idle));
        nodes::say(ctx, *account);
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        let Self { ctx, account, user, is_idle } = self;
        let now = ctx.clock.now();
        let mut was_last = false;
        change(ctx, &[*account], |teams| {
            was_last = teams.close(*account, *user, *is_idle, now);
        });
        if was_last {
            tokio::spawn(leave(ctx.clone(), *account, *user, now));
        }
    }
}

async fn leave(ctx: Ctx, account: Uuid, user: Uuid, since: Millis) {
    tokio::select! {
        () = ctx.stop.cancelled() => return,
        () = tokio::time::sleep(GRACE) => {}
    }
    let has_left = change(&ctx, &[account], |teams| teams.remove(account, user));
    if has_left {
        with(&ctx, |teams| {
            if !teams.team(account).contains_key(&user) {
                teams.was_seen(user, since);
            }
        });
        nodes::say(&ctx, account);
    }
}

/// Tells the team who is there, and visitors where that changes whether somebody is.
fn tell(ctx: &Ctx, account: Uuid, team: &Team, online: Option<bool>) {
    let text = json!({"t": "presence", "online": people(team)}).to_string();
    ctx.hub.deliver(&Frame { topic: inbox_topic(account), text: text.into() });
    if let Some(online) = online {
        let text = frames::online(online).into();
        ctx.hub.deliver(&Frame { topic: audience_topic(account), text });
    }
    dispatch::wake(ctx, account);
}

/// The team as frames show it.
pub fn people(team: &Team) -> serde_json::Value {
    let person = |(user, mate): (&Uuid, &Mate)| {
        let Mate { name, state, open, capacity, .. } = mate;
        json!({"user": user, "name": name, "state": state, "open": open, "capacity": capacity})
    };
    team.iter().map(person).collect()
}
