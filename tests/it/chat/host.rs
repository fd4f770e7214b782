//! What a host page tells of its visitor: who it is, facts, what it does.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leadbell::clock::SECOND;
use leadbell::{ids, sites};
use serde_json::{Value, json};

use super::{id, member, owner};
use crate::support::{Shop, TestApp, Visitor};

/// A token of the site's own server, with the given claims over the usual ones.
async fn signed(app: &TestApp, shop: &Shop, claims: Value) -> String {
    if sites::identity_secret(&app.ctx, shop.site).await.unwrap().is_none() {
        sites::new_identity_secret(&app.ctx, shop.site).await.unwrap();
    }
    let secret = sites::identity_secret(&app.ctx, shop.site).await.unwrap().unwrap();
    let mut all = json!({"aud": shop.key, "exp": app.now() / SECOND + 3_600});
    for (name, value) in claims.as_object().into_iter().flatten() {
        all[name] = value.clone();
    }
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let text = format!("{}.{}", part(r#"{"alg":"HS256"}"#), part(&all.to_string()));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(ring::hmac::sign(&key, text.as_bytes())))
}

/// Says who the visitor is, as the widget does; true when it is another one now.
async fn identify(visitor: &mut Visitor, jwt: &str) -> bool {
    let answer = visitor.post("/v1/identify", json!({"jwt": jwt})).await.expect(200).body;
    visitor.token = answer["token"].as_str().map(str::to_owned);
    visitor.id = id(&answer["visitor"]);
    answer["changed"] == true
}

both! {
    async fn a_signed_identity_is_shown_and_is_one_visitor_in_two_browsers(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let (mut phone, mut desk) = (app.visitor(&shop), app.visitor(&shop));
        phone.view().await;
        desk.view().await;
        let mut page = phone.socket().await;
        let conversation = page.say("Hello").await["conversation"].clone();
        let claims = json!({"external_id": "42", "name": "Anna", "email": "anna@muster.example", "attributes": {"plan": "pro"}});
        let jwt = signed(app, &shop, claims).await;
        assert!(!identify(&mut phone, &jwt).await);
        assert_eq!(page.closed().await, Some(4002), "with the token from before");
        let mut page = phone.socket().await;
        loop {
            let shown = team.expect("conversation").await["conversation"].clone();
            if shown["verified"] == true {
                assert_eq!((&shown["id"], &shown["name"]), (&conversation, &json!("Anna")));
                break;
            }
        }
        let before = team.watch(None, 0).await["rev"].clone();
        assert!(!identify(&mut phone, &jwt).await);
        assert_eq!(team.watch(None, 0).await["rev"], before, "nothing new, nothing shown");
        // On the other browser the same person finds the conversation.
        assert!(identify(&mut desk, &jwt).await);
        let mut other = desk.socket().await;
        assert_eq!(other.hello(None, 0).await["conversation"], conversation);
        assert_eq!(other.say("From my desk").await["conversation"], conversation);
        assert_eq!(page.expect("message").await["text"], "From my desk");
        let list = operator.get("/api/v1/conversations?filter=all").await.expect(200).body;
        assert_eq!(list["conversations"].as_array().map(Vec::len), Some(1));
        app.mails().await;
    }

    async fn a_token_from_before_is_void_once_it_is_said_who_that_is(app) {
        let shop = app.shop().await;
        let (_operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let conversation = page.say("Hello").await["conversation"].clone();
        team.reply(&conversation, "Hi").await;
        // Somebody has read the token from the shared computer.
        let mut eve = app.visitor(&shop);
        (eve.token, eve.id) = (anna.token.clone(), anna.id);
        let mut listening = eve.socket().await;
        let jwt = signed(app, &shop, json!({"sub": "anna", "name": "Anna"})).await;
        assert!(!identify(&mut anna, &jwt).await);
        assert_eq!((page.closed().await, listening.closed().await), (Some(4002), Some(4002)));
        assert_eq!(eve.try_socket().await.err(), Some(401));
        eve.post("/v1/transcript", json!({"email": "eve@evil.example"})).await.expect(401);
        eve.post("/v1/attributes", json!({"attributes": {"plan": "gold"}})).await.expect(401);
        eve.post("/v1/beat", json!({"url": "https://shop.example/evil"})).await.expect(401);
        let accept = json!({"id": ids::new_id(), "state": "accepted"});
        eve.post("/v1/invite", accept).await.expect(401);
        eve.post("/v1/links", json!({"files": []})).await.expect(401);
        eve.view().await;
        assert_ne!(eve.id, anna.id, "the next page is a stranger's");
        // The person's own browsers go on, and so does one that missed the answer.
        assert_eq!(anna.socket().await.hello(None, 0).await["conversation"], conversation);
        anna.view().await;
        assert_eq!(anna.socket().await.hello(None, 0).await["conversation"], conversation);
        app.mails().await;
    }

    async fn another_login_in_the_same_browser_is_another_visitor(app) {
        let shop = app.shop().await;
        let mut shared = app.visitor(&shop);
        shared.view().await;
        let anna = signed(app, &shop, json!({"sub": "anna"})).await;
        let ben = signed(app, &shop, json!({"sub": "ben"})).await;
        identify(&mut shared, &anna).await;
        let first = shared.id;
        let mut page = shared.socket().await;
        let conversation = page.say("I am Anna").await["conversation"].clone();
        assert!(identify(&mut shared, &ben).await);
        assert_ne!(shared.id, first);
        let mut page = shared.socket().await;
        assert_eq!(page.hello(id(&conversation), 1).await["conversation"], Value::Null);
        assert!(identify(&mut shared, &anna).await);
        assert_eq!(shared.id, first);
        app.mails().await;
    }

    async fn what_somebody_types_makes_nobody_of_them(app) {
        let shop = app.shop().await;
        let (mut anna, mut eve) = (app.visitor(&shop), app.visitor(&shop));
        anna.view().await;
        eve.view().await;
        let claims = json!({"sub": "anna", "name": "Anna", "email": "anna@muster.example"});
        let jwt = signed(app, &shop, claims).await;
        identify(&mut anna, &jwt).await;
        let mut page = anna.socket().await;
        let hers = page.say("My contract, please").await["conversation"].clone();
        let mut other = eve.socket().await;
        let ack = other.say("I am anna@muster.example").await;
        assert_ne!(ack["conversation"], hers);
        let operator = member(app, shop.owner).await;
        let path = format!("/api/v1/conversations/{}", ack["conversation"].as_str().unwrap());
        let row = operator.get(&path).await.expect(200).body;
        assert_eq!((&row["verified"], &row["name"]), (&json!(false), &Value::Null));
        assert_eq!(other.hello(None, 0).await["messages"].as_array().map(Vec::len), Some(1));
        app.mails().await;
    }

    async fn a_typed_name_never_stands_beside_the_verified_badge(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let jwt = signed(app, &shop, json!({"sub": "42"})).await;
        let shown = async |conversation: &Value| {
            let path = format!("/api/v1/conversations/{}", conversation.as_str().unwrap());
            let row = operator.get(&path).await.expect(200).body;
            (row["verified"].clone(), row["name"].clone())
        };
        let form = |email: &str| json!({"name": "The Boss", "email": email});
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let hers = anna.socket().await.say("Hello").await["conversation"].clone();
        identify(&mut anna, &jwt).await;
        anna.fill_in(app, form("one@example.com")).await.expect(201);
        assert_eq!(shown(&hers).await, (json!(true), Value::Null));
        let mut ben = app.visitor(&shop);
        ben.view().await;
        ben.fill_in(app, form("two@example.com")).await.expect(201);
        let his = ben.socket().await.say("Hello").await["conversation"].clone();
        assert_eq!(shown(&his).await, (json!(false), json!("The Boss")));
        let jwt = signed(app, &shop, json!({"sub": "43"})).await;
        identify(&mut ben, &jwt).await;
        assert_eq!(shown(&his).await, (json!(true), Value::Null));
        app.mails().await;
    }

    async fn a_forged_or_old_identity_is_refused_and_changes_nothing(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let right = signed(app, &shop, json!({"sub": "42"})).await;
        let foreign = signed(app, &other, json!({"sub": "42", "aud": shop.key})).await;
        let long = signed(app, &shop, json!({"sub": "42", "exp": app.now() / SECOND + 90_000})).await;
        for (jwt, code) in [
            (right.replacen('.', "x.", 1), "bad_token"),
            (foreign, "bad_token"),
            (long, "good_for_too_long"),
            (signed(app, &shop, json!({"sub": "42", "aud": other.key})).await, "wrong_site"),
        ] {
            let refused = anna.post("/v1/identify", json!({"jwt": jwt})).await.expect(403);
            assert_eq!(refused.code(), code);
        }
        app.ctx.clock.advance(2 * leadbell::clock::HOUR);
        let late = anna.post("/v1/identify", json!({"jwt": right})).await.expect(403);
        assert_eq!(late.code(), "expired");
        let stranger = json!({"jwt": right, "token": "x"});
        anna.post("/v1/identify", stranger).await.expect(401);
    }

    async fn facts_are_kept_until_the_visitor_is_known_by_a_token(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let set = async |anna: &Visitor, said: Value| {
            anna.post("/v1/attributes", json!({"attributes": said})).await
        };
        set(&anna, json!({"plan": "free", "seats": 2})).await.expect(204);
        set(&anna, json!({"plan": "pro", "seats": null})).await.expect(204);
        assert_eq!(set(&anna, json!({"a": {"b": 1}})).await.expect(400).code(), "wrong_attribute");
        assert_eq!(attributes(app, &anna).await, json!({"plan": "pro"}));
        let jwt = signed(app, &shop, json!({"sub": "42", "attributes": {"plan": "basic"}})).await;
        identify(&mut anna, &jwt).await;
        set(&anna, json!({"plan": "gold"})).await.expect(204);
        assert_eq!(attributes(app, &anna).await, json!({"plan": "basic"}));
    }

    async fn facts_that_are_told_at_the_same_moment_are_all_kept(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let tell = |n: i32| {
            let anna = &anna;
            async move {
                let said = json!({"attributes": {format!("fact{n}"): n}});
                anna.post("/v1/attributes", said).await.expect(204);
            }
        };
        futures_util::future::join_all((0..20).map(tell)).await;
        let all = attributes(app, &anna).await;
        assert_eq!(all.as_object().map(serde_json::Map::len), Some(20), "{all}");
    }

    async fn two_browsers_that_say_at_once_who_they_are_become_one_visitor(app) {
        let shop = app.shop().await;
        let (mut phone, mut desk) = (app.visitor(&shop), app.visitor(&shop));
        phone.view().await;
        desk.view().await;
        let jwt = signed(app, &shop, json!({"sub": "42"})).await;
        tokio::join!(identify(&mut phone, &jwt), identify(&mut desk, &jwt));
        assert_eq!(phone.id, desk.id);
    }

    async fn two_logins_at_once_in_one_browser_are_two_visitors(app) {
        let shop = app.shop().await;
        let (mut one, mut two) = (app.visitor(&shop), app.visitor(&shop));
        one.view().await;
        (two.token, two.id) = (one.token.clone(), one.id);
        let anna = signed(app, &shop, json!({"sub": "anna"})).await;
        let ben = signed(app, &shop, json!({"sub": "ben"})).await;
        tokio::join!(identify(&mut one, &anna), identify(&mut two, &ben));
        assert_ne!(one.id, two.id);
        for (visitor, jwt) in [(&mut one, &anna), (&mut two, &ben)] {
            let before = visitor.id;
            assert!(!identify(visitor, jwt).await);
            assert_eq!(visitor.id, before);
        }
    }

    async fn what_a_visitor_does_is_noted_in_the_log(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        anna.post("/v1/track", json!({"name": "pricing"})).await.expect(204);
        let wrong = anna.post("/v1/track", json!({"name": "my e-mail is a@b.example"})).await;
        assert_eq!(wrong.expect(400).code(), "wrong_name");
        let mut db = app.ctx.db.read().await.expect("the database");
        let rows = leadbell::sql!(db, fetch_all as (String, Option<uuid::Uuid>), EVENTS, shop.account);
        assert_eq!(rows.expect("events"), [("visitor.tracked".to_owned(), anna.id)]);
    }

    async fn the_hosted_page_may_use_the_widget_and_says_nothing_about_the_site(app) {
        let shop = app.shop().await;
        let page = app.browser().get_in(&format!("/c/{}?lang=ro", shop.key), "de").await.expect(200);
        assert!(page.text.contains("<html lang=\"en\">"), "the site has a language of its own");
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
        assert_eq!(page.header("x-robots-tag"), "noindex, nofollow");
        assert!(page.text.contains(&shop.key) && page.text.contains("<h1>shop</h1>"));
        app.browser().get("/c/nothing").await.expect(404);
        let mut anna = app.visitor(&shop);
        anna.origin = Some(app.ctx.origin());
        anna.go(&app.link(&format!("/c/{}", shop.key)), "Chat").await.expect(200);
        let mut socket = anna.socket().await;
        assert_eq!(socket.say("Hello").await["number"], 1);
        let site = sites::by_key(&app.ctx, &shop.key).await.unwrap().unwrap();
        assert_eq!(site.widget_seen_at, None);
        anna.origin = Some("https://evil.example".into());
        assert_eq!(anna.try_socket().await.err(), Some(403));
        app.mails().await;
    }
}

const EVENTS: &str = "SELECT kind, visitor_id FROM events WHERE account_id = $1";

async fn attributes(app: &TestApp, visitor: &Visitor) -> Value {
    const TEXT: &str = "SELECT attributes FROM visitors WHERE id = $1";
    let mut db = app.ctx.db.read().await.expect("the database");
    let id = visitor.id.unwrap_or_else(ids::new_id);
    let row = leadbell::sql!(db, fetch_one as (sqlx::types::Json<Value>,), TEXT, id);
    row.expect("the visitor").0.0
}
