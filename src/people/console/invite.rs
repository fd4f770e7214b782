//! The page behind an invitation.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{HOME, go, notice};
use crate::ctx::Ctx;
use crate::people::guest::Guest;
use crate::people::team::{self, Accept};
use crate::people::{Account, SameOrigin, User, password, signin};
use crate::web::{Bare, FieldErrors, Form, Page, Path, Problem, page};

#[derive(Template)]
#[template(path = "console/people/invite.html")]
struct InvitePage {
    page: Bare,
    errors: FieldErrors,
    account: String,
    role: &'static str,
    email: String,
    name: String,
}

/// Asks for a name and a password. Opening it spends nothing.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    guest: Guest,
    Path(token): Path<String>,
) -> Result<Page, Problem> {
    match team::invited(&ctx, &token).await? {
        Some(who) => render(StatusCode::OK, &guest, who, String::new(), FieldErrors::default()),
        None => ended(&guest),
    }
}

#[derive(Deserialize)]
pub(super) struct Given {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
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
        return Ok(render(status, &guest, (user, account), name, errors)?.into_response());
    }
    let accept = Accept {
        user: user.id,
        token,
        name,
        language: user.language,
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
    name: String,
    errors: FieldErrors,
) -> Result<Page, Problem> {
    let template = InvitePage {
        page: Bare::new(format!("Join {}", account.name), guest.theme),
        errors,
        account: account.name,
        role: user.role.as_str(),
        email: user.email,
        name,
    };
    page(status, &template)
}

fn ended(guest: &Guest) -> Result<Page, Problem> {
    let words = "It works once and for seven days. Ask whoever invited you to send it again, or \
                 sign in if you have joined already.";
    let way_on = Some(("/login", "Sign in"));
    notice(StatusCode::NOT_FOUND, guest.theme, "This invitation has ended", words, way_on)
}
