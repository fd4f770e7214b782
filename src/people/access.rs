//! Extractors: who is signed in, and whether a change was meant by them.

use std::marker::PhantomData;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, OriginalUri, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::store::sessions as store;
use super::{Account, Action, Session, User, cookies, sessions};
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::i18n::{Language, Text};
use crate::keys;
use crate::web::{self, Form, Problem};

/// A signed-in person: for JSON and sockets. Without a session: a 401 problem.
#[derive(Clone, Debug)]
pub struct Login {
    /// Who.
    pub user: User,
    /// Of which account.
    pub account: Account,
    /// In which browser.
    pub session: Session,
    /// The look they have chosen: `light`, `dark`, or empty for the system's.
    pub theme: &'static str,
}

impl Login {
    /// 403 unless the person's role may do `action`.
    pub fn require(&self, action: Action) -> Result<(), Problem> {
        if self.user.role.may(action) { Ok(()) } else { Err(Problem::forbidden("not_your_role")) }
    }

    /// The language in which the person reads.
    pub fn language(&self) -> Language {
        Language::of(&self.user.language)
    }

    /// A text in that language.
    pub fn t(&self, key: &'static str) -> Text {
        self.language().t(key)
    }

    /// Whether `given` is the session's CSRF token.
    fn is_csrf(&self, given: Option<&str>) -> bool {
        let given = given.unwrap_or_default();
        // Digests are compared, so that time tells nothing about the token.
        keys::hash(given) == keys::hash(&self.session.csrf)
    }

    /// Itself, where `given` is the session's CSRF token: else 403.
    pub fn meant(self, given: Option<&str>) -> Result<Self, Problem> {
        if self.is_csrf(given) { Ok(self) } else { Err(Problem::forbidden("csrf")) }
    }
}

/// Reads the session of a request; also one whose second factor is still due.
pub(super) async fn find(ctx: &Ctx, headers: &HeaderMap) -> Result<Option<Login>> {
    let Some(token) = cookies::read(headers, cookies::session_name(ctx)) else { return Ok(None) };
    if token.is_empty() {
        return Ok(None);
    }
    let now = ctx.clock.now();
    let hash = keys::hash(token);
    let found = store::login(&mut ctx.db.read().await?, &hash, now).await?;
    let Some((user, account, session)) = found else { return Ok(None) };
    web::reader_is(Language::of(&user.language));
    if now - session.seen_at >= sessions::NOTE_EVERY && !session.second_factor_due {
        let expires_at = session.expiry(now);
        // Where nothing can be written, as on a full disk, what is there can still be read.
        let _ = ctx.db.write(Note { hash, now, expires_at }).await;
    }
    Ok(Some(Login { user, account, session, theme: cookies::theme(headers) }))
}

struct Note {
    hash: Vec<u8>,
    now: i64,
    expires_at: i64,
}

impl Write for Note {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::note_use(tx, &self.hash, self.now, self.expires_at).await
    }
}

impl FromRequestParts<Ctx> for Login {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, ctx: &Ctx) -> Result<Self, Problem> {
        let found = find(ctx, &parts.headers).await?;
        found.filter(|login| !login.session.second_factor_due).ok_or_else(Problem::unauthorized)
    }
}

/// A signed-in person in front of a page: without a session they are sent to the login and come
/// back afterwards.
pub struct PageLogin(pub Login);

impl FromRequestParts<Ctx> for PageLogin {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, ctx: &Ctx) -> Result<Self, Response> {
        on_page(parts, ctx, false).await.map(Self)
    }
}

async fn on_page(parts: &Parts, ctx: &Ctx, code_due: bool) -> Result<Login, Response> {
    let found = find(ctx, &parts.headers).await;
    match found.map_err(|cause| Problem::from(cause).into_response())? {
        Some(login) if login.session.second_factor_due == code_due => Ok(login),
        found => Err(to_login(parts, found.is_some_and(|login| login.session.second_factor_due))),
    }
}

