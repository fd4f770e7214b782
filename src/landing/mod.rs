//! Landing pages: a page of our own with a proposition and one way to take it up, at an address
//! that the team chooses. Its variants are tried out against each other.

mod change;
mod console;
pub mod definition;
mod page;
pub(crate) mod store;
mod visits;

use axum::Router;

use crate::ctx::Ctx;
use crate::jobs::Sweep;

/// What is let go of: old visits to landing pages.
pub const SWEEPS: &[Sweep] = store::SWEEPS;

/// Every route of landing pages.
pub fn router() -> Router<Ctx> {
    page::router().merge(console::router())
}

/// Has page views of landing pages counted for them.
pub fn start(ctx: &Ctx) {
    visits::start(ctx);
}
