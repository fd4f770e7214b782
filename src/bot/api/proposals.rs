//! What is known of what a visitor asks a person: proposed to them as replies.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::bot::knowledge;
use crate::chat;
use crate::ctx::Ctx;
use crate::people::{Action, Login};
use crate::web::{Id, Problem};

/// Proposals for one conversation.
const MOST: usize = 3;

/// What is known of what a conversation's visitor asks.
#[utoipa::path(
    get, path = "/api/v1/conversations/{id}/knowledge", operation_id = "proposeAnswers", tag = "inbox", params(("id" = Uuid, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "up to three answers as plain text, the surest first, to what the visitor said up to message `number`; none where nothing is sure enough, or it is not a person's turn", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn list(
    State(ctx): State<Ctx>,
    login: Login,
    Id(id): Id,
) -> Result<Json<Value>, Problem> {
    login.require(Action::Chat)?;
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    let asked = chat::unanswered(&mut db, account, id).await?.ok_or_else(Problem::not_found)?;
    let known = knowledge::all(&ctx, &mut db, account).await?;
    drop(db);
    let found = knowledge::sure(&known, asked.site, &asked.language, &asked.texts);
    let proposals = found.iter().take(MOST).map(|one| {
        let answer = knowledge::plain(one.text);
        json!({ "id": one.entry.id, "question": one.text.question, "answer": answer })
    });
    Ok(Json(json!({ "number": asked.number, "proposals": proposals.collect::<Vec<_>>() })))
}
