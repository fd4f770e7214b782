//! Around every request: an id, a log line, security headers, a caught panic.

use std::cell::Cell;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument as _;

use super::{Problem, error_page};
use crate::i18n::Language;
use crate::ids;

tokio::task_local! {
    static REQUEST_ID: String;
    static READER: Cell<Language>;
}

/// The id of a request, in its answer, its log lines and its error page.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// The present request's id; empty outside of one.
pub(super) fn current_request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

/// Notes the language of whoever is signed in, for a page in place of a problem.
pub fn reader_is(language: Language) {
    let _ = READER.try_with(|reader| reader.set(language));
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
    let asked = Language::accepted(request.headers()).unwrap_or_default();
    let answer = async {
        let answer = if has_nul(request.uri()) {
            Problem::bad_request("nul_in_address").into_response()
        } else {
            as_problem(next.run(request).await)
        };
        if wants_page { error_page::instead_of(answer, READER.with(Cell::get)) } else { answer }
    };
    let answer = READER.scope(Cell::new(asked), answer);
    let mut answer = REQUEST_ID.scope(id.clone(), answer).instrument(span.clone()).await;
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

/// What axum refuses by itself, in plain words, as a problem: a method that an address does not
/// take, a body over the limit. Its headers stay.
fn as_problem(answer: Response) -> Response {
    let status = answer.status();
    let is_refusal = status.is_client_error() || status.is_server_error();
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let is_plain = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !is_refusal || !is_plain || answer.extensions().get::<Problem>().is_some() {
        return answer;
    }
    let code = match status {
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "unreadable_body",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
        _ => "refused",
    };
    let mut problem = Problem::new(status, code).into_response();
    let (parts, _) = answer.into_parts();
    for (name, value) in &parts.headers {
        if *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH {
            problem.headers_mut().append(name, value.clone());
        }
    }
    problem
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
