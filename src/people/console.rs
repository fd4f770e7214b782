//! The pages of people and of the settings.

use axum::Router;

use crate::ctx::Ctx;

/// Routes of the pages.
pub fn router() -> Router<Ctx> {
    Router::new()
}
