//! Files that go along with a form.

use leadbell::clock::HOUR;
use leadbell::ids;
use serde_json::{Value, json};

use super::{card, on, open, send, visitor};
use crate::attachments::stored;
use crate::support::Visitor;

fn definition() -> Value {
    json!({"steps": [{"fields": [
        {"key": "mail", "kind": "email", "required": true},
        {"key": "plans", "kind": "file", "label": "Plans", "required": true, "many": true}]}]})
}

async fn uploaded(visitor: &Visitor, name: &str) -> Value {
    let file = visitor.upload(ids::new_id(), name, name.as_bytes()).await.expect(201);
    file.body["id"].clone()
}

both! {
    async fn files_go_along_with_a_form_stay_and_are_on_the_card(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let form = on(&team, &shop, &definition()).await;
        let anna = visitor(app, &shop).await;
        let files = [uploaded(&anna, "floor.txt").await, uploaded(&anna, "roof.txt").await];
        uploaded(&anna, "never sent.txt").await;
        let answers = json!({"mail": "anna@example.com", "plans": files});
        send(app, &anna, &form, 2, answers).await.expect(201);
        assert!(app.mails().await[0].text.contains("Plans: floor.txt, roof.txt"));
        // What no form and no message has is gone after a day; these are not.
        app.advance(27 * HOUR).await;
        assert_eq!(stored(app), 2);
        let card = card(&team).await;
        assert!(card.contains("roof.txt</a>"), "{card}");
        let path = format!("/api/v1/files/{}", files[1].as_str().expect("an id"));
        assert!(card.contains(&path));
        team.get(&path).await.expect(303);
    }

    async fn anothers_files_go_along_with_nothing(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let form = on(&team, &shop, &definition()).await;
        let anna = visitor(app, &shop).await;
        let file = uploaded(&anna, "secret.txt").await;
        let berta = visitor(app, &shop).await;
        let answers = json!({"mail": "berta@example.com", "plans": [file]});
        send(app, &berta, &form, 2, answers).await.expect(201);
        assert!(!app.mails().await[0].text.contains("secret"));
        let none = json!({"mail": "berta@example.com", "plans": []});
        let refused = send(app, &berta, &form, 2, none).await.expect(422);
        assert_eq!(refused.body["errors"], json!({"plans": "required"}));
    }

    async fn where_a_site_takes_no_files_its_forms_ask_for_none(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let form = on(&team, &shop, &definition()).await;
        shop.set(&app.ctx, json!({ "upload_mb": 0 })).await;
        let anna = visitor(app, &shop).await;
        let drawn = open(&anna, &form).await.expect(200).body["form"]["steps"][0]["fields"].clone();
        assert_eq!(drawn.as_array().map(Vec::len), Some(1));
        send(app, &anna, &form, 2, json!({"mail": "anna@example.com"})).await.expect(201);
        app.mails().await;
        let found = team.get(&format!("/api/v1/forms/{form}")).await.expect(200).body;
        let wanted = json!([{"path": "steps.0.fields.1.kind", "code": "no_files"}]);
        assert_eq!(found["findings"], wanted);
    }
}
