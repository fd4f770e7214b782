//! Offers: set up through the interface, asked for by pages.

mod gifts;

use leadbell::clock::{DAY, HOUR, MINUTE};
use leadbell::ids;
use serde_json::{Value, json};

use crate::support::{Answer, Operator, Shop, TestApp, Visitor};

/// One that shows to everybody on leaving.
fn definition() -> Value {
    json!({
        "triggers": [{"on": "exit"}],
        "variants": [{"key": "a", "weight": 1, "look": {"shape": "modal", "blocks": [
            {"is": "title", "text": "Wait"}, {"is": "form"}, {"is": "countdown", "minutes": 15}]}}],
    })
}

fn always() -> Value {
    json!({"seen": "always", "closed": "always", "converted": "always"})
}

/// Adds an offer and switches it on; gives its id.
async fn on(team: &Operator, shop: &Shop, name: &str, definition: Value) -> String {
    let new = json!({"site": shop.site, "name": name, "definition": definition});
    let made = team.post("/api/v1/offers", new).await.expect(201);
    let id = made.body["id"].as_str().expect("an id").to_owned();
    let all = json!({"rev": 1, "name": name, "active": true, "definition": definition});
    team.put(&format!("/api/v1/offers/{id}"), all).await.expect(200);
    id
}

/// The visitor's page asks for an offer.
async fn ask(visitor: &Visitor, offer: &str) -> Answer {
    let (url, title) = &visitor.page;
    let page = json!({"url": url, "title": title});
    let asked = json!({"offer": offer, "key": ids::new_id(), "trigger": "exit", "page": page});
    visitor.post("/v1/offer", asked).await.expect(200)
}

async fn act(visitor: &Visitor, shown: &Answer, what: &str) -> Answer {
    let show = &shown.body["show"];
    visitor.post("/v1/offer/act", json!({"show": show, "what": what})).await
}

async fn visitor(app: &mut TestApp, shop: &Shop) -> Visitor {
    let mut visitor = app.visitor(shop);
    visitor.view().await.expect(200);
    visitor
}

/// The visitor comes again after so long.
async fn later(app: &TestApp, visitor: &mut Visitor, by: i64) {
    app.advance(by).await;
    visitor.view().await.expect(200);
}

