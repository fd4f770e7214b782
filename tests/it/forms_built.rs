//! Built forms: made through the interface, opened and sent by pages.

use leadbell::clock::SECOND;
use leadbell::ids;
use leadbell::magnets::{Kind, Magnet};
use serde_json::{Value, json};

use crate::magnets::make;
use crate::support::{Answer, Operator, Shop, TestApp, Visitor};

mod files;
mod tried;

fn definition() -> Value {
    json!({
        "title": "A quote",
        "steps": [
            {"fields": [{"key": "what", "kind": "choice", "label": "What?", "required": true,
                "choices": [{"key": "a", "label": "A house"}, {"key": "b", "label": "A boat"}]}]},
            {"when": {"all": [{"field": "what", "is": "eq", "value": "a"}]},
             "fields": [{"key": "rooms", "kind": "number", "label": "Rooms", "min": 1}]},
            {"fields": [{"key": "who", "kind": "name"},
                        {"key": "mail", "kind": "email", "required": true}]},
        ],
    })
}

/// Adds a form and switches it on; gives its id.
pub async fn on(team: &Operator, shop: &Shop, definition: &Value) -> String {
    let new = json!({"site": shop.site, "name": "Quote", "definition": definition});
    let made = team.post("/api/v1/forms", new).await.expect(201);
    let id = made.body["id"].as_str().expect("an id").to_owned();
    save(team, &id, 1, true, definition).await.expect(200);
    id
}

async fn save(team: &Operator, id: &str, rev: i64, active: bool, definition: &Value) -> Answer {
    let all = json!({"rev": rev, "name": "Quote", "active": active, "definition": definition});
    team.put(&format!("/api/v1/forms/{id}"), all).await
}

pub async fn open(visitor: &Visitor, id: &str) -> Answer {
    visitor.post("/v1/form", json!({ "form": id })).await
}

/// Fills a form in, without haste.
async fn send(app: &TestApp, visitor: &Visitor, id: &str, rev: i64, answers: Value) -> Answer {
    let opened = visitor.form().await.expect(200);
    app.ctx.clock.advance(30 * SECOND);
    let (url, title) = &visitor.page;
    let body = json!({
        "key": ids::new_id(), "form": id, "rev": rev, "answers": answers,
        "form_token": opened.body["form_token"], "page": {"url": url, "title": title},
    });
    visitor.post("/v1/submit", body).await
}

async fn visitor(app: &mut TestApp, shop: &Shop) -> Visitor {
    let mut visitor = app.visitor(shop);
    visitor.view().await.expect(200);
    visitor
}

async fn card(team: &Operator) -> String {
    let list = team.get("/console/leads").await.expect(200).text;
    let at = list.find("/console/leads/0").expect("a lead");
    team.get(&list[at..at + "/console/leads/".len() + 36]).await.expect(200).text
}

