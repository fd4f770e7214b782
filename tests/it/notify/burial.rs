//! What becomes of a mail whose job is given up.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use leadbell::ctx::Ctx;
use leadbell::error::Result;
use leadbell::jobs::Registry;
use leadbell::notify::{self, Briefs, ChatBrief, LeadBrief, LeadName, MentionBrief};
use uuid::Uuid;

use super::{deliveries, leave, states};
use crate::jobs::Node;

/// Panics, whatever is asked.
struct Broken;

impl Briefs for Broken {
    fn lead<'a>(
        &'a self,
        _: &'a Ctx,
        _: Uuid,
        _: Uuid,
    ) -> BoxFuture<'a, Result<Option<LeadBrief>>> {
        panic!("a bug")
    }

    fn chat<'a>(
        &'a self,
        _: &'a Ctx,
        _: Uuid,
        _: Uuid,
    ) -> BoxFuture<'a, Result<Option<ChatBrief>>> {
        panic!("a bug")
    }

    fn mention<'a>(
        &'a self,
        _: &'a Ctx,
        _: Uuid,
        _: Uuid,
        _: Uuid,
    ) -> BoxFuture<'a, Result<Option<MentionBrief>>> {
        panic!("a bug")
    }

    fn names<'a>(
        &'a self,
        _: &'a Ctx,
        _: Uuid,
        _: &'a [Uuid],
    ) -> BoxFuture<'a, Result<Vec<LeadName>>> {
        panic!("a bug")
    }
}

both! {
    async fn a_mail_whose_sending_panics_is_failed_and_can_be_sent_again(app) {
        let shop = app.shop().await;
        let briefs: Arc<dyn Briefs> = Arc::new(Broken);
        let node = Node::start(app, notify::handlers(Registry::default(), &briefs)).await;
        leave(&node.ctx, &shop, "Anna", "+4930123456").await;
        let failed = [("lead".to_owned(), "failed".to_owned())];
        app.until("it failed", async || states(&node.ctx, &shop).await == failed).await;
        assert_eq!(deliveries(&node.ctx).await, [Some("the job panicked".to_owned())]);
        node.end().await;
        app.restart().await;
        let mut owner = app.operator(&shop).await;
        let page = owner.page("/console/settings/mail").await.expect(200).text;
        assert!(page.contains("the job panicked"), "{page}");
        owner.form("/console/settings/mail/replay", &[]).await.expect(303);
        assert_eq!(app.mails().await.len(), 1);
        assert_eq!(states(&app.ctx, &shop).await, [("lead".to_owned(), "sent".to_owned())]);
    }
}
