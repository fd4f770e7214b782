//! Live visitors: who is on which page now, and invitations to chat, by hand and by rule.
//!
//! A page that is looked at says so every few seconds (a beat) while somebody of the team is there.
//! Who is there is kept in memory alone; several nodes tell each other. The team hears of it only
//! while somebody looks at the list.

mod answer;
mod api;
mod console;
mod here;
mod invitation;
mod invite;
mod nodes;
mod present;
mod rules;
pub(crate) mod store;
mod watch;

use axum::Router;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

pub use self::api::Document;
use crate::ctx::Ctx;
use crate::jobs::Sweep;
use crate::visitors;

/// What is let go of: old invitations.
pub const SWEEPS: &[Sweep] = store::SWEEPS;

/// Every route of live visitors.
pub fn router() -> Router<Ctx> {
    api::router().merge(console::router())
}

/// Starts what runs beside the routes.
pub fn start(ctx: &Ctx, tasks: &TaskTracker) {
    let watcher = ctx.clone();
    visitors::watch_views(ctx, move |looks| answer::viewed(&watcher, looks));
    tasks.spawn(watch::keep(ctx.clone()));
    tasks.spawn(nodes::keep(ctx.clone()));
}

/// How many visitors of an account are on its sites now.
pub fn count(ctx: &Ctx, account: Uuid) -> i64 {
    let now = ctx.clock.now();
    i64::try_from(watch::Live::of(ctx).lock().of_account(account, now).count()).unwrap_or(i64::MAX)
}
