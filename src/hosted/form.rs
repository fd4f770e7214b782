//! `GET /f/{form key}`: a built form on a page of its own.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse as _, Response};
use uuid::Uuid;

use super::console::{Asked, policy};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::i18n::Language;
use crate::web::{Path, Problem, Query};
use crate::{forms, ids, sites};

#[derive(Template)]
#[template(path = "hosted/form.html")]
struct FormPage<'a> {
    lang: &'static str,
    nonce: &'a str,
    key: &'a str,
    form: Uuid,
    title: &'a str,
    name: &'a str,
    no_script: String,
    privacy: String,
    privacy_url: Option<&'a str>,
    colour: &'a str,
}

/// The page; of a form that is off or gone there is none.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let form = forms::by_key(&ctx, &key).await?.ok_or_else(Problem::not_found)?;
    let site = sites::by_id(&ctx, form.site).await?.ok_or_else(Problem::not_found)?;
    let settings = &site.settings;
    let lang = Language::of_visitor(&settings.language, &asked.lang, &headers);
    let nonce = ids::random_token(16);
    let template = FormPage {
        lang: lang.code(),
        nonce: &nonce,
        key: &site.key,
        form: form.id,
        title: if form.title.is_empty() { &form.name } else { &form.title },
        name: &site.name,
        no_script: lang.t("hosted-no-script").to_string(),
        privacy: lang.t("hosted-privacy").to_string(),
        privacy_url: settings.privacy_url.as_deref(),
        colour: &settings.colour,
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
