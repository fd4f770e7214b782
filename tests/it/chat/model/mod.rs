//! Ten thousand random steps of visitors and operators, whose lines drop, pages reload, clocks jump
//! and nodes change; in the end every client holds exactly what the database holds.

mod desk;
mod dice;
mod page;
mod thread;

use std::collections::BTreeMap;

use leadbell::clock::{Clock, HOUR, MINUTE};
use leadbell::ctx::Ctx;
use leadbell::sql;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use self::desk::Desk;
use self::dice::Dice;
use self::page::{Page, number};
use super::member_at;
use crate::support::{Redis, Shop, TestApp};

const STEPS: usize = 10_000;

both! {
    async fn after_random_steps_every_client_holds_what_the_database_holds(app) {
        let shop = opened(app).await;
        let mut world = World::begin(app, &shop, vec![], None).await;
        world.play(STEPS).await;
        world.agree(app).await;
        app.mails().await;
    }
}

with_redis! {
    async fn on_two_nodes_with_clocks_apart_every_client_holds_what_the_database_holds(app, redis) {
        let apart = Clock::fake(app.now() + 20 * MINUTE);
        let shop = opened(app).await;
        let second = app.node_with(redis, apart).await;
        let nodes = vec![(second, app.node_ctx(0).clone())];
        let mut world = World::begin(app, &shop, nodes, Some(redis)).await;
        world.play(STEPS).await;
        world.agree(app).await;
        app.mails().await;
    }
}

/// A shop whose guests may do ten thousand things.
async fn opened(app: &mut TestApp) -> Shop {
    app.configure(|config| {
        let limits = &mut config.limits;
        for limit in [
            &mut limits.messages_visitor,
            &mut limits.messages_address,
            &mut limits.socket_frames,
            &mut limits.sockets_address,
        ] {
            *limit = 1_000_000;
        }
    })
    .await;
    let shop = app.shop().await;
    shop.set(&app.ctx, json!({"unanswered_after": 0})).await;
    shop
}

/// Everybody who takes part.
struct World<'a> {
    dice: Dice,
    nodes: Vec<(Url, Ctx)>,
    redis: Option<&'a Redis>,
    pages: Vec<Page>,
    desks: Vec<Desk>,
    written: usize,
}

impl<'a> World<'a> {
    /// Three visitors with two tabs each, and three people of the team.
    async fn begin(
        app: &mut TestApp,
        shop: &Shop,
        others: Vec<(Url, Ctx)>,
        redis: Option<&'a Redis>,
    ) -> Self {
        let mut nodes = vec![(app.url.clone(), app.ctx.clone())];
        nodes.extend(others);
        let mut pages = Vec::new();
        for _ in 0..3 {
            let mut visitor = app.visitor(shop);
            visitor.view().await;
            pages.push(Page::new(visitor.clone()));
            pages.push(Page::new(visitor));
        }
        let mut desks = Vec::new();
        for place in 0..3 {
            let user = match place {
                0 => shop.owner,
                _ => shop.person(&app.ctx, &format!("p{place}@shop.example"), "operator").await,
            };
            desks.push(Desk::new(member_at(app, user, app.url.clone()).await, user));
        }
        Self { dice: Dice::shake(), nodes, redis, pages, desks, written: 0 }
    }

    async fn play(&mut self, steps: usize) {
        for _ in 0..steps {
            if self.dice.one_in(40) {
                self.disturb();
            }
            if self.dice.one_in(3) {
                self.desk_step().await;
            } else {
                self.page_step().await;
            }
        }
    }

    fn text(&mut self) -> String {
        self.written += 1;
        format!("text {}", self.written)
    }

    fn node(&mut self) -> Url {
        let place = self.dice.below(self.nodes.len());
        self.nodes[place].0.clone()
    }

