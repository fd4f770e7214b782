//! The routes for one conversation.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use super::act::{Act, Deed};
use super::{block, bulk, tags};
use crate::chat::frames::Card;
use crate::chat::store;
use crate::clock::{DAY, Millis};
use crate::ctx::Ctx;
use crate::people::{Action, Change, Login};
use crate::web::{Id, LooseJson, Problem};

/// For how long a conversation can be put away.
const LONGEST_SNOOZE: Millis = 366 * DAY;

/// The routes of all actions.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/conversations/{id}/close", post(close))
        .route("/api/v1/conversations/{id}/reopen", post(reopen))
        .route("/api/v1/conversations/{id}/snooze", post(snooze))
        .route("/api/v1/conversations/{id}/spam", post(spam))
        .route("/api/v1/conversations/{id}/tags", post(set_tags))
        .route("/api/v1/conversations/bulk", post(bulk::bulk))
        .route("/api/v1/visitors/{id}/block", post(block::block))
        .route("/api/v1/tags", get(all_tags))
}

/// What the document of the interface says of them.
#[derive(OpenApi)]
#[openapi(paths(close, reopen, snooze, spam, set_tags, bulk::bulk, block::block, all_tags))]
pub struct Document;

/// Closes a conversation; a closed one stays as it is.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/close", operation_id = "closeConversation",
    tag = "inbox", params(("id" = Uuid, Path)), security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the closed conversation", body = Card),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
async fn close(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
) -> Result<Response, Problem> {
    act(&ctx, &login, id, Deed::Close).await
}

/// Opens a conversation again; an open one stays as it is.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/reopen", operation_id = "reopenConversation",
    tag = "inbox", params(("id" = Uuid, Path)), security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the open conversation", body = Card),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`another_is_open`: the visitor has begun another one; \
            `blocked`: the visitor is blocked"),
    )
)]
async fn reopen(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
) -> Result<Response, Problem> {
    act(&ctx, &login, id, Deed::Reopen).await
}

/// Until when a conversation is put away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Snooze {
    /// Unix milliseconds, at most 366 days ahead; null takes it back at once.
    #[schema(value_type = Option<i64>, required)]
    until: Option<Millis>,
}

/// Puts an open conversation away until a time; a message of its visitor takes it back earlier.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/snooze", operation_id = "snoozeConversation",
    tag = "inbox", params(("id" = Uuid, Path)), request_body = Snooze,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the conversation", body = Card),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`not_open`: it is closed, or spam"),
        (status = 422, description = "`invalid_json`, `unknown_field`, or `invalid_fields`: \
            `until` is over (`past`) or too far ahead (`too_far`)"),
    )
)]
async fn snooze(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
    LooseJson(Snooze { until }): LooseJson<Snooze>,
) -> Result<Response, Problem> {
    check_until(&ctx, until)?;
    act(&ctx, &login, id, Deed::Snooze(until)).await
}

pub(super) fn check_until(ctx: &Ctx, until: Option<Millis>) -> Result<(), Problem> {
    let now = ctx.clock.now();
    match until {
        Some(until) if until <= now => Err(Problem::fields([("until", "past")])),
        Some(until) if until > now + LONGEST_SNOOZE => Err(Problem::fields([("until", "too_far")])),
        _ => Ok(()),
    }
}

/// Whether a conversation is nothing but spam.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Spam {
    spam: bool,
}

/// Closes a conversation as spam, or takes it out from there and opens it. What its visitor writes
/// further stays in spam and is told to nobody.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/spam", operation_id = "markSpam",
    tag = "inbox", params(("id" = Uuid, Path)), request_body = Spam,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the conversation", body = Card),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
    )
)]
async fn spam(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
    LooseJson(Spam { spam }): LooseJson<Spam>,
) -> Result<Response, Problem> {
    act(&ctx, &login, id, Deed::Spam(spam)).await
}

/// The tags of a conversation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Tags {
    /// At most 20 names of 1 to 40 characters on one line.
    tags: Vec<String>,
}

/// Gives a conversation these tags and no others.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/tags", operation_id = "tagConversation",
    tag = "inbox", params(("id" = Uuid, Path)), request_body = Tags,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the conversation", body = Card),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`invalid_json`, `unknown_field`, or `invalid_fields`: \
            `tags` (`invalid`)"),
    )
)]
async fn set_tags(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
    LooseJson(Tags { tags }): LooseJson<Tags>,
) -> Result<Response, Problem> {
    let tags = tags::clean_all(&tags).ok_or_else(|| Problem::fields([("tags", "invalid")]))?;
    act(&ctx, &login, id, Deed::Tags(tags)).await
}

/// The tags of the account, by name.
#[derive(Serialize, ToSchema)]
struct TagList {
    tags: Vec<TagCount>,
}

#[derive(Serialize, ToSchema)]
struct TagCount {
    name: String,
    /// How many conversations have it.
    count: i64,
}

/// The tags that the account's conversations have.
#[utoipa::path(
    get, path = "/api/v1/tags", operation_id = "listTags", tag = "inbox",
    security(("session" = [])),
    responses(
        (status = 200, description = "the tags", body = TagList),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
async fn all_tags(State(ctx): State<Ctx>, login: Login) -> Result<Json<TagList>, Problem> {
    login.require(Action::Chat)?;
    let tags = store::count_tags(&mut ctx.db.read().await?, login.account.id).await?;
    let tags = tags.into_iter().map(|(name, count)| TagCount { name, count }).collect();
    Ok(Json(TagList { tags }))
}

async fn act(ctx: &Ctx, login: &Login, id: Uuid, deed: Deed) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let done = ctx.db.write(Act::new(login, vec![id], deed, ctx.clock.now())).await?;
    match (done.rows.first(), done.refused.first()) {
        (None, _) => Err(Problem::not_found()),
        (_, Some((_, code))) => Err(Problem::new(StatusCode::CONFLICT, code)),
        (Some(row), None) => Ok(Json(Card::from(row)).into_response()),
    }
}
