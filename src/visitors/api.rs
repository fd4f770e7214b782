//! What a host page fetches: the loader, its modules, the site's settings; and the page views it
//! sends. No cookies; the paths are neutral.

use std::io::Write as _;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use super::settings::PublicSettings;
use super::view::Told;
use super::{
    Bearer, Looks, Met, Seen, View, beat_after, country, files, is_robot, may_view, meet, named,
    site_for, store, token, told_more,
};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::web::{ClientAddress, LooseJson, Path, Problem, assets};

const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// Loader, modules, settings and page views.
pub fn router() -> Router<Ctx> {
    let from_pages = Router::new().route("/s/{key}", get(config)).route("/v1/view", post(view));
    open_to_pages(from_pages).route("/w.js", get(loader)).route("/w/{*file}", get(module))
}

/// Lets the script of other origins read the answers of `routes`, refusals too, and answers
/// `OPTIONS`. Each handler checks the origin against the site's list itself.
pub fn open_to_pages(routes: Router<Ctx>) -> Router<Ctx> {
    routes.layer(from_fn(cors))
}

async fn cors(request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let mut answer = if request.method() == Method::OPTIONS {
        let mut answer = StatusCode::NO_CONTENT.into_response();
        let headers = answer.headers_mut();
        let fixed = HeaderValue::from_static;
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, fixed("GET, POST"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, fixed("authorization, content-type"));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, fixed("86400"));
        answer
    } else {
        next.run(request).await
    };
    let headers = answer.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = HeaderValue::from_static("retry-after, x-request-id");
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    answer
}

async fn loader(headers: HeaderMap) -> Result<Response, Problem> {
    assets::answer("w.js", &headers, "public, max-age=300").ok_or_else(Problem::not_found)
}

/// A module of this release, or of one that was current within the last week.
async fn module(
    State(ctx): State<Ctx>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !files::is_hashed(&name) {
        return Err(Problem::not_found());
    }
    if let Some(answer) = assets::answer(&name, &headers, FOR_GOOD) {
        return Ok(answer);
    }
    let stored = store::files::file(&mut ctx.db.read().await?, &name).await?;
    let (kind, body) = stored.ok_or_else(Problem::not_found)?;
    let mut answer = Response::new(Body::from(body));
    let headers = answer.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::try_from(kind).map_err(|_| Problem::not_found())?,
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_GOOD));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    Ok(answer)
}

/// What the document of the interface says of what a host page fetches and sends.
#[derive(OpenApi)]
#[openapi(paths(config, view))]
pub struct Document;

/// What the widget may know of a site.
#[utoipa::path(
    get, path = "/s/{key}", operation_id = "siteSettings", tag = "widget",
    params(("key" = String, Path, description = "the site's key")),
    responses(
        (status = 200, description = "the settings", body = PublicSettings),
        (status = 400, description = "`invalid_path`"),
        (status = 403, description = "`origin_not_allowed`"),
        (status = 404, description = "`unknown_site`"),
    )
)]
async fn config(
    State(ctx): State<Ctx>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // A page of the server's own origin sends no `Origin` with a GET.
    let site = if headers.contains_key(header::ORIGIN) {
        site_for(&ctx, &key, &headers).await?
    } else {
        let site = crate::sites::by_key(&ctx, &key).await?;
        site.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "unknown_site"))?
    };
    let body = serde_json::to_vec(&PublicSettings::of(&site)).map_err(crate::error::Error::from)?;
    let gzip = headers
        .get(header::ACCEPT_ENCODING)
        .is_some_and(|value| value.to_str().is_ok_and(|text| text.contains("gzip")));
    let packed = if gzip { pack(&body) } else { None };
    let is_packed = packed.is_some();
    let mut answer = Response::new(Body::from(packed.unwrap_or(body)));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    if is_packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(answer)
}

fn pack(body: &[u8]) -> Option<Vec<u8>> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(body).ok()?;
    packer.finish().ok()
}

