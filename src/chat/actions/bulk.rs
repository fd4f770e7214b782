//! The same to many conversations at once.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::act::{Act, Deed};
use super::{api, tags};
use crate::chat::frames::Card;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::people::{Action, Change};
use crate::web::{LooseJson, Problem};

/// Conversations in one request.
const MOST: usize = 100;

/// What is done to which conversations.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Bulk {
    /// 1 to 100.
    ids: Vec<Uuid>,
    action: BulkAction,
    /// The tag, for `tag` and `untag`.
    #[serde(default)]
    tag: Option<String>,
    /// Unix milliseconds, for `snooze`; null takes them back.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    until: Option<Millis>,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BulkAction {
    Close,
    Reopen,
    Snooze,
    Spam,
    NotSpam,
    Tag,
    Untag,
}

/// What became of each.
#[derive(Serialize, ToSchema)]
pub(super) struct BulkDone<'a> {
    conversations: Vec<Card<'a>>,
    refused: Vec<BulkRefused>,
}

#[derive(Serialize, ToSchema)]
struct BulkRefused {
    id: Uuid,
    /// `not_found`, or what the route for one conversation says with 409.
    code: &'static str,
}

/// Does one thing to many conversations: to all in one go, and to those it cannot be done to, not.
#[utoipa::path(
    post, path = "/api/v1/conversations/bulk", operation_id = "changeConversations",
    tag = "inbox", request_body = Bulk, security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the conversations, and those that are left as they were",
            body = BulkDone),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 422, description = "`invalid_json`, `unknown_field`, or `invalid_fields`: `ids` \
            (`count`), `tag` (`invalid`), `until` (`past`, `too_far`)"),
    )
)]
pub(super) async fn bulk(
    State(ctx): State<Ctx>,
    Change(login): Change,
    LooseJson(asked): LooseJson<Bulk>,
) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let Bulk { mut ids, action, tag, until } = asked;
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() || ids.len() > MOST {
        return Err(Problem::fields([("ids", "count")]));
    }
    let tag = || {
        let tag = tag.as_deref().and_then(tags::clean);
        tag.ok_or_else(|| Problem::fields([("tag", "invalid")]))
    };
    let deed = match action {
        BulkAction::Close => Deed::Close,
        BulkAction::Reopen => Deed::Reopen,
        BulkAction::Snooze => {
            api::check_until(&ctx, until)?;
            Deed::Snooze(until)
        }
        BulkAction::Spam => Deed::Spam(true),
        BulkAction::NotSpam => Deed::Spam(false),
        BulkAction::Tag => Deed::Tag(tag()?),
        BulkAction::Untag => Deed::Untag(tag()?),
    };
    let done = ctx.db.write(Act::new(&login, ids, deed, ctx.clock.now())).await?;
    let conversations = done.rows.iter().map(Card::from).collect();
    let refused = done.refused.iter().map(|(id, code)| BulkRefused { id: *id, code }).collect();
    Ok(Json(BulkDone { conversations, refused }).into_response())
}
