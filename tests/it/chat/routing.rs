//! Who gets which conversation.

use leadbell::clock::{HOUR, MINUTE};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{member, member_at, owner};
use crate::support::{Operator, Shop, Socket, TestApp, Visitor};

/// A visitor on the page, whose first message is said.
pub async fn asks(app: &mut TestApp, shop: &Shop, text: &str) -> (Visitor, Socket, String) {
    let mut visitor = app.visitor(shop);
    visitor.view().await;
    let mut page = visitor.socket().await;
    page.hello(None, 0).await;
    let ack = page.say(text).await;
    (visitor, page, ack["conversation"].as_str().expect("an id").to_owned())
}

/// Somebody of the team with an open socket.
pub async fn comes(app: &TestApp, user: Uuid) -> (Operator, Socket) {
    let operator = member(app, user).await;
    let mut socket = operator.socket().await;
    socket.watch(None, 0).await;
    (operator, socket)
}

/// Waits until a conversation is somebody's; `None`: nobody's.
pub async fn is_of(app: &TestApp, operator: &Operator, id: &str, name: Option<&str>) {
    let path = format!("/api/v1/conversations/{id}");
    app.until(&format!("{id} is of {name:?}"), async || {
        operator.get(&path).await.body["assignee"]["name"].as_str() == name
    })
    .await;
}

/// Waits until a colleague is in this state.
pub async fn is_now(app: &TestApp, operator: &Operator, user: Uuid, state: &str) {
    app.until(&format!("somebody is {state}"), async || {
        let team = operator.get("/api/v1/team").await.expect(200);
        let people = team.body["people"].as_array().expect("people").clone();
        people.iter().any(|one| one["id"] == json!(user) && one["state"] == state)
    })
    .await;
}

/// Waits until the visitor's page has been told this of its conversation.
pub async fn is_told(page: &mut Socket, holds: impl Fn(&Value) -> bool) {
    while !holds(&page.expect("state").await) {}
}

async fn assign(operator: &Operator, id: &str, what: Value) -> crate::support::Answer {
    operator.post(&format!("/api/v1/conversations/{id}/assign"), what).await
}

pub async fn in_turn(app: &TestApp, shop: &Shop) {
    shop.set(&app.ctx, json!({"strategy": "round_robin", "unanswered_after": 0})).await;
}

/// Changes settings of the site, as its page does.
async fn turn(app: &TestApp, shop: &Shop, settings: Value) {
    shop.set(&app.ctx, settings).await;
    leadbell::sites::changed(&app.ctx, shop.account);
}

async fn capacity(app: &TestApp, shop: &Shop, user: Uuid, at_once: i64) {
    let owner = member(app, shop.owner).await;
    let field = format!("capacity_{user}");
    let fields = [(field.as_str(), &*at_once.to_string())];
    owner.form("/console/settings/departments/capacity", &fields).await.expect(303);
}

