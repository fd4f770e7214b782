//! The shop in which they play, and what disturbs them.

use std::time::Duration;

use leadbell::clock::{HOUR, MINUTE};
use leadbell::ctx::Ctx;
use leadbell::db::Db;
use leadbell::sql;
use serde_json::json;
use url::Url;

use super::truth::Truth;
use super::{Desk, Page, Play};
use crate::chat::member_at;
use crate::support::{Redis, Shop, TestApp};

const STEPS: usize = 10_000;
/// Whoever gives out conversations has seen within this time that something has changed.
const REST: Duration = Duration::from_millis(150);

/// A shop whose guests may do ten thousand things.
pub async fn opened(app: &mut TestApp) -> Shop {
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

/// The play, and what disturbs it.
pub struct World<'a> {
    pub play: Play,
    nodes: Vec<Ctx>,
    redis: Option<&'a Redis>,
}

impl<'a> World<'a> {
    /// Three visitors with two tabs each, and three people of the team, who have one conversation
    /// at once; two of them are a department.
    pub async fn begin(
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
        let owner = &desks[0].operator;
        let members = [1, 2].map(|place: usize| format!("member_{}", desks[place].user));
        let fields = [("name", "Sales"), (&*members[0], "on"), (&*members[1], "on")];
        owner.form("/console/settings/departments", &fields).await.expect(303);
        let capacities: Vec<String> =
            desks.iter().map(|desk| format!("capacity_{}", desk.user)).collect();
        let fields: Vec<(&str, &str)> = capacities.iter().map(|field| (&**field, "1")).collect();
        owner.form("/console/settings/departments/capacity", &fields).await.expect(303);
        let team = owner.get("/api/v1/team").await.expect(200);
        let (urls, nodes) = nodes.into_iter().unzip();
        let mut play = Play::new(app.ctx.clock.clone(), urls, pages, desks);
        play.department = crate::chat::id(&team.body["departments"][0]["id"]);
        assert!(play.department.is_some(), "{}", team.text);
        Self { play, nodes, redis }
    }

    /// Plays an act with each way in which conversations are given out, and compares after each.
    pub async fn play(&mut self, app: &TestApp, shop: &Shop, strategies: [&str; 2]) {
        for strategy in strategies {
            shop.set(&app.ctx, json!({"strategy": strategy})).await;
            let mut steps = 0;
            while steps < STEPS / 2 {
                if self.play.dice.one_in(40) {
                    self.disturb();
                }
                steps += usize::from(self.play.step().await);
            }
            self.agree(app).await;
        }
    }

    /// Clocks jump, and Redis goes and comes.
    fn disturb(&mut self) {
        let dice = &mut self.play.dice;
        let by = [MINUTE, -MINUTE, 10, -10, HOUR, -HOUR][dice.below(6)];
        self.nodes[dice.below(self.nodes.len())].clock.advance(by);
        if let Some(redis) = self.redis {
            if dice.one_in(2) { redis.cut() } else { redis.mend() }
        }
    }

    async fn agree(&mut self, app: &TestApp) {
        if let Some(redis) = self.redis {
            redis.mend();
            app.until("the nodes hear each other", async || {
                self.nodes.iter().all(|ctx| ctx.db.bus().is_connected())
            })
            .await;
        }
        let (nodes, db) = (self.nodes.clone(), &app.ctx.db);
        for _ in 0..50 {
            let rev = at_rest(db).await;
            self.play.catch_up(|| nodes.iter().for_each(|ctx| ctx.hub.ping_all()), 3_000).await;
            let truth = Truth::read(db).await;
            // They may have been given something meanwhile.
            if rev == newest(db).await {
                return self.play.agrees_with(&truth);
            }
        }
        panic!("it never comes to rest, seed {}", self.play.dice.seed());
    }
}

/// Waits until nothing changes any more; gives the number of the newest change.
async fn at_rest(db: &Db) -> i64 {
    let mut before = newest(db).await;
    loop {
        tokio::time::sleep(REST).await;
        let now = newest(db).await;
        if now == before {
            return now;
        }
        before = now;
    }
}

async fn newest(db: &Db) -> i64 {
    const TEXT: &str = "SELECT COALESCE(MAX(rev), 0) FROM inbox_heads";
    let mut db = db.read().await.expect("the database");
    sql!(db, fetch_one as (i64,), TEXT).expect("the newest change").0
}
