//! Where mails to the team get their words from.

use futures_util::future::BoxFuture;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::notify::{self, ChatBrief, LeadBrief, LeadName, MentionBrief};
use crate::{chat, leads};

/// The features above notify.
pub(super) struct Briefs;

impl notify::Briefs for Briefs {
    fn lead<'a>(
        &'a self,
        ctx: &'a Ctx,
        account: Uuid,
        submission: Uuid,
    ) -> BoxFuture<'a, Result<Option<LeadBrief>>> {
        Box::pin(async move { leads::brief(&mut ctx.db.read().await?, account, submission).await })
    }

    fn chat<'a>(
        &'a self,
        ctx: &'a Ctx,
        account: Uuid,
        conversation: Uuid,
    ) -> BoxFuture<'a, Result<Option<ChatBrief>>> {
        Box::pin(async move { chat::brief(&mut ctx.db.read().await?, account, conversation).await })
    }

    fn mention<'a>(
        &'a self,
        ctx: &'a Ctx,
        account: Uuid,
        note: Uuid,
        user: Uuid,
    ) -> BoxFuture<'a, Result<Option<MentionBrief>>> {
        Box::pin(chat::mention_brief(ctx, account, note, user))
    }

    fn names<'a>(
        &'a self,
        ctx: &'a Ctx,
        account: Uuid,
        submissions: &'a [Uuid],
    ) -> BoxFuture<'a, Result<Vec<LeadName>>> {
        Box::pin(async move { leads::names(&mut ctx.db.read().await?, account, submissions).await })
    }
}
