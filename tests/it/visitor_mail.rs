//! Mail to addresses that visitors gave: what a script writes to them, and how little of it.

use futures_util::future::join_all;
use leadbell::clock::{DAY, HOUR};
use leadbell::db::{Tx, Write};
use leadbell::error::{Error, Result};
use leadbell::guard::{self, By, VisitorMail};
use leadbell::mail::Rendered;
use leadbell::{sites, sql};
use serde_json::{Value, json};
use sqlx::types::Json;

use crate::bot::{answer, published};
use crate::chat::owner;
use crate::guard::count;
use crate::support::{Shop, Socket, TestApp, TestMail};

/// Asks for a name and an address, writes to it, and asks on.
fn script() -> Value {
    json!({
        "format": "leadbell.script/1", "name": "Guide", "language": "de",
        "variables": [{"name": "Lamp", "initial": "Big Lamp"}],
        "entries": [{"on": "start", "to": "name"}],
        "steps": [
            {"id": "name", "kind": "question", "text": "Name?", "variable": "Name",
             "ask": {"type": "text"}, "next": "email"},
            {"id": "email", "kind": "question", "text": "Address?", "variable": "Email",
             "ask": {"type": "email"}, "next": "mail"},
            {"id": "mail", "kind": "mail", "to": "{{Email}}", "subject": "{{Name}}, your {{Lamp}}",
             "text": "Hello {{Name}},\nhere: https://shop.example/guide.pdf", "next": "more"},
            {"id": "more", "kind": "question", "text": "More?", "ask": {"type": "text"}},
        ],
    })
}

/// A shop of which a bot writes to visitors.
async fn shop_named(app: &mut TestApp, name: &str, script: Value) -> Shop {
    let shop = app.shop_named(name).await;
    let (operator, _team) = owner(app, &shop).await;
    published(app, &shop, &operator, script).await;
    shop
}

/// A page of somebody new whom the bot has asked for the address.
async fn asked(app: &mut TestApp, shop: &Shop, name: &str) -> Socket {
    let mut visitor = app.visitor(shop);
    visitor.view().await.expect(200);
    let mut page = visitor.socket().await;
    page.hello(None, 0).await;
    answer(&mut page, name, json!({"turn": 1})).await;
    page
}

/// Somebody new gives an address to the bot.
async fn give(app: &mut TestApp, shop: &Shop, address: &str) {
    let mut page = asked(app, shop, "Ann").await;
    answer(&mut page, address, json!({"turn": 2})).await;
}

/// Where mails to others than the team went.
async fn sent(app: &mut TestApp) -> Vec<String> {
    to_visitors(app).await.into_iter().map(|mail| mail.to).collect()
}

async fn to_visitors(app: &mut TestApp) -> Vec<TestMail> {
    let mails = app.mails().await;
    mails.into_iter().filter(|mail| !mail.to.starts_with("owner@")).collect()
}

/// Why mails were left out, as the log says.
async fn left_out(app: &TestApp) -> Vec<String> {
    const TEXT: &str = "SELECT data FROM events WHERE kind = 'bot.mail_left_out' ORDER BY id";
    let mut db = app.ctx.db.read().await.expect("the database");
    let rows = sql!(db, fetch_all as (Json<Value>,), TEXT).expect("the log");
    let reason = |(data,): (Json<Value>,)| data.0["reason"].as_str().unwrap_or_default().to_owned();
    rows.into_iter().map(reason).collect()
}

/// Has a mail go out as part of a write that fails.
struct Fails {
    ctx: leadbell::ctx::Ctx,
    site: std::sync::Arc<sites::Site>,
}

impl Write for Fails {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let mail = Rendered { subject: "Your guide".into(), ..Rendered::default() };
        let (by, to) = (By::Stranger, "ann@guest.example");
        let what = VisitorMail { site: &self.site, by, conversation: None, to, mail };
        let sent = guard::mail_visitor(&self.ctx, tx, what, self.ctx.clock.now()).await?;
        assert_eq!(sent, Ok(()));
        Err(Error::Invalid("it goes wrong".into()))
    }
}

