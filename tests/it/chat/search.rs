//! Words are found in what was written, and people by what is known of them.

use leadbell::ids;
use serde_json::{Value, json};

use super::{at, begun, member};
use crate::support::{Operator, TestApp};

async fn found(operator: &Operator, typed: &str) -> Value {
    let q: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    operator.get(&format!("/api/v1/search?q={q}")).await.expect(200).body
}

/// Waits until a search finds so many messages and notes.
async fn find(app: &TestApp, operator: &Operator, typed: &str, count: usize) -> Value {
    app.until("it is found", async || {
        found(operator, typed).await["messages"].as_array().map(Vec::len) == Some(count)
    })
    .await;
    found(operator, typed).await
}

both! {
    async fn messages_and_notes_are_found_by_words_and_their_beginnings(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let (mut page, one) = begun(app, &shop, "Haben Sie die Überweisung <b>bekommen</b>?").await;
        page.say("Sie war über 1.250 €").await;
        let (_other, two) = begun(app, &shop, "Nothing of the kind").await;
        app.ctx.clock.advance(1_000);
        let note = json!({"id": ids::new_id(), "text": "Überweisung geprüft", "mentions": []});
        operator.post(&at(&two, "notes"), note.clone()).await.expect(200);
        let all = find(app, &operator, "UBERW", 2).await;
        let [hit, first] = &all["messages"].as_array().expect("hits")[..] else { panic!("{all}") };
        assert_eq!((&hit["note"], &hit["conversation"]["id"]), (&note["id"], &two));
        assert_eq!((&hit["name"], &hit["number"]), (&json!("owner"), &json!(1)));
        assert_eq!((&first["note"], &first["conversation"]["id"]), (&Value::Null, &one));
        assert_eq!(first["snippet"], "Haben Sie die \u{2}Überweisung\u{3} <b>bekommen</b>?");
        let both = found(&operator, "bekommen uberweisung").await;
        assert_eq!(both["messages"].as_array().map(Vec::len), Some(1));
        for nothing in ["weisung", "bekommen nothing", "zzz"] {
            assert_eq!(found(&operator, nothing).await["messages"], json!([]), "{nothing}");
        }
        page.say("Noch eine Überweisung").await;
        find(app, &operator, "überweisung", 3).await;
        app.until("all is in the index", async || !found(&operator, "x").await["behind"].as_bool().expect("a flag"))
            .await;
        app.mails().await;
    }

    async fn nothing_that_somebody_types_is_syntax(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let (_page, _one) = begun(app, &shop, "Is it AND or NOT, 100% 'sure'?").await;
        find(app, &operator, "and OR not", 1).await;
        for typed in [
            "\"", "'", "\"sure", "sure\"", "-sure", "sure*", "*", "^sure", "words:sure", "(sure",
            "NEAR(sure, 2)", "sure\\", "100%", "sure' OR '1'='1", "sure; DROP TABLE messages",
            "{sure}", "sure + it", "sure:*", "sure & it", "sure | it", "!sure", "<->",
            "\u{e000}sure", "", " ", "🙂", &"sure ".repeat(500),
        ] {
            let all = found(&operator, typed).await;
            assert!(all["messages"].is_array(), "{typed}: {all}");
        }
        let hits = |all: &Value| all["messages"].as_array().map(Vec::len);
        assert_eq!(hits(&found(&operator, "\"sure\" -it").await), Some(1));
        assert_eq!(operator.get("/api/v1/search?q=sure&before=x").await.status, 400);
        app.mails().await;
    }

    async fn a_contact_that_changes_often_hides_nobody_of_the_same_name(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let mut annas = Vec::new();
        for name in ["Anna Maier", "Anna Schmidt"] {
            let mut anna = app.visitor(&shop);
            anna.view().await;
            anna.socket().await.say("Hello").await;
            anna.post("/v1/attributes", json!({"attributes": {"called": name}})).await.expect(204);
            annas.push(anna);
        }
        for visit in 0..12 {
            let said = json!({"attributes": {"cart": format!("cart{visit}")}});
            annas[0].post("/v1/attributes", said).await.expect(204);
            annas[0].socket().await.say("Me again").await;
            app.until("it is in the index", async || {
                found(&operator, &format!("cart{visit}")).await["contacts"][0].is_object()
            })
            .await;
        }
        annas[1].socket().await.say("Me, too").await;
        app.until("both are found", async || {
            found(&operator, "anna").await["contacts"].as_array().map(Vec::len) == Some(2)
        })
        .await;
        assert_eq!(found(&operator, "cart3").await["contacts"], json!([]), "it is no longer so");
        app.mails().await;
    }

    async fn people_are_found_by_name_address_and_any_end_of_their_phone(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        anna.socket().await.say("Hello").await;
        let form = json!({"name": "Ánna Maier", "phone": "0171 1234567", "email": "anna@example.com"});
        anna.fill_in(app, form).await.expect(201);
        anna.socket().await.say("Me again").await;
        for typed in ["anna", "maie", "anna@example.com", "0171 123 45", "+49 171 1234567", "34567"] {
            app.until("she is found", async || {
                found(&operator, typed).await["contacts"].as_array().map(Vec::len) == Some(1)
            })
            .await;
        }
        let contact = found(&operator, "maier").await["contacts"][0].clone();
        assert_eq!(contact["name"], "Ánna Maier");
        assert_eq!(contact["detail"], "anna@example.com · +491711234567");
        assert!(contact["lead"].is_string() && contact["conversation"].is_string(), "{contact}");
        assert_eq!(found(&operator, "34568").await["contacts"], json!([]));
        app.mails().await;
    }

    async fn another_accounts_words_what_is_gone_and_spam_are_not_found(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let operator = member(app, shop.owner).await;
        let stranger = member(app, other.owner).await;
        let (_one, one) = begun(app, &shop, "A lamp for Anna").await;
        let (_two, two) = begun(app, &shop, "Another lamp").await;
        let (_theirs, _) = begun(app, &other, "No lamp").await;
        find(app, &operator, "lamp", 2).await;
        let theirs = find(app, &stranger, "lamp", 1).await;
        assert_eq!(theirs["messages"][0]["snippet"], "No \u{2}lamp\u{3}");
        operator.post(&at(&one, "spam"), json!({"spam": true})).await.expect(200);
        let left = found(&operator, "lamp").await;
        assert_eq!(left["messages"][0]["conversation"]["id"], two);
        assert_eq!(left["messages"].as_array().map(Vec::len), Some(1));
        app.mails().await;
    }

    async fn a_search_goes_on_page_by_page(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let (mut page, _one) = begun(app, &shop, "Lamp 0").await;
        for n in 1..35 {
            app.ctx.clock.advance(10);
            page.say(&format!("Lamp {n}")).await;
        }
        let first = find(app, &operator, "lamp", 30).await;
        app.until("all are found", async || found(&operator, "34").await["messages"][0].is_object()).await;
        let next = found(&operator, "lamp").await["next"].clone();
        assert!(next.is_string(), "{first}");
        let path = format!("/api/v1/search?q=lamp&before={}", next.as_str().unwrap_or(""));
        let rest = operator.get(&path).await.expect(200).body;
        let numbers: Vec<_> = rest["messages"].as_array().expect("hits").iter()
            .map(|hit| hit["number"].as_i64().unwrap_or(0)).collect();
        assert_eq!((numbers, &rest["next"]), (vec![5, 4, 3, 2, 1], &Value::Null));
        app.mails().await;
    }
}
