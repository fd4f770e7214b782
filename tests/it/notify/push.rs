//! Web Push: a message that only the browser can read, and what becomes of it when its push service
//! is away.

use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::sql;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Operator, PASSWORD, Phone, PushService, Shop, TestApp};

const MINUTE: i64 = 60_000;

/// The owner with a phone on a service that the server may reach.
async fn owner(app: &mut TestApp, service: &PushService) -> (Shop, Operator, Phone) {
    app.configure(|config| config.allow_nets = vec!["127.0.0.0/8".parse().unwrap()]).await;
    let shop = app.shop().await;
    let operator = app.operator(&shop).await;
    let phone = service.phone("phone");
    let answer = operator.post("/api/v1/push", phone.subscription()).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    (shop, operator, phone)
}

const ASSIGN: &str = "UPDATE conversations SET assignee_id = $1 WHERE id = $2";

/// Gives a conversation to somebody.
pub(super) struct Assign {
    pub conversation: Uuid,
    pub user: Uuid,
}

impl Write for Assign {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        sql!(tx, execute, ASSIGN, self.user, self.conversation)?;
        Ok(())
    }
}

both! {
    async fn the_browser_alone_reads_who_wrote_what_and_knows_the_sender(app) {
        let service = PushService::start().await;
        let (shop, operator, phone) = owner(app, &service).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut socket = anna.socket().await;
        socket.hello(None, 0).await;
        let ack = socket.say("Do you ship to Norway?").await;
        app.settle().await;
        let all = service.pushed();
        assert_eq!(all.len(), 1);
        let (pushed, shown) = (&all[0], phone.read(&all[0]));
        let conversation = ack["conversation"].as_str().unwrap();
        assert_eq!(shown["tag"], conversation);
        assert_eq!(shown["title"], "A visitor · shop");
        assert_eq!(shown["body"], "Do you ship to Norway?");
        assert_eq!(shown["url"], format!("/console/inbox?c={conversation}"));
        assert_eq!(pushed.headers["urgency"], "high");
        assert_eq!(pushed.headers["ttl"], "14400");
        assert!(pushed.headers["topic"].len() <= 32);
        for secret in ["Norway", "shop", conversation] {
            let text = format!("{:?} {}", pushed.headers, String::from_utf8_lossy(&pushed.body));
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        let alerts = operator.get("/api/v1/alerts").await;
        let claims = Phone::sender(pushed, alerts.body["key"].as_str().unwrap());
        assert_eq!(claims["aud"], service.origin.as_str());
        let life = claims["exp"].as_i64().unwrap() - app.now() / 1_000;
        assert!((1..=24 * 3_600).contains(&life), "{life}");
        assert_eq!(claims["sub"], "mailto:leadbell@localhost");

        // The key is the same after a restart: browsers stay subscribed under it.
        app.restart().await;
        assert_eq!(operator.get("/api/v1/alerts").await.body["key"], alerts.body["key"]);
        drop(socket);
        app.advance(2 * MINUTE).await;
        app.mails().await;
    }

    async fn a_phone_that_is_gone_is_forgotten(app) {
        let service = PushService::start().await;
        let (shop, operator, _phone) = owner(app, &service).await;
        service.answer(&[410]);
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut socket = anna.socket().await;
        socket.hello(None, 0).await;
        socket.say("One").await;
        app.settle().await;
        assert_eq!(service.pushed().len(), 1);
        let page = operator.get("/console/settings/alerts").await;
        assert!(page.text.contains("None yet."), "{}", page.text);
        socket.say("Two").await;
        app.settle().await;
        assert_eq!(service.pushed().len(), 0);
        let dead = operator.get("/console/settings/mail").await;
        assert!(!dead.text.contains("Notification on a device"), "{}", dead.text);
        app.advance(2 * MINUTE).await;
        app.mails().await;
    }

    async fn a_service_that_is_away_is_tried_again_and_one_that_refuses_is_not(app) {
        let service = PushService::start().await;
        let (shop, operator, phone) = owner(app, &service).await;
        service.answer(&[503, 429, 500]);
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut socket = anna.socket().await;
        socket.hello(None, 0).await;
        socket.say("One").await;
        app.settle().await;
        assert_eq!(service.pushed().len(), 1);
        // What comes meanwhile does not pile up: the newest is said once the service is back.
        socket.say("Two").await;
        app.settle().await;
        for _ in 0..4 {
            app.advance(10_000).await;
        }
        let tries = service.pushed();
        assert_eq!(tries.len(), 3, "{}", app.jobs().await);
        assert_eq!(phone.read(tries.last().unwrap())["body"], "Two");

        service.answer(&[403]);
        socket.say("Three").await;
        app.settle().await;
        assert_eq!(service.pushed().len(), 1);
        app.advance(2 * MINUTE).await;
        assert_eq!(service.pushed().len(), 0);
        let dead = operator.get("/console/settings/mail").await;
        assert!(dead.text.contains("Notification on a device"), "{}", dead.text);
        assert!(dead.text.contains("403"), "{}", dead.text);
        drop(socket);
        app.mails().await;
    }

    async fn who_looks_at_the_console_is_told_only_when_they_leave_it_unread(app) {
        let service = PushService::start().await;
        let (shop, operator, _phone) = owner(app, &service).await;
        let mut console = operator.socket().await;
        console.hello(None, 0).await;
        console.send(json!({"t": "visible", "visible": true})).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut socket = anna.socket().await;
        socket.hello(None, 0).await;
        let ack = socket.say("Hello?").await;
        app.settle().await;
        assert_eq!(service.pushed().len(), 0);
        console.send(json!({"t": "visible", "visible": false})).await;
        console.send(json!({"t": "hello", "open": null, "after": 0})).await;
        console.expect("welcome").await;
        app.advance(30_000).await;
        assert_eq!(service.pushed().len(), 1);

        // What was read meanwhile is told nobody.
        console.send(json!({"t": "visible", "visible": true})).await;
        socket.say("Still there?").await;
        app.settle().await;
        let read = json!({"t": "read", "conversation": ack["conversation"], "number": 2});
        console.send(read).await;
        console.expect("read").await;
        drop(console);
        app.until("nobody looks", async || {
            app.ctx.hub.open_sockets() == 1
        }).await;
        app.advance(MINUTE).await;
        assert_eq!(service.pushed().len(), 0);
        drop(socket);
        app.advance(2 * MINUTE).await;
        app.mails().await;
    }

    async fn a_conversation_that_somebody_took_is_told_to_them_alone(app) {
        let service = PushService::start().await;
        let (shop, owner, _phone) = owner(app, &service).await;
        let bob_id = shop.person(&app.ctx, "bob@shop.example", "operator").await;
        let mut bob = app.browser();
        bob.sign_in("bob@shop.example", PASSWORD).await;
        let bobs = service.phone("bob");
        assert_eq!(bob.post("/api/v1/push", bobs.subscription()).await.status, 204);
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut socket = anna.socket().await;
        socket.hello(None, 0).await;
        let ack = socket.say("Hello?").await;
        app.settle().await;
        let mut told: Vec<String> = service.pushed().into_iter().map(|one| one.device).collect();
        told.sort();
        assert_eq!(told, ["bob", "phone"]);

        let conversation = ack["conversation"].as_str().unwrap().parse().unwrap();
        app.ctx.db.write(Assign { conversation, user: bob_id }).await.unwrap();
        socket.say("Bob?").await;
        app.settle().await;
        let told = service.pushed();
        assert_eq!(told.len(), 1);
        assert_eq!(bobs.read(&told[0])["body"], "Bob?");

        // Who has signed out in a browser hears nothing there any more.
        bob.form("/logout", &[]).await;
        socket.say("Bob!").await;
        app.settle().await;
        assert_eq!(service.pushed().len(), 0);
        drop((socket, owner));
        app.advance(2 * MINUTE).await;
        app.mails().await;
    }

    async fn only_addresses_outside_are_taken_and_only_by_the_person_themselves(app) {
        let shop = app.shop().await;
        let operator = app.operator(&shop).await;
        let service = PushService::start().await;
        let phone = service.phone("phone");
        let given = phone.subscription();
        let answer = operator.post("/api/v1/push", given.clone()).await;
        assert_eq!((answer.status, answer.code()), (422, "unusable_endpoint"));
        let with = |name: &str, value: &str| {
            let mut given = given.clone();
            given["endpoint"] = json!("https://push.example.net/abc");
            given[name] = json!(value);
            given
        };
        for url in ["ftp://push.example.net/", "https://a:b@push.example.net/", "push"] {
            let answer = operator.post("/api/v1/push", with("endpoint", url)).await;
            assert_eq!((answer.status, answer.code()), (422, "unusable_endpoint"), "{url}");
        }
        for (name, value) in [("p256dh", "AAAA"), ("auth", "AAAA"), ("auth", "?")] {
            let answer = operator.post("/api/v1/push", with(name, value)).await;
            assert_eq!((answer.status, answer.code()), (422, "unusable_key"), "{name}");
        }
        // An https address inside is refused when it is to be reached.
        let inside = json!("https://169.254.169.254/latest");
        let mut given = given.clone();
        given["endpoint"] = inside.clone();
        assert_eq!(operator.post_without_token("/api/v1/push", given.clone()).await.status, 403);
        assert_eq!(operator.post("/api/v1/push", given).await.status, 204);
        let known = json!({"endpoint": inside});
        assert_eq!(operator.post("/api/v1/push/trial", known.clone()).await.status, 202);
        app.settle().await;
        let dead = operator.get("/console/settings/mail").await;
        assert!(dead.text.contains("not an address of the open internet"), "{}", dead.text);

        let other = app.shop_named("other").await;
        let stranger = app.operator(&other).await;
        let answer = stranger.post("/api/v1/push/trial", known.clone()).await;
        assert_eq!(answer.status, 404);
        stranger.delete("/api/v1/push", known.clone()).await;
        assert_eq!(operator.post("/api/v1/push/trial", known.clone()).await.status, 202);
        assert_eq!(operator.delete("/api/v1/push", known.clone()).await.status, 204);
        assert_eq!(operator.post("/api/v1/push/trial", known).await.status, 404);
    }
}
