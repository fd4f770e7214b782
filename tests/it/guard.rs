//! Bots, floods and the people among them.

use altcha::{Challenge, SolveChallengeOptions, solve_challenge};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use leadbell::ids;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, Visitor};

pub async fn count(app: &TestApp, what: &str) -> i64 {
    let text = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {what}"));
    let mut db = app.ctx.db.read().await.expect("the database");
    leadbell::sql!(db, fetch_one as (i64,), text).expect("a count").0
}

/// Reason → how often, of everything in quarantine.
pub async fn reasons(app: &TestApp) -> std::collections::BTreeMap<String, usize> {
    type Row = (sqlx::types::Json<Vec<String>>,);
    let mut db = app.ctx.db.read().await.expect("the database");
    let rows = leadbell::sql!(
        db,
        fetch_all as Row,
        "SELECT reasons FROM submissions WHERE verdict = 'suspect'"
    )
    .expect("the quarantine");
    let mut counts = std::collections::BTreeMap::new();
    for reason in rows.into_iter().flat_map(|(reasons,)| reasons.0) {
        *counts.entry(reason).or_default() += 1;
    }
    counts
}

/// What the widget does with a challenge.
fn solve(refused: &Answer) -> String {
    let challenge: Challenge =
        serde_json::from_value(refused.body["challenge"].clone()).expect("a challenge");
    let solution = solve_challenge(SolveChallengeOptions::new(&challenge));
    let solution = solution.expect("a fair challenge").expect("a solution in time");
    STANDARD.encode(json!({"challenge": challenge, "solution": solution}).to_string())
}

pub fn phone(number: usize) -> String {
    format!("0171 {:07}", 1_000_000 + number)
}

