//! What the builder of one form reads and saves.

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::types::Json as Stored;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::DAY;
use crate::ctx::Ctx;
use crate::forms::change::{Change, Changed, Changing};
use crate::forms::check::{Around, Finding, check};
use crate::forms::definition::Definition;
use crate::forms::funnel::{Funnel, funnel};
use crate::forms::store::{self, FormRow};
use crate::ids;
use crate::people::{Action, Change as ChangedBy, Login};
use crate::web::{Id, LooseJson, Problem, Query};
use crate::{attachments, magnets, sites};

/// Routes of the builder.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/forms", post(add))
        .route("/api/v1/forms/choices", get(choices))
        .route("/api/v1/forms/{id}", get(one).put(save))
        .route("/api/v1/forms/{id}/funnel", get(figures))
        .route("/api/v1/forms/{id}/duplicate", post(duplicate))
        .route("/api/v1/forms/{id}/delete", post(delete))
        .route("/api/v1/forms/{id}/restore", post(restore))
}

/// Characters of a name.
const NAME: usize = 100;
/// Letters of a form's key.
const KEY: usize = 12;
/// Days of figures at most.
const DAYS: i64 = 365;

/// Stores a change, and has this node forget what it knew.
pub async fn changed(ctx: &Ctx, account: Uuid, change: Change) -> Result<(), Problem> {
    let done = ctx.db.write(Changing { account, change, now: ctx.clock.now() }).await?;
    sites::forget(ctx);
    match done {
        Changed::Yes => Ok(()),
        Changed::Gone => Err(Problem::not_found()),
        Changed::Elsewhere => Err(Problem::new(StatusCode::CONFLICT, "changed_elsewhere")),
        Changed::TooMany => Err(Problem::new(StatusCode::CONFLICT, "too_many_forms")),
    }
}

/// A form that is not stored yet, and off.
pub fn blank(account: Uuid, site: Uuid, name: String, definition: Definition) -> FormRow {
    FormRow {
        id: ids::new_id(),
        account_id: account,
        site_id: site,
        name,
        key: ids::readable(KEY),
        active: false,
        definition: Stored(definition),
        rev: 1,
        changed_at: 0,
        deleted_at: None,
    }
}

/// All that is wrong with a definition of a form.
pub async fn findings(
    ctx: &Ctx,
    form: &FormRow,
    definition: &Definition,
) -> Result<Vec<Finding>, Problem> {
    let mut db = ctx.db.read().await?;
    let magnets = magnets::of_account(&mut db, form.account_id).await?;
    let magnets: Vec<Uuid> = magnets.into_iter().map(|magnet| magnet.id).collect();
    let site = sites::of_account_by_id(&mut db, form.account_id, form.site_id).await?;
    let takes_files = site.as_ref().is_some_and(attachments::are_taken);
    Ok(check(definition, Around { magnets: &magnets, takes_files }))
}

