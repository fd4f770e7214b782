//! The pages of leads and of quarantine.

use serde_json::{Value, json};

use crate::support::{Operator, PASSWORD, Shop, TestApp};

/// Somebody fills in the form; the mail about it is read.
async fn ask(app: &mut TestApp, shop: &Shop, fields: Value) {
    let mut visitor = app.visitor(shop);
    visitor.view().await;
    visitor.fill_in(app, fields).await.expect(201);
    app.mails().await;
}

/// The address of the first card in the list.
async fn first_card(operator: &mut Operator, list: &str) -> String {
    let list = operator.page(list).await.expect(200).text;
    let from = list.find("/console/leads/").expect("a lead in the list");
    list[from..].split('"').next().unwrap().to_owned()
}

/// The value of the option with this label.
fn choice(page: &str, label: &str) -> String {
    let (before, _) = page.split_once(&format!(">{label}</option>")).expect("the choice");
    before.rsplit("value=\"").next().unwrap().split('"').next().unwrap().to_owned()
}

both! {
    async fn a_lead_is_found_by_every_filter_and_not_by_others(app) {
        let shop = app.shop().await;
        let mut operator = app.operator(&shop).await;
        assert!(operator.page("/console/leads").await.expect(200).text.contains("No leads yet"));
        ask(app, &shop, json!({"name": "Anna Ä 50%", "phone": "0171 1234567"})).await;
        for hit in ["", "?q=anna", "?q=0171+123", "?q=50%25", "?days=7", "?channel=direct"] {
            let page = operator.page(&format!("/console/leads{hit}")).await.expect(200).text;
            assert!(page.contains("Anna Ä 50%"), "{hit}");
        }
        for miss in ["?q=berta", "?q=5_%25", "?channel=search", "?q=%27%3B+DROP+TABLE+leads"] {
            let page = operator.page(&format!("/console/leads{miss}")).await.expect(200).text;
            assert!(page.contains("Nothing fits"), "{miss}");
        }
    }

    async fn a_refusal_needs_a_reason_and_stands_on_the_timeline(app) {
        let shop = app.shop().await;
        ask(app, &shop, json!({"name": "Anna", "email": "anna@example.com"})).await;
        let mut operator = app.operator(&shop).await;
        let card = first_card(&mut operator, "/console/leads").await;
        let page = operator.page(&card).await.expect(200).text;
        let refused = choice(&page, "refused");
        let form = format!("{card}/status");
        let answer = operator.form(&form, &[("status", &refused), ("reason", " ")]).await;
        assert!(answer.expect(422).text.contains("Say why"));
        let fields = [("status", refused.as_str()), ("reason", "Too expensive")];
        operator.form(&form, &fields).await.expect(303);
        let page = operator.page(&card).await.expect(200).text;
        assert!(page.contains("set the status to refused") && page.contains("Too expensive"));
    }

    async fn what_people_write_is_text_on_every_page(app) {
        let shop = app.shop().await;
        let evil = "<img src=x onerror=alert(1)>{{7*7}}'; DROP TABLE leads; --";
        ask(app, &shop, json!({"name": evil, "email": "e@example.com", "message": evil})).await;
        let mut operator = app.operator(&shop).await;
        let card = first_card(&mut operator, "/console/leads").await;
        operator.form(&format!("{card}/note"), &[("note", evil)]).await.expect(303);
        for path in ["/console/leads", &card] {
            let page = operator.page(path).await.expect(200).text;
            assert!(!page.contains("<img src=x") && page.contains("{{7*7}}"), "{path}");
        }
    }

    async fn the_team_corrects_a_contact_but_cannot_take_another_leads(app) {
        let shop = app.shop().await;
        ask(app, &shop, json!({"name": "Berta", "email": "berta@example.com"})).await;
        ask(app, &shop, json!({"name": "Anna", "email": "anna@example.com"})).await;
        let mut operator = app.operator(&shop).await;
        let card = first_card(&mut operator, "/console/leads?q=anna").await;
        let form = format!("{card}/contacts");
        let taken = [("name", "Anna"), ("phone", ""), ("email", "Berta@example.com")];
        let answer = operator.form(&form, &taken).await.expect(422);
        assert!(answer.text.contains("Another lead"), "{}", answer.text);
        let wrong = [("name", "Anna"), ("phone", "12"), ("email", "")];
        assert!(operator.form(&form, &wrong).await.expect(422).text.contains("not a phone number"));
        let right = [("name", "Anna B."), ("phone", "0171 7654321"), ("email", "")];
        operator.form(&form, &right).await.expect(303);
        let page = operator.page(&card).await.expect(200).text;
        assert!(page.contains("Anna B.") && page.contains("tel:+491717654321"));
        // The old address is free again: the next one who leaves it is somebody else.
        ask(app, &shop, json!({"name": "Carla", "email": "anna@example.com"})).await;
        assert_ne!(first_card(&mut operator, "/console/leads?q=carla").await, card);
    }

    async fn leads_of_one_browser_name_each_other_and_a_claim_from_another_does_not(app) {
        let shop = app.shop().await;
        let visitors = [
            ("Anna", json!({"name": "Anna", "phone": "0171 1234567"})),
            ("Anna", json!({"name": "Anna at work", "email": "office@example.com"})),
            ("Carla", json!({"name": "Somebody", "phone": "0171 1234567"})),
            ("Carla", json!({"name": "Carla", "email": "carla@example.com"})),
        ];
        let (mut anna, mut carla) = (app.visitor(&shop), app.visitor(&shop));
        anna.view().await;
        carla.view().await;
        for (who, fields) in visitors {
            let visitor = if who == "Anna" { &anna } else { &carla };
            visitor.fill_in(app, fields).await.expect(201);
            app.mails().await;
        }
        let mut operator = app.operator(&shop).await;
        let mut cards = Vec::new();
        for who in ["0171+1234567", "office", "carla"] {
            let address = first_card(&mut operator, &format!("/console/leads?q={who}")).await;
            cards.push((operator.page(&address).await.expect(200).text, address));
        }
        let [(first, first_at), (second, second_at), (third, _)] = &cards[..] else { panic!() };
        let words = "Other leads of the same visitor:";
        let link = |to: &str, name: &str| format!("{words} <a href=\"{to}\" dir=\"auto\">{name}</a></span>");
        assert!(first.contains(&link(second_at, "Anna at work")), "{first}");
        assert!(second.contains(&link(first_at, "Anna")), "{second}");
        assert!(!third.contains(words), "{third}");
    }

    async fn a_lead_is_called_written_to_and_answered_in_its_chat(app) {
        let shop = app.shop().await;
        let fields = json!({"name": "Anna", "phone": "0171 1234567", "email": "a@example.com"});
        ask(app, &shop, fields).await;
        let mut operator = app.operator(&shop).await;
        let card = first_card(&mut operator, "/console/leads").await;
        let page = operator.page(&card).await.expect(200).text;
        for way in ["tel:+491711234567", "mailto:a@example.com"] {
            assert!(page.contains(&format!("href=\"{way}\"")), "{way}");
        }
        assert!(!page.contains("/console/inbox?filter=all"));
        let mut guest = app.visitor(&shop);
        guest.view().await;
        guest.socket().await.say("Call me on 0171 7654321").await;
        app.mails().await;
        let card = first_card(&mut operator, "/console/leads?q=7654321").await;
        let page = operator.page(&card).await.expect(200).text;
        let head = page.split("</header>").next().unwrap();
        assert!(head.contains("href=\"/console/inbox?filter=all&c="), "{head}");
    }

    async fn another_accounts_lead_is_not_found_by_any_form(app) {
        let shop = app.shop().await;
        ask(app, &shop, json!({"name": "Anna", "email": "anna@example.com"})).await;
        let card = first_card(&mut app.operator(&shop).await, "/console/leads").await;
        let page = app.operator(&shop).await.page(&card).await.text;
        let status = choice(&page, "working");
        let other = app.shop_named("other").await;
        let mut stranger = app.operator(&other).await;
        stranger.page(&card).await.expect(404);
        let id = card.rsplit('/').next().unwrap();
        let contacts = [("name", "x"), ("phone", ""), ("email", "x@example.com")];
        stranger.form(&format!("{card}/status"), &[("status", &status)]).await.expect(404);
        stranger.form(&format!("{card}/owner"), &[("owner", "")]).await.expect(404);
        stranger.form(&format!("{card}/note"), &[("note", "x")]).await.expect(404);
        stranger.form(&format!("{card}/contacts"), &contacts).await.expect(404);
        stranger.form(&format!("{card}/separate"), &[("proposal", id)]).await.expect(404);
        stranger.form("/console/quarantine/release", &[("id", id)]).await.expect(404);
    }

    async fn an_operator_sees_a_card_and_changes_nothing_on_it(app) {
        let shop = app.shop().await;
        ask(app, &shop, json!({"name": "Anna", "email": "anna@example.com"})).await;
        shop.person(&app.ctx, "op@shop.example", "operator").await;
        let mut operator = app.browser();
        operator.sign_in("op@shop.example", PASSWORD).await;
        let card = first_card(&mut operator, "/console/leads").await;
        assert!(!operator.page(&card).await.expect(200).text.contains("Change the status"));
        operator.form(&format!("{card}/note"), &[("note", "x")]).await.expect(403);
    }

    async fn a_request_in_quarantine_becomes_a_lead_with_one_click_and_only_once(app) {
        let shop = app.shop().await;
        let mut robot = app.visitor(&shop);
        robot.view().await;
        let trap = json!({"name": "Rob", "email": "rob@example.com", "website": "http://spam"});
        robot.fill_in(app, trap).await.expect(201);
        assert!(app.mails().await.is_empty());
        let mut operator = app.operator(&shop).await;
        assert!(operator.page("/console/leads").await.text.contains("No leads yet"));
        let page = operator.page("/console/quarantine").await.expect(200).text;
        assert!(page.contains("Filled in a field that people cannot see"), "{page}");
        let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let fields = [("id", id)];
        let released = operator.form("/console/quarantine/release", &fields).await.expect(303);
        assert!(released.header("location").ends_with("done=released"));
        let again = operator.form("/console/quarantine/release", &fields).await.expect(303);
        assert!(again.header("location").ends_with("done=before"));
        assert_eq!(app.mails().await.len(), 1);
        assert!(operator.page("/console/quarantine").await.text.contains("Nothing to check"));
        assert!(operator.page("/console/leads").await.text.contains("Rob"));
    }
}