both! {
    async fn a_form_filled_in_at_once_needs_a_proof_and_waits_in_quarantine(app) {
        let shop = app.shop().await;
        let mut visitor = app.visitor(&shop);
        visitor.view().await.expect(200);
        let form = visitor.form().await.expect(200);
        let body = visitor.submission(&json!({
            "phone": phone(1), "form_token": form.body["form_token"],
        }));
        let refused = visitor.post("/v1/submit", body.clone()).await.expect(428);
        assert_eq!(refused.code(), "proof_required");
        assert_eq!(count(app, "leads").await, 0);
        assert_eq!(reasons(app).await.into_keys().collect::<Vec<_>>(), ["too_fast"]);
        // As a page does that was left before the proof was found.
        let refused = visitor.post("/v1/submit", body.clone()).await.expect(428);
        assert_eq!(count(app, "submissions").await, 1);
        let mut proven = body.clone();
        proven["proof"] = json!(solve(&refused));
        let answer = visitor.post("/v1/submit", proven.clone()).await.expect(201);
        assert_eq!(count(app, "submissions WHERE verdict = 'valid'").await, 1);
        assert_eq!(count(app, "leads").await, 1);
        let again = visitor.post("/v1/submit", proven).await.expect(200);
        assert_eq!(again.body["submission"], answer.body["submission"]);
        assert_eq!(count(app, "leads WHERE requests = 1").await, 1);
        assert!(app.mails().await.len() <= 1);
    }

    async fn a_proof_counts_once_and_for_one_request(app) {
        let shop = app.shop().await;
        let mut visitor = app.visitor(&shop);
        visitor.view().await.expect(200);
        let body = visitor.submission(&json!({"phone": phone(1)}));
        let refused = visitor.post("/v1/submit", body.clone()).await.expect(428);
        let proof = json!(solve(&refused));
        // Another request with the same proof stays where it is.
        let other = visitor.submission(&json!({"phone": phone(2), "proof": proof}));
        visitor.post("/v1/submit", other).await.expect(428);
        // A proof that was changed is none: another is asked for.
        let mut forged = body.clone();
        forged["proof"] = json!(STANDARD.encode("{}"));
        visitor.post("/v1/submit", forged).await.expect(428);
        // One that came too late is none.
        let late = visitor.submission(&json!({"phone": phone(3)}));
        let refused = visitor.post("/v1/submit", late.clone()).await.expect(428);
        let mut late = late;
        late["proof"] = json!(solve(&refused));
        app.ctx.clock.advance(11 * 60_000);
        visitor.post("/v1/submit", late).await.expect(428);
        assert_eq!(count(app, "submissions WHERE verdict = 'valid'").await, 0);
        assert_eq!(count(app, "spent_proofs").await, 0);
        // The same key from another browser, with the proof spent by the first.
        let mut mine = visitor.submission(&json!({"phone": phone(4)}));
        let refused = visitor.post("/v1/submit", mine.clone()).await.expect(428);
        mine["proof"] = json!(solve(&refused));
        visitor.post("/v1/submit", mine.clone()).await.expect(201);
        let mut other = app.visitor(&shop);
        other.view().await.expect(200);
        mine["phone"] = json!(phone(5));
        other.post("/v1/submit", mine).await.expect(201);
        assert_eq!(count(app, "submissions WHERE verdict = 'valid'").await, 1);
        assert_eq!(reasons(app).await["spent_proof"], 1);
        app.mails().await;
    }

    async fn each_sign_of_a_bot_is_kept_as_a_reason(app) {
        let shop = app.shop().await;
        let mut number = 0;
        let mut person = async |change: fn(&mut Visitor), fields: Value| {
            let mut visitor = app.visitor(&shop);
            visitor.view().await.expect(200);
            change(&mut visitor);
            number += 1;
            let mut all = json!({"phone": phone(number)});
            for (name, value) in fields.as_object().unwrap() {
                all[name] = value.clone();
            }
            let key = json!(ids::new_id());
            all["key"] = key;
            let form = visitor.form().await;
            app.ctx.clock.advance(30_000);
            if all.get("form_token").is_none() {
                all["form_token"] = form.body["form_token"].clone();
            }
            visitor.post("/v1/submit", visitor.submission(&all)).await.expect(201);
        };
        person(|_| {}, json!({"website": "http://x.example"})).await;
        person(|visitor| visitor.user_agent = "python-requests/2.32".into(), json!({})).await;
        person(|_| {}, json!({"email": "a@mailinator.com"})).await;
        person(|_| {}, json!({"message": "<a href='http://x.example'>cheap</a>"})).await;
        for _ in 0..6 {
            let text = "Dear owner, we bring many visitors to your site for little money.";
            person(|_| {}, json!({"message": text})).await;
        }
        let found = reasons(app).await;
        let expected = [
            ("bot_agent", 1), ("disposable_email", 1), ("honeypot", 1), ("links", 1),
            ("repeated_message", 2),
        ];
        let expected: Vec<(String, usize)> =
            expected.iter().map(|(reason, count)| ((*reason).to_owned(), *count)).collect();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
        assert_eq!(count(app, "submissions WHERE verdict = 'valid'").await, 4);
        app.mails().await;
    }

    async fn a_suspect_contact_in_the_chat_waits_in_quarantine_and_its_message_is_stored(app) {
        let shop = app.shop().await;
        let mut people = 0;
        let mut say = async |agent: Option<&str>, text: &str| {
            let mut visitor = app.visitor(&shop);
            visitor.view().await.expect(200);
            if let Some(agent) = agent {
                visitor.user_agent = agent.to_owned();
            }
            people += 1;
            let ack = visitor.socket().await.say(text).await;
            assert_eq!(ack["number"], 1, "{ack}");
            ack["lead"].is_string()
        };
        assert!(!say(None, "Write to a@mailinator.com").await);
        assert!(!say(Some("python-requests/2.32"), "Call me: 030 901821").await);
        assert!(!say(None, "<a href='http://x.example'>cheap</a> 030 901822").await);
        for _ in 0..6 {
            assert!(say(None, "Call me: 030 901823").await);
        }
        assert!(!say(None, "Call me: 030 901823").await);
        assert_eq!(count(app, "messages").await, people);
        let found: Vec<_> = reasons(app).await.into_iter().collect();
        let expected = ["bot_agent", "disposable_email", "links", "repeated_contact"];
        assert_eq!(found, expected.map(|reason| (reason.to_owned(), 1)));
        assert_eq!(count(app, "leads").await, 1);
        app.mails().await;
    }

    async fn past_the_cap_of_one_visitor_contacts_in_the_chat_are_suspect(app) {
        app.configure(|config| config.limits.forms_visitor = 2).await;
        let shop = app.shop().await;
        let mut visitor = app.visitor(&shop);
        visitor.view().await.expect(200);
        let mut socket = visitor.socket().await;
        for number in 0..4 {
            let ack = socket.say(&format!("Call me: {}", phone(number))).await;
            assert_eq!(ack["lead"].is_string(), number < 2, "{ack}");
        }
        drop(socket);
        assert_eq!(reasons(app).await["busy_visitor"], 2);
        app.mails().await;
    }

    async fn an_office_behind_one_address_is_not_shut_out(app) {
        let shop = app.shop().await;
        // A bot at the same address has used up what suspects may do there.
        let mut bot = app.visitor(&shop);
        bot.address = "203.0.113.7".into();
        let mut last = 0;
        for number in 0..130 {
            last = bot.submit(json!({"phone": phone(number)})).await.status;
        }
        assert_eq!(last, 429);
        for number in 0..40 {
            let mut colleague = app.visitor(&shop);
            colleague.address = "203.0.113.7".into();
            colleague.view().await.expect(200);
            colleague.fill_in(app, json!({"phone": phone(1_000 + number)})).await.expect(201);
        }
        assert_eq!(count(app, "submissions WHERE verdict = 'valid'").await, 40);
        app.mails().await;
    }

    async fn one_visitor_is_told_when_to_come_back(app) {
        let shop = app.shop().await;
        let mut visitor = app.visitor(&shop);
        visitor.view().await.expect(200);
        let mut answer = visitor.fill_in(app, json!({"phone": phone(0)})).await;
        for number in 1..40 {
            if answer.status == 429 {
                break;
            }
            answer = visitor.submit(json!({"phone": phone(number)})).await;
        }
        let refused = answer.expect(429);
        assert_eq!(refused.code(), "too_many");
        let wait: i64 = refused.header("retry-after").parse().expect("seconds");
        assert!((1..=3_600).contains(&wait), "{wait}");
        app.ctx.clock.advance(wait * 1_000);
        visitor.submit(json!({"phone": phone(99)})).await.expect(428);
        app.restart().await;
        let mut db = app.ctx.db.read().await.unwrap();
        let refused = leadbell::sql!(db, fetch_one as (String, i64),
            "SELECT reason, count FROM refusals").unwrap();
        assert_eq!(refused, ("visitor_cap".to_owned(), 1));
        drop(db);
        app.mails().await;
    }
}
