//! What runs tell of visitors.

use serde_json::{Value, json};

use super::{answer, page, published, texts};
use crate::chat::owner;

/// Asks for a phone number, makes a lead of it, and asks for more.
fn asking() -> Value {
    let ask = |id: &str, variable: &str, kind: &str, next: &str| {
        json!({"id": id, "kind": "question", "text": format!("{variable}?"), "variable": variable,
               "ask": {"type": kind}, "next": next})
    };
    json!({
        "format": "leadbell.script/1", "name": "Contact", "language": "en",
        "entries": [{"on": "start", "to": "name"}],
        "steps": [
            ask("name", "Name", "text", "phone"),
            ask("phone", "Phone", "phone", "lead"),
            {"id": "lead", "kind": "lead", "next": "more"},
            ask("more", "More", "text", "more"),
        ],
    })
}

both! {
    async fn an_answer_that_is_changed_corrects_the_lead_that_it_made(app) {
        let shop = app.shop().await;
        let (boss, mut team) = owner(app, &shop).await;
        published(app, &shop, &boss, asking()).await;
        let (_visitor, mut page, _) = page(app, &shop).await;
        answer(&mut page, "Anna", json!({"turn": 1})).await;
        let said = answer(&mut page, "+49 30 901820", json!({"turn": 2})).await;
        assert_eq!(texts(&said), ["More?"]);
        let lead = team.expect("lead").await["lead"].as_str().expect("a lead").to_owned();
        answer(&mut page, "+49 30 901821", json!({"turn": 2, "change": true})).await;
        answer(&mut page, "Anne", json!({"turn": 1, "change": true})).await;
        answer(&mut page, "+49 30 901822", json!({})).await;
        let card = boss.get(&format!("/console/leads/{lead}")).await.expect(200).text;
        assert!(card.contains("tel:+4930901822") && card.contains("Anne"), "{card}");
        assert!(!card.contains("tel:+4930901820") && !card.contains("tel:+4930901821"), "{card}");
        let list = boss.get("/console/leads").await.expect(200).text;
        assert_eq!(list.matches("data-row").count(), 1, "{list}");
        app.mails().await;
    }

    async fn a_name_that_is_a_story_does_not_stand_on_the_card(app) {
        let shop = app.shop().await;
        let (boss, mut team) = owner(app, &shop).await;
        published(app, &shop, &boss, asking()).await;
        let (_visitor, mut page, _) = page(app, &shop).await;
        answer(&mut page, &"Anna ".repeat(300), json!({"turn": 1})).await;
        answer(&mut page, "+49 30 901820", json!({"turn": 2})).await;
        let lead = team.expect("lead").await;
        assert_eq!(lead["name"].as_str().expect("a name").chars().count(), 200);
        app.mails().await;
    }
}
