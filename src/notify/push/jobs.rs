//! The jobs: find out who is to hear of a visitor's message, and bring it to one browser.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::devices::{self, Device, Teammate};
use super::{own, words};
use crate::clock::{HOUR, Millis, SECOND};
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::{Error, Result};
use crate::jobs::{self, Failure, Job, Lane, Lease, Registry, When, enqueue};
use crate::notify::{Briefs, ChatBrief};
use crate::outgoing::NoAnswer;
use crate::webpush::{self, Message, Subscription, Verdict};

/// A message that could not be brought for so long is old news.
const LIFE: Millis = 4 * HOUR;
/// Those who sat in front of the console are told all the same when they leave it without having
/// read: looked after so often, so many times.
const AGAIN: Millis = 30 * SECOND;
const ROUNDS: u8 = 10;
/// Characters of a push service's own words that are kept.
const EXCUSE: usize = 200;

/// A visitor wrote; the team is to hear of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Heard {
    pub account: Uuid,
    pub conversation: Uuid,
    /// The browsers that were passed over in the round before.
    pub passed: Vec<Uuid>,
    /// Which round it is, from 0.
    pub round: u8,
}

impl Job for Heard {
    const KIND: &'static str = "notify.heard";
}

/// A message for one browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Deliver {
    pub device: Uuid,
    /// `None`: a trial.
    pub conversation: Option<Uuid>,
    /// Since when it is wanted.
    pub at: Millis,
}

impl Job for Deliver {
    const KIND: &'static str = "notify.push";
    const LANE: Lane = Lane::Push;
    /// With ever longer steps, about the time after which it is old news.
    const TRIES: i64 = 13;
}

#[must_use]
pub(in crate::notify) fn handlers(registry: Registry, briefs: &Arc<dyn Briefs>) -> Registry {
    let (for_team, for_words) = (briefs.clone(), briefs.clone());
    registry
        .on::<Heard, _, _>(move |ctx, job, lease| spread(ctx, for_team.clone(), job, lease))
        .on::<Deliver, _, _>(move |ctx, job, _| deliver(ctx, for_words.clone(), job))
}

/// The conversation, while somebody is to read and answer it.
async fn waiting(
    ctx: &Ctx,
    briefs: &dyn Briefs,
    account: Uuid,
    conversation: Uuid,
) -> Result<Option<ChatBrief>> {
    let brief = briefs.chat(ctx, account, conversation).await?;
    Ok(brief.filter(|chat| chat.waiting_since.is_some() && chat.is_unread && chat.is_for_people))
}

async fn spread(
    ctx: Ctx,
    briefs: Arc<dyn Briefs>,
    job: Heard,
    lease: Lease,
) -> Result<(), Failure> {
    let found = waiting(&ctx, briefs.as_ref(), job.account, job.conversation).await?;
    let Some(brief) = found else { return Ok(()) };
    let now = ctx.clock.now();
    let mut db = ctx.db.read().await?;
    let team = devices::of_account(&mut db, job.account, brief.department, now).await?;
    drop(db);
    let concerned: Vec<Teammate> =
        team.into_iter().filter(|one| is_concerned(one, &brief)).collect();
    ctx.db.write(Spread { job, concerned, lease, now }).await?;
    Ok(())
}

/// Whether a message in this conversation is for that person: it is theirs, or nobody's yet and
/// they take such.
fn is_concerned(one: &Teammate, brief: &ChatBrief) -> bool {
    brief.assignee.map_or(one.takes_new, |assignee| assignee == one.user_id)
}

struct Spread {
    job: Heard,
    concerned: Vec<Teammate>,
    lease: Lease,
    now: Millis,
}

