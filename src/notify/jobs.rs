//! The jobs: spread a request over the site's addresses, look after a chat, gather a digest, and
//! send one mail.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::mentions::Mentioned;
use super::store::{self, About, New, Notification};
use super::{Briefs, mails, mentions};
use crate::clock::{Millis, SECOND};
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::ids;
use crate::jobs::{self, Death, Failure, Job, Lane, Lease, Registry, When, enqueue};
use crate::mail::{Mail, SendError};
use crate::people::{self, Role};
use crate::sites::{self, Site};

/// Waiting jobs of a site that one transaction takes along.
const AT_ONCE: i64 = 50;

/// Requests to a site are to be told of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct LeadsArrived {
    pub account: Uuid,
    pub site: Uuid,
    pub leads: Vec<Arrived>,
}

/// One of them.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Arrived {
    pub submission: Uuid,
    pub lead: Uuid,
}

impl Job for LeadsArrived {
    const KIND: &'static str = "notify.leads";
}

/// A conversation is to be looked after.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Unanswered {
    pub account: Uuid,
    pub site: Uuid,
    pub conversation: Uuid,
    /// Whoever was to answer has been told, in vain: now everybody is.
    pub everybody: bool,
}

impl Unanswered {
    /// One of each waits for a conversation.
    pub(super) fn key(&self) -> String {
        let stage = if self.everybody { ":everybody" } else { "" };
        format!("{}{stage}", self.conversation)
    }
}

impl Job for Unanswered {
    const KIND: &'static str = "notify.unanswered";
}

/// What was gathered for an address is to be put together.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Gather {
    account: Uuid,
    site: Uuid,
    recipient: String,
}

impl Job for Gather {
    const KIND: &'static str = "notify.digest";
}

/// One mail is to be sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Send {
    pub notification: Uuid,
    /// For the list of what waits.
    pub kind: String,
    pub recipient: String,
}

impl Job for Send {
    const KIND: &'static str = "notify.send";
    const LANE: Lane = Lane::Mail;
    /// The first hour in ever longer steps, then hourly for three days: a mail server that is
    /// down over a weekend costs nothing.
    const TRIES: i64 = 84;

    async fn buried(&self, tx: &mut Tx<'_>, death: &Death) -> Result<()> {
        let Death { lease, error, now } = death;
        // The fence counts on after a replay, the attempt begins anew.
        store::delivery(tx, self.notification, lease.fence, *now, Some(error)).await?;
        store::fail(tx, self.notification, *now).await
    }
}

#[must_use]
pub(super) fn handlers(registry: Registry, briefs: &Arc<dyn Briefs>) -> Registry {
    let (for_chats, for_mails, for_notes) = (briefs.clone(), briefs.clone(), briefs.clone());
    registry
        .on::<LeadsArrived, _, _>(spread)
        .on::<Gather, _, _>(gather)
        .on::<Unanswered, _, _>(move |ctx, job, lease| {
            look_after(ctx, for_chats.clone(), job, lease)
        })
        .on::<Mentioned, _, _>(move |ctx, job, lease| {
            mentions::tell(ctx, for_notes.clone(), job, lease)
        })
        .on::<Send, _, _>(move |ctx, job, lease| send(ctx, for_mails.clone(), job, lease))
}

/// The addresses of a site with the language of each: a person's own, else the site's.
async fn recipients(ctx: &Ctx, site: &Site) -> Result<Vec<(String, String)>> {
    let mut recipients: Vec<(String, String)> = Vec::new();
    for address in &site.settings.notify {
        let known = recipients.iter().any(|(other, _)| other.eq_ignore_ascii_case(address));
        if !known {
            let mut db = ctx.db.read().await?;
            let own = people::language_of(&mut db, site.account_id, address).await?;
            let language = own.unwrap_or_else(|| site.settings.language.clone());
            recipients.push((address.clone(), language));
        }
    }
    Ok(recipients)
}

async fn spread(ctx: Ctx, job: LeadsArrived, lease: Lease) -> Result<(), Failure> {
    let Some(site) = sites::by_id(&ctx, job.site).await? else { return Ok(()) };
    let recipients = recipients(&ctx, &site).await?;
    ctx.db.write(Spread { site, recipients, job, lease, now: ctx.clock.now() }).await?;
    Ok(())
}

/// Takes the other waiting requests of the site along.
struct Spread {
    site: Arc<Site>,
    recipients: Vec<(String, String)>,
    job: LeadsArrived,
    lease: Lease,
    now: Millis,
}

impl Write for Spread {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        if !jobs::settle(tx, self.lease).await? {
            return Ok(());
        }
        let others = jobs::take_along::<LeadsArrived>(tx, self.site.id, self.now, AT_ONCE).await?;
        let abouts: Vec<About> = std::iter::once(&self.job)
            .chain(&others)
            .flat_map(|job| &job.leads)
            .map(|Arrived { lead, submission }| About::Lead {
                lead: *lead,
                submission: *submission,
            })
            .collect();
        notify(tx, &self.site, &self.recipients, &abouts, self.now).await
    }
}

