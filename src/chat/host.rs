//! What a host page tells of its visitor: who it is (signed), facts about it, what it does.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use super::{inbox, store, visitor_topic};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::events::{self, Event};
use crate::guard::{Guard, Limit};
use crate::sites::{self, Site};
use crate::visitors::{self, Bearer, Identified, Identity};
use crate::web::{ClientAddress, Code, LooseJson, Problem};
use crate::{ids, realtime};

/// Characters of the name of what was done.
const LONGEST_NAME: usize = 40;
/// How JSON of host pages is sent.
const BODY: &str = "JSON of any content type: `text/plain` spares the browser a preflight";

/// What the JavaScript interface sends.
pub fn router() -> Router<Ctx> {
    let from_pages = Router::new()
        .route("/v1/identify", post(identify))
        .route("/v1/attributes", post(attributes))
        .route("/v1/track", post(track));
    visitors::open_to_pages(from_pages)
}

/// What the document of the interface says of it.
#[derive(OpenApi)]
#[openapi(paths(identify, attributes, track))]
pub struct Document;

/// Who a visitor is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignedIdentity {
    /// The site's key.
    site: String,
    /// The visitor's token.
    token: String,
    /// A JWT (HS256) with the site's secret: `aud` is the site's key, `exp` at most 24 hours
    /// ahead, `external_id` (or `sub`), and `name`, `email`, `phone`, `attributes` as wanted.
    jwt: String,
}

/// Who the visitor is now.
#[derive(Serialize, ToSchema)]
struct KnownVisitor {
    /// The token of the visitor with that identity.
    token: String,
    visitor: Uuid,
    /// Whether that is another visitor than before.
    changed: bool,
    /// Until when the token is good, in Unix milliseconds.
    #[schema(value_type = i64)]
    expires: Millis,
}

/// Whose token came with a request of the host page; it may be of an epoch that is over.
async fn who(
    ctx: &Ctx,
    (key, token): (&str, &str),
    address: &ClientAddress,
    headers: &HeaderMap,
) -> Result<(std::sync::Arc<Site>, Bearer), Problem> {
    let site = visitors::site_for(ctx, key, headers).await?;
    let bearer = visitors::named(ctx, &site, token).ok_or_else(Problem::unauthorized)?;
    Guard::of(ctx).check(Limit::Views, site.id, Some(bearer.visitor), address.network())?;
    Ok((site, bearer))
}

/// The visitor, when the token is good.
async fn current(ctx: &Ctx, bearer: Bearer) -> Result<Uuid, Problem> {
    let is_current = visitors::is_current(ctx, bearer).await?;
    is_current.then_some(bearer.visitor).ok_or_else(Problem::unauthorized)
}

/// Says who the visitor is, by a signed token. The same identity in two browsers is one visitor.
#[utoipa::path(
    post, path = "/v1/identify", operation_id = "identifyVisitor", tag = "widget",
    request_body(content = SignedIdentity, content_type = "text/plain", description = BODY),
    responses(
        (status = 200, description = "the visitor with that identity", body = KnownVisitor),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`origin_not_allowed`; or why the token is refused: \
            `bad_token`, `no_expiry`, `expired`, `good_for_too_long`, `wrong_site`, \
            `no_external_id`, `wrong_attribute`, `attribute_too_long`, `too_many_attributes`"),
        (status = 404, description = "`unknown_site`"),
        (status = 413, description = "`unreadable_body`: more than 2 MiB"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
        (status = 429, description = "`too_many`"),
    )
)]
async fn identify(
    State(ctx): State<Ctx>,
    address: ClientAddress,
    headers: HeaderMap,
    LooseJson(body): LooseJson<SignedIdentity>,
) -> Result<Response, Problem> {
    let (site, before) = who(&ctx, (&body.site, &body.token), &address, &headers).await?;
    let now = ctx.clock.now();
    let secrets = sites::identity_secrets(&ctx, site.id).await?;
    let secrets: Vec<&[u8]> = secrets.iter().map(String::as_bytes).collect();
    let identity =
        visitors::read_identity(&body.jwt, &secrets, &site.key, now).map_err(Problem::forbidden)?;
    // The signature speaks for the person, whatever becomes of the browser's token.
    let before = before.visitor;
    let write = Identify { site: site.clone(), before, fresh: ids::new_id(), identity, now };
    let Identified { visitor, epoch, .. } = ctx.db.write(write).await?;
    let (token, expires) = visitors::token(&ctx, Bearer { site: site.id, visitor, epoch });
    let known = KnownVisitor { token, visitor, changed: visitor != before, expires };
    let mut answer = Json(known).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

struct Identify {
    site: std::sync::Arc<Site>,
    before: Uuid,
    fresh: Uuid,
    identity: Identity,
    now: Millis,
}

impl Write for Identify {
    type Out = Identified;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Identified> {
        let Self { site, before, fresh, identity, now } = self;
        let known = visitors::identify(tx, site.id, *before, *fresh, identity, *now).await?;
        let Identified { visitor, is_news, is_new, .. } = known;
        if is_new {
            tx.publish(visitor_topic(visitor), realtime::ending(realtime::close::RENEW));
        }
        if is_news && let Some(row) = store::current(tx, visitor).await? {
            store::lock_by_id(tx, &[row.id]).await?;
            inbox::changed(tx, site.account_id, &[row.id], *now).await?;
        }
        Ok(known)
    }
}

/// Facts about a visitor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VisitorAttributes {
    /// The site's key.
    site: String,
    /// The visitor's token.
    token: String,
    /// Name → text, number, truth; null takes it away.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    attributes: Map<String, Value>,
}

