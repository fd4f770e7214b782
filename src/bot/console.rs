//! The pages of scripts: the list, the editor's frame, and what the bot knows.

mod known;

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use uuid::Uuid;

use super::store::{knowledge, scripts};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::people::{Action, Layout, PageLogin};
use crate::sites;
use crate::web::{Id, Page, Problem, page};

/// Routes of the pages.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/console/scripts", get(list))
        .route("/console/scripts/new", get(new))
        .route("/console/scripts/knowledge", get(known::list).post(known::add))
        .route("/console/scripts/knowledge/{id}", get(known::one).post(known::change))
        .route("/console/scripts/knowledge/{id}/delete", post(known::delete))
        .route("/console/scripts/{id}", get(editor))
}

#[derive(Template)]
#[template(path = "console/bot/scripts.html")]
struct ListPage {
    page: Layout,
    scripts: Vec<Row>,
    may_change: bool,
    known: usize,
    missed: usize,
}

/// A script in the list.
struct Row {
    id: Uuid,
    name: String,
    language: String,
    number: i64,
    has_changes: bool,
    changed_at: Millis,
    sites: Vec<String>,
}

async fn list(State(ctx): State<Ctx>, PageLogin(login): PageLogin) -> Result<Page, Problem> {
    login.require(Action::Chat)?;
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    let rows = scripts::list(&mut db, account).await?;
    let mut on: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for site in sites::of_account(&mut db, account).await? {
        for version in site.scripts {
            on.entry(version).or_default().push(site.name.clone());
        }
    }
    let known = knowledge::entries(&mut db, account).await?.len();
    let missed = knowledge::all_missed(&mut db, account).await?.len();
    drop(db);
    let rows = rows.into_iter().map(|row| Row {
        id: row.id,
        name: row.name,
        language: row.language,
        number: row.number.unwrap_or(0),
        has_changes: row.version_rev != Some(row.rev),
        changed_at: row.changed_at,
        sites: row.version_id.and_then(|id| on.get(&id).cloned()).unwrap_or_default(),
    });
    let scripts = rows.collect();
    let may_change = login.user.role.may(Action::ChangeScripts);
    let layout = Layout::new(&ctx, &login, login.t("nav-scripts"), "scripts").await?;
    page(StatusCode::OK, &ListPage { page: layout, scripts, may_change, known, missed })
}

#[derive(Template)]
#[template(path = "console/bot/editor.html")]
struct EditorPage {
    page: Layout,
    /// Empty: a new one.
    id: String,
}

async fn new(State(ctx): State<Ctx>, PageLogin(login): PageLogin) -> Result<Page, Problem> {
    login.require(Action::ChangeScripts)?;
    let layout = Layout::new(&ctx, &login, login.t("scripts-new"), "scripts").await?;
    page(StatusCode::OK, &EditorPage { page: layout, id: String::new() })
}

async fn editor(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
) -> Result<Page, Problem> {
    login.require(Action::Chat)?;
    let found = scripts::one(&mut ctx.db.read().await?, login.account.id, id).await?;
    let row = found.ok_or_else(Problem::not_found)?;
    let title = if row.name.is_empty() { login.t("scripts-unnamed").to_string() } else { row.name };
    let layout = Layout::new(&ctx, &login, title, "scripts").await?;
    page(StatusCode::OK, &EditorPage { page: layout, id: id.to_string() })
}
