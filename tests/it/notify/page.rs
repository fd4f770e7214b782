//! The console's page of mails.

use leadbell::clock::Millis;
use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use uuid::Uuid;

use super::{leave, request};
use crate::support::Mode;

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
