//! A forgotten password.

use leadbell::clock::HOUR;

use super::{NEW_PASSWORD, path};
use crate::support::Answer;

both! {
    async fn a_forgotten_password_is_set_once_by_a_link_with_the_configured_address(app) {
        let shop = app.shop().await;
        let signed_in = app.operator(&shop).await;
        let client = reqwest::Client::new();
        let ask = client.post(app.link("/forgot")).header("host", "evil.example");
        let asked = ask.form(&[("email", shop.owner_email.to_uppercase())]).send().await.unwrap();
        let asked = Answer::read(asked).await.expect(200).text;
        let nobody = app.browser().form("/forgot", &[("email", "nobody@shop.example")]).await;
        let same = asked.replace(&shop.owner_email, "who");
        assert_eq!(nobody.expect(200).text.replace("nobody@shop.example", "who"), same);
        let mails = app.mails().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to, shop.owner_email);
        assert!(!mails[0].raw.contains("evil.example"));
        let link = mails[0].link("/reset/");
        assert!(link.starts_with(&app.link("/reset/")), "{link}");
        let link = path(&link).to_owned();

        let mut browser = app.browser();
        // A mail scanner looks first.
        browser.get(&link).await.expect(200);
        browser.get(&link).await.expect(200);
        browser.form(&link, &[("password", "short")]).await.expect(422);
        browser.form(&link, &[("password", NEW_PASSWORD)]).await.expect(303);
        browser.form(&link, &[("password", "yet another one")]).await.expect(404);
        browser.get(&link).await.expect(404);
        signed_in.get("/console/settings/profile").await.expect(303);
        browser.sign_in(&shop.owner_email, NEW_PASSWORD).await;
    }

    async fn a_link_for_a_new_password_ends_after_two_hours(app) {
        let shop = app.shop().await;
        app.browser().form("/forgot", &[("email", &shop.owner_email)]).await.expect(200);
        let link = app.mails().await[0].link("/reset/");
        app.advance(2 * HOUR).await;
        let set = app.browser().form(path(&link), &[("password", NEW_PASSWORD)]).await;
        set.expect(404);
    }

    async fn nobody_is_flooded_with_links(app) {
        let shop = app.shop().await;
        for _ in 0..6 {
            let answer = app.browser().form("/forgot", &[("email", &shop.owner_email)]).await;
            answer.expect(200);
        }
        assert_eq!(app.mails().await.len(), 3);
    }
}
