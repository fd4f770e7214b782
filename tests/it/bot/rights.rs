//! Who may see and change scripts, and what belongs to others.

use serde_json::json;

use super::{published, qualify};
use crate::chat::{member, owner};

both! {
    async fn operators_see_that_a_script_answers_but_not_what_it_asks_other_servers(app) {
        let shop = app.shop().await;
        let (boss, _team) = owner(app, &shop).await;
        let id = published(app, &shop, &boss, qualify()).await;
        let otto = shop.person(&app.ctx, "otto@shop.example", "operator").await;
        let otto = member(app, otto).await;
        let list = otto.get("/api/v1/scripts").await.expect(200).body;
        assert_eq!(list["scripts"][0]["name"], "Qualify");
        otto.get(&format!("/api/v1/scripts/{id}/figures?version=1")).await.expect(200);
        let page = otto.get("/console/scripts").await.expect(200).text;
        assert!(page.contains("Qualify") && !page.contains(&id), "{page}");
        let path = format!("/api/v1/scripts/{id}");
        for what in ["", "/export", "/versions", "/versions/1", "/diff?from=1&to=draft"] {
            let refused = otto.get(&format!("{path}{what}")).await.expect(403);
            assert_eq!(refused.code(), "not_your_role", "{what}");
            boss.get(&format!("{path}{what}")).await.expect(200);
        }
        otto.get(&format!("/console/scripts/{id}")).await.expect(403);
        otto.put(&path, json!({"rev": 1, "script": qualify()})).await.expect(403);
    }

    async fn what_belongs_to_another_account_is_not_found(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let (boss, _team) = owner(app, &shop).await;
        let id = published(app, &shop, &boss, qualify()).await;
        let stranger = member(app, other.owner).await;
        let path = format!("/api/v1/scripts/{id}");
        for what in ["", "/export", "/versions", "/versions/1", "/diff?from=1&to=draft",
            "/figures?version=1"] {
            stranger.get(&format!("{path}{what}")).await.expect(404);
        }
        let change = json!({"rev": 1, "script": qualify()});
        stranger.put(&path, change).await.expect(404);
        stranger.delete(&path, json!({})).await.expect(404);
        stranger.post(&format!("{path}/publish"), json!({"rev": 1})).await.expect(404);
        let sites = json!({ "sites": [shop.site, other.site] });
        boss.put(&format!("{path}/sites"), sites.clone()).await.expect(404);
        stranger.put(&format!("{path}/sites"), sites).await.expect(404);
        let kept = boss.get(&path).await.expect(200).body;
        assert_eq!(kept["sites"].as_array().map(Vec::len), Some(1));
        assert_eq!((&kept["sites"][0]["id"], &kept["sites"][0]["on"]), (&json!(shop.site), &json!(true)));
        let texts = json!({"en": {"question": "What?", "answer": "That"}});
        let theirs = json!({"texts": texts, "site": other.site});
        boss.post("/api/v1/knowledge", theirs.clone()).await.expect(404);
        let made = boss.post("/api/v1/knowledge", json!({ "texts": texts })).await.expect(201);
        let known = format!("/api/v1/knowledge/{}", made.body["id"].as_str().expect("an id"));
        boss.put(&known, theirs).await.expect(404);
        stranger.put(&known, json!({ "texts": texts })).await.expect(404);
        stranger.delete(&known, json!({})).await.expect(404);
    }

    async fn a_script_that_calls_what_is_not_there_is_not_published(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let boss = member(app, shop.owner).await;
        let stranger = member(app, other.owner).await;
        let theirs = stranger.post("/api/v1/scripts", json!({"ready": "nps"})).await.expect(201);
        let draft = boss.post("/api/v1/scripts", json!({"ready": "nps"})).await.expect(201);
        for (called, status) in [(&theirs, 422), (&draft, 201)] {
            let mut script = qualify();
            script["steps"][8] =
                json!({"id": "price", "kind": "call", "script": called.body["id"]});
            let made = boss.post("/api/v1/scripts", json!({ "script": script })).await.expect(201);
            let path = format!("/api/v1/scripts/{}", made.body["id"].as_str().expect("an id"));
            let told = boss.put(&path, json!({"rev": 1, "script": script})).await.expect(200);
            let found = told.body["findings"].as_array().expect("findings").clone();
            let found = found.iter().find(|one| one["code"] == "no_such_script").expect("it");
            assert_eq!(found["level"], if status == 422 { "error" } else { "warning" });
            boss.post(&format!("{path}/publish"), json!({"rev": 2})).await.expect(status);
        }
    }

    async fn a_script_keeps_its_place_on_a_site_while_others_come_and_go(app) {
        let shop = app.shop().await;
        let (boss, _team) = owner(app, &shop).await;
        let first = published(app, &shop, &boss, qualify()).await;
        app.ctx.clock.advance(1_000);
        let second = published(app, &shop, &boss, qualify()).await;
        let order = async || {
            leadbell::sites::forget(&app.ctx);
            let site = leadbell::sites::by_id(&app.ctx, shop.site).await.unwrap().unwrap();
            site.scripts.clone()
        };
        let before = order().await;
        assert_eq!(before.len(), 2);
        app.ctx.clock.advance(1_000);
        let sites = json!({ "sites": [shop.site] });
        boss.put(&format!("/api/v1/scripts/{first}/sites"), sites).await.expect(200);
        assert_eq!(order().await, before);
        boss.delete(&format!("/api/v1/scripts/{second}"), json!({})).await.expect(204);
        assert_eq!(order().await, before[..1]);
    }
}
