//! Loader, settings and page views, as a host page uses them.

use std::io::Read as _;

use leadbell::clock::{DAY, MINUTE};
use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::{ids, sites, sql};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{ORIGIN, TestApp};

/// The sources of a visitor's visits, oldest first, and how many pages were looked at.
async fn visits(app: &TestApp, visitor: Option<Uuid>) -> (Vec<Value>, i64) {
    type Row = (sqlx::types::Json<Value>,);
    const SOURCES: &str = "SELECT source FROM visits WHERE visitor_id = $1 ORDER BY started_at";
    const PAGES: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM page_views WHERE visitor_id = $1";
    let mut db = app.ctx.db.read().await.expect("the database");
    let visitor = visitor.expect("a visitor");
    let sources = sql!(db, fetch_all as Row, SOURCES, visitor).expect("visits");
    let (pages,) = sql!(db, fetch_one as (i64,), PAGES, visitor).expect("pages");
    (sources.into_iter().map(|(source,)| source.0).collect(), pages)
}

struct OldFile(i64);

impl Write for OldFile {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        const TEXT: &str = "INSERT INTO widget_files (name, content_type, body, current_at) \
             VALUES ('panel-0123abcd.js', 'text/javascript; charset=utf-8', $1, $2)";
        sql!(tx, execute, TEXT, &b"old()"[..], self.0)?;
        Ok(())
    }
}

