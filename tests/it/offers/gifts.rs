//! What offers give: coupons, magnets, what the wheel draws.

use leadbell::ids;
use leadbell::magnets::{Kind, Magnet};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{always, ask, on, visitor};
use crate::magnets::make;
use crate::support::{Answer, Shop, TestApp, Visitor};

async fn coupon(app: &TestApp, shop: &Shop, code: &str, codes: &[&str]) -> Uuid {
    let magnet = Magnet {
        name: "Ten".into(),
        title: "Ten percent".into(),
        code: code.into(),
        mails: false,
        ..Magnet::new(ids::new_id(), Kind::Coupon)
    };
    make(app, shop, magnet, codes.iter().map(ToString::to_string).collect()).await
}

fn offer(look: &Value) -> Value {
    json!({
        "triggers": [{"on": "exit"}], "frequency": always(),
        "variants": [{"key": "a", "weight": 1, "look": look}],
    })
}

async fn act(visitor: &Visitor, shown: &Answer, mut act: Value) -> Answer {
    act["show"] = shown.body["show"].clone();
    visitor.post("/v1/offer/act", act).await
}

both! {
    async fn a_coupon_of_an_offer_is_each_visitors_own_until_the_pool_is_dry(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let magnet = coupon(app, &shop, "", &["A1", "B2"]).await;
        let look = json!({"shape": "modal", "blocks": [{"is": "coupon", "magnet": magnet}]});
        let id = on(&team, &shop, "Sale", offer(&look)).await;
        let mut got = Vec::new();
        for _ in 0..3 {
            let anna = visitor(app, &shop).await;
            let shown = ask(&anna, &id).await;
            let wish = json!({"what": "coupon", "block": 0});
            let first = act(&anna, &shown, wish.clone()).await.expect(200).body;
            assert_eq!(act(&anna, &shown, wish).await.expect(200).body, first);
            got.push(first);
        }
        assert_eq!(got, [json!({"code": "A1"}), json!({"code": "B2"}), json!({"dry": true})]);
        // It has done what it is for: three times shown, and taken by each.
        let list = team.get("/console/offers").await.expect(200);
        assert!(list.text.contains("100.0%"), "{}", list.text);
    }

    async fn a_coupon_by_mail_goes_to_the_address_that_is_typed_and_is_not_shown(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let magnet = coupon(app, &shop, "SAVE10", &[]).await;
        let blocks = json!([{"is": "coupon", "magnet": magnet, "give": "mail"}]);
        let id = on(&team, &shop, "Sale", offer(&json!({"shape": "modal", "blocks": blocks}))).await;
        let anna = visitor(app, &shop).await;
        let shown = ask(&anna, &id).await;
        let wish = json!({"what": "coupon", "block": 0});
        let refused = act(&anna, &shown, wish.clone()).await.expect(422);
        assert_eq!(refused.body["errors"]["email"], "contact_required");
        let wish = |email: &str| json!({"what": "coupon", "block": 0, "email": email, "lang": "de"});
        let refused = act(&anna, &shown, wish("anna@")).await.expect(422);
        assert_eq!(refused.body["errors"]["email"], "invalid_email");
        let got = act(&anna, &shown, wish("anna@example.com")).await.expect(200).body;
        assert_eq!(got, json!({"mailed": true}));
        let mails = app.mails().await;
        let [mail] = &mails[..] else { panic!("{} mails", mails.len()) };
        assert!(mail.to == "anna@example.com" && mail.text.contains("/m/"), "{}", mail.text);
        assert!(!mail.text.contains("You asked"), "in their language: {}", mail.text);
    }

    async fn what_needs_a_confirmed_address_asks_for_one(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let magnet = Magnet {
            name: "Guide".into(),
            title: "The guide".into(),
            url: "https://shop.example/guide".into(),
            confirms: true,
            ..Magnet::new(ids::new_id(), Kind::Link)
        };
        let magnet = make(app, &shop, magnet, Vec::new()).await;
        let blocks = json!([{"is": "button", "label": "Get it", "does": "magnet", "magnet": magnet}]);
        let id = on(&team, &shop, "Guide", offer(&json!({"shape": "modal", "blocks": blocks}))).await;
        let anna = visitor(app, &shop).await;
        let shown = ask(&anna, &id).await;
        let block = &shown.body["look"]["blocks"][0];
        assert_eq!((&block["is"], &block["give"]), (&json!("coupon"), &json!("mail")));
        let wish = json!({"what": "coupon", "block": 0, "email": "anna@example.com"});
        let got = act(&anna, &shown, wish).await.expect(200).body;
        assert_eq!(got, json!({"mailed": true}));
        assert_eq!(app.mails().await[0].subject, "Please confirm: The guide");
    }

    async fn the_wheel_is_drawn_by_the_server_and_stands_where_it_stood(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let prize = coupon(app, &shop, "", &["WIN-1"]).await;
        let look = json!({
            "shape": "wheel", "blocks": [{"is": "title", "text": "Spin"}],
            "segments": [
                {"label": "Nothing", "weight": 0},
                {"label": "10 %", "weight": 1, "magnet": prize},
                {"label": "Try again", "weight": 0},
            ],
        });
        let id = on(&team, &shop, "Wheel", offer(&look)).await;
        let anna = visitor(app, &shop).await;
        for _ in 0..2 {
            // Another showing is no other turn.
            let shown = ask(&anna, &id).await;
            assert_eq!(shown.body["look"]["segments"][1], json!({"label": "10 %"}));
            let got = act(&anna, &shown, json!({"what": "spin"})).await.expect(200).body;
            assert_eq!(got, json!({"segment": 1, "code": "WIN-1"}));
        }
        // There is nothing else to draw: they are told that it is gone.
        let berta = visitor(app, &shop).await;
        let shown = ask(&berta, &id).await;
        let got = act(&berta, &shown, json!({"what": "spin"})).await.expect(200).body;
        assert_eq!(got, json!({"segment": 1, "dry": true}));
    }

    async fn a_segment_that_has_run_dry_is_no_longer_drawn(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let (one, two) = (coupon(app, &shop, "", &["ONLY"]).await, coupon(app, &shop, "TWO", &[]).await);
        let look = json!({
            "shape": "wheel", "blocks": [{"is": "title", "text": "Spin"}],
            "segments": [
                {"label": "Big", "weight": 1000, "magnet": one},
                {"label": "Small", "weight": 1, "magnet": two},
            ],
        });
        let id = on(&team, &shop, "Wheel", offer(&look)).await;
        let mut codes = Vec::new();
        for _ in 0..6 {
            let anna = visitor(app, &shop).await;
            let shown = ask(&anna, &id).await;
            let got = act(&anna, &shown, json!({"what": "spin"})).await.expect(200).body;
            codes.push(got["code"].as_str().unwrap_or("none").to_owned());
        }
        assert!(codes.iter().filter(|code| *code == "ONLY").count() <= 1, "{codes:?}");
        assert!(codes.iter().all(|code| code == "ONLY" || code == "TWO"), "{codes:?}");
    }

    async fn a_wheel_with_a_form_turns_once_the_form_was_sent(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let prize = coupon(app, &shop, "WIN", &[]).await;
        let look = json!({
            "shape": "wheel", "blocks": [{"is": "form"}],
            "segments": [
                {"label": "a", "weight": 1, "magnet": prize}, {"label": "b", "weight": 1, "magnet": prize},
            ],
        });
        let id = on(&team, &shop, "Wheel", offer(&look)).await;
        let anna = visitor(app, &shop).await;
        let shown = ask(&anna, &id).await;
        let early = act(&anna, &shown, json!({"what": "spin"})).await.expect(409);
        assert_eq!(early.code(), "form_first");
        anna.fill_in(app, json!({"email": "anna@example.com"})).await.expect(201);
        let got = act(&anna, &shown, json!({"what": "spin"})).await.expect(200).body;
        assert_eq!(got["code"], "WIN");
        // It stands on the card, with what was taken.
        let list = team.get("/console/leads").await.expect(200).text;
        let at = list.find("/console/leads/0").expect("a lead");
        let card = team.get(&list[at..at + "/console/leads/".len() + 36]).await.expect(200).text;
        assert_eq!(app.mails().await.len(), 1, "the team hears of the lead");
        assert!(card.contains("Took “Ten”") && card.contains("Was given “Ten”"), "{card}");
    }

    async fn of_a_showing_that_is_anothers_or_has_none_nothing_is_given(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let magnet = coupon(app, &shop, "X", &[]).await;
        let look = json!({"shape": "modal", "blocks": [
            {"is": "title", "text": "x"}, {"is": "coupon", "magnet": magnet}]});
        let id = on(&team, &shop, "Sale", offer(&look)).await;
        let (anna, berta) = (visitor(app, &shop).await, visitor(app, &shop).await);
        let shown = ask(&anna, &id).await;
        act(&berta, &shown, json!({"what": "coupon", "block": 1})).await.expect(404);
        act(&anna, &shown, json!({"what": "coupon", "block": 0})).await.expect(404);
        act(&anna, &shown, json!({"what": "coupon", "block": 9})).await.expect(404);
        act(&anna, &shown, json!({"what": "spin"})).await.expect(404);
        act(&anna, &shown, json!({"what": "magnet", "block": 1})).await.expect(200);
    }

    async fn an_offer_of_a_magnet_that_is_gone_cannot_be_switched_on(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let look = json!({"shape": "modal", "blocks": [{"is": "coupon", "magnet": ids::new_id()}]});
        let new = json!({"site": shop.site, "name": "x", "definition": offer(&look)});
        let made = team.post("/api/v1/offers", new.clone()).await.expect(201);
        let path = format!("/api/v1/offers/{}", made.body["id"].as_str().expect("an id"));
        let all = json!({"rev": 1, "name": "x", "active": true, "definition": new["definition"]});
        let refused = team.put(&path, all).await.expect(422);
        let finding = json!({"path": "definition.variants.0.look.blocks.0.magnet", "code": "gone"});
        assert_eq!(refused.body["findings"], json!([finding]));
    }
}
