//! Mails to the team.

use futures_util::StreamExt as _;
use leadbell::clock::{DAY, HOUR, MINUTE, Millis};
use leadbell::ctx::Ctx;
use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::leads::{self, Capture, Captured, Form, Verdict};
use leadbell::{ids, sql};
use serde_json::json;
use uuid::Uuid;

use crate::support::{Mode, Shop, TestApp};

/// A request as the form makes it, without the form.
#[derive(Clone)]
struct Request(Capture);

impl Write for Request {
    type Out = Captured;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Captured> {
        leads::capture(tx, &self.0).await
    }
}

fn request(shop: &Shop, name: &str, phone: &str, now: Millis) -> Request {
    Request(Capture {
        account: shop.account,
        site: shop.site,
        visitor: None,
        conversation: None,
        form: Form::Contact,
        client_key: ids::new_id(),
        name: name.to_owned(),
        phone: Some(phone.to_owned()),
        phone_given: phone.to_owned(),
        email: None,
        email_given: String::new(),
        message: String::new(),
        consent_at: None,
        page_url: "https://shop.example/boots".into(),
        page_title: "Boots".into(),
        channel: "search".into(),
        source: json!({ "channel": "search", "referrer": "https://www.google.com/" }),
        language: "en".into(),
        address: "198.51.100.7".into(),
        user_agent: "a browser".into(),
        verdict: Verdict::Valid,
        now,
    })
}

async fn leave(ctx: &Ctx, shop: &Shop, name: &str, phone: &str) -> Captured {
    ctx.db.write(request(shop, name, phone, ctx.clock.now())).await.expect("a request")
}

/// Different people, each with a number of their own.
async fn leave_many(app: &TestApp, shop: &Shop, people: std::ops::Range<u32>) {
    let requests = people.map(|n| {
        let person = request(shop, &format!("Person {n}"), &format!("+4930{n:07}"), app.now());
        app.ctx.db.write(person)
    });
    let done = futures_util::stream::iter(requests).buffer_unordered(64);
    done.for_each(async |done| assert!(done.expect("a request").lead.is_some())).await;
}

