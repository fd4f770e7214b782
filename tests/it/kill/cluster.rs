//! Two nodes, `PostgreSQL` and Redis, each of which goes away while visitors and operators write,
//! read, close, transfer and take over conversations across the nodes, and take one at the same
//! moment. Hazard 33.

use std::process::Command;
use std::time::{Duration, Instant};

use leadbell::bus::Bus;
use leadbell::clock::Clock;
use leadbell::db::Db;
use url::Url;

use super::{Place, arrive};
use crate::chat::model::{Desk, Page, Play};
use crate::chat::signed_in;
use crate::support::program::Program;
use crate::support::{OwnPostgres, Redis, TempFolder, block_on};

/// How long each fault lasts, and the calm after it.
const FAULT: Duration = Duration::from_millis(1_500);
/// What is done meanwhile, at least.
const STEPS: usize = 200;
/// Pings come every 25 s by themselves; each round of catching up takes some 10 ms.
const ROUNDS: usize = 12_000;

/// One of two nodes: restarted on the same port.
struct Node {
    place: Place,
    redis: String,
    public: Url,
    files: String,
    running: Option<Program>,
}

impl Node {
    fn command(&self) -> Command {
        let mut command = self.place.command();
        command
            .env("LEADBELL_REDIS_URL", &self.redis)
            .env("LEADBELL_SECRET_KEY", "the secret key of both of these nodes")
            .env("LEADBELL_FILES_URL", &self.files)
            .env("LEADBELL_PUBLIC_URL", self.public.as_str());
        command
    }

    fn start(&mut self) {
        self.running = Some(Program::serve(self.command()));
    }

    fn kill(&mut self) {
        if let Some(program) = self.running.take() {
            program.kill();
        }
    }
}

mod two_nodes_lose_and_double_nothing_while_everything_around_them_fails {
    use super::*;

    #[test]
    fn redis() {
        let Some(mut postgres) = OwnPostgres::start() else { return };
        block_on(async {
            let Some(redis) = Redis::start().await else { return };
            let database = postgres.database().await;
            let place = Place::on(TempFolder::new("cluster"), Some(database)).await;
            let other = place.beside();
            let public = place.url();
            let files = format!("file://{}", place.folder.path().join("shared").display());
            let node = |place| Node {
                place,
                redis: redis.url(),
                public: public.clone(),
                files: files.clone(),
                running: None,
            };
            let (mut one, mut two) = (node(place), node(other));
            one.start();
            two.start();
            let mut play = cast(&one, &two).await;

            calm(&mut play).await;
            redis.cut();
            calm(&mut play).await;
            redis.mend();
            calm(&mut play).await;
            redis.delay(Duration::from_millis(300));
            calm(&mut play).await;
            for way in ["fast", "immediate"] {
                tokio::task::block_in_place(|| postgres.restart(way));
                calm(&mut play).await;
            }
            redis.delay(Duration::ZERO);
            one.kill();
            calm(&mut play).await;
            one.start();
            calm(&mut play).await;
            redis.cut();
            two.kill();
            calm(&mut play).await;
            two.start();
            redis.mend();
            calm(&mut play).await;

            play.catch_up(|| {}, ROUNDS).await;
            let database = one.place.database.as_ref().expect("a database");
            let db = Db::open(&database.target(), Bus::local()).await.expect("the database");
            play.agrees(&db).await;
            assert!(play.written() > 300, "only {} messages", play.written());
            play.has_done(&["transfer", "take over", "two take one", "give back"], 1);
            db.close().await;
        });
    }
}

/// Three visitors and two people of the team, who go to whichever node answers.
async fn cast(one: &Node, two: &Node) -> Play {
    let mut pages = Vec::new();
    for number in 1..=3 {
        let visitor = arrive(one.place.visitor(number)).await;
        pages.push(Page::new(visitor.clone()));
        pages.push(Page::new(visitor));
    }
    let db = one.place.db().await;
    let mut desks = Vec::new();
    let (shop, clock) = (&one.place.shop, Clock::system());
    let ben = shop.person_in(&db, "ben@shop.example", "operator", clock.now()).await;
    for user in [shop.owner, ben] {
        let operator = signed_in(&db, user, clock.now(), one.place.url()).await;
        desks.push(Desk::new(operator, user));
    }
    db.close().await;
    let mut play = Play::new(clock, vec![one.place.url(), two.place.url()], pages, desks);
    // Nobody is away for a minute.
    play.stays = true;
    play
}

/// They go on for a while, and for a while longer on a busy machine, whatever works.
async fn calm(play: &mut Play) {
    let end = Instant::now() + FAULT;
    let mut steps = 0;
    while Instant::now() < end || steps < STEPS {
        steps += usize::from(play.step().await);
    }
}
