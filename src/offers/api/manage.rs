//! What the editor of one offer reads and saves.

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

use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::ids;
use crate::offers::change::{Change, Changed, Changing};
use crate::offers::check::{Finding, check, check_magnets};
use crate::offers::definition::Definition;
use crate::offers::store::{self, OfferRow};
use crate::offers::{known, subjects};
use crate::people::{Action, Change as ChangedBy, Login};
use crate::web::{Id, LooseJson, Problem};
use crate::{magnets, sites};

/// Routes of the editor.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/offers", post(add))
        .route("/api/v1/offers/choices", get(choices))
        .route("/api/v1/offers/{id}", get(one).put(save))
        .route("/api/v1/offers/{id}/duplicate", post(duplicate))
        .route("/api/v1/offers/{id}/delete", post(delete))
        .route("/api/v1/offers/{id}/restore", post(restore))
}

/// Characters of a name.
const NAME: usize = 100;

/// Stores a change, and has this node forget what it knew.
pub async fn changed(ctx: &Ctx, account: Uuid, change: Change) -> Result<(), Problem> {
    let done = ctx.db.write(Changing { account, change, now: ctx.clock.now() }).await?;
    known::forget(ctx);
    sites::forget(ctx);
    crate::experiments::forget(ctx);
    match done {
        Changed::Yes => Ok(()),
        Changed::Gone => Err(Problem::not_found()),
        Changed::Elsewhere => Err(Problem::new(StatusCode::CONFLICT, "changed_elsewhere")),
        Changed::TooMany => Err(Problem::new(StatusCode::CONFLICT, "too_many_offers")),
    }
}