both! {
    async fn a_new_lead_is_told_with_everything_one_needs_to_call_back(app) {
        let shop = app.shop().await;
        let mut anna = request(&shop, "Anna", "+4930123456", app.now());
        anna.0.email = Some("anna@example.com".into());
        anna.0.message = "Do you have <b>size 39</b>?\nhttps://evil.example/".into();
        let lead = app.ctx.db.write(anna).await.expect("a request").lead.expect("a lead");
        let mails = app.mails().await;
        let [mail] = &mails[..] else { panic!("{mails:?}") };
        assert_eq!(mail.to, "owner@shop.example");
        assert_eq!(mail.subject, "New lead on shop: Anna");
        assert_eq!(mail.reply_to.as_deref(), Some("anna@example.com"));
        assert!(mail.text.starts_with("Anna left a contact on shop."), "{}", mail.text);
        for part in [
            "Phone: +4930123456",
            "E-mail: anna@example.com",
            "Page: Boots · https://shop.example/boots",
            "Source: Search · google.com",
            "Time: 2 Mar 2026, 10:00 (Europe/Berlin)",
            "> Do you have <b>size 39</b>?",
            "owner@shop.example is among the addresses",
        ] {
            assert!(mail.text.contains(part), "{part} is missing in {}", mail.text);
        }
        assert_eq!(mail.link("/console/leads"), app.link(&format!("/console/leads/{lead}")));
        let settings = format!("/console/settings/sites/{}", shop.site);
        assert_eq!(mail.link("/console/settings"), app.link(&settings));
        assert!(mail.html.contains("&#60;b&#62;size 39"), "{}", mail.html);
        assert!(!mail.html.contains("href=\"https://evil.example"), "{}", mail.html);
        assert!(mail.raw.contains("Auto-Submitted: auto-generated"));
    }

    async fn a_lead_who_comes_back_is_said_to_be_known(app) {
        let shop = app.shop().await;
        leave(&app.ctx, &shop, "Anna", "+4930123456").await;
        app.mails().await;
        leave(&app.ctx, &shop, "Anna", "+4930123456").await;
        let mails = app.mails().await;
        assert_eq!(mails[0].subject, "Anna got in touch again on shop");
        assert!(mails[0].text.contains("Requests so far: 2"), "{}", mails[0].text);
    }

    async fn a_mail_is_in_the_language_of_the_person_or_else_of_the_site(app) {
        let shop = app.shop().await;
        shop.person(&app.ctx, "ilie@shop.example", "manager").await;
        app.ctx.db.write(Speak("ilie@shop.example", "ro")).await.expect("a language");
        let team = ["ilie@shop.example", "Ilie@shop.example", "info@elsewhere.example"];
        shop.set(&app.ctx, json!({ "language": "de", "notify": team })).await;
        leave(&app.ctx, &shop, "Anna", "+4930123456").await;
        let mut mails = app.mails().await;
        mails.sort_by(|a, b| b.to.cmp(&a.to));
        let subjects: Vec<_> = mails.iter().map(|m| (m.to.as_str(), m.subject.as_str())).collect();
        assert_eq!(subjects, [
            ("info@elsewhere.example", "Neue Anfrage auf shop: Anna"),
            ("ilie@shop.example", "Cerere nouă pe shop: Anna"),
        ]);
        assert!(mails[0].text.contains("02.03.2026, 10:00"), "{}", mails[0].text);
        assert!(mails[0].html.contains("<html lang=\"de\">"));
    }

    async fn past_the_cap_the_rest_comes_in_one_digest(app) {
        let shop = app.shop().await;
        shop.set(&app.ctx, json!({ "mail_cap": 3, "mail_window": 60 })).await;
        leave_many(app, &shop, 0..2_000).await;
        assert_eq!(app.mails().await.len(), 3);
        app.advance(30 * MINUTE).await;
        leave_many(app, &shop, 2_000..2_010).await;
        assert_eq!(app.mails().await.len(), 0, "the window is full");
        app.advance(30 * MINUTE).await;
        let mails = app.mails().await;
        let [digest] = &mails[..] else { panic!("{} mails", mails.len()) };
        assert_eq!(digest.subject, "Gathered: 2007 leads on shop");
        assert!(digest.text.contains("- Person 2009, +49300002009"), "{}", digest.text);
        assert!(digest.text.contains("… and 1977 more"), "{}", digest.text);
        assert_eq!(digest.link("/console/leads"), app.link("/console/leads"));
        // The digest is the first mail of the next window, which has room for two more.
        leave_many(app, &shop, 3_000..3_005).await;
        assert_eq!(app.mails().await.len(), 2);
        app.advance(HOUR).await;
        assert_eq!(app.mails().await.len(), 1, "the second digest");
        app.advance(3 * HOUR).await;
        assert_eq!(app.mails().await.len(), 0, "an empty digest is not sent");
    }

    async fn a_chat_that_nobody_answers_is_told_once(app) {
        let shop = app.shop().await;
        let mut guest = app.visitor(&shop);
        guest.view().await;
        let mut socket = guest.socket().await;
        socket.hello(None, 0).await;
        let chat = socket.say("Is <b>size 39</b> in stock?").await["conversation"].clone();
        app.advance(MINUTE).await;
        socket.say("Hello?").await;
        assert_eq!(app.mails().await.len(), 0, "two minutes are not over");
        app.advance(MINUTE).await;
        let mails = app.mails().await;
        let [mail] = &mails[..] else { panic!("{mails:?}") };
        assert_eq!(mail.subject, "A visitor is waiting for an answer on shop");
        assert!(mail.text.contains("nobody has answered for 2 minutes."), "{}", mail.text);
        assert!(mail.text.contains("> Hello?"), "{}", mail.text);
        let link = format!("/console/inbox?c={}", chat.as_str().unwrap_or_default());
        assert_eq!(mail.link("/console/inbox"), app.link(&link));
        socket.say("Anybody?").await;
        app.advance(HOUR).await;
        assert_eq!(app.mails().await.len(), 0, "once is enough");
        socket.close().await;
    }

    async fn an_answered_chat_is_not_told_and_its_next_question_has_its_own_time(app) {
        let shop = app.shop().await;
        let operator = app.operator(&shop).await;
        let mut desk = operator.socket().await;
        desk.watch(None, 0).await;
        let mut guest = app.visitor(&shop);
        guest.view().await;
        let mut socket = guest.socket().await;
        socket.hello(None, 0).await;
        let chat = socket.say("Is it in stock?").await["conversation"].clone();
        app.advance(MINUTE).await;
        desk.reply(&chat, "It is.").await;
        socket.say("And in red?").await;
        app.advance(MINUTE).await;
        assert_eq!(app.mails().await.len(), 0, "the second question waits for a minute only");
        app.advance(MINUTE).await;
        assert_eq!(app.mails().await.len(), 1);
        desk.reply(&chat, "In red too.").await;
        socket.say("Thanks!").await;
        desk.reply(&chat, "Welcome.").await;
        app.advance(HOUR).await;
        assert_eq!(app.mails().await.len(), 0);
        socket.close().await;
        desk.close().await;
    }
}

