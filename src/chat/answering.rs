//! Whether people or the bot answer a conversation: when it begins, when the team or the site says
//! so, and when somebody of the team comes or goes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use super::bot::Nudge;
use super::frames::Card;
use super::incoming::Page;
use super::routing::{self, Facts, Handler, Mode};
use super::store;
use super::{Conversation, dispatch, inbox, presence};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::people::{Action, Change};
use crate::sites::{self, AnswersBy, Site};
use crate::web::{Id, LooseJson, Problem};

/// The switch of one conversation.
pub fn router() -> Router<Ctx> {
    Router::new().route("/api/v1/conversations/{id}/mode", post(mode))
}

/// What the document of the interface says of it.
#[derive(OpenApi)]
#[openapi(paths(mode))]
pub struct Document;

/// Who answers a conversation that begins now on a site.
pub fn handler_of_new(ctx: &Ctx, site: &Site) -> Handler {
    Desk::of(ctx, site).handler(Mode::Site, false)
}

/// Who answers a conversation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetMode {
    mode: Mode,
}

/// Sets whether people or the bot answer a conversation, whatever its site says. It counts at once.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/mode", operation_id = "setConversationMode",
    tag = "inbox", params(("id" = Uuid, Path)), request_body = SetMode,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the conversation; `handler` says who answers now", body = Card),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
    )
)]
async fn mode(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
    LooseJson(asked): LooseJson<SetMode>,
) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let account = login.account.id;
    let row = store::by_id(&mut ctx.db.read().await?, account, id).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    let site = sites::by_id(&ctx, row.site_id).await?.ok_or_else(Problem::not_found)?;
    let desk = Desk::of(&ctx, &site);
    let set = Settle { ctx: ctx.clone(), account, id, mode: Some(asked.mode), desk };
    let row = ctx.db.write(set).await?.ok_or_else(Problem::not_found)?;
    if row.handler == Handler::Bot.as_str() {
        resume(&ctx, site, id).await?;
    }
    Ok(Json(Card::from(&row)).into_response())
}

/// Has the bot go on where it was, in a conversation that is its own again.
async fn resume(ctx: &Ctx, site: Arc<Site>, conversation: Uuid) -> Result<()> {
    let event = serde_json::json!({ "type": "resume" });
    let (page, now) = (Page::default(), ctx.clock.now());
    ctx.db.write(Nudge { ctx: ctx.clone(), site, conversation, event, page, now }).await
}

/// What of a site decides who answers there.
#[derive(Clone, Copy)]
struct Desk {
    answers_by: AnswersBy,
    has_script: bool,
    is_online: bool,
    now: Millis,
}

impl Desk {
    fn of(ctx: &Ctx, site: &Site) -> Self {
        Self {
            answers_by: site.settings.answers_by,
            has_script: site.has_script,
            is_online: presence::is_online(ctx, site.account_id),
            now: ctx.clock.now(),
        }
    }

    fn handler(self, mode: Mode, was_taken: bool) -> Handler {
        let Self { answers_by: site, has_script, is_online, .. } = self;
        routing::handler(Facts { site, mode, has_script, is_online, was_taken })
    }
}

/// Has the right one answer a conversation.
struct Settle {
    ctx: Ctx,
    account: Uuid,
    id: Uuid,
    /// What is set for it; `None` leaves that.
    mode: Option<Mode>,
    desk: Desk,
}

impl Write for Settle {
    type Out = Option<Conversation>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Option<Conversation>> {
        let Self { account, id, desk, .. } = *self;
        store::lock_by_id(tx, &[id]).await?;
        let Some(row) = store::by_id(tx, account, id).await? else { return Ok(None) };
        let mode = self.mode.unwrap_or_else(|| Mode::parse(&row.mode));
        let handler = desk.handler(mode, row.last_operator_id.is_some());
        if (mode.as_str(), handler.as_str()) == (&*row.mode, &*row.handler) {
            return Ok(Some(row));
        }
        let waits = handler == Handler::People && row.is_open() && row.assignee_id.is_none();
        let queued_at = waits.then(|| row.queued_at.or(row.waiting_since).unwrap_or(desk.now));
        store::set_mode(tx, id, mode.as_str(), handler.as_str(), queued_at).await?;
        dispatch::wake_after(tx, &self.ctx, account);
        Ok(inbox::changed(tx, account, &[id], desk.now).await?.pop())
    }
}

/// Has the right one answer every open conversation of an account, after its sites have changed.
pub async fn settle_all(ctx: &Ctx, account: Uuid) -> Result<()> {
    let mut db = ctx.db.read().await?;
    let sites = sites::of_account(&mut db, account).await?;
    let rows = store::open_modes(&mut db, account).await?;
    drop(db);
    let desks: HashMap<Uuid, Desk> =
        sites.iter().map(|site| (site.id, Desk::of(ctx, site))).collect();
    for row in rows {
        let Some(desk) = desks.get(&row.site_id).copied() else { continue };
        let handler = desk.handler(Mode::parse(&row.mode), row.last_operator_id.is_some());
        if handler.as_str() != row.handler {
            let id = row.id;
            ctx.db.write(Settle { ctx: ctx.clone(), account, id, mode: None, desk }).await?;
            if handler == Handler::Bot
                && let Some(site) = sites.iter().find(|site| site.id == row.site_id)
            {
                resume(ctx, Arc::new(site.clone()), id).await?;
            }
        }
    }
    Ok(())
}

/// Account → whether somebody was there when it was last settled.
#[derive(Default)]
struct Settled(Mutex<HashMap<Uuid, bool>>);

/// Whether somebody has come, or the last one gone, where a site leaves that to decide.
pub fn is_unsettled(ctx: &Ctx, account: Uuid, sites: &[Site]) -> bool {
    let leaves =
        |site: &Site| site.has_script && site.settings.answers_by == AnswersBy::BotWhenAway;
    if !sites.iter().any(leaves) {
        return false;
    }
    let is_online = presence::is_online(ctx, account);
    let settled = ctx.local.of::<Settled>();
    let mut settled = settled.0.lock().unwrap_or_else(PoisonError::into_inner);
    settled.insert(account, is_online) != Some(is_online)
}
