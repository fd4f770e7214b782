//! Invitations by rule, and the pages on which an owner sets them.

use leadbell::clock::{HOUR, MINUTE};
use leadbell::ids;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{beat, left, present};
use crate::chat::owner;
use crate::support::{Answer, Operator, Shop, TestApp, Visitor};

fn pages(shop: &Shop) -> String {
    format!("/console/settings/sites/{}/invitations", shop.site)
}

async fn add(operator: &Operator, shop: &Shop, name: &str, more: &[(&str, &str)]) {
    let mut fields = vec![("name", name), ("text", "Can I help?"), ("active", "on")];
    fields.extend_from_slice(more);
    operator.form(&format!("{}/new", pages(shop)), &fields).await.expect(303);
}

/// The rules as a page gets them.
async fn watched(visitor: &Visitor) -> Vec<Value> {
    let answer = beat(visitor).await.expect(200);
    answer.body["rules"]["list"].as_array().cloned().unwrap_or_default()
}

async fn claim(visitor: &Visitor, rule: &Value, id: Uuid) -> Answer {
    visitor.post("/v1/invite", json!({"id": id, "rule": rule})).await
}

/// A shop with one rule, its owner there, and a visitor.
async fn one_rule(app: &mut TestApp, once: &str) -> (Shop, crate::support::Socket, Visitor, Value) {
    let shop = app.shop().await;
    shop.set(&app.ctx, json!({"invite_pause": 0})).await;
    let (operator, team) = owner(app, &shop).await;
    add(&operator, &shop, "Prices", &[("once", once)]).await;
    let anna = present(app, &shop).await;
    let rule = watched(&anna).await[0]["id"].clone();
    (shop, team, anna, rule)
}

