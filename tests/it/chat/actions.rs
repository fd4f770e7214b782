//! What the team does to conversations and visitors.

use leadbell::clock::{HOUR, MINUTE};
use leadbell::ids;
use serde_json::{Value, json};

use super::{at, begun, count, listed, member, owner};

both! {
    async fn a_snoozed_conversation_comes_back_at_its_time(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let (_page, one) = begun(app, &shop, "One").await;
        let (_other, two) = begun(app, &shop, "Two").await;
        let until = app.now() + HOUR;
        let row = operator.post(&at(&one, "snooze"), json!({"until": until})).await.expect(200);
        assert_eq!(row.body["snoozed_until"], until);
        assert_eq!(listed(&operator, "filter=open").await, json!([two]));
        assert_eq!(listed(&operator, "filter=snoozed").await, json!([one]));
        // Later than before: what comes too early is put off.
        let later = until + HOUR;
        operator.post(&at(&one, "snooze"), json!({"until": later})).await.expect(200);
        app.advance(HOUR).await;
        assert_eq!(listed(&operator, "filter=open").await, json!([two]));
        app.advance(HOUR).await;
        let told = async |team: &mut crate::support::Socket| loop {
            let card = team.expect("conversation").await["conversation"].clone();
            if card["id"] == one && card["snoozed_until"].is_null() && card["rev"] != 2 {
                break;
            }
        };
        told(&mut team).await;
        assert_eq!(listed(&operator, "filter=open").await, json!([one, two]));
        app.mails().await;
    }

    async fn a_message_of_its_visitor_takes_a_snoozed_conversation_back_at_once(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let (mut page, one) = begun(app, &shop, "One").await;
        let until = app.now() + HOUR;
        operator.post(&at(&one, "snooze"), json!({"until": until})).await.expect(200);
        team.reply(&one, "I will look it up").await;
        assert_eq!(listed(&operator, "filter=snoozed").await, json!([one]));
        page.say("And?").await;
        assert_eq!(listed(&operator, "filter=open").await, json!([one]));
        operator.post(&at(&one, "snooze"), json!({"until": until})).await.expect(200);
        operator.post(&at(&one, "snooze"), json!({"until": null})).await.expect(200);
        assert_eq!(listed(&operator, "filter=open").await, json!([one]));
        for (until, code) in [(app.now(), "past"), (app.now() + 367 * 24 * HOUR, "too_far")] {
            let wrong = operator.post(&at(&one, "snooze"), json!({"until": until})).await;
            assert_eq!(wrong.expect(422).body["errors"]["until"], code);
        }
        operator.post(&at(&one, "close"), json!({})).await.expect(200);
        let closed = operator.post(&at(&one, "snooze"), json!({"until": until})).await.expect(409);
        assert_eq!(closed.body["code"], "not_open");
        app.advance(2 * HOUR).await;
        app.mails().await;
    }

    async fn what_is_done_again_changes_nothing_and_is_told_to_nobody(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let (_page, one) = begun(app, &shop, "One").await;
        let until = app.now() + HOUR;
        for (what, body) in [
            ("snooze", json!({"until": until})),
            ("tags", json!({"tags": ["vip"]})),
            ("close", json!({})),
            ("reopen", json!({})),
            ("spam", json!({"spam": true})),
            ("spam", json!({"spam": false})),
        ] {
            let first = operator.post(&at(&one, what), body.clone()).await.expect(200);
            let again = operator.post(&at(&one, what), body).await.expect(200);
            assert_eq!(again.body, first.body, "{what}");
        }
        let path = format!("/api/v1/visitors/{}/block", visitor(&operator, &one).await);
        for blocked in [true, false] {
            let first = operator.post(&path, json!({"blocked": blocked})).await.expect(200);
            app.advance(MINUTE).await;
            let again = operator.post(&path, json!({"blocked": blocked})).await.expect(200);
            assert_eq!(again.body, first.body);
        }
        app.mails().await;
    }

    async fn spam_is_seen_in_its_own_list_only_and_rings_nobody(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let (mut page, one) = begun(app, &shop, "Cheap watches").await;
        let row = operator.post(&at(&one, "spam"), json!({"spam": true})).await.expect(200);
        assert_eq!((&row.body["spam"], &row.body["status"]), (&json!(true), &json!("closed")));
        team.watch(None, 0).await;
        while let Ok(frame) = team.next().await {
            if frame["conversation"]["spam"] == true {
                break;
            }
        }
        let ack = page.say("Very cheap, call +49 171 1234567").await;
        assert_eq!(ack["conversation"], one);
        team.expect_no("message").await;
        let card = team.expect("conversation").await["conversation"].clone();
        assert_eq!((&card["number"], &card["waiting_since"]), (&json!(2), &Value::Null));
        for filter in ["mine", "unassigned", "open", "waiting", "snoozed", "closed", "all"] {
            assert_eq!(listed(&operator, &format!("filter={filter}")).await, json!([]));
        }
        assert_eq!(listed(&operator, "filter=spam").await, json!([one]));
        // What looks like a contact is looked at by somebody.
        assert_eq!(count(app, "leads").await, 0);
        let suspect = "submissions WHERE verdict = 'suspect' AND CAST(reasons AS TEXT) LIKE '%spam%'";
        assert_eq!(count(app, suspect).await, 1);
        app.advance(10 * MINUTE).await;
        assert_eq!(app.mails().await.len(), 0);
        let row = operator.post(&at(&one, "spam"), json!({"spam": false})).await.expect(200);
        assert_eq!((&row.body["spam"], &row.body["status"]), (&json!(false), &json!("open")));
        assert_eq!(listed(&operator, "filter=open").await, json!([one]));
    }

    async fn a_blocked_visitor_is_refused_and_what_it_leaves_in_a_form_is_looked_at(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let one = page.say("You fools").await["conversation"].clone();
        let path = format!("/api/v1/visitors/{}/block", anna.id.expect("an id"));
        let answer = operator.post(&path, json!({"blocked": true})).await.expect(200);
        assert_eq!(answer.body["blocked_at"], app.now());
        let row = operator.get(&at(&one, "")).await.expect(200);
        assert_eq!((&row.body["blocked"], &row.body["status"]), (&json!(true), &json!("closed")));
        assert_eq!(page.closed().await, Some(4002));
        let mut page = anna.socket().await;
        page.hello(None, 0).await;
        let (_, mut team) = owner(app, &shop).await;
        page.send(json!({"t": "typing", "draft": "You fools"})).await;
        page.send(json!({"t": "send", "id": ids::new_id(), "text": "Hello?"})).await;
        assert_eq!(page.expect("nack").await["code"], "blocked");
        team.expect_no("typing").await;
        let refused = operator.post(&at(&one, "reopen"), json!({})).await.expect(409);
        assert_eq!(refused.body["code"], "blocked");
        page.send(json!({"t": "rate", "conversation": one, "score": 1, "comment": "Fools"})).await;
        let wish = json!({"email": "anna@example.com"});
        anna.post("/v1/transcript", wish).await.expect(409);
        let row = operator.get(&at(&one, "")).await.expect(200);
        assert_eq!(row.body["rating"], Value::Null);
        let form = json!({"name": "Anna", "email": "anna@example.com"});
        anna.fill_in(app, form).await.expect(201);
        assert_eq!(count(app, "leads").await, 0);
        assert_eq!(count(app, "submissions WHERE verdict = 'suspect'").await, 1);
        operator.post(&path, json!({"blocked": false})).await.expect(200);
        let mut page = anna.socket().await;
        assert_eq!(page.say("Sorry").await["conversation"], one);
        app.advance(MINUTE).await;
        app.mails().await;
    }

    async fn what_was_put_away_by_mistake_waits_again_since_its_visitor_wrote(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let (mut page, one) = begun(app, &shop, "Hello?").await;
        let asked = app.now();
        app.ctx.clock.advance(1_000);
        let post = async |what: &str, body: Value| {
            operator.post(&at(&one, what), body).await.expect(200).body["waiting_since"].clone()
        };
        assert_eq!(post("close", json!({})).await, Value::Null);
        assert_eq!(post("reopen", json!({})).await, json!(asked));
        assert_eq!(post("spam", json!({"spam": true})).await, Value::Null);
        assert_eq!(post("spam", json!({"spam": false})).await, json!(asked));
        assert_eq!(listed(&operator, "filter=waiting").await, json!([one]));
        let (_, mut team) = owner(app, &shop).await;
        team.reply(&json!(one), "Hi").await;
        page.expect("message").await;
        post("close", json!({})).await;
        assert_eq!(post("reopen", json!({})).await, Value::Null, "it was answered");
        app.mails().await;
    }

    async fn tags_are_found_counted_and_taken_away(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let (_one, one) = begun(app, &shop, "One").await;
        let (_two, two) = begun(app, &shop, "Two").await;
        let give = |tags: Value| json!({"tags": tags});
        let row = operator.post(&at(&one, "tags"), give(json!([" big  deal ", "vip", "vip"]))).await;
        assert_eq!(row.expect(200).body["tags"], json!(["big deal", "vip"]));
        operator.post(&at(&two, "tags"), give(json!(["vip"]))).await.expect(200);
        assert_eq!(listed(&operator, "filter=all&tag=vip").await, json!([two, one]));
        assert_eq!(listed(&operator, "tag=big%20deal").await, json!([one]));
        let tags = operator.get("/api/v1/tags").await.expect(200).body["tags"].clone();
        let counts = json!([{"name": "big deal", "count": 1}, {"name": "vip", "count": 2}]);
        assert_eq!(tags, counts);
        operator.post(&at(&one, "tags"), give(json!([]))).await.expect(200);
        assert_eq!(listed(&operator, "tag=vip").await, json!([two]));
        for wrong in [json!([""]), json!(["x".repeat(41)]), json!(vec!["a"; 1])] {
            let status = operator.post(&at(&one, "tags"), give(wrong.clone())).await.status;
            assert_eq!(status, if wrong == json!(["a"]) { 200 } else { 422 });
        }
        app.mails().await;
    }

    async fn many_are_changed_at_once_and_those_that_cannot_be_are_named(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let operator = member(app, shop.owner).await;
        let (_one, one) = begun(app, &shop, "One").await;
        let (_two, two) = begun(app, &shop, "Two").await;
        let (_foreign, foreign) = begun(app, &other, "Three").await;
        let bulk = async |body: Value| operator.post("/api/v1/conversations/bulk", body).await;
        let ids = json!([one, two, foreign]);
        let done = bulk(json!({"ids": ids, "action": "tag", "tag": "later"})).await.expect(200);
        assert_eq!(done.body["conversations"].as_array().map(Vec::len), Some(2));
        assert_eq!(done.body["refused"], json!([{"id": foreign, "code": "not_found"}]));
        assert_eq!(listed(&operator, "tag=later").await.as_array().map(Vec::len), Some(2));
        bulk(json!({"ids": ids, "action": "close"})).await.expect(200);
        assert_eq!(listed(&operator, "filter=closed").await.as_array().map(Vec::len), Some(2));
        let late = json!({"ids": ids, "action": "snooze", "until": app.now() + HOUR});
        assert_eq!(bulk(late).await.body["refused"].as_array().map(Vec::len), Some(3));
        bulk(json!({"ids": ids, "action": "reopen"})).await.expect(200);
        bulk(json!({"ids": ids, "action": "untag", "tag": "later"})).await.expect(200);
        assert_eq!(listed(&operator, "tag=later").await.as_array().map(Vec::len), Some(0));
        let many: Vec<_> = (0..101).map(|_| ids::new_id()).collect();
        for ids in [json!([]), json!(many)] {
            let wrong = bulk(json!({"ids": ids, "action": "close"})).await.expect(422);
            assert_eq!(wrong.body["errors"]["ids"], "count");
        }
        assert_eq!(count(app, "conversations WHERE status = 'closed'").await, 0);
        app.mails().await;
    }

    async fn nobody_changes_what_is_another_accounts(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let (_page, one) = begun(app, &shop, "One").await;
        let own = member(app, shop.owner).await;
        let visitor = visitor(&own, &one).await;
        let stranger = member(app, other.owner).await;
        for (what, body) in [
            ("snooze", json!({"until": app.now() + HOUR})),
            ("tags", json!({"tags": ["mine"]})),
            ("spam", json!({"spam": true})),
            ("close", json!({})),
        ] {
            assert_eq!(stranger.post(&at(&one, what), body.clone()).await.status, 404, "{what}");
            assert_eq!(own.post_without_token(&at(&one, what), body).await.status, 403, "{what}");
        }
        let path = format!("/api/v1/visitors/{visitor}/block");
        assert_eq!(stranger.post(&path, json!({"blocked": true})).await.status, 404);
        assert_eq!(stranger.get("/api/v1/tags").await.expect(200).body["tags"], json!([]));
        let row = own.get(&at(&one, "")).await.expect(200);
        assert_eq!((&row.body["blocked"], &row.body["tags"]), (&json!(false), &json!([])));
        app.mails().await;
    }
}

async fn visitor(operator: &crate::support::Operator, conversation: &Value) -> String {
    let row = operator.get(&at(conversation, "")).await.expect(200);
    row.body["visitor"]["id"].as_str().expect("a visitor").to_owned()
}
