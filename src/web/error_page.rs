//! Problems as pages, for browsers that were navigating. Handlers return problems throughout;
//! the layer around them turns them into a page where a person would read it.

use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::html::{Bare, page};
use super::problem::Problem;

/// What an error page says.
#[derive(Template)]
#[template(path = "console/error.html")]
struct ErrorPage {
    page: Bare,
    status: u16,
    title: &'static str,
    words: &'static str,
    way_on: (&'static str, &'static str),
    request_id: String,
}

/// Whether the request is a browser's for a page, not a script's for data.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepts.is_some_and(|types| types.contains("text/html")) && !headers.contains_key("hx-request")
}

/// The page in place of a problem.
pub(super) fn instead_of(answer: Response) -> Response {
    let Some(problem) = answer.extensions().get::<Problem>().cloned() else { return answer };
    let (title, words, way_on) = words(problem.status(), problem.code());
    let template = ErrorPage {
        page: Bare::new(title, ""),
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

type Words = (&'static str, &'static str, (&'static str, &'static str));

const INBOX: (&str, &str) = ("/console/inbox", "Go to the inbox");

fn words(status: StatusCode, code: &str) -> Words {
    match (status.as_u16(), code) {
        (403, "csrf") => (
            "Nothing was changed",
            "This page was open for too long, or it was sent from another site. Go back, reload \
             the page and try again.",
            INBOX,
        ),
        (403, _) => (
            "Your role does not include this",
            "An owner of the account can do it, or give you another role.",
            INBOX,
        ),
        (401, _) => ("You are signed out", "Sign in to go on.", ("/login", "Sign in")),
        (404, _) => {
            ("There is nothing here", "The address is mistyped, or what was here is gone.", INBOX)
        }
        (405, _) => ("This cannot be opened", "The address takes no such request.", INBOX),
        (413, _) => ("That was too much", "What was sent is larger than the server takes.", INBOX),
        (429, _) => (
            "Too many tries",
            "Wait a little, then try again. Nothing is locked.",
            ("/login", "Back"),
        ),
        (503, _) => (
            "Not available for a moment",
            "Nothing was lost. Reload the page in a few seconds.",
            INBOX,
        ),
        (400..=499, _) => {
            ("The server could not read this", "Go back, reload the page and try again.", INBOX)
        }
        _ => (
            "Something broke on our side",
            "It is in the server's log under the number below. Reload the page, or come back \
             later.",
            INBOX,
        ),
    }
}