both! {
    async fn a_page_gets_the_rules_once_and_what_they_ask_of_the_visit(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let off = [("name", "Off"), ("text", "Not yet")];
        operator.form(&format!("{}/new", pages(&shop)), &off).await.expect(303);
        add(&operator, &shop, "Prices", &[("page", "/prices"), ("seconds", "20"), ("channel", "search")]).await;
        let anna = present(app, &shop).await;
        let told = beat(&anna).await.expect(200).body["rules"].clone();
        let list = told["list"].as_array().expect("a list");
        assert_eq!(list.len(), 1, "one is not in force: {list:?}");
        assert_eq!(list[0]["when"], json!({"contains": "/prices", "seconds": 20, "channel": "search"}));
        assert_eq!((&told["channel"], &told["visits"]), (&json!("direct"), &json!(1)));
        assert!(!told.to_string().contains("Can I help?"), "the text comes when it is wanted");
        let (url, title) = anna.page.clone();
        let known = json!({"url": url, "title": title, "rules": told["version"]});
        assert!(anna.post("/v1/beat", known).await.body.get("rules").is_none());
    }

    async fn a_rule_invites_one_visitor_once(app) {
        let (_shop, _team, mut anna, rule) = one_rule(app, "visitor").await;
        let id = ids::new_id();
        let told = claim(&anna, &rule, id).await.expect(200).body;
        assert_eq!(told, json!({"id": id, "text": "Can I help?", "name": ""}));
        assert_eq!(claim(&anna, &rule, id).await.expect(200).body, told, "a repeat is the same");
        assert_eq!(beat(&anna).await.body["invite"], told, "the next page shows it too");
        claim(&anna, &rule, ids::new_id()).await.expect(204);
        app.advance(2 * HOUR).await;
        anna.view().await.expect(200);
        beat(&anna).await.expect(200);
        claim(&anna, &rule, ids::new_id()).await.expect(204);
    }

    async fn a_rule_may_invite_again_in_the_next_visit(app) {
        let (_shop, _team, mut anna, rule) = one_rule(app, "visit").await;
        claim(&anna, &rule, ids::new_id()).await.expect(200);
        app.advance(20 * MINUTE).await;
        anna.view().await.expect(200);
        claim(&anna, &rule, ids::new_id()).await.expect(204);
        app.advance(40 * MINUTE).await;
        anna.view().await.expect(200);
        claim(&anna, &rule, ids::new_id()).await.expect(200);
    }

    async fn no_rule_invites_with_nobody_there_or_somebody_who_talks(app) {
        let (shop, team, anna, rule) = one_rule(app, "visit").await;
        team.close().await;
        left(app, &anna).await;
        claim(&anna, &rule, ids::new_id()).await.expect(204);
        let (_operator, _team) = owner(app, &shop).await;
        let mut page = anna.socket().await;
        page.hello(None, 0).await;
        page.say("Hello?").await;
        claim(&anna, &rule, ids::new_id()).await.expect(204);
        claim(&anna, &json!(ids::new_id()), ids::new_id()).await.expect(204);
        app.mails().await;
    }

    async fn an_invitation_by_rule_is_said_in_the_name_of_the_site(app) {
        let (_shop, _team, anna, rule) = one_rule(app, "visitor").await;
        let id = ids::new_id();
        claim(&anna, &rule, id).await.expect(200);
        anna.post("/v1/invite", json!({"id": id, "state": "accepted"})).await.expect(204);
        let welcome = anna.socket().await.hello(None, 0).await;
        assert_eq!(welcome["messages"][0]["text"], "Can I help?");
        assert_eq!(welcome["messages"][0]["name"], Value::Null);
    }

    async fn the_owner_orders_changes_deletes_and_puts_back(app) {
        let shop = app.shop().await;
        let (mut operator, _team) = owner(app, &shop).await;
        let place = pages(&shop);
        assert!(operator.page(&place).await.expect(200).text.contains("No rule yet"));
        for name in ["First", "Second"] {
            add(&operator, &shop, name, &[("page", "/a")]).await;
        }
        let anna = present(app, &shop).await;
        let ids: Vec<String> = watched(&anna).await.iter()
            .filter_map(|rule| rule["id"].as_str().map(str::to_owned)).collect();
        operator.form(&format!("{place}/{}/move", ids[1]), &[("by", "up")]).await.expect(303);
        let page = operator.page(&place).await.expect(200).text;
        assert!(page.find("Second") < page.find("First"), "the order has changed");
        assert_eq!(watched(&anna).await[0]["id"], json!(ids[1]));
        let path = format!("{place}/{}", ids[0]);
        let refused = operator.form(&path, &[("name", "First"), ("text", ""), ("scroll", "101")]).await;
        assert_eq!(refused.expect(422).text.matches("class=\"error\"").count(), 2);
        operator.form(&path, &[("name", "Renamed"), ("text", "<b>Hi</b>")]).await.expect(303);
        let page = operator.page(&path).await.expect(200).text;
        assert!(page.contains("Renamed") && page.contains("&#60;b&#62;Hi"), "{page}");
        let page = operator.form(&format!("{path}/delete"), &[]).await.expect(200).text;
        assert!(page.contains("Put it back") && page.contains("value=\"Renamed\""), "{page}");
        operator.get(&path).await.expect(404);
        operator.form(&format!("{place}/preview"), &[("text", "Hello")]).await.expect(200);
    }

    async fn who_accepts_it_while_a_question_waits_goes_on_waiting(app) {
        let (_shop, mut team, anna, rule) = one_rule(app, "visitor").await;
        let id = ids::new_id();
        claim(&anna, &rule, id).await.expect(200);
        let mut page = anna.socket().await;
        page.say("Is anybody there?").await;
        let asked = team.expect("conversation").await["conversation"].clone();
        anna.post("/v1/invite", json!({"id": id, "state": "accepted"})).await.expect(204);
        let card = team.expect("conversation").await["conversation"].clone();
        assert_eq!((&card["number"], &card["id"]), (&json!(2), &asked["id"]));
        assert_eq!(card["waiting_since"], asked["waiting_since"]);
        assert_eq!((&asked["unread"], &card["unread"]), (&json!(1), &json!(2)), "nobody saw either");
        let wish = json!({"email": "anna@example.com"});
        let refused = anna.post("/v1/transcript", wish).await.expect(409);
        assert_eq!(refused.code(), "nothing_to_send", "a rule is nobody of the team");
        app.mails().await;
    }

    async fn rules_are_the_owners_and_another_accounts_are_not_there(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let (operator, _team) = owner(app, &shop).await;
        add(&operator, &shop, "Prices", &[]).await;
        let anna = present(app, &shop).await;
        let rule = watched(&anna).await[0]["id"].as_str().expect("an id").to_owned();
        let place = pages(&shop);
        let (foreign, _theirs) = owner(app, &other).await;
        let fields = [("name", "Mine"), ("text", "Hello"), ("by", "up")];
        for path in [place.clone(), format!("{place}/new"), format!("{place}/{rule}")] {
            foreign.get(&path).await.expect(404);
        }
        for path in ["new".to_owned(), rule.clone(), format!("{rule}/delete"), format!("{rule}/move")] {
            foreign.form(&format!("{place}/{path}"), &fields).await.expect(404);
        }
        let theirs = format!("{}/{rule}", pages(&other));
        foreign.get(&theirs).await.expect(404);
        foreign.form(&theirs, &fields).await.expect(404);
        foreign.form(&format!("{theirs}/delete"), &fields).await.expect(404);
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let ben = crate::chat::member(app, ben).await;
        ben.get(&place).await.expect(403);
        ben.form(&format!("{place}/{rule}/delete"), &[]).await.expect(403);
        assert_eq!(watched(&anna).await.len(), 1);
    }
}
