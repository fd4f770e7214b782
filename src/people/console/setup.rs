//! The setup page of a new server.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{go, notice};
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::people::account::{NewAccount, NewOwner, NewSite};
use crate::people::guest::Guest;
use crate::people::setup::{Outcome, SetUp};
use crate::people::store::users;
use crate::people::tokens::{self, Purpose};
use crate::people::{SameOrigin, password, signin};
use crate::sites::{LANGUAGES, Settings, form, hours, origins};
use crate::web::{Bare, FieldErrors, Form, Problem, Query, page};

#[derive(Template)]
#[template(path = "console/people/setup.html")]
struct SetupPage {
    page: Bare,
    errors: FieldErrors,
    form: Given,
    token: String,
    languages: &'static [(&'static str, &'static str)],
    zones: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Token {
    #[serde(default)]
    token: String,
}

/// The form, to whoever has the link from the log.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    guest: Guest,
    Query(Token { token }): Query<Token>,
) -> Result<Response, Problem> {
    if users::any_account(&mut ctx.db.read().await?).await? {
        return Ok(go("/login", None));
    }
    if !tokens::is_open(&ctx, Purpose::Setup, &token).await? {
        return closed(&guest);
    }
    let form = Given {
        language: guest.language.unwrap_or_default().to_string(),
        token,
        ..Given::default()
    };
    render(StatusCode::OK, &guest, form, FieldErrors::default())
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Given {
    token: String,
    name: String,
    email: String,
    password: String,
    language: String,
    account: String,
    site_url: String,
    site_name: String,
    time_zone: String,
}

/// Opens the account and signs its owner in.
pub(super) async fn submit(
    State(ctx): State<Ctx>,
    guest: Guest,
    _: SameOrigin,
    Form(given): Form<Given>,
) -> Result<Response, Problem> {
    if !tokens::is_open(&ctx, Purpose::Setup, &given.token).await? {
        return closed(&guest);
    }
    let mut errors = FieldErrors::default();
    let checked = check(&given, &mut errors);
    if !errors.is_empty() {
        return render(StatusCode::UNPROCESSABLE_ENTITY, &guest, given, errors);
    }
    let mut new = checked;
    new.owner.password_hash = password::hash(&ctx, &given.password).await?;
    let set_up = SetUp { token: given.token, new, now: ctx.clock.now() };
    match ctx.db.write(set_up).await? {
        Outcome::Closed => closed(&guest),
        Outcome::Done(created) => {
            let cookie = signin::start(&ctx, &guest, created.owner.id, false).await?;
            let to = created.site.map_or_else(
                || super::HOME.to_owned(),
                |site| format!("/console/settings/sites/{}/install?done=setup", site.id),
            );
            Ok(go(&to, Some(cookie)))
        }
    }
}

fn check(given: &Given, errors: &mut FieldErrors) -> NewAccount {
    let email = errors.email("email", &given.email);
    errors.note("password", password::complaint(&given.password, &email));
    let origin = origins::normalise(&given.site_url);
    if origin.is_none() {
        errors.add("site_url", Say::of("setup-wrong-address"));
    }
    let language = form::language(&given.language);
    let zone = given.time_zone.trim().to_owned();
    if !hours::is_zone(&zone) {
        errors.add("time_zone", Say::of("wrong-zone"));
    }
    let settings = Settings {
        time_zone: zone,
        notify: vec![email.clone()],
        country: form::country_of(language).to_owned(),
        ..Settings::default()
    };
    NewAccount {
        name: errors.name("account", &given.account),
        owner: NewOwner {
            email,
            name: errors.name("name", &given.name),
            password_hash: String::new(),
            language: language.to_owned(),
        },
        site: Some(NewSite {
            name: errors.name("site_name", &given.site_name),
            origins: origin.into_iter().collect(),
            settings,
        }),
    }
}

fn render(
    status: StatusCode,
    guest: &Guest,
    form: Given,
    errors: FieldErrors,
) -> Result<Response, Problem> {
    let token = form.token.clone();
    let template = SetupPage {
        page: guest.frame(&Say::of("setup-title")),
        errors,
        form,
        token,
        languages: LANGUAGES,
        zones: hours::zones(),
    };
    Ok(page(status, &template)?.into_response())
}

fn closed(guest: &Guest) -> Result<Response, Problem> {
    let (title, words) = (Say::of("setup-closed"), Say::of("setup-closed-text"));
    let way_on = Some(("/login", Say::of("word-signin")));
    let page = notice(StatusCode::FORBIDDEN, guest, &title, words, way_on)?;
    Ok(page.into_response())
}
