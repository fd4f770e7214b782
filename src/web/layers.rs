//! Around every request: an id, a log line, security headers, a caught panic.

use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument as _;

use super::{Problem, error_page};
use crate::ids;

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The id of a request, in its answer, its log lines and its error page.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// The present request's id; empty outside of one.
pub(super) fn current_request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

/// Puts the shared layers around all routes.
pub fn around(routes: Router) -> Router {
    routes
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal").into_response()
        }))
        .layer(from_fn(observe))
}

async fn observe(mut request: Request, next: Next) -> Response {
    let id = ids::new_id().simple().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().clone();
    let span = tracing::info_span!("request", id, %method, route);
    let start = Instant::now();
    let wants_page = error_page::wants_page(request.headers());
    let answer = async {
        if has_nul(request.uri()) {
            return Problem::bad_request("nul_in_address").into_response();
        }
        next.run(request).await
    };
    let mut answer = REQUEST_ID.scope(id.clone(), answer).instrument(span.clone()).await;
    if wants_page {
        answer = error_page::instead_of(answer);
    }
    let status = answer.status();
    let took = start.elapsed();
    metrics::histogram!("leadbell_http_seconds", "route" => route, "status" => status.as_str().to_owned())
        .record(took);
    span.in_scope(|| tracing::debug!(status = status.as_u16(), ?took, "answered"));
    let headers = answer.headers_mut();
    set(headers, "x-request-id", &id);
    set(headers, "x-content-type-options", "nosniff");
    set(headers, "referrer-policy", "strict-origin-when-cross-origin");
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        set(
            headers,
            "content-security-policy",
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        );
    }
    answer
}

/// Whether an address has an encoded NUL, which no text of a database should have and which
/// `PostgreSQL` cannot hold.
fn has_nul(uri: &Uri) -> bool {
    uri.path_and_query().is_some_and(|path| path.as_str().contains("%00"))
}

fn set(headers: &mut axum::http::HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}
