//! Live visitors and invitations, as pages and the console use them.

mod invitations;
mod rules;

use leadbell::clock::{MINUTE, SECOND};
use serde_json::{Value, json};

use crate::chat::{member_at, owner};
use crate::support::mmdb::mmdb;
use crate::support::{Answer, Operator, Shop, TestApp, Visitor};

/// The visitor's page says that it is looked at.
pub async fn beat(visitor: &Visitor) -> Answer {
    let (url, title) = &visitor.page;
    visitor.post("/v1/beat", json!({"url": url, "title": title})).await
}

/// Whether a beat brings an invitation. A beat that does not is followed by a pause: a page that
/// sends too many in the minute that a test lasts is refused for the rest of it.
async fn is_invited(visitor: &Visitor, text: &str) -> bool {
    let is = beat(visitor).await.body["invite"]["text"] == text;
    if !is {
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    }
    is
}

/// Somebody on a page who has sent a beat.
async fn present(app: &mut TestApp, shop: &Shop) -> Visitor {
    let mut anna = app.visitor(shop);
    anna.view().await.expect(200);
    assert_eq!(beat(&anna).await.expect(200).body["next"], 15);
    anna
}

/// Waits until nobody of the team is there any more.
async fn left(app: &TestApp, visitor: &Visitor) {
    app.until("the team has left", async || visitor.form().await.body["online"] == false).await;
}

/// The list as the console reads it.
pub async fn list(operator: &Operator) -> Vec<Value> {
    let answer = operator.get("/api/v1/live").await.expect(200);
    answer.body["visitors"].as_array().expect("a list").clone()
}

