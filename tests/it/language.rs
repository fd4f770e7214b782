//! Each reader's own language: a setting of the person, and before the login the browser's.

use serde_json::json;

use crate::support::{Answer, Operator, PASSWORD};

/// Chooses a language on the profile page.
async fn choose(operator: &Operator, language: &str) {
    let fields = [("name", "Ann"), ("language", language)];
    operator.form("/console/settings/profile", &fields).await.expect(303);
}

fn speaks(page: &Answer, language: &str, words: &str) {
    let html = format!("<html lang=\"{language}\"");
    assert!(page.text.contains(&html) && page.text.contains(words), "{words}: {}", page.text);
}

both! {
    async fn before_the_login_a_page_follows_the_browser(app) {
        app.shop().await;
        let browser = app.browser();
        for (wanted, language, words) in [
            ("de-AT,de;q=0.9,en;q=0.5", "de", "Anmelden"),
            ("pt,fr;q=0.8", "fr", "Se connecter"),
            ("ro", "ro", "Conectare"),
            ("ru-RU", "ru", "Войти"),
            ("pt", "en", "Sign in"),
        ] {
            speaks(&browser.get_in("/login", wanted).await.expect(200), language, words);
        }
        speaks(&browser.get_in("/reset/none", "de").await.expect(404), "de", "abgelaufen");
        speaks(&browser.get_in("/nothing", "fr").await.expect(404), "fr", "rien ici");
    }

    async fn a_persons_own_language_counts_more_than_the_browsers(app) {
        let shop = app.shop().await;
        let mut operator = app.operator(&shop).await;
        choose(&operator, "de").await;
        let leads = operator.get_in("/console/leads", "fr").await.expect(200);
        speaks(&leads, "de", "Noch keine Leads");
        assert!(leads.text.contains("/w/console/texts-de-"), "{}", leads.text);
        // Also where a problem becomes a page.
        let id = "/console/leads/01890000-0000-7000-8000-000000000000";
        speaks(&operator.get_in(id, "fr").await.expect(404), "de", "Hier ist nichts");
        let profile = operator.page("/console/settings/profile?done=saved").await.expect(200);
        speaks(&profile, "de", "Gespeichert");
        let wrong = operator.form("/console/settings/profile", &[("name", " ")]).await;
        speaks(&wrong.expect(422), "de", "Bitte ausfüllen.");
    }

    async fn each_reader_sees_the_same_lead_in_their_own_words(app) {
        let shop = app.shop().await;
        let mut visitor = app.visitor(&shop);
        visitor.view().await;
        let fields = json!({"name": "Anna", "email": "anna@example.com"});
        visitor.fill_in(app, fields).await.expect(201);
        app.mails().await;
        let mut operator = app.operator(&shop).await;
        choose(&operator, "ru").await;
        let page = operator.page("/console/leads").await.expect(200).text;
        assert!(page.contains("Прямой заход") && page.contains("7 дней"), "{page}");
        choose(&operator, "en").await;
        let page = operator.page("/console/leads").await.expect(200).text;
        assert!(page.contains("Direct") && page.contains("7 days"), "{page}");
    }

    async fn who_joins_begins_with_the_language_of_the_browser(app) {
        let shop = app.shop().await;
        let owner = app.operator(&shop).await;
        let invitation =
            [("email", "bob@shop.example"), ("role", "operator"), ("language", "en")];
        owner.form("/console/settings/team/invite", &invitation).await.expect(303);
        let mails = app.mails().await;
        let link = mails[0].link("/invite/");
        let path = &link[link.find("/invite/").unwrap()..];
        let mut bob = app.browser();
        let page = bob.get_in(path, "de").await.expect(200);
        speaks(&page, "de", "Sie wurden als Operator eingeladen.");
        assert!(page.text.contains("<option value=\"de\" selected>"), "{}", page.text);
        let fields = [("name", "Bob"), ("password", PASSWORD), ("language", "de")];
        bob.form(path, &fields).await.expect(303);
        speaks(&bob.page("/console/inbox").await.expect(200), "de", "Posteingang");
    }
}
