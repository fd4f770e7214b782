//! Offers: what shows to a visitor of a site, when, for whom and how often.
//!
//! The decision is pure ([`rules`]), and the page has the same one: it asks for an offer when its
//! moment has come, and the server decides once more, counts, and says what it looks like.

mod api;
mod change;
mod check;
mod console;
pub mod definition;
mod deliver;
mod first;
mod gift;
mod known;
mod preview;
pub mod rules;
mod show;
pub(crate) mod store;
mod subjects;

use std::sync::Arc;

use axum::Router;

pub use self::api::Document;
use crate::ctx::Ctx;
use crate::jobs::Sweep;
use crate::{sites, visitors};

/// What is let go of: old showings.
pub const SWEEPS: &[Sweep] = store::SWEEPS;

/// Every route of offers.
pub fn router() -> Router<Ctx> {
    api::router().merge(console::router())
}

/// Gives every site that is made from now on an offer to who is about to leave.
pub fn begin_sites() {
    sites::found_with(first::found);
}

/// Has page views told what the offers of their site need to know.
pub fn start(ctx: &Ctx) {
    visitors::tell_with(
        ctx,
        Arc::new(|ctx, site, visitor, url| {
            Box::pin(async move {
                let facts = known::facts(&ctx, &site, visitor, &url).await?;
                Ok(facts.map(serde_json::to_value).transpose()?)
            })
        }),
    );
}
