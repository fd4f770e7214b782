//! Login, the cookie, and what ends a session.

use leadbell::clock::{DAY, MINUTE};

use super::NEW_PASSWORD;
use crate::support::{Answer, PASSWORD};

both! {
    async fn the_cookie_is_closed_to_scripts_and_other_sites(app) {
        let shop = app.shop().await;
        let plain = app.browser().try_sign_in(&shop.owner_email, PASSWORD).await.expect(303);
        let cookie = plain.header("set-cookie");
        assert!(cookie.starts_with("leadbell="), "{cookie}");
        assert!(cookie.contains("; Path=/;") && cookie.contains("; HttpOnly; SameSite=Lax"));
        assert!(!cookie.contains("Secure"), "{cookie}");
        app.configure(|config| config.public_url = Some("https://chat.example".parse().unwrap()))
            .await;
        let secure = app.browser().try_sign_in(&shop.owner_email, PASSWORD).await.expect(303);
        let cookie = secure.header("set-cookie");
        assert!(cookie.starts_with("__Host-leadbell="), "{cookie}");
        assert!(cookie.contains("; Path=/;") && cookie.ends_with("; HttpOnly; SameSite=Lax; Secure"));
        assert!(!cookie.contains("Domain"), "{cookie}");
    }

    async fn pages_are_never_framed_and_send_those_without_a_session_to_the_login(app) {
        let shop = app.shop().await;
        let away = app.browser().get("/console/settings/team?x=1").await.expect(303);
        assert_eq!(away.header("location"), "/login?next=%2Fconsole%2Fsettings%2Fteam%3Fx%3D1");
        app.browser().get("/api/v1/me").await.expect(401);
        let page = app.operator(&shop).await.get("/console/settings/team").await.expect(200);
        assert_eq!(page.header("x-frame-options"), "DENY");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
    }

    async fn an_unknown_person_gets_the_same_answer_as_a_wrong_password(app) {
        let shop = app.shop().await;
        let known = app.browser().try_sign_in(&shop.owner_email, "not the password").await;
        let unknown = app.browser().try_sign_in("nobody@shop.example", "not the password").await;
        assert_eq!((known.status, unknown.status), (422, 422));
        let known = known.text.replace(&shop.owner_email, "who");
        assert_eq!(known, unknown.text.replace("nobody@shop.example", "who"));
    }

    async fn guessing_is_slowed_down_and_the_account_is_not_locked(app) {
        let shop = app.shop().await;
        let guess = async |password: &str, address: &str| {
            let request = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
            let request = request.build().unwrap().post(app.link("/login"));
            let fields = [("email", shop.owner_email.as_str()), ("password", password)];
            let request = request.form(&fields).header("x-forwarded-for", address);
            Answer::read(request.send().await.unwrap()).await
        };
        for _ in 0..10 {
            guess("not the password", "203.0.113.7").await.expect(422);
        }
        let refused = guess(PASSWORD, "203.0.113.7").await.expect(429);
        assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
        // The same person from elsewhere, and later from there, too.
        guess(PASSWORD, "198.51.100.200").await.expect(303);
        app.advance(11 * MINUTE).await;
        guess(PASSWORD, "203.0.113.7").await.expect(303);
    }

    async fn a_change_without_the_token_or_from_another_site_is_refused(app) {
        let shop = app.shop().await;
        let operator = app.operator(&shop).await;
        let member = shop.person(&app.ctx, "bob@shop.example", "operator").await;
        let site = format!("/console/settings/sites/{}", shop.site);
        let member = format!("/console/settings/team/{member}/deactivate");
        for change in [
            "/logout",
            "/console/settings/profile",
            "/console/settings/profile/password",
            "/console/settings/profile/sign-out",
            "/console/settings/profile/code",
            "/console/settings/profile/code/off",
            "/console/settings/profile/code/recovery",
            "/console/settings/team/invite",
            "/console/settings/sites/new",
            "/console/settings/preview",
            site.as_str(),
            member.as_str(),
        ] {
            for token in ["", "guessed"] {
                let answer = operator.form(change, &[("csrf", token)]).await;
                assert_eq!((answer.status, answer.code()), (403, "csrf"), "{change}");
            }
        }
        for open in ["/login", "/forgot", "/setup", "/reset/x", "/invite/x"] {
            let request = reqwest::Client::new().post(app.link(open)).body("email=a");
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let request = request.header("origin", "https://evil.example");
            let answer = Answer::read(request.send().await.unwrap()).await;
            assert_eq!((answer.status, answer.code()), (403, "csrf"), "{open}");
        }
    }

    async fn a_login_gets_a_new_session_and_the_old_one_ends(app) {
        let shop = app.shop().await;
        let mut browser = app.operator(&shop).await;
        let first = browser.cookie().expect("a cookie");
        browser.form("/logout", &[]).await.expect(303);
        browser.sign_in(&shop.owner_email, PASSWORD).await;
        assert_ne!(browser.cookie(), Some(first.clone()));
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let request = client.build().unwrap().get(app.link("/console/settings/profile"));
        assert_eq!(request.header("cookie", first).send().await.unwrap().status(), 303);
    }

    async fn a_session_slides_while_it_is_used_and_ends_when_it_is_not(app) {
        let shop = app.shop().await;
        let operator = app.operator(&shop).await;
        for _ in 0..3 {
            app.advance(10 * DAY).await;
            operator.get("/console/settings/profile").await.expect(200);
        }
        app.advance(15 * DAY).await;
        operator.get("/console/settings/profile").await.expect(303);
    }

    async fn a_new_password_ends_every_other_session(app) {
        let shop = app.shop().await;
        let (mut here, elsewhere) = (app.operator(&shop).await, app.operator(&shop).await);
        here.page("/console/settings/profile").await;
        let wrong = [("current", "not the password"), ("password", NEW_PASSWORD)];
        let page = here.form("/console/settings/profile/password", &wrong).await.expect(422).text;
        assert!(page.contains("id=\"current-error\""));
        let right = [("current", PASSWORD), ("password", NEW_PASSWORD)];
        here.form("/console/settings/profile/password", &right).await.expect(303);
        here.get("/console/settings/profile").await.expect(200);
        elsewhere.get("/console/settings/profile").await.expect(303);
        app.browser().try_sign_in(&shop.owner_email, PASSWORD).await.expect(422);
        app.browser().sign_in(&shop.owner_email, NEW_PASSWORD).await;
    }

    async fn signing_out_everywhere_ends_every_session(app) {
        let shop = app.shop().await;
        let (mut here, elsewhere) = (app.operator(&shop).await, app.operator(&shop).await);
        here.page("/console/settings/profile").await;
        here.form("/console/settings/profile/sign-out", &[]).await.expect(303);
        here.get("/console/settings/profile").await.expect(303);
        elsewhere.get("/console/settings/profile").await.expect(303);
    }
}
