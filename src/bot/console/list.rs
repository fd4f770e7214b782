//! The list of scripts: what is live where; duplicating, deleting, and taking back.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use crate::bot::api;
use crate::bot::places::{self, Place};
use crate::bot::store::{knowledge, scripts};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::i18n::Say;
use crate::people::{Action, ChangeForm, Layout, PageLogin};
use crate::sites::AnswersBy;
use crate::web::{Id, Page, Problem, Query, page};

const PATH: &str = "/console/scripts";

#[derive(Template)]
#[template(path = "console/bot/scripts.html")]
struct ListPage {
    page: Layout,
    scripts: Vec<Row>,
    may_change: bool,
    known: usize,
    missed: usize,
    /// What was just deleted, to be taken back: its id and name.
    undo: Option<(Uuid, String)>,
}

impl ListPage {
    /// As people call it.
    fn name_of(&self, script: &Row) -> String {
        if script.name.is_empty() {
            self.page.t("scripts-unnamed").to_string()
        } else {
            script.name.clone()
        }
    }
}

/// A script in the list.
struct Row {
    id: Uuid,
    name: String,
    language: String,
    /// Of the published version; 0 where none is.
    number: i64,
    has_changes: bool,
    changed_at: Millis,
    sites: Vec<OnSite>,
}

impl Row {
    /// Whether visitors can meet it.
    fn is_live(&self) -> bool {
        self.number > 0 && self.sites.iter().any(|site| !site.people_answer)
    }
}

/// A site of a script.
struct OnSite {
    name: String,
    /// Visitors do not meet the script there.
    people_answer: bool,
    /// Another script begins a chat there, though this one could.
    begins: Option<String>,
}

/// What was done: said in a toast, or offered to be taken back.
#[derive(Default, Deserialize)]
pub struct Wanted {
    done: Option<String>,
    deleted: Option<Uuid>,
}

/// The list.
pub async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(wanted): Query<Wanted>,
) -> Result<Page, Problem> {
    login.require(Action::Chat)?;
    let account = login.account.id;
    let may_change = login.user.role.may(Action::ChangeScripts);
    let mut db = ctx.db.read().await?;
    let rows = scripts::list(&mut db, account).await?;
    let places = places::all(&ctx, &mut db, account).await?;
    let known = knowledge::entries(&mut db, account).await?.len();
    let missed = knowledge::all_missed(&mut db, account).await?.len();
    let undo = match wanted.deleted.filter(|_| may_change) {
        Some(id) => scripts::deleted(&mut db, account, id).await?.map(|name| (id, name)),
        None => None,
    };
    drop(db);
    let rows = rows.into_iter().map(|row| Row {
        id: row.id,
        name: row.name,
        language: row.language,
        number: row.number.unwrap_or(0),
        has_changes: row.version_rev != Some(row.rev),
        changed_at: row.changed_at,
        sites: places.iter().filter_map(|place| on_site(place, row.id)).collect(),
    });
    let scripts = rows.collect();
    let done = match wanted.done.as_deref() {
        Some("duplicated") => Some(Say::of("scripts-duplicated")),
        Some("restored") => Some(Say::of("scripts-restored")),
        _ => None,
    };
    let layout = Layout::new(&ctx, &login, login.t("nav-scripts"), "scripts").await?.flash(done);
    page(StatusCode::OK, &ListPage { page: layout, scripts, may_change, known, missed, undo })
}

fn on_site(place: &Place, script: Uuid) -> Option<OnSite> {
    let own = place.scripts.iter().find(|one| one.id == script)?;
    let other = place.beginner().filter(|first| own.begins && first.id != script);
    Some(OnSite {
        name: place.name.clone(),
        people_answer: place.answers_by == AnswersBy::People,
        begins: other.map(|first| first.name.clone()),
    })
}

#[derive(Deserialize)]
pub struct Nothing {}

/// Adds a copy of a script.
pub async fn duplicate(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeScripts)?;
    let name = |name: &str| login.t("scripts-copy").with("name", name).to_string();
    api::duplicate(&ctx, login.account.id, id, name).await?;
    Ok(Redirect::to(&format!("{PATH}?done=duplicated")).into_response())
}

/// Takes a script away.
pub async fn delete(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeScripts)?;
    api::delete_one(&ctx, login.account.id, id).await?;
    Ok(Redirect::to(&format!("{PATH}?deleted={id}")).into_response())
}

/// Takes a script back.
pub async fn restore(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeScripts)?;
    api::restore_one(&ctx, login.account.id, id).await?;
    Ok(Redirect::to(&format!("{PATH}?done=restored")).into_response())
}
