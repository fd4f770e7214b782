//! One task that takes all waiting messages into one write, and acknowledges after the commit:
//! never before, and also to those whose page has gone meanwhile.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use tokio::sync::mpsc;
use uuid::Uuid;

use super::frames;
use super::inbox_topic;
use super::write::{Gathered, Said, What};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::notify::push;
use crate::realtime::Outbox;

/// Messages in one write.
const MOST: usize = 1_024;
/// Messages that may wait; beyond it their senders are told to try again.
pub const QUEUE: usize = 16_384;
/// Seconds after which a message that could not be stored is sent again.
pub const AGAIN: u64 = 2;

/// A message on its way, and who waits for the answer.
pub struct Waiting {
    pub said: Said,
    pub to: Arc<Outbox>,
}

/// Runs until every sender is gone, so that a shutdown stores what waits.
pub async fn gather(ctx: Ctx, mut queue: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(MOST);
    while queue.recv_many(&mut batch, MOST).await > 0 {
        metrics::histogram!("leadbell_chat_batch").record(u32::try_from(batch.len()).unwrap_or(0));
        let (said, to): (Vec<Said>, Vec<Arc<Outbox>>) =
            batch.drain(..).map(|one| (one.said, one.to)).unzip();
        store(&ctx, said.into(), to.into()).await;
    }
}

async fn store(ctx: &Ctx, said: Arc<[Said]>, to: Arc<[Arc<Outbox>]>) {
    let all = 0..said.len();
    match write(ctx, &said, &to, all.clone()).await {
        Ok(()) => {}
        // The database is away: trying each alone would only take longer.
        Err(cause) if said.len() == 1 || cause.is_retryable() => refuse(&said, &to, &cause),
        // One of them cannot be stored; the others are not to suffer.
        Err(_) => {
            for place in all {
                if let Err(cause) = write(ctx, &said, &to, place..place + 1).await {
                    refuse(&said[place..=place], &to[place..=place], &cause);
                }
            }
        }
    }
}

async fn write(
    ctx: &Ctx,
    said: &Arc<[Said]>,
    to: &Arc<[Arc<Outbox>]>,
    places: Range<usize>,
) -> Result<()> {
    let accounts: HashSet<Uuid> = said[places.clone()].iter().map(|one| one.by.account()).collect();
    let mut pushed = HashSet::new();
    for account in &accounts {
        if push::is_wanted(ctx, *account).await {
            pushed.insert(*account);
        }
    }
    let watched = accounts
        .into_iter()
        .filter(|account| ctx.db.bus().is_shared() || ctx.hub.is_followed(inbox_topic(*account)));
    let watched = watched.collect();
    let (said, to) = (said.clone(), to.clone());
    let now = ctx.clock.now();
    let ctx_of = ctx.clone();
    ctx.db.write(Gathered { ctx: ctx_of, said, to, places, watched, pushed, now }).await
}

/// What may be stored later is sent again; what never will be is not.
fn refuse(said: &[Said], to: &[Arc<Outbox>], cause: &Error) {
    let is_passing = cause.is_retryable();
    let code = if is_passing { "unavailable" } else { "refused" };
    for (said, to) in said.iter().zip(to) {
        if let What::Message { id, .. } = said.what {
            to.push(frames::nack(id, code, is_passing.then_some(AGAIN)).into());
        }
    }
}
