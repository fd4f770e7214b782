//! The whole history of a visitor: what it said before, how it came, what its page tells of it.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::{OpenApi, ToSchema};

use super::frames::Card;
use super::store;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::people::{Action, Login};
use crate::visitors::{self, Source};
use crate::web::{Id, Problem};

/// The routes.
pub fn router() -> Router<Ctx> {
    Router::new().route("/api/v1/visitors/{id}/history", get(history))
}

/// What the document of the interface says of them.
#[derive(OpenApi)]
#[openapi(paths(history))]
pub struct Document;

/// What a visitor has done.
#[derive(Serialize, ToSchema)]
struct History<'a> {
    /// What the host page has told of it.
    #[schema(value_type = Object)]
    attributes: &'a RawValue,
    /// The newest 30 visits, the newest first.
    visits: Vec<Visit<'a>>,
    /// The newest 20 conversations, the newest first.
    conversations: Vec<Card<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Visit)]
struct Visit<'a> {
    /// When it began, in Unix milliseconds.
    #[schema(value_type = i64)]
    at: Millis,
    source: &'a Source,
}

/// The visits and conversations of a visitor.
#[utoipa::path(
    get, path = "/api/v1/visitors/{id}/history", operation_id = "visitorHistory", tag = "inbox",
    params(("id" = uuid::Uuid, Path)), security(("session" = [])),
    responses(
        (status = 200, description = "the history", body = History),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
async fn history(State(ctx): State<Ctx>, login: Login, Id(id): Id) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    let known = visitors::history(&mut db, account, id).await?.ok_or_else(Problem::not_found)?;
    let rows = store::talks_with(&mut db, account, id).await?;
    let visits = known.visits.iter().map(|(source, at)| Visit { at: *at, source }).collect();
    let conversations = rows.iter().map(Card::from).collect();
    Ok(Json(History { attributes: &known.attributes, visits, conversations }).into_response())
}
