//! The page in the frame of the editor's preview: it draws with what host pages load.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::people::{Action, PageLogin};
use crate::sites::{self, colour};
use crate::web::{Problem, Query, assets};

/// Our own scripts, pictures from anywhere, in a frame of our own pages only.
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; \
     img-src 'self' https: data: blob:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

#[derive(Template)]
#[template(path = "console/offers/preview.html")]
struct PreviewPage {
    lang: String,
    /// The modules, as JSON.
    show: String,
    /// The site, as JSON.
    site: String,
    script: String,
}

#[derive(Deserialize)]
pub struct Asked {
    site: Uuid,
}

/// The page, for an offer of a site.
pub async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    login.require(Action::SeeSites)?;
    let account = login.account.id;
    let found = sites::of_account_by_id(&mut ctx.db.read().await?, account, asked.site).await?;
    let site = found.ok_or_else(Problem::not_found)?;
    let settings = &site.settings;
    let lang = match settings.language.as_str() {
        "auto" => login.language().code(),
        own => own,
    };
    let told = json!({
        "name": site.name, "lang": lang, "colour": settings.colour,
        "ground": colour::ground(&settings.colour), "ink": colour::sign_on(&settings.colour),
        "position": settings.position, "offset": { "x": settings.offset_x, "y": settings.offset_y },
        "privacy_url": settings.privacy_url, "calling_code": settings.calling_code(),
        "consent": settings.consent_required,
    });
    let template = PreviewPage {
        lang: lang.to_owned(),
        show: assets::manifest().show.to_string(),
        site: told.to_string(),
        script: assets::console_path("preview"),
    };
    let html = template.render().map_err(|cause| Error::Internal(format!("template: {cause}")))?;
    let mut answer = Html(html).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}