/// What an offer can be made of.
#[utoipa::path(
    get, path = "/api/v1/offers/choices", operation_id = "offerChoices", tag = "offers",
    security(("session" = [])),
    responses(
        (status = 200, description = "sites, forms, magnets and scripts, by id and name", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
pub async fn choices(State(ctx): State<Ctx>, login: Login) -> Result<Json<Value>, Problem> {
    login.require(Action::SeeSites)?;
    let account = login.account.id;
    let sites = sites::of_account(&mut ctx.db.read().await?, account).await?;
    let sites: Vec<Value> =
        sites.iter().map(|site| json!({ "id": site.id, "name": site.name })).collect();
    let made = subjects::all(&ctx, account).await?;
    Ok(Json(json!({
        "sites": sites, "forms": made.forms, "magnets": made.magnets, "scripts": made.scripts,
    })))
}

fn told(row: &OfferRow, findings: &[Finding]) -> Value {
    json!({
        "id": row.id, "site": row.site_id, "name": row.name, "active": row.active,
        "starts_at": row.starts_at, "ends_at": row.ends_at, "rev": row.rev,
        "definition": row.definition.0, "findings": findings,
    })
}

/// One offer.
#[utoipa::path(
    get, path = "/api/v1/offers/{id}", operation_id = "getOffer", tag = "offers",
    security(("session" = [])),
    params(("id" = Uuid, Path, description = "the offer")),
    responses(
        (status = 200, description = "the offer, and what is wrong with it", body = Object),
        (status = 400, description = "`invalid_path`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn one(State(ctx): State<Ctx>, login: Login, Id(id): Id) -> Result<Json<Value>, Problem> {
    login.require(Action::SeeSites)?;
    let found = store::by_id(&mut ctx.db.read().await?, login.account.id, id).await?;
    let row = found.ok_or_else(Problem::not_found)?;
    let findings = findings(&ctx, login.account.id, &row.definition.0).await?;
    Ok(Json(told(&row, &findings)))
}

/// All that is wrong with a definition.
pub async fn findings(
    ctx: &Ctx,
    account: Uuid,
    definition: &Definition,
) -> Result<Vec<Finding>, Problem> {
    let magnets = magnets::of_account(&mut ctx.db.read().await?, account).await?;
    let mut findings = check(definition);
    findings.extend(check_magnets(definition, &magnets));
    Ok(findings)
}

/// All of an offer, as it is saved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SavedOffer)]
pub struct Saved {
    /// The revision that was changed.
    rev: i64,
    name: String,
    active: bool,
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    starts_at: Option<Millis>,
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    ends_at: Option<Millis>,
    definition: Definition,
}

/// What is wrong with an offer that is to be on.
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

/// Saves an offer. One that is off is saved with whatever is wrong with it.
#[utoipa::path(
    put, path = "/api/v1/offers/{id}", operation_id = "saveOffer", tag = "offers",
    security(("session" = [], "csrf" = [])),
    params(("id" = Uuid, Path, description = "the offer")),
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
    let found = store::by_id(&mut ctx.db.read().await?, account, id).await?;
    let row = found.ok_or_else(Problem::not_found)?;
    let mut findings = findings(&ctx, account, &body.definition).await?;
    if let (Some(starts), Some(ends)) = (body.starts_at, body.ends_at)
        && ends <= starts
    {
        findings.push(Finding { path: "ends_at".into(), code: "out_of_range" });
    }
    let name = name(&body.name).unwrap_or_else(|finding| {
        findings.push(finding);
        row.name.clone()
    });
    if body.active && !findings.is_empty() {
        return Err(refused(&findings));
    }
    let changed_row = OfferRow {
        name,
        active: body.active,
        starts_at: body.starts_at,
        ends_at: body.ends_at,
        definition: Stored(body.definition),
        rev: body.rev,
        ..row
    };
    changed(&ctx, account, Change::Save(changed_row)).await?;
    Ok(Json(json!({ "rev": body.rev + 1, "findings": findings })).into_response())
}

/// A new offer, which is off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOffer)]
pub struct New {
    site: Uuid,
    name: String,
    definition: Definition,
}

/// Adds an offer at the end of its site's.
#[utoipa::path(
    post, path = "/api/v1/offers", operation_id = "addOffer", tag = "offers",
    security(("session" = [], "csrf" = [])), request_body = New,
    responses(
        (status = 201, description = "its id", body = Object),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`, or `csrf`"),
        (status = 404, description = "`not_found`: no such site"),
        (status = 409, description = "`too_many_offers`"),
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
    let row = OfferRow::new(ids::new_id(), site, name, body.definition);
    let id = row.id;
    changed(&ctx, account, Change::Add(row)).await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

/// Adds a copy of an offer, which is off.
#[utoipa::path(
    post, path = "/api/v1/offers/{id}/duplicate", operation_id = "duplicateOffer", tag = "offers",
    security(("session" = [], "csrf" = [])),
    params(("id" = Uuid, Path, description = "the offer")),
    responses(
        (status = 201, description = "the copy's id", body = Object),
        (status = 400, description = "`invalid_path`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`, or `csrf`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`too_many_offers`"),
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

/// An offer again, under another name and off.
pub async fn copy_of(ctx: &Ctx, login: &Login, id: Uuid) -> Result<OfferRow, Problem> {
    let found = store::by_id(&mut ctx.db.read().await?, login.account.id, id).await?;
    let row = found.ok_or_else(Problem::not_found)?;
    let name = login.t("offers-copy").with("name", row.name.as_str()).to_string();
    let name = name.chars().take(NAME).collect();
    Ok(OfferRow::new(ids::new_id(), row.site_id, name, row.definition.0))
}

/// Takes an offer away.
#[utoipa::path(
    post, path = "/api/v1/offers/{id}/delete", operation_id = "deleteOffer", tag = "offers",
    security(("session" = [], "csrf" = [])),
    params(("id" = Uuid, Path, description = "the offer")),
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

/// Takes an offer back; it is off.
#[utoipa::path(
    post, path = "/api/v1/offers/{id}/restore", operation_id = "restoreOffer", tag = "offers",
    security(("session" = [], "csrf" = [])),
    params(("id" = Uuid, Path, description = "the offer")),
    responses(
        (status = 204, description = "it is there again"),
        (status = 400, description = "`invalid_path`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`, or `csrf`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`too_many_offers`"),
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
