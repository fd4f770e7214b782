//! The pages of the settings that belong to the chat.

mod departments;
mod replies;

use axum::Router;
use axum::routing::{get, post};

use crate::ctx::Ctx;

/// Routes of the pages.
pub fn router() -> Router<Ctx> {
    Router::new()
        .merge(departments::router())
        .route(replies::PATH, get(replies::show).post(replies::add))
        .route("/console/settings/replies/{id}", post(replies::change))
        .route("/console/settings/replies/{id}/delete", post(replies::delete))
        .route("/console/settings/tags/rename", post(replies::rename_tag))
        .route("/console/settings/tags/delete", post(replies::delete_tag))
}
