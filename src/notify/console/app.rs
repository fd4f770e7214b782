//! The console as an app: its manifest, and the service worker, which shows what comes while no tab
//! is open.

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde_json::json;

use crate::ctx::Ctx;
use crate::web::{Problem, assets};

/// A browser asks for it with every visit; it changes with each release.
const ANEW: &str = "no-cache";
/// What the service worker may fetch and show.
const POLICY: &str = "default-src 'none'; connect-src 'self'; img-src 'self'";

pub(super) fn router() -> Router<Ctx> {
    Router::new()
        .route("/console/sw.js", get(service_worker))
        .route("/console/app.webmanifest", get(manifest))
}

async fn service_worker(headers: HeaderMap) -> Result<Response, Problem> {
    let mut answer =
        assets::answer("console/sw.js", &headers, ANEW).ok_or_else(Problem::not_found)?;
    let policy = HeaderValue::from_static(POLICY);
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(answer)
}

async fn manifest() -> Response {
    let icon = |name: &str, size: &str, purpose: &str| {
        let src = assets::console_path(name);
        json!({"src": src, "sizes": size, "type": "image/png", "purpose": purpose})
    };
    let manifest = json!({
        "id": "/console/",
        "name": "Leadbell",
        "short_name": "Leadbell",
        "start_url": "/console/inbox",
        // The login is part of the app, and stands outside of the console.
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#2563eb",
        "icons": [
            icon("icon-192.png", "192x192", "any"),
            icon("icon-512.png", "512x512", "any"),
            icon("maskable-512.png", "512x512", "maskable"),
        ],
    });
    let kind = HeaderValue::from_static("application/manifest+json");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
    ];
    (headers, manifest.to_string()).into_response()
}
