//! Mail on its way out, through a real mail server.

use leadbell::ids;
use leadbell::mail::{Mail, Rendered, SendError};
use uuid::Uuid;

use crate::support::{Authority, Mode, START, Tls};

fn letter(id: Uuid) -> Mail {
    Mail {
        id,
        account: Uuid::nil(),
        to: "anna@shop.example".to_owned(),
        reply_to: Some(("Größe".to_owned(), "guest@guest.example".to_owned())),
        content: Rendered {
            sender: String::new(),
            subject: "Neue Anfrage:\r\nBcc: everyone@shop.example Grüße".to_owned(),
            text: "Grüße".to_owned(),
            html: "<p>Grüße</p>".to_owned(),
        },
        at: START,
        private: false,
    }
}

with_smtp! {
    async fn a_mail_arrives_whole_and_a_line_break_adds_no_header(app, smtp) {
        let id = ids::new_id();
        app.ctx.mailer.send(&letter(id)).await.expect("taken");
        let mails = smtp.mails();
        assert_eq!(mails.len(), 1);
        let mail = &mails[0];
        assert_eq!(mail.to, "anna@shop.example");
        assert_eq!(mail.reply_to.as_deref(), Some("guest@guest.example"));
        assert_eq!(mail.subject, "Neue Anfrage: Bcc: everyone@shop.example Grüße");
        assert_eq!((mail.text.trim(), mail.html.trim()), ("Grüße", "<p>Grüße</p>"));
        assert_eq!(mail.message_id, format!("{id}@127.0.0.1"));
        assert!(mail.raw.starts_with("X-Rcpt: anna@shop.example\r\n"), "{}", mail.raw);
    }

    async fn a_refusal_for_now_is_passing_and_a_final_one_is_final(app, smtp) {
        let (mailer, id) = (&app.ctx.mailer, ids::new_id());
        for (mode, passes) in
            [(Mode::RefuseForNow, true), (Mode::Refuse, false), (Mode::TakeAndHangUp, true)]
        {
            smtp.answer(mode);
            let refused = mailer.send(&letter(id)).await.expect_err("a refusal");
            assert_eq!(matches!(refused, SendError::Passing(_)), passes, "{mode:?}: {refused}");
        }
        smtp.stop();
        let refused = mailer.send(&letter(id)).await.expect_err("nobody is there");
        assert!(matches!(refused, SendError::Passing(_)), "{refused}");
        smtp.answer(Mode::Take);
        smtp.start_again();
        mailer.send(&letter(id)).await.expect("taken");
        // The one that was taken without an answer came twice, under one Message-ID.
        let ids: Vec<_> = smtp.mails().into_iter().map(|mail| mail.message_id).collect();
        assert_eq!(ids, [format!("{id}@127.0.0.1"), format!("{id}@127.0.0.1")]);
    }

    async fn a_slow_mail_server_is_waited_for(app, smtp) {
        smtp.answer(Mode::Slow);
        app.ctx.mailer.send(&letter(ids::new_id())).await.expect("taken");
        assert_eq!(smtp.mails().len(), 1);
    }

    async fn a_mail_goes_out_inside_tls_with_a_certificate_of_our_own_authority(app, smtp) {
        let Some(authority) = Authority::new() else { return };
        for tls in [Tls::Upgraded, Tls::Wrapped] {
            smtp.secure(tls, &authority);
            app.configure(|config| {
                config.smtp_url = Some(smtp.secure_url());
                config.smtp_ca = Some(authority.certificate());
            })
            .await;
            app.ctx.mailer.send(&letter(ids::new_id())).await.expect("taken");
            assert_eq!(smtp.mails().len(), 1, "{tls:?}");
        }
    }
}
