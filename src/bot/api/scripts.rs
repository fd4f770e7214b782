//! Scripts and their drafts.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Changing, called, change, findings};
use crate::bot::import::typebot;
use crate::bot::places::{self, Place, There};
use crate::bot::ready::{self, Ready};
use crate::bot::script::{Entry, LARGEST, MOST_STEPS, On, Script, StepId, check};
use crate::bot::store::scripts::{self as store, Named, ScriptRow};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Read, Tx, Write};
use crate::error::Result;
use crate::ids;
use crate::people::{Action, Change, Login};
use crate::web::{Id, LooseJson, Problem};

/// Scripts of an account.
const MOST: i64 = 200;
/// Characters of a name.
const NAME: usize = 100;

fn published(row: &ScriptRow) -> Value {
    match (row.version_id, row.number, row.published_at) {
        (Some(id), Some(number), Some(at)) => json!({ "id": id, "number": number, "at": at }),
        _ => Value::Null,
    }
}

fn has_changes(row: &ScriptRow) -> bool {
    row.version_rev != Some(row.rev)
}

/// The scripts of the account.
#[utoipa::path(
    get, path = "/api/v1/scripts", operation_id = "listScripts", tag = "scripts",
    security(("session" = [])),
    responses(
        (status = 200, description = "the scripts of the account, the latest changed first", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
pub async fn list(State(ctx): State<Ctx>, login: Login) -> Result<Json<Value>, Problem> {
    login.require(Action::Chat)?;
    let rows = store::list(&mut ctx.db.read().await?, login.account.id).await?;
    let told = rows.iter().map(|row| {
        json!({
            "id": row.id, "name": row.name, "language": row.language,
            "changed_at": row.changed_at, "published": published(row),
            "has_changes": has_changes(row),
        })
    });
    Ok(Json(json!({ "scripts": told.collect::<Vec<_>>() })))
}

/// A new script: an empty one, a ready one, or one of these.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = NewScript)]
pub struct New {
    name: Option<String>,
    language: Option<String>,
    ready: Option<String>,
    #[schema(value_type = Option<Object>)]
    script: Option<Value>,
    /// A flow of Typebot, as it exports it.
    #[schema(value_type = Option<Object>)]
    typebot: Option<Value>,
}

/// The script, and what is to be said of it.
fn made(new: New, login: &Login) -> Result<(Script, Vec<Value>), Problem> {
    let language = login.language();
    let own = new.language.unwrap_or_else(|| language.code().to_owned());
    let (mut script, notes) = if let Some(code) = &new.ready {
        let which = Ready::named(code).ok_or_else(|| Problem::fields([("ready", "unknown")]))?;
        (ready::ready(which, crate::i18n::supported(&own)), Vec::new())
    } else if let Some(flow) = &new.typebot {
        let read = typebot::read(flow).map_err(|refused| {
            Problem::fields([("typebot", "unreadable")]).detail(refused.say().in_language(language))
        })?;
        let notes = read.notes.iter().map(|note| {
            json!({
                "step": note.step, "code": note.why.code(), "text": note.say().in_language(language),
            })
        });
        let notes = notes.collect();
        (read.script, notes)
    } else if let Some(script) = new.script {
        (read(script)?, Vec::new())
    } else {
        let mut script = Script::new("", crate::i18n::supported(&own));
        // It begins with a chat; where, is drawn.
        script.entries.push(Entry { on: On::Start, to: StepId::new() });
        (script, Vec::new())
    };
    if let Some(name) = new.name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
    {
        script.name = name;
    }
    Ok((named(script)?, notes))
}

/// Reads a script as people and programs send it.
pub fn read(script: Value) -> Result<Script, Problem> {
    serde_json::from_value(script)
        .map_err(|cause| Problem::fields([("script", "unreadable")]).detail(cause.to_string()))
}

/// A script that may be stored.
fn named(mut script: Script) -> Result<Script, Problem> {
    script.name = script.name.split_whitespace().collect::<Vec<_>>().join(" ");
    script.name = script.name.chars().take(NAME).collect();
    if script.steps.len() > MOST_STEPS {
        return Err(Problem::fields([("script", "too_many_steps")]));
    }
    Ok(script)
}

pub fn text(script: &Script) -> Result<String, Problem> {
    let text = serde_json::to_string(script).map_err(crate::error::Error::from)?;
    if text.len() > LARGEST { Err(Problem::fields([("script", "too_large")])) } else { Ok(text) }
}

/// Adds a script: an empty one, a ready one, or one that is given.
#[utoipa::path(
    post, path = "/api/v1/scripts", operation_id = "addScript", tag = "scripts", request_body = New,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 201, description = "its id, its `rev`, the script, and what an import could not take over (`notes`)", body = Object),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 409, description = "there are too many"),
        (status = 422, description = "`invalid_json`, `unknown_field`, `invalid_fields`"),
    )
)]
pub async fn add(
    State(ctx): State<Ctx>,
    Change(login): Change,
    LooseJson(new): LooseJson<New>,
) -> Result<Response, Problem> {
    login.require(Action::ChangeScripts)?;
    let (script, notes) = made(new, &login)?;
    let id = add_one(&ctx, login.account.id, &script).await?;
    let body = json!({ "id": id, "rev": 1, "script": script, "notes": notes });
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// Adds a script; gives its id.
async fn add_one(ctx: &Ctx, account: Uuid, script: &Script) -> Result<Uuid, Problem> {
    let id = ids::new_id();
    let draft = text(script)?;
    let (name, language) = (script.name.clone(), script.language.clone());
    let adding = Adding { account, id, name, language, draft, now: ctx.clock.now() };
    let is_added = ctx.db.write(adding).await?;
    if is_added { Ok(id) } else { Err(Problem::new(StatusCode::CONFLICT, "too_many_scripts")) }
}

/// Adds a script that is another one's draft, under another name.
pub async fn duplicate(
    ctx: &Ctx,
    account: Uuid,
    id: Uuid,
    name: impl FnOnce(&str) -> String,
) -> Result<Uuid, Problem> {
    let draft = store::draft(&mut ctx.db.read().await?, account, id).await?;
    let draft = draft.ok_or_else(Problem::not_found)?.draft;
    let mut script: Script = serde_json::from_str(&draft).map_err(crate::error::Error::from)?;
    script.name = name(&script.name);
    add_one(ctx, account, &named(script)?).await
}

struct Adding {
    account: Uuid,
    id: Uuid,
    name: String,
    language: String,
    draft: String,
    now: Millis,
}

impl Write for Adding {
    type Out = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        if store::count(tx, self.account).await? >= MOST {
            return Ok(false);
        }
        let Self { name, language, draft, now, .. } = self;
        let new = Named { name, language, draft, now: *now };
        store::insert(tx, self.account, self.id, new).await?;
        Ok(true)
    }
}

