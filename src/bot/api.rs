//! Scripts as JSON: what the editor reads and changes.

mod called;
mod knowledge;
mod look;
mod proposals;
mod scripts;
mod versions;

pub use self::scripts::{delete_one, duplicate, restore_one};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};
use utoipa::OpenApi;
use uuid::Uuid;

use super::script::LARGEST;
use super::script::check::{self, Finding, Level};
use super::store::scripts as store;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::i18n::Language;
use crate::sites;

/// The routes.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/scripts", get(scripts::list).post(scripts::add))
        .route("/api/v1/scripts/check", post(look::check))
        .route("/api/v1/scripts/try", post(look::attempt))
        .route("/api/v1/scripts/schema", get(look::schema))
        .route("/api/v1/scripts/{id}", get(scripts::one).put(scripts::save).delete(scripts::delete))
        .route("/api/v1/scripts/{id}/restore", post(scripts::restore))
        .route("/api/v1/scripts/{id}/export", get(scripts::export))
        .route("/api/v1/scripts/{id}/sites", put(versions::set_sites))
        .route("/api/v1/scripts/{id}/publish", post(versions::publish))
        .route("/api/v1/scripts/{id}/versions", get(versions::list))
        .route("/api/v1/scripts/{id}/versions/{number}", get(versions::one))
        .route("/api/v1/scripts/{id}/versions/{number}/restore", post(versions::restore))
        .route("/api/v1/scripts/{id}/diff", get(versions::diff))
        .route("/api/v1/scripts/{id}/figures", get(look::figures))
        .route("/api/v1/knowledge", get(knowledge::list).post(knowledge::add))
        .route("/api/v1/knowledge/search", get(knowledge::search))
        .route("/api/v1/knowledge/missed", get(knowledge::missed))
        .route("/api/v1/conversations/{id}/knowledge", get(proposals::list))
        .route("/api/v1/knowledge/{id}", put(knowledge::change).delete(knowledge::delete))
        // A draft, with the state of its trial.
        .layer(DefaultBodyLimit::max(LARGEST * 2))
}

/// What the document of the interface says of scripts.
#[derive(OpenApi)]
#[openapi(paths(
    scripts::list,
    scripts::add,
    scripts::one,
    scripts::save,
    scripts::delete,
    scripts::restore,
    scripts::export,
    versions::publish,
    versions::list,
    versions::one,
    versions::restore,
    versions::diff,
    versions::set_sites,
    look::check,
    look::attempt,
    look::schema,
    look::figures,
    knowledge::list,
    knowledge::add,
    knowledge::change,
    knowledge::delete,
    knowledge::search,
    knowledge::missed,
    proposals::list,
))]
pub struct Document;

/// What is wrong with a script, in the reader's words.
fn findings(all: &[Finding], language: Language) -> Vec<serde_json::Value> {
    let told = |one: &Finding| {
        let check::Finding { step, field, level, code, .. } = one;
        serde_json::json!({
            "step": step, "field": field, "level": level, "code": code,
            "text": one.say().in_language(language),
        })
    };
    all.iter().map(told).collect()
}

/// Whether it cannot be published so.
fn has_errors(all: &[Finding]) -> bool {
    all.iter().any(|one| one.level == Level::Error)
}

/// Has the sites of an account know which versions answer there.
async fn settle_sites(tx: &mut Tx<'_>, account: Uuid) -> Result<()> {
    for site in store::sites(tx, account).await? {
        let versions = store::of_site(tx, site).await?;
        sites::set_scripts(tx, account, site, &versions).await?;
    }
    Ok(())
}

/// A change of a script that its sites may have to hear of.
struct Settling<F> {
    account: Uuid,
    id: Uuid,
    change: F,
}

/// What is changed of a script.
trait Changing: Send + Sync + 'static {
    type Out: Send + Sync + 'static;
    /// Changes it; `Err` where nothing is to be done.
    fn change(
        &self,
        tx: &mut Tx<'_>,
        account: Uuid,
        id: Uuid,
    ) -> impl Future<Output = Result<Self::Out>> + Send;
}

impl<F: Changing> Write for Settling<F> {
    type Out = F::Out;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<F::Out> {
        let out = self.change.change(tx, self.account, self.id).await?;
        settle_sites(tx, self.account).await?;
        Ok(out)
    }
}

async fn change<F: Changing>(ctx: &Ctx, account: Uuid, id: Uuid, change: F) -> Result<F::Out> {
    let out = ctx.db.write(Settling { account, id, change }).await?;
    sites::changed(ctx, account);
    Ok(out)
}