both! {
    async fn a_script_mails_the_visitor_once_and_nothing_that_was_typed(app) {
        let shop = shop_named(app, "shop", script()).await;
        let mut page = asked(app, &shop, "<b>Mallory</b> https://evil.example").await;
        answer(&mut page, "Ann@Guest.example", json!({"turn": 2})).await;
        let mails = to_visitors(app).await;
        assert_eq!(mails.len(), 1);
        let mail = &mails[0];
        assert_eq!(mail.to, "ann@guest.example");
        assert_eq!(mail.subject, "your Big Lamp");
        assert!(mail.raw.contains("From: shop <"), "{}", mail.raw);
        let text = mail.text.replace("\r\n", "\n");
        assert_eq!(
            text.trim_end(),
            "Sie haben im Chat mit shop Ihre E-Mail-Adresse hinterlassen.\n\nHello,\n\
             here: https://shop.example/guide.pdf\n\n--\nWenn Sie das nicht waren, ignorieren Sie \
             diese E-Mail einfach."
        );
        assert!(mail.html.contains("<a class=\"link\" href=\"https://shop.example/guide.pdf\""));
        for typed in ["Mallory", "evil", "guest"] {
            let is_in = [&mail.text, &mail.html, &mail.subject].iter().any(|part| part.contains(typed));
            assert!(!is_in, "{typed}: {}", mail.html);
        }
        // The same step comes by again.
        let said = answer(&mut page, "Ann", json!({"turn": 1, "change": true})).await;
        answer(&mut page, "ann@guest.example", json!({})).await;
        assert_eq!(sent(app).await, [""; 0]);
        // An address that is corrected gets it too.
        let turn = &said[0]["content"]["ask"]["turn"];
        answer(&mut page, "ann@other.example", json!({"turn": turn, "change": true})).await;
        assert_eq!(sent(app).await, ["ann@other.example"]);
        assert_eq!(left_out(app).await, [""; 0]);
    }

    async fn the_fourth_mail_of_a_day_to_an_address_stays_here_whoever_and_wherever(app) {
        let shop = shop_named(app, "shop", script()).await;
        let other = shop_named(app, "other", script()).await;
        give(app, &shop, "ann@guest.example").await;
        give(app, &other, "ann+offer@guest.example").await;
        give(app, &shop, "ANN@guest.example").await;
        assert_eq!(sent(app).await.len(), 3);
        give(app, &other, "ann@guest.example").await;
        give(app, &shop, "ben@guest.example").await;
        assert_eq!(sent(app).await, ["ben@guest.example"]);
        assert_eq!(left_out(app).await, ["address_limit"]);
        app.advance(DAY).await;
        give(app, &other, "ann@guest.example").await;
        assert_eq!(sent(app).await, ["ann@guest.example"]);
    }

    async fn a_visitor_has_three_mails_a_day_sent(app) {
        let shop = shop_named(app, "shop", script()).await;
        let mut page = asked(app, &shop, "Ann").await;
        for name in ["ann", "ben", "carla", "dora"] {
            let change = json!({"turn": 2, "change": name != "ann"});
            answer(&mut page, &format!("{name}@guest.example"), change).await;
        }
        let to = ["ann@guest.example", "ben@guest.example", "carla@guest.example"];
        assert_eq!(sent(app).await, to);
        assert_eq!(left_out(app).await, ["visitor_limit"]);
    }

    async fn a_site_has_its_mails_of_the_hour(app) {
        app.configure(|config| config.limits.visitor_mails_site = 1).await;
        let shop = shop_named(app, "shop", script()).await;
        let other = shop_named(app, "other", script()).await;
        give(app, &shop, "ann@guest.example").await;
        give(app, &shop, "ben@guest.example").await;
        give(app, &other, "carla@guest.example").await;
        assert_eq!(sent(app).await, ["ann@guest.example", "carla@guest.example"]);
        assert_eq!(left_out(app).await, ["site_limit"]);
        app.advance(HOUR).await;
        give(app, &shop, "ben@guest.example").await;
        assert_eq!(sent(app).await, ["ben@guest.example"]);
    }

    async fn of_those_who_come_at_once_one_gets_the_last_mail(app) {
        let shop = shop_named(app, "shop", script()).await;
        let other = shop_named(app, "other", script()).await;
        for shop in [&shop, &other] {
            give(app, shop, "ann@guest.example").await;
        }
        assert_eq!(sent(app).await.len(), 2);
        let mut pages = Vec::new();
        for shop in [&shop, &other, &shop, &other] {
            pages.push(asked(app, shop, "Ann").await);
        }
        let all = pages.iter_mut().map(|page| answer(page, "ann@guest.example", json!({"turn": 2})));
        assert_eq!(join_all(all).await.len(), 4);
        assert_eq!(sent(app).await, ["ann@guest.example"]);
        assert_eq!(left_out(app).await, ["address_limit"; 3]);
    }

    async fn a_robot_gets_no_mail_and_an_address_that_was_not_asked_for_neither(app) {
        let shop = shop_named(app, "shop", script()).await;
        let mut robot = app.visitor(&shop);
        robot.view().await.expect(200);
        robot.user_agent = "python-requests/2.32".into();
        let mut page = robot.socket().await;
        page.hello(None, 0).await;
        answer(&mut page, "Ann", json!({"turn": 1})).await;
        answer(&mut page, "ann@guest.example", json!({"turn": 2})).await;
        assert_eq!(left_out(app).await, ["suspect"]);
        let mut fixed = script();
        fixed["steps"][2]["to"] = "boss@guest.example".into();
        let other = shop_named(app, "other", fixed).await;
        give(app, &other, "ann@guest.example").await;
        assert_eq!(left_out(app).await, ["suspect", "no_address"]);
        assert_eq!(sent(app).await, [""; 0]);
        assert_eq!(count(app, "visitor_mails").await, 0);
    }

    async fn what_is_rolled_back_is_neither_sent_nor_counted(app) {
        let shop = app.shop().await;
        let site = sites::by_id(&app.ctx, shop.site).await.expect("a site").expect("a site");
        for _ in 0..4 {
            let fails = Fails { ctx: app.ctx.clone(), site: site.clone() };
            app.ctx.db.write(fails).await.expect_err("it fails");
        }
        assert_eq!(count(app, "visitor_mails").await, 0);
        assert_eq!(app.mails().await.len(), 0);
    }
}

with_smtp! {
    async fn a_scripts_mail_arrives_through_a_mail_server_under_the_sites_name(app, smtp) {
        let shop = shop_named(app, "shop", script()).await;
        give(app, &shop, "ann@guest.example").await;
        app.settle().await;
        let mails = smtp.mails();
        let mails: Vec<_> = mails.iter().filter(|mail| mail.to == "ann@guest.example").collect();
        assert_eq!(mails.len(), 1);
        assert!(mails[0].raw.contains("From: shop <leadbell@localhost>"), "{}", mails[0].raw);
    }
}
