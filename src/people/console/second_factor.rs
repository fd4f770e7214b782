//! Setting up the second step of the login, and taking it away.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{go, profile as profile_page};
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::keys;
use crate::people::guest::Guest;
use crate::people::profile::{NewCodes, TurnOff, TurnOn};
use crate::people::throttle::{self, Try};
use crate::people::totp::{self, Offer};
use crate::people::{Action, ChangeForm, Layout, Login, PageLogin, signin};
use crate::web::{FieldErrors, Page, Problem, page};

#[derive(Template)]
#[template(path = "console/people/second_factor.html")]
struct OfferPage {
    page: Layout,
    errors: FieldErrors,
    qr_path: String,
    qr_width: i32,
    spelled: String,
    offer: String,
}

#[derive(Template)]
#[template(path = "console/people/recovery_codes.html")]
struct CodesPage {
    page: Layout,
    codes: Vec<String>,
}

/// Shows a new secret to scan.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
) -> Result<Response, Problem> {
    login.require(Action::OwnProfile)?;
    if login.user.totp {
        return Ok(go("/console/settings/profile", None));
    }
    let offer = Offer::new(&login.user.email);
    let page = render(&ctx, &login, StatusCode::OK, &offer, FieldErrors::default()).await?;
    Ok(page.into_response())
}

async fn render(
    ctx: &Ctx,
    login: &Login,
    status: StatusCode,
    offer: &Offer,
    errors: FieldErrors,
) -> Result<Page, Problem> {
    let (qr_path, qr_width) = totp::qr_path(&offer.url()?)?;
    let template = OfferPage {
        page: Layout::new(ctx, login, login.t("second-title"), "settings").await?,
        errors,
        qr_path,
        qr_width,
        spelled: offer.spelled(),
        offer: offer.to_field(ctx)?,
    };
    page(status, &template)
}

#[derive(Deserialize)]
pub(super) struct Confirmed {
    #[serde(default)]
    offer: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    password: String,
}

/// Turns it on once a code and the password were right; shows the recovery codes, this one time.
pub(super) async fn turn_on(
    State(ctx): State<Ctx>,
    guest: Guest,
    form: ChangeForm<Confirmed>,
) -> Result<Response, Problem> {
    let (login, given) = (form.0, form.1);
    login.require(Action::OwnProfile)?;
    if login.user.totp {
        return Ok(go("/console/settings/profile", None));
    }
    let Some(offer) = Offer::from_field(&ctx, &given.offer, &login.user.email) else {
        return Ok(go("/console/settings/profile/code", None));
    };
    throttle::take(&ctx, Try::Code, &login.user.id.to_string()).await?;
    let mut errors = FieldErrors::default();
    let step = offer.check(&ctx, &given.code)?;
    if step.is_none() {
        errors.add("code", Say::of("second-wrong-code"));
    }
    if !signin::confirm(&ctx, &guest, &login, &given.password).await? {
        errors.add("password", Say::of("wrong-password"));
    }
    let (Some(step), true) = (step, errors.is_empty()) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(render(&ctx, &login, status, &offer, errors).await?.into_response());
    };
    throttle::forget(&ctx, Try::Code, &login.user.id.to_string()).await;
    let codes = totp::recovery_codes();
    let turn_on = TurnOn {
        user: login.user.id,
        sealed: offer.sealed(&ctx)?,
        step,
        codes: codes.iter().map(|code| keys::hash(code)).collect(),
    };
    ctx.db.write(turn_on).await?;
    show_codes(&ctx, &login, codes, Say::of("second-is-on")).await
}

#[derive(Deserialize)]
pub(super) struct Password {
    #[serde(default)]
    password: String,
}

/// Takes the second step away.
pub(super) async fn turn_off(
    State(ctx): State<Ctx>,
    guest: Guest,
    form: ChangeForm<Password>,
) -> Result<Response, Problem> {
    let (login, given) = (form.0, form.1);
    login.require(Action::OwnProfile)?;
    if !signin::confirm(&ctx, &guest, &login, &given.password).await? {
        return wrong_password(&ctx, &login).await;
    }
    ctx.db.write(TurnOff { user: login.user.id }).await?;
    Ok(go("/console/settings/profile?done=code-off", None))
}

/// Replaces the recovery codes and shows the new ones, this one time.
pub(super) async fn new_codes(
    State(ctx): State<Ctx>,
    guest: Guest,
    form: ChangeForm<Password>,
) -> Result<Response, Problem> {
    let (login, given) = (form.0, form.1);
    login.require(Action::OwnProfile)?;
    if !login.user.totp {
        return Err(Problem::not_found());
    }
    if !signin::confirm(&ctx, &guest, &login, &given.password).await? {
        return wrong_password(&ctx, &login).await;
    }
    let codes = totp::recovery_codes();
    let hashes = codes.iter().map(|code| keys::hash(code)).collect();
    ctx.db.write(NewCodes { user: login.user.id, codes: hashes }).await?;
    show_codes(&ctx, &login, codes, Say::of("second-codes-ended")).await
}

async fn wrong_password(ctx: &Ctx, login: &Login) -> Result<Response, Problem> {
    let mut errors = FieldErrors::default();
    errors.add("code-password", Say::of("wrong-password"));
    profile_page::wrong(ctx, login, errors).await
}

async fn show_codes(
    ctx: &Ctx,
    login: &Login,
    codes: Vec<String>,
    said: Say,
) -> Result<Response, Problem> {
    let template = CodesPage {
        page: Layout::new(ctx, login, login.t("codes-title"), "settings").await?.flash(Some(said)),
        codes,
    };
    Ok(page(StatusCode::OK, &template)?.into_response())
}