/// Keeps facts about the visitor, which nobody has verified. Those of an identified visitor come
/// from its token alone: then nothing happens.
#[utoipa::path(
    post, path = "/v1/attributes", operation_id = "setAttributes", tag = "widget",
    request_body(content = VisitorAttributes, content_type = "text/plain", description = BODY),
    responses(
        (status = 204, description = "they are kept"),
        (status = 400, description = "`invalid_json`, `wrong_attribute`, `attribute_too_long`, or \
            `too_many_attributes`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`origin_not_allowed`"),
        (status = 404, description = "`unknown_site`"),
        (status = 413, description = "`unreadable_body`: more than 2 MiB"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
        (status = 429, description = "`too_many`"),
    )
)]
async fn attributes(
    State(ctx): State<Ctx>,
    address: ClientAddress,
    headers: HeaderMap,
    LooseJson(body): LooseJson<VisitorAttributes>,
) -> Result<StatusCode, Problem> {
    let (site, bearer) = who(&ctx, (&body.site, &body.token), &address, &headers).await?;
    let (site, visitor) = (site.id, current(&ctx, bearer).await?);
    let set: Result<(), Code> = ctx.db.write(Set { site, visitor, said: body.attributes }).await?;
    set.map(|()| StatusCode::NO_CONTENT).map_err(Problem::bad_request)
}

struct Set {
    site: Uuid,
    visitor: Uuid,
    said: Map<String, Value>,
}

impl Write for Set {
    type Out = Result<(), Code>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Out> {
        visitors::set_attributes(tx, self.site, self.visitor, self.said.clone()).await
    }
}

/// What a visitor has done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Doing {
    /// The site's key.
    site: String,
    /// The visitor's token.
    token: String,
    /// Its name: letters, digits, `-`, `_` and `.`, at most 40.
    name: String,
}

/// Notes in the account's log what the visitor has done.
#[utoipa::path(
    post, path = "/v1/track", operation_id = "trackVisitor", tag = "widget",
    request_body(content = Doing, content_type = "text/plain", description = BODY),
    responses(
        (status = 204, description = "it is noted"),
        (status = 400, description = "`invalid_json`, or `wrong_name`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`origin_not_allowed`"),
        (status = 404, description = "`unknown_site`"),
        (status = 413, description = "`unreadable_body`: more than 2 MiB"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
        (status = 429, description = "`too_many`"),
    )
)]
async fn track(
    State(ctx): State<Ctx>,
    address: ClientAddress,
    headers: HeaderMap,
    LooseJson(body): LooseJson<Doing>,
) -> Result<StatusCode, Problem> {
    let (site, bearer) = who(&ctx, (&body.site, &body.token), &address, &headers).await?;
    let visitor = current(&ctx, bearer).await?;
    let name = body.name;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(is_name) {
        return Err(Problem::bad_request("wrong_name"));
    }
    ctx.db.write(Track { site, visitor, name, now: ctx.clock.now() }).await?;
    Ok(StatusCode::NO_CONTENT)
}

struct Track {
    site: std::sync::Arc<Site>,
    visitor: Uuid,
    name: String,
    now: Millis,
}

impl Write for Track {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let event = Event {
            site: Some(self.site.id),
            visitor: Some(self.visitor),
            data: json!({ "name": self.name }),
            ..Event::new(self.site.account_id, "visitor.tracked", self.now)
        };
        events::append(tx, &event).await
    }
}
