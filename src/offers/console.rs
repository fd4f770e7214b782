//! The pages of offers: the list by priority, and the editor's frame.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use uuid::Uuid;

use super::api::manage;
use super::change::{Change, MOST};
use super::check::check;
use super::definition::Trigger;
use super::first::exit_offer;
use super::store::{self, FiguresRow, OfferRow};
use crate::clock::DAY;
use crate::ctx::Ctx;
use crate::i18n::{Language, Say};
use crate::ids;
use crate::people::{Action, ChangeForm, Layout, PageLogin};
use crate::sites::{self, Site};
use crate::web::{Id, Page, Problem, Query, page};

const PATH: &str = "/console/offers";
/// Days that the figures of the list are of.
const DAYS: i64 = 30;

/// Routes of the pages.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/console/offers", get(list))
        .route("/console/offers/new", post(new))
        .route("/console/preview", get(super::preview::show))
        .route("/console/offers/{id}", get(editor))
        .route("/console/offers/{id}/switch", post(switch))
        .route("/console/offers/{id}/move", post(shift))
        .route("/console/offers/{id}/duplicate", post(duplicate))
        .route("/console/offers/{id}/delete", post(delete))
        .route("/console/offers/{id}/restore", post(restore))
}

/// An offer in the list.
struct Row {
    offer: OfferRow,
    figures: FiguresRow,
    /// Whether something keeps it from being on.
    is_ready: bool,
}

impl Row {
    /// What part of the showings did what the offer is for.
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "templates give references")]
    fn rate(&self, language: &Language) -> String {
        language.percent(&(self.figures.converted as f64 / self.figures.shown.max(1) as f64))
    }

    /// When it shows, in a few words.
    fn moments(&self) -> Vec<Say> {
        let definition = &self.offer.definition.0;
        definition.triggers.iter().map(moment).collect()
    }
}

fn moment(trigger: &Trigger) -> Say {
    let number = |key: &'static str, n: u32| Say::of(key).with("n", i64::from(n));
    match trigger {
        Trigger::Exit => Say::of("offers-on-exit"),
        Trigger::Time { seconds } => number("offers-on-time", *seconds),
        Trigger::Scroll { percent } => number("offers-on-scroll", *percent),
        Trigger::Idle { seconds } => number("offers-on-idle", *seconds),
        Trigger::Click { selector } => Say::of("offers-on-click").with("element", selector.clone()),
        Trigger::Pages { count } => number("offers-on-pages", *count),
        Trigger::Visit { count } => number("offers-on-visit", *count),
        Trigger::View { selector } => Say::of("offers-on-view").with("element", selector.clone()),
        Trigger::Call => Say::of("offers-on-call"),
        Trigger::Back => Say::of("offers-on-back"),
        Trigger::Cart { .. } => Say::of("offers-on-cart"),
    }
}

/// A site with its offers, by priority.
struct Group {
    site: Site,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "console/offers/list.html")]
struct ListPage {
    page: Layout,
    tab: &'static str,
    groups: Vec<Group>,
    may_change: bool,
    /// What was just deleted, to be taken back: its id and name.
    undo: Option<(Uuid, String)>,
}

impl ListPage {
    /// Whether there is any offer.
    fn has_some(&self) -> bool {
        self.groups.iter().any(|group| !group.rows.is_empty())
    }
}

/// What was done: said in a toast, or offered to be taken back.
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
    let offers = store::of_account(&mut db, account).await?;
    let figures = store::figures(&mut db, account, ctx.clock.now() - DAYS * DAY).await?;
    let undo = match wanted.deleted.filter(|_| may_change) {
        Some(id) => store::deleted(&mut db, account, id).await?.map(|(name, _)| (id, name)),
        None => None,
    };
    drop(db);
    let row = |offer: &OfferRow| Row {
        figures: figures.iter().find(|row| row.offer_id == offer.id).cloned().unwrap_or_default(),
        is_ready: check(&offer.definition.0).is_empty(),
        offer: offer.clone(),
    };
    let group = |site: Site| {
        let rows = offers.iter().filter(|offer| offer.site_id == site.id).map(row).collect();
        Group { site, rows }
    };
    let groups = sites.into_iter().map(group).collect();
    let done = match wanted.done.as_deref() {
        Some("duplicated") => Some(Say::of("offers-duplicated")),
        Some("restored") => Some(Say::of("offers-restored")),
        Some("not_ready") => Some(Say::of("offers-not-ready")),
        _ => None,
    };
    let layout = Layout::new(&ctx, &login, login.t("nav-offers"), "offers").await?.flash(done);
    page(StatusCode::OK, &ListPage { page: layout, tab: "offers", groups, may_change, undo })
}

#[derive(Deserialize)]
struct NewForm {
    site: Uuid,
}

/// A new offer, which is off, to be changed at once.
async fn new(State(ctx): State<Ctx>, form: ChangeForm<NewForm>) -> Result<Response, Problem> {
    let (login, form) = (form.0, form.1);
    login.require(Action::ChangeScripts)?;
    let account = login.account.id;
    let site = sites::of_account_by_id(&mut ctx.db.read().await?, account, form.site).await?;
    let site = site.ok_or_else(Problem::not_found)?;
    let name = login.t("offers-unnamed").to_string();
    let row = OfferRow::new(ids::new_id(), site.id, name, exit_offer(login.language()));
    let id = row.id;
    manage::changed(&ctx, account, Change::Add(row)).await?;
    Ok(Redirect::to(&format!("{PATH}/{id}")).into_response())
}

#[derive(Template)]
#[template(path = "console/offers/editor.html")]
struct EditorPage {
    page: Layout,
    id: Uuid,
}

async fn editor(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let found = store::by_id(&mut ctx.db.read().await?, login.account.id, id).await?;
    let row = found.ok_or_else(Problem::not_found)?;
    let layout = Layout::new(&ctx, &login, row.name, "offers").await?;
    page(StatusCode::OK, &EditorPage { page: layout, id })
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
    if on && !manage::findings(&ctx, account, &row.definition.0).await?.is_empty() {
        return Ok(Redirect::to(&format!("{PATH}?done=not_ready")).into_response());
    }
    manage::changed(&ctx, account, Change::Switch(id, on)).await?;
    Ok(Redirect::to(PATH).into_response())
}

#[derive(Deserialize)]
struct MoveForm {
    by: i64,
}

async fn shift(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<MoveForm>,
) -> Result<Response, Problem> {
    let (login, form) = (form.0, form.1);
    login.require(Action::ChangeScripts)?;
    let by = form.by.clamp(-MOST, MOST);
    manage::changed(&ctx, login.account.id, Change::Move(id, by)).await?;
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
