//! A forgotten password.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{go, notice};
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::people::guest::Guest;
use crate::people::store::users;
use crate::people::throttle::{self, Try};
use crate::people::tokens::{self, Purpose};
use crate::people::{SameOrigin, User, cookies, password, recovery};
use crate::web::{Bare, FieldErrors, Form, Page, Path, Problem, page};

#[derive(Template)]
#[template(path = "console/people/forgot.html")]
struct AskPage {
    page: Bare,
    errors: FieldErrors,
    email: String,
}

#[derive(Template)]
#[template(path = "console/people/reset.html")]
struct ResetPage {
    page: Bare,
    errors: FieldErrors,
    email: String,
}

/// The page that asks for the address.
pub(super) async fn ask(guest: Guest) -> Result<Page, Problem> {
    asking(StatusCode::OK, &guest, FieldErrors::default(), String::new())
}

fn asking(
    status: StatusCode,
    guest: &Guest,
    errors: FieldErrors,
    email: String,
) -> Result<Page, Problem> {
    page(status, &AskPage { page: guest.frame(&Say::of("forgot-title")), errors, email })
}

#[derive(Deserialize)]
pub(super) struct Whose {
    #[serde(default)]
    email: String,
}

/// Says the same to everybody; a link goes out if somebody has the address.
pub(super) async fn send(
    State(ctx): State<Ctx>,
    guest: Guest,
    _: SameOrigin,
    Form(given): Form<Whose>,
) -> Result<Page, Problem> {
    let mut errors = FieldErrors::default();
    let email = errors.email("email", &given.email);
    if !errors.is_empty() {
        return asking(StatusCode::UNPROCESSABLE_ENTITY, &guest, errors, email);
    }
    throttle::take(&ctx, Try::ResetNetwork, &guest.network).await?;
    // Past the limit of one address the answer stays the same, so that it tells nothing.
    if throttle::take(&ctx, Try::Reset, &email).await.is_ok() {
        recovery::ask(&ctx, email.clone()).await?;
    }
    let words = Say::of("forgot-sent-text").with("email", email);
    notice(StatusCode::OK, &guest, &Say::of("forgot-sent"), words, None)
}

/// The page behind the link. Opening it spends nothing: mail scanners open links, too.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    guest: Guest,
    Path(token): Path<String>,
) -> Result<Page, Problem> {
    match whose(&ctx, &token).await? {
        Some(user) => resetting(StatusCode::OK, &guest, FieldErrors::default(), user.email),
        None => ended(&guest),
    }
}

async fn whose(ctx: &Ctx, token: &str) -> Result<Option<User>, Problem> {
    let Some(id) = tokens::owner(ctx, Purpose::Reset, token).await? else { return Ok(None) };
    let found = users::by_id(&mut ctx.db.read().await?, id).await?;
    Ok(found.map(|found| found.user).filter(|user| user.active))
}

#[derive(Deserialize)]
pub(super) struct Given {
    #[serde(default)]
    password: String,
}

/// Sets the password; everybody who is signed in as this person is signed out.
pub(super) async fn submit(
    State(ctx): State<Ctx>,
    guest: Guest,
    Path(token): Path<String>,
    _: SameOrigin,
    Form(given): Form<Given>,
) -> Result<Response, Problem> {
    let Some(user) = whose(&ctx, &token).await? else { return Ok(ended(&guest)?.into_response()) };
    if let Some(complaint) = password::complaint(&given.password, &user.email) {
        let mut errors = FieldErrors::default();
        errors.add("password", complaint);
        let page = resetting(StatusCode::UNPROCESSABLE_ENTITY, &guest, errors, user.email)?;
        return Ok(page.into_response());
    }
    let hash = password::hash(&ctx, &given.password).await?;
    if !recovery::reset(&ctx, user.id, token, hash).await? {
        return Ok(ended(&guest)?.into_response());
    }
    Ok(go("/login?done=reset", Some(cookies::end(&ctx))))
}

fn resetting(
    status: StatusCode,
    guest: &Guest,
    errors: FieldErrors,
    email: String,
) -> Result<Page, Problem> {
    page(status, &ResetPage { page: guest.frame(&Say::of("forgot-title")), errors, email })
}

fn ended(guest: &Guest) -> Result<Page, Problem> {
    let way_on = Some(("/forgot", Say::of("reset-again")));
    let (title, words) = (Say::of("reset-ended"), Say::of("reset-ended-text"));
    notice(StatusCode::NOT_FOUND, guest, &title, words, way_on)
}
