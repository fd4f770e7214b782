//! Forms on host pages.

use std::time::Duration;

use leadbell::clock::SECOND;
use leadbell::ids;
use serde_json::{Value, json};
use sqlx::Connection as _;

use crate::support::TestApp;

/// Counts rows that fit a condition.
async fn count(app: &TestApp, what: &str) -> i64 {
    let text = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {what}"));
    let mut db = app.ctx.db.read().await.expect("the database");
    leadbell::sql!(db, fetch_one as (i64,), text).expect("a count").0
}

fn anna() -> Value {
    json!({"name": "Anna", "phone": "0171 1234567", "email": "anna@example.com", "message": "Hi"})
}

type Row = (String, Option<String>, Option<String>, String, String, String);

both! {
    async fn a_form_becomes_a_lead_with_its_page_and_its_source(app) {
        let shop = app.shop().await;
        let mut anna_ = app.visitor(&shop);
        anna_.referrer = "https://www.google.com/".into();
        anna_.page.0 = format!("{}?utm_source=news&email=a@b.de", anna_.page.0);
        anna_.view().await.expect(200);
        let answer = anna_.fill_in(app, anna()).await.expect(201);
        assert_eq!(answer.body["repeated"], false);
        assert_eq!(answer.header("access-control-allow-origin"), anna_.origin.clone().unwrap());
        let mut db = app.ctx.db.read().await.unwrap();
        let row = leadbell::sql!(db, fetch_one as Row, "SELECT l.name, l.phone, l.email, \
            s.page_url, s.channel, s.verdict FROM leads l JOIN submissions s ON s.lead_id = l.id")
            .unwrap();
        assert_eq!(row.0, "Anna");
        assert_eq!(row.1.as_deref(), Some("+491711234567"));
        assert_eq!(row.2.as_deref(), Some("anna@example.com"));
        assert!(!row.3.contains("a@b.de") && row.3.contains("utm_source=news"), "{}", row.3);
        assert_eq!((row.4.as_str(), row.5.as_str()), ("campaign", "valid"));
        drop(db);
        app.mails().await;
    }

    async fn the_contact_form_is_drawn_and_answered_as_an_offer_shows_it(app) {
        let shop = app.shop().await;
        let mut anna_ = app.visitor(&shop);
        anna_.view().await.expect(200);
        let opened = anna_.post("/v1/form", json!({"form": "contact"})).await.expect(200).body;
        let fields = opened["form"]["steps"][0]["fields"].as_array().expect("fields").clone();
        let keys: Vec<&str> = fields.iter().filter_map(|field| field["key"].as_str()).collect();
        assert_eq!(keys, ["name", "phone", "email", "message"]);
        app.advance(5 * SECOND).await;
        let mut sent = json!({
            "key": ids::new_id(), "form": "contact", "rev": 1, "form_token": opened["form_token"],
            "answers": {"name": "Anna", "phone": "0171 1234567", "more": "x"},
        });
        let refused = anna_.post("/v1/submit", sent.clone()).await.expect(422).body;
        assert_eq!(refused["errors"], json!({"answers": "invalid"}));
        sent["answers"] = json!({"name": "Anna", "phone": "1"});
        let refused = anna_.post("/v1/submit", sent.clone()).await.expect(422).body;
        assert_eq!(refused["errors"], json!({"phone": "invalid_phone"}));
        sent["answers"] = json!({"name": "Anna", "phone": "0171 1234567"});
        anna_.post("/v1/submit", sent).await.expect(201);
        assert_eq!(count(app, "leads WHERE name = 'Anna'").await, 1);
        app.mails().await;
    }

    async fn one_key_is_one_submission(app) {
        let shop = app.shop().await;
        let mut visitor = app.visitor(&shop);
        visitor.view().await.expect(200);
        let mut fields = anna();
        fields["key"] = json!(ids::new_id());
        let first = visitor.fill_in(app, fields.clone()).await.expect(201);
        let again = visitor.fill_in(app, fields.clone()).await.expect(200);
        assert_eq!(again.body["submission"], first.body["submission"]);
        assert_eq!(again.body["repeated"], true);
        assert_eq!(count(app, "submissions").await, 1);
        assert_eq!(count(app, "leads WHERE requests = 1").await, 1);
        assert!(app.mails().await.len() <= 1);
    }

    async fn one_key_at_the_same_moment_is_one_submission(app) {
        let shop = app.shop().await;
        let mut visitor = app.visitor(&shop);
        visitor.view().await.expect(200);
        let form = visitor.form().await.expect(200);
        app.ctx.clock.advance(30_000);
        let mut fields = anna();
        fields["key"] = json!(ids::new_id());
        fields["form_token"] = form.body["form_token"].clone();
        let body = visitor.submission(&fields);
        let posts = (0..12).map(|_| visitor.post("/v1/submit", body.clone()));
        let answers = futures_util::future::join_all(posts).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [[200; 11].as_slice(), &[201]].concat(), "{answers:?}");
        assert_eq!(count(app, "submissions").await, 1);
        assert_eq!(count(app, "leads WHERE requests = 1").await, 1);
        app.mails().await;
    }

    async fn a_rush_of_people_makes_each_their_own_lead_and_one_of_two_with_one_phone(app) {
        let shop = app.shop().await;
        let mut people = Vec::new();
        for place in 0..24 {
            let mut person = app.visitor(&shop);
            person.page.0 = format!("{}?utm_source=news{place}", person.page.0);
            person.view().await.expect(200);
            people.push((person.form().await.expect(200), person));
        }
        app.ctx.clock.advance(30_000);
        let bodies: Vec<Value> = people
            .iter()
            .enumerate()
            .map(|(place, (form, person))| {
                // The last two are one household.
                let phone = if place == 23 { "+49 171 1000022".into() } else { format!("0171 10000{place:02}") };
                let mut fields = json!({"name": format!("Person {place}"), "phone": phone});
                fields["key"] = json!(ids::new_id());
                fields["form_token"] = form.body["form_token"].clone();
                person.submission(&fields)
            })
            .collect();
        let posts = people.iter().zip(bodies).map(|((_, one), body)| one.post("/v1/submit", body));
        for answer in futures_util::future::join_all(posts).await {
            answer.expect(201);
        }
        assert_eq!(count(app, "submissions WHERE verdict = 'valid'").await, 24);
        assert_eq!(count(app, "submissions WHERE claim").await, 1);
        assert_eq!(count(app, "leads WHERE requests = 1").await, 22);
        assert_eq!(count(app, "leads WHERE requests = 2").await, 1);
        assert_eq!(count(app, "lead_contacts").await, 23);
        assert_eq!(count(app, "events WHERE kind = 'lead.created'").await, 23);
        assert_eq!(count(app, "visitors WHERE lead_id IS NOT NULL").await, 23);
        assert_eq!(count(app, "submissions WHERE channel = 'campaign'").await, 24);
        app.mails().await;
        assert_eq!(count(app, "notifications WHERE kind = 'lead'").await, 24);
    }

    async fn a_strangers_key_finds_nothing(app) {
        let shop = app.shop().await;
        let (mut one, mut other) = (app.visitor(&shop), app.visitor(&shop));
        one.view().await.expect(200);
        other.view().await.expect(200);
        let key = json!(ids::new_id());
        let first = one.fill_in(app, json!({"key": key, "phone": "0171 1234567"})).await;
        let second = other.fill_in(app, json!({"key": key, "phone": "0172 7654321"})).await;
        let (first, second) = (first.expect(201), second.expect(201));
        assert_ne!(first.body["submission"], second.body["submission"]);
        app.mails().await;
    }

    async fn wrong_fields_are_named(app) {
        let shop = app.shop().await;
        let mut visitor = app.visitor(&shop);
        visitor.view().await.expect(200);
        for (fields, errors) in [
            (json!({"phone": "12"}), json!({"phone": "invalid_phone"})),
            (json!({"email": "anna@"}), json!({"email": "invalid_email"})),
            (json!({"name": "Anna"}), json!({"contact": "contact_required"})),
            (json!({"phone": "x".repeat(100)}), json!({"phone": "too_long"})),
            (json!({"phone": "01711234567", "name": "x".repeat(201)}), json!({"name": "too_long"})),
            (
                json!({"phone": "01711234567", "message": "x".repeat(4_001)}),
                json!({"message": "too_long"}),
            ),
            (
                json!({"phone": "1", "email": "2"}),
                json!({"email": "invalid_email", "phone": "invalid_phone"}),
            ),
        ] {
            let answer = visitor.fill_in(app, fields.clone()).await.expect(422);
            assert_eq!(answer.body["errors"], errors, "{fields}");
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
        assert_eq!(count(app, "submissions").await, 0);
    }

    async fn fields_of_the_server_are_not_taken_from_outside(app) {
        let shop = app.shop().await;
        let mut visitor = app.visitor(&shop);
        visitor.view().await.expect(200);
        for field in ["status", "account_id", "lead_id", "verdict", "owner_id", "released_by"] {
            let mut fields = anna();
            fields[field] = json!("x");
            let answer = visitor.fill_in(app, fields).await.expect(422);
            assert_eq!(answer.code(), "unknown_field", "{field}");
        }
        let answer = visitor.post("/v1/form", json!({"account_id": 1})).await.expect(422);
        assert_eq!(answer.code(), "unknown_field");
        assert_eq!(count(app, "submissions").await, 0);
    }

    async fn a_page_that_is_not_the_sites_is_refused(app) {
        let shop = app.shop().await;
        let mut visitor = app.visitor(&shop);
        visitor.view().await.expect(200);
        visitor.origin = Some("https://evil.example".to_owned());
        assert_eq!(visitor.form().await.expect(403).code(), "origin_not_allowed");
        assert_eq!(visitor.submit(anna()).await.expect(403).code(), "origin_not_allowed");
        visitor.site = "nosuchsite22".into();
        assert_eq!(visitor.submit(anna()).await.expect(404).code(), "unknown_site");
        assert_eq!(count(app, "submissions").await, 0);
    }

    async fn markup_and_templates_are_stored_as_they_were_written(app) {
        let shop = app.shop().await;
        let mut visitor = app.visitor(&shop);
        visitor.view().await.expect(200);
        let text = "<img src=x onerror=alert(1)> {{ 7*7 }} ${7*7} '; DROP TABLE leads; --";
        let fields = json!({"name": format!("{text}\r\nBcc: x@y.de"), "phone": "01711234567",
            "message": format!("{text}\r\n\u{0}line")});
        visitor.fill_in(app, fields).await.expect(201);
        let mut db = app.ctx.db.read().await.unwrap();
        let row = leadbell::sql!(db, fetch_one as (String, String),
            "SELECT name, message FROM submissions").unwrap();
        assert_eq!(row.0, format!("{text} Bcc: x@y.de"));
        assert_eq!(row.1, format!("{text}\nline"));
        drop(db);
        app.mails().await;
    }

    async fn where_consent_is_asked_for_it_must_be_given(app) {
        let shop = app.shop().await;
        shop.set(&app.ctx, json!({"consent_required": true})).await;
        leadbell::sites::forget(&app.ctx);
        let visitor = app.visitor(&shop);
        let refused = visitor.fill_in(app, anna()).await.expect(422);
        assert_eq!(refused.body["errors"], json!({"consent": "consent_required"}));
        let mut fields = anna();
        fields["consent"] = json!(true);
        // Before consent the browser has no token: that counts against nobody here.
        visitor.fill_in(app, fields).await.expect(201);
        assert_eq!(count(app, "submissions WHERE verdict = 'valid' AND consent_at > 0").await, 1);
        app.mails().await;
    }

    async fn while_the_database_is_locked_forms_are_refused_together_and_taken_later(app) {
        if app.database().is_some() {
            return;
        }
        let shop = app.shop().await;
        let mut people = Vec::new();
        for place in 0..12 {
            let mut person = app.visitor(&shop);
            person.view().await.expect(200);
            let mut fields = json!({"name": "Anna", "phone": format!("0171 10000{place:02}")});
            fields["key"] = json!(ids::new_id());
            fields["form_token"] = person.form().await.expect(200).body["form_token"].clone();
            people.push((person.submission(&fields), person));
        }
        app.ctx.clock.advance(30_000);
        let file = format!("sqlite:{}", app.data().join("leadbell.db").display());
        let mut other = sqlx::SqliteConnection::connect(&file).await.expect("the database");
        sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("the lock");
        let post = || {
            let posts = people.iter().map(|(body, one)| one.post("/v1/submit", body.clone()));
            futures_util::future::join_all(posts)
        };
        // One that waits for the lock takes five seconds; twelve in a row took a minute.
        let refused = tokio::time::timeout(Duration::from_secs(30), post()).await;
        for answer in refused.expect("every form is answered while the database is locked") {
            let answer = answer.expect(503);
            assert_eq!(answer.code(), "unavailable");
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
        }
        assert_eq!(count(app, "submissions").await, 0);
        sqlx::query("ROLLBACK").execute(&mut other).await.expect("the lock is gone");
        for answer in post().await {
            answer.expect(201);
        }
        assert_eq!(count(app, "submissions").await, 12);
        assert_eq!(count(app, "leads WHERE requests = 1").await, 12);
        for answer in post().await {
            assert_eq!(answer.expect(200).body["repeated"], true);
        }
        assert_eq!(count(app, "submissions").await, 12);
        app.mails().await;
    }

    async fn a_body_over_the_limit_is_refused(app) {
        let shop = app.shop().await;
        let visitor = app.visitor(&shop);
        let answer = visitor.submit(json!({"message": "x".repeat(60_000)})).await;
        assert_eq!(answer.status, 413);
    }
}