with_smtp! {
    async fn a_recipient_who_is_taken_off_the_list_gets_nothing_more(app, smtp) {
        let shop = app.shop().await;
        smtp.stop();
        leave(&app.ctx, &shop, "Anna", "+4930123456").await;
        app.settle().await;
        shop.set(&app.ctx, json!({ "notify": [] })).await;
        smtp.start_again();
        app.advance(10 * MINUTE).await;
        assert!(smtp.mails().is_empty());
        assert_eq!(states(&app.ctx, &shop).await, [("lead".to_owned(), "dropped".to_owned())]);
    }

    async fn while_the_mail_server_is_down_leads_go_on_and_then_every_mail_comes_once(app, smtp) {
        let shop = app.shop().await;
        shop.set(&app.ctx, json!({ "mail_cap": 100 })).await;
        smtp.stop();
        for minute in 0..6 {
            leave_many(app, &shop, minute * 5..minute * 5 + 5).await;
            app.advance(10_000).await;
        }
        assert!(smtp.mails().is_empty());
        smtp.start_again();
        app.advance(10 * MINUTE).await;
        let taken = smtp.mails();
        let mut ids: Vec<_> = taken.iter().map(|taken| taken.message_id.clone()).collect();
        let mut subjects: Vec<_> = taken.iter().map(|taken| taken.subject.clone()).collect();
        for list in [&mut ids, &mut subjects] {
            list.sort_unstable();
            list.dedup();
        }
        assert_eq!((taken.len(), ids.len(), subjects.len()), (30, 30, 30));
        assert!(taken.iter().all(|mail| mail.raw.starts_with("X-Rcpt: owner@shop.example\r\n")));
        let tries = deliveries(&app.ctx).await;
        assert_eq!(tries.iter().filter(|error| error.is_none()).count(), 30);
        assert!(tries.len() > 30, "the failed tries are noted too");
    }

    async fn a_busy_server_is_tried_again_later(app, smtp) {
        let shop = app.shop().await;
        smtp.answer(Mode::Greylist);
        leave(&app.ctx, &shop, "Anna", "+4930123456").await;
        app.settle().await;
        assert!(smtp.mails().is_empty());
        assert!(app.jobs().await.contains("greylisted"), "{}", app.jobs().await);
        app.advance(5_000).await;
        assert_eq!(smtp.mails().len(), 1);
    }

    async fn a_refused_mail_is_a_dead_letter_that_can_be_sent_again(app, smtp) {
        let shop = app.shop().await;
        smtp.answer(Mode::Refuse);
        leave(&app.ctx, &shop, "Anna", "+4930123456").await;
        app.settle().await;
        let mut db = app.ctx.db.read().await.expect("the database");
        let dead = leadbell::jobs::dead_letters(&mut db, shop.account, 10).await.expect("letters");
        drop(db);
        assert_eq!(dead.len(), 1);
        assert!(dead[0].last_error.as_deref().is_some_and(|e| e.contains("not today")), "{dead:?}");
        assert_eq!(states(&app.ctx, &shop).await, [("lead".to_owned(), "failed".to_owned())]);
        smtp.answer(Mode::Take);
        app.advance(HOUR).await;
        assert!(smtp.mails().is_empty(), "a dead letter stays where it is");
        assert!(app.ctx.db.write(Replay(shop.account, dead[0].id, app.now())).await.expect("a replay"));
        app.settle().await;
        assert_eq!(smtp.mails().len(), 1);
        assert_eq!(states(&app.ctx, &shop).await, [("lead".to_owned(), "sent".to_owned())]);
        assert_eq!(deliveries(&app.ctx).await.len(), 2);
    }

    async fn a_refused_login_is_no_verdict_on_the_mail(app, smtp) {
        let shop = app.shop().await;
        smtp.answer(Mode::WantLogin);
        leave(&app.ctx, &shop, "Anna", "+4930123456").await;
        app.settle().await;
        smtp.answer(Mode::Take);
        app.advance(MINUTE).await;
        assert_eq!(smtp.mails().len(), 1);
    }

    async fn a_connection_lost_after_the_mail_was_taken_gives_one_duplicate_with_the_same_id(app, smtp) {
        let shop = app.shop().await;
        smtp.answer(Mode::TakeAndHangUp);
        leave(&app.ctx, &shop, "Anna", "+4930123456").await;
        app.settle().await;
        smtp.answer(Mode::Take);
        app.advance(10 * MINUTE).await;
        let taken = smtp.mails();
        assert_eq!(taken.len(), 2);
        assert_eq!(taken[0].message_id, taken[1].message_id);
        assert_eq!(taken[0].text, taken[1].text);
    }

    async fn names_with_line_ends_add_neither_header_nor_recipient(app, smtp) {
        let shop = app.shop().await;
        let name = "Anna\r\nBcc: b@evil.example\r\n\r\n.\r\nRCPT TO:<c@evil.example>";
        let mut anna = request(&shop, name, "+4930123456", app.now());
        anna.0.email = Some("anna@example.com".into());
        app.ctx.db.write(anna).await.expect("a request");
        app.settle().await;
        let taken = smtp.mails();
        let [one] = &taken[..] else { panic!("{taken:?}") };
        assert!(one.raw.starts_with("X-Rcpt: owner@shop.example\r\n"));
        assert_eq!(one.to, "owner@shop.example");
        let head = one.raw.split("\r\n\r\n").next().unwrap_or_default().to_lowercase();
        assert!(!head.contains("\nbcc:") && !head.contains("\ncc:"), "{head}");
    }
}

