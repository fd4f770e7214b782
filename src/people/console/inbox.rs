//! The inbox's page: an island, which reads everything from the JSON interface.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;

use crate::ctx::Ctx;
use crate::people::{Action, Layout, PageLogin};
use crate::web::{Page, Problem, page};

#[derive(Template)]
#[template(path = "console/inbox.html")]
struct InboxPage {
    page: Layout,
}

/// The frame around the island.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
) -> Result<Page, Problem> {
    login.require(Action::Chat)?;
    page(
        StatusCode::OK,
        &InboxPage { page: Layout::new(&ctx, &login, login.t("nav-inbox"), "inbox").await? },
    )
}
