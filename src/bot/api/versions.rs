//! Published versions, and the sites on which they answer.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::scripts::{changed_elsewhere, store_draft, text, told_sites};
use super::{Changing, called, change, findings, has_errors};
use crate::bot::script::{Script, Step, check};
use crate::bot::store::scripts::{self as store, NewVersion};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids;
use crate::people::{Action, Change, Login};
use crate::sites::{self, AnswersBy, Site};
use crate::web::{Id, LooseJson, Problem};

/// Characters of a note.
const NOTE: usize = 200;

/// Which draft is published.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PublishScript)]
pub struct Publish {
    rev: i64,
    #[serde(default)]
    note: String,
}

/// Publishes a draft.
#[utoipa::path(
    post, path = "/api/v1/scripts/{id}/publish", operation_id = "publishScript", tag = "scripts", params(("id" = Uuid, Path)), request_body = Publish,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 201, description = "the version; who begins now has it", body = Object),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`changed_elsewhere` with the newest `rev`"),
        (status = 422, description = "`invalid_json`, `unknown_field`, `invalid_fields`, or `has_errors` with `findings`"),
    )
)]
pub async fn publish(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
    LooseJson(given): LooseJson<Publish>,
) -> Result<Response, Problem> {
    login.require(Action::ChangeScripts)?;
    let account = login.account.id;
    let draft = store::draft(&mut ctx.db.read().await?, account, id).await?;
    let draft = draft.ok_or_else(Problem::not_found)?;
    if draft.rev != given.rev {
        return Err(changed_elsewhere(draft.rev));
    }
    let script: Script = serde_json::from_str(&draft.draft).map_err(Error::from)?;
    let mut found = check::check(&script);
    found.extend(called::findings(&ctx, &mut ctx.db.read().await?, account, &script).await?);
    if has_errors(&found) {
        let told = findings(&found, login.language());
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "has_errors");
        return Err(problem.with("findings", told.into()));
    }
    let now = ctx.clock.now();
    let version = ids::new_id();
    let publishing = Publishing {
        version,
        rev: given.rev,
        definition: text(&script)?,
        note: given.note.trim().chars().take(NOTE).collect(),
        user: login.user.id,
        now,
    };
    let number = change(&ctx, account, id, publishing).await?;
    let number = number.ok_or_else(|| changed_elsewhere(given.rev + 1))?;
    let body = json!({ "version": { "id": version, "number": number, "at": now } });
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

struct Publishing {
    version: Uuid,
    rev: i64,
    definition: String,
    note: String,
    user: Uuid,
    now: Millis,
}

impl Changing for Publishing {
    type Out = Option<i64>;

    async fn change(&self, tx: &mut Tx<'_>, account: Uuid, script: Uuid) -> Result<Option<i64>> {
        let Self { version: id, rev, definition, note, user, now } = self;
        let (id, rev, user, now) = (*id, *rev, *user, *now);
        let new = NewVersion { account, script, id, rev, definition, note, user, now };
        store::publish(tx, &new).await
    }
}

/// What was published of a script.
#[utoipa::path(
    get, path = "/api/v1/scripts/{id}/versions", operation_id = "listScriptVersions", tag = "scripts", params(("id" = Uuid, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "the versions, the newest first", body = Object),
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
    login.require(Action::ChangeScripts)?;
    let (mut db, account) = (ctx.db.read().await?, login.account.id);
    store::one(&mut db, account, id).await?.ok_or_else(Problem::not_found)?;
    let rows = store::versions(&mut db, account, id).await?;
    let told = rows.iter().map(|row| {
        json!({
            "id": row.id, "number": row.number, "at": row.at, "by": row.user_name,
            "note": row.note,
        })
    });
    Ok(Json(json!({ "versions": told.collect::<Vec<_>>() })))
}

async fn version(ctx: &Ctx, login: &Login, id: Uuid, number: i64) -> Result<Script, Problem> {
    let mut db = ctx.db.read().await?;
    let found = store::version(&mut db, login.account.id, id, number).await?;
    let (_, definition) = found.ok_or_else(Problem::not_found)?;
    Ok(serde_json::from_str(&definition).map_err(Error::from)?)
}