both! {
    async fn a_visit_has_a_source_and_ends_after_half_an_hour_of_silence(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.referrer = "https://www.google.de/".into();
        anna.go(&format!("{ORIGIN}/?utm_source=news&utm_medium=email&mail=a@b.de"), "Home").await;
        anna.referrer = String::new();
        let second = anna.go(&format!("{ORIGIN}/lamps"), "Lamps").await.expect(200);
        app.advance(29 * MINUTE).await;
        let third = anna.go(&format!("{ORIGIN}/sofas"), "Sofas").await.expect(200);
        assert_eq!(second.body["visit"], third.body["visit"]);
        app.advance(31 * MINUTE).await;
        let later = anna.view().await.expect(200);
        assert_ne!(third.body["visit"], later.body["visit"]);
        assert_eq!(third.body["visitor"], later.body["visitor"]);
        let (sources, pages) = visits(app, anna.id).await;
        assert_eq!(pages, 4);
        assert_eq!(sources.len(), 2);
        assert_eq!(sources[0]["channel"], "email");
        assert_eq!(sources[0]["utm_source"], "news");
        assert_eq!(sources[1]["channel"], "direct");
        assert!(!sources[0].to_string().contains("a@b.de"), "{}", sources[0]);
    }

    async fn a_page_view_that_comes_twice_counts_once(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let view = json!({"view": ids::new_id(), "url": ORIGIN, "title": "Home"});
        let first = anna.post("/v1/view", view.clone()).await.expect(200);
        app.advance(40 * MINUTE).await;
        let second = anna.post("/v1/view", view).await.expect(200);
        assert_eq!(first.body["visit"], second.body["visit"]);
        assert_eq!(visits(app, anna.id).await.1, 2);
    }

    async fn a_token_of_another_site_makes_a_new_visitor(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let mut stranger = app.visitor(&other);
        stranger.token = anna.token.clone();
        stranger.view().await.expect(200);
        assert_ne!(anna.id, stranger.id);
        assert_ne!(anna.token, stranger.token);
        anna.token = Some("forged.token".into());
        let before = anna.id;
        anna.view().await.expect(200);
        assert_ne!(anna.id, before);
    }

    async fn only_the_sites_own_pages_may_ask(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        let path = format!("/s/{}", shop.key);
        anna.get(&path).await.expect(200);
        let paths = [
            Some("https://evil.example"),
            Some("null"),
            Some("http://shop.example"),
            None,
        ];
        for origin in paths {
            anna.origin = origin.map(str::to_owned);
            assert_eq!(anna.view().await.status, 403, "{origin:?}");
            assert_eq!(anna.get(&path).await.status, if origin.is_some() { 403 } else { 200 });
        }
        assert_eq!(anna.view().await.body["code"], "origin_not_allowed");
        anna.origin = Some(ORIGIN.into());
        assert_eq!(anna.get("/s/nosuchsite23").await.status, 404);
        shop.set(&app.ctx, json!({"allow_null_origin": true})).await;
        app.advance(10_000).await;
        anna.origin = Some("null".into());
        anna.view().await.expect(200);
    }

    async fn unknown_fields_and_robots_make_no_visitor(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        let odd = json!({"view": ids::new_id(), "url": ORIGIN, "account_id": ids::new_id()});
        let answer = anna.post("/v1/view", odd).await.expect(422);
        assert_eq!(answer.body["code"], "unknown_field");
        anna.user_agent = "Mozilla/5.0 (compatible; Googlebot/2.1)".into();
        assert_eq!(anna.view().await.status, 204);
        let mut db = app.ctx.db.read().await.expect("the database");
        let count = "SELECT CAST(COUNT(*) AS BIGINT) FROM visitors";
        assert_eq!(sql!(db, fetch_one as (i64,), count).expect("a count").0, 0);
    }

    async fn the_settings_are_small_and_say_nothing_private(app) {
        let shop = app.shop().await;
        let anna = app.visitor(&shop);
        let answer = anna.get(&format!("/s/{}", shop.key)).await.expect(200);
        assert!(answer.text.len() < 1_500, "{} bytes", answer.text.len());
        assert_eq!(answer.body["site"], json!(shop.key));
        assert!(!answer.text.contains(&shop.owner_email), "{}", answer.text);
        let panel = answer.body["modules"]["panel"].as_str().expect("a module").to_owned();
        anna.get(&format!("/w/{panel}")).await.expect(200);
        anna.get("/w.js").await.expect(200);
        assert_eq!(anna.get("/w/manifest.json").await.status, 404);
        assert_eq!(anna.get("/w/w.js").await.status, 404);
        assert_eq!(anna.get("/w/../Cargo.toml").await.status, 404);
    }

    async fn the_settings_of_a_site_that_uses_every_one_fit_into_a_kilobyte(app) {
        let shop = app.shop().await;
        // Cyrillic, as long as the form lets each be: of the languages, the one that packs worst.
        let greeting = "Здравствуйте! Подскажем по наличию, доставке и сборке мебели, поможем \
            выбрать диван под вашу гостиную и рассчитаем скидку на комплект. Пишите прямо сейчас: \
            дизайнер ответит в течение нескольких минут, а вечером и в выходные мы перезвоним \
            сами, как только откроется ближайший салон. Замеры бесплатно!";
        shop.set(&app.ctx, json!({
            "colour": "#b91c1c", "position": "left", "offset_x": 120, "offset_y": 96,
            "bubble": true, "language": "ru", "country": "MD", "consent_required": true,
            "privacy_url": "https://shop.example/ru/politika-konfidencialnosti?ot=vidzheta",
            "texts": {
                "title": "Консультация дизайнера мебельной фабрики «Уютный дом»",
                "greeting": greeting,
                "launcher": "Спросите нашего мастера!",
                "reply_time": "Обычно отвечаем за пять минут, по субботам – за четверть часа",
            },
            "goals": {"lead": "zayavka_ostavlena_leadbell", "chat": "nachat_dialog_leadbell",
                "metrica": 98_765_432},
        })).await;
        sites::forget(&app.ctx);
        let packed = reqwest::Client::new().get(app.link(&format!("/s/{}", shop.key)))
            .header("accept-encoding", "gzip").send().await.expect("an answer");
        assert_eq!(packed.headers()["content-encoding"], "gzip");
        let packed = packed.bytes().await.expect("a body");
        assert!(packed.len() <= 1_024, "{} bytes", packed.len());
        let mut text = String::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).expect("gzip");
        assert!(text.contains("Замеры бесплатно") && text.contains("98765432"), "{text}");
    }

    async fn modules_of_an_earlier_release_are_served_for_a_week(app) {
        let shop = app.shop().await;
        let anna = app.visitor(&shop);
        app.ctx.db.write(OldFile(app.now())).await.expect("a file");
        assert_eq!(anna.get("/w/panel-0123abcd.js").await.expect(200).text, "old()");
        app.ctx.clock.advance(6 * DAY);
        app.restart().await;
        anna.get("/w/panel-0123abcd.js").await.expect(200);
        app.ctx.clock.advance(2 * DAY);
        app.restart().await;
        app.until("the old file is gone", async || {
            anna.get("/w/panel-0123abcd.js").await.status == 404
        })
        .await;
    }

    async fn the_install_page_can_tell_that_the_widget_was_seen(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let mut db = app.ctx.db.read().await.expect("the database");
        let seen = sites::of_account_by_id(&mut db, shop.account, shop.site).await;
        let seen = seen.expect("the site").expect("a site");
        assert_eq!(seen.widget_seen_at, Some(app.now()));
        assert_eq!(seen.widget_seen_url.as_deref(), Some("https://shop.example/lamps"));
    }
}
