//! Landing pages: made in the console, seen at their address, tried out against each other.

use leadbell::experiments::{self, Kind};
use leadbell::ids;
use serde_json::json;
use uuid::Uuid;

use crate::forms_built::{on, open};
use crate::support::{Answer, Operator, Shop, TestApp, Visitor};

const SAVED: [(&str, &str); 4] =
    [("does", "chat"), ("headline_a", "Half price"), ("name", "Sale"), ("rev", "1")];

/// Adds a page in the console; gives its id.
async fn make(team: &mut Operator, shop: &Shop, name: &str) -> String {
    team.page("/console/pages/new").await.expect(200);
    let site = shop.site.to_string();
    let made = team.form("/console/pages/new", &[("site", &site), ("name", name)]).await;
    let made = made.expect(303);
    made.header("location").rsplit('/').next().expect("an id").to_owned()
}

/// Saves it with `fields` over the usual ones.
async fn save(team: &Operator, id: &str, slug: &str, fields: &[(&str, &str)]) -> Answer {
    let is_usual = |one: &&(&str, &str)| fields.iter().all(|(name, _)| *name != one.0);
    let mut all: Vec<_> = SAVED.iter().filter(is_usual).copied().collect();
    all.push(("slug", slug));
    all.extend(fields);
    team.form(&format!("/console/pages/{id}"), &all).await
}

/// A page that is on, at `/p/{slug}`.
async fn open_page(
    team: &mut Operator,
    shop: &Shop,
    slug: &str,
    fields: &[(&str, &str)],
) -> String {
    let id = make(team, shop, slug).await;
    let mut all = vec![("active", "on")];
    all.extend(fields);
    save(team, &id, slug, &all).await.expect(303);
    id
}

/// Looks at an address of the server, as the script on it tells it.
async fn look(app: &TestApp, visitor: &mut Visitor, path: &str) -> Answer {
    visitor.origin = Some(app.link("/").trim_end_matches('/').to_owned());
    visitor.go(&app.link(path), "Sale").await
}

/// Visitors and leads of the first page in the list.
async fn figures(team: &mut Operator) -> (i64, i64) {
    let list = team.page("/console/pages").await.expect(200).text;
    let cell = |cell: &str| {
        cell.split(['<', ' ']).next().and_then(|number| number.parse().ok()).expect("a number")
    };
    let mut cells = list.split("<td class=\"num hide-sm\">").skip(1).map(cell);
    (cells.next().expect("visitors"), cells.next().expect("leads"))
}

