//! The pages of landing pages: the list, and the page of one.

mod edit;
mod typed;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use uuid::Uuid;

use super::change::{Change, Changed, Changing};
use super::store::{self, Figures, PageRow};
use crate::clock::DAY;
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::people::{Action, ChangeForm, Layout, PageLogin};
use crate::web::{Id, Page, Problem, Query, page};
use crate::{experiments, sites};

const PATH: &str = "/console/pages";
/// Days that the figures are of.
const DAYS: i64 = 30;

/// Routes of the pages.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/console/pages", get(list))
        .route("/console/pages/new", get(edit::begin).post(edit::add))
        .route("/console/pages/{id}", get(edit::show).post(edit::save))
        .route("/console/pages/{id}/preview", post(edit::preview))
        .route("/console/pages/{id}/switch", post(switch))
        .route("/console/pages/{id}/duplicate", post(edit::duplicate))
        .route("/console/pages/{id}/delete", post(delete))
        .route("/console/pages/{id}/restore", post(restore))
}

/// Stores a change, and has this node forget what it knew.
async fn changed(ctx: &Ctx, account: Uuid, change: Change) -> Result<Changed, Problem> {
    let done = ctx.db.write(Changing { account, change, now: ctx.clock.now() }).await?;
    experiments::forget(ctx);
    match done {
        Changed::Gone => Err(Problem::not_found()),
        Changed::TooMany => Err(Problem::new(StatusCode::CONFLICT, "too_many_pages")),
        done => Ok(done),
    }
}

/// A landing page in the list.
struct Row {
    it: PageRow,
    /// Its site; empty where there is but one.
    site: String,
    figures: Option<Figures>,
}

impl Row {
    fn path(&self) -> String {
        format!("/p/{}", self.it.slug)
    }
}

#[derive(Template)]
#[template(path = "console/landing/list.html")]
struct ListPage {
    page: Layout,
    tab: &'static str,
    rows: Vec<Row>,
    may_change: bool,
    /// What was just deleted, to be taken back.
    undo: Option<Uuid>,
}

#[derive(Default, Deserialize)]
struct Wanted {
    done: Option<String>,
    deleted: Option<Uuid>,
}

async fn list(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(wanted): Query<Wanted>,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let account = login.account.id;
    let may_change = login.user.role.may(Action::ChangeScripts);
    let mut db = ctx.db.read().await?;
    let sites = sites::of_account(&mut db, account).await?;
    let rows = store::of_account(&mut db, account).await?;
    let figures = store::figures(&mut db, account, ctx.clock.now() - DAYS * DAY).await?;
    drop(db);
    let named = |row: PageRow| {
        let site = sites.iter().find(|site| site.id == row.site_id && sites.len() > 1);
        Row {
            site: site.map(|site| site.name.clone()).unwrap_or_default(),
            figures: figures.iter().find(|one| one.page_id == row.id).copied(),
            it: row,
        }
    };
    let rows = rows.into_iter().map(named).collect();
    let done = match wanted.done.as_deref() {
        Some("restored") => Some(Say::of("offers-restored")),
        _ => None,
    };
    let undo = wanted.deleted.filter(|_| may_change);
    let layout = Layout::new(&ctx, &login, login.t("landing-title"), "offers").await?.flash(done);
    page(StatusCode::OK, &ListPage { page: layout, tab: "pages", rows, may_change, undo })
}

#[derive(Deserialize)]
struct SwitchForm {
    on: Option<String>,
}

async fn switch(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<SwitchForm>,
) -> Result<Response, Problem> {
    let (login, form) = (form.0, form.1);
    login.require(Action::ChangeScripts)?;
    changed(&ctx, login.account.id, Change::Switch(id, form.on.is_some())).await?;
    Ok(Redirect::to(PATH).into_response())
}

#[derive(Deserialize)]
struct Nothing {}

async fn delete(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeScripts)?;
    changed(&ctx, login.account.id, Change::Delete(id)).await?;
    Ok(Redirect::to(&format!("{PATH}?deleted={id}")).into_response())
}

async fn restore(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeScripts)?;
    changed(&ctx, login.account.id, Change::Restore(id)).await?;
    Ok(Redirect::to(&format!("{PATH}?done=restored")).into_response())
}
