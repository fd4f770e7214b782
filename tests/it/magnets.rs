//! Lead magnets: given once, taken by a POST.

mod console;
mod script;

use std::collections::HashSet;
use std::sync::Arc;

use leadbell::clock::{DAY, MINUTE};
use leadbell::ctx::Ctx;
use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::magnets::{self, Give, Given, Giver, Kind, Magnet, Outcome};
use leadbell::sites::Site;
use leadbell::{ids, sites, sql};
use uuid::Uuid;

use crate::support::{Shop, TestApp};

fn coupon(code: &str) -> Magnet {
    Magnet {
        name: "Ten percent".into(),
        title: "Ten percent off".into(),
        code: code.into(),
        days: 7,
        uses: 2,
        mails: false,
        ..Magnet::new(ids::new_id(), Kind::Coupon)
    }
}

/// A magnet and its codes.
struct Make(Uuid, Magnet, Vec<String>);

impl Write for Make {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        magnets::add(tx, self.0, &self.1, &self.2, 0).await
    }
}

#[derive(Clone)]
struct Grant {
    ctx: Ctx,
    site: Arc<Site>,
    magnet: Uuid,
    visitor: Option<Uuid>,
    email: Option<String>,
    now: i64,
}

impl Write for Grant {
    type Out = Option<Given>;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Option<Given>> {
        let give = Give {
            site: &self.site,
            magnet: self.magnet,
            visitor: self.visitor,
            lead: None,
            submission: None,
            email: self.email.as_deref(),
            by_mail: false,
            language: "en",
            by: Giver::Offer,
            now: self.now,
        };
        magnets::give(&self.ctx, tx, &give).await
    }
}

pub async fn make(app: &TestApp, shop: &Shop, magnet: Magnet, codes: Vec<String>) -> Uuid {
    let id = magnet.id;
    app.ctx.db.write(Make(shop.account, magnet, codes)).await.expect("written");
    id
}

async fn ask(
    ctx: &Ctx,
    shop: &Shop,
    magnet: Uuid,
    visitor: Option<Uuid>,
    email: Option<&str>,
) -> Given {
    let site = sites::by_id(ctx, shop.site).await.expect("read").expect("a site");
    let (ctx, email, now) = (ctx.clone(), email.map(str::to_owned), ctx.clock.now());
    let db = ctx.db.clone();
    let grant = Grant { ctx, site, magnet, visitor, email, now };
    db.write(grant).await.expect("written").expect("given")
}

async fn grant(app: &TestApp, shop: &Shop, magnet: Uuid, visitor: Uuid) -> Given {
    ask(&app.ctx, shop, magnet, Some(visitor), None).await
}

/// Five thousand people ask at once, on these nodes in turn: how many got which code, and how many
/// were told that there is none.
async fn rush(shop: &Shop, magnet: Uuid, nodes: &[&Ctx]) -> (HashSet<String>, i32) {
    let site = sites::by_id(nodes[0], shop.site).await.expect("read").expect("a site");
    let claims = (0..5_000).map(|n| {
        let ctx = nodes[n % nodes.len()].clone();
        let (site, visitor, now) = (site.clone(), Some(ids::new_id()), ctx.clock.now());
        let db = ctx.db.clone();
        let grant = Grant { ctx, site, magnet, visitor, email: None, now };
        // Who is told to come again, because all connections are taken for too long, does so.
        tokio::spawn(async move {
            loop {
                match db.write(grant.clone()).await {
                    Err(cause) if cause.is_retryable() => {}
                    done => return done.expect("written").expect("given"),
                }
            }
        })
    });
    let (mut given, mut dry) = (HashSet::new(), 0);
    for claim in claims.collect::<Vec<_>>() {
        let got = claim.await.expect("an answer");
        match got.code {
            Some(code) => assert!(given.insert(code), "a code was given twice"),
            None => dry += i32::from(got.outcome == Outcome::Dry),
        }
    }
    (given, dry)
}

fn five_hundred() -> Vec<String> {
    (0..500).map(|n| format!("CODE-{n:03}")).collect()
}

/// What a browser gets at an address, by GET or POST.
async fn at(method: &str, url: &str) -> (u16, String) {
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
    let request =
        http.request(method, url).header("content-type", "application/x-www-form-urlencoded");
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.unwrap_or_default())
}

/// Presses a button of the page.
async fn press(url: &str, what: &str) -> (u16, String) {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let answer = http.expect("a client").post(url).form(&[("what", what)]).send();
    let answer = answer.await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.unwrap_or_default())
}

