//! Ten thousand random steps of visitors and operators, whose lines drop, pages reload, clocks jump
//! and nodes change; in the end every client holds exactly what the database holds. In half of
//! them conversations are given out by themselves as well.

mod card;
mod desk;
mod dice;
mod page;
mod play;
mod steps;
mod thread;
mod truth;
mod world;

use leadbell::clock::{Clock, MINUTE};

pub use self::desk::Desk;
pub use self::page::Page;
pub use self::play::Play;
use self::world::{World, opened};

/// What is done at least a few times in each play.
const EVERYTHING: &[&str] = &[
    "answer",
    "away",
    "close",
    "department",
    "drop",
    "end",
    "give back",
    "got",
    "no department",
    "offline",
    "online",
    "read",
    "reconnect",
    "reload",
    "reopen",
    "snooze",
    "take",
    "take over",
    "transfer",
    "two take one",
    "write",
];

both! {
    async fn after_random_steps_every_client_holds_what_the_database_holds(app) {
        let shop = opened(app).await;
        let mut world = World::begin(app, &shop, vec![], None).await;
        let by_itself = if app.database().is_some() { "least_busy" } else { "round_robin" };
        world.play(app, &shop, ["manual", by_itself]).await;
        world.play.has_done(EVERYTHING, 5);
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
        world.play(app, &shop, ["round_robin", "manual"]).await;
        world.play.has_done(EVERYTHING, 5);
        app.mails().await;
    }
}
