//! The page about one's own alerts: this browser, the sound, and every browser that takes messages.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::{get, post};
use serde::Deserialize;
use uuid::Uuid;

use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::i18n::Say;
use crate::notify::store::devices::{self, Choices};
use crate::people::{Action, ChangeForm, Layout, PageLogin, browser_name};
use crate::web::{Id, Page, Problem, Query, page};

const PATH: &str = "/console/settings/alerts";

/// The sounds, in the order in which they are offered.
const SOUNDS: &[(&str, &str)] = &[
    ("bell", "alerts-sound-bell"),
    ("knock", "alerts-sound-knock"),
    ("drops", "alerts-sound-drops"),
    ("none", "alerts-sound-none"),
];

pub(super) fn router() -> Router<Ctx> {
    Router::new()
        .route(PATH, get(show).post(change))
        .route("/console/settings/alerts/{id}/remove", post(remove))
}

#[derive(Template)]
#[template(path = "console/notify/alerts.html")]
struct AlertsPage {
    page: Layout,
    tab: &'static str,
    choices: Choices,
    sounds: Vec<(&'static str, String)>,
    devices: Vec<Row>,
}

/// A browser that takes messages, in words.
struct Row {
    id: Uuid,
    browser: Say,
    is_here: bool,
    created_at: Millis,
    sent_at: Option<Millis>,
}

#[derive(Deserialize)]
struct Done {
    done: Option<String>,
}

impl Done {
    fn words(&self) -> Option<Say> {
        match self.done.as_deref()? {
            "saved" => Some(Say::of("word-saved")),
            "removed" => Some(Say::of("done-device-removed")),
            _ => None,
        }
    }
}

async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(done): Query<Done>,
) -> Result<Page, Problem> {
    login.require(Action::OwnProfile)?;
    let layout = Layout::new(&ctx, &login, login.t("tab-alerts"), "settings").await?;
    let mut db = ctx.db.read().await?;
    let row = |one: devices::OwnDevice| Row {
        id: one.id,
        browser: browser_name(&one.user_agent),
        is_here: one.session_hash == login.session.hash,
        created_at: one.created_at,
        sent_at: one.sent_at,
    };
    let own = devices::own(&mut db, login.user.id, ctx.clock.now()).await?;
    let template = AlertsPage {
        tab: "alerts",
        choices: devices::choices(&mut db, login.user.id).await?,
        sounds: SOUNDS.iter().map(|(code, key)| (*code, login.t(key).to_string())).collect(),
        devices: own.into_iter().map(row).collect(),
        page: layout.flash(done.words()),
    };
    page(StatusCode::OK, &template)
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    sound: String,
    desktop: Option<String>,
    only_mine: Option<String>,
}

async fn change(State(ctx): State<Ctx>, form: ChangeForm<Chosen>) -> Result<Redirect, Problem> {
    let (login, given) = (form.0, form.1);
    login.require(Action::OwnProfile)?;
    let known = SOUNDS.iter().find(|(code, _)| *code == given.sound);
    let choices = Choices {
        sound: known.map_or(SOUNDS[0].0, |(code, _)| code).to_owned(),
        desktop: given.desktop.is_some(),
        only_mine: given.only_mine.is_some(),
    };
    ctx.db.write(Choose { user: login.user.id, choices }).await?;
    Ok(Redirect::to(&format!("{PATH}?done=saved")))
}

struct Choose {
    user: Uuid,
    choices: Choices,
}

impl Write for Choose {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        devices::choose(tx, self.user, &self.choices).await
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn remove(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Redirect, Problem> {
    let login = form.0;
    login.require(Action::OwnProfile)?;
    if !ctx.db.write(Remove { user: login.user.id, id }).await? {
        return Err(Problem::not_found());
    }
    Ok(Redirect::to(&format!("{PATH}?done=removed")))
}

struct Remove {
    user: Uuid,
    id: Uuid,
}

impl Write for Remove {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        devices::drop_own(tx, self.user, self.id).await
    }
}
