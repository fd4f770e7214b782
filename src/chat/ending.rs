//! How a visitor ends a conversation, and what it makes of it.

use uuid::Uuid;

use super::{dispatch, inbox, store};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::visitors;

/// A visitor ends an open conversation; writing again opens it, as after any other end.
pub struct End {
    pub account: Uuid,
    pub visitor: Uuid,
    pub conversation: Uuid,
}

/// What a visitor made of a conversation.
pub struct Rating {
    pub account: Uuid,
    pub visitor: Uuid,
    pub conversation: Uuid,
    /// 1 to 5.
    pub score: i64,
    pub comment: String,
}

/// Closes the conversation, if it is the visitor's own and open.
pub async fn end(ctx: &Ctx, end: End) -> Result<()> {
    ctx.db.write(At { ctx: ctx.clone(), what: end, now: ctx.clock.now() }).await
}

/// Keeps the rating, the first of a conversation, if it is the visitor's own; not that of one
/// who is blocked.
pub async fn rate(ctx: &Ctx, rating: Rating) -> Result<()> {
    ctx.db.write(At { ctx: ctx.clone(), what: rating, now: ctx.clock.now() }).await
}

struct At<T> {
    ctx: Ctx,
    what: T,
    now: Millis,
}

impl Write for At<End> {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let End { account, visitor, conversation } = self.what;
        if !store::is_of(tx, visitor, conversation).await?
            || !store::close(tx, account, conversation).await?
        {
            return Ok(());
        }
        // Its operator has room for another.
        dispatch::wake_after(tx, &self.ctx, account);
        inbox::announce(tx, account, conversation, "ended_by_visitor", None, self.now).await?;
        inbox::changed(tx, account, &[conversation], self.now).await.map(|_| ())
    }
}

impl Write for At<Rating> {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Rating { account, visitor, conversation, score, comment } = &self.what;
        if visitors::is_blocked(tx, *visitor).await?
            || !store::rate(tx, *visitor, *conversation, *score, comment).await?
        {
            return Ok(());
        }
        inbox::announce(tx, *account, *conversation, "rated", None, self.now).await?;
        inbox::changed(tx, *account, &[*conversation], self.now).await.map(|_| ())
    }
}

/// The same from the points that a visitor gave the bot.
pub async fn rated(
    ctx: &Ctx,
    account: Uuid,
    visitor: Uuid,
    conversation: Uuid,
    score: u8,
) -> Result<()> {
    let score = i64::from(score);
    rate(ctx, Rating { account, visitor, conversation, score, comment: String::new() }).await
}
