//! Keeps floods and form bots away from people: limits, signs of a bot, proofs of work.
//!
//! Two things never happen: an accepted request is never dropped (a suspect one is stored with its
//! reasons), and people are not shut out by what others at their address do. What is refused is
//! refused before it is accepted, with the time to wait, and counted.

mod assess;
mod content;
mod disposable;
mod form_token;
mod limits;
mod mails;
mod mark;
mod proof;
mod refusals;
pub(crate) mod store;
mod time;

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio_util::task::TaskTracker;
use uuid::Uuid;

pub use self::assess::{Assessment, Facts, Refusal, reason};
pub use self::form_token::form_token;
use self::limits::Limits;
pub use self::mails::{By, VisitorMail, Withheld, mail_visitor, mailbox};
pub use self::proof::Proof;
use self::refusals::Refusals;
use crate::ctx::Ctx;
use crate::db::Tx;
use crate::error::Result;
use crate::jobs::Sweep;
use crate::web::Problem;

/// What is let go of: spent proofs that nobody would take any more, old figures, and which mails
/// went to visitors.
pub const SWEEPS: &[Sweep] = store::SWEEPS;

/// What is limited besides form posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// New visitors.
    Visitors,
    /// Page views of known ones.
    Views,
    /// Chat messages.
    Messages,
    /// Uploaded files.
    Files,
    /// Beats of pages that are looked at, and what becomes of invitations.
    Beats,
}

/// Too much: how many seconds to wait, at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAfter(pub u64);

impl From<RetryAfter> for Problem {
    fn from(RetryAfter(seconds): RetryAfter) -> Self {
        Self::too_many(seconds)
    }
}

/// The node's guard. Cloning shares it.
#[derive(Clone)]
pub struct Guard(Arc<Inner>);

struct Inner {
    limits: Limits,
    refusals: Refusals,
}

impl Guard {
    /// The guard of this node.
    pub fn of(ctx: &Ctx) -> Self {
        let made = ctx.local.of::<OnceLock<Self>>();
        made.get_or_init(|| {
            Self(Arc::new(Inner {
                limits: Limits::new(&ctx.config.limits, ctx.clock.clone()),
                refusals: Refusals::default(),
            }))
        })
        .clone()
    }

    /// Counts one more of something by a visitor at a network address (an IPv4 address or an IPv6
    /// /64); an error when it is too much.
    pub fn check(
        &self,
        limit: Limit,
        site: Uuid,
        visitor: Option<Uuid>,
        network: IpAddr,
    ) -> Result<(), RetryAfter> {
        self.0.limits.check(limit, site, visitor, network)
    }

    /// Counts one more mail that a script of a site writes; an error when it is too much.
    pub fn check_bot_mail(&self, site: Uuid) -> Result<(), RetryAfter> {
        self.0.limits.bot_mails.take(&site)
    }

    /// Counts something that was refused, for the site's figures.
    pub fn count_refusal(&self, site: Uuid, now: i64, reason: &'static str) {
        self.0.refusals.count(site, now, reason);
    }
}

/// Uses up a proof as part of the write that it lets through; false when it was used before.
pub async fn spend(tx: &mut Tx<'_>, proof: &Proof) -> Result<bool> {
    store::spend(tx, &proof.challenge, proof.expires_at).await
}

/// How often counted refusals are written down.
const FLUSH: Duration = Duration::from_secs(5);
/// How often what is over is forgotten.
const SWEEP: Duration = Duration::from_mins(1);

/// Starts what runs beside the routes: writes refusals down, forgets what is over.
pub fn start(ctx: &Ctx, tasks: &TaskTracker) {
    let (guard, ctx) = (Guard::of(ctx), ctx.clone());
    tasks.spawn(async move {
        let mut flush = tokio::time::interval(FLUSH);
        let mut sweep = tokio::time::interval(SWEEP);
        loop {
            tokio::select! {
                () = ctx.stop.cancelled() => break,
                _ = flush.tick() => guard.0.refusals.flush(&ctx).await,
                _ = sweep.tick() => guard.0.limits.sweep(),
            }
        }
        guard.0.refusals.flush(&ctx).await;
    });
}
