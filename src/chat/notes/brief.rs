//! A note as the mail to somebody who is mentioned tells of it.

use uuid::Uuid;

use crate::chat::{presence, store};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::notify::MentionBrief;

/// A note in which `user` is mentioned; `None` where it is gone, or they are there and see it.
pub async fn mention_brief(
    ctx: &Ctx,
    account: Uuid,
    note: Uuid,
    user: Uuid,
) -> Result<Option<MentionBrief>> {
    if presence::team(ctx, account).contains_key(&user) {
        return Ok(None);
    }
    let mut db = ctx.db.read().await?;
    let Some(note) = store::note(&mut db, account, note).await? else { return Ok(None) };
    let Some(row) = store::by_id(&mut db, account, note.conversation_id).await? else {
        return Ok(None);
    };
    Ok(Some(MentionBrief {
        conversation: row.id,
        by: note.name.unwrap_or_default(),
        visitor: row.visitor_name,
        site_name: row.site_name,
        text: note.text,
        at: note.at,
    }))
}
