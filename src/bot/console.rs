//! The pages of scripts: the list, the editor's frame, and what the bot knows.

mod known;
mod list;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};

use super::store::scripts;
use crate::ctx::Ctx;
use crate::people::{Action, Layout, PageLogin};
use crate::web::{Id, Page, Problem, page};

/// Routes of the pages.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/console/scripts", get(list::show))
        .route("/console/scripts/{id}/duplicate", post(list::duplicate))
        .route("/console/scripts/{id}/delete", post(list::delete))
        .route("/console/scripts/{id}/restore", post(list::restore))
        .route("/console/scripts/new", get(new))
        .route("/console/scripts/knowledge", get(known::list).post(known::add))
        .route("/console/scripts/knowledge/{id}", get(known::one).post(known::change))
        .route("/console/scripts/knowledge/{id}/delete", post(known::delete))
        .route("/console/scripts/{id}", get(editor))
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
    login.require(Action::ChangeScripts)?;
    let found = scripts::one(&mut ctx.db.read().await?, login.account.id, id).await?;
    let row = found.ok_or_else(Problem::not_found)?;
    let title = if row.name.is_empty() { login.t("scripts-unnamed").to_string() } else { row.name };
    let layout = Layout::new(&ctx, &login, title, "scripts").await?;
    page(StatusCode::OK, &EditorPage { page: layout, id: id.to_string() })
}
