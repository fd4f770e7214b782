//! Invitations that somebody of the team makes.

use leadbell::clock::MINUTE;
use leadbell::ids;
use serde_json::{Value, json};

use super::{beat, list, present};
use crate::chat::{member, owner};
use crate::support::{Answer, Operator, Visitor};

async fn invite(operator: &Operator, visitor: &Visitor, text: &str) -> Answer {
    let path = format!("/api/v1/live/{}/invite", visitor.id.expect("an id"));
    operator.post(&path, json!({"text": text})).await
}

async fn say(visitor: &Visitor, id: &Value, state: &str) -> Answer {
    visitor.post("/v1/invite", json!({"id": id, "state": state})).await
}

both! {
    async fn an_invitation_comes_with_the_next_beat_and_survives_a_change_of_page(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let mut anna = present(app, &shop).await;
        let sent = invite(&operator, &anna, " Can I help? ").await.expect(200).body;
        assert_eq!((&sent["state"], &sent["text"]), (&json!("sent"), &json!("Can I help?")));
        let told = beat(&anna).await.expect(200).body["invite"].clone();
        assert_eq!(told, json!({"id": sent["id"], "text": "Can I help?", "name": "owner"}));
        say(&anna, &sent["id"], "shown").await.expect(204);
        assert_eq!(list(&operator).await[0]["invitation"]["state"], "shown");
        anna.go("https://shop.example/sofas", "Sofas").await.expect(200);
        assert_eq!(beat(&anna).await.body["invite"]["id"], sent["id"]);
        say(&anna, &sent["id"], "dismissed").await.expect(204);
        assert!(beat(&anna).await.body.get("invite").is_none());
        say(&anna, &sent["id"], "shown").await.expect(204);
        assert_eq!(list(&operator).await[0]["invitation"]["state"], "dismissed");
    }

    async fn who_accepts_finds_the_invitation_as_the_first_message_with_its_authors_name(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let anna = present(app, &shop).await;
        let sent = invite(&operator, &anna, "Can I help?").await.expect(200).body;
        for _ in 0..2 {
            say(&anna, &sent["id"], "accepted").await.expect(204);
        }
        let mut page = anna.socket().await;
        let welcome = page.hello(None, 0).await;
        let messages = welcome["messages"].as_array().expect("messages");
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert_eq!(messages[0]["text"], "Can I help?");
        assert_eq!((&messages[0]["author"], &messages[0]["name"]), (&json!("operator"), &json!("owner")));
        let seen = team.expect("message").await;
        assert_eq!(seen["text"], "Can I help?");
        let card = team.expect("conversation").await["conversation"].clone();
        assert_eq!(card["assignee"]["id"], json!(shop.owner), "it is the inviter's");
        assert_eq!(seen["rev"].as_i64().map(|rev| rev + 1), card["rev"].as_i64());
        let ack = page.say("Yes, please").await;
        assert_eq!((&ack["number"], &ack["conversation"]), (&json!(2), &card["id"]));
        let whole = operator.get(&format!("/api/v1/live/{}", anna.id.expect("an id"))).await;
        assert_eq!(whole.body["conversations"][0]["id"], card["id"]);
        assert_eq!(whole.body["invitations"][0]["state"], "accepted");
        assert_eq!(invite(&operator, &anna, "Again?").await.expect(409).code(), "invited_lately");
        app.advance(31 * MINUTE).await;
        beat(&anna).await.expect(200);
        assert_eq!(invite(&operator, &anna, "Again?").await.expect(409).code(), "talks");
        app.mails().await;
    }

    async fn nobody_is_invited_twice_within_the_sites_pause(app) {
        let shop = app.shop().await;
        shop.set(&app.ctx, json!({"invite_pause": 10})).await;
        let (operator, _team) = owner(app, &shop).await;
        let anna = present(app, &shop).await;
        let sent = invite(&operator, &anna, "One").await.expect(200).body;
        say(&anna, &sent["id"], "dismissed").await.expect(204);
        assert_eq!(invite(&operator, &anna, "Two").await.expect(409).code(), "invited_lately");
        app.advance(10 * MINUTE).await;
        assert_eq!(invite(&operator, &anna, "Two").await.expect(409).code(), "not_here");
        beat(&anna).await.expect(200);
        invite(&operator, &anna, "Two").await.expect(200);
    }

    async fn an_invitation_has_a_text_and_comes_from_somebody_who_may_chat(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let anna = present(app, &shop).await;
        for text in ["", "  \u{1} ", &"x".repeat(401)] {
            invite(&operator, &anna, text).await.expect(422);
        }
        let path = format!("/api/v1/live/{}/invite", anna.id.expect("an id"));
        operator.post_without_token(&path, json!({"text": "Hello"})).await.expect(403);
        let nobody = format!("/api/v1/live/{}", ids::new_id());
        operator.get(&nobody).await.expect(404);
        operator.post(&format!("{nobody}/invite"), json!({"text": "Hello"})).await.expect(404);
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        invite(&member(app, ben).await, &anna, "<img onerror=alert(1)>").await.expect(200);
        assert_eq!(beat(&anna).await.body["invite"]["name"], "ben");
    }

    async fn an_invitation_is_answered_only_by_the_one_who_got_it(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let (anna, eve) = (present(app, &shop).await, present(app, &shop).await);
        let sent = invite(&operator, &anna, "Hello").await.expect(200).body;
        say(&eve, &sent["id"], "accepted").await.expect(404);
        assert!(beat(&eve).await.body.get("invite").is_none());
        assert_eq!(beat(&anna).await.body["invite"]["id"], sent["id"]);
    }

    async fn who_is_blocked_is_not_invited_and_an_invitation_under_way_is_none(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let anna = present(app, &shop).await;
        let sent = invite(&operator, &anna, "Hello").await.expect(200).body;
        let block = format!("/api/v1/visitors/{}/block", anna.id.expect("an id"));
        operator.post(&block, json!({"blocked": true})).await.expect(200);
        assert!(beat(&anna).await.expect(200).body.get("invite").is_none());
        say(&anna, &sent["id"], "accepted").await.expect(404);
        app.advance(31 * MINUTE).await;
        beat(&anna).await.expect(200);
        assert_eq!(invite(&operator, &anna, "Hello").await.expect(409).code(), "blocked");
        operator.post(&block, json!({"blocked": false})).await.expect(200);
        invite(&operator, &anna, "Hello again").await.expect(200);
    }

    async fn a_pending_invitation_is_found_again_after_a_restart(app) {
        let shop = app.shop().await;
        let (operator, team) = owner(app, &shop).await;
        let anna = present(app, &shop).await;
        let sent = invite(&operator, &anna, "Hello").await.expect(200).body;
        team.close().await;
        app.restart().await;
        let (_operator, _team) = owner(app, &shop).await;
        assert_eq!(beat(&anna).await.body["invite"]["id"], sent["id"]);
    }
}
