//! What the mails say, and to whom.

use leadbell::clock::{HOUR, MINUTE};
use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::sql;
use serde_json::json;

use super::{leave, leave_many, request};

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
            ("info@elsewhere.example", "Neuer Lead auf shop: Anna"),
            ("ilie@shop.example", "Contact nou pe shop: Anna"),
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
        assert_eq!(digest.subject, "Gathered: 2,007 leads on shop");
        assert!(digest.text.contains("- Person 2009, +49300002009"), "{}", digest.text);
        assert!(digest.text.contains("… and 1,977 more"), "{}", digest.text);
        assert_eq!(digest.link("/console/leads"), app.link("/console/leads"));
        // The digest is the first mail of the next window, which has room for two more.
        leave_many(app, &shop, 3_000..3_005).await;
        assert_eq!(app.mails().await.len(), 2);
        app.advance(HOUR).await;
        assert_eq!(app.mails().await.len(), 1, "the second digest");
        app.advance(3 * HOUR).await;
        assert_eq!(app.mails().await.len(), 0, "an empty digest is not sent");
    }
}

with_smtp! {
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
