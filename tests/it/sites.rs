//! Sites: their form, what is allowed, how the tag gets onto a page.

use leadbell::sites;

use crate::support::{Answer, Operator, Shop};

/// The fields of a whole form.
fn fields<'a>(csrf: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("csrf", csrf),
        ("name", "Shop"),
        ("origins", "https://shop.example"),
        ("colour", "#0a7cff"),
        ("position", "left"),
        ("offset_x", "24"),
        ("offset_y", "80"),
        ("language", "ro"),
        ("time_zone", "Europe/Bucharest"),
        ("monday", "9-13, 14-18"),
        ("notify", "ann@shop.example"),
        ("country", "ro"),
        ("goal_lead", "lead"),
        ("goal_chat", ""),
        ("unanswered_after", "90"),
        ("escalate_after", "300"),
        ("mail_cap", "5"),
        ("mail_window", "30"),
        ("upload_mb", "25"),
        ("invite_pause", "45"),
    ];
    for (name, value) in changes {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    fields
}

async fn save(operator: &Operator, shop: &Shop, changes: &[(&str, &str)]) -> Answer {
    let path = format!("/console/settings/sites/{}", shop.site);
    operator.form(&path, &fields(&operator.csrf, changes)).await
}

both! {
    async fn what_is_saved_holds_at_once_and_stands_in_the_form_again(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        let before = sites::by_key(&app.ctx, &shop.key).await.unwrap().unwrap();
        let path = format!("/console/settings/sites/{}", shop.site);
        owner.page(&path).await.expect(200);
        save(&owner, &shop, &[("consent_required", "on")]).await.expect(303);
        let site = sites::by_key(&app.ctx, &shop.key).await.unwrap().unwrap();
        assert_ne!(before, site);
        let settings = &site.settings;
        assert_eq!(settings.colour, "#0a7cff");
        assert_eq!((settings.offset_x, settings.offset_y), (24, 80));
        assert_eq!((settings.country.as_str(), settings.language.as_str()), ("RO", "ro"));
        assert_eq!(settings.upload_mb, 25);
        assert_eq!((settings.live, settings.invite_pause), (false, 45));
        assert!(settings.consent_required && !settings.bubble);
        assert_eq!(settings.hours.len(), 2);
        let page = owner.get(&path).await.expect(200).text;
        assert!(page.contains("09:00–13:00, 14:00–18:00"), "{page}");
    }

    async fn a_wrong_field_is_said_beside_it_and_nothing_is_saved(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        let before = sites::by_id(&app.ctx, shop.site).await.unwrap();
        owner.page("/console/settings").await;
        let wrong = [("colour", "blue"), ("monday", "noon"), ("privacy_url", "javascript:alert(1)")];
        let page = save(&owner, &shop, &wrong).await.expect(422).text;
        for field in ["colour", "monday", "privacy_url"] {
            assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}");
        }
        sites::forget(&app.ctx);
        assert_eq!(sites::by_id(&app.ctx, shop.site).await.unwrap(), before);
    }

    async fn a_site_is_added_and_its_tag_shown(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/sites/new").await.expect(200);
        let new = fields(&owner.csrf, &[("name", "Second"), ("origins", "second.example")]);
        let added = owner.form("/console/settings/sites/new", &new).await.expect(303);
        let page = owner.get(added.header("location")).await.expect(200).text;
        let mut db = app.ctx.db.read().await.unwrap();
        let sites = sites::of_account(&mut db, shop.account).await.unwrap();
        let second = sites.iter().find(|site| site.name == "Second").expect("the site");
        assert!(page.contains(&second.key) && page.contains(&app.link("/w.js")), "{page}");
        assert!(page.contains("Not seen yet") && page.contains("connect-src"));
    }

    async fn the_install_page_says_where_the_widget_was_seen(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let owner = app.operator(&shop).await;
        let page = owner.get(&format!("/console/settings/sites/{}/install", shop.site)).await;
        let page = page.expect(200).text;
        assert!(page.contains("The widget works") && page.contains("https://shop.example"));
    }

    async fn a_site_of_another_account_is_not_found(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings").await;
        let theirs = format!("/console/settings/sites/{}", other.site);
        owner.get(&theirs).await.expect(404);
        owner.get(&format!("{theirs}/install")).await.expect(404);
        save(&owner, &other, &[]).await.expect(404);
        owner.get("/console/settings/sites/no-id").await.expect(404);
        assert!(!owner.get("/console/settings").await.expect(200).text.contains(&theirs));
    }

    async fn the_preview_follows_the_form(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings").await;
        let given = fields(&owner.csrf, &[("colour", "#ffee00"), ("title", "<b>Hi</b>")]);
        let picture = owner.form("/console/settings/preview", &given).await.expect(200).text;
        assert!(picture.starts_with("<svg") && picture.contains("fill=\"#ffee00\""));
        assert!(picture.contains("fill=\"#000000\"") && !picture.contains("<b>"));
        // Monday, 10:00 in Berlin is 11:00 in Bucharest.
        assert!(picture.contains("open now"), "{picture}");
    }
}

