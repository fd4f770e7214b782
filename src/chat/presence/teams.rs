//! Who is there, as one node knows it. No task and no socket in here, so that it can be tested.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use uuid::Uuid;

use crate::clock::Millis;
use crate::people::Availability;

/// Somebody who is there, as colleagues see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mate {
    pub name: String,
    /// What they are now: what they chose, or away where no page of theirs is used.
    pub state: Availability,
    /// Conversations that they have.
    pub open: i64,
    /// Conversations that they are given at once.
    pub capacity: i64,
    /// Their picture, where they have one.
    #[serde(default)]
    pub face: Option<Uuid>,
}

/// Those of an account who are there.
pub type Team = BTreeMap<Uuid, Mate>;

/// What the database says of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    pub chosen: Availability,
    pub open: i64,
    pub capacity: i64,
    pub face: Option<Uuid>,
}

/// Somebody with open sockets on this node.
#[derive(Default)]
struct Person {
    name: String,
    sockets: u32,
    /// Sockets of pages that have not been used for a while.
    idle: u32,
}

#[derive(Default)]
pub struct Teams {
    here: HashMap<Uuid, BTreeMap<Uuid, Person>>,
    /// Node → account → who is there, and until when that holds.
    elsewhere: HashMap<Uuid, HashMap<Uuid, (Team, Instant)>>,
    stored: HashMap<Uuid, HashMap<Uuid, Stored>>,
    /// Person → until when they were there.
    seen: HashMap<Uuid, Millis>,
    /// Who was there before is not known.
    pub since: Millis,
}

impl Teams {
    /// Who of an account is there, on whatever node. Of somebody on several, the best counts.
    pub fn team(&self, account: Uuid) -> Team {
        let mut team = self.own(account);
        let now = Instant::now();
        for (people, until) in self.elsewhere.values().filter_map(|node| node.get(&account)) {
            if *until <= now {
                continue;
            }
            for (user, told) in people {
                let stored = self.stored(account, *user);
                let mate = team.entry(*user).or_insert_with(|| {
                    let Mate { open, capacity, face, .. } = *told;
                    let (open, capacity, face) =
                        stored.map_or((open, capacity, face), |s| (s.open, s.capacity, s.face));
                    Mate { open, capacity, face, ..told.clone() }
                });
                mate.state = mate.state.min(told.state);
            }
        }
        team
    }

    /// Who of an account is on this node.
    pub fn own(&self, account: Uuid) -> Team {
        let people = self.here.get(&account).into_iter().flatten();
        let mate = |(user, person): (&Uuid, &Person)| {
            let stored = self.stored(account, *user);
            let Stored { chosen, open, capacity, face } = stored.unwrap_or(UNKNOWN);
            let idle = person.sockets > 0 && person.idle >= person.sockets;
            let state = if idle { chosen.max(Availability::Away) } else { chosen };
            (*user, Mate { name: person.name.clone(), state, open, capacity, face })
        };
        people.map(mate).collect()
    }

    fn stored(&self, account: Uuid, user: Uuid) -> Option<Stored> {
        self.stored.get(&account)?.get(&user).copied()
    }

    /// Accounts of which somebody is on this node.
    pub fn accounts(&self) -> Vec<Uuid> {
        self.here.keys().copied().collect()
    }

    /// Takes what the database says of an account's people.
    pub fn know(&mut self, account: Uuid, people: HashMap<Uuid, Stored>) {
        if self.here.contains_key(&account) {
            self.stored.insert(account, people);
        }
    }

    /// A socket opens.
    pub fn open(&mut self, account: Uuid, user: Uuid, name: &str) {
        let person = self.here.entry(account).or_default().entry(user).or_default();
        name.clone_into(&mut person.name);
        person.sockets += 1;
    }

    /// A socket closes; true when it was the last one of that person here.
    pub fn close(&mut self, account: Uuid, user: Uuid, was_idle: bool, now: Millis) -> bool {
        let team = self.here.get_mut(&account);
        let Some(person) = team.and_then(|team| team.get_mut(&user)) else { return false };
        person.sockets -= 1;
        person.idle -= u32::from(was_idle);
        if person.sockets > 0 {
            return false;
        }
        self.seen.insert(user, now);
        true
    }

    /// Somebody without a socket has not come back; false where they have.
    pub fn remove(&mut self, account: Uuid, user: Uuid) -> bool {
        let Some(team) = self.here.get_mut(&account) else { return false };
        if team.get(&user).is_none_or(|person| person.sockets > 0) {
            return false;
        }
        team.remove(&user);
        if team.is_empty() {
            self.here.remove(&account);
            self.stored.remove(&account);
        }
        true
    }

    /// A page is no longer used, or is used again.
    pub fn idle(&mut self, account: Uuid, user: Uuid, idle: bool) {
        let team = self.here.get_mut(&account);
        if let Some(person) = team.and_then(|team| team.get_mut(&user)) {
            person.idle = if idle { person.idle + 1 } else { person.idle - 1 };
        }
    }

