//! The pages of people, and those of the settings, which need a login.

mod inbox;
mod invite;
mod login;
mod logout;
mod preview;
mod profile;
mod questions;
mod reset;
mod second_factor;
mod setup;
mod site_form;
mod sites;
mod team;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::guest::Guest;
use super::{Action, PageLogin};
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::web::{Bare, Page, Problem, Query, page};

/// Routes of the pages.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/", get(|| async { Redirect::to(HOME) }))
        .route("/console", get(|| async { Redirect::to(HOME) }))
        .route("/console/inbox", get(inbox::show))
        .route("/setup", get(setup::show).post(setup::submit))
        .route("/login", get(login::show).post(login::submit))
        .route("/login/code", get(login::show_code).post(login::submit_code))
        .route("/logout", post(logout::submit))
        .route("/forgot", get(reset::ask).post(reset::send))
        .route("/reset/{token}", get(reset::show).post(reset::submit))
        .route("/invite/{token}", get(invite::show).post(invite::submit))
        .nest("/console/settings", settings())
}

fn settings() -> Router<Ctx> {
    Router::new()
        .route("/", get(start))
        .route("/sites/new", get(sites::new).post(sites::add))
        .route("/sites/{id}", get(sites::show).post(sites::change))
        .route("/sites/{id}/install", get(sites::install))
        .route("/sites/{id}/secret", post(sites::secret))
        .route("/sites/{id}/questions", get(questions::show).post(questions::change))
        .route("/preview", post(preview::show))
        .route("/team", get(team::show))
        .route("/team/invite", post(team::invite))
        .route("/team/{id}/role", post(team::role))
        .route("/team/{id}/deactivate", post(team::deactivate))
        .route("/team/{id}/reactivate", post(team::reactivate))
        .route("/team/{id}/resend", post(team::resend))
        .route("/team/{id}/withdraw", post(team::withdraw))
        .route("/profile", get(profile::show).post(profile::change))
        .route("/profile/password", post(profile::password))
        .route("/profile/sign-out", post(profile::sign_out))
        .route("/profile/code", get(second_factor::show).post(second_factor::turn_on))
        .route("/profile/code/off", post(second_factor::turn_off))
        .route("/profile/code/recovery", post(second_factor::new_codes))
}

/// Where somebody begins who has signed in.
const HOME: &str = "/console/inbox";

/// The first page of the settings that the role may see.
async fn start(ctx: State<Ctx>, login: PageLogin, done: Done) -> Result<Response, Problem> {
    if !login.0.user.role.may(Action::SeeSites) {
        return Ok(Redirect::to("/console/settings/profile").into_response());
    }
    Ok(sites::list(ctx, login, done).await?.into_response())
}

/// Sends the browser to a page of ours, with a cookie where there is one to set.
fn go(to: &str, cookie: Option<HeaderValue>) -> Response {
    let mut answer = Redirect::to(to).into_response();
    if let Some(cookie) = cookie {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    answer
}

/// Where somebody goes after the login: a path of ours, never another host.
fn safe_next(next: Option<&str>) -> &str {
    let is_ours = |path: &&str| {
        path.starts_with('/')
            && !path[1..].starts_with(['/', '\\'])
            && path.bytes().all(|byte| (0x21..0x7f).contains(&byte))
            && !path.starts_with("/login")
    };
    next.filter(is_ours).unwrap_or(HOME)
}

/// The query `next` of the login.
#[derive(Default, Deserialize)]
struct Next {
    next: Option<String>,
}

/// The query `done` of a page: what has just been done, said in a toast.
type Done = Query<DoneCode>;

#[derive(Default, Deserialize)]
struct DoneCode {
    done: Option<String>,
}

impl DoneCode {
    fn words(&self) -> Option<Say> {
        let (_, words) = DONE.iter().find(|(code, _)| Some(*code) == self.done.as_deref())?;
        Some(words.clone())
    }
}

const DONE: &[(&str, Say)] = &[
    ("saved", Say::of("word-saved")),
    ("password", Say::of("done-password")),
    ("site", Say::of("done-site")),
    ("secret", Say::of("done-secret")),
    ("setup", Say::of("done-setup")),
    ("invited", Say::of("done-invited")),
    ("withdrawn", Say::of("done-withdrawn")),
    ("role", Say::of("done-role")),
    ("deactivated", Say::of("done-deactivated")),
    ("reactivated", Say::of("done-reactivated")),
    ("code-off", Say::of("done-code-off")),
    ("reset", Say::of("done-reset")),
    ("signed-out", Say::of("done-signed-out")),
];

/// A page that says one thing.
#[derive(Template)]
#[template(path = "console/people/notice.html")]
struct Notice {
    page: Bare,
    words: Say,
    way_on: Option<(&'static str, Say)>,
}

fn notice(
    status: StatusCode,
    guest: &Guest,
    title: &Say,
    words: Say,
    way_on: Option<(&'static str, Say)>,
) -> Result<Page, Problem> {
    page(status, &Notice { page: guest.frame(title), words, way_on })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_login_nobody_is_sent_to_another_host() {
        assert_eq!(safe_next(Some("/console/leads?status=new")), "/console/leads?status=new");
        for next in ["//evil.example", "/\\evil.example", "https://evil.example", "/a b", "/a\r\nb"]
        {
            assert_eq!(safe_next(Some(next)), HOME, "{next}");
        }
        assert_eq!(safe_next(Some("/login?next=/login")), HOME);
        assert_eq!(safe_next(None), HOME);
    }
}