both! {
    async fn a_page_is_told_what_offers_go_by_only_where_there_are_some(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let mut anna = app.visitor(&shop);
        assert_eq!(anna.view().await.expect(200).body["facts"], Value::Null);
        assert_eq!(ask(&anna, &ids::new_id().to_string()).await.body, json!({"no": "gone"}));
        let mut offer = definition();
        offer["audience"] = json!({"share": 1, "pages": [{"how": "regex", "value": "^/lam"}]});
        let id = on(&team, &shop, "Sale", offer).await;
        let facts = anna.view().await.expect(200).body["facts"].clone();
        assert_eq!((&facts["visit"], &facts["cap"]["visit"]), (&json!(1), &json!(2)));
        assert_eq!(facts["fits"], json!(["^/lam"]));
        assert_eq!(facts["device"], "desktop");
        assert!(facts["out"] == json!([id]) || facts["out"] == Value::Null, "{facts}");
        team.post(&format!("/api/v1/offers/{id}/delete"), json!({})).await.expect(204);
        assert_eq!(anna.view().await.expect(200).body["facts"], Value::Null);
    }

    async fn an_offer_comes_back_only_as_its_frequency_says(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let mut offer = definition();
        offer["frequency"] = json!({"seen": "visit", "closed": {"days": 7}, "converted": "never"});
        let id = on(&team, &shop, "Sale", offer).await;
        let mut anna = visitor(app, &shop).await;
        let shown = ask(&anna, &id).await;
        assert_eq!(shown.body["look"]["blocks"][0]["text"], "Wait", "{}", shown.body);
        assert_eq!(ask(&anna, &id).await.body, json!({"no": "capped"}));
        later(app, &mut anna, HOUR).await;
        let shown = ask(&anna, &id).await;
        assert!(shown.body["show"].is_string(), "{}", shown.body);
        act(&anna, &shown, "closed").await.expect(200);
        later(app, &mut anna, 6 * DAY).await;
        assert_eq!(ask(&anna, &id).await.body, json!({"no": "capped"}));
        later(app, &mut anna, DAY).await;
        let shown = ask(&anna, &id).await;
        act(&anna, &shown, "converted").await.expect(200);
        later(app, &mut anna, 300 * DAY).await;
        assert_eq!(ask(&anna, &id).await.body, json!({"no": "capped"}));
        let facts = anna.view().await.expect(200).body["facts"].clone();
        assert!(facts["past"][&id]["converted"][0].is_i64(), "{facts}");
    }

    async fn asking_again_under_the_same_key_is_the_same_showing(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let id = on(&team, &shop, "Sale", definition()).await;
        let (anna, berta) = (visitor(app, &shop).await, visitor(app, &shop).await);
        let asked = json!({"offer": id, "key": ids::new_id(), "trigger": "exit"});
        let first = anna.post("/v1/offer", asked.clone()).await.expect(200).body;
        let again = anna.post("/v1/offer", asked.clone()).await.expect(200).body;
        assert_eq!(first, again);
        // Another's key finds nothing of it.
        assert_eq!(berta.post("/v1/offer", asked).await.expect(200).body, json!({"no": "gone"}));
        let closed = json!({"show": first["show"], "what": "closed"});
        berta.post("/v1/offer/act", closed.clone()).await.expect(404);
        anna.post("/v1/offer/act", closed).await.expect(200);
    }

    async fn the_sites_cap_holds_for_all_of_its_offers_together(app) {
        let shop = app.shop().await;
        shop.set(&app.ctx, json!({"offers_visit": 1, "offers_day": 2})).await;
        let team = app.operator(&shop).await;
        let mut ids = Vec::new();
        for name in ["one", "two", "three"] {
            let mut offer = definition();
            offer["frequency"] = always();
            offer["triggers"] = json!([{"on": "exit"}, {"on": "call"}]);
            ids.push(on(&team, &shop, name, offer).await);
        }
        let mut anna = visitor(app, &shop).await;
        assert!(ask(&anna, &ids[0]).await.body["show"].is_string());
        assert_eq!(ask(&anna, &ids[1]).await.body, json!({"no": "capped"}));
        later(app, &mut anna, HOUR).await;
        assert!(ask(&anna, &ids[1]).await.body["show"].is_string());
        later(app, &mut anna, HOUR).await;
        assert_eq!(ask(&anna, &ids[2]).await.body, json!({"no": "capped"}), "the day's cap");
        // What the page asks for shows all the same.
        let called = json!({"offer": ids[2], "key": ids::new_id(), "trigger": "call"});
        assert!(anna.post("/v1/offer", called).await.expect(200).body["show"].is_string());
        later(app, &mut anna, DAY).await;
        assert!(ask(&anna, &ids[2]).await.body["show"].is_string());
    }

    async fn the_audience_is_asked_once_more(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let mut offer = definition();
        offer["frequency"] = always();
        offer["audience"] = json!({
            "lead": false, "device": "desktop", "pages": [{"how": "glob", "value": "/lamps*"}],
        });
        let id = on(&team, &shop, "Sale", offer).await;
        let mut anna = visitor(app, &shop).await;
        assert!(ask(&anna, &id).await.body["show"].is_string());
        anna.page.0 = anna.page.0.replace("/lamps", "/chairs");
        assert_eq!(ask(&anna, &id).await.body, json!({"no": "not_for_you"}));
        anna.page.0 = anna.page.0.replace("/chairs", "/lamps/1");
        anna.fill_in(app, json!({"name": "Anna", "phone": "0171 1234567"})).await.expect(201);
        app.mails().await;
        assert_eq!(ask(&anna, &id).await.body, json!({"no": "not_for_you"}));
    }

    async fn a_visitors_minutes_run_from_the_first_showing(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let mut offer = definition();
        offer["frequency"] = always();
        let id = on(&team, &shop, "Sale", offer).await;
        let anna = visitor(app, &shop).await;
        let deadline = json!(app.now() + 15 * MINUTE);
        assert_eq!(ask(&anna, &id).await.body["look"]["blocks"][2]["until"], deadline);
        app.advance(10 * MINUTE).await;
        let again = ask(&anna, &id).await.body;
        assert_eq!(again["look"]["blocks"][2]["until"], deadline);
        assert_eq!(again["look"]["blocks"][2]["minutes"], Value::Null);
        assert_eq!(again["now"], json!(app.now()));
    }

    async fn who_is_of_the_control_group_sees_nothing_and_counts(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let mut offer = definition();
        offer["control"] = json!(1);
        let id = on(&team, &shop, "Sale", offer).await;
        let (mut seen, mut nothing) = (0, 0);
        while seen < 2 || nothing < 2 {
            let anna = visitor(app, &shop).await;
            let shown = ask(&anna, &id).await;
            if shown.body == json!({"control": true}) {
                nothing += 1;
                assert_eq!(ask(&anna, &id).await.body, json!({"no": "capped"}));
            } else {
                seen += 1;
                act(&anna, &shown, "converted").await.expect(200);
            }
        }
        let list = team.page("/console/experiments").await.expect(200).text;
        let report = list.split("href=\"/console/experiments/").find(|it| it.contains("Sale"));
        let report = report.and_then(|it| it.split('"').next()).expect("a report").to_owned();
        let page = team.page(&format!("/console/experiments/{report}")).await.expect(200).text;
        for (name, visitors, shown) in [("A", seen, seen), ("Sees nothing", nothing, 0)] {
            let row = page.split(&format!("auto\">{name}</th>")).nth(1).expect("a row");
            let cells: Vec<&str> = row.split("</td>").filter_map(|cell| cell.rsplit('>').next()).collect();
            assert_eq!(cells[1..3], [visitors.to_string(), shown.to_string()], "{name}");
        }
        // Switched off, nothing is tried out any more.
        team.form(&format!("/console/offers/{id}/switch"), &[]).await.expect(303);
        let page = team.page(&format!("/console/experiments/{report}")).await.expect(200).text;
        assert!(page.contains(">Ended<"), "{page}");
    }

    async fn an_offer_that_is_not_ready_is_kept_off_and_says_why(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let id = on(&team, &shop, "Sale", definition()).await;
        let path = format!("/api/v1/offers/{id}");
        let mut broken = definition();
        broken["variants"][0]["look"]["blocks"] = json!([]);
        let all = json!({"rev": 2, "name": "Sale", "active": true, "definition": broken});
        let refused = team.put(&path, all.clone()).await.expect(422).body;
        let wanted = json!([{"path": "definition.variants.0.look.blocks", "code": "required"}]);
        assert_eq!((&refused["code"], &refused["findings"]), (&json!("not_ready"), &wanted));
        let mut off = all;
        off["active"] = json!(false);
        let saved = team.put(&path, off.clone()).await.expect(200).body;
        assert_eq!(saved, json!({"rev": 3, "findings": wanted}));
        assert_eq!(team.put(&path, off).await.expect(409).body["code"], "changed_elsewhere");
        let answer = team.form(&format!("/console/offers/{id}/switch"), &[("on", "on")]).await;
        answer.expect(303);
        assert_eq!(team.get(&path).await.expect(200).body["active"], false);
    }

    async fn priorities_are_changed_and_what_was_deleted_comes_back(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        for name in ["First", "Second", "Third"] {
            on(&team, &shop, name, definition()).await;
        }
        let order = |page: &str| -> Vec<String> {
            let rows = page.split("class=\"row-link strong\"").skip(1);
            rows.filter_map(|row| Some(row.split('>').nth(1)?.split('<').next()?.to_owned())).collect()
        };
        let page = team.page("/console/offers").await.expect(200).text;
        assert_eq!(order(&page), ["First", "Second", "Third"]);
        let third = page.split("/console/offers/").find(|it| it.contains(">Third<"));
        let third = third.and_then(|it| it.split('"').next()).expect("an id").to_owned();
        team.form(&format!("/console/offers/{third}/move"), &[("by", "-1")]).await.expect(303);
        let page = team.page("/console/offers").await.expect(200).text;
        assert_eq!(order(&page), ["First", "Third", "Second"]);
        team.form(&format!("/console/offers/{third}/delete"), &[]).await.expect(303);
        let page = team.page(&format!("/console/offers?deleted={third}")).await.expect(200).text;
        assert_eq!(order(&page), ["First", "Second"]);
        assert!(page.contains("“Third” is deleted."));
        team.form(&format!("/console/offers/{third}/restore"), &[]).await.expect(303);
        let page = team.page("/console/offers").await.expect(200).text;
        assert_eq!(order(&page), ["First", "Third", "Second"]);
        team.form(&format!("/console/offers/{third}/duplicate"), &[]).await.expect(303);
        assert!(team.page("/console/offers").await.expect(200).text.contains("Third (copy)"));
        // Of another account nothing is there.
        let other = app.shop_named("other").await;
        let stranger = app.operator(&other).await;
        stranger.get(&format!("/api/v1/offers/{third}")).await.expect(404);
    }
}