/// A published version.
#[utoipa::path(
    get, path = "/api/v1/scripts/{id}/versions/{number}", operation_id = "getScriptVersion", tag = "scripts", params(("id" = Uuid, Path), ("number" = i64, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "the script as it was published", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn one(
    State(ctx): State<Ctx>,
    login: Login,
    Path((id, number)): Path<(Uuid, i64)>,
) -> Result<Json<Value>, Problem> {
    login.require(Action::ChangeScripts)?;
    let script = version(&ctx, &login, id, number).await?;
    Ok(Json(json!({ "script": script })))
}

/// Has the draft be a published version.
#[utoipa::path(
    post, path = "/api/v1/scripts/{id}/versions/{number}/restore", operation_id = "restoreScriptVersion", tag = "scripts", params(("id" = Uuid, Path), ("number" = i64, Path)),
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the draft, which is that version now", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn restore(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Path((id, number)): Path<(Uuid, i64)>,
) -> Result<Json<Value>, Problem> {
    login.require(Action::ChangeScripts)?;
    let script = version(&ctx, &login, id, number).await?;
    let account = login.account.id;
    let draft = store::draft(&mut ctx.db.read().await?, account, id).await?;
    let rev = draft.ok_or_else(Problem::not_found)?.rev;
    let rev = store_draft(&ctx, account, id, rev, &script).await?;
    Ok(Json(json!({ "rev": rev, "script": script })))
}

/// Which two are compared: numbers of versions, or `draft`.
#[derive(Debug, Deserialize)]
pub struct Between {
    from: String,
    #[serde(default = "draft")]
    to: String,
}

fn draft() -> String {
    "draft".to_owned()
}

async fn side(ctx: &Ctx, login: &Login, id: Uuid, which: &str) -> Result<Script, Problem> {
    if which != "draft" {
        let number = which.parse().map_err(|_| Problem::not_found())?;
        return version(ctx, login, id, number).await;
    }
    let draft = store::draft(&mut ctx.db.read().await?, login.account.id, id).await?;
    let draft = draft.ok_or_else(Problem::not_found)?;
    Ok(serde_json::from_str(&draft.draft).map_err(Error::from)?)
}

/// What differs between two versions, or a version and the draft.
#[utoipa::path(
    get, path = "/api/v1/scripts/{id}/diff", operation_id = "compareScriptVersions", tag = "scripts", params(("id" = Uuid, Path), ("from" = String, Query), ("to" = Option<String>, Query)),
    security(("session" = [])),
    responses(
        (status = 200, description = "steps that came, went and changed", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn diff(
    State(ctx): State<Ctx>,
    login: Login,
    Id(id): Id,
    Query(between): Query<Between>,
) -> Result<Json<Value>, Problem> {
    login.require(Action::ChangeScripts)?;
    let from = side(&ctx, &login, id, &between.from).await?;
    let to = side(&ctx, &login, id, &between.to).await?;
    Ok(Json(differences(&from, &to)))
}

/// Steps that came, went and changed; where they stand on the canvas does not count.
fn differences(from: &Script, to: &Script) -> Value {
    let by_id = |script: &Script| -> BTreeMap<String, Value> {
        let told = |step: &Step| (step.id.clone(), serde_json::to_value(step).unwrap_or_default());
        script.steps.iter().map(told).collect()
    };
    let (before, after) = (by_id(from), by_id(to));
    let added: Vec<&String> = after.keys().filter(|id| !before.contains_key(*id)).collect();
    let removed = before
        .iter()
        .filter(|(id, _)| !after.contains_key(*id))
        .map(|(id, step)| json!({ "id": id, "title": step["title"], "kind": step["kind"] }));
    let changed = before.iter().filter_map(|(id, one)| {
        let other = after.get(id)?;
        let names = one.as_object()?.keys().chain(other.as_object()?.keys());
        let mut fields: Vec<&String> =
            names.filter(|name| *name != "at" && one[*name] != other[*name]).collect();
        fields.sort_unstable();
        fields.dedup();
        (!fields.is_empty()).then(|| json!({ "id": id, "fields": fields }))
    });
    json!({
        "added": added,
        "removed": removed.collect::<Vec<_>>(),
        "changed": changed.collect::<Vec<_>>(),
    })
}

/// The sites on which it answers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScriptSites)]
pub struct SitesGiven {
    sites: Vec<Uuid>,
    /// Site → who answers there from now on.
    #[serde(default)]
    answers_by: BTreeMap<Uuid, AnswersBy>,
    /// Site → its scripts in the order in which they are asked: the first with a start begins a chat.
    #[serde(default)]
    order: BTreeMap<Uuid, Vec<Uuid>>,
}

/// Has a script answer on these sites of the account and no others; and sets who answers on sites,
/// and in which order their scripts are asked.
#[utoipa::path(
    put, path = "/api/v1/scripts/{id}/sites", operation_id = "setScriptSites", tag = "scripts", params(("id" = Uuid, Path)), request_body = SitesGiven,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "every site: whether the script is on it, who answers there, and its scripts in their order", body = Object),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`invalid_json`, `unknown_field`, `invalid_fields`"),
    )
)]
pub async fn set_sites(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
    LooseJson(given): LooseJson<SitesGiven>,
) -> Result<Json<Value>, Problem> {
    login.require(Action::ChangeScripts)?;
    if !given.answers_by.is_empty() {
        login.require(Action::ChangeSites)?;
    }
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    store::one(&mut db, account, id).await?.ok_or_else(Problem::not_found)?;
    let own = store::sites(&mut db, account).await?;
    drop(db);
    let mut named = given.sites.iter().chain(given.answers_by.keys()).chain(given.order.keys());
    if named.any(|site| !own.contains(site)) {
        return Err(Problem::not_found());
    }
    change(&ctx, account, id, Joining { given, now: ctx.clock.now() }).await?;
    let sites = told_sites(&ctx, &mut ctx.db.read().await?, account, id).await?;
    Ok(Json(json!({ "sites": sites })))
}

