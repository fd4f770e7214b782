//! Everybody who takes part, and how they catch up.

use std::collections::BTreeMap;

use leadbell::clock::Clock;
use leadbell::db::Db;
use url::Url;
use uuid::Uuid;

use super::desk::Desk;
use super::dice::Dice;
use super::page::Page;
use super::truth::Truth;

/// Everybody who takes part, and the nodes among which they choose.
pub struct Play {
    pub dice: Dice,
    pub nodes: Vec<Url>,
    pub pages: Vec<Page>,
    pub desks: Vec<Desk>,
    /// The time, as far as somebody of the team knows it.
    pub clock: Clock,
    /// A department to which conversations are given.
    pub department: Option<Uuid>,
    /// A conversation is taken from nobody but by a step.
    pub stays: bool,
    /// What was done, and how often.
    pub done: BTreeMap<&'static str, usize>,
    written: usize,
}

impl Play {
    pub fn new(clock: Clock, nodes: Vec<Url>, pages: Vec<Page>, desks: Vec<Desk>) -> Self {
        Self {
            dice: Dice::shake(),
            nodes,
            pages,
            desks,
            clock,
            department: None,
            stays: false,
            done: BTreeMap::new(),
            written: 0,
        }
    }

    /// How much was written so far.
    pub fn written(&self) -> usize {
        self.desks.iter().map(|desk| desk.acknowledged.len()).sum::<usize>()
            + self.pages.iter().map(|page| page.acknowledged.len()).sum::<usize>()
    }

    pub(super) fn text(&mut self) -> String {
        self.written += 1;
        format!("text {}", self.written)
    }

    pub(super) fn node(&mut self) -> Url {
        let place = self.dice.below(self.nodes.len());
        self.nodes[place].clone()
    }

    /// Everything works again: the clients catch up by themselves. `ping` has the servers say what
    /// is newest, as they do by themselves every now and then.
    pub async fn catch_up(&mut self, ping: impl Fn(), rounds: usize) {
        // Twice: the first ping may have been under way before the last change.
        for _ in 0..2 {
            self.pages.iter_mut().for_each(|page| page.pings = 0);
            self.desks.iter_mut().for_each(|desk| desk.pings = 0);
            self.until_quiet(&ping, rounds).await;
        }
    }

    async fn until_quiet(&mut self, ping: &impl Fn(), most: usize) {
        let (mut quiet, mut rounds) = (0, 0);
        while quiet < 3 {
            rounds += 1;
            assert!(rounds < most, "they never agree, seed {}", self.dice.seed());
            if rounds == 5 {
                ping();
            }
            let mut busy = false;
            for place in 0..self.pages.len() {
                let node = self.node();
                let page = &mut self.pages[place];
                if !page.is_up() {
                    page.dial(&node).await;
                }
                busy |= page.pump().await || !page.outbox.is_empty() || page.thread.has_gap();
                busy |= page.pings == 0;
            }
            for place in 0..self.desks.len() {
                let node = self.node();
                let desk = &mut self.desks[place];
                if !desk.is_up() {
                    desk.dial(&node).await;
                }
                busy |= desk.pump().await || !desk.outbox.is_empty() || desk.is_behind();
                busy |= desk.pings == 0;
                desk.catch_up().await;
            }
            quiet = if busy { 0 } else { quiet + 1 };
        }
    }

    /// Fails unless every client holds exactly what the database holds.
    pub async fn agrees(&self, db: &Db) {
        self.agrees_with(&Truth::read(db).await);
    }

    /// The same of what was read.
    pub fn agrees_with(&self, truth: &Truth) {
        let seed = self.dice.seed();
        let pages = self.pages.iter().flat_map(|page| &page.acknowledged);
        let desks = self.desks.iter().flat_map(|desk| &desk.acknowledged);
        truth.is_sound(pages.chain(desks), seed);
        self.desks.iter().for_each(|desk| truth.is_at(desk, seed));
        self.pages.iter().for_each(|page| truth.is_on(page, seed));
    }

    /// Fails unless each of these was done at least so often.
    pub fn has_done(&self, what: &[&str], times: usize) {
        for what in what {
            let done = self.done.get(what).copied().unwrap_or(0);
            let seed = self.dice.seed();
            assert!(done >= times, "{what}: {done} times, seed {seed}: {:?}", self.done);
        }
    }
}
