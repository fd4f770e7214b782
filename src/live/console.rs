//! The page of the live visitors (an island), and the rules by which a site invites.

mod rules;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};

use crate::ctx::Ctx;
use crate::people::{Action, Layout, PageLogin};
use crate::web::{Page, Problem, page};

/// Routes of the pages.
pub fn router() -> Router<Ctx> {
    let of_site = Router::new()
        .route("/", get(rules::list))
        .route("/new", get(rules::new).post(rules::add))
        .route("/preview", post(rules::preview))
        .route("/{rule}", get(rules::show).post(rules::change))
        .route("/{rule}/delete", post(rules::delete))
        .route("/{rule}/move", post(rules::shift));
    Router::new()
        .route("/console/visitors", get(visitors))
        .nest("/console/settings/sites/{id}/invitations", of_site)
}

#[derive(Template)]
#[template(path = "console/live/visitors.html")]
struct VisitorsPage {
    page: Layout,
}

/// The frame around the island.
async fn visitors(State(ctx): State<Ctx>, PageLogin(login): PageLogin) -> Result<Page, Problem> {
    login.require(Action::Chat)?;
    let layout = Layout::new(&ctx, &login, login.t("nav-visitors"), "visitors").await?;
    page(StatusCode::OK, &VisitorsPage { page: layout })
}
