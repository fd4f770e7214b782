//! Setup, login, sessions, roles, invitations, the second factor.

use leadbell::clock::{DAY, HOUR, MINUTE};
use leadbell::people::{self, Action, ROLES, Role};
use totp_rs::{Builder, Secret, Totp};

use crate::support::{Answer, Operator, PASSWORD, Shop, TestApp};

const NEW_PASSWORD: &str = "three unrelated words";

/// The link that the log shows on a server without an account, as a path.
async fn setup_link(app: &TestApp) -> String {
    let link = people::setup::announce(&app.ctx).await.expect("the database");
    path(&link.expect("a link")).to_owned()
}

/// The part of an address of ours after the host.
fn path(link: &str) -> &str {
    let (_, rest) = link.split_once("://").expect("an address");
    &rest[rest.find('/').expect("a path")..]
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

    async fn somebody_who_is_invited_joins_once_with_their_role(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/team").await;
        let invitation = [("email", "Bob@Shop.example"), ("role", "manager"), ("language", "de")];
        owner.form("/console/settings/team/invite", &invitation).await.expect(303);
        owner.form("/console/settings/team/invite", &invitation).await.expect(422);
        let mails = app.mails().await;
        assert_eq!(mails[0].to, "bob@shop.example");
        assert!(mails[0].subject.contains("lädt Sie"), "{}", mails[0].subject);
        let link = path(&mails[0].link("/invite/")).to_owned();
        app.browser().try_sign_in("bob@shop.example", "").await.expect(422);

        let bob = app.browser();
        bob.get(&link).await.expect(200);
        bob.form(&link, &[("name", ""), ("password", NEW_PASSWORD)]).await.expect(422);
        bob.form(&link, &[("name", "Bob"), ("password", NEW_PASSWORD)]).await.expect(303);
        bob.get("/console/settings/team").await.expect(200);
        bob.get("/console/settings/sites/new").await.expect(403);
        bob.form(&link, &[("name", "Eve"), ("password", "yet another one")]).await.expect(404);
    }

    async fn an_invitation_sent_again_or_withdrawn_ends_the_earlier_link(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/team").await;
        let invitation = [("email", "bob@shop.example"), ("role", "operator")];
        owner.form("/console/settings/team/invite", &invitation).await.expect(303);
        let first = path(&app.mails().await[0].link("/invite/")).to_owned();
        let page = owner.get("/console/settings/team").await.text;
        let (before, _) = page.split_once("/resend").expect("the button");
        let member = before.rsplit('/').next().unwrap_or_default().to_owned();
        let at = |what: &str| format!("/console/settings/team/{member}/{what}");
        owner.form(&at("resend"), &[]).await.expect(303);
        let second = path(&app.mails().await[0].link("/invite/")).to_owned();
        app.browser().get(&first).await.expect(404);
        app.browser().get(&second).await.expect(200);
        owner.form(&at("withdraw"), &[]).await.expect(303);
        app.browser().get(&second).await.expect(404);
        owner.form(&at("resend"), &[]).await.expect(404);
    }

    async fn somebody_who_is_deactivated_is_out_at_once_and_can_come_back(app) {
        let shop = app.shop().await;
        let bob_id = shop.person(&app.ctx, "bob@shop.example", "operator").await;
        let mut bob = app.browser();
        bob.sign_in("bob@shop.example", PASSWORD).await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/team").await;
        let at = |what: &str| format!("/console/settings/team/{bob_id}/{what}");
        owner.form(&at("deactivate"), &[]).await.expect(303);
        bob.get("/console/settings/profile").await.expect(303);
        bob.try_sign_in("bob@shop.example", PASSWORD).await.expect(422);
        app.browser().form("/forgot", &[("email", "bob@shop.example")]).await.expect(200);
        assert!(app.mails().await.is_empty());
        owner.form(&at("reactivate"), &[]).await.expect(303);
        bob.sign_in("bob@shop.example", PASSWORD).await;
    }

    async fn sockets_end_with_the_access(app) {
        let shop = app.shop().await;
        let bob_id = shop.person(&app.ctx, "bob@shop.example", "operator").await;
        let mut bob = app.browser();
        bob.sign_in("bob@shop.example", PASSWORD).await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/team").await;
        let (mut his, mut hers) = (bob.socket().await, owner.socket().await);
        let out = format!("/console/settings/team/{bob_id}/deactivate");
        owner.form(&out, &[]).await.expect(303);
        assert_eq!(his.closed().await, Some(4001));
        owner.form("/logout", &[]).await.expect(303);
        assert_eq!(hers.closed().await, Some(4001));
    }

    async fn the_rail_counts_what_waits(app) {
        let shop = app.shop().await;
        let owner = app.operator(&shop).await;
        let quiet = owner.get("/console/settings").await.expect(200).text;
        assert!(quiet.contains("data-count=\"inbox\" hidden"), "{quiet}");
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let mut socket = anna.socket().await;
        socket.hello(None, 0).await;
        socket.say("Hello?").await;
        let busy = owner.get("/console/settings").await.expect(200).text;
        assert!(busy.contains("data-count=\"inbox\"><b>1</b>"), "{busy}");
        drop(socket);
        app.advance(10 * MINUTE).await;
        app.mails().await;
    }

    async fn the_last_owner_stays_one(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/team").await;
        let at = |what: &str| format!("/console/settings/team/{}/{what}", shop.owner);
        owner.form(&at("deactivate"), &[]).await.expect(409);
        owner.form(&at("role"), &[("role", "operator")]).await.expect(409);
        shop.person(&app.ctx, "ann@shop.example", "owner").await;
        owner.form(&at("role"), &[("role", "operator")]).await.expect(303);
        owner.get("/console/settings/team").await.expect(403);
    }

    async fn each_role_may_do_what_the_table_says(app) {
        let shop = app.shop().await;
        for role in Role::ALL {
            let email = format!("{}@team.example", role.as_str());
            shop.person(&app.ctx, &email, role.as_str()).await;
            let mut somebody = app.browser();
            somebody.sign_in(&email, PASSWORD).await;
            for (action, _) in ROLES {
                let Some(answer) = probe(&somebody, &shop, *action).await else { continue };
                assert_eq!(answer.status != 403, role.may(*action), "{role:?} {action:?}");
                assert!(answer.status < 500, "{role:?} {action:?}: {}", answer.text);
            }
        }
    }

    async fn people_of_another_account_are_not_found(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/team").await;
        for what in ["role", "deactivate", "reactivate", "resend", "withdraw"] {
            let path = format!("/console/settings/team/{}/{what}", other.owner);
            owner.form(&path, &[("role", "owner")]).await.expect(404);
        }
        let mut theirs = app.operator(&other).await;
        theirs.page("/console/settings/team").await.expect(200);
        assert!(!owner.get("/console/settings/team").await.text.contains(&other.owner_email));
    }

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

    async fn an_error_is_a_page_for_people_and_a_problem_for_machines(app) {
        let browser = reqwest::Client::new().get(app.link("/nothing/here"));
        let page = browser.header("accept", "text/html,*/*").send().await.unwrap();
        let page = Answer::read(page).await.expect(404);
        assert!(page.header("content-type").starts_with("text/html"));
        assert!(page.text.contains(page.header("x-request-id")), "{}", page.text);
        let machine = app.browser().get("/nothing/here").await.expect(404);
        assert_eq!(machine.body["request_id"], machine.header("x-request-id"));
    }

    async fn what_people_type_is_shown_as_text(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/profile").await;
        let name = "<img src=x onerror=alert(1)>{{7*7}}";
        let fields = [("name", name), ("language", "en")];
        owner.form("/console/settings/profile", &fields).await.expect(303);
        for page in ["/console/settings/profile", "/console/settings/team", "/console/inbox"] {
            let page = owner.get(page).await.expect(200).text;
            assert!(!page.contains("<img") && page.contains("{{7*7}}"));
        }
    }
}

/// A request that needs exactly this action; `None` where other tests make it.
async fn probe(somebody: &Operator, shop: &Shop, action: Action) -> Option<Answer> {
    let site = format!("/console/settings/sites/{}", shop.site);
    let lead = format!("/console/leads/{}/note", uuid::Uuid::nil());
    Some(match action {
        Action::Chat => somebody.get("/console/inbox").await,
        Action::SeeLeads => somebody.get("/console/leads").await,
        Action::ChangeLeads => somebody.form(&lead, &[("note", "Called")]).await,
        Action::SeeQuarantine => somebody.get("/console/quarantine").await,
        Action::ReleaseQuarantine => {
            let nothing = uuid::Uuid::nil().to_string();
            somebody.form("/console/quarantine/release", &[("submission", &nothing)]).await
        }
        Action::SeeSites => somebody.get(&site).await,
        Action::ChangeSites => somebody.form(&site, &[]).await,
        Action::SeeTeam => somebody.get("/console/settings/team").await,
        Action::ChangeTeam => {
            somebody.form("/console/settings/team/invite", &[("role", "operator")]).await
        }
        Action::OwnProfile => somebody.get("/console/settings/profile").await,
        _ => return None,
    })
}