/// A script with its draft.
#[utoipa::path(
    get, path = "/api/v1/scripts/{id}", operation_id = "getScript", tag = "scripts", params(("id" = Uuid, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "the draft with its `rev`, what is published, and the sites", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn one(State(ctx): State<Ctx>, login: Login, Id(id): Id) -> Result<Json<Value>, Problem> {
    // Its requests to other servers may hold their keys.
    login.require(Action::ChangeScripts)?;
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    let row = store::one(&mut db, account, id).await?.ok_or_else(Problem::not_found)?;
    let draft = store::draft(&mut db, account, id).await?.ok_or_else(Problem::not_found)?;
    let sites = told_sites(&ctx, &mut db, account, id).await?;
    let script: Value = serde_json::from_str(&draft.draft).map_err(crate::error::Error::from)?;
    Ok(Json(json!({
        "id": id, "rev": draft.rev, "script": script, "published": published(&row),
        "has_changes": has_changes(&row), "sites": sites,
    })))
}

/// Every site of the account: whether a script is on it, who answers there, and which scripts are
/// asked in which order.
pub async fn told_sites(
    ctx: &Ctx,
    db: &mut Read,
    account: Uuid,
    script: Uuid,
) -> Result<Vec<Value>> {
    let there = |one: &There| json!({ "id": one.id, "name": one.name, "live": one.is_live, "begins": one.begins });
    let told = |place: &Place| {
        json!({
            "id": place.id, "name": place.name, "on": place.has(script),
            "answers_by": place.answers_by,
            "scripts": place.scripts.iter().map(there).collect::<Vec<_>>(),
        })
    };
    Ok(places::all(ctx, db, account).await?.iter().map(told).collect())
}

/// A changed draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangedScript)]
pub struct Changed {
    rev: i64,
    #[schema(value_type = Object)]
    script: Value,
}

/// Changes a draft.
#[utoipa::path(
    put, path = "/api/v1/scripts/{id}", operation_id = "saveScript", tag = "scripts", params(("id" = Uuid, Path)), request_body = Changed,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the new `rev`, and what is wrong with it (`findings`)", body = Object),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`changed_elsewhere` with the newest `rev`"),
        (status = 422, description = "`invalid_json`, `unknown_field`, `invalid_fields`"),
    )
)]
pub async fn save(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
    LooseJson(given): LooseJson<Changed>,
) -> Result<Json<Value>, Problem> {
    login.require(Action::ChangeScripts)?;
    let script = named(read(given.script)?)?;
    let account = login.account.id;
    let mut found = check::check(&script);
    found.extend(called::findings(&ctx, &mut ctx.db.read().await?, account, &script).await?);
    let found = findings(&found, login.language());
    let rev = store_draft(&ctx, login.account.id, id, given.rev, &script).await?;
    Ok(Json(json!({ "rev": rev, "findings": found })))
}

