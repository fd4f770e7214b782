//! `GET /p/{slug}`: a landing page as visitors see it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use serde::Deserialize;
use uuid::Uuid;

use super::definition::{Definition, Does, Media, Variant, Video, video};
use super::store;
use super::visits::{Tried, cookie, is_on, tried, variant};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::i18n::Language;
use crate::sites::{self, Site, colour};
use crate::web::{ClientAddress, Path, Problem, Query};
use crate::{forms, ids};

/// Seconds for which somebody stays in their arm.
const KEPT: i64 = 90 * 24 * 3_600;

/// The page.
pub fn router() -> Router<Ctx> {
    Router::new().route("/p/{slug}", get(show))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    lang: String,
}

#[derive(Template)]
#[template(path = "hosted/landing.html")]
struct LandingPage<'a> {
    lang: &'static str,
    nonce: &'a str,
    key: &'a str,
    site: &'a str,
    definition: &'a Definition,
    variant: &'a Variant,
    film: Option<Video>,
    /// The form that stands on it.
    form: Option<Uuid>,
    /// Whether the button opens the chat.
    is_chat: bool,
    /// The words on the button; none: there is no button.
    call: String,
    play: String,
    watch: String,
    no_script: String,
    privacy: String,
    privacy_url: Option<&'a str>,
    colour: &'a str,
    ink: &'static str,
    /// Nothing on it can be pressed, and nothing of it is counted.
    is_preview: bool,
    /// Of CSS: which colours it may have.
    scheme: &'static str,
    address: String,
}

impl LandingPage<'_> {
    fn title(&self) -> &str {
        let Self { definition, variant, .. } = self;
        if definition.title.is_empty() { &variant.headline } else { &definition.title }
    }

    fn points(&self) -> impl Iterator<Item = &str> {
        self.variant.points.lines().map(str::trim).filter(|line| !line.is_empty())
    }

    fn is_framed(&self) -> bool {
        matches!(self.film, Some(Video::Frame(_)))
    }

    fn picture(&self) -> Option<&str> {
        let is_picture = self.variant.media == Media::Picture && !self.variant.media_url.is_empty();
        is_picture.then_some(self.variant.media_url.as_str())
    }

    /// Our own scripts; pictures, films and frames of the addresses on it alone.
    fn policy(&self, origin: &str) -> String {
        let socket = origin.replacen("http", "ws", 1);
        let own = |url: &str| {
            let origin = url::Url::parse(url).ok().map(|url| url.origin().ascii_serialization());
            origin.filter(|origin| origin != "null").unwrap_or_default()
        };
        let picture = self.picture().map(own).unwrap_or_default();
        let (film, frame) = match &self.film {
            Some(Video::File(url)) => (own(url), String::new()),
            Some(Video::Frame(url)) => (String::new(), own(url)),
            _ => Default::default(),
        };
        let or_none = |one: String| if one.is_empty() { "'none'".to_owned() } else { one };
        let nonce = self.nonce;
        let framed = if self.is_preview { "'self'" } else { "'none'" };
        format!(
            "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'nonce-{nonce}'; \
             connect-src 'self' {socket}; img-src 'self' blob: data: {picture}; \
             media-src {}; frame-src {}; frame-ancestors {framed}; base-uri 'none'; \
             form-action 'none'",
            or_none(film),
            or_none(frame),
        )
    }
}

/// What is drawn.
pub struct Drawn<'a> {
    pub site: &'a Site,
    pub slug: &'a str,
    pub definition: &'a Definition,
    pub variant: &'a Variant,
    pub language: Language,
    /// Of a preview: the colours that it is seen in.
    pub preview: Option<&'static str>,
}