both! {
    async fn what_a_site_asks_before_a_chat_is_set_on_a_page_of_its_own(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        let path = format!("/console/settings/sites/{}/questions", shop.site);
        owner.page(&path).await.expect(200);
        let twice = [("when", "always"), ("ask_0", "email"), ("ask_1", "email")];
        let refused = owner.form(&path, &twice).await.expect(422).text;
        assert!(refused.contains("This is asked already"), "{refused}");
        let asked = [
            ("when", "always"), ("ask_0", "email"), ("label_0", ""), ("required_0", "on"),
            ("ask_1", "choice"), ("label_1", "Topic"), ("choices_1", "Coffee\r\nTea"),
        ];
        owner.form(&path, &asked).await.expect(303);
        // The other form knows nothing of them, and keeps them.
        save(&owner, &shop, &[("drafts", "on")]).await.expect(303);
        let site = sites::by_key(&app.ctx, &shop.key).await.unwrap().unwrap();
        assert!(site.settings.drafts);
        assert_eq!(site.settings.before.questions.len(), 2);
        assert_eq!(site.settings.before.questions[1].choices, ["Coffee", "Tea"]);
        let page = owner.page(&path).await.expect(200).text;
        assert!(page.contains("id=\"ask_2\"") && !page.contains("id=\"ask_3\""), "one row more");
        let person = shop.person(&app.ctx, "mia@shop.example", "manager").await;
        let manager = crate::chat::member(app, person).await;
        manager.form(&path, &asked).await.expect(403);
    }

    async fn a_sites_secret_is_for_owners_and_can_be_replaced(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        let install = format!("/console/settings/sites/{}/install", shop.site);
        let page = owner.page(&install).await.expect(200).text;
        assert!(page.contains(&format!("/c/{}", shop.key)) && !page.contains("id=\"secret\""));
        let path = format!("/console/settings/sites/{}/secret", shop.site);
        owner.form(&path, &[]).await.expect(303);
        let first = sites::identity_secret(&app.ctx, shop.site).await.unwrap().unwrap();
        let page = owner.page(&install).await.expect(200).text;
        assert!(page.contains(&first) && page.contains("hash_hmac"), "{page}");
        owner.form(&path, &[]).await.expect(303);
        let both = sites::identity_secrets(&app.ctx, shop.site).await.unwrap();
        assert_eq!((both.len(), &both[1]), (2, &first));
        app.advance(25 * leadbell::clock::HOUR).await;
        assert_eq!(sites::identity_secrets(&app.ctx, shop.site).await.unwrap().len(), 1);
        let person = shop.person(&app.ctx, "mia@shop.example", "manager").await;
        let manager = crate::chat::member(app, person).await;
        let page = manager.get(&install).await.expect(200).text;
        assert!(!page.contains(&both[0]));
        manager.form(&path, &[]).await.expect(403);
    }
}