both! {
    async fn a_page_is_asked_to_beat_only_while_somebody_is_there(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        assert_eq!(anna.view().await.expect(200).body["beat"], 0);
        assert_eq!(beat(&anna).await.expect(200).body, json!({"next": 0}));
        let (operator, socket) = owner(app, &shop).await;
        assert_eq!(anna.view().await.expect(200).body["beat"], 15);
        assert!(list(&operator).await.is_empty(), "a page view alone is no presence");
        assert_eq!(beat(&anna).await.expect(200).body["next"], 15);
        assert_eq!(list(&operator).await.len(), 1);
        socket.close().await;
        left(app, &anna).await;
        assert_eq!(beat(&anna).await.expect(200).body["next"], 60);
        app.advance(11 * MINUTE).await;
        assert_eq!(beat(&anna).await.expect(200).body["next"], 0);
        assert_eq!(anna.view().await.expect(200).body["beat"], 0);
    }

    async fn who_is_silent_for_45_seconds_is_no_longer_there(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        team.send(json!({"t": "live", "on": true})).await;
        let anna = present(app, &shop).await;
        let frame = team.expect("live").await;
        assert_eq!(frame["set"][0]["id"], json!(anna.id));
        app.advance(44 * SECOND).await;
        assert_eq!(list(&operator).await.len(), 1);
        beat(&anna).await.expect(200);
        app.advance(44 * SECOND).await;
        assert_eq!(list(&operator).await.len(), 1);
        app.advance(2 * SECOND).await;
        assert!(list(&operator).await.is_empty());
        while team.expect("live").await["gone"][0] != json!(anna.id) {}
    }

    async fn the_team_is_told_of_changes_only_while_it_looks_at_the_list(app) {
        let shop = app.shop().await;
        let (_operator, mut team) = owner(app, &shop).await;
        let mut anna = present(app, &shop).await;
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        team.expect_no("live").await;
        team.send(json!({"t": "live", "on": true})).await;
        anna.page = ("https://shop.example/sofas".into(), "Sofas".into());
        app.until("the page is told", async || {
            beat(&anna).await.expect(200);
            anna.page.0.push('x');
            let frame = team.expect("live").await;
            frame["set"][0]["title"] == "Sofas"
        })
        .await;
        team.send(json!({"t": "live", "on": false})).await;
        team.send(json!({"t": "hello", "open": null, "after": 0})).await;
        team.expect("welcome").await;
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        beat(&anna).await.expect(200);
    }

    async fn a_beat_needs_a_token_and_a_page_of_the_site_and_robots_are_not_shown(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        let body = json!({"url": "https://shop.example/", "token": "forged.token"});
        anna.post("/v1/beat", body).await.expect(401);
        anna.view().await.expect(200);
        let mut robot = anna.clone();
        robot.user_agent = "Mozilla/5.0 (compatible; Googlebot/2.1)".into();
        beat(&robot).await.expect(204);
        let mut thief = anna.clone();
        thief.origin = Some("https://evil.example".into());
        beat(&thief).await.expect(403);
        let other = app.shop_named("other").await;
        let mut stranger = anna.clone();
        stranger.site.clone_from(&other.key);
        beat(&stranger).await.expect(401);
        let odd = json!({"url": "https://shop.example/", "country": "RO"});
        assert_eq!(anna.post("/v1/beat", odd).await.expect(422).code(), "unknown_field");
        assert!(list(&operator).await.is_empty());
    }

    async fn where_live_visitors_are_off_no_page_beats_and_nobody_is_kept(app) {
        let shop = app.shop().await;
        shop.set(&app.ctx, json!({"live": false})).await;
        let (operator, _team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        assert_eq!(anna.view().await.expect(200).body["beat"], 0);
        assert_eq!(beat(&anna).await.expect(200).body["next"], 0);
        assert!(list(&operator).await.is_empty());
    }

    async fn one_accounts_visitors_are_not_there_for_another(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let (_operator, _team) = owner(app, &shop).await;
        let (foreign, mut theirs) = owner(app, &other).await;
        theirs.send(json!({"t": "live", "on": true})).await;
        let anna = present(app, &shop).await;
        assert!(list(&foreign).await.is_empty());
        let path = format!("/api/v1/live/{}", anna.id.expect("an id"));
        foreign.get(&path).await.expect(404);
        foreign.post(&format!("{path}/invite"), json!({"text": "Hello"})).await.expect(404);
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        theirs.expect_no("live").await;
        assert_eq!(app.browser().get("/api/v1/live").await.status, 401);
    }

    async fn who_was_known_before_a_restart_is_known_again_with_the_next_beat(app) {
        let shop = app.shop().await;
        let (_operator, team) = owner(app, &shop).await;
        let anna = present(app, &shop).await;
        team.close().await;
        app.restart().await;
        let (operator, _team) = owner(app, &shop).await;
        assert!(list(&operator).await.is_empty());
        beat(&anna).await.expect(200);
        assert_eq!(list(&operator).await[0]["id"], json!(anna.id));
    }

    async fn the_country_is_told_where_a_maxmind_file_is_set(app) {
        let file = app.data().join("countries.mmdb");
        let networks = [([198, 51, 100, 0].into(), 24, "RO"), ([10, 0, 0, 0].into(), 8, "DE")];
        std::fs::write(&file, mmdb(&networks)).expect("a file");
        app.configure(|config| config.geoip = Some(file)).await;
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let anna = present(app, &shop).await;
        assert_eq!(list(&operator).await[0]["country"], "RO");
        let mut elsewhere = anna.clone();
        elsewhere.address = "203.0.113.9".into();
        elsewhere.view().await.expect(200);
        let path = format!("/api/v1/live/{}", anna.id.expect("an id"));
        let kept = operator.get(&path).await.expect(200);
        assert_eq!(kept.body["country"], "RO", "what is not known replaces nothing");
    }
}

with_redis! {
    async fn two_nodes_know_each_others_visitors(app, redis) {
        let shop = app.shop().await;
        let second = app.node(redis).await;
        let operator = member_at(app, shop.owner, second.clone()).await;
        let origin = app.url.origin().ascii_serialization();
        let mut team = operator.try_socket(Some(&origin)).await.expect("a socket");
        team.watch(None, 0).await;
        team.send(json!({"t": "live", "on": true})).await;
        let mut anna = app.visitor(&shop);
        app.until("the first node knows of the operator", async || {
            anna.view().await.expect(200).body["beat"] == 15
        })
        .await;
        beat(&anna).await.expect(200);
        while team.expect("live").await["set"][0]["id"] != json!(anna.id) {}
        // A balancer sends the next beats elsewhere: presence goes on for both.
        let first = member_at(app, shop.owner, app.url.clone()).await;
        anna.base = second;
        app.advance(40 * SECOND).await;
        beat(&anna).await.expect(200);
        tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
        app.advance(40 * SECOND).await;
        assert_eq!(list(&first).await.len(), 1);
        assert_eq!(list(&operator).await.len(), 1);
        app.advance(10 * SECOND).await;
        assert!(list(&first).await.is_empty() && list(&operator).await.is_empty());
    }

    async fn an_invitation_finds_the_page_on_whatever_node_it_beats(app, redis) {
        let shop = app.shop().await;
        let second = app.node(redis).await;
        let operator = member_at(app, shop.owner, second).await;
        let origin = app.url.origin().ascii_serialization();
        let mut team = operator.try_socket(Some(&origin)).await.expect("a socket");
        team.watch(None, 0).await;
        let mut anna = app.visitor(&shop);
        app.until("the first node knows of the operator", async || {
            anna.view().await.expect(200).body["beat"] == 15
        })
        .await;
        beat(&anna).await.expect(200);
        app.until("the second node knows of the visitor", async || {
            !list(&operator).await.is_empty()
        })
        .await;
        let path = format!("/api/v1/live/{}/invite", anna.id.expect("an id"));
        operator.post(&path, json!({"text": "Can I help?"})).await.expect(200);
        app.until("the first node knows of the invitation", async || {
            is_invited(&anna, "Can I help?").await
        })
        .await;
        redis.cut();
        let both = [app.ctx.clone(), app.node_ctx(0).clone()];
        app.until("the loss is noticed", async || {
            both.iter().all(|ctx| !ctx.db.bus().is_connected())
        })
        .await;
        let mut ben = app.visitor(&shop);
        ben.view().await.expect(200);
        ben.base = operator.base.clone();
        beat(&ben).await.expect(200);
        let path = format!("/api/v1/live/{}/invite", ben.id.expect("an id"));
        operator.post(&path, json!({"text": "And you?"})).await.expect(200);
        ben.base = app.url.clone();
        app.until("the database tells the first node", async || {
            is_invited(&ben, "And you?").await
        })
        .await;
        redis.mend();
    }
}