/// Sets the language of a person.
struct Speak(&'static str, &'static str);

impl Write for Speak {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        const TEXT: &str = "UPDATE users SET language = $2 WHERE email = $1";
        sql!(tx, execute, TEXT, self.0, self.1)?;
        Ok(())
    }
}

struct Replay(Uuid, Uuid, Millis);

impl Write for Replay {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        leadbell::jobs::replay(tx, self.0, self.1, self.2).await
    }
}

async fn states(ctx: &Ctx, shop: &Shop) -> Vec<(String, String)> {
    const TEXT: &str = "SELECT kind, state FROM notifications WHERE account_id = $1 ORDER BY id";
    let mut db = ctx.db.read().await.expect("the database");
    sql!(db, fetch_all as (String, String), TEXT, shop.account).expect("notifications")
}

async fn deliveries(ctx: &Ctx) -> Vec<Option<String>> {
    const TEXT: &str = "SELECT error FROM deliveries ORDER BY at, notification_id, attempt";
    let mut db = ctx.db.read().await.expect("the database");
    let rows = sql!(db, fetch_all as (Option<String>,), TEXT).expect("deliveries");
    rows.into_iter().map(|(error,)| error).collect()
}

both! {
    async fn the_mail_page_lists_the_mailbox_and_shows_a_mail_without_running_it(app) {
        let shop = app.shop().await;
        let other = app.shop_named("other").await;
        let mut anna = request(&shop, "<img src=x onerror=alert(1)>", "+4930123456", app.now());
        anna.0.message = "<script>alert(2)</script>".into();
        app.ctx.db.write(anna).await.expect("a request");
        let mails = app.mails().await;
        let id = mails[0].message_id.split('@').next().expect("an id").to_owned();
        let mut owner = app.operator(&shop).await;
        let list = owner.page("/console/settings/mail").await.expect(200).text;
        assert!(list.contains(&format!("/console/settings/mail/{id}")), "{list}");
        assert!(list.contains("LEADBELL_SMTP_URL"));
        assert!(!list.contains("<img src=x"));
        let message = owner.page(&format!("/console/settings/mail/{id}")).await.expect(200).text;
        assert!(message.contains("&#60;script&#62;alert(2)"), "{message}");
        let html = owner.get(&format!("/console/settings/mail/{id}/html")).await.expect(200);
        let policy = html.header("content-security-policy");
        assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
        assert!(!html.text.contains("<script>") && !html.text.contains("<img"));
        let mut stranger = app.operator(&other).await;
        for path in ["", "/html"] {
            let path = format!("/console/settings/mail/{id}{path}");
            stranger.get(&path).await.expect(404);
        }
        let list = stranger.page("/console/settings/mail").await.expect(200).text;
        assert!(!list.contains(&id));
    }

    async fn a_link_to_a_new_password_is_shown_to_owners_only(app) {
        let shop = app.shop().await;
        shop.person(&app.ctx, "mia@shop.example", "manager").await;
        shop.person(&app.ctx, "otto@shop.example", "operator").await;
        let secret = Secret(shop.account, app.now());
        app.ctx.db.write(secret).await.expect("a mail");
        let mails = app.mails().await;
        let id = mails[0].message_id.split('@').next().expect("an id").to_owned();
        let path = format!("/console/settings/mail/{id}");
        app.operator(&shop).await.get(&path).await.expect(200);
        let mut mia = app.browser();
        mia.sign_in("mia@shop.example", crate::support::PASSWORD).await;
        mia.get(&path).await.expect(404);
        assert!(!mia.page("/console/settings/mail").await.expect(200).text.contains(&id));
        let mut otto = app.browser();
        otto.sign_in("otto@shop.example", crate::support::PASSWORD).await;
        otto.get("/console/settings/mail").await.expect(403);
    }

    async fn old_notifications_are_let_go_of_after_ninety_days(app) {
        let shop = app.shop().await;
        leave(&app.ctx, &shop, "Anna", "+4930123456").await;
        app.mails().await;
        app.advance(89 * DAY).await;
        assert_eq!((states(&app.ctx, &shop).await.len(), deliveries(&app.ctx).await.len()), (1, 1));
        app.advance(2 * DAY).await;
        assert_eq!((states(&app.ctx, &shop).await.len(), deliveries(&app.ctx).await.len()), (0, 0));
    }
}

