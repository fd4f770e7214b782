//! The chatbot: scripts, the engine that runs them, and what it knows.
//!
//! The engine is pure. It runs inside the transaction that stores what the visitor said, so that
//! a run is never behind the conversation.

mod acts;
mod api;
mod console;
pub mod engine;
mod gifts;
pub mod import;
mod jobs;
mod knowledge;
mod known;
mod mails;
mod places;
pub mod ready;
mod runtime;
pub mod script;
mod shelf;
pub(crate) mod store;
mod tried;

use std::sync::Arc;

use axum::Router;

pub use self::api::Document;
pub use self::jobs::handlers;
pub(crate) use self::store::knowledge::SWEEPS;
use crate::ctx::Ctx;
use crate::experiments::Kind;
use crate::{chat, experiments};

/// Has the bot answer where people do not.
pub fn start(ctx: &Ctx) {
    chat::answer_with(ctx, Arc::new(runtime::Runner));
    experiments::list_with(
        ctx,
        Kind::Script,
        Arc::new(|ctx, account| Box::pin(tried::subjects(ctx, account))),
    );
}

/// Every route of scripts.
pub fn router() -> Router<Ctx> {
    api::router().merge(console::router())
}