both! {
    async fn what_waits_goes_to_whoever_comes_online(app) {
        let shop = app.shop().await;
        in_turn(app, &shop).await;
        let (_anna, mut page, id) = asks(app, &shop, "Hello?").await;
        is_told(&mut page, |state| state["queue"]["position"] == 1).await;
        let (operator, mut team) = owner(app, &shop).await;
        is_of(app, &operator, &id, Some("owner")).await;
        is_told(&mut page, |state| {
            state["operator"]["name"] == "owner" && state["queue"].is_null()
        })
        .await;
        // Colleagues see how much everybody has.
        while team.expect("presence").await["online"][0]["open"] != 1 {}
    }

    async fn nobody_gets_more_than_they_have_room_for_and_the_queue_moves_up(app) {
        let shop = app.shop().await;
        in_turn(app, &shop).await;
        capacity(app, &shop, shop.owner, 1).await;
        let (operator, _team) = owner(app, &shop).await;
        let (_one, _, first) = asks(app, &shop, "One").await;
        is_of(app, &operator, &first, Some("owner")).await;
        let (_two, mut page_two, second) = asks(app, &shop, "Two").await;
        is_told(&mut page_two, |state| state["queue"]["position"] == 1).await;
        app.ctx.clock.advance(1_000);
        let (_three, mut page_three, third) = asks(app, &shop, "Three").await;
        is_told(&mut page_three, |state| state["queue"]["position"] == 2).await;
        operator.post(&format!("/api/v1/conversations/{first}/close"), json!({})).await.expect(200);
        is_of(app, &operator, &second, Some("owner")).await;
        is_told(&mut page_three, |state| state["queue"]["position"] == 1).await;
        is_of(app, &operator, &third, None).await;
    }

    async fn what_somebody_who_left_had_waits_for_them_where_nobody_else_is_there(app) {
        let shop = app.shop().await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        in_turn(app, &shop).await;
        let (_, bens) = comes(app, ben).await;
        let (_anna, mut page, id) = asks(app, &shop, "Hello?").await;
        let looks = member(app, shop.owner).await;
        is_of(app, &looks, &id, Some("ben")).await;
        drop(bens);
        is_now(app, &looks, ben, "offline").await;
        app.advance(MINUTE + 10_000).await;
        is_of(app, &looks, &id, None).await;
        is_told(&mut page, |state| state["queue"]["position"] == 1).await;
        let (_, _again) = comes(app, ben).await;
        is_of(app, &looks, &id, Some("ben")).await;
    }

    async fn who_waits_for_somebody_who_is_away_is_given_to_a_colleague(app) {
        let shop = app.shop().await;
        in_turn(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let (ben_himself, mut bens) = comes(app, ben).await;
        let (_anna, mut anna, asked) = asks(app, &shop, "Hello?").await;
        let (_carl, _, answered) = asks(app, &shop, "Hello, too").await;
        for id in [&asked, &answered] {
            is_of(app, &ben_himself, id, Some("ben")).await;
            bens.reply(&json!(id), "Good morning").await;
        }
        let (operator, _team) = owner(app, &shop).await;
        bens.send(json!({"t": "availability", "state": "away", "auto": true})).await;
        is_now(app, &operator, ben, "away").await;
        anna.say("And what does it cost?").await;
        app.advance(4 * MINUTE).await;
        is_of(app, &operator, &asked, Some("ben")).await;
        app.advance(2 * MINUTE).await;
        is_of(app, &operator, &asked, Some("owner")).await;
        is_of(app, &operator, &answered, Some("ben")).await;
        app.mails().await;
    }

    async fn an_old_chat_that_nobody_waits_in_stays_with_who_left(app) {
        let shop = app.shop().await;
        in_turn(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let (ben_himself, mut bens) = comes(app, ben).await;
        let (_anna, _, id) = asks(app, &shop, "Hello?").await;
        is_of(app, &ben_himself, &id, Some("ben")).await;
        let (operator, _team) = owner(app, &shop).await;
        bens.reply(&json!(id), "All done").await;
        drop(bens);
        is_now(app, &operator, ben, "offline").await;
        app.advance(HOUR).await;
        // Another one is given out meanwhile, so that the queue has been looked through.
        let (_other, _, other) = asks(app, &shop, "And I?").await;
        is_of(app, &operator, &other, Some("owner")).await;
        is_of(app, &operator, &id, Some("ben")).await;
    }

    async fn a_visitor_who_comes_back_gets_who_they_talked_to(app) {
        let shop = app.shop().await;
        in_turn(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let (operator, _bens) = comes(app, ben).await;
        let (_anna, mut page, first) = asks(app, &shop, "Hello?").await;
        is_of(app, &operator, &first, Some("ben")).await;
        operator.post(&format!("/api/v1/conversations/{first}/close"), json!({})).await.expect(200);
        app.ctx.clock.advance(25 * HOUR);
        // It would be the owner's turn.
        let (_, _team) = owner(app, &shop).await;
        let ack = page.say("Me again").await;
        let second = ack["conversation"].as_str().expect("an id");
        assert_ne!(second, first);
        is_of(app, &operator, second, Some("ben")).await;
    }

    async fn two_take_one_chat_and_one_is_told_who_has_it(app) {
        let shop = app.shop().await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let (one, two) = (member(app, shop.owner).await, member(app, ben).await);
        let (_anna, mut page, id) = asks(app, &shop, "Hello?").await;
        let take = |user: Uuid| json!({"user": user, "if_assignee": null});
        let (first, second) =
            tokio::join!(assign(&one, &id, take(shop.owner)), assign(&two, &id, take(ben)));
        let (won, lost, name) =
            if first.status == 200 { (first, second, "owner") } else { (second, first, "ben") };
        assert_eq!((won.status, lost.status), (200, 409));
        assert_eq!(won.body["assignee"]["name"], name);
        assert_eq!(lost.body["code"], "taken");
        assert_eq!((&lost.body["assignee"]["name"], &lost.body["detail"]), (&json!(name), &json!(name)));
        is_told(&mut page, |state| state["operator"]["name"] == name).await;
        // Who knows that, and takes it over.
        let over = json!({"user": ben, "if_assignee": won.body["assignee"]["id"]});
        let over = assign(&two, &id, over).await.expect(200);
        assert_eq!(over.body["assignee"]["name"], "ben");
        app.mails().await;
    }

    async fn a_chat_given_to_a_department_goes_to_its_people_only(app) {
        let shop = app.shop().await;
        in_turn(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let (operator, _team) = owner(app, &shop).await;
        let fields = [("name", "Sales"), (&*format!("member_{ben}"), "on")];
        operator.form("/console/settings/departments", &fields).await.expect(303);
        let team = operator.get("/api/v1/team").await.expect(200);
        let sales = team.body["departments"][0]["id"].clone();
        assert_eq!(team.body["departments"][0]["name"], "Sales");
        let (_anna, mut page, id) = asks(app, &shop, "How much?").await;
        is_of(app, &operator, &id, Some("owner")).await;
        let given = assign(&operator, &id, json!({"department": sales})).await.expect(200);
        assert_eq!(given.body["department"]["name"], "Sales");
        is_of(app, &operator, &id, None).await;
        is_told(&mut page, |state| state["queue"]["position"] == 1).await;
        let (_, _bens) = comes(app, ben).await;
        is_of(app, &operator, &id, Some("ben")).await;
        // The department goes, its conversation stays.
        let sales = sales.as_str().expect("an id");
        let path = format!("/console/settings/departments/{sales}/delete");
        operator.form(&path, &[]).await.expect(303);
        let row = operator.get(&format!("/api/v1/conversations/{id}")).await.expect(200);
        assert_eq!((&row.body["department"], &row.body["assignee"]["name"]), (&Value::Null, &json!("ben")));
    }

    async fn who_answers_a_chat_that_nobody_has_has_it(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let (_anna, mut page, id) = asks(app, &shop, "Hello?").await;
        let row = operator.get(&format!("/api/v1/conversations/{id}")).await.expect(200);
        assert_eq!((&row.body["assignee"], &row.body["queued_at"]), (&Value::Null, &json!(app.now())));
        team.reply(&json!(id), "Yes?").await;
        let row = operator.get(&format!("/api/v1/conversations/{id}")).await.expect(200);
        assert_eq!((&row.body["assignee"]["name"], &row.body["queued_at"]), (&json!("owner"), &Value::Null));
        is_told(&mut page, |state| state["operator"]["name"] == "owner").await;
        // Somebody else helps out; it stays whose it was.
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let (_, mut bens) = comes(app, ben).await;
        bens.reply(&json!(id), "And I am here, too").await;
        is_of(app, &operator, &id, Some("owner")).await;
    }

    async fn somebody_whose_page_is_not_used_is_away_and_gets_nothing(app) {
        let shop = app.shop().await;
        in_turn(app, &shop).await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        assert_eq!(page.hello(None, 0).await["online"], true);
        team.send(json!({"t": "availability", "state": "away", "auto": true})).await;
        assert_eq!(page.expect("online").await["online"], false);
        let id = page.say("Hello?").await["conversation"].as_str().expect("an id").to_owned();
        is_told(&mut page, |state| state["queue"]["position"] == 1).await;
        is_of(app, &operator, &id, None).await;
        team.send(json!({"t": "availability", "state": "online", "auto": true})).await;
        is_of(app, &operator, &id, Some("owner")).await;
        assert_eq!(page.expect("online").await["online"], true);
    }

    async fn who_chose_to_be_offline_stays_so_and_is_not_there_for_visitors(app) {
        let shop = app.shop().await;
        in_turn(app, &shop).await;
        let (operator, mut team) = owner(app, &shop).await;
        team.send(json!({"t": "availability", "state": "offline"})).await;
        is_now(app, &operator, shop.owner, "offline").await;
        let (_again, mut other) = owner(app, &shop).await;
        let online = other.watch(None, 0).await["online"].clone();
        assert_eq!((&online[0]["name"], &online[0]["state"]), (&json!("owner"), &json!("offline")));
        let (anna, mut page, id) = asks(app, &shop, "Hello?").await;
        assert_eq!(anna.socket().await.hello(None, 0).await["online"], false);
        is_told(&mut page, |state| state["queue"]["position"] == 1).await;
        is_of(app, &operator, &id, None).await;
        // A minute after that was chosen, what they had goes back.
        other.send(json!({"t": "availability", "state": "online"})).await;
        is_of(app, &operator, &id, Some("owner")).await;
        other.send(json!({"t": "availability", "state": "offline"})).await;
        is_now(app, &operator, shop.owner, "offline").await;
        app.advance(MINUTE + 10_000).await;
        is_of(app, &operator, &id, None).await;
    }

    async fn without_a_script_people_answer_whatever_is_chosen(app) {
        let shop = app.shop().await;
        shop.set(&app.ctx, json!({"answers_by": "bot", "unanswered_after": 0})).await;
        let (operator, _team) = owner(app, &shop).await;
        let (_anna, mut page, id) = asks(app, &shop, "Hello?").await;
        let path = format!("/api/v1/conversations/{id}/mode");
        let set = operator.post(&path, json!({"mode": "bot"})).await.expect(200);
        assert_eq!((&set.body["mode"], &set.body["handler"]), (&json!("bot"), &json!("people")));
        is_told(&mut page, |state| state["mode"] == "people" && state["queue"]["position"] == 1).await;
        assert_eq!(operator.post(&path, json!({"mode": "whoever"})).await.status, 422);
        let back = operator.post(&path, json!({"mode": ""})).await.expect(200);
        assert_eq!(back.body["mode"], "");
    }

    async fn the_switch_says_who_answers_a_chat_that_begins_and_one_that_is_open(app) {
        let shop = app.shop().await;
        let (operator, team) = owner(app, &shop).await;
        shop.has_script(&app.ctx, true).await;
        let handler = async |id: &str| {
            let row = operator.get(&format!("/api/v1/conversations/{id}")).await.expect(200).body;
            (row["handler"].clone(), row["waiting_since"].is_null(), row["assignee"]["name"].clone())
        };
        let switch = |answers_by: &'static str| {
            json!({"answers_by": answers_by, "strategy": "manual", "unanswered_after": 0})
        };
        for (answers_by, expected) in
            [("people", "people"), ("bot_when_away", "people"), ("bot_first", "bot"), ("bot", "bot")]
        {
            turn(app, &shop, switch(answers_by)).await;
            let (_, mut page, id) = asks(app, &shop, "Hello?").await;
            assert_eq!(handler(&id).await.0, expected, "{answers_by}");
            let place = page.hello(None, 0).await["state"]["queue"].clone();
            assert_eq!(place.is_null(), expected == "bot", "{answers_by}: {place}");
        }
        let (_anna, mut page, id) = asks(app, &shop, "A person, please").await;
        assert_eq!(handler(&id).await.0, "bot");
        // One conversation is given to people, and at once.
        let path = format!("/api/v1/conversations/{id}/mode");
        operator.post(&path, json!({"mode": "people"})).await.expect(200);
        is_told(&mut page, |state| state["mode"] == "people" && state["queue"]["position"] == 1).await;
        operator.post(&path, json!({"mode": "bot"})).await.expect(200);
        is_told(&mut page, |state| state["mode"] == "bot" && state["queue"].is_null()).await;
        // Whoever takes it answers it.
        assign(&operator, &id, json!({"user": shop.owner})).await.expect(200);
        is_told(&mut page, |state| state["mode"] == "people").await;
        assert_eq!(handler(&id).await.2, "owner");
        // The site's switch counts for what is open; so does that the last one leaves.
        turn(app, &shop, switch("people")).await;
        let (_, mut page, id) = asks(app, &shop, "Anybody?").await;
        assert_eq!(handler(&id).await.0, "people");
        turn(app, &shop, switch("bot_when_away")).await;
        drop(team);
        is_told(&mut page, |state| state["mode"] == "bot").await;
        let (operator, _team) = owner(app, &shop).await;
        is_told(&mut page, |state| state["mode"] == "people").await;
        // Without a script nobody is left to a bot.
        turn(app, &shop, switch("bot")).await;
        is_told(&mut page, |state| state["mode"] == "bot").await;
        shop.has_script(&app.ctx, false).await;
        is_told(&mut page, |state| state["mode"] == "people").await;
        drop(operator);
        app.mails().await;
    }

    async fn what_is_refused_of_a_department_or_a_number_stays_as_it_was_typed(app) {
        let shop = app.shop().await;
        let owner = member(app, shop.owner).await;
        let path = "/console/settings/departments";
        owner.form(path, &[("name", "Sales")]).await.expect(303);
        let team = owner.get("/api/v1/team").await.expect(200).body;
        let sales = team["departments"][0]["id"].as_str().expect("an id").to_owned();
        let (long, tick) = ("x".repeat(300), format!("member_{}", shop.owner));
        let change = [("name", long.as_str()), (&*tick, "on")];
        let refused = owner.form(&format!("{path}/{sales}"), &change).await.expect(422).text;
        assert!(refused.contains(&format!("value=\"{long}\"")), "{refused}");
        assert!(refused.contains(&format!("id=\"name-{sales}-error\"")), "{refused}");
        assert_eq!(refused.matches(&format!("name=\"{tick}\" checked")).count(), 1, "{refused}");
        let field = format!("capacity_{}", shop.owner);
        let lots = [(&*field, "lots")];
        let refused = owner.form(&format!("{path}/capacity"), &lots).await.expect(422).text;
        assert!(refused.contains("value=\"lots\" aria-invalid=\"true\""), "{refused}");
        let team = owner.get("/api/v1/team").await.expect(200).body;
        assert_eq!(team["departments"][0]["name"], "Sales");
        assert_eq!(team["people"][0]["capacity"], 5);
    }

    async fn nothing_of_another_account_is_assigned_or_changed(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let (_anna, _, id) = asks(app, &shop, "Hello?").await;
        let (stranger, own) = (member(app, other.owner).await, member(app, shop.owner).await);
        assert_eq!(assign(&stranger, &id, json!({"user": other.owner})).await.status, 404);
        let path = format!("/api/v1/conversations/{id}/mode");
        assert_eq!(stranger.post(&path, json!({"mode": "people"})).await.status, 404);
        assert_eq!(assign(&own, &id, json!({"user": other.owner})).await.status, 404);
        let fields = [("name", "Sales"), (&*format!("member_{}", shop.owner), "on")];
        stranger.form("/console/settings/departments", &fields).await.expect(303);
        let team = stranger.get("/api/v1/team").await.expect(200);
        let theirs = team.body["departments"][0]["id"].clone();
        assert_eq!(team.body["people"][0]["departments"], json!([]));
        assert_eq!(assign(&own, &id, json!({"department": theirs})).await.status, 404);
        let path = format!("/console/settings/departments/{}", theirs.as_str().expect("an id"));
        assert_eq!(own.form(&path, &[("name", "Mine")]).await.status, 404);
        assert_eq!(own.form(&format!("{path}/delete"), &[]).await.status, 404);
        let capacity = [(&*format!("capacity_{}", shop.owner), "0")];
        stranger.form("/console/settings/departments/capacity", &capacity).await.expect(303);
        assert_eq!(own.get("/api/v1/team").await.body["people"][0]["capacity"], 5);
        app.mails().await;
    }
}

with_redis! {
    async fn two_nodes_give_out_one_queue_and_nobody_gets_too_much(app, redis) {
        let shop = app.shop().await;
        in_turn(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        for user in [shop.owner, ben] {
            capacity(app, &shop, user, 2).await;
        }
        let second = app.node(redis).await;
        let (operator, _team) = owner(app, &shop).await;
        let there = member_at(app, ben, second.clone()).await;
        let origin = app.url.origin().ascii_serialization();
        let mut bens = there.try_socket(Some(&origin)).await.expect("a socket");
        bens.watch(None, 0).await;
        is_now(app, &operator, ben, "online").await;
        is_now(app, &there, shop.owner, "online").await;
        let mut pages = Vec::new();
        for place in 0..6 {
            let mut visitor = app.visitor(&shop);
            if place % 2 == 1 {
                visitor.base = second.clone();
            }
            visitor.view().await;
            pages.push(visitor.socket().await);
        }
        for page in &mut pages {
            page.send(json!({"t": "send", "id": leadbell::ids::new_id(), "text": "Hello?"})).await;
        }
        for page in &mut pages {
            page.expect("ack").await;
        }
        let mut open = Vec::new();
        app.until("everybody has as much as they take", async || {
            let team = operator.get("/api/v1/team").await.expect(200);
            let people = team.body["people"].as_array().expect("people").clone();
            open = people.iter().map(|one| one["open"].as_i64().unwrap_or(0)).collect();
            open.iter().sum::<i64>() >= 4
        })
        .await;
        assert_eq!(open, [2, 2]);
        let list = operator.get("/api/v1/conversations?filter=open").await.expect(200);
        let rows = list.body["conversations"].as_array().expect("rows");
        assert_eq!(rows.iter().filter(|row| row["assignee"].is_null()).count(), 2);
        // Both nodes tell their people the same.
        let full = |frame: &Value| {
            let people = frame["online"].as_array().expect("people");
            people.len() == 2 && people.iter().all(|one| one["open"] == 2)
        };
        while !full(&bens.expect("presence").await) {}
    }

    async fn what_somebody_on_a_lost_node_had_goes_to_another(app, redis) {
        let shop = app.shop().await;
        in_turn(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let second = app.node(redis).await;
        let there = member_at(app, ben, second).await;
        let origin = app.url.origin().ascii_serialization();
        let mut bens = there.try_socket(Some(&origin)).await.expect("a socket");
        bens.watch(None, 0).await;
        let looks = member(app, shop.owner).await;
        is_now(app, &looks, ben, "online").await;
        let (_anna, _, id) = asks(app, &shop, "Hello?").await;
        is_of(app, &looks, &id, Some("ben")).await;
        let (_, _team) = owner(app, &shop).await;
        // While the nodes do not hear each other, nobody is taken for gone.
        redis.cut();
        let both = [app.ctx.clone(), app.node_ctx(0).clone()];
        app.until("the loss is noticed", async || {
            both.iter().all(|ctx| !ctx.db.bus().is_connected())
        })
        .await;
        app.advance(10 * MINUTE).await;
        redis.mend();
        app.until("the nodes hear each other", async || {
            both.iter().all(|ctx| ctx.db.bus().is_connected())
        })
        .await;
        is_now(app, &looks, ben, "online").await;
        is_of(app, &looks, &id, Some("ben")).await;
        app.node_ctx(0).stop.cancel();
        is_now(app, &looks, ben, "offline").await;
        app.advance(MINUTE + 10_000).await;
        is_of(app, &looks, &id, Some("owner")).await;
    }
}