/// A mail as people sends it.
struct Secret(Uuid, Millis);

impl Write for Secret {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let mail =
            leadbell::mail::Rendered { subject: "A new password".into(), ..Default::default() };
        leadbell::mail::send_later(tx, self.0, "ann@shop.example", mail, self.1).await
    }
}

with_smtp! {
    async fn a_dead_letter_is_sent_again_or_dropped_from_the_page(app, smtp) {
        let shop = app.shop().await;
        let other = app.shop_named("other").await;
        smtp.answer(Mode::Refuse);
        leave(&app.ctx, &shop, "Anna", "+4930123456").await;
        leave(&app.ctx, &shop, "Bert", "+4930123457").await;
        app.settle().await;
        let mut owner = app.operator(&shop).await;
        let page = owner.page("/console/settings/mail").await.expect(200).text;
        assert!(page.contains("not today"), "{page}");
        let mut ids: Vec<_> = page.split("/console/settings/mail/").skip(1)
            .filter_map(|rest| rest.split_once("/replay\"").map(|(id, _)| id.to_owned()))
            .filter(|id| id.parse::<Uuid>().is_ok()).collect();
        ids.dedup();
        assert_eq!(ids.len(), 2);
        let mut stranger = app.operator(&other).await;
        stranger.page("/console/settings/mail").await.expect(200);
        let replay = |id: &str| format!("/console/settings/mail/{id}/replay");
        stranger.form(&replay(&ids[0]), &[]).await.expect(404);
        smtp.answer(Mode::Take);
        owner.form(&replay(&ids[0]), &[]).await.expect(303);
        owner.form(&format!("/console/settings/mail/{}/discard", ids[1]), &[]).await.expect(303);
        app.settle().await;
        assert_eq!(smtp.mails().len(), 1);
        let page = owner.page("/console/settings/mail").await.expect(200).text;
        assert!(!page.contains("not today") && page.contains("at try 2"), "{page}");
    }
}