/// A landing page as a document.
pub async fn draw(ctx: &Ctx, drawn: Drawn<'_>) -> Result<Response, Problem> {
    let Drawn { site, slug, definition, variant, language, preview } = drawn;
    let is_preview = preview.is_some();
    let form = match definition.form.filter(|_| definition.does == Does::Form) {
        Some(form) => forms::is_on(ctx, site.id, form).await?.then_some(form),
        None => None,
    };
    let nonce = ids::random_token(16);
    let settings = &site.settings;
    // Where the form is not there any more, somebody answers all the same.
    let is_chat =
        definition.does == Does::Chat || (definition.does == Does::Form && form.is_none());
    let call = if variant.call.is_empty() {
        language.t(if is_chat { "landing-chat" } else { "landing-go" }).to_string()
    } else {
        variant.call.clone()
    };
    let template = LandingPage {
        lang: language.code(),
        nonce: &nonce,
        key: &site.key,
        site: &site.name,
        definition,
        variant,
        film: video(&variant.media_url).filter(|_| variant.media == Media::Video),
        form,
        is_chat,
        call,
        play: language.t("landing-play").to_string(),
        watch: language.t("landing-watch").to_string(),
        no_script: language.t("landing-no-script").to_string(),
        privacy: language.t("hosted-privacy").to_string(),
        privacy_url: settings.privacy_url.as_deref(),
        colour: &settings.colour,
        ink: colour::ink_on(&settings.colour),
        is_preview,
        scheme: preview.unwrap_or("light dark"),
        address: ctx.link(&format!("/p/{slug}")),
    };
    let html = template.render().map_err(|cause| Error::Internal(format!("template: {cause}")))?;
    let policy = template.policy(&ctx.origin());
    let is_listed = definition.is_listed && !is_preview;
    let mut answer = Html(html).into_response();
    let headers = answer.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_SECURITY_POLICY, &policy);
    set(header::CACHE_CONTROL, "no-store");
    set(header::X_FRAME_OPTIONS, if is_preview { "SAMEORIGIN" } else { "DENY" });
    if !is_listed {
        set(HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
    }
    Ok(answer)
}

/// The page; of one that is off or gone there is none.
async fn show(
    State(ctx): State<Ctx>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let row = store::by_slug(&mut ctx.db.read().await?, &slug).await?;
    let row = row.filter(is_on).ok_or_else(Problem::not_found)?;
    let site = sites::by_id(&ctx, row.site_id).await?.ok_or_else(Problem::not_found)?;
    let settings = &site.settings;
    let language = Language::of_visitor(&settings.language, &asked.lang, &headers);
    let network = ClientAddress(address).network();
    let fresh = (!settings.consent_required).then(ids::new_id);
    let tried = tried(&ctx, &row, network, &headers, fresh).await?;
    let variant = variant(&row, tried.as_ref()).ok_or_else(Problem::not_found)?;
    let definition = &row.definition.0;
    let drawn =
        Drawn { site: &site, slug: &row.slug, definition, variant, language, preview: None };
    let mut answer = draw(&ctx, drawn).await?;
    if let Some(Tried { period, arm }) = tried.filter(|_| !settings.consent_required) {
        let secure = if ctx.origin().starts_with("https") { "; Secure" } else { "" };
        let (name, period) = (cookie(row.id), period.id.simple());
        let cookie = format!(
            "{name}={period}.{}; Path=/; Max-Age={KEPT}; HttpOnly; SameSite=Lax{secure}",
            arm.key
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            answer.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    Ok(answer)
}

/// Letters of which the end of an address is made.
pub fn is_slug(text: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (3..=60).contains(&text.len()) && text.bytes().all(is_letter) && !text.starts_with('-')
}

/// The end of an address, of a name.
pub fn slug_of(name: &str) -> String {
    let plain = name.to_lowercase().replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
    let plain = plain.replace('ß', "ss");
    let letters: String =
        plain.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = letters.split('-').filter(|word| !word.is_empty()).collect();
    let slug: String = words.join("-").chars().take(40).collect();
    let slug = slug.trim_matches('-');
    if slug.len() < 3 {
        format!("page-{slug}").trim_matches('-').to_owned()
    } else {
        slug.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_makes_the_end_of_an_address() {
        for (name, slug) in [
            ("Summer sale 2026", "summer-sale-2026"),
            ("Größe & Maß!", "groesse-mass"),
            ("Скидка", "page"),
            ("A", "page-a"),
        ] {
            assert_eq!(slug_of(name), slug);
            assert!(is_slug(&slug_of(name)), "{name}");
        }
        assert!(!is_slug("a b") && !is_slug("ab") && !is_slug("-abc") && !is_slug("Abc"));
    }
}
