//! Tells the team: by mail of a new lead and of a chat that nobody answered, by [`push`] of what a
//! visitor writes. What goes to one address about one site is capped in a window; the rest is
//! gathered in one digest.
//!
//! The words of a lead or a chat belong to features above this one: [`Briefs`] fetches them when
//! the mail is written, so that no copy of them waits in the queue.

mod briefs;
mod console;
mod jobs;
mod mails;
mod mentions;
pub mod push;
pub(crate) mod store;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use uuid::Uuid;

pub use self::briefs::{Briefs, ChatBrief, LeadBrief, LeadName, MentionBrief};
use self::jobs::{Arrived, LeadsArrived, Unanswered};
pub use self::mentions::mention;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::Tx;
use crate::error::Result;
use crate::jobs::{Registry, Sweep, When, enqueue, enqueue_all};

/// Every route of notifications.
pub fn router() -> Router<Ctx> {
    console::router().merge(push::api())
}

/// Adds the handlers; the features above give the words through `briefs`.
#[must_use]
pub fn handlers(registry: Registry, briefs: &Arc<dyn Briefs>) -> Registry {
    push::handlers(jobs::handlers(registry, briefs), briefs)
}

/// What is let go of after 90 days.
pub const SWEEPS: &[Sweep] = store::SWEEPS;

/// A request that made a lead or was added to one.
#[derive(Clone, Copy, Debug)]
pub struct NewLead {
    /// The account.
    pub account: Uuid,
    /// The site it was left on.
    pub site: Uuid,
    /// The request.
    pub submission: Uuid,
    /// The lead.
    pub lead: Uuid,
}

/// Tells the site's addresses of a request once `tx` has committed. One statement.
pub async fn new_lead(tx: &mut Tx<'_>, new: &NewLead, now: Millis) -> Result<()> {
    new_leads(tx, std::slice::from_ref(new), now).await
}

/// The same for many requests: one job for each site.
pub async fn new_leads(tx: &mut Tx<'_>, all: &[NewLead], now: Millis) -> Result<()> {
    let mut of_sites: BTreeMap<(Uuid, Uuid), Vec<Arrived>> = BTreeMap::new();
    for new in all {
        let NewLead { account, site, submission, lead } = *new;
        of_sites.entry((account, site)).or_default().push(Arrived { submission, lead });
    }
    let job = |((account, site), leads)| (account, LeadsArrived { account, site, leads });
    let jobs: Vec<(Uuid, LeadsArrived)> = of_sites.into_iter().map(job).collect();
    enqueue_all(tx, &jobs, now).await
}

/// Tells the site's addresses at `due_at` of a conversation, if then nobody has answered it for
/// as long as the site's settings say. Calling it again while it waits changes nothing.
pub async fn chat_waiting(
    tx: &mut Tx<'_>,
    account: Uuid,
    site: Uuid,
    conversation: Uuid,
    due_at: Millis,
    now: Millis,
) -> Result<()> {
    let job = Unanswered { account, site, conversation, everybody: false };
    let when = When { due_at, key: Some(job.key()) };
    enqueue(tx, Some(account), &job, now, when).await
}
