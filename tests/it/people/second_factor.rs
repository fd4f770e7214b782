//! Codes from a phone, and those on paper.

use leadbell::clock::MINUTE;
use totp_rs::{Builder, Secret, Totp};

use crate::support::{Operator, PASSWORD, TestApp};

/// The secret that a page offers, as an app on a phone.
fn phone(page: &str) -> Totp {
    let (_, rest) = page.split_once("id=\"secret\">").expect("the key for typing");
    let key = rest.split('<').next().unwrap_or_default().replace(' ', "");
    let secret = Secret::try_from_base32(key).expect("base32");
    Builder::new().with_secret(secret).with_account_name("x").build().expect("a phone")
}

fn code(app: &TestApp, phone: &Totp) -> String {
    phone.generate(u64::try_from(app.now() / 1_000).unwrap()).to_string()
}

/// A hidden field's value.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("the field");
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// Turns the second factor on; gives the phone and the recovery codes.
async fn turn_on(app: &TestApp, operator: &mut Operator) -> (Totp, Vec<String>) {
    let page = operator.page("/console/settings/profile/code").await.expect(200).text;
    let phone = phone(&page);
    let offer = hidden(&page, "offer");
    let fields = [("offer", offer.as_str()), ("code", &code(app, &phone)), ("password", PASSWORD)];
    let page = operator.form("/console/settings/profile/code", &fields).await.expect(200).text;
    let (_, codes) = page.split_once("id=\"codes\">").expect("recovery codes");
    let codes = codes.split("</pre>").next().unwrap_or_default();
    (phone, codes.lines().map(str::to_owned).collect())
}

both! {
    async fn the_second_step_is_asked_and_each_code_works_once(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        let (phone, _) = turn_on(app, &mut owner).await;

        let mut browser = app.browser();
        let first = browser.try_sign_in(&shop.owner_email, PASSWORD).await.expect(303);
        assert!(first.header("location").starts_with("/login/code"));
        let due = browser.get("/console/inbox").await.expect(303);
        assert!(due.header("location").starts_with("/login/code"));
        browser.get("/api/v1/me").await.expect(401);
        browser.page("/login/code").await.expect(200);
        // The code that turned it on is used up; a wrong one opens nothing.
        browser.form("/login/code", &[("code", &code(app, &phone))]).await.expect(422);
        browser.form("/login/code", &[("code", "000000")]).await.expect(422);
        app.advance(MINUTE).await;
        let now = code(app, &phone);
        browser.form("/login/code", &[("code", &now), ("csrf", "guessed")]).await.expect(403);
        browser.form("/login/code", &[("code", &now)]).await.expect(303);
        browser.get("/console/inbox").await.expect(200);

        let mut thief = app.browser();
        thief.try_sign_in(&shop.owner_email, PASSWORD).await.expect(303);
        thief.page("/login/code").await;
        thief.form("/login/code", &[("code", &now)]).await.expect(422);
    }

    async fn a_recovery_code_opens_the_login_once(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        let (_, codes) = turn_on(app, &mut owner).await;
        assert_eq!(codes.len(), 10);
        for (code, status) in [(&codes[0], 303), (&codes[0], 422), (&codes[1], 303)] {
            let mut browser = app.browser();
            browser.try_sign_in(&shop.owner_email, PASSWORD).await.expect(303);
            browser.page("/login/code").await;
            browser.form("/login/code", &[("code", &code.to_uppercase())]).await.expect(status);
        }
    }

    async fn the_second_step_is_turned_off_with_the_password_only(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        turn_on(app, &mut owner).await;
        owner.page("/console/settings/profile").await;
        let off = "/console/settings/profile/code/off";
        owner.form(off, &[("password", "not the password")]).await.expect(422);
        owner.form(off, &[("password", PASSWORD)]).await.expect(303);
        app.browser().sign_in(&shop.owner_email, PASSWORD).await;
    }

    async fn codes_are_not_guessed_without_end(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        turn_on(app, &mut owner).await;
        let mut thief = app.browser();
        thief.try_sign_in(&shop.owner_email, PASSWORD).await.expect(303);
        thief.page("/login/code").await;
        for _ in 0..10 {
            thief.form("/login/code", &[("code", "000000")]).await.expect(422);
        }
        thief.form("/login/code", &[("code", "000000")]).await.expect(429);
    }
}
