//! One's own name, language, password, second factor and browsers.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{Done, go};
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::people::guest::Guest;
use crate::people::profile::{self, ChangeProfile, Place, SignOutEverywhere};
use crate::people::store::{faces, sessions, users};
use crate::people::{Action, ChangeForm, Layout, Login, PageLogin, cookies, password, signin};
use crate::sites::{LANGUAGES, form};
use crate::web::{FieldErrors, Page, Problem, Query, page};

#[derive(Template)]
#[template(path = "console/people/profile.html")]
struct ProfilePage {
    page: Layout,
    tab: &'static str,
    errors: FieldErrors,
    name: String,
    email: String,
    language: String,
    languages: &'static [(&'static str, &'static str)],
    totp: bool,
    codes_left: i64,
    face: Option<Uuid>,
    places: Vec<Place>,
}

/// The page.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(done): Done,
) -> Result<Page, Problem> {
    login.require(Action::OwnProfile)?;
    let name = login.user.name.clone();
    render(&ctx, &login, StatusCode::OK, name, FieldErrors::default(), done.words()).await
}

pub(super) async fn wrong(
    ctx: &Ctx,
    login: &Login,
    errors: FieldErrors,
) -> Result<Response, Problem> {
    let name = login.user.name.clone();
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(render(ctx, login, status, name, errors, None).await?.into_response())
}

async fn render(
    ctx: &Ctx,
    login: &Login,
    status: StatusCode,
    name: String,
    errors: FieldErrors,
    done: Option<Say>,
) -> Result<Page, Problem> {
    let (browsers, codes_left, face) = {
        let mut db = ctx.db.read().await?;
        let browsers = sessions::browsers(&mut db, login.user.id, ctx.clock.now()).await?;
        let face = faces::of_user(&mut db, login.user.id).await?;
        (browsers, users::count_codes(&mut db, login.user.id).await?, face)
    };
    let template = ProfilePage {
        page: Layout::new(ctx, login, login.t("tab-profile"), "settings").await?.flash(done),
        tab: "profile",
        errors,
        name,
        email: login.user.email.clone(),
        language: login.user.language.clone(),
        languages: LANGUAGES,
        totp: login.user.totp,
        codes_left,
        face,
        places: browsers.into_iter().map(|browser| Place::new(browser, login)).collect(),
    };
    page(status, &template)
}

#[derive(Deserialize)]
pub(super) struct Profile {
    #[serde(default)]
    name: String,
    #[serde(default)]
    language: String,
}

/// Changes name and language.
pub(super) async fn change(
    State(ctx): State<Ctx>,
    form: ChangeForm<Profile>,
) -> Result<Response, Problem> {
    let (login, given) = (form.0, form.1);
    login.require(Action::OwnProfile)?;
    let mut errors = FieldErrors::default();
    let name = errors.name("name", &given.name);
    if !errors.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(render(&ctx, &login, status, name, errors, None).await?.into_response());
    }
    let language = form::language(&given.language).to_owned();
    ctx.db.write(ChangeProfile { user: login.user.id, name, language }).await?;
    Ok(go("/console/settings/profile?done=saved", None))
}

#[derive(Deserialize)]
pub(super) struct Passwords {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
}

/// Sets a new password; other browsers are signed out, this one gets a new session.
pub(super) async fn password(
    State(ctx): State<Ctx>,
    guest: Guest,
    form: ChangeForm<Passwords>,
) -> Result<Response, Problem> {
    let (login, given) = (form.0, form.1);
    login.require(Action::OwnProfile)?;
    let mut errors = FieldErrors::default();
    errors.note("password", password::complaint(&given.password, &login.user.email));
    if errors.is_empty() && !signin::confirm(&ctx, &guest, &login, &given.current).await? {
        errors.add("current", Say::of("wrong-password"));
    }
    if !errors.is_empty() {
        return wrong(&ctx, &login, errors).await;
    }
    let hash = password::hash(&ctx, &given.password).await?;
    let cookie = profile::change_password(&ctx, &guest, &login, hash).await?;
    Ok(go("/console/settings/profile?done=password", Some(cookie)))
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// Signs out everywhere, here too.
pub(super) async fn sign_out(
    State(ctx): State<Ctx>,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::OwnProfile)?;
    ctx.db.write(SignOutEverywhere { user: login.user.id }).await?;
    Ok(go("/login?done=signed-out", Some(cookies::end(&ctx))))
}