both! {
    async fn who_has_a_code_gets_the_same_one_again(app) {
        let shop = app.shop().await;
        let magnet = make(app, &shop, coupon(""), vec!["A1".into(), "B2".into()]).await;
        let (anna, berta, carla) = (ids::new_id(), ids::new_id(), ids::new_id());
        let first = grant(app, &shop, magnet, anna).await;
        assert_eq!(first.code.as_deref(), Some("A1"));
        assert_eq!(grant(app, &shop, magnet, anna).await.code.as_deref(), Some("A1"));
        assert_eq!(grant(app, &shop, magnet, berta).await.code.as_deref(), Some("B2"));
        let dry = grant(app, &shop, magnet, carla).await;
        assert_eq!((dry.outcome, dry.code, dry.link), (Outcome::Dry, None, None));
    }

    async fn five_hundred_codes_go_to_five_hundred_of_five_thousand(app) {
        let shop = app.shop().await;
        let magnet = make(app, &shop, coupon(""), five_hundred()).await;
        let (given, dry) = rush(&shop, magnet, &[&app.ctx]).await;
        assert_eq!((given.len(), dry), (500, 4_500));
    }

    async fn a_person_who_asks_many_times_at_once_takes_one_code(app) {
        let shop = app.shop().await;
        let magnet = make(app, &shop, coupon(""), five_hundred()).await;
        let (ctx, anna) = (app.ctx.clone(), ids::new_id());
        let asks = (0..40).map(|_| ask(&ctx, &shop, magnet, Some(anna), Some("anna@example.com")));
        let got = futures_util::future::join_all(asks).await;
        assert!(got.iter().all(|got| got.code.as_deref() == Some("CODE-000")), "{got:?}");
        let next = grant(app, &shop, magnet, ids::new_id()).await;
        assert_eq!(next.code.as_deref(), Some("CODE-001"));
    }

    async fn who_types_anothers_address_learns_nothing_and_takes_no_second_code(app) {
        let shop = app.shop().await;
        let magnet = make(app, &shop, coupon(""), five_hundred()).await;
        let mut visitors = Vec::new();
        for _ in 0..2 {
            let mut visitor = app.visitor(&shop);
            visitor.view().await.expect(200);
            visitors.push(visitor.id);
        }
        let own = ask(&app.ctx, &shop, magnet, visitors[0], Some("anna@example.com")).await;
        assert_eq!(own.code.as_deref(), Some("CODE-000"));
        let foreign = ask(&app.ctx, &shop, magnet, visitors[1], Some("Anna+x@example.com")).await;
        assert_eq!((&foreign.code, &foreign.link, foreign.outcome), (&None, &None, Outcome::Given));
        assert!(foreign.mailed, "it goes to the address, whose owner may have another browser");
        app.settle().await;
        let mails = app.mails().await;
        assert_eq!(mails.len(), 1);
        assert!(!mails[0].text.contains("CODE-000"), "{}", mails[0].text);
    }

    async fn a_link_is_counted_by_posts_alone_and_ends(app) {
        let shop = app.shop().await;
        let magnet = make(app, &shop, coupon("SAVE10"), Vec::new()).await;
        let link = grant(app, &shop, magnet, ids::new_id()).await.link.expect("a link");
        for _ in 0..5 {
            let (status, page) = at("GET", &link).await;
            assert!(status == 200 && !page.contains("SAVE10"), "{page}");
            assert_eq!(at("HEAD", &link).await.0, 200);
        }
        for _ in 0..2 {
            let (status, page) = at("POST", &link).await;
            assert!(status == 200 && page.contains("SAVE10"), "{page}");
        }
        assert_eq!(at("POST", &link).await.0, 410);
        assert_eq!(at("GET", &link).await.0, 410);
        let other = grant(app, &shop, magnet, ids::new_id()).await.link.expect("a link");
        app.advance(7 * DAY).await;
        assert_eq!(at("GET", &other).await.0, 410);
        assert_eq!(at("POST", &other).await.0, 410);
    }

    async fn a_guessed_link_and_one_of_another_site_lead_nowhere(app) {
        let shop = app.shop().await;
        let magnet = make(app, &shop, coupon("SAVE10"), Vec::new()).await;
        let link = grant(app, &shop, magnet, ids::new_id()).await.link.expect("a link");
        let other = app.shop_named("other").await;
        let mut guessed = link.clone();
        let last = guessed.pop().expect("a letter");
        guessed.push(if last == 'A' { 'B' } else { 'A' });
        for wrong in [link.replace(&shop.key, &other.key), guessed, format!("{link}x")] {
            assert_eq!(at("GET", &wrong).await.0, 404, "{wrong}");
            assert_eq!(at("POST", &wrong).await.0, 404, "{wrong}");
        }
        assert_eq!(at("POST", &link).await.0, 200);
    }

    async fn an_address_is_confirmed_by_a_press_and_never_by_a_scanner(app) {
        let shop = app.shop().await;
        let magnet = Magnet { confirms: true, mails: true, ..coupon("SAVE10") };
        let magnet = make(app, &shop, magnet, Vec::new()).await;
        let site = sites::by_id(&app.ctx, shop.site).await.expect("read").expect("a site");
        let mut visitor = app.visitor(&shop);
        visitor.view().await.expect(200);
        let email = Some("anna@example.com".to_owned());
        let (ctx, now) = (app.ctx.clone(), app.now());
        let grant = Grant { ctx, site, magnet, visitor: visitor.id, email, now };
        let given = app.ctx.db.write(grant).await.expect("written").expect("given");
        assert!(given.outcome == Outcome::ToConfirm && given.mailed);
        assert!(given.link.is_none() && given.code.is_none());
        app.settle().await;
        let mails = app.mails().await;
        let [mail] = &mails[..] else { panic!("{} mails", mails.len()) };
        let link = mail.text.split_whitespace().find(|word| word.contains("/m/")).expect("a link");
        for _ in 0..3 {
            at("GET", link).await;
            at("HEAD", link).await;
        }
        let mut db = app.ctx.db.read().await.expect("the database");
        let text = "SELECT COUNT(*) FROM downloads WHERE confirmed_at IS NOT NULL OR taken_at IS NOT NULL";
        assert_eq!(sql!(db, fetch_one as (i64,), text).expect("a count").0, 0);
        drop(db);
        // A press confirms, and only then there is something to take; pressing again is no harm.
        assert_eq!(press(link, "take").await.0, 200);
        assert!(!press(link, "take").await.1.contains("SAVE10"));
        for _ in 0..3 {
            assert_eq!(press(link, "confirm").await.0, 303);
        }
        for _ in 0..2 {
            assert!(press(link, "take").await.1.contains("SAVE10"));
        }
        assert_eq!(press(link, "take").await.0, 410);
    }

    async fn what_is_to_be_confirmed_takes_its_code_then_and_asks_for_an_address(app) {
        let shop = app.shop().await;
        let magnet = Magnet { confirms: true, ..coupon("") };
        let magnet = make(app, &shop, magnet, vec!["ONLY".into()]).await;
        let mut links = Vec::new();
        for name in ["anna", "berta"] {
            let mut visitor = app.visitor(&shop);
            visitor.view().await.expect(200);
            let asked = ask(&app.ctx, &shop, magnet, visitor.id, None).await;
            assert_eq!(asked.outcome, Outcome::NeedsEmail);
            let email = format!("{name}@example.com");
            let given = ask(&app.ctx, &shop, magnet, visitor.id, Some(&email)).await;
            assert!(given.outcome == Outcome::ToConfirm && given.mailed && given.code.is_none());
            app.settle().await;
            let mail = app.mails().await.pop().expect("a mail");
            let link = mail.text.split_whitespace().find(|word| word.contains("/m/"));
            links.push(link.expect("a link").to_owned());
        }
        assert_eq!(press(&links[1], "confirm").await.0, 303);
        assert!(press(&links[1], "take").await.1.contains("ONLY"));
        let (status, page) = press(&links[0], "confirm").await;
        assert!(status == 200 && page.contains("All codes have been taken"), "{page}");
    }

    async fn a_confirmation_that_was_lost_is_mailed_again_but_not_at_once(app) {
        let shop = app.shop().await;
        let magnet = make(app, &shop, Magnet { confirms: true, ..coupon("X") }, Vec::new()).await;
        let mut visitor = app.visitor(&shop);
        visitor.view().await.expect(200);
        let email = Some("anna@example.com");
        for (minutes, mails) in [(0, 1), (1, 0), (10, 1)] {
            app.advance(minutes * MINUTE).await;
            assert!(ask(&app.ctx, &shop, magnet, visitor.id, email).await.mailed);
            app.settle().await;
            assert_eq!(app.mails().await.len(), mails, "after {minutes} minutes");
        }
        // A mistyped address is not the end: the mail goes to the right one.
        assert!(ask(&app.ctx, &shop, magnet, visitor.id, Some("ann@example.com")).await.mailed);
        app.settle().await;
        assert_eq!(app.mails().await.last().map(|mail| mail.to.clone()), Some("ann@example.com".into()));
    }

    async fn a_link_magnet_leads_on_from_a_page_and_a_magnet_that_is_gone_is_over(app) {
        let shop = app.shop().await;
        let magnet = Magnet {
            kind: Kind::Link,
            url: "https://shop.example/guide?a=1&b=2".into(),
            ..coupon("")
        };
        let magnet = make(app, &shop, magnet, Vec::new()).await;
        let link = grant(app, &shop, magnet, ids::new_id()).await.link.expect("a link");
        assert!(!at("GET", &link).await.1.contains("/guide"));
        let (status, page) = at("POST", &link).await;
        assert!(status == 200 && page.contains("0;url=https://shop.example/guide?a=1&#38;b=2"), "{page}");
        assert_eq!(app.ctx.db.write(Forget(magnet)).await.expect("written"), 1);
        assert_eq!(at("GET", &link).await.0, 410);
        assert_eq!(at("POST", &link).await.0, 410);
    }
}

/// The magnet is deleted.
struct Forget(Uuid);

impl Write for Forget {
    type Out = u64;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<u64> {
        let text = "UPDATE magnets SET deleted_at = 1 WHERE id = $1";
        sql!(tx, execute, text, self.0)
    }
}

with_redis! {
    async fn on_two_nodes_each_code_goes_to_one(app, redis) {
        let shop = app.shop().await;
        let magnet = make(app, &shop, coupon(""), five_hundred()).await;
        app.node(redis).await;
        let (given, dry) = rush(&shop, magnet, &[&app.ctx, app.node_ctx(0)]).await;
        assert_eq!((given.len(), dry), (500, 4_500));
    }
}