/// Adds a notification of each for every recipient, and the mails; what is past the cap is
/// gathered.
async fn notify(
    tx: &mut Tx<'_>,
    site: &Site,
    recipients: &[(String, String)],
    abouts: &[About],
    now: Millis,
) -> Result<()> {
    let wanted = i64::try_from(abouts.len()).unwrap_or(i64::MAX);
    let (cap, minutes) = (site.settings.mail_cap.max(1), site.settings.mail_window.max(1));
    let mut all = Vec::new();
    // In one order everywhere, so that two nodes do not lock windows crosswise.
    let mut recipients: Vec<_> = recipients.iter().collect();
    recipients.sort_unstable();
    for (recipient, language) in recipients {
        let (before, end) = store::take(tx, site.id, recipient, wanted, minutes, now).await?;
        let room = usize::try_from(cap - before).unwrap_or(0);
        all.extend(abouts.iter().enumerate().map(|(place, about)| New {
            id: ids::new_id(),
            about: *about,
            recipient: recipient.clone(),
            language: language.clone(),
            state: if place < room { "waiting" } else { "gathered" },
        }));
        if abouts.len() > room {
            let key = Some(format!("{}:{recipient}", site.id));
            let job =
                Gather { account: site.account_id, site: site.id, recipient: recipient.clone() };
            let when = When { due_at: end, key };
            enqueue(tx, Some(site.account_id), &job, now, when).await?;
        }
    }
    store::insert(tx, site.account_id, site.id, &all, now).await?;
    for new in all.iter().filter(|new| new.state == "waiting") {
        send_later(tx, site.account_id, new, now).await?;
    }
    Ok(())
}

async fn send_later(tx: &mut Tx<'_>, account: Uuid, new: &New, now: Millis) -> Result<()> {
    let job = Send {
        notification: new.id,
        kind: new.about.kind().to_owned(),
        recipient: new.recipient.clone(),
    };
    enqueue(tx, Some(account), &job, now, When::default()).await
}

async fn look_after(
    ctx: Ctx,
    briefs: Arc<dyn Briefs>,
    job: Unanswered,
    lease: Lease,
) -> Result<(), Failure> {
    let Some(site) = sites::by_id(&ctx, job.site).await? else { return Ok(()) };
    let settings = &site.settings;
    if settings.unanswered_after == 0 || (job.everybody && settings.escalate_after == 0) {
        return Ok(());
    }
    let further = if job.everybody { settings.escalate_after } else { 0 };
    let patience = (settings.unanswered_after + further) * SECOND;
    let brief = briefs.chat(&ctx, job.account, job.conversation).await?;
    let waits = brief.and_then(|chat| chat.waiting_since.map(|since| (since, chat.assignee)));
    let Some((since, assignee)) = waits else { return Ok(()) };
    let assignee = assignee.filter(|_| !job.everybody);
    let (recipients, is_one) = to_answer(&ctx, &site, assignee, job.everybody).await?;
    // The one whose conversation it is first, everybody later.
    let escalates = is_one && settings.escalate_after > 0;
    let now = ctx.clock.now();
    let look = LookAfter { site, recipients, job, lease, since, patience, escalates, now };
    ctx.db.write(look).await?;
    Ok(())
}

/// Who is told that a visitor waits: whose conversation it is, or else the site's addresses, and
/// where there are none but somebody was told before, the owners.
async fn to_answer(
    ctx: &Ctx,
    site: &Site,
    assignee: Option<Uuid>,
    is_last: bool,
) -> Result<(Vec<(String, String)>, bool)> {
    let team = people::active(&mut ctx.db.read().await?, site.account_id).await?;
    if let Some(one) = team.iter().find(|user| Some(user.id) == assignee) {
        return Ok((vec![(one.email.clone(), one.language.clone())], true));
    }
    let mut recipients = recipients(ctx, site).await?;
    if recipients.is_empty() && is_last {
        let owners = team.iter().filter(|user| user.role == Role::Owner);
        recipients.extend(owners.map(|user| (user.email.clone(), user.language.clone())));
    }
    Ok((recipients, false))
}

struct LookAfter {
    site: Arc<Site>,
    recipients: Vec<(String, String)>,
    job: Unanswered,
    lease: Lease,
    since: Millis,
    patience: Millis,
    escalates: bool,
    now: Millis,
}

