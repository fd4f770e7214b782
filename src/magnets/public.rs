//! `GET /m/{site}/{token}` shows what somebody was given; `POST` takes it, or confirms the address.
//! Nothing is counted, confirmed or scored by a GET.

use askama::Template;
use axum::Router;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::store::{self, Download};
use super::{Kind, Magnet, give, token};
use crate::attachments::disposition;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::{Error, Result as Written};
use crate::events;
use crate::i18n::Language;
use crate::ids;
use crate::sites::{self, Site, colour};
use crate::web::{Path, Problem};

/// Nothing that is taken runs, frames or fetches anything.
const SANDBOX: &str = "default-src 'none'; sandbox";

/// The page of a magnet.
pub fn router() -> Router<Ctx> {
    Router::new().route("/m/{site}/{token}", get(show).post(press))
}

/// Somebody's magnet.
struct Found {
    site: Site,
    magnet: Magnet,
    download: Download,
}

/// What it can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It can be taken.
    Ready,
    /// The address is to be confirmed first.
    Waits,
    /// It was taken as often as it may be, or it is too late.
    Over,
}

impl Found {
    async fn read(ctx: &Ctx, key: &str, token: &str) -> Result<Self, Problem> {
        let id = token::read(&ctx.keys, token).ok_or_else(Problem::not_found)?;
        let site = sites::by_key(ctx, key).await?.ok_or_else(Problem::not_found)?;
        let mut db = ctx.db.read().await?;
        let download = store::download(&mut db, id).await?;
        let download =
            download.filter(|it| it.site_id == site.id).ok_or_else(Problem::not_found)?;
        let magnet = store::ever(&mut db, site.account_id, download.magnet_id).await?;
        let magnet = magnet.ok_or_else(Problem::not_found)?;
        Ok(Self { site: (*site).clone(), magnet, download })
    }

    fn standing(&self, now: Millis) -> Standing {
        let Download { uses_left, expires_at, .. } = self.download;
        let is_past = |until: Option<Millis>| until.is_some_and(|until| until <= now);
        let is_away = self.magnet.deleted_at.is_some() || is_past(self.magnet.valid_until);
        if uses_left <= 0 || expires_at <= now || is_away {
            Standing::Over
        } else if self.download.waits() {
            Standing::Waits
        } else {
            Standing::Ready
        }
    }

    /// The site's own page: a way on.
    fn home(&self) -> Option<&str> {
        let origins = &self.site.allowed_origins;
        origins.iter().map(String::as_str).find(|origin| !origin.contains('*'))
    }
}

#[derive(Template)]
#[template(path = "hosted/magnet.html")]
struct MagnetPage<'a> {
    lang: &'static str,
    nonce: &'a str,
    colour: &'a str,
    ink: &'static str,
    site: &'a str,
    title: &'a str,
    text: &'a str,
    /// Why it cannot be taken, or what to do first.
    note: String,
    /// The words on the button; none: there is nothing to press.
    button: Option<String>,
    /// What pressing it says.
    what: &'static str,
    /// What was taken.
    taken: Option<&'a Taken>,
    code_hint: String,
    /// A way on: address and words.
    onward: Option<(&'a str, String)>,
}

/// What was taken, as it stands on the page.
enum Taken {
    /// A coupon's code.
    Code(String),
    /// An address, to which the page leads by itself.
    Link(String),
    /// Nothing: there was no code left.
    Dry,
}