/// A page view as a browser sends it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PageView {
    /// The site's key.
    site: String,
    /// The visitor's token, where there is one.
    #[serde(default)]
    token: Option<String>,
    /// Made by the client: repeating it is the same view.
    view: Uuid,
    /// The page's address; personal data is taken out.
    url: String,
    #[serde(default)]
    title: String,
    /// What linked here.
    #[serde(default)]
    referrer: String,
    /// The page's language.
    #[serde(default)]
    lang: String,
    /// Whether the browser has been here before.
    #[serde(default, rename = "returning")]
    _returning: Option<bool>,
}

/// Who looked.
#[derive(Serialize, ToSchema)]
struct Viewed {
    /// The visitor's token, good for this site alone.
    token: String,
    visitor: Uuid,
    visit: Uuid,
    /// Until when the token is good, in Unix milliseconds.
    #[schema(value_type = i64)]
    expires: Millis,
    /// After how many seconds the page is to say that it is still looked at (`beat`); 0: it is not.
    beat: i64,
    /// What the site's offers go by, where it has some.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    facts: Option<serde_json::Value>,
}

/// Stores a page view, and gives the visitor a token.
#[utoipa::path(
    post, path = "/v1/view", operation_id = "viewPage", tag = "widget",
    request_body(
        content = PageView, content_type = "text/plain",
        description = "JSON of any content type: `text/plain` spares the browser a preflight",
    ),
    responses(
        (status = 200, description = "who looked", body = Viewed),
        (status = 204, description = "a robot's view, one ahead of a visit, or a preview of the console: nothing is \
            stored"),
        (status = 400, description = "`invalid_json`, or `unusable_text`"),
        (status = 403, description = "`origin_not_allowed`"),
        (status = 404, description = "`unknown_site`"),
        (status = 413, description = "`unreadable_body`: more than 2 MiB"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
        (status = 429, description = "`too_many`"),
    )
)]
async fn view(
    State(ctx): State<Ctx>,
    address: ClientAddress,
    headers: HeaderMap,
    LooseJson(body): LooseJson<PageView>,
) -> Result<Response, Problem> {
    let site = site_for(&ctx, &body.site, &headers).await?;
    let agent = text(&headers, "user-agent");
    let purpose = text(&headers, "sec-purpose");
    // The console's previews are nobody's visit.
    let is_preview = body.url.starts_with(&ctx.link("/console/"));
    let is_ahead = purpose.contains("prefetch") || purpose.contains("prerender");
    if is_robot(agent) || is_ahead || is_preview {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let known = body.token.as_deref().and_then(|token| named(&ctx, &site, token));
    let visitor = known.map(|known| known.visitor);
    may_view(&ctx, site.id, visitor, address.network())?;
    let told = Told {
        view: body.view,
        url: &body.url,
        title: &body.title,
        referrer: &body.referrer,
        language: &body.lang,
        agent,
        country: &country::of(&ctx, address.0),
    };
    let is_hosted = body.url.starts_with(&ctx.link("/c/"));
    let view = View { is_hosted, ..View::new(site.clone(), known, told, ctx.clock.now()) };
    let (url, title) = (view.url.clone(), view.title.clone());
    let Seen { visitor, visit, epoch } = ctx.db.write(view).await?;
    let (token, expires) = token(&ctx, Bearer { site: site.id, visitor, epoch });
    let beat = beat_after(&ctx, Looks { site: &site, visitor, url: &url, title: &title });
    if body.url.starts_with(&ctx.link("/")) {
        let (site, url, network) = (site.id, body.url.clone(), address.network());
        meet(&ctx, Met { site, visitor, url, network, headers }).await;
    }
    let facts = told_more(&ctx, &site, visitor, &body.url).await;
    let viewed = Viewed { token, visitor, visit, expires, beat, facts };
    let mut answer = Json(viewed).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}
