//! The page behind an invitation.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{HOME, go, notice};
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::people::guest::Guest;
use crate::people::team::{self, Accept};
use crate::people::{Account, SameOrigin, User, password, signin};
use crate::sites::{LANGUAGES, form};
use crate::web::{Bare, FieldErrors, Form, Page, Path, Problem, page};

#[derive(Template)]
#[template(path = "console/people/invite.html")]
struct InvitePage {
    page: Bare,
    errors: FieldErrors,
    role: &'static str,
    email: String,
    name: String,
    language: String,
    languages: &'static [(&'static str, &'static str)],
}

/// Asks for a name and a password. Opening it spends nothing.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    guest: Guest,
    Path(token): Path<String>,
) -> Result<Page, Problem> {
    match team::invited(&ctx, &token).await? {
        Some(who) => {
            // Who invited them guessed a language; their browser knows better.
            let language = guest.language.map_or(who.0.language.clone(), |one| one.to_string());
            let given = Given { language, ..Given::default() };
            render(StatusCode::OK, &guest, who, given, FieldErrors::default())
        }
        None => ended(&guest),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Given {
    name: String,
    password: String,
    language: String,
}

/// Takes them into the team and signs them in.
pub(super) async fn submit(
    State(ctx): State<Ctx>,
    guest: Guest,
    Path(token): Path<String>,
    _: SameOrigin,
    Form(given): Form<Given>,
) -> Result<Response, Problem> {
    let Some((user, account)) = team::invited(&ctx, &token).await? else {
        return Ok(ended(&guest)?.into_response());
    };
    let mut errors = FieldErrors::default();
    let name = errors.name("name", &given.name);
    errors.note("password", password::complaint(&given.password, &user.email));
    if !errors.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(render(status, &guest, (user, account), given, errors)?.into_response());
    }
    let chosen = if given.language.is_empty() { &user.language } else { &given.language };
    let accept = Accept {
        user: user.id,
        token,
        name,
        language: form::language(chosen).to_owned(),
        hash: password::hash(&ctx, &given.password).await?,
        now: ctx.clock.now(),
    };
    if !ctx.db.write(accept).await? {
        return Ok(ended(&guest)?.into_response());
    }
    let cookie = signin::start(&ctx, &guest, user.id, false).await?;
    Ok(go(HOME, Some(cookie)))
}

fn render(
    status: StatusCode,
    guest: &Guest,
    (user, account): (User, Account),
    given: Given,
    errors: FieldErrors,
) -> Result<Page, Problem> {
    let template = InvitePage {
        page: guest.frame(&Say::of("invite-title").with("account", account.name)),
        errors,
        role: user.role.as_str(),
        email: user.email,
        name: given.name,
        language: given.language,
        languages: LANGUAGES,
    };
    page(status, &template)
}

fn ended(guest: &Guest) -> Result<Page, Problem> {
    let (title, words) = (Say::of("invite-ended"), Say::of("invite-ended-text"));
    let way_on = Some(("/login", Say::of("word-signin")));
    notice(StatusCode::NOT_FOUND, guest, &title, words, way_on)
}
