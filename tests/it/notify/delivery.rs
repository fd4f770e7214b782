//! A mail server that is down, slow or refuses.

use leadbell::clock::{DAY, HOUR, MINUTE};
use serde_json::json;

use super::{Replay, deliveries, leave, leave_many, states};
use crate::support::{Authority, Mode, Tls};

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

    async fn a_wrong_certificate_is_refused_and_the_mail_waits_for_the_right_one(app, smtp) {
        let (Some(ours), Some(theirs)) = (Authority::new(), Authority::new()) else { return };
        let shop = app.shop().await;
        for (tls, phone) in [(Tls::Upgraded, "+4930123456"), (Tls::Wrapped, "+4930123457")] {
            smtp.secure(tls, &theirs);
            app.configure(|config| {
                config.smtp_url = Some(smtp.secure_url());
                config.smtp_ca = Some(ours.certificate());
            })
            .await;
            leave(&app.ctx, &shop, "Anna", phone).await;
            app.settle().await;
            assert!(smtp.mails().is_empty(), "{tls:?}");
            let mut owner = app.operator(&shop).await;
            let page = owner.page("/console/settings/mail").await.expect(200).text;
            assert!(page.contains("invalid peer certificate"), "{tls:?}: {page}");
            smtp.secure(tls, &ours);
            app.advance(10 * MINUTE).await;
            assert_eq!(smtp.mails().len(), 1, "{tls:?}: {}", app.jobs().await);
        }
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
}

both! {
    async fn a_mail_in_the_mailbox_is_let_go_of_after_thirty_days(app) {
        let shop = app.shop().await;
        leave(&app.ctx, &shop, "Anna", "+4930123456").await;
        app.mails().await;
        let kept = async || {
            let mailbox = app.ctx.mailer.disk().expect("a mailbox");
            mailbox.newest(None, usize::MAX).await.expect("mails").len()
        };
        app.advance(29 * DAY).await;
        assert_eq!(kept().await, 1);
        app.advance(2 * DAY).await;
        assert_eq!(kept().await, 0);
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