/// The page as it stands; with what was taken.
fn render(
    found: &Found,
    now: Millis,
    lang: Language,
    taken: Option<&Taken>,
) -> Result<Response, Problem> {
    let Found { site, magnet, .. } = found;
    let standing = found.standing(now);
    let nonce = ids::random_token(16);
    let say = |key: &'static str| lang.t(key).with("site", &site.name).to_string();
    let ready = match magnet.kind {
        Kind::File => "magnet-download",
        Kind::Link => "magnet-open",
        Kind::Coupon => "magnet-show",
    };
    let (note, button) = match (taken, standing) {
        (Some(Taken::Dry), _) => (say("magnet-dry"), None),
        (Some(Taken::Link(_)), _) => (say("magnet-opens"), None),
        (Some(Taken::Code(_)), _) => (String::new(), None),
        (None, Standing::Ready) => (String::new(), Some(say(ready))),
        (None, Standing::Waits) => (say("magnet-confirm-text"), Some(say("magnet-confirm"))),
        (None, Standing::Over) => (say("magnet-over"), None),
    };
    let is_over = standing == Standing::Over && taken.is_none();
    let ends = is_over || matches!(taken, Some(Taken::Dry));
    let template = MagnetPage {
        lang: lang.code(),
        nonce: &nonce,
        colour: &site.settings.colour,
        ink: colour::ink_on(&site.settings.colour),
        site: &site.name,
        title: &magnet.title,
        text: &magnet.text,
        note,
        button,
        what: if standing == Standing::Waits { "confirm" } else { "take" },
        taken,
        code_hint: say("magnet-code-hint"),
        onward: found.home().filter(|_| ends).map(|home| (home, say("magnet-home"))),
    };
    let html = template.render().map_err(|cause| Error::Internal(format!("template: {cause}")))?;
    let status = if is_over { StatusCode::GONE } else { StatusCode::OK };
    let mut answer = (status, Html(html)).into_response();
    let policy = format!(
        "default-src 'none'; img-src data:; style-src 'nonce-{nonce}'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    let headers = answer.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let fixed = HeaderValue::from_static;
    headers.insert(header::CACHE_CONTROL, fixed("no-store"));
    headers.insert(header::X_FRAME_OPTIONS, fixed("DENY"));
    headers.insert(header::REFERRER_POLICY, fixed("no-referrer"));
    headers.insert(HeaderName::from_static("x-robots-tag"), fixed("noindex, nofollow"));
    Ok(answer)
}

fn language(site: &Site, headers: &HeaderMap) -> Language {
    Language::of_visitor(&site.settings.language, "", headers)
}

/// Shows what it is. HEAD comes here, too.
async fn show(
    State(ctx): State<Ctx>,
    Path((key, token)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = Found::read(&ctx, &key, &token).await?;
    render(&found, ctx.clock.now(), language(&found.site, &headers), None)
}

/// What the button says: a confirmation is no taking, and is not repeated as one.
#[derive(Default, Deserialize)]
struct Pressed {
    #[serde(default)]
    what: String,
}

/// Confirms the address where that is wanted, or takes it.
async fn press(
    State(ctx): State<Ctx>,
    Path((key, token)): Path<(String, String)>,
    headers: HeaderMap,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Problem> {
    let found = Found::read(&ctx, &key, &token).await?;
    let (now, lang) = (ctx.clock.now(), language(&found.site, &headers));
    if pressed.what == "confirm" {
        let confirm =
            Confirm { download: found.download.clone(), magnet: found.magnet.clone(), now };
        if found.standing(now) == Standing::Waits && !ctx.db.write(confirm).await? {
            return render(&found, now, lang, Some(&Taken::Dry));
        }
        return Ok(Redirect::to(&format!("/m/{key}/{token}")).into_response());
    }
    if found.standing(now) != Standing::Ready {
        return render(&found, now, lang, None);
    }
    // What cannot be handed out is not counted.
    let file = match found.magnet.kind {
        Kind::File => Some(file(&ctx, &found.magnet).await?),
        Kind::Link | Kind::Coupon => None,
    };
    let take = Take {
        site: found.site.clone(),
        magnet: found.magnet.clone(),
        download: found.download.clone(),
        now,
    };
    if !ctx.db.write(take).await? {
        // Somebody was faster.
        let found = Found::read(&ctx, &key, &token).await?;
        return render(&found, now, lang, None);
    }
    match (found.magnet.kind, file) {
        (_, Some(file)) => Ok(file),
        (Kind::Link, _) => render(&found, now, lang, Some(&Taken::Link(found.magnet.url.clone()))),
        _ => render(&found, now, lang, Some(&Taken::Code(found.download.code.clone()))),
    }
}

async fn file(ctx: &Ctx, magnet: &Magnet) -> Result<Response, Problem> {
    let file = magnet.file.as_ref().ok_or_else(Problem::not_found)?;
    let body = ctx.files.get(&file.key()).await?.ok_or_else(Problem::not_found)?;
    let mut answer = Response::new(body);
    let headers = answer.headers_mut();
    let given = |text: &str| HeaderValue::from_str(text).map_err(|_| Problem::not_found());
    headers.insert(header::CONTENT_TYPE, given(&file.kind)?);
    headers.insert(header::CONTENT_LENGTH, file.size.into());
    headers.insert(header::CONTENT_DISPOSITION, given(&disposition("attachment", &file.name))?);
    let fixed = HeaderValue::from_static;
    headers.insert(header::CONTENT_SECURITY_POLICY, fixed(SANDBOX));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    headers.insert(header::CACHE_CONTROL, fixed("no-store"));
    Ok(answer)
}

/// An address is confirmed; `false`: it would have been, were there a code left.
struct Confirm {
    download: Download,
    magnet: Magnet,
    now: Millis,
}

impl Write for Confirm {
    type Out = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Written<bool> {
        let (id, magnet) = (self.download.id, &self.magnet);
        // Of two presses the second finds it confirmed.
        if !store::confirm(tx, id, self.now).await? || !magnet.has_pool() {
            return Ok(true);
        }
        let Some(code) = store::claim(tx, magnet.id, id).await? else {
            store::unconfirm(tx, id).await?;
            return Ok(false);
        };
        store::set_code(tx, id, &code).await?;
        Ok(true)
    }
}

/// It is taken.
struct Take {
    site: Site,
    magnet: Magnet,
    download: Download,
    now: Millis,
}

impl Write for Take {
    type Out = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Written<bool> {
        let Self { site, magnet, download, now } = self;
        if !store::take(tx, download.id, *now).await? {
            return Ok(false);
        }
        events::append(tx, &give::taken(site, magnet, download, *now)).await?;
        Ok(true)
    }
}
