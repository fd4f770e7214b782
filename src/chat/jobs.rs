//! What the chat does later.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actions::{self, Retag};
use super::{inbox, store};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::jobs::{Failure, Job, Lease, Registry, When, enqueue};

/// Adds the handlers of the chat's jobs.
#[must_use]
pub fn handlers(registry: Registry) -> Registry {
    registry
        .on::<Wake, _, _>(|ctx, job, _lease| wake(ctx, job))
        .on::<Retag, _, _>(|ctx: Ctx, job: Retag, _lease: Lease| actions::retag(ctx, job))
}

/// A conversation that was put away is to be seen again.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Wake {
    account: Uuid,
    conversation: Uuid,
}

impl Job for Wake {
    const KIND: &'static str = "chat.wake";
}

/// Shows a conversation again at a time. The earlier time of two holds: what comes too early finds
/// the later one in the conversation.
pub(super) async fn wake_at(
    tx: &mut Tx<'_>,
    account: Uuid,
    conversation: Uuid,
    at: Millis,
    now: Millis,
) -> Result<()> {
    let when = When { due_at: at, key: Some(conversation.to_string()) };
    enqueue(tx, Some(account), &Wake { account, conversation }, now, when).await
}

async fn wake(ctx: Ctx, job: Wake) -> Result<(), Failure> {
    let now = ctx.clock.now();
    Ok(ctx.db.write(Woken { job, now }).await?)
}

struct Woken {
    job: Wake,
    now: Millis,
}

impl Write for Woken {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Wake { account, conversation } = self.job;
        store::lock_by_id(tx, &[conversation]).await?;
        match store::snoozed(tx, conversation).await? {
            Some(until) if until > self.now => {
                wake_at(tx, account, conversation, until, self.now).await
            }
            Some(_) => {
                store::awake(tx, conversation, self.now).await?;
                inbox::changed(tx, account, &[conversation], self.now).await?;
                Ok(())
            }
            None => Ok(()),
        }
    }
}
