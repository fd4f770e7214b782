//! What a stranger may send without breaking anything, or learning anything.

use leadbell::db::Backend;
use leadbell::ids;
use serde_json::{Value, json};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use crate::support::{self, TestApp};

fn anna() -> Value {
    json!({"name": "Anna", "email": "anna@example.com", "message": "Hi", "phone": "0171 1234567"})
}

/// The only lead of the account.
async fn lead(app: &TestApp) -> uuid::Uuid {
    let mut db = app.ctx.db.read().await.expect("the database");
    leadbell::sql!(db, fetch_one as (uuid::Uuid,), "SELECT id FROM leads").expect("a lead").0
}

both! {
    async fn a_nul_is_refused_clearly_or_taken_out(app) {
        let shop = app.shop().await;
        let mut visitor = app.visitor(&shop);
        visitor.view().await.expect(200);
        visitor.fill_in(app, anna()).await.expect(201);
        for path in ["/s/%00", "/s/a%00b", "/w/%00-12345678.js", "/reset/%00", "/login?next=%00"] {
            visitor.get(path).await.expect(400);
        }
        let (view, key) = (ids::new_id(), ids::new_id());
        for (path, mut body) in [
            ("/v1/view", json!({"view": view, "url": "x"})),
            ("/v1/submit", json!({"key": key, "email": "a@b.de"})),
            ("/v1/form", json!({})),
        ] {
            body["site"] = json!("a\u{0}b");
            visitor.post(path, body).await.expect(404);
        }
        for field in ["name", "message", "website", "lang", "form_token", "proof", "token"] {
            let mut body = json!({"key": ids::new_id(), "email": "bob@example.com"});
            body[field] = json!("a\u{0}b");
            body["page"] = json!({"url": "https://shop.example/\u{0}", "title": "\u{0}"});
            let status = visitor.post("/v1/submit", body).await.status;
            assert!(matches!(status, 201 | 428), "{field}: {status}");
        }
        for field in ["url", "title", "referrer", "lang"] {
            let url = "https://shop.example/?utm_source=%00";
            let mut body = json!({"view": ids::new_id(), "url": url});
            body[field] = json!("https://shop.example/\u{0}?utm_source=a%00b");
            visitor.post("/v1/view", body).await.expect(200);
        }
        let mut owner = app.operator(&shop).await;
        owner.page("/console/leads").await.expect(200);
        for path in ["/console/leads?q=%00", "/console/leads?channel=%00"] {
            owner.get(path).await.expect(400);
        }
        let card = format!("/console/leads/{}", lead(app).await);
        for (form, field) in [("note", "note"), ("contacts", "name"), ("status", "reason")] {
            let status = ids::new_id().to_string();
            let fields = [(field, "a\u{0}b"), ("status", &status), ("email", "a@b.de")];
            owner.form(&format!("{card}/{form}"), &fields).await.expect(400);
        }
        app.mails().await;
    }

    async fn a_login_that_nobody_can_have_is_refused_as_any_other(app) {
        app.shop().await;
        let mut browser = app.browser();
        let long = format!("{}@shop.example", "x".repeat(100_000));
        for email in ["nobody@shop.example", "a\u{0}b@shop.example", &long, ""] {
            let answer = browser.try_sign_in(email, "three unrelated words").await.expect(422);
            assert!(answer.header("set-cookie").is_empty());
        }
    }

    async fn one_visitor_cannot_fill_the_disk_with_page_views(app) {
        app.configure(|config| config.limits.views_visitor = 3).await;
        let shop = app.shop().await;
        let (mut bot, mut other) = (app.visitor(&shop), app.visitor(&shop));
        other.address.clone_from(&bot.address);
        for _ in 0..4 {
            bot.view().await.expect(200);
        }
        let refused = bot.view().await.expect(429);
        assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
        other.view().await.expect(200);
        other.view().await.expect(200);
        app.advance(60_000).await;
        bot.view().await.expect(200);
    }

    async fn what_a_client_writes_into_x_forwarded_for_is_not_its_address(app) {
        app.configure(|config| config.limits.visitors_address = 3).await;
        let shop = app.shop().await;
        let mut last = 0;
        for round in 0..5 {
            let mut bot = app.visitor(&shop);
            // The proxy adds what it sees at the end.
            bot.address = format!("192.0.2.{round}, x, 203.0.113.9");
            last = bot.view().await.status;
        }
        assert_eq!(last, 429);
    }

    async fn an_id_that_is_none_is_not_found(app) {
        let shop = app.shop().await;
        let owner = app.operator(&shop).await;
        for path in ["", "/messages"] {
            let answer = owner.get(&format!("/api/v1/conversations/x{path}")).await.expect(404);
            assert_eq!(answer.code(), "not_found");
        }
    }
}

#[test]
fn who_is_signed_in_can_read_while_nothing_can_be_written() {
    support::run(Backend::Sqlite, |app| {
        Box::pin(async move {
            let shop = app.shop().await;
            let owner = app.operator(&shop).await;
            app.advance(11 * 60_000).await;
            let file = SqliteConnectOptions::new().filename(app.data().join("leadbell.db"));
            let mut other = file.connect().await.expect("a second connection");
            sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("the lock");
            owner.get("/console/inbox").await.expect(200);
            sqlx::query("ROLLBACK").execute(&mut other).await.expect("the lock is free");
        })
    });
}