impl Write for Spread {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        if !jobs::settle(tx, self.lease).await? {
            return Ok(());
        }
        let Heard { account, conversation, ref passed, round } = self.job;
        let (now, account) = (self.now, Some(account));
        let told = self.concerned.iter().filter(|one| round == 0 || passed.contains(&one.id));
        let (there, away): (Vec<_>, Vec<_>) = told.partition(|one| one.attends);
        for one in away {
            let job = Deliver { device: one.id, conversation: Some(conversation), at: now };
            // What could not be brought yet is not brought twice: it says the newest anyway.
            let key = Some(format!("{}:{conversation}", one.id));
            enqueue(tx, account, &job, now, When { due_at: now, key }).await?;
        }
        if !there.is_empty() && round < ROUNDS {
            let passed = there.iter().map(|one| one.id).collect();
            let job = Heard { passed, round: round + 1, ..self.job.clone() };
            let when = When { due_at: now + AGAIN, key: Some(format!("{conversation}:again")) };
            enqueue(tx, account, &job, now, when).await?;
        }
        Ok(())
    }
}

async fn deliver(ctx: Ctx, briefs: Arc<dyn Briefs>, job: Deliver) -> Result<(), Failure> {
    let now = ctx.clock.now();
    let device = devices::device(&mut ctx.db.read().await?, job.device, now).await?;
    let Some(device) = device.filter(|_| now - job.at < LIFE) else { return Ok(()) };
    let shown = match job.conversation {
        None => words::trial(&device.language),
        Some(id) => match waiting(&ctx, briefs.as_ref(), device.account_id, id).await? {
            Some(brief) => words::chat(id, &brief, &device.language),
            None => return Ok(()),
        },
    };
    let about = job.conversation.unwrap_or_default();
    let payload = serde_json::to_vec(&shown).map_err(Error::from)?;
    let message = Message { payload, life: LIFE, about: about.as_bytes().to_vec() };
    let (result, done) = send(&ctx, &device, &message).await;
    metrics::counter!("leadbell_pushes_total", "result" => result).increment(1);
    done
}

/// How it went, in a word for the figures and for the queue.
async fn send(
    ctx: &Ctx,
    device: &Device,
    message: &Message,
) -> (&'static str, Result<(), Failure>) {
    let ask = match request(ctx, device, message).await {
        Ok(ask) => ask,
        // A key that is none will not become one.
        Err(cause) => return ("refused", Err(Failure::Dead(cause.to_string()))),
    };
    let answer = match ctx.outgoing.send(ask).await {
        Ok(answer) => answer,
        Err(NoAnswer::Refused(why)) => return ("refused", Err(Failure::Dead(why))),
        Err(cause) => return ("passing", Err(Failure::Retry(cause.to_string()))),
    };
    let said = || {
        let words: String = String::from_utf8_lossy(answer.body()).chars().take(EXCUSE).collect();
        format!("the push service answered {}: {words}", answer.status())
    };
    match webpush::verdict(answer.status()) {
        Verdict::Taken => ("sent", conclude(ctx, device, true).await),
        Verdict::Gone => ("gone", conclude(ctx, device, false).await),
        Verdict::Later => ("passing", Err(Failure::Retry(said()))),
        Verdict::Refused => ("refused", Err(Failure::Dead(said()))),
    }
}

async fn request(ctx: &Ctx, device: &Device, message: &Message) -> Result<crate::outgoing::Ask> {
    let endpoint =
        Url::parse(&device.endpoint).map_err(|cause| Error::Internal(cause.to_string()))?;
    let to =
        Subscription { endpoint, public: device.public_key.clone(), auth: device.auth.clone() };
    let vapid = own::key(ctx).await?;
    webpush::request(&to, message, &vapid, ctx.clock.now())
}

async fn conclude(ctx: &Ctx, device: &Device, is_there: bool) -> Result<(), Failure> {
    let now = ctx.clock.now();
    ctx.db.write(Conclude { device: device.clone(), is_there, now }).await?;
    Ok(())
}

struct Conclude {
    device: Device,
    is_there: bool,
    now: Millis,
}

impl Write for Conclude {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        if self.is_there {
            devices::sent(tx, self.device.id, self.now).await
        } else {
            devices::drop_gone(tx, &self.device).await
        }
    }
}
