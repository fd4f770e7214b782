//! What a host page fetches: the loader, its modules, the site's settings; and the page views it
//! sends. No cookies; the paths are neutral.

use std::io::Write as _;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::view::Told;
use super::{Seen, View, authenticate, files, is_robot, may_view, site_for, store, token};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::sites::{Position, Site};
use crate::web::{ClientAddress, LooseJson, Problem, assets};

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
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, fixed("content-type"));
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
    let stored = store::file(&mut ctx.db.read().await?, &name).await?;
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
    let body = serde_json::to_vec(&public_settings(&site)).map_err(crate::error::Error::from)?;
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

/// What the widget may know of a site.
fn public_settings(site: &Site) -> serde_json::Value {
    let settings = &site.settings;
    let texts = &settings.texts;
    let set = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let mut shown = serde_json::Map::new();
    for (name, text) in [
        ("title", set(&texts.title)),
        ("greeting", set(&texts.greeting)),
        ("launcher", set(&texts.launcher)),
        ("reply_time", set(&texts.reply_time)),
    ] {
        if let Some(text) = text {
            shown.insert(name.to_owned(), text.into());
        }
    }
    let mut all = json!({
        "site": site.key,
        "name": site.name,
        "lang": settings.language,
        "colour": settings.colour,
        "position": if settings.position == Position::Left { "left" } else { "right" },
        "offset": {"x": settings.offset_x, "y": settings.offset_y},
        "texts": shown,
        "consent": settings.consent_required,
        "country": settings.country,
        "bubble": settings.bubble,
        "goals": {
            "lead": settings.goals.lead,
            "chat": settings.goals.chat,
            "ym": settings.goals.metrica,
        },
        "modules": assets::manifest().modules,
        "form": {
            "fields": ["name", "phone", "email", "message"],
            "consent_field": settings.consent_required || settings.privacy_url.is_some(),
        },
    });
    if let Some(url) = set(&settings.privacy_url) {
        all["privacy_url"] = url.into();
    }
    all
}

/// A page view as a browser sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ViewBody {
    site: String,
    #[serde(default)]
    token: Option<String>,
    view: Uuid,
    url: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    referrer: String,
    #[serde(default)]
    lang: String,
    #[serde(default, rename = "returning")]
    _returning: Option<bool>,
}

#[derive(Serialize)]
struct ViewAnswer {
    token: String,
    visitor: Uuid,
    visit: Uuid,
    expires: Millis,
}

async fn view(
    State(ctx): State<Ctx>,
    address: ClientAddress,
    headers: HeaderMap,
    LooseJson(body): LooseJson<ViewBody>,
) -> Result<Response, Problem> {
    let site = site_for(&ctx, &body.site, &headers).await?;
    let agent = text(&headers, "user-agent");
    let purpose = text(&headers, "sec-purpose");
    if is_robot(agent) || purpose.contains("prefetch") || purpose.contains("prerender") {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let known = body.token.as_deref().and_then(|token| authenticate(&ctx, &site, token));
    may_view(&ctx, site.id, known, address.network())?;
    let told = Told {
        view: body.view,
        url: &body.url,
        title: &body.title,
        referrer: &body.referrer,
        language: &body.lang,
        agent,
    };
    let site_id = site.id;
    let Seen { visitor, visit } =
        ctx.db.write(View::new(site, known, told, ctx.clock.now())).await?;
    let (token, expires) = token(&ctx, site_id, visitor);
    let mut answer = Json(ViewAnswer { token, visitor, visit, expires }).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}
