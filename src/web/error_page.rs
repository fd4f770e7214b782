//! Problems as pages, for browsers that were navigating. Handlers return problems throughout;
//! the layer around them turns them into a page where a person would read it.

use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::html::{Bare, page};
use super::problem::Problem;
use crate::i18n::{Language, Say};

/// What an error page says.
#[derive(Template)]
#[template(path = "console/error.html")]
struct ErrorPage {
    page: Bare,
    status: u16,
    title: String,
    words: Say,
    way_on: (&'static str, Say),
    request_id: String,
}

/// Whether the request is a browser's for a page, not a script's for data.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepts.is_some_and(|types| types.contains("text/html")) && !headers.contains_key("hx-request")
}

/// The page in place of a problem, in the reader's language.
pub(super) fn instead_of(answer: Response, reader: Language) -> Response {
    let Some(problem) = answer.extensions().get::<Problem>().cloned() else { return answer };
    let (title, words, way_on) = words(problem.status(), problem.code());
    let title = title.in_language(reader);
    let template = ErrorPage {
        page: Bare::new(reader, title.clone(), ""),
        status: problem.status().as_u16(),
        title,
        words,
        way_on,
        request_id: problem.request_id().to_owned(),
    };
    let Ok(page) = page(problem.status(), &template) else { return answer };
    let mut instead = page.into_response();
    if let Some(seconds) = answer.headers().get(header::RETRY_AFTER) {
        instead.headers_mut().insert(header::RETRY_AFTER, seconds.clone());
    }
    instead
}

/// Title, words, way on.
type Words = (Say, Say, (&'static str, Say));

fn words(status: StatusCode, code: &str) -> Words {
    let inbox = ("/console/inbox", Say::of("failure-inbox"));
    let (title, words) = match (status.as_u16(), code) {
        (403, "csrf") => ("failure-csrf", "failure-csrf-text"),
        (403, _) => ("failure-role", "failure-role-text"),
        (401, _) => ("failure-signed-out", "failure-signed-out-text"),
        (404, _) => ("failure-missing", "failure-missing-text"),
        (405, _) => ("failure-method", "failure-method-text"),
        (413, _) => ("failure-large", "failure-large-text"),
        (429, _) => ("failure-often", "failure-often-text"),
        (503, _) => ("failure-busy", "failure-busy-text"),
        (400..=499, _) => ("failure-unreadable", "failure-unreadable-text"),
        _ => ("failure-broken", "failure-broken-text"),
    };
    let way_on = match status.as_u16() {
        401 => ("/login", Say::of("word-signin")),
        429 => ("/login", Say::of("failure-back")),
        _ => inbox,
    };
    (Say::of(title), Say::of(words), way_on)
}
