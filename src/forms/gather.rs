//! One task that takes all waiting submissions into one write: their statements and their commit
//! are shared, so that a rush costs little more than a few.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use futures_util::future::join_all;
use tokio::sync::{mpsc, oneshot};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::attachments;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::{Error, Result};
use crate::experiments::{self, Kind};
use crate::guard::{self, Proof};
use crate::leads::{self, Capture, Captured, Verdict};
use crate::visitors::{self, Standing};

/// Submissions in one write.
const MOST: usize = 64;
/// Submissions that may wait; beyond it a sender waits for a place.
const QUEUE: usize = 4_096;
/// How often a write is run again that met its own repetition.
const TRIES: u32 = 5;

/// The forms' long-lived part. Cloning shares it.
#[derive(Clone)]
pub struct Forms {
    queue: mpsc::Sender<Waiting>,
}

struct Waiting {
    submit: Submit,
    to: oneshot::Sender<Result<Captured>>,
}

impl Forms {
    /// Starts the gatherer, which ends once no request can come any more.
    pub fn start(ctx: &Ctx, tasks: &TaskTracker) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tasks.spawn(gather(ctx.clone(), waiting));
        Self { queue }
    }

    /// Stores a submission; returns after the commit.
    pub(super) async fn store(&self, submit: Submit) -> Result<Captured> {
        let gone = || Error::Unavailable("the server is shutting down".into());
        let (to, answer) = oneshot::channel();
        self.queue.send(Waiting { submit, to }).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

async fn gather(ctx: Ctx, mut queue: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(MOST);
    while queue.recv_many(&mut batch, MOST).await > 0 {
        let (submits, to): (Vec<Submit>, Vec<_>) =
            batch.drain(..).map(|one| (one.submit, one.to)).unzip();
        let submits: Arc<[Submit]> = submits.into();
        match ctx.db.write(Together { submits: submits.clone() }).await {
            Ok(captured) => {
                for (captured, to) in captured.into_iter().zip(to) {
                    let _ = to.send(Ok(captured));
                }
            }
            // The database is away: trying each alone would only take longer, for those behind too.
            Err(cause) if is_away(&cause) => {
                for to in to {
                    let _ = to.send(Err(Error::Unavailable(cause.to_string())));
                }
            }
            // One of them may have failed all, so each is tried on its own.
            Err(_) => {
                let alone = submits.iter().map(|submit| alone(&ctx, submit));
                for (settled, to) in join_all(alone).await.into_iter().zip(to) {
                    let _ = to.send(settled);
                }
            }
        }
    }
}

/// Whether nothing can be stored just now, in whatever company.
fn is_away(cause: &Error) -> bool {
    cause.is_retryable() && !matches!(cause, Error::NotCommitted(_))
}

async fn alone(ctx: &Ctx, submit: &Submit) -> Result<Captured> {
    for _ in 1..TRIES {
        match ctx.db.write(submit.clone()).await {
            Err(cause) if leads::is_taken_key(&cause) => {}
            settled => return settled,
        }
    }
    ctx.db.write(submit.clone()).await
}

/// A request with the proof that may clear it.
#[derive(Clone)]
pub(super) struct Submit {
    pub capture: Capture,
    /// Files that belong to it.
    pub files: Vec<Uuid>,
    pub proof: Option<Proof>,
}

impl Submit {
    /// The request with its verdict, where a proof is spent with it or the visitor is blocked, and
    /// with the source of the visitor's last visit.
    async fn completed(
        &self,
        tx: &mut Tx<'_>,
        standings: &HashMap<Uuid, Standing>,
    ) -> Result<Cow<'_, Capture>> {
        let mut capture = Cow::Borrowed(&self.capture);
        if let (Verdict::Suspect(_), Some(proof)) = (&self.capture.verdict, &self.proof) {
            let fresh = guard::spend(tx, proof).await?;
            let spent = Verdict::Suspect(vec!["spent_proof"]);
            capture.to_mut().verdict = if fresh { Verdict::Proven } else { spent };
        }
        let standing = self.capture.visitor.and_then(|visitor| standings.get(&visitor));
        if standing.is_some_and(|standing| standing.is_blocked) {
            // Somebody looks at it: a person who is blocked may still be a customer.
            let verdict = &mut capture.to_mut().verdict;
            match verdict {
                Verdict::Suspect(reasons) => reasons.push("blocked"),
                Verdict::Valid | Verdict::Proven => *verdict = Verdict::Suspect(vec!["blocked"]),
            }
        }
        if let Some(source) = standing.and_then(|standing| standing.source.as_ref()) {
            let capture = capture.to_mut();
            capture.channel.clone_from(&source.channel);
            capture.source = serde_json::to_value(source)?;
        }
        Ok(capture)
    }

    /// What follows from a built form in the same write: its files stay, and it counts for who was
    /// given it to try out.
    async fn settle(&self, tx: &mut Tx<'_>, captured: &Captured) -> Result<()> {
        let Capture { visitor, built, now, .. } = &self.capture;
        let (Some(visitor), Some(built)) = (*visitor, built) else { return Ok(()) };
        if !self.files.is_empty() {
            attachments::keep(tx, visitor, &self.files, *now).await?;
        }
        if captured.lead.is_some() && !captured.repeated {
            experiments::converted_by(tx, Kind::Form, built.form, visitor, *now).await?;
        }
        Ok(())
    }
}

async fn standings(tx: &mut Tx<'_>, submits: &[Submit]) -> Result<HashMap<Uuid, Standing>> {
    let mut seen: Vec<Uuid> = submits.iter().filter_map(|submit| submit.capture.visitor).collect();
    seen.sort_unstable();
    seen.dedup();
    visitors::standings(tx, &seen).await
}

impl Write for Submit {
    type Out = Captured;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Captured> {
        let standings = standings(tx, std::slice::from_ref(self)).await?;
        let capture = self.completed(tx, &standings).await?;
        let captured = leads::capture(tx, &capture).await?;
        self.settle(tx, &captured).await?;
        Ok(captured)
    }
}

/// Many of them.
struct Together {
    submits: Arc<[Submit]>,
}

impl Write for Together {
    type Out = Vec<Captured>;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Vec<Captured>> {
        let standings = standings(tx, &self.submits).await?;
        let mut ready = Vec::with_capacity(self.submits.len());
        for submit in self.submits.iter() {
            ready.push(submit.completed(tx, &standings).await?);
        }
        let wanted: Vec<&Capture> = ready.iter().map(AsRef::as_ref).collect();
        let captured = leads::capture_all(tx, &wanted).await?;
        for (submit, captured) in self.submits.iter().zip(&captured) {
            submit.settle(tx, captured).await?;
        }
        Ok(captured)
    }
}
