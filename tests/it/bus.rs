//! The bus between the nodes of one installation.

use std::sync::{Arc, Mutex};

use leadbell::bus::{Bus, Frame, Topic};
use leadbell::ids;
use serde_json::json;

use crate::support::{Redis, TestApp};

/// A node's bus, and what came out of it.
struct Node {
    bus: Bus,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Node {
    fn start(redis: &Redis, installation: &str) -> Self {
        let bus = Bus::redis(&redis.url(), installation).expect("a bus");
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let list = heard.clone();
        bus.deliver_to(move |frame| list.lock().expect("the list").push(frame.text.to_string()));
        Self { bus, heard }
    }

    fn say(&self, text: &str) {
        let topic = Topic { kind: b't', id: ids::new_id() };
        self.bus.publish(Frame { topic, text: text.into() });
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("the list").clone()
    }
}

async fn connected(app: &TestApp, nodes: &[&Node]) {
    app.until("the nodes are on the bus", async || {
        nodes.iter().all(|node| node.bus.is_connected())
    })
    .await;
}

with_redis! {
    async fn a_frame_reaches_every_node_once_and_in_order(app, redis) {
        let (here, there) = (Node::start(redis, "order"), Node::start(redis, "order"));
        connected(app, &[&here, &there]).await;
        let all: Vec<String> = (0..300).map(|n| format!("frame {n}")).collect();
        for text in &all {
            here.say(text);
        }
        app.until("they are on the other node", async || there.heard().len() >= 300).await;
        assert_eq!(here.heard(), all);
        assert_eq!(there.heard(), all);
    }

    async fn another_installation_on_the_same_redis_hears_nothing(app, redis) {
        let (here, there) = (Node::start(redis, "one"), Node::start(redis, "one"));
        let stranger = Node::start(redis, "another");
        connected(app, &[&here, &there, &stranger]).await;
        here.say("ours");
        app.until("it is on the other node", async || !there.heard().is_empty()).await;
        stranger.say("theirs");
        here.say("the end");
        app.until("the end is there", async || there.heard() == ["ours", "the end"]).await;
        assert_eq!(stranger.heard(), ["theirs"]);
    }

    async fn each_node_goes_on_alone_while_redis_is_away_and_together_afterwards(app, redis) {
        let (here, there) = (Node::start(redis, "away"), Node::start(redis, "away"));
        connected(app, &[&here, &there]).await;
        redis.cut();
        app.until("the loss is noticed", async || !there.bus.is_connected()).await;
        here.say("alone");
        assert!(here.heard().contains(&"alone".to_owned()));
        redis.mend();
        connected(app, &[&here, &there]).await;
        // The first frame may meet a connection that is only now found dead.
        app.until("they are together again", async || {
            here.say("together");
            there.heard().iter().any(|text| text == "together")
        })
        .await;
        assert!(!there.heard().contains(&"alone".to_owned()));
    }

    async fn tries_to_sign_in_are_counted_by_all_nodes_and_by_each_alone_without_redis(app, redis) {
        let shop = app.shop().await;
        let second = app.node(redis).await;
        let (mut here, mut there) = (app.browser(), app.browser());
        there.base = second;
        for _ in 0..5 {
            here.try_sign_in(&shop.owner_email, "a wrong password").await.expect(422);
            there.try_sign_in(&shop.owner_email, "a wrong password").await.expect(422);
        }
        here.try_sign_in(&shop.owner_email, "a wrong password").await.expect(429);
        there.try_sign_in(&shop.owner_email, "a wrong password").await.expect(429);
        redis.cut();
        there.try_sign_in(&shop.owner_email, "a wrong password").await.expect(422);
    }

    async fn what_an_address_may_send_holds_for_all_nodes_together(app, redis) {
        app.configure(|config| config.limits.forms_address = 4).await;
        let shop = app.shop().await;
        let second = app.node(redis).await;
        for number in 0..6 {
            let mut person = app.visitor(&shop);
            person.address = "203.0.113.7".into();
            if number % 2 == 1 {
                person.base = second.clone();
            }
            person.view().await.expect(200);
            let fields = json!({"phone": format!("+4930{:07}", 5_550_000 + number)});
            let answer = person.fill_in(app, fields).await;
            assert_eq!(answer.status, if number < 4 { 201 } else { 428 }, "{}", answer.text);
        }
        app.mails().await;
    }

    async fn two_nodes_serve_one_installation(app, redis) {
        let shop = app.shop().await;
        let second = app.node(redis).await;
        let health = reqwest::get(second.join("/readyz").expect("a path")).await.expect("an answer");
        assert_eq!(health.status(), 200);
        assert_eq!(app.browser().get("/readyz").await.status, 200);
        redis.cut();
        let health = reqwest::get(second.join("/readyz").expect("a path")).await.expect("an answer");
        assert_eq!(health.status(), 200, "the shop {} stays open without Redis", shop.key);
    }
}