/// What a form can be made of.
#[utoipa::path(
    get, path = "/api/v1/forms/choices", operation_id = "formChoices", tag = "forms",
    security(("session" = [])),
    responses(
        (status = 200, description = "sites with their languages, and magnets", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
pub async fn choices(State(ctx): State<Ctx>, login: Login) -> Result<Json<Value>, Problem> {
    login.require(Action::SeeSites)?;
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    let sites = sites::of_account(&mut db, account).await?;
    let magnets = magnets::of_account(&mut db, account).await?;
    let site = |site: &sites::Site| json!({ "id": site.id, "name": site.name, "lang": site.settings.language });
    let magnet =
        |it: &magnets::Magnet| json!({ "id": it.id, "name": it.name, "kind": it.kind.as_str() });
    Ok(Json(json!({
        "sites": sites.iter().map(site).collect::<Vec<_>>(),
        "magnets": magnets.iter().map(magnet).collect::<Vec<_>>(),
    })))
}

async fn found(ctx: &Ctx, login: &Login, id: Uuid) -> Result<FormRow, Problem> {
    let found = store::by_id(&mut ctx.db.read().await?, login.account.id, id).await?;
    found.ok_or_else(Problem::not_found)
}

/// One form.
#[utoipa::path(
    get, path = "/api/v1/forms/{id}", operation_id = "getForm", tag = "forms",
    security(("session" = [])),
    params(("id" = Uuid, Path, description = "the form")),
    responses(
        (status = 200, description = "the form, the address of its own page, and what is wrong \
            with it", body = Object),
        (status = 400, description = "`invalid_path`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn one(State(ctx): State<Ctx>, login: Login, Id(id): Id) -> Result<Json<Value>, Problem> {
    login.require(Action::SeeSites)?;
    let row = found(&ctx, &login, id).await?;
    let findings = findings(&ctx, &row, &row.definition.0).await?;
    Ok(Json(json!({
        "id": row.id, "site": row.site_id, "name": row.name, "key": row.key,
        "active": row.active, "rev": row.rev, "definition": row.definition.0,
        "findings": findings, "link": ctx.link(&format!("/f/{}", row.key)),
    })))
}

/// All of a form, as it is saved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SavedForm)]
pub struct Saved {
    /// The revision that was changed.
    rev: i64,
    name: String,
    active: bool,
    definition: Definition,
}

fn refused(findings: &[Finding]) -> Problem {
    let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not_ready");
    problem.with("findings", serde_json::to_value(findings).unwrap_or_default())
}

fn name(typed: &str) -> Result<String, Finding> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let code = match name.chars().count() {
        0 => "required",
        1..=NAME if !name.chars().any(char::is_control) => return Ok(name),
        _ => "too_long",
    };
    Err(Finding { path: "name".into(), code })
}

/// Saves a form. One that is off is saved with whatever is wrong with it.
#[utoipa::path(
    put, path = "/api/v1/forms/{id}", operation_id = "saveForm", tag = "forms",
    security(("session" = [], "csrf" = [])),
    params(("id" = Uuid, Path, description = "the form")),
    request_body = Saved,
    responses(
        (status = 200, description = "its new revision, and what is wrong with it", body = Object),
        (status = 400, description = "`invalid_json`, or `invalid_path`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`, or `csrf`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`changed_elsewhere`"),
        (status = 422, description = "`not_ready`: `findings` says what is wrong; `invalid_json`, \
            or `unknown_field`"),
    )
)]
pub async fn save(
    State(ctx): State<Ctx>,
    ChangedBy(login): ChangedBy,
    Id(id): Id,
    LooseJson(body): LooseJson<Saved>,
) -> Result<Response, Problem> {
    login.require(Action::ChangeScripts)?;
    let account = login.account.id;
    let row = found(&ctx, &login, id).await?;
    let mut findings = findings(&ctx, &row, &body.definition).await?;
    let name = name(&body.name).unwrap_or_else(|finding| {
        findings.push(finding);
        row.name.clone()
    });
    if body.active && !findings.is_empty() {
        return Err(refused(&findings));
    }
    let definition = Stored(body.definition);
    let new = FormRow { name, active: body.active, definition, rev: body.rev, ..row };
    changed(&ctx, account, Change::Save(new)).await?;
    Ok(Json(json!({ "rev": body.rev + 1, "findings": findings })).into_response())
}

/// A new form, which is off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewForm)]
pub struct New {
    site: Uuid,
    name: String,
    definition: Definition,
}

