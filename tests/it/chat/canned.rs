//! Texts that the team writes again and again.

use serde_json::{Value, json};

use super::{at, begun, listed, member};
use crate::support::Operator;

async fn shortcuts(operator: &Operator) -> Vec<String> {
    let list = operator.get("/api/v1/canned").await.expect(200).body;
    let rows = list["canned"].as_array().expect("replies");
    rows.iter().map(|row| row["shortcut"].as_str().unwrap_or_default().to_owned()).collect()
}

both! {
    async fn a_canned_reply_is_ones_own_or_everybodys(app) {
        let shop = app.shop().await;
        let owner = member(app, shop.owner).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let ben = member(app, ben).await;
        let text = "Hello {visitor.name}";
        let shared = json!({"shortcut": "/Hello", "text": text, "shared": true});
        assert_eq!(ben.post("/api/v1/canned", shared.clone()).await.status, 403);
        let made = owner.post("/api/v1/canned", shared.clone()).await.expect(201).body;
        assert_eq!((&made["shortcut"], &made["shared"]), (&json!("hello"), &json!(true)));
        let again = owner.post("/api/v1/canned", shared).await.expect(409);
        assert_eq!(again.body["code"], "shortcut_taken");
        let own = json!({"shortcut": "hello", "text": "Hi"});
        let own = ben.post("/api/v1/canned", own).await.expect(201).body;
        let list = ben.get("/api/v1/canned").await.expect(200).body;
        let rows = list["canned"].as_array().expect("replies");
        assert_eq!((&rows[0], rows[1]["may_change"] == false, rows.len()), (&own, true, 2));
        assert!(list["variables"].as_array().is_some_and(|all| all.contains(&json!("visitor.name"))));
        assert_eq!(shortcuts(&owner).await, ["hello"]);
        let path = |one: &Value| format!("/api/v1/canned/{}", one["id"].as_str().unwrap_or(""));
        let new = json!({"shortcut": "bye", "text": "Bye"});
        assert_eq!(ben.put(&path(&made), new.clone()).await.status, 403);
        assert_eq!(owner.put(&path(&own), new.clone()).await.status, 404);
        assert_eq!(ben.put(&path(&own), new).await.expect(200).body["text"], "Bye");
        assert_eq!(ben.delete(&path(&made), json!({})).await.status, 403);
        ben.delete(&path(&own), json!({})).await.expect(204);
        assert_eq!(ben.delete(&path(&own), json!({})).await.status, 404);
        let wrong = json!({"shortcut": "two words", "text": " "});
        let wrong = owner.put(&path(&made), wrong).await.expect(422).body;
        assert_eq!(wrong["errors"], json!({"shortcut": "invalid", "text": "empty"}));
        let other = app.shop_named("other").await;
        let stranger = member(app, other.owner).await;
        assert_eq!(stranger.delete(&path(&made), json!({})).await.status, 404);
        assert_eq!(shortcuts(&stranger).await, Vec::<String>::new());
    }

    async fn replies_and_tags_are_kept_on_a_page(app) {
        let shop = app.shop().await;
        let (mut owner, ben) = (member(app, shop.owner).await,
            shop.person(&app.ctx, "ben@shop.example", "operator").await);
        let mut ben = member(app, ben).await;
        let (_page, one) = begun(app, &shop, "One").await;
        owner.post(&at(&one, "tags"), json!({"tags": ["<b>vip</b>"]})).await.expect(200);
        let path = "/console/settings/replies";
        let fields = [("shortcut", "hello"), ("text", "Hi <i>you</i>"), ("shared", "1")];
        owner.form(path, &fields).await.expect(303);
        let taken = owner.form(path, &fields).await.expect(422).text;
        assert!(taken.contains("Another reply has this shortcut."), "{taken}");
        let seen = ben.page(path).await.expect(200).text;
        assert!(seen.contains("Hi &#60;i&#62;you&#60;/i&#62;"), "{seen}");
        assert!(!seen.contains("/tags/rename"), "{seen}");
        assert_eq!(ben.form(path, &fields).await.status, 403);
        ben.form(path, &fields[..2]).await.expect(303);
        assert_eq!(shortcuts(&ben).await, ["hello", "hello"]);
        // What was typed for a change that is refused stays in that reply's own form.
        owner.form(path, &[("shortcut", "bye"), ("text", "Bye"), ("shared", "1")]).await.expect(303);
        let list = owner.get("/api/v1/canned").await.expect(200).body;
        let bye = list["canned"][0]["id"].as_str().expect("an id").to_owned();
        let change = [("shortcut", "hello"), ("text", "Good bye")];
        let refused = owner.form(&format!("{path}/{bye}"), &change).await.expect(422).text;
        assert!(refused.contains(&format!("id=\"shortcut-{bye}-error\"")), "{refused}");
        assert!(refused.contains(">Good bye</textarea>"), "{refused}");
        assert_eq!(refused.matches("Good bye").count(), 1, "in its form alone: {refused}");
        assert!(owner.page(path).await.expect(200).text.contains("/tags/rename"));
        let rename = [("name", "<b>vip</b>"), ("new", "important")];
        assert_eq!(ben.form("/console/settings/tags/rename", &rename).await.status, 403);
        owner.form("/console/settings/tags/rename", &rename).await.expect(303);
        assert_eq!(listed(&owner, "tag=important").await, json!([one]));
        owner.form("/console/settings/tags/delete", &[("name", "important")]).await.expect(303);
        assert_eq!(owner.get(&at(&one, "")).await.expect(200).body["tags"], json!([]));
        let gone = owner.form("/console/settings/tags/delete", &[("name", "important")]).await;
        assert_eq!(gone.status, 404);
        app.mails().await;
    }

    async fn a_tag_of_very_many_conversations_is_renamed_everywhere(app) {
        let shop = app.shop().await;
        let mut owner = member(app, shop.owner).await;
        let mut ids = Vec::new();
        for n in 0..101 {
            let (_page, one) = begun(app, &shop, &format!("{n}")).await;
            ids.push(one);
        }
        for some in ids.chunks(100) {
            let body = json!({"ids": some, "action": "tag", "tag": "old"});
            owner.post("/api/v1/conversations/bulk", body).await.expect(200);
        }
        owner.page("/console/settings/replies").await;
        let rename = [("name", "old"), ("new", "new")];
        owner.form("/console/settings/tags/rename", &rename).await.expect(303);
        app.settle().await;
        let tags = owner.get("/api/v1/tags").await.expect(200).body;
        assert_eq!(tags["tags"], json!([{"name": "new", "count": 101}]));
        app.mails().await;
    }
}