both! {
    async fn a_page_is_seen_at_its_address_while_it_is_on(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let id = make(&mut team, &shop, "Summer <sale> 2026").await;
        let anna = app.visitor(&shop);
        anna.get("/p/summer-sale-2026").await.expect(404);
        let fields = [
            ("active", "on"),
            ("headline_a", "Half <price>"),
            ("proposition_a", "Every lamp."),
            ("points_a", "Free delivery\n\nBack within 30 days"),
            ("media_a", "video"),
            ("media_url_a", "https://youtu.be/dQw4w9WgXcQ"),
            ("call_a", "Talk to us"),
        ];
        save(&team, &id, "summer", &fields).await.expect(303);
        let page = anna.get("/p/summer").await.expect(200);
        for part in ["Half &#60;price&#62;", "Every lamp.", "Back within 30 days", "Talk to us"] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        assert_eq!(page.text.matches("<li ").count(), 2);
        // The script tag of the site, and nothing of anybody else before it is pressed.
        assert!(page.text.contains(&format!("data-site=\"{}\"", shop.key)));
        assert!(!page.text.contains("<iframe") && page.text.contains("youtube-nocookie.com"));
        let policy = page.header("content-security-policy");
        assert!(policy.contains("frame-src https://www.youtube-nocookie.com;"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("x-robots-tag"), "noindex, nofollow");
        assert!(page.header("set-cookie").is_empty());
        save(&team, &id, "summer", &[("rev", "2")]).await.expect(303);
        anna.get("/p/summer").await.expect(404);
        anna.get("/p/nothing-here").await.expect(404);
    }

    async fn a_page_that_is_to_be_found_says_so(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let fields = [("is_listed", "on"), ("title", "Lamps"), ("description", "All of them")];
        open_page(&mut team, &shop, "lamps", &fields).await;
        let page = app.visitor(&shop).get("/p/lamps").await.expect(200);
        assert!(page.text.contains("<title>Lamps</title>") && page.text.contains("All of them"));
        assert!(page.header("x-robots-tag").is_empty() && !page.text.contains("noindex"));
        let address = format!("rel=\"canonical\" href=\"{}\"", app.link("/p/lamps"));
        assert!(page.text.contains(&address));
    }

    async fn its_form_stands_on_it_and_where_that_is_off_somebody_answers_in_the_chat(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let definition = json!({"steps": [{"fields": [
            {"key": "mail", "kind": "email", "required": true}]}]});
        let form = on(&team, &shop, &definition).await;
        open_page(&mut team, &shop, "quote", &[("does", "form"), ("form", &form)]).await;
        let mut anna = app.visitor(&shop);
        let page = anna.get("/p/quote").await.expect(200).text;
        assert!(page.contains(&format!("data-leadbell-form=\"{form}\"")) && !page.contains("data-chat"));
        // Our own address may open it whichever domains the site has.
        look(app, &mut anna, "/p/quote").await.expect(200);
        open(&anna, &form).await.expect(200);
        team.post(&format!("/api/v1/forms/{form}/delete"), json!({})).await.expect(204);
        let page = anna.get("/p/quote").await.expect(200).text;
        assert!(!page.contains("data-leadbell-form") && page.contains("data-chat"));
    }

    async fn visitors_and_their_requests_are_counted_and_previews_and_robots_are_not(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let id = open_page(&mut team, &shop, "sale", &[]).await;
        assert_eq!(figures(&mut team).await, (0, 0));
        let mut anna = app.visitor(&shop);
        for path in ["/p/sale", "/p/sale?utm_source=x", "/p/other", "/f/none"] {
            look(app, &mut anna, path).await.expect(200);
        }
        anna.fill_in(app, json!({"email": "anna@example.com"})).await.expect(201);
        app.mails().await;
        let mut mia = app.visitor(&shop);
        look(app, &mut mia, "/p/sale#form").await.expect(200);
        let mut robot = app.visitor(&shop);
        robot.user_agent = "Googlebot/2.1 (+http://www.google.com/bot.html)".into();
        look(app, &mut robot, "/p/sale").await.expect(204);
        let mut owner = app.visitor(&shop);
        let preview = format!("/console/pages/{id}/preview");
        look(app, &mut owner, &preview).await.expect(204);
        // Another site's visitor does not count for it.
        let other = app.shop_named("other").await;
        let mut stranger = app.visitor(&other);
        look(app, &mut stranger, "/p/sale").await.expect(200);
        assert_eq!(figures(&mut team).await, (2, 1));
    }

    async fn each_visitor_stays_in_one_variant_and_what_they_send_counts_for_it(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let fields = [
            ("weight_a", "1"), ("headline_b", "Twice as bright"), ("weight_b", "1"),
        ];
        let id = open_page(&mut team, &shop, "sale", &fields).await;
        let page: Uuid = id.parse().expect("an id");
        let is_b = |answer: &Answer| answer.text.contains("Twice as bright");
        let mut drawn = [0, 0];
        for n in 0..12 {
            let mut one = app.visitor(&shop);
            let first = one.get("/p/sale").await.expect(200);
            assert!(first.header("set-cookie").starts_with("lbp_"));
            assert_eq!(is_b(&first), is_b(&one.get("/p/sale").await.expect(200)));
            drawn[usize::from(is_b(&first))] += 1;
            look(app, &mut one, "/p/sale").await.expect(200);
            if n == 0 {
                one.fill_in(app, json!({"email": "anna@example.com"})).await.expect(201);
                app.mails().await;
            }
        }
        assert!(drawn[0] > 0 && drawn[1] > 0, "{drawn:?}");
        let period = experiments::running(&app.ctx, Kind::Page, page).await.expect("read");
        let report = format!("/console/experiments/{}", period.expect("a period").id);
        let report = team.page(&report).await.expect(200).text;
        let rows = report.split("<th scope=\"row\"").skip(1);
        let cells = |row: &str| -> Vec<i64> {
            let cells = row.split("</tr>").next().unwrap_or_default().split("<td class=\"num\">");
            cells.skip(1).filter_map(|cell| cell.split('<').next()?.parse().ok()).collect()
        };
        let rows: Vec<_> = rows.map(cells).collect();
        assert_eq!([rows[0][1], rows[1][1]], drawn, "{rows:?}");
        assert_eq!(rows[0][4] + rows[1][4], 1, "{rows:?}");
    }

    async fn the_cookie_keeps_the_variant_on_other_networks_and_is_not_set_without_consent(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let fields = [("weight_a", "1"), ("headline_b", "Twice as bright"), ("weight_b", "1")];
        open_page(&mut team, &shop, "sale", &fields).await;
        let set = app.visitor(&shop).get("/p/sale").await.expect(200);
        let set = set.header("set-cookie").to_owned();
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
        let (value, _) = set.split_once(';').expect("attributes");
        let (begin, _) = value.rsplit_once('.').expect("an arm");
        let browser = app.browser();
        for (arm, text) in [("a", "Half price"), ("b", "Twice as bright"), ("a", "Half price")] {
            browser.remember(&format!("{begin}.{arm}"));
            let page = browser.get("/p/sale").await.expect(200);
            assert!(page.text.contains(&format!(">{text}</h1>")), "{arm}");
        }
        let other = app.shop_named("other").await;
        other.set(&app.ctx, json!({"consent_required": true})).await;
        let mut team = app.operator(&other).await;
        open_page(&mut team, &other, "other-sale", &fields).await;
        let page = app.visitor(&other).get("/p/other-sale").await.expect(200);
        assert!(page.header("set-cookie").is_empty());
        // Who has none is told apart by network and browser.
        let is_b = |answer: &Answer| answer.text.contains("Twice as bright");
        for _ in 0..8 {
            let one = app.visitor(&other);
            let first = is_b(&one.get("/p/other-sale").await.expect(200));
            assert_eq!(first, is_b(&one.get("/p/other-sale").await.expect(200)));
        }
    }

    async fn an_address_belongs_to_one_page_and_a_change_elsewhere_is_told(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let first = open_page(&mut team, &shop, "sale", &[]).await;
        let second = make(&mut team, &shop, "Sale").await;
        let taken = save(&team, &second, "sale", &[]).await.expect(422);
        assert!(taken.text.contains("id=\"slug-error\""));
        save(&team, &second, "No Slug!", &[]).await.expect(422);
        let late = save(&team, &first, "sale", &[("headline_a", "Mine")]).await.expect(409);
        assert!(late.text.contains("value=\"Mine\""), "what was typed is still there");
        save(&team, &first, "sale", &[("rev", "2")]).await.expect(303);
    }

    async fn a_variant_is_added_and_dropped_and_nothing_is_saved_by_it(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let id = open_page(&mut team, &shop, "sale", &[]).await;
        let more = save(&team, &id, "sale", &[("act", "add-b")]).await.expect(200).text;
        assert!(more.contains("name=\"headline_b\" ") && more.contains("data-unsaved"));
        assert!(more.contains("name=\"weight_a\" type=\"number\" value=\"1\""), "{more}");
        let fields = [("act", "drop-b"), ("headline_b", "B"), ("weight_b", "1")];
        let less = save(&team, &id, "sale", &fields).await.expect(200).text;
        assert!(!less.contains("headline_b"));
        let stored = team.page(&format!("/console/pages/{id}")).await.expect(200).text;
        assert!(!stored.contains("headline_b") && stored.contains("name=\"rev\" value=\"2\""));
    }

    async fn the_preview_shows_what_is_typed_and_only_to_the_team(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let id = make(&mut team, &shop, "Sale").await;
        let path = format!("/console/pages/{id}/preview");
        let fields = [
            ("headline_a", "A"), ("headline_b", "Not saved"), ("shown", "b"), ("does", "chat"),
        ];
        let shown = team.form(&path, &fields).await.expect(200);
        assert!(shown.text.contains(">Not saved</h1>"));
        let policy = shown.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
        let other = app.shop_named("other").await;
        let mut stranger = app.operator(&other).await;
        stranger.page("/console/pages").await.expect(200);
        stranger.form(&path, &fields).await.expect(404);
        stranger.get(&format!("/console/pages/{id}")).await.expect(404);
        stranger.form(&format!("/console/pages/{id}/delete"), &[]).await.expect(404);
    }

    async fn a_page_is_copied_deleted_and_taken_back(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let id = open_page(&mut team, &shop, "sale", &[]).await;
        let path = |what: &str| format!("/console/pages/{id}/{what}");
        let copy = team.form(&path("duplicate"), &[]).await.expect(303);
        let copy = team.page(copy.header("location")).await.expect(200).text;
        assert!(copy.contains("value=\"Half price\"") && !copy.contains("value=\"sale\""));
        team.form(&path("delete"), &[]).await.expect(303);
        let anna = app.visitor(&shop);
        anna.get("/p/sale").await.expect(404);
        team.form(&path("switch"), &[("on", "on")]).await.expect(404);
        team.form(&path("restore"), &[]).await.expect(303);
        // It comes back off.
        anna.get("/p/sale").await.expect(404);
        team.form(&path("switch"), &[("on", "on")]).await.expect(303);
        anna.get("/p/sale").await.expect(200);
    }

    async fn who_may_only_answer_changes_no_page(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let id = make(&mut team, &shop, "Sale").await;
        shop.person(&app.ctx, "mia@shop.example", "operator").await;
        let mut mia = app.browser();
        mia.sign_in("mia@shop.example", crate::support::PASSWORD).await;
        save(&mia, &id, "sale", &[]).await.expect(403);
        mia.form(&format!("/console/pages/{id}/delete"), &[]).await.expect(403);
        mia.form("/console/pages/new", &[("name", "X"), ("site", &ids::new_id().to_string())])
            .await
            .expect(403);
    }
}
