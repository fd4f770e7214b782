//! The pages of built forms: the list, and the builder's frame.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use uuid::Uuid;

use super::api::manage;
use super::change::Change;
use super::check::{Around, check};
use super::ready;
use super::store::{self, FormRow};
use crate::attachments;
use crate::clock::DAY;
use crate::ctx::Ctx;
use crate::i18n::{Language, Say};
use crate::people::{Action, ChangeForm, Layout, PageLogin};
use crate::sites::{self, Site};
use crate::web::{Id, Page, Problem, Query, page};

const PATH: &str = "/console/forms";
/// Days that the figures of the list are of.
const DAYS: i64 = 30;

/// Routes of the pages.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/console/forms", get(list))
        .route("/console/forms/new", get(begin).post(new))
        .route("/console/forms/{id}", get(builder))
        .route("/console/forms/{id}/switch", post(switch))
        .route("/console/forms/{id}/duplicate", post(duplicate))
        .route("/console/forms/{id}/delete", post(delete))
        .route("/console/forms/{id}/restore", post(restore))
}

/// A form in the list.
struct Row {
    form: FormRow,
    /// Its site; empty where there is but one.
    site: String,
    views: i64,
    sent: i64,
    /// Whether nothing keeps it from being on.
    is_ready: bool,
}

impl Row {
    /// What part of the visits that saw it sent it.
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "templates give references")]
    fn rate(&self, language: &Language) -> String {
        language.percent(&(self.sent.min(self.views) as f64 / self.views.max(1) as f64))
    }
}

#[derive(Template)]
#[template(path = "console/forms/list.html")]
struct ListPage {
    page: Layout,
    tab: &'static str,
    rows: Vec<Row>,
    may_change: bool,
    /// What was just deleted, to be taken back: its id and name.
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
    let since = ctx.clock.now() - DAYS * DAY;
    let mut db = ctx.db.read().await?;
    let sites = sites::of_account(&mut db, account).await?;
    let forms = store::of_account(&mut db, account).await?;
    let views = store::figures(&mut db, account, since).await?;
    let sent = store::sent(&mut db, account, since).await?;
    let magnets = crate::magnets::of_account(&mut db, account).await?;
    drop(db);
    let magnets: Vec<Uuid> = magnets.into_iter().map(|magnet| magnet.id).collect();
    let row = |form: FormRow| {
        let site = sites.iter().find(|site| site.id == form.site_id);
        let takes_files = site.is_some_and(attachments::are_taken);
        let around = Around { magnets: &magnets, takes_files };
        let site = site.filter(|_| sites.len() > 1);
        Row {
            site: site.map(|site| site.name.clone()).unwrap_or_default(),
            views: views.iter().find(|row| row.0 == form.id).map_or(0, |row| row.1),
            sent: sent.iter().find(|row| row.0 == form.id).map_or(0, |row| row.1),
            is_ready: check(&form.definition.0, around).is_empty(),
            form,
        }
    };
    let rows = forms.into_iter().map(row).collect();
    let done = match wanted.done.as_deref() {
        Some("duplicated") => Some(Say::of("offers-duplicated")),
        Some("restored") => Some(Say::of("offers-restored")),
        Some("not_ready") => Some(Say::of("offers-not-ready")),
        _ => None,
    };
    let undo = wanted.deleted.filter(|_| may_change);
    let layout = Layout::new(&ctx, &login, login.t("forms-title"), "offers").await?.flash(done);
    page(StatusCode::OK, &ListPage { page: layout, tab: "forms", rows, may_change, undo })
}

#[derive(Template)]
#[template(path = "console/forms/new.html")]
struct NewPage {
    page: Layout,
    sites: Vec<Site>,
    /// Names and what they are called.
    ready: Vec<(&'static str, Say)>,
}

/// The choice of what to begin with.
async fn begin(State(ctx): State<Ctx>, PageLogin(login): PageLogin) -> Result<Page, Problem> {
    login.require(Action::ChangeScripts)?;
    let sites = sites::of_account(&mut ctx.db.read().await?, login.account.id).await?;
    let layout = Layout::new(&ctx, &login, login.t("forms-new"), "offers").await?;
    let named = |ready| ready::name(ready).map(|key| (ready, Say::of(key)));
    let ready = ready::READY.into_iter().filter_map(named).collect();
    page(StatusCode::OK, &NewPage { page: layout, sites, ready })
}

#[derive(Deserialize)]
struct NewForm {
    site: Uuid,
    template: String,
}

/// A new form, which is off, to be changed at once.
async fn new(State(ctx): State<Ctx>, form: ChangeForm<NewForm>) -> Result<Response, Problem> {
    let (login, form) = (form.0, form.1);
    login.require(Action::ChangeScripts)?;
    let account = login.account.id;
    let site = sites::of_account_by_id(&mut ctx.db.read().await?, account, form.site).await?;
    let site = site.ok_or_else(Problem::not_found)?;
    // Visitors read it: in the site's language where it has one.
    let language = match site.settings.language.as_str() {
        "auto" => login.language(),
        own => Language::of(own),
    };
    let definition = ready::definition(&form.template, language).ok_or_else(Problem::not_found)?;
    let name = ready::name(&form.template).ok_or_else(Problem::not_found)?;
    let name = login.t(name).to_string();
    let row = manage::blank(account, site.id, name, definition);
    let id = row.id;
    manage::changed(&ctx, account, Change::Add(row)).await?;
    Ok(Redirect::to(&format!("{PATH}/{id}")).into_response())
}

#[derive(Template)]
#[template(path = "console/forms/builder.html")]
struct BuilderPage {
    page: Layout,
    id: Uuid,
}

async fn builder(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let found = store::by_id(&mut ctx.db.read().await?, login.account.id, id).await?;
    let row = found.ok_or_else(Problem::not_found)?;
    let layout = Layout::new(&ctx, &login, row.name, "offers").await?;
    page(StatusCode::OK, &BuilderPage { page: layout, id })
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
    let account = login.account.id;
    let found = store::by_id(&mut ctx.db.read().await?, account, id).await?;
    let row = found.ok_or_else(Problem::not_found)?;
    let on = form.on.is_some();
    if on && !manage::findings(&ctx, &row, &row.definition.0).await?.is_empty() {
        return Ok(Redirect::to(&format!("{PATH}?done=not_ready")).into_response());
    }
    manage::changed(&ctx, account, Change::Switch(id, on)).await?;
    Ok(Redirect::to(PATH).into_response())
}

#[derive(Deserialize)]
struct Nothing {}

async fn duplicate(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeScripts)?;
    let copy = manage::copy_of(&ctx, &login, id).await?;
    manage::changed(&ctx, login.account.id, Change::Add(copy)).await?;
    Ok(Redirect::to(&format!("{PATH}?done=duplicated")).into_response())
}

async fn delete(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeScripts)?;
    manage::changed(&ctx, login.account.id, Change::Delete(id)).await?;
    Ok(Redirect::to(&format!("{PATH}?deleted={id}")).into_response())
}

async fn restore(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeScripts)?;
    manage::changed(&ctx, login.account.id, Change::Restore(id)).await?;
    Ok(Redirect::to(&format!("{PATH}?done=restored")).into_response())
}
