//! What visitors and operators do.

use leadbell::clock::{HOUR, MINUTE};
use serde_json::{Value, json};
use uuid::Uuid;

use super::desk::Desk;
use super::play::Play;

impl Play {
    /// One step of somebody; false where nothing came of it.
    pub async fn step(&mut self) -> bool {
        let is_desks = self.dice.one_in(3);
        let done = if is_desks { self.desk_step().await } else { self.page_step().await };
        if let Some(what) = done {
            *self.done.entry(what).or_default() += 1;
        }
        done.is_some()
    }

    async fn page_step(&mut self) -> Option<&'static str> {
        let place = self.dice.below(self.pages.len());
        let (what, text, node) = (self.dice.below(18), self.text(), self.node());
        let page = &mut self.pages[place];
        let mut done = match what {
            0 => page.drop_line().then_some("drop"),
            1 => {
                page.reload();
                Some("reload")
            }
            2..=4 => page.mark("read").await.then_some("read"),
            5..=6 => page.mark("got").await.then_some("got"),
            7..=13 => {
                page.write(text).await;
                Some("write")
            }
            14 => page.end().await.then_some("end"),
            _ => None,
        };
        if !page.is_up() && what > 8 {
            page.dial(&node).await;
            done = done.or_else(|| page.is_up().then_some("reconnect"));
        }
        page.pump().await;
        done
    }

    async fn desk_step(&mut self) -> Option<&'static str> {
        let place = self.dice.below(self.desks.len());
        let (what, node) = (self.dice.below(24), self.node());
        let mut done = match what {
            0 => self.desks[place].drop_line().then_some("drop"),
            1 if self.dice.one_in(5) => {
                self.desks[place].reload();
                Some("reload")
            }
            2..=7 => self.answer(place).await,
            8..=20 => self.manage(place, what).await,
            21..=22 => self.come_and_go(place).await,
            _ => None,
        };
        let desk = &mut self.desks[place];
        if !desk.is_up() && what > 5 {
            desk.dial(&node).await;
            done = done.or_else(|| desk.is_up().then_some("reconnect"));
        }
        desk.pump().await;
        if desk.is_up() && desk.is_behind() && what > 14 {
            desk.catch_up().await;
        }
        done
    }

    async fn answer(&mut self, place: usize) -> Option<&'static str> {
        let (id, text) = (self.pick(place, |_| true)?, self.text());
        let minds = self.dice.one_in(2);
        self.desks[place].write(id, text, minds).await;
        Some("answer")
    }

    /// What the console has buttons for.
    async fn manage(&mut self, place: usize, what: usize) -> Option<&'static str> {
        let is_open = |card: &Value| card["status"] == "open";
        let me = self.desks[place].user;
        let (name, id, path, body) = match what {
            8..=9 => {
                let id = self.pick(place, |_| true)?;
                return self.desks[place].mark("read", id).await.then_some("read");
            }
            10 => {
                let id = self.pick(place, |_| true)?;
                return self.desks[place].mark("got", id).await.then_some("got");
            }
            11 => ("close", self.pick(place, is_open)?, "close", json!({})),
            12 => ("reopen", self.pick(place, |card| !is_open(card))?, "reopen", json!({})),
            13 => {
                let user = self.desks[self.dice.below(self.desks.len())].user;
                let id = self.pick(place, |card| card["assignee"]["id"] != json!(user))?;
                ("transfer", id, "assign", json!({"user": user}))
            }
            14 => {
                let id = self.pick(place, |card| !card["assignee"].is_null())?;
                ("give back", id, "assign", json!({"user": null}))
            }
            15 => {
                let id = self.pick(place, |card| card["assignee"].is_null())?;
                ("take", id, "assign", json!({"user": me, "if_assignee": null}))
            }
            16 => {
                let has_another = |card: &Value| {
                    !card["assignee"].is_null() && card["assignee"]["id"] != json!(me)
                };
                let id = self.pick(place, has_another)?;
                let from = self.desks[place].known[&id]["assignee"]["id"].clone();
                ("take over", id, "assign", json!({"user": me, "if_assignee": from}))
            }
            17 => {
                let id = self.pick(place, |card| card["assignee"].is_null())?;
                return self.two_take(place, id).await.then_some("two take one");
            }
            18 => {
                let to = self.department;
                let is_there = |card: &Value| card["department"]["id"] == json!(to);
                let id = self.pick(place, |card| to.is_some() && !is_there(card))?;
                ("department", id, "assign", json!({"department": to}))
            }
            19 => {
                let id = self.pick(place, |card| !card["department"].is_null())?;
                ("no department", id, "assign", json!({"department": null}))
            }
            _ => {
                if let Some(id) = self.pick(place, |card| !card["snoozed_until"].is_null()) {
                    ("wake", id, "snooze", json!({"until": null}))
                } else {
                    let until = [2 * MINUTE, 20 * MINUTE, 2 * HOUR][self.dice.below(3)];
                    let until = self.clock.now() + until;
                    ("snooze", self.pick(place, is_open)?, "snooze", json!({"until": until}))
                }
            }
        };
        self.desks[place].change(id, path, body).await.then_some(name)
    }

    /// Two people take a conversation at the same moment, which nobody has; true where one of them
    /// got it.
    async fn two_take(&mut self, place: usize, id: Uuid) -> bool {
        let other = (place + 1 + self.dice.below(self.desks.len() - 1)) % self.desks.len();
        let Ok([one, two]) = self.desks.get_disjoint_mut([place, other]) else { return false };
        if !two.known.contains_key(&id) {
            return false;
        }
        let take = async |desk: &mut Desk| {
            let body = json!({"user": desk.user, "if_assignee": null});
            desk.change(id, "assign", body).await
        };
        let (one, two) = tokio::join!(take(one), take(two));
        assert!(!(one && two && self.stays), "both have taken one, seed {}", self.dice.seed());
        one || two
    }

    async fn come_and_go(&mut self, place: usize) -> Option<&'static str> {
        let auto = self.dice.one_in(2);
        // Mostly somebody is there.
        let states = if auto {
            ["online", "away"].as_slice()
        } else {
            &["online", "online", "away", "offline"]
        };
        let state = states[self.dice.below(states.len())];
        self.desks[place].is_now(state, auto).await.then_some(state)
    }

    /// A conversation that fits, of those that somebody of the team knows.
    fn pick(&mut self, place: usize, fits: impl Fn(&Value) -> bool) -> Option<Uuid> {
        let known = self.desks[place].known.iter().filter(|(_, card)| fits(card));
        let mut known: Vec<Uuid> = known.map(|(id, _)| *id).collect();
        known.sort_unstable();
        if known.is_empty() { None } else { Some(known[self.dice.below(known.len())]) }
    }
}
