//! Every route of the server, and the long-lived services that routes share.

mod document;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Extension, Router};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

pub use self::document::document;
use crate::chat::{self, Chat};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::forms::Forms;
use crate::guard::{Guard, Limit, RetryAfter};
use crate::people::RailCounts;
use crate::web::{self, Peer, Problem};
use crate::{
    attachments, bot, experiments, forms, guard, hosted, landing, leads, live, magnets, notify,
    offers, people, visitors,
};

/// What lives as long as the server and is shared by routes.
#[derive(Clone)]
pub struct Services {
    chat: Chat,
    forms: Forms,
}

impl Services {
    /// Starts them; their tasks end with [`crate::ctx::Parts::stop`].
    pub fn start(ctx: &Ctx, tasks: &TaskTracker) -> Self {
        visitors::start(ctx, tasks);
        let guard = Guard::of(ctx);
        visitors::limit_views(ctx, move |site, visitor, network| {
            let limit = if visitor.is_some() { Limit::Views } else { Limit::Visitors };
            let allowed = guard.check(limit, site, visitor, network);
            allowed.map_err(|RetryAfter(seconds)| seconds)
        });
        forms::start(ctx);
        landing::start(ctx);
        bot::start(ctx);
        offers::start(ctx);
        live::start(ctx, tasks);
        guard::start(ctx, tasks);
        tasks.spawn_blocking(leads::contact::warm);
        people::count_with(ctx, Arc::new(|ctx, account| Box::pin(rail(ctx, account))));
        Self { chat: Chat::start(ctx, tasks), forms: Forms::start(ctx, tasks) }
    }
}

/// The numbers on the console's rail.
async fn rail(ctx: Ctx, account: Uuid) -> Result<RailCounts> {
    let mut db = ctx.db.read().await?;
    Ok(RailCounts {
        inbox_unread: chat::unread(&mut db, account).await?,
        visitors: live::count(&ctx, account),
        quarantine: leads::in_quarantine(&mut db, account).await?,
    })
}

/// The whole server as one router.
pub fn all(ctx: &Ctx, services: Services) -> Router {
    let features = Router::new()
        .route("/healthz", get(health))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .merge(people::router())
        .merge(visitors::router())
        .merge(attachments::router())
        .merge(chat::router().layer(Extension(services.chat)))
        .merge(bot::router())
        .merge(live::router())
        .merge(experiments::router())
        .merge(magnets::router())
        .merge(offers::router())
        .merge(notify::router())
        .merge(leads::router())
        .merge(landing::router())
        .merge(hosted::router())
        .merge(forms::router().layer(Extension(services.forms)))
        .fallback(|| async { Problem::not_found() })
        .with_state(ctx.clone());
    web::around(features)
}

/// Whether the process lives.
#[utoipa::path(
    get, path = "/healthz", operation_id = "health", tag = "server",
    responses((status = 200, description = "`ok`", body = String, content_type = "text/plain"))
)]
async fn health() -> &'static str {
    "ok"
}

/// Whether the server can work: the database answers, and it is not stopping.
#[utoipa::path(
    get, path = "/readyz", operation_id = "readiness", tag = "server",
    responses((status = 200, description = "`ready`", body = String, content_type = "text/plain"))
)]
async fn ready(State(ctx): State<Ctx>) -> Result<&'static str, Problem> {
    if ctx.stop.is_cancelled() {
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "stopping"));
    }
    ctx.db.ping().await?;
    Ok("ready")
}

/// What proxies add to a request.
const FORWARDED: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

async fn metrics(
    State(ctx): State<Ctx>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
) -> impl IntoResponse {
    // What a proxy on this machine hands on comes from loopback too, on behalf of somebody.
    let is_forwarded = FORWARDED.iter().any(|name| headers.contains_key(*name));
    if !ctx.config.metrics_public && (is_forwarded || !peer.ip().is_loopback()) {
        return Problem::not_found().into_response();
    }
    #[allow(clippy::cast_precision_loss, reason = "a count far below 2^52")]
    metrics::gauge!("leadbell_sockets").set(ctx.hub.open_sockets() as f64);
    web::metrics::render().into_response()
}