/// Stores a draft of which `rev` is the newest; gives the new one.
pub async fn store_draft(
    ctx: &Ctx,
    account: Uuid,
    id: Uuid,
    rev: i64,
    script: &Script,
) -> Result<i64, Problem> {
    let (name, language) = (script.name.clone(), script.language.clone());
    let draft = text(script)?;
    let saving = Saving { account, id, rev, name, language, draft, now: ctx.clock.now() };
    match ctx.db.write(saving).await? {
        Saved::Done => Ok(rev + 1),
        Saved::Newer(newer) => Err(changed_elsewhere(newer)),
        Saved::Gone => Err(Problem::not_found()),
    }
}

pub fn changed_elsewhere(rev: i64) -> Problem {
    Problem::new(StatusCode::CONFLICT, "changed_elsewhere").with("rev", rev.into())
}

struct Saving {
    account: Uuid,
    id: Uuid,
    rev: i64,
    name: String,
    language: String,
    draft: String,
    now: Millis,
}

/// What became of it.
enum Saved {
    Done,
    /// Somebody else has changed it: the newest number.
    Newer(i64),
    Gone,
}

impl Write for Saving {
    type Out = Saved;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Saved> {
        let Self { account, id, rev, name, language, draft, now } = self;
        let new = Named { name, language, draft, now: *now };
        if store::save(tx, *account, *id, *rev, new).await? {
            return Ok(Saved::Done);
        }
        let newest = store::draft(tx, *account, *id).await?.map(|draft| draft.rev);
        Ok(newest.map_or(Saved::Gone, Saved::Newer))
    }
}

/// Takes a script away.
#[utoipa::path(
    delete, path = "/api/v1/scripts/{id}", operation_id = "deleteScript", tag = "scripts", params(("id" = Uuid, Path)),
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 204, description = "it is gone, and can be restored"),
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
    login.require(Action::ChangeScripts)?;
    delete_one(&ctx, login.account.id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a script away, off its sites too; what runs goes on by its version.
pub async fn delete_one(ctx: &Ctx, account: Uuid, id: Uuid) -> Result<(), Problem> {
    let done = change(ctx, account, id, Deleting { now: ctx.clock.now() }).await?;
    if done { Ok(()) } else { Err(Problem::not_found()) }
}

struct Deleting {
    now: Millis,
}

impl Changing for Deleting {
    type Out = bool;

    async fn change(&self, tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<bool> {
        store::delete(tx, account, id, self.now).await
    }
}

/// Takes a script back.
#[utoipa::path(
    post, path = "/api/v1/scripts/{id}/restore", operation_id = "restoreScript", tag = "scripts", params(("id" = Uuid, Path)),
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 204, description = "it is back"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn restore(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    login.require(Action::ChangeScripts)?;
    restore_one(&ctx, login.account.id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a script back, as it was.
pub async fn restore_one(ctx: &Ctx, account: Uuid, id: Uuid) -> Result<(), Problem> {
    let done = change(ctx, account, id, Restoring).await?;
    if done { Ok(()) } else { Err(Problem::not_found()) }
}

struct Restoring;

impl Changing for Restoring {
    type Out = bool;

    async fn change(&self, tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<bool> {
        store::restore(tx, account, id).await
    }
}

/// A draft as a file.
#[utoipa::path(
    get, path = "/api/v1/scripts/{id}/export", operation_id = "exportScript", tag = "scripts", params(("id" = Uuid, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "the draft as a file (`docs/script.schema.json`)", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn export(State(ctx): State<Ctx>, login: Login, Id(id): Id) -> Result<Response, Problem> {
    login.require(Action::ChangeScripts)?;
    let mut db = ctx.db.read().await?;
    let draft =
        store::draft(&mut db, login.account.id, id).await?.ok_or_else(Problem::not_found)?;
    let script: Value = serde_json::from_str(&draft.draft).map_err(crate::error::Error::from)?;
    let text = serde_json::to_string_pretty(&script).map_err(crate::error::Error::from)?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let name = HeaderValue::from_static("attachment; filename=\"script.json\"");
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok((headers, text).into_response())
}
