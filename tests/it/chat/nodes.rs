//! One conversation on two nodes: the visitor on the first, the operator on the second.

use leadbell::ids;
use serde_json::{Value, json};

use super::{id, member_at, stored};
use crate::support::{Redis, Shop, Socket, TestApp, Visitor};

/// The visitor's socket on the first node and the operator's on the second.
async fn across(app: &mut TestApp, redis: &Redis, shop: &Shop) -> (Visitor, Socket, Socket) {
    let second = app.node(redis).await;
    let mut anna = app.visitor(shop);
    anna.view().await;
    let mut page = anna.socket().await;
    page.hello(None, 0).await;
    let operator = member_at(app, shop.owner, second).await;
    let origin = app.url.origin().ascii_serialization();
    let mut team = operator.try_socket(Some(&origin)).await.expect("a socket");
    team.watch(None, 0).await;
    (anna, page, team)
}

/// Reads messages until `count` have come; gives number and text of each.
async fn heard(socket: &mut Socket, count: usize) -> Vec<(i64, String)> {
    let mut heard = Vec::new();
    while heard.len() < count {
        let message = socket.expect("message").await;
        let text = message["text"].as_str().unwrap_or_default().to_owned();
        heard.push((message["number"].as_i64().unwrap_or(0), text));
    }
    heard
}

/// Waits for a frame in which a field has this value.
async fn until(socket: &mut Socket, kind: &str, field: &str, value: &Value) {
    while socket.expect(kind).await[field] != *value {}
}

with_redis! {
    async fn two_nodes_give_one_conversation_one_order(app, redis) {
        const EACH: usize = 30;
        let shop = app.shop().await;
        let (_anna, mut page, mut team) = across(app, redis, &shop).await;
        let conversation = page.say("first").await["conversation"].clone();
        for n in 0..EACH {
            page.send(json!({"t": "send", "id": ids::new_id(), "text": format!("a{n}")})).await;
            team.send(json!({
                "t": "send", "id": ids::new_id(), "conversation": conversation,
                "text": format!("b{n}"),
            }))
            .await;
        }
        let (mut here, mut there) =
            (heard(&mut page, 2 * EACH + 1).await, heard(&mut team, 2 * EACH + 1).await);
        here.sort();
        there.sort();
        let all = stored(app, &conversation).await;
        let numbers: Vec<i64> = all.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, (1..=61).collect::<Vec<i64>>());
        assert_eq!((&here, &there), (&all, &all), "both hear each message once, by its number");
        for author in ["a", "b"] {
            let texts = all.iter().map(|(_, text)| text.as_str());
            let own: Vec<&str> = texts.filter(|text| text.starts_with(author)).collect();
            let written: Vec<String> = (0..EACH).map(|n| format!("{author}{n}")).collect();
            assert_eq!(own, written, "each author's own order is kept");
        }
        team.send(json!({"t": "typing", "conversation": conversation})).await;
        assert_eq!(page.expect("typing").await["name"], "owner");
        page.send(json!({"t": "typing"})).await;
        until(&mut team, "typing", "by", &json!("visitor")).await;
    }

    async fn a_visitor_on_one_node_sees_the_team_on_another_come_and_go(app, redis) {
        let shop = app.shop().await;
        let (anna, mut page, team) = across(app, redis, &shop).await;
        until(&mut page, "online", "online", &json!(true)).await;
        assert_eq!(anna.socket().await.hello(None, 0).await["online"], true);
        team.close().await;
        until(&mut page, "online", "online", &json!(false)).await;
        assert_eq!(anna.socket().await.hello(None, 0).await["online"], false);
    }

    async fn what_was_said_while_redis_was_away_is_caught_up_when_it_is_back(app, redis) {
        let shop = app.shop().await;
        let (anna, mut page, mut team) = across(app, redis, &shop).await;
        until(&mut page, "online", "online", &json!(true)).await;
        let conversation = page.say("before").await["conversation"].clone();
        team.expect("message").await;
        redis.cut();
        let both = [app.ctx.clone(), app.node_ctx(0).clone()];
        app.until("the loss is noticed", async || {
            both.iter().all(|ctx| !ctx.db.bus().is_connected())
        })
        .await;
        assert_eq!(page.say("alone").await["number"], 2);
        assert_eq!(team.reply(&conversation, "alone too").await["number"], 3);
        redis.mend();
        // The pings that come at once say that something was missed; the database has it.
        let name = conversation.as_str().unwrap_or_default();
        while page.expect("ping").await["heads"][name] != 3 {}
        while team.expect("ping").await["rev"].as_i64() < Some(4) {}
        let missed = anna.socket().await.hello(id(&conversation), 2).await;
        assert_eq!(missed["messages"][0]["text"], "alone too");
        let missed = team.watch(id(&conversation), 1).await;
        assert_eq!(missed["messages"][0]["text"], "alone");
        // Who is there is known again without anything that Redis had kept.
        assert_eq!(missed["online"][0]["name"], "owner");
        app.until("the first node knows it again", async || {
            anna.socket().await.hello(None, 0).await["online"] == true
        })
        .await;
    }
}
