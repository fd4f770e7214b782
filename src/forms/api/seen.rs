//! Pages tell how visitors come along in a form.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::BODY;
use crate::clock::{HOUR, Millis};
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result as Written;
use crate::forms::store::{self, FormRow, Visit};
use crate::guard::{Guard, Limit};
use crate::visitors::{self, authenticate};
use crate::web::{ClientAddress, LooseJson, Problem};

/// How somebody came along in a form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FormSeen {
    /// The site's key.
    site: String,
    /// The visitor's token.
    token: String,
    /// Which form.
    form: Uuid,
    /// Made by the client: telling more of it is the same visit.
    session: Uuid,
    /// At which revision the form was drawn.
    #[serde(default)]
    rev: i64,
    /// Milliseconds in each field, in the order in which they were come to.
    #[serde(default)]
    #[schema(value_type = Vec<Vec<Object>>)]
    at: Vec<(String, i64)>,
    /// Whether something was filled in.
    #[serde(default)]
    started: bool,
}

/// Tells how somebody comes along in a form, for its figures.
#[utoipa::path(
    post, path = "/v1/form/seen", operation_id = "seeForm", tag = "widget",
    request_body(content = FormSeen, content_type = "text/plain", description = BODY),
    responses(
        (status = 204, description = "it is kept, or a robot's"),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`: no valid token"),
        (status = 403, description = "`origin_not_allowed`"),
        (status = 404, description = "`unknown_site`, or `not_found`: no such form"),
        (status = 413, description = "`unreadable_body`: more than 48 KiB"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
        (status = 429, description = "`too_many`"),
    )
)]
pub(super) async fn seen(
    State(ctx): State<Ctx>,
    address: ClientAddress,
    headers: HeaderMap,
    LooseJson(body): LooseJson<FormSeen>,
) -> Result<StatusCode, Problem> {
    let site = visitors::site_for(&ctx, &body.site, &headers).await?;
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    if visitors::is_robot(agent.unwrap_or_default()) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let visitor =
        authenticate(&ctx, &site, &body.token).await?.ok_or_else(Problem::unauthorized)?;
    Guard::of(&ctx).check(Limit::Beats, site.id, Some(visitor), address.network())?;
    let row = store::of_site(&mut ctx.db.read().await?, site.id, body.form).await?;
    let form = row.ok_or_else(Problem::not_found)?;
    let known = |key: &str| form.definition.0.fields().any(|field| field.key == key);
    let spent = body.at.into_iter().filter(|(key, _)| known(key));
    let spent = spent.map(|(key, ms)| (key, ms.clamp(0, HOUR))).take(40).collect();
    let (id, rev, started) = (body.session, body.rev, body.started);
    let visit = Visit { id, visitor, rev, started, spent };
    ctx.db.write(Seen { form, visit, now: ctx.clock.now() }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How far somebody has come in a form.
struct Seen {
    form: FormRow,
    visit: Visit,
    now: Millis,
}

impl Write for Seen {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Written<()> {
        store::seen(tx, &self.form, &self.visit, self.now).await
    }
}