struct Joining {
    given: SitesGiven,
    now: Millis,
}

impl Changing for Joining {
    type Out = ();

    async fn change(&self, tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<()> {
        let SitesGiven { sites, answers_by, order } = &self.given;
        store::set_sites(tx, account, id, sites, self.now).await?;
        for (site, scripts) in order {
            store::order_site(tx, *site, scripts).await?;
        }
        for (site, who) in answers_by {
            if let Some(mut row) = sites::stored(tx, account, *site).await? {
                row.settings.answers_by = *who;
                let Site { name, allowed_origins: origins, settings, .. } = &row;
                sites::update(tx, account, *site, name, origins, settings).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_went_and_changed_is_told_and_a_move_is_not() {
        let script = |steps: Value| -> Script {
            let whole = json!({
                "format": "leadbell.script/1", "name": "a", "language": "en", "steps": steps,
            });
            serde_json::from_value(whole).unwrap()
        };
        let from = script(json!([
            {"id": "a", "kind": "message", "text": "Hello", "at": [0, 0], "next": "b"},
            {"id": "b", "kind": "end"},
            {"id": "c", "kind": "end", "title": "Old"},
        ]));
        let to = script(json!([
            {"id": "a", "kind": "message", "text": "Hi", "at": [9, 9], "next": "d"},
            {"id": "b", "kind": "end", "at": [5, 5]},
            {"id": "d", "kind": "end"},
        ]));
        let told = differences(&from, &to);
        assert_eq!(told["added"], json!(["d"]));
        assert_eq!(told["removed"], json!([{"id": "c", "title": "Old", "kind": "end"}]));
        assert_eq!(told["changed"], json!([{"id": "a", "fields": ["next", "text"]}]));
    }
}