both! {
    async fn a_form_is_drawn_as_it_was_built_and_its_answers_stand_on_the_card(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let id = on(&team, &shop, &definition()).await;
        let anna = visitor(app, &shop).await;
        let form = open(&anna, &id).await.expect(200).body["form"].clone();
        assert_eq!((&form["id"], &form["rev"]), (&json!(id), &json!(2)));
        assert_eq!(form["steps"][1]["when"]["all"][0]["value"], "a");
        let answers = json!({"what": "a", "rooms": "3", "who": "Anna", "mail": "anna@example.com"});
        let sent = send(app, &anna, &id, 2, answers).await.expect(201);
        assert_eq!(sent.body["after"], json!({"do": "message"}));
        let mail = &app.mails().await[0];
        assert!(mail.text.contains("What? A house") && mail.text.contains("Rooms: 3"), "{}", mail.text);
        // What was asked then stays as it was read, whatever becomes of the form.
        let mut other = definition();
        other["steps"][0]["fields"][0]["label"] = json!("Which?");
        save(&team, &id, 2, false, &other).await.expect(200);
        let card = card(&team).await;
        assert!(card.contains("Sent “Quote”") && card.contains("What? A house"), "{card}");
    }

    async fn what_is_wrong_is_said_by_the_key_of_its_field_and_nothing_is_stored(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let id = on(&team, &shop, &definition()).await;
        let anna = visitor(app, &shop).await;
        let answers = json!({"what": "c", "mail": "anna@"});
        let refused = send(app, &anna, &id, 2, answers).await.expect(422);
        assert_eq!(refused.body["errors"], json!({"mail": "invalid_email", "what": "invalid"}));
        let refused = send(app, &anna, &id, 2, json!({"what": "b"})).await.expect(422);
        assert_eq!(refused.body["errors"], json!({"mail": "required"}));
        assert!(!team.get("/console/leads").await.text.contains("data-row"));
        anna.post("/v1/form", json!({"form": ids::new_id()})).await.expect(404);
        anna.post("/v1/form", json!({"form": "x"})).await.expect(422);
    }

    async fn a_lead_is_not_lost_to_a_form_that_was_changed_switched_off_or_deleted_meanwhile(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let id = on(&team, &shop, &definition()).await;
        let mut changed = definition();
        changed["steps"] = json!([{"fields": [
            {"key": "new", "kind": "text", "label": "New", "required": true},
            {"key": "mail", "kind": "email", "required": true}]}]);
        save(&team, &id, 2, true, &changed).await.expect(200);
        let anna = visitor(app, &shop).await;
        let answers = |mail: &str| json!({"what": "a", "rooms": "3", "mail": mail});
        send(app, &anna, &id, 2, answers("anna@example.com")).await.expect(201);
        team.post(&format!("/api/v1/forms/{id}/delete"), json!({})).await.expect(204);
        open(&anna, &id).await.expect(404);
        let berta = visitor(app, &shop).await;
        send(app, &berta, &id, 3, answers("berta@example.com")).await.expect(201);
        let mails = app.mails().await;
        assert_eq!(mails.len(), 2);
        assert!(mails.iter().all(|mail| mail.text.contains("rooms: 3")), "{}", mails[0].text);
    }

    async fn what_is_known_is_not_asked_again(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let mut form = definition();
        form["steps"][2]["fields"][0]["known"] = json!("fill");
        form["steps"][2]["fields"][1]["known"] = json!("skip");
        let id = on(&team, &shop, &form).await;
        let anna = visitor(app, &shop).await;
        let asked = open(&anna, &id).await.expect(200).body["form"]["steps"][2]["fields"].clone();
        assert_eq!((&asked[0]["value"], &asked[1]["kind"]), (&Value::Null, &json!("email")));
        let answers = json!({"what": "b", "who": "Anna", "mail": "anna@example.com"});
        send(app, &anna, &id, 2, answers).await.expect(201);
        let asked = open(&anna, &id).await.expect(200).body["form"]["steps"][2]["fields"].clone();
        assert_eq!(asked[0]["value"], "Anna");
        assert_eq!((&asked[1]["kind"], &asked[1]["value"]), (&json!("hidden"), &json!("anna@example.com")));
        // Neither is it missing where it was not sent along.
        send(app, &anna, &id, 2, json!({"what": "b"})).await.expect(201);
        // Another visitor is told nothing of it.
        let berta = visitor(app, &shop).await;
        let asked = open(&berta, &id).await.expect(200);
        assert!(!asked.text.contains("anna@example.com"));
        assert_eq!(app.mails().await.len(), 2);
    }

    async fn a_magnet_follows_a_form_and_goes_to_its_lead(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let magnet = Magnet {
            name: "Ten".into(), title: "Ten".into(), code: "TEN".into(), mails: false,
            ..Magnet::new(ids::new_id(), Kind::Coupon)
        };
        let magnet = make(app, &shop, magnet, Vec::new()).await;
        let mut form = definition();
        form["after"] = json!({"do": "magnet", "magnet": magnet, "title": "Here it is"});
        let id = on(&team, &shop, &form).await;
        let anna = visitor(app, &shop).await;
        let answers = json!({"what": "b", "mail": "anna@example.com"});
        let sent = send(app, &anna, &id, 2, answers).await.expect(201);
        let after = json!({"do": "magnet", "title": "Here it is", "code": "TEN"});
        assert_eq!(sent.body["after"], after);
        assert!(card(&team).await.contains("Took “Ten”"));
        app.mails().await;
    }

    async fn the_funnel_counts_who_saw_began_left_and_sent(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let id = on(&team, &shop, &definition()).await;
        let (anna, berta) = (visitor(app, &shop).await, visitor(app, &shop).await);
        for (visitor, at) in [(&anna, json!([["what", 900], ["mail", 4000]])), (&berta, json!([["what", 300]]))] {
            let session = ids::new_id();
            let told = |started: bool, at: Value| {
                json!({"form": id, "session": session, "rev": 2, "started": started, "at": at})
            };
            visitor.post("/v1/form/seen", told(false, json!([]))).await.expect(204);
            visitor.post("/v1/form/seen", told(true, at)).await.expect(204);
        }
        send(app, &anna, &id, 2, json!({"what": "b", "mail": "anna@example.com"})).await.expect(201);
        let funnel = team.get(&format!("/api/v1/forms/{id}/funnel?days=7")).await.expect(200).body;
        assert_eq!(
            (&funnel["views"], &funnel["starts"], &funnel["submissions"]),
            (&json!(2), &json!(2), &json!(1))
        );
        let what = json!({"key": "what", "label": "What?", "views": 2, "drops": 1, "median_ms": 900});
        assert_eq!(funnel["fields"][0], what);
        assert_eq!(funnel["fields"][3]["drops"], 0);
        let list = team.get("/console/forms").await.expect(200).text;
        assert!(list.contains("50.0%"), "{list}");
        app.mails().await;
    }

    async fn a_form_that_is_not_whole_is_saved_but_not_switched_on(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let id = on(&team, &shop, &definition()).await;
        let mut broken = definition();
        broken["steps"][1]["when"]["all"][0]["field"] = json!("gone");
        let refused = save(&team, &id, 2, true, &broken).await.expect(422);
        let finding = json!({"path": "steps.1.when.all.0.field", "code": "unknown"});
        assert_eq!(refused.body["findings"], json!([finding]));
        let saved = save(&team, &id, 2, false, &broken).await.expect(200);
        assert_eq!(saved.body, json!({"rev": 3, "findings": [finding]}));
        save(&team, &id, 2, false, &broken).await.expect(409);
        let switched = team.form(&format!("/console/forms/{id}/switch"), &[("on", "on")]).await;
        assert!(switched.expect(303).header("location").ends_with("not_ready"));
    }

    async fn a_form_has_a_page_of_its_own_while_it_is_on_and_pages_load_what_draws_it(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let id = on(&team, &shop, &definition()).await;
        let link = team.get(&format!("/api/v1/forms/{id}")).await.expect(200).body["link"].clone();
        let path = link.as_str().expect("a link").to_owned();
        let path = &path[path.find("/f/").expect("a path")..];
        let page = team.get(path).await.expect(200);
        assert!(page.text.contains(&format!("data-leadbell-form=\"{id}\"")), "{}", page.text);
        let settings = team.get(&format!("/s/{}", shop.key)).await.expect(200).body;
        let engine = settings["modules"]["offers"].as_str().expect("an engine").to_owned();
        assert!(engine.contains("/none-"), "{engine}");
        let module = team.get(&format!("/w/{engine}")).await.expect(200);
        assert!(module.text.ends_with("export const d={\"rules\":[]};\n"), "{}", module.text);
        save(&team, &id, 2, false, &definition()).await.expect(200);
        team.get(path).await.expect(404);
        let settings = team.get(&format!("/s/{}", shop.key)).await.expect(200).body;
        assert_eq!(settings["modules"]["offers"], Value::Null);
    }

    async fn each_ready_form_is_one_to_begin_with(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        assert!(team.get("/console/forms").await.expect(200).text.contains("No form yet"));
        let page = team.get("/console/forms/new").await.expect(200).text;
        assert!(page.contains("Quote in three steps"), "{page}");
        let site = shop.site.to_string();
        for ready in ["contact", "quote", "callback", "newsletter", "feedback"] {
            let fields = [("site", site.as_str()), ("template", ready)];
            let made = team.form("/console/forms/new", &fields).await.expect(303);
            team.get(made.header("location")).await.expect(200);
        }
        team.form("/console/forms/new", &[("site", &site), ("template", "x")]).await.expect(404);
        let list = team.get("/console/forms").await.expect(200).text;
        assert_eq!(list.matches("data-row").count(), 5);
        assert!(!list.contains("Not ready"), "{list}");
    }
}
