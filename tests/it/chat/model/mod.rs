//! Ten thousand random steps of visitors and operators, whose lines drop, pages reload, clocks jump
//! and nodes change; in the end every client holds exactly what the database holds.

mod desk;
mod dice;
mod page;
mod play;
mod thread;
mod truth;

use leadbell::clock::{Clock, HOUR, MINUTE};
use leadbell::ctx::Ctx;
use serde_json::json;
use url::Url;

pub use self::desk::Desk;
pub use self::page::Page;
pub use self::play::Play;
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

/// The play, and what disturbs it.
struct World<'a> {
    play: Play,
    nodes: Vec<Ctx>,
    redis: Option<&'a Redis>,
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
        let (urls, nodes) = nodes.into_iter().unzip();
        Self { play: Play::new(urls, pages, desks), nodes, redis }
    }

    async fn play(&mut self, steps: usize) {
        for _ in 0..steps {
            if self.play.dice.one_in(40) {
                self.disturb();
            }
            self.play.step().await;
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
        let nodes = self.nodes.clone();
        self.play.catch_up(|| nodes.iter().for_each(|ctx| ctx.hub.ping_all()), 3_000).await;
        self.play.agrees(&app.ctx.db).await;
    }
}
