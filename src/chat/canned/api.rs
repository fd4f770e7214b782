//! The routes of canned replies.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use super::{Edit, EditReplies, Edited, Editor, VARIABLES, check};
use crate::chat::store::{self, Reply};
use crate::ctx::Ctx;
use crate::people::{Action, Change, Login};
use crate::web::{Id, LooseJson, Problem};

/// The routes.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/canned", get(list).post(add))
        .route("/api/v1/canned/{id}", put(change).delete(delete))
}

/// What the document of the interface says of them.
#[derive(OpenApi)]
#[openapi(paths(list, add, change, delete))]
pub struct Document;

/// A reply that can be called by its shortcut.
#[derive(Serialize, ToSchema)]
struct Canned {
    id: Uuid,
    /// In lower case, without the slash.
    shortcut: String,
    /// With variables in braces.
    text: String,
    /// Whether it is everybody's.
    shared: bool,
    /// Whether the person may change it.
    may_change: bool,
}

impl Canned {
    fn new(by: Editor, reply: Reply) -> Self {
        let may_change = by.may_change(&reply);
        let Reply { id, user_id, shortcut, text } = reply;
        Self { id, shortcut, text, shared: user_id.is_none(), may_change }
    }
}

/// The replies that a person can use.
#[derive(Serialize, ToSchema)]
struct CannedList {
    /// By shortcut; an own one before the shared one.
    canned: Vec<Canned>,
    /// What a text may have in braces, such as `visitor.name`.
    #[schema(value_type = Vec<String>)]
    variables: &'static [&'static str],
}

/// The canned replies of the account, and one's own.
#[utoipa::path(
    get, path = "/api/v1/canned", operation_id = "listCanned", tag = "inbox",
    security(("session" = [])),
    responses(
        (status = 200, description = "the replies", body = CannedList),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
async fn list(State(ctx): State<Ctx>, login: Login) -> Result<Json<CannedList>, Problem> {
    login.require(Action::Chat)?;
    let by = Editor::of(&login);
    let mut db = ctx.db.read().await?;
    let replies = store::replies(&mut db, login.account.id, login.user.id).await?;
    let canned = replies.into_iter().map(|reply| Canned::new(by, reply)).collect();
    Ok(Json(CannedList { canned, variables: VARIABLES }))
}

/// A new reply.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCanned {
    /// One word of 1 to 32 letters, digits, `-`, `_` and `.`.
    shortcut: String,
    /// 1 to 4,000 characters.
    text: String,
    /// Whether everybody of the account has it.
    #[serde(default)]
    shared: bool,
}

/// Adds a canned reply.
#[utoipa::path(
    post, path = "/api/v1/canned", operation_id = "addCanned", tag = "inbox",
    request_body = NewCanned, security(("session" = [], "csrf" = [])),
    responses(
        (status = 201, description = "the reply", body = Canned),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 409, description = "`shortcut_taken`"),
        (status = 422, description = "`invalid_json`, `unknown_field`, or `invalid_fields`: \
            `shortcut` (`invalid`), `text` (`empty`, `too_long`)"),
    )
)]
async fn add(
    State(ctx): State<Ctx>,
    Change(login): Change,
    LooseJson(given): LooseJson<NewCanned>,
) -> Result<Response, Problem> {
    let (shortcut, text) = checked(&given.shortcut, &given.text)?;
    let canned = edit(&ctx, &login, Edit::Add { shared: given.shared, shortcut, text }).await?;
    Ok((StatusCode::CREATED, Json(canned)).into_response())
}

/// What becomes of a reply.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangedCanned {
    /// One word of 1 to 32 letters, digits, `-`, `_` and `.`.
    shortcut: String,
    /// 1 to 4,000 characters.
    text: String,
}

/// Changes a canned reply.
#[utoipa::path(
    put, path = "/api/v1/canned/{id}", operation_id = "changeCanned", tag = "inbox",
    params(("id" = Uuid, Path)), request_body = ChangedCanned,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the reply", body = Canned),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`, also of another person's own"),
        (status = 409, description = "`shortcut_taken`"),
        (status = 422, description = "`invalid_json`, `unknown_field`, or `invalid_fields`: \
            `shortcut` (`invalid`), `text` (`empty`, `too_long`)"),
    )
)]
async fn change(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
    LooseJson(given): LooseJson<ChangedCanned>,
) -> Result<Response, Problem> {
    let (shortcut, text) = checked(&given.shortcut, &given.text)?;
    let canned = edit(&ctx, &login, Edit::Change { id, shortcut, text }).await?;
    Ok(Json(canned).into_response())
}

/// Takes a canned reply away.
#[utoipa::path(
    delete, path = "/api/v1/canned/{id}", operation_id = "deleteCanned", tag = "inbox",
    params(("id" = Uuid, Path)), security(("session" = [], "csrf" = [])),
    responses(
        (status = 204, description = "it is gone"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`, also of another person's own"),
    )
)]
async fn delete(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
) -> Result<Response, Problem> {
    edit(&ctx, &login, Edit::Delete { id }).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn checked(shortcut: &str, text: &str) -> Result<(String, String), Problem> {
    check(shortcut, text).map_err(|wrong| {
        let shortcut = wrong.shortcut.then_some(("shortcut", "invalid"));
        let text = wrong.text.map(|code| ("text", code));
        Problem::fields(shortcut.into_iter().chain(text))
    })
}

async fn edit(ctx: &Ctx, login: &Login, edit: Edit) -> Result<Canned, Problem> {
    login.require(Action::Chat)?;
    let by = Editor::of(login);
    match ctx.db.write(EditReplies { by, edit, now: ctx.clock.now() }).await? {
        Edited::Done(reply) => Ok(Canned::new(by, reply)),
        Edited::NoSuch => Err(Problem::not_found()),
        Edited::NotTheirs => Err(Problem::forbidden("not_your_role")),
        Edited::Taken => Err(Problem::new(StatusCode::CONFLICT, "shortcut_taken")),
    }
}
