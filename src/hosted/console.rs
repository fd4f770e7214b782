//! `GET /c/{site key}`: a shell that the widget fills.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::i18n::Language;
use crate::web::{Path, Problem, Query};
use crate::{ids, sites};

/// The hosted page.
pub fn router() -> Router<Ctx> {
    Router::new().route("/c/{key}", get(show)).route("/f/{key}", get(super::form::show))
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub lang: String,
}

#[derive(Template)]
#[template(path = "hosted/page.html")]
struct HostedPage<'a> {
    lang: &'static str,
    nonce: &'a str,
    key: &'a str,
    title: String,
    name: &'a str,
    greeting: String,
    no_script: String,
    privacy: String,
    privacy_url: Option<&'a str>,
    colour: &'a str,
    ink: &'static str,
}

async fn show(
    State(ctx): State<Ctx>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let site = sites::by_key(&ctx, &key).await?.ok_or_else(Problem::not_found)?;
    let settings = &site.settings;
    let lang = Language::of_visitor(&settings.language, &asked.lang, &headers);
    let (nonce, texts) = (ids::random_token(16), &settings.texts);
    let name = texts.title.as_deref().unwrap_or(&site.name);
    let template = HostedPage {
        lang: lang.code(),
        nonce: &nonce,
        key: &site.key,
        title: lang.t("hosted-title").with("site", &site.name).to_string(),
        name,
        greeting: match &texts.greeting {
            Some(greeting) => greeting.clone(),
            None => lang.t("preview-greeting").to_string(),
        },
        no_script: lang.t("hosted-no-script").to_string(),
        privacy: lang.t("hosted-privacy").to_string(),
        privacy_url: settings.privacy_url.as_deref(),
        colour: &settings.colour,
        ink: sites::colour::ink_on(&settings.colour),
    };
    let html = template.render().map_err(|cause| Error::Internal(format!("template: {cause}")))?;
    let mut answer = Html(html).into_response();
    let headers = answer.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_SECURITY_POLICY, &policy(&nonce, &ctx.origin()));
    set(header::CACHE_CONTROL, "no-store");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
    Ok(answer)
}

/// Our own scripts and sockets; nothing else, and never framed.
pub(super) fn policy(nonce: &str, origin: &str) -> String {
    let socket = origin.replacen("http", "ws", 1);
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'nonce-{nonce}'; \
         connect-src 'self' {socket}; img-src 'self' blob: data:; frame-ancestors 'none'; \
         base-uri 'none'; form-action 'none'"
    )
}
