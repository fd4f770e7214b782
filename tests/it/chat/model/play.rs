//! What visitors and operators do, one random step after the other, and how they catch up.

use leadbell::db::Db;
use serde_json::{Value, json};
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
    written: usize,
}

impl Play {
    pub fn new(nodes: Vec<Url>, pages: Vec<Page>, desks: Vec<Desk>) -> Self {
        Self { dice: Dice::shake(), nodes, pages, desks, written: 0 }
    }

    /// How much was written so far.
    pub fn written(&self) -> usize {
        self.desks.iter().map(|desk| desk.acknowledged.len()).sum::<usize>()
            + self.pages.iter().map(|page| page.acknowledged.len()).sum::<usize>()
    }

    /// One step of somebody.
    pub async fn step(&mut self) {
        if self.dice.one_in(3) {
            self.desk_step().await;
        } else {
            self.page_step().await;
        }
    }

    fn text(&mut self) -> String {
        self.written += 1;
        format!("text {}", self.written)
    }

    fn node(&mut self) -> Url {
        let place = self.dice.below(self.nodes.len());
        self.nodes[place].clone()
    }

    async fn page_step(&mut self) {
        let place = self.dice.below(self.pages.len());
        let (what, text, node) = (self.dice.below(20), self.text(), self.node());
        let page = &mut self.pages[place];
        match what {
            0 => page.drop_line(),
            1 => page.reload(),
            2..=4 => page.read().await,
            5..=6 => page.has().await,
            7..=13 => page.write(text).await,
            _ => {}
        }
        if !page.is_up() && what > 8 {
            page.dial(&node).await;
        }
        page.pump().await;
    }

    async fn desk_step(&mut self) {
        let place = self.dice.below(self.desks.len());
        let (what, text, node) = (self.dice.below(20), self.text(), self.node());
        let pick = self.dice.below(1 << 20);
        let people: Vec<Uuid> = self.desks.iter().map(|desk| desk.user).collect();
        let desk = &mut self.desks[place];
        let mut known: Vec<Uuid> = desk.known.keys().copied().collect();
        known.sort_unstable();
        let conversation = known.get(pick % known.len().max(1)).copied();
        match (what, conversation) {
            (0, _) => desk.drop_line(),
            (1, _) if pick.is_multiple_of(5) => desk.reload(),
            (2..=7, Some(id)) => desk.write(id, text).await,
            (8..=9, Some(id)) => desk.mark("read", id).await,
            (10, Some(id)) => desk.mark("got", id).await,
            (11, Some(id)) => change(desk, id, "close", json!({})).await,
            (12, Some(id)) => change(desk, id, "reopen", json!({})).await,
            (13, Some(id)) => {
                let user = people.get(pick % (people.len() + 1));
                change(desk, id, "assign", json!({"user": user})).await;
            }
            _ => {}
        }
        if !desk.is_up() && what > 5 {
            desk.dial(&node).await;
        }
        desk.pump().await;
        if desk.is_up() && desk.is_behind() && what > 12 {
            desk.catch_up().await;
        }
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
        let truth = Truth::read(db).await;
        let seed = self.dice.seed();
        let pages = self.pages.iter().flat_map(|page| &page.acknowledged);
        let desks = self.desks.iter().flat_map(|desk| &desk.acknowledged);
        truth.is_sound(pages.chain(desks), seed);
        self.desks.iter().for_each(|desk| truth.is_at(desk, seed));
        self.pages.iter().for_each(|page| truth.is_on(page, seed));
    }
}

async fn change(desk: &mut Desk, id: Uuid, what: &str, body: Value) {
    let path = format!("/api/v1/conversations/{id}/{what}");
    if let Some(answer) = desk.operator.try_post(&path, body).await {
        assert!(matches!(answer.status, 200 | 404 | 409 | 503), "{what}: {}", answer.text);
    }
}
