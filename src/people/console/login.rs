//! Signing in.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{Done, Next, go, notice, safe_next};
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::people::guest::Guest;
use crate::people::signin::{self, Checked};
use crate::people::store::users;
use crate::people::{ChangeForm, Login, SameOrigin, access};
use crate::web::{Bare, FieldErrors, Form, Problem, Query, page};

#[derive(Template)]
#[template(path = "console/people/login.html")]
struct LoginPage {
    page: Bare,
    errors: FieldErrors,
    email: String,
    wrong: bool,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "console/people/code.html")]
struct CodePage {
    page: Bare,
    wrong: bool,
    next: Option<String>,
}

/// The login page; who is signed in already goes on.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    guest: Guest,
    headers: HeaderMap,
    Query(Next { next }): Query<Next>,
    done: Done,
) -> Result<Response, Problem> {
    let login = access::find(&ctx, &headers).await?;
    if login.is_some_and(|login| !login.session.second_factor_due) {
        return Ok(go(safe_next(next.as_deref()), None));
    }
    if !users::any_account(&mut ctx.db.read().await?).await? {
        let (title, words) = (Say::of("login-no-account"), Say::of("login-no-account-text"));
        let page = notice(StatusCode::OK, &guest, &title, words, None)?;
        return Ok(page.into_response());
    }
    let mut frame = guest.frame(&Say::of("word-signin"));
    frame.flash = done.0.words().map(|words| frame.say(&words));
    let errors = FieldErrors::default();
    let template = LoginPage { page: frame, errors, email: String::new(), wrong: false, next };
    Ok(page(StatusCode::OK, &template)?.into_response())
}

#[derive(Deserialize)]
pub(super) struct Given {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    next: Option<String>,
}

/// Checks the password and starts a session.
pub(super) async fn submit(
    State(ctx): State<Ctx>,
    guest: Guest,
    _: SameOrigin,
    Form(given): Form<Given>,
) -> Result<Response, Problem> {
    let next = safe_next(given.next.as_deref());
    match signin::check(&ctx, &guest, &given.email, &given.password).await? {
        Checked::Right(known) if known.user.totp => {
            let cookie = signin::start(&ctx, &guest, known.user.id, true).await?;
            let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
            Ok(go(&format!("/login/code?next={next}"), Some(cookie)))
        }
        Checked::Right(known) => {
            let cookie = signin::start(&ctx, &guest, known.user.id, false).await?;
            Ok(go(next, Some(cookie)))
        }
        Checked::Wrong => {
            let template = LoginPage {
                page: guest.frame(&Say::of("word-signin")),
                errors: FieldErrors::default(),
                email: given.email.trim().chars().take(254).collect(),
                wrong: true,
                next: given.next,
            };
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &template)?.into_response())
        }
    }
}

/// The page for the code, after the right password.
pub(super) async fn show_code(
    State(ctx): State<Ctx>,
    headers: HeaderMap,
    Query(Next { next }): Query<Next>,
) -> Result<Response, Problem> {
    match access::find(&ctx, &headers).await? {
        Some(login) if login.session.second_factor_due => {
            let template = CodePage { page: code_frame(login), wrong: false, next };
            Ok(page(StatusCode::OK, &template)?.into_response())
        }
        Some(_) => Ok(go(safe_next(next.as_deref()), None)),
        None => Ok(go("/login", None)),
    }
}

#[derive(Deserialize)]
pub(super) struct GivenCode {
    #[serde(default)]
    code: String,
    next: Option<String>,
}

/// Checks the code; the session is a new one from here on.
pub(super) async fn submit_code(
    State(ctx): State<Ctx>,
    guest: Guest,
    form: ChangeForm<GivenCode, access::CodeDue>,
) -> Result<Response, Problem> {
    let (login, given) = (form.0, form.1);
    if let Some(cookie) = signin::pass_code(&ctx, &guest, &login, &given.code).await? {
        return Ok(go(safe_next(given.next.as_deref()), Some(cookie)));
    }
    let template = CodePage { page: code_frame(login), wrong: true, next: given.next };
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &template)?.into_response())
}

/// The frame for somebody whose code is still due.
fn code_frame(login: Login) -> Bare {
    let mut frame = Bare::new(login.language(), login.t("login-code"), login.theme);
    frame.csrf = login.session.csrf;
    frame
}