    /// Another node's word for who is on it. Where it speaks of all its teams, those that it does
    /// not name have gone.
    pub fn hear(&mut self, node: Uuid, said: Vec<(Uuid, Team)>, of_all: bool, until: Instant) {
        let known = self.elsewhere.entry(node).or_default();
        if of_all {
            known.clear();
        }
        known.extend(said.into_iter().map(|(account, people)| (account, (people, until))));
        known.retain(|_, (people, _)| !people.is_empty());
    }

    /// The accounts of which a node has said something.
    pub fn said_by(&self, node: Uuid) -> Vec<Uuid> {
        self.elsewhere.get(&node).into_iter().flatten().map(|(account, _)| *account).collect()
    }

    /// Forgets what fell silent by `now`; gives the accounts and the people.
    pub fn forget(&mut self, now: Instant) -> Vec<(Uuid, Vec<Uuid>)> {
        let mut gone = Vec::new();
        for node in self.elsewhere.values_mut() {
            node.retain(|account, (people, until)| {
                let holds = *until > now;
                if !holds {
                    gone.push((*account, people.keys().copied().collect()));
                }
                holds
            });
        }
        self.elsewhere.retain(|_, known| !known.is_empty());
        gone
    }

    /// Notes until when somebody was there.
    pub fn was_seen(&mut self, user: Uuid, at: Millis) {
        self.seen.insert(user, at);
    }

    /// Since when somebody who is not there is known not to be.
    pub fn absent_since(&self, user: Uuid) -> Millis {
        self.seen.get(&user).copied().unwrap_or(i64::MIN).max(self.since)
    }
}

/// Of whom nothing has been read yet.
const UNKNOWN: Stored = Stored { chosen: Availability::Online, open: 0, capacity: 0, face: None };

/// Whether somebody of a team answers now.
pub fn has_online(team: &Team) -> bool {
    team.values().any(|mate| mate.state == Availability::Online)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use Availability::{Away, Offline, Online};

    const ACCOUNT: Uuid = Uuid::from_u128(1);
    const ANN: Uuid = Uuid::from_u128(2);
    const NODE: Uuid = Uuid::from_u128(3);

    fn chose(teams: &mut Teams, chosen: Availability) {
        teams.know(ACCOUNT, [(ANN, Stored { chosen, open: 2, capacity: 5, face: None })].into());
    }

    fn state(teams: &Teams) -> Option<Availability> {
        teams.team(ACCOUNT).get(&ANN).map(|mate| mate.state)
    }

    #[test]
    fn somebody_is_away_by_itself_once_none_of_their_pages_is_used() {
        let mut teams = Teams::default();
        teams.open(ACCOUNT, ANN, "Ann");
        teams.open(ACCOUNT, ANN, "Ann");
        chose(&mut teams, Online);
        teams.idle(ACCOUNT, ANN, true);
        assert_eq!(state(&teams), Some(Online));
        teams.idle(ACCOUNT, ANN, true);
        assert_eq!(state(&teams), Some(Away));
        teams.idle(ACCOUNT, ANN, false);
        assert_eq!(state(&teams), Some(Online));
        chose(&mut teams, Offline);
        teams.idle(ACCOUNT, ANN, true);
        assert_eq!(state(&teams), Some(Offline));
        assert!(!has_online(&teams.team(ACCOUNT)));
    }

    #[test]
    fn of_somebody_on_two_nodes_the_best_counts_until_the_other_falls_silent() {
        let mut teams = Teams::default();
        teams.open(ACCOUNT, ANN, "Ann");
        chose(&mut teams, Away);
        let there = Mate { name: "Ann".into(), state: Online, open: 9, capacity: 9, face: None };
        let soon = Instant::now() + Duration::from_mins(1);
        teams.hear(NODE, vec![(ACCOUNT, [(ANN, there)].into())], false, soon);
        assert_eq!(state(&teams), Some(Online));
        assert_eq!(teams.team(ACCOUNT)[&ANN].open, 2, "this node's own reading is newer");
        assert_eq!(teams.forget(soon), [(ACCOUNT, vec![ANN])]);
        assert_eq!(state(&teams), Some(Away));
    }

    #[test]
    fn who_was_never_seen_is_absent_since_this_node_knows_anything() {
        let mut teams = Teams { since: 100, ..Teams::default() };
        assert_eq!(teams.absent_since(ANN), 100);
        teams.open(ACCOUNT, ANN, "Ann");
        assert!(teams.close(ACCOUNT, ANN, false, 170));
        assert!(teams.remove(ACCOUNT, ANN));
        assert_eq!(teams.absent_since(ANN), 170);
        teams.since = 500;
        assert_eq!(teams.absent_since(ANN), 500);
    }
}
