//! The first account of a server.

use leadbell::people;

use super::path;
use crate::support::{Answer, Operator, PASSWORD, TestApp};

/// The link that the log shows on a server without an account, as a path.
async fn setup_link(app: &TestApp) -> String {
    let link = people::setup::announce(&app.ctx).await.expect("the database");
    path(&link.expect("a link")).to_owned()
}

fn first_account(token: &str) -> Vec<(&'static str, String)> {
    [
        ("token", token),
        ("name", "Ann"),
        ("email", "Ann@First.example"),
        ("password", PASSWORD),
        ("language", "de"),
        ("account", "First"),
        ("site_url", "first.example/shop"),
        ("site_name", "First shop"),
        ("time_zone", "Europe/Bucharest"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

async fn set_up(browser: &Operator, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    browser.form("/setup", &fields).await
}

both! {
    async fn the_first_start_is_set_up_once_with_the_link_of_the_log(app) {
        let link = setup_link(app).await;
        let browser = app.browser();
        browser.get("/setup?token=guessed").await.expect(403);
        assert!(browser.get("/login").await.expect(200).text.contains("Not set up yet"));
        let token = link.split_once("token=").expect("a token").1.to_owned();
        browser.get(&link).await.expect(200);
        set_up(&browser, &first_account("guessed")).await.expect(403);
        let done = set_up(&browser, &first_account(&token)).await.expect(303);
        assert!(done.header("location").ends_with("/install?done=setup"));
        let page = browser.get(done.header("location")).await.expect(200).text;
        assert!(page.contains("data-site"), "{page}");
        let sites = browser.get("/console/settings").await.expect(200).text;
        assert!(sites.contains("https://first.example"), "{sites}");
        // The link is spent, and nobody gets another one.
        set_up(&app.browser(), &first_account(&token)).await.expect(403);
        assert_eq!(app.browser().get(&link).await.expect(303).header("location"), "/login");
        assert_eq!(people::setup::announce(&app.ctx).await.unwrap(), None);
        app.browser().sign_in("ann@first.example", PASSWORD).await;
    }

    async fn the_setup_says_beside_each_field_what_is_wrong(app) {
        let link = setup_link(app).await;
        let token = link.split_once("token=").expect("a token").1;
        let answer = app.browser().form("/setup", &[("token", token), ("email", "x")]).await;
        let page = answer.expect(422).text;
        for field in ["name", "email", "password", "account", "site_url", "site_name"] {
            assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}");
        }
    }
}