    /// Clocks jump, and Redis goes and comes.
    fn disturb(&mut self) {
        let place = self.dice.below(self.nodes.len());
        let by = [MINUTE, -MINUTE, 10, -10, HOUR, -HOUR][self.dice.below(6)];
        self.nodes[place].1.clock.advance(by);
        if let Some(redis) = self.redis {
            if self.dice.one_in(2) { redis.cut() } else { redis.mend() }
        }
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

    /// Everything works again: the clients catch up by themselves, and are compared.
    async fn agree(&mut self, app: &TestApp) {
        if let Some(redis) = self.redis {
            redis.mend();
            let all: Vec<Ctx> = self.nodes.iter().map(|(_, ctx)| ctx.clone()).collect();
            app.until("the nodes hear each other", async || {
                all.iter().all(|ctx| ctx.db.bus().is_connected())
            })
            .await;
        }
        // Twice: a ping, which comes by itself every now and then, says what was missed. The first
        // may have been under way before the last change.
        for _ in 0..2 {
            self.pages.iter_mut().for_each(|page| page.pings = 0);
            self.desks.iter_mut().for_each(|desk| desk.pings = 0);
            self.catch_up().await;
        }
        self.compare(app).await;
    }

    async fn catch_up(&mut self) {
        let (mut quiet, mut rounds) = (0, 0);
        while quiet < 3 {
            rounds += 1;
            assert!(rounds < 3_000, "they never agree, seed {}", self.dice.seed());
            if rounds == 5 {
                self.nodes.iter().for_each(|(_, ctx)| ctx.hub.ping_all());
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

    async fn compare(&self, app: &TestApp) {
        let truth = Truth::read(app).await;
        let seed = self.dice.seed();
        let mut stored: Vec<Uuid> = Vec::new();
        for messages in truth.messages.values() {
            let numbers: Vec<i64> = messages.keys().copied().collect();
            let expected: Vec<i64> = (1..=i64::try_from(messages.len()).unwrap_or(0)).collect();
            assert_eq!(numbers, expected, "numbers without gaps, seed {seed}");
            stored.extend(messages.values().map(|(id, ..)| *id));
        }
        let count = stored.len();
        stored.sort_unstable();
        stored.dedup();
        assert_eq!(stored.len(), count, "each message once, seed {seed}");
        let acknowledged = (self.pages.iter().flat_map(|page| &page.acknowledged))
            .chain(self.desks.iter().flat_map(|desk| &desk.acknowledged));
        for (id, text) in acknowledged {
            assert!(stored.binary_search(id).is_ok(), "{text} was acknowledged, seed {seed}");
        }
        for desk in &self.desks {
            assert_eq!(desk.known.len(), truth.cards.len(), "conversations, seed {seed}");
            for (id, card) in &truth.cards {
                let known: Value = card
                    .as_object()
                    .expect("fields")
                    .keys()
                    .map(|field| (field.clone(), desk.known[id][field].clone()))
                    .collect();
                assert_eq!(known, *card, "conversation {id} at a desk, seed {seed}");
                let (_, thread) = desk.threads[id].known();
                assert_eq!(thread.len(), truth.messages[id].len(), "seed {seed}");
                for (number, said) in thread {
                    let (id, author, text) = &truth.messages[id][number];
                    assert_eq!((said.id, &said.author, &said.text), (*id, author, text));
                }
            }
        }
        for page in &self.pages {
            self.compare_page(page, &truth);
        }
    }

    fn compare_page(&self, page: &Page, truth: &Truth) {
        let seed = self.dice.seed();
        let Some(conversation) = page.conversation else { return };
        let visitor = page.visitor.id.expect("an id");
        assert_eq!(truth.current.get(&visitor), Some(&conversation), "seed {seed}");
        let card = &truth.cards[&conversation];
        let (from, thread) = page.thread.known();
        let expected = truth.messages[&conversation].range(from + 1..);
        assert_eq!(thread.len(), expected.clone().count(), "a page's messages, seed {seed}");
        for (number, (id, author, text)) in expected {
            let said = &thread[number];
            assert_eq!((said.id, &said.author, &said.text), (*id, author, text), "seed {seed}");
        }
        assert_eq!(page.read, number(card, "operator_read"), "read by the team, seed {seed}");
        assert_eq!(page.got, number(card, "operator_got"), "come to the team, seed {seed}");
        assert_eq!(page.state["status"], card["status"], "the page's status, seed {seed}");
        assert_eq!(page.state["operator"], card["assignee"]["name"], "who answers, seed {seed}");
    }
}

async fn change(desk: &mut Desk, id: Uuid, what: &str, body: Value) {
    let path = format!("/api/v1/conversations/{id}/{what}");
    let answer = desk.operator.post(&path, body).await;
    assert!(matches!(answer.status, 200 | 404 | 409), "{what}: {}", answer.text);
}

/// What the database holds.
struct Truth {
    cards: BTreeMap<Uuid, Value>,
    messages: BTreeMap<Uuid, BTreeMap<i64, (Uuid, String, String)>>,
    /// The conversation that each visitor's page shows.
    current: BTreeMap<Uuid, Uuid>,
}

impl Truth {
    async fn read(app: &TestApp) -> Self {
        const CARDS: &str = "SELECT c.id, c.visitor_id, c.status, c.last_number, c.visitor_read, \
             c.operator_read, c.visitor_got, c.operator_got, c.last_text, c.assignee_id, u.name \
             FROM conversations c LEFT JOIN users u ON u.id = c.assignee_id \
             ORDER BY CASE c.status WHEN 'open' THEN 1 ELSE 0 END, c.last_at";
        const MESSAGES: &str =
            "SELECT conversation_id, number, client_id, author, text FROM messages";
        type Row =
            (Uuid, Uuid, String, i64, i64, i64, i64, i64, String, Option<Uuid>, Option<String>);
        type Message = (Uuid, i64, Uuid, String, String);
        let mut db = app.ctx.db.read().await.expect("the database");
        let mut truth =
            Self { cards: BTreeMap::new(), messages: BTreeMap::new(), current: BTreeMap::new() };
        for row in sql!(db, fetch_all as Row, CARDS).expect("the conversations") {
            let assignee = row.9.map(|id| json!({"id": id, "name": row.10}));
            let card = json!({
                "status": row.2, "number": row.3, "visitor_read": row.4, "operator_read": row.5,
                "visitor_got": row.6, "operator_got": row.7, "last_text": row.8,
                "assignee": assignee,
            });
            truth.cards.insert(row.0, card);
            truth.messages.insert(row.0, BTreeMap::new());
            truth.current.insert(row.1, row.0);
        }
        for row in sql!(db, fetch_all as Message, MESSAGES).expect("the messages") {
            let of = truth.messages.get_mut(&row.0).expect("its conversation");
            of.insert(row.1, (row.2, row.3, row.4));
        }
        truth
    }
}
