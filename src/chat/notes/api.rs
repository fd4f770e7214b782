//! The routes of notes.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use super::{AddNote, Added};
use crate::chat::frames::Note;
use crate::chat::incoming::words;
use crate::chat::store;
use crate::ctx::Ctx;
use crate::people::{self, Action, Change, Login};
use crate::web::{Id, LooseJson, Problem};

/// People who can be mentioned in one note.
const MENTIONED: usize = 20;

/// The routes.
pub fn router() -> Router<Ctx> {
    Router::new().route("/api/v1/conversations/{id}/notes", get(list).post(add))
}

/// What the document of the interface says of them.
#[derive(OpenApi)]
#[openapi(paths(list, add))]
pub struct Document;

/// The notes of a conversation.
#[derive(Serialize, ToSchema)]
struct NoteList<'a> {
    /// The oldest first; of more than 500 the newest.
    notes: Vec<Note<'a>>,
}

/// The notes of a conversation.
#[utoipa::path(
    get, path = "/api/v1/conversations/{id}/notes", operation_id = "listNotes", tag = "inbox",
    params(("id" = Uuid, Path)), security(("session" = [])),
    responses(
        (status = 200, description = "the notes", body = NoteList),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
async fn list(
    State(ctx): State<Ctx>,
    login: Login,
    Id(id): Id,
) -> Result<axum::response::Response, Problem> {
    use axum::response::IntoResponse as _;
    login.require(Action::Chat)?;
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    store::by_id(&mut db, account, id).await?.ok_or_else(Problem::not_found)?;
    let rows = store::notes(&mut db, account, id).await?;
    Ok(Json(NoteList { notes: rows.iter().map(Note::from).collect() }).into_response())
}

/// A note that is made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GivenNote {
    /// Made by the client; repeating it is the same note.
    id: Uuid,
    /// 1 to 4,000 characters.
    text: String,
    /// Ids of people of the account who are to be told, at most 20.
    #[serde(default)]
    mentions: Vec<Uuid>,
}

/// Adds a note, which only the team sees. Who is mentioned and not there gets a mail.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/notes", operation_id = "addNote", tag = "inbox",
    params(("id" = Uuid, Path)), request_body = GivenNote,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the note", body = Note),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`id_taken`: another note has this id"),
        (status = 422, description = "`invalid_json`, `unknown_field`, or `invalid_fields`: `text` \
            (`empty`, `too_long`), `mentions` (`unknown_person`, `too_many`)"),
    )
)]
async fn add(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(conversation): Id,
    LooseJson(given): LooseJson<GivenNote>,
) -> Result<axum::response::Response, Problem> {
    use axum::response::IntoResponse as _;
    login.require(Action::Chat)?;
    let account = login.account.id;
    let text = words(&given.text).map_err(|code| Problem::fields([("text", code)]))?;
    let mut mentions = given.mentions;
    mentions.sort_unstable();
    mentions.dedup();
    if mentions.len() > MENTIONED {
        return Err(Problem::fields([("mentions", "too_many")]));
    }
    if !mentions.is_empty() {
        let team = people::colleagues(&mut ctx.db.read().await?, account).await?;
        if !mentions.iter().all(|one| team.iter().any(|(user, _)| user == one)) {
            return Err(Problem::fields([("mentions", "unknown_person")]));
        }
    }
    let (user, now) = (login.user.id, ctx.clock.now());
    let new = AddNote { id: given.id, account, conversation, user, text, mentions, now };
    match ctx.db.write(new).await? {
        Added::Done(row) => Ok(Json(Note::from(&row)).into_response()),
        Added::NoSuch => Err(Problem::not_found()),
        Added::Taken => Err(Problem::new(StatusCode::CONFLICT, "id_taken")),
    }
}