impl Write for LookAfter {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        if !jobs::settle(tx, self.lease).await? {
            return Ok(());
        }
        let (conversation, due_at) = (self.job.conversation, self.since + self.patience);
        // It was answered in between and waits anew, not so long yet.
        if due_at > self.now {
            let when = When { due_at, key: Some(self.job.key()) };
            return enqueue(tx, Some(self.job.account), &self.job, self.now, when).await;
        }
        let told = store::told(tx, conversation, self.since).await?;
        if !told.is_empty() && !self.job.everybody {
            return Ok(());
        }
        if self.escalates {
            let job = Unanswered { everybody: true, ..self.job.clone() };
            let due_at = self.now + self.site.settings.escalate_after * SECOND;
            let when = When { due_at, key: Some(job.key()) };
            enqueue(tx, Some(self.job.account), &job, self.now, when).await?;
        }
        let is_new = |to: &&(String, String)| !told.iter().any(|known| known == &to.0);
        let recipients: Vec<_> = self.recipients.iter().filter(is_new).cloned().collect();
        let about = [About::Chat { conversation }];
        notify(tx, &self.site, &recipients, &about, self.now).await
    }
}

async fn gather(ctx: Ctx, job: Gather, lease: Lease) -> Result<(), Failure> {
    let Some(site) = sites::by_id(&ctx, job.site).await? else { return Ok(()) };
    let languages: HashMap<String, String> = recipients(&ctx, &site).await?.into_iter().collect();
    let language = languages.get(&job.recipient).unwrap_or(&site.settings.language).clone();
    ctx.db.write(Digest { site, job, language, lease, now: ctx.clock.now() }).await?;
    Ok(())
}

struct Digest {
    site: Arc<Site>,
    job: Gather,
    language: String,
    lease: Lease,
    now: Millis,
}

impl Write for Digest {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        if !jobs::settle(tx, self.lease).await? {
            return Ok(());
        }
        let (site, now) = (&self.site, self.now);
        let new = New {
            id: ids::new_id(),
            about: About::Digest,
            recipient: self.job.recipient.clone(),
            language: self.language.clone(),
            state: "waiting",
        };
        if store::gather(tx, new.id, site.id, &new.recipient, now).await? == 0 {
            return Ok(());
        }
        // It is one of the mails of the window that begins with it.
        let minutes = site.settings.mail_window.max(1);
        store::take(tx, site.id, &new.recipient, 1, minutes, now).await?;
        store::insert(tx, site.account_id, site.id, std::slice::from_ref(&new), now).await?;
        send_later(tx, site.account_id, &new, now).await
    }
}

async fn send(ctx: Ctx, briefs: Arc<dyn Briefs>, job: Send, lease: Lease) -> Result<(), Failure> {
    let found = store::get(&mut ctx.db.read().await?, job.notification).await?;
    let Some(notification) = found else { return Ok(()) };
    if !matches!(notification.state.as_str(), "waiting" | "failed") {
        return Ok(());
    }
    let Some(mail) = mails::write(&ctx, briefs.as_ref(), &notification).await? else {
        return conclude(&ctx, lease, &notification, "dropped", None).await;
    };
    match attempt(&ctx, &mail).await {
        Ok(()) => conclude(&ctx, lease, &notification, "sent", None).await,
        Err(cause) => {
            conclude(&ctx, lease, &notification, "waiting", Some(cause.to_string())).await?;
            Err(cause.into())
        }
    }
}

async fn attempt(ctx: &Ctx, mail: &Mail) -> Result<(), SendError> {
    let done = ctx.mailer.send(mail).await;
    let result = match &done {
        Ok(()) => "sent",
        Err(SendError::Passing(_)) => "passing",
        Err(SendError::Final(_)) => "refused",
    };
    metrics::counter!("leadbell_mails_total", "result" => result).increment(1);
    done
}

/// Notes how a try ended. A mail that is out is noted however long that takes: forgetting it
/// would send a second one.
async fn conclude(
    ctx: &Ctx,
    lease: Lease,
    notification: &Notification,
    state: &'static str,
    error: Option<String>,
) -> Result<(), Failure> {
    let now = ctx.clock.now();
    let done = Concluded { id: notification.id, lease, state, error, now };
    while let Err(cause) = ctx.db.write(done.clone()).await {
        if state != "sent" {
            return Err(cause.into());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Ok(())
}

#[derive(Clone)]
struct Concluded {
    id: Uuid,
    lease: Lease,
    state: &'static str,
    error: Option<String>,
    now: Millis,
}

impl Write for Concluded {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Self { id, lease, state, now, .. } = *self;
        let is_over = matches!(state, "sent" | "dropped");
        let stands =
            if is_over { jobs::settle(tx, lease).await? } else { jobs::holds(tx, lease).await? };
        if !stands {
            return Ok(());
        }
        if state != "dropped" {
            store::delivery(tx, id, lease.fence, now, self.error.as_deref()).await?;
        }
        if state != "waiting" {
            store::settle(tx, id, state, now).await?;
        }
        Ok(())
    }
}