fn to_login(parts: &Parts, code_due: bool) -> Response {
    // A part of a page cannot be replaced by the login: the script reloads the page on 401.
    if parts.headers.contains_key("hx-request") {
        return Problem::unauthorized().into_response();
    }
    let asked = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
    let path = asked.path_and_query().map_or("/", |path| path.as_str());
    // A change is not repeated after the login; a page is opened again.
    let next = if parts.method.is_safe() { path } else { "/console/inbox" };
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let page = if code_due { "/login/code" } else { "/login" };
    Redirect::to(&format!("{page}?next={next}")).into_response()
}

/// A change asked for by a script: the session, and its CSRF token in `x-csrf-token`.
pub struct Change(pub Login);

impl FromRequestParts<Ctx> for Change {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, ctx: &Ctx) -> Result<Self, Problem> {
        let login = Login::from_request_parts(parts, ctx).await?;
        let given = parts.headers.get("x-csrf-token").and_then(|value| value.to_str().ok());
        login.meant(given).map(Self)
    }
}

/// A posted form: the session, its CSRF token in the header or in the field `csrf`, the fields.
///
/// `S` says which session it takes: [`SignedIn`], or one whose code is still due.
pub struct ChangeForm<T, S = SignedIn>(pub Login, pub T, PhantomData<S>);

/// Which session a form takes.
pub trait Stage {
    /// Whether it is the one between password and code.
    const CODE_DUE: bool;
}

/// Somebody who is signed in.
pub struct SignedIn;

impl Stage for SignedIn {
    const CODE_DUE: bool = false;
}

/// Somebody whose password was right and whose code is still due.
pub struct CodeDue;

impl Stage for CodeDue {
    const CODE_DUE: bool = true;
}

#[derive(Deserialize)]
struct Csrf {
    csrf: Option<String>,
}

impl<T: DeserializeOwned, S: Stage> FromRequest<Ctx> for ChangeForm<T, S> {
    type Rejection = Response;

    async fn from_request(request: Request, ctx: &Ctx) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let login = on_page(&parts, ctx, S::CODE_DUE).await?;
        let header = parts.headers.get("x-csrf-token").and_then(|value| value.to_str().ok());
        let header = header.map(str::to_owned);
        let bytes = Bytes::from_request(Request::from_parts(parts, body), ctx)
            .await
            .map_err(|cause| Problem::new(cause.status(), "unreadable_body").into_response())?;
        let given = match header {
            Some(token) => Some(token),
            None => fields::<Csrf>(bytes.clone()).await.ok().and_then(|form| form.csrf),
        };
        let login = login.meant(given.as_deref()).map_err(Problem::into_response)?;
        // An encoded NUL: a text with one is of no use, and PostgreSQL cannot hold it.
        if bytes.contains(&0) || bytes.windows(3).any(|three| three == b"%00") {
            return Err(unreadable().into_response());
        }
        let form = fields(bytes).await.map_err(Problem::into_response)?;
        Ok(Self(login, form, PhantomData))
    }
}

async fn fields<T: DeserializeOwned>(bytes: Bytes) -> Result<T, Problem> {
    let mut request = Request::post("/").body(Body::from(bytes)).map_err(|_| unreadable())?;
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    Form::from_request(request, &()).await.map(|Form(form)| form).map_err(|_| unreadable())
}

fn unreadable() -> Problem {
    Problem::bad_request("unreadable_form")
}

/// A form of somebody who is not signed in yet. There is no token to compare, so the browser's
/// word for where the form stood must not be a foreign page.
pub struct SameOrigin;

impl FromRequestParts<Ctx> for SameOrigin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, ctx: &Ctx) -> Result<Self, Problem> {
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let is_foreign = match (text("sec-fetch-site"), text("origin")) {
            (Some(site), _) => !matches!(site, "same-origin" | "none"),
            (None, Some(origin)) => {
                let host = origin.split_once("://").map(|(_, host)| host);
                origin != ctx.origin() && (host.is_none() || host != text("host"))
            }
            (None, None) => false,
        };
        if is_foreign { Err(Problem::forbidden("csrf")) } else { Ok(Self) }
    }
}
