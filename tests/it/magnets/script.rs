//! Magnets that scripts give.

use leadbell::ids;
use leadbell::magnets::{Kind, Magnet};
use serde_json::json;

use super::make;
use crate::bot::{answer, page, published};
use crate::chat::owner;

both! {
    async fn a_script_gives_a_code_of_the_pool_in_the_chat_and_says_so_when_it_is_dry(app) {
        let shop = app.shop().await;
        let (boss, _team) = owner(app, &shop).await;
        let magnet = Magnet { title: "Ten".into(), name: "Ten".into(), ..Magnet::new(ids::new_id(), Kind::Coupon) };
        let magnet = make(app, &shop, magnet, vec!["ONLY".into()]).await;
        let ask = |id: &str, next: &str| {
            json!({"id": id, "kind": "question", "text": "More?", "variable": "More",
                   "ask": {"type": "text"}, "next": next})
        };
        let script = json!({
            "format": "leadbell.script/1", "name": "Gift", "language": "en",
            "entries": [{"on": "start", "to": "ask"}],
            "steps": [
                ask("ask", "gift"),
                {"id": "gift", "kind": "magnet", "label": "Your code", "magnet": magnet, "next": "again"},
                ask("again", "again"),
            ],
        });
        published(app, &shop, &boss, script).await;
        let (_anna, mut first, _) = page(app, &shop).await;
        let said = answer(&mut first, "Yes", json!({"turn": 1})).await;
        assert_eq!(said[0]["content"]["card"]["code"], "ONLY", "{}", said[0]);
        assert_eq!(said[0]["text"], "Your code\nONLY");
        let (_berta, mut second, _) = page(app, &shop).await;
        let said = answer(&mut second, "Yes", json!({"turn": 1})).await;
        assert_eq!(said[0]["text"], "Your code: there is none left.");
    }

    async fn a_script_that_gives_a_magnet_that_is_gone_is_not_published(app) {
        let shop = app.shop().await;
        let (boss, _team) = owner(app, &shop).await;
        let script = json!({
            "format": "leadbell.script/1", "name": "Gift", "language": "en",
            "entries": [{"on": "start", "to": "gift"}],
            "steps": [{"id": "gift", "kind": "magnet", "label": "x", "magnet": ids::new_id()}],
        });
        let made = boss.post("/api/v1/scripts", json!({ "script": script })).await.expect(201);
        let path = format!("/api/v1/scripts/{}/publish", made.body["id"].as_str().expect("an id"));
        let refused = boss.post(&path, json!({"rev": 1})).await.expect(422);
        assert_eq!(refused.body["findings"][0]["code"], "no_such_magnet", "{}", refused.text);
    }
}
