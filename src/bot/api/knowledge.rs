//! What the bot knows, and what nobody knew.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::bot::knowledge::{self, Deed, Editing, Entry, Text};
use crate::bot::store::knowledge as store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::ids;
use crate::people::{Action, Change, Login};
use crate::web::{Id, LooseJson, Problem};

/// Characters of what is looked for.
const LONGEST: usize = 300;
/// What a search finds.
const FOUND: usize = 5;

fn told(entry: &Entry) -> Value {
    let texts = entry.texts.iter().map(|(language, text)| {
        let mut told = json!(text);
        // As a person would write it.
        told["plain"] = json!(knowledge::plain(text));
        (language.clone(), told)
    });
    let texts: serde_json::Map<String, Value> = texts.collect();
    json!({ "id": entry.id, "site": entry.site, "texts": texts })
}

/// What the bot knows.
#[utoipa::path(
    get, path = "/api/v1/knowledge", operation_id = "listKnowledge", tag = "scripts",
    security(("session" = [])),
    responses(
        (status = 200, description = "all of it", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
pub async fn list(State(ctx): State<Ctx>, login: Login) -> Result<Json<Value>, Problem> {
    login.require(Action::Chat)?;
    let all = store::entries(&mut ctx.db.read().await?, login.account.id).await?;
    Ok(Json(json!({ "knowledge": all.iter().map(told).collect::<Vec<_>>() })))
}

/// Something that is known.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Knowledge)]
pub struct Given {
    #[serde(default)]
    site: Option<Uuid>,
    texts: BTreeMap<String, Text>,
}

async fn edit(ctx: &Ctx, editing: Editing) -> Result<(), Problem> {
    let done = ctx.db.write(editing).await?;
    knowledge::changed(ctx);
    match done {
        Ok(()) => Ok(()),
        Err("not_found") => Err(Problem::not_found()),
        Err(code) => Err(Problem::new(StatusCode::CONFLICT, code)),
    }
}

/// Adds something that the bot knows.
#[utoipa::path(
    post, path = "/api/v1/knowledge", operation_id = "addKnowledge", tag = "scripts", request_body = Given,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 201, description = "what is known now", body = Object),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`: there is no such site"),
        (status = 409, description = "there are too many"),
        (status = 422, description = "`invalid_json`, `unknown_field`, `invalid_fields`"),
    )
)]
pub async fn add(
    State(ctx): State<Ctx>,
    Change(login): Change,
    LooseJson(given): LooseJson<Given>,
) -> Result<Response, Problem> {
    login.require(Action::ChangeReplies)?;
    let site = given.site;
    let texts = knowledge::checked(given.texts).map_err(|wrong| Problem::fields([wrong]))?;
    let (account, id, now) = (login.account.id, ids::new_id(), ctx.clock.now());
    let entry = Entry { id, site, texts: texts.clone() };
    edit(&ctx, Editing { account, id, deed: Deed::Add, site, texts, now }).await?;
    Ok((StatusCode::CREATED, Json(told(&entry))).into_response())
}

/// Changes something that the bot knows.
#[utoipa::path(
    put, path = "/api/v1/knowledge/{id}", operation_id = "changeKnowledge", tag = "scripts", params(("id" = Uuid, Path)), request_body = Given,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "what is known now", body = Object),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`invalid_json`, `unknown_field`, `invalid_fields`"),
    )
)]
pub async fn change(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
    LooseJson(given): LooseJson<Given>,
) -> Result<Json<Value>, Problem> {
    login.require(Action::ChangeReplies)?;
    let site = given.site;
    let texts = knowledge::checked(given.texts).map_err(|wrong| Problem::fields([wrong]))?;
    let (account, now) = (login.account.id, ctx.clock.now());
    let entry = Entry { id, site, texts: texts.clone() };
    edit(&ctx, Editing { account, id, deed: Deed::Change, site, texts, now }).await?;
    Ok(Json(told(&entry)))
}

/// Takes something away that the bot knows.
#[utoipa::path(
    delete, path = "/api/v1/knowledge/{id}", operation_id = "deleteKnowledge", tag = "scripts", params(("id" = Uuid, Path)),
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 204, description = "it is gone"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn delete(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    login.require(Action::ChangeReplies)?;
    let (account, now) = (login.account.id, ctx.clock.now());
    let texts = BTreeMap::new();
    edit(&ctx, Editing { account, id, deed: Deed::Delete, site: None, texts, now }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody looks for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    q: String,
    #[serde(default = "english")]
    lang: String,
    #[serde(default)]
    site: Uuid,
}

fn english() -> String {
    "en".to_owned()
}

/// What the bot knows that is like a question.
#[utoipa::path(
    get, path = "/api/v1/knowledge/search", operation_id = "searchKnowledge", tag = "scripts", params(("q" = String, Query), ("lang" = Option<String>, Query), ("site" = Option<Uuid>, Query)),
    security(("session" = [])),
    responses(
        (status = 200, description = "the likest first; `sure` from where the bot answers by itself", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
pub async fn search(
    State(ctx): State<Ctx>,
    login: Login,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Problem> {
    login.require(Action::Chat)?;
    let all = knowledge::all(&ctx, &mut ctx.db.read().await?, login.account.id).await?;
    let asked_for: String = asked.q.chars().take(LONGEST).collect();
    let found = knowledge::rank(&all, asked.site, &asked.lang, &asked_for);
    let found = found.iter().take(FOUND).map(|one| {
        json!({
            "id": one.entry.id, "question": one.text.question, "answer": one.text.answer,
            "likeness": one.likeness, "sure": one.likeness >= knowledge::SURE,
        })
    });
    Ok(Json(json!({ "found": found.collect::<Vec<_>>() })))
}

/// What visitors asked and nobody knew.
#[utoipa::path(
    get, path = "/api/v1/knowledge/missed", operation_id = "listMissedQuestions", tag = "scripts",
    security(("session" = [])),
    responses(
        (status = 200, description = "what was asked in vain, the most frequent first", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
pub async fn missed(State(ctx): State<Ctx>, login: Login) -> Result<Json<Value>, Problem> {
    login.require(Action::Chat)?;
    let rows = store::all_missed(&mut ctx.db.read().await?, login.account.id).await?;
    let told = rows.iter().map(|row| {
        json!({
            "site": row.site_id, "language": row.language, "text": row.text,
            "count": row.count, "at": row.at,
        })
    });
    Ok(Json(json!({ "missed": told.collect::<Vec<_>>() })))
}
