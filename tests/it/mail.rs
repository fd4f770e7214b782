//! Mail on its way out, through a real mail server.

use leadbell::mail::{Mail, SendError};

use crate::support::Mode;

fn letter(id: &str) -> Mail {
    Mail {
        to: "anna@shop.example".parse().expect("an address"),
        reply_to: Some("Größe <guest@guest.example>".parse().expect("an address")),
        subject: "Neue Anfrage:\r\nBcc: everyone@shop.example Grüße".to_owned(),
        text: "Grüße".to_owned(),
        html: "<p>Grüße</p>".to_owned(),
        message_id: id.to_owned(),
    }
}

with_smtp! {
    async fn a_mail_arrives_whole_and_a_line_break_adds_no_header(app, smtp) {
        app.ctx.mailer.send(&letter("one")).await.expect("taken");
        let mails = smtp.mails();
        assert_eq!(mails.len(), 1);
        let mail = &mails[0];
        assert_eq!(mail.to, "anna@shop.example");
        assert_eq!(mail.reply_to.as_deref(), Some("guest@guest.example"));
        assert_eq!(mail.subject, "Neue Anfrage:Bcc: everyone@shop.example Grüße");
        assert_eq!((mail.text.trim(), mail.html.trim()), ("Grüße", "<p>Grüße</p>"));
        assert_eq!(mail.message_id, "one@127.0.0.1");
        assert!(mail.raw.starts_with("X-Rcpt: anna@shop.example\r\n"), "{}", mail.raw);
    }

    async fn a_refusal_for_now_is_passing_and_a_final_one_is_final(app, smtp) {
        let mailer = &app.ctx.mailer;
        for (mode, passes) in
            [(Mode::RefuseForNow, true), (Mode::Refuse, false), (Mode::TakeAndHangUp, true)]
        {
            smtp.answer(mode);
            let refused = mailer.send(&letter("one")).await.expect_err("a refusal");
            assert_eq!(matches!(refused, SendError::Passing(_)), passes, "{mode:?}: {refused}");
        }
        smtp.stop();
        let refused = mailer.send(&letter("one")).await.expect_err("nobody is there");
        assert!(matches!(refused, SendError::Passing(_)), "{refused}");
        smtp.answer(Mode::Take);
        smtp.start_again();
        mailer.send(&letter("one")).await.expect("taken");
        // The one that was taken without an answer came twice, under one Message-ID.
        let ids: Vec<_> = smtp.mails().into_iter().map(|mail| mail.message_id).collect();
        assert_eq!(ids, ["one@127.0.0.1", "one@127.0.0.1"]);
    }

    async fn a_slow_mail_server_is_waited_for(app, smtp) {
        smtp.answer(Mode::Slow);
        app.ctx.mailer.send(&letter("one")).await.expect("taken");
        assert_eq!(smtp.mails().len(), 1);
    }
}
