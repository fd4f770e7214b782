//! Forms on host pages: opened, filled in, submitted. A submission is committed before it is
//! answered, and answered the same whether it went to a lead or to quarantine. Each site has its
//! contact form; others are built.

mod answers;
pub mod api;
mod change;
mod check;
mod cond;
mod console;
mod contact;
pub mod definition;
mod funnel;
mod gather;
mod known;
mod public;
mod ready;
pub(crate) mod store;
mod submission;
mod tried;

use std::sync::Arc;

pub use self::api::Document;
pub use self::gather::Forms;

use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::experiments::{self, Kind};
use crate::jobs::Sweep;

/// Has forms be among what can be tried out.
pub fn start(ctx: &Ctx) {
    experiments::list_with(
        ctx,
        Kind::Form,
        Arc::new(|ctx, account| Box::pin(tried::subjects(ctx, account))),
    );
}

/// Every route of forms.
pub fn router() -> axum::Router<Ctx> {
    api::router().merge(console::router())
}

/// What is let go of: old visits to forms.
pub const SWEEPS: &[Sweep] = store::SWEEPS;

/// A built form that is on, for its own page.
#[derive(Clone, Debug)]
pub struct Hosted {
    /// Its id.
    pub id: Uuid,
    /// Its site.
    pub site: Uuid,
    /// What the team calls it.
    pub name: String,
    /// What stands above it.
    pub title: String,
}

/// The form of a key, where it is on.
pub async fn by_key(ctx: &Ctx, key: &str) -> Result<Option<Hosted>> {
    let row = store::by_key(&mut ctx.db.read().await?, key).await?;
    let row = row.filter(store::FormRow::is_on);
    Ok(row.map(|row| Hosted {
        id: row.id,
        site: row.site_id,
        name: row.name,
        title: row.definition.0.title,
    }))
}

/// Whether a form of a site is on.
pub async fn is_on(ctx: &Ctx, site: Uuid, form: Uuid) -> Result<bool> {
    let row = store::of_site(&mut ctx.db.read().await?, site, form).await?;
    Ok(row.is_some_and(|row| row.is_on()))
}

/// Ids, names and sites of an account's forms that are on.
pub async fn that_are_on(ctx: &Ctx, account: Uuid) -> Result<Vec<(Uuid, String, Uuid)>> {
    let rows = store::of_account(&mut ctx.db.read().await?, account).await?;
    let live = rows.into_iter().filter(store::FormRow::is_on);
    Ok(live.map(|row| (row.id, row.name, row.site_id)).collect())
}

/// Ids and names of an account's forms.
pub async fn named(ctx: &Ctx, account: Uuid) -> Result<Vec<(Uuid, String)>> {
    let rows = store::of_account(&mut ctx.db.read().await?, account).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
