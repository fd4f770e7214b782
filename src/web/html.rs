//! Pages for people: an askama template with the console's strict policy.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Problem;
use super::assets::ConsoleAssets;
use crate::error::Error;
use crate::i18n::{Language, Say, Text};

/// Only our own files; never framed; no inline script or style.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// What `templates/console/bare.html` needs to know: the frame without a rail.
#[derive(Clone, Debug)]
pub struct Bare {
    /// The document's title.
    pub title: String,
    /// The page's language.
    pub lang: Language,
    /// `light`, `dark`, or empty for the system's.
    pub theme: &'static str,
    /// The session's token; empty where there is no session yet.
    pub csrf: String,
    /// Paths of the built files.
    pub assets: ConsoleAssets,
    /// Said once in a toast.
    pub flash: Option<String>,
}

impl Bare {
    /// A frame without a session.
    pub fn new(lang: Language, title: impl Into<String>, theme: &'static str) -> Self {
        Self {
            title: title.into(),
            lang,
            theme,
            csrf: String::new(),
            assets: ConsoleAssets::current(lang),
            flash: None,
        }
    }

    /// A text in the page's language.
    pub fn t(&self, key: &'static str) -> Text {
        self.lang.t(key)
    }

    /// A sentence in the page's language.
    pub fn say(&self, say: impl AsRef<Say>) -> String {
        say.as_ref().in_language(self.lang)
    }
}

/// A rendered page with its status.
pub struct Page(pub StatusCode, pub String);

/// Renders a template as a page.
pub fn page(status: StatusCode, template: &impl Template) -> Result<Page, Problem> {
    let text = template.render().map_err(|cause| Error::Internal(format!("template: {cause}")))?;
    Ok(Page(status, text))
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let Self(status, text) = self;
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        ];
        (status, headers, text).into_response()
    }
}