/// Adds a form.
#[utoipa::path(
    post, path = "/api/v1/forms", operation_id = "addForm", tag = "forms",
    security(("session" = [], "csrf" = [])), request_body = New,
    responses(
        (status = 201, description = "its id", body = Object),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`, or `csrf`"),
        (status = 404, description = "`not_found`: no such site"),
        (status = 409, description = "`too_many_forms`"),
        (status = 422, description = "`not_ready`: no name; `invalid_json`, or `unknown_field`"),
    )
)]
pub async fn add(
    State(ctx): State<Ctx>,
    ChangedBy(login): ChangedBy,
    LooseJson(body): LooseJson<New>,
) -> Result<Response, Problem> {
    login.require(Action::ChangeScripts)?;
    let account = login.account.id;
    let site = sites::of_account_by_id(&mut ctx.db.read().await?, account, body.site).await?;
    let site = site.ok_or_else(Problem::not_found)?.id;
    let name = name(&body.name).map_err(|finding| refused(&[finding]))?;
    let row = blank(account, site, name, body.definition);
    let id = row.id;
    changed(&ctx, account, Change::Add(row)).await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

/// Adds a copy of a form, which is off.
#[utoipa::path(
    post, path = "/api/v1/forms/{id}/duplicate", operation_id = "duplicateForm", tag = "forms",
    security(("session" = [], "csrf" = [])),
    params(("id" = Uuid, Path, description = "the form")),
    responses(
        (status = 201, description = "the copy's id", body = Object),
        (status = 400, description = "`invalid_path`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`, or `csrf`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`too_many_forms`"),
    )
)]
pub async fn duplicate(
    State(ctx): State<Ctx>,
    ChangedBy(login): ChangedBy,
    Id(id): Id,
) -> Result<Response, Problem> {
    login.require(Action::ChangeScripts)?;
    let copy = copy_of(&ctx, &login, id).await?;
    let id = copy.id;
    changed(&ctx, login.account.id, Change::Add(copy)).await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

/// A form again, under another name and off.
pub async fn copy_of(ctx: &Ctx, login: &Login, id: Uuid) -> Result<FormRow, Problem> {
    let row = found(ctx, login, id).await?;
    let name = login.t("offers-copy").with("name", row.name.as_str()).to_string();
    let name = name.chars().take(NAME).collect();
    Ok(blank(row.account_id, row.site_id, name, row.definition.0))
}

/// Takes a form away. What was drawn of it before is still taken.
#[utoipa::path(
    post, path = "/api/v1/forms/{id}/delete", operation_id = "deleteForm", tag = "forms",
    security(("session" = [], "csrf" = [])),
    params(("id" = Uuid, Path, description = "the form")),
    responses(
        (status = 204, description = "it is away, and can be restored"),
        (status = 400, description = "`invalid_path`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`, or `csrf`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn delete(
    State(ctx): State<Ctx>,
    ChangedBy(login): ChangedBy,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    login.require(Action::ChangeScripts)?;
    changed(&ctx, login.account.id, Change::Delete(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a form back; it is off.
#[utoipa::path(
    post, path = "/api/v1/forms/{id}/restore", operation_id = "restoreForm", tag = "forms",
    security(("session" = [], "csrf" = [])),
    params(("id" = Uuid, Path, description = "the form")),
    responses(
        (status = 204, description = "it is there again"),
        (status = 400, description = "`invalid_path`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`, or `csrf`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn restore(
    State(ctx): State<Ctx>,
    ChangedBy(login): ChangedBy,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    login.require(Action::ChangeScripts)?;
    changed(&ctx, login.account.id, Change::Restore(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Days up to now.
    days: Option<i64>,
}

/// How far visitors came in a form.
#[utoipa::path(
    get, path = "/api/v1/forms/{id}/funnel", operation_id = "formFunnel", tag = "forms",
    security(("session" = [])),
    params(
        ("id" = Uuid, Path, description = "the form"),
        ("days" = Option<i64>, Query, description = "up to now; 30 unless told"),
    ),
    responses(
        (status = 200, description = "views, starts, what was sent, and each field", body = Funnel),
        (status = 400, description = "`invalid_path`, or `invalid_query`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn figures(
    State(ctx): State<Ctx>,
    login: Login,
    Id(id): Id,
    Query(span): Query<Span>,
) -> Result<Json<Funnel>, Problem> {
    login.require(Action::SeeSites)?;
    let row = found(&ctx, &login, id).await?;
    let since = ctx.clock.now() - span.days.unwrap_or(30).clamp(1, DAYS) * DAY;
    let mut db = ctx.db.read().await?;
    let (visits, sent) = store::visits(&mut db, row.id, since).await?;
    Ok(Json(funnel(&row.definition.0, &visits, sent)))
}
