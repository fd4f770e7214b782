//! Visitors with whom the team does not want to talk.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::chat::{inbox, store, visitor_topic};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::people::{Action, Change};
use crate::web::{Id, LooseJson, Problem};
use crate::{realtime, visitors};

/// Conversations of the visitor that the team is shown anew.
const SHOWN: i64 = 20;

/// Whether a visitor is blocked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Block {
    blocked: bool,
}

/// A visitor, and since when it is blocked.
#[derive(Serialize, ToSchema)]
pub(super) struct BlockedVisitor {
    id: Uuid,
    /// Unix milliseconds; null where it is not.
    #[schema(value_type = Option<i64>, required)]
    blocked_at: Option<Millis>,
}

/// Blocks a visitor: its open conversation is closed, its messages are refused with `blocked`, and
/// what it leaves in forms goes to quarantine. Or lets it in again.
#[utoipa::path(
    post, path = "/api/v1/visitors/{id}/block", operation_id = "blockVisitor",
    tag = "inbox", params(("id" = Uuid, Path)), request_body = Block,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the visitor", body = BlockedVisitor),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
    )
)]
pub(super) async fn block(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(visitor): Id,
    LooseJson(Block { blocked }): LooseJson<Block>,
) -> Result<Json<BlockedVisitor>, Problem> {
    login.require(Action::Chat)?;
    let (account, now) = (login.account.id, ctx.clock.now());
    let set = SetBlocked { account, visitor, blocked, now };
    let blocked_at = ctx.db.write(set).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(BlockedVisitor { id: visitor, blocked_at }))
}

struct SetBlocked {
    account: Uuid,
    visitor: Uuid,
    blocked: bool,
    now: Millis,
}

impl Write for SetBlocked {
    type Out = Option<Option<Millis>>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Out> {
        let Self { account, visitor, blocked, now } = *self;
        let at = blocked.then_some(now);
        let Some(before) = visitors::blocked_at(tx, account, visitor).await? else {
            return Ok(None);
        };
        if before.is_some() == blocked {
            return Ok(Some(before));
        }
        // The visitor first: a conversation that is just beginning ends before this, or does not
        // begin.
        visitors::block(tx, account, visitor, at).await?;
        let mut shown = store::of_visitor(tx, account, visitor, SHOWN).await?;
        shown.sort_unstable();
        let locked = store::lock_by_id(tx, &shown).await?;
        for row in locked.iter().filter(|row| blocked && row.is_open) {
            store::close(tx, account, row.id).await?;
        }
        inbox::changed(tx, account, &shown, now).await?;
        // Open sockets learn it when they come back: what a blocked one types is shown to nobody.
        tx.publish(visitor_topic(visitor), realtime::ending(realtime::close::RENEW));
        Ok(Some(at))
    }
}
