//! Gives out what waits, and takes back what somebody has who has gone. One task a node: it looks
//! at an account when something has changed there, and at every one that has work now and then, so
//! that nothing depends on a word that was lost.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use uuid::Uuid;

use super::crew::{self, Hand};
use super::routing::{self, Assignment, Waiting};
use super::store::{self, WaitingRow};
use super::{answering, inbox, line, nodes, presence};
use crate::clock::{MINUTE, Millis, SECOND};
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::people::{Availability, availability};
use crate::sites::{self, Site, Strategy};

/// How long after somebody has left, or said so, their conversations stay theirs.
pub const GRACE: Millis = MINUTE;
/// How long a visitor waits for somebody who is away while others are there.
const PATIENCE: Millis = 5 * MINUTE;
/// How often every account with work is looked at.
const EVERY: Millis = 10 * SECOND;
/// How long what comes at once is gathered.
const GATHER: Duration = Duration::from_millis(20);
/// A conversation is live for so long after its last message.
const LIVE: Millis = 15 * MINUTE;
/// Conversations that are looked at in one go.
const MOST: i64 = 2_000;

/// What is to be done in an account beside reading who has what.
#[derive(Clone, Copy, Default)]
struct Work {
    /// Give out what waits there.
    gives: bool,
    /// It was changed on this node: the others are to read it, too.
    tells: bool,
    /// Its sites have changed: have the right ones answer.
    settles: bool,
}

/// Accounts to look at.
#[derive(Default)]
struct Due {
    accounts: Mutex<BTreeMap<Uuid, Work>>,
    signal: Notify,
}

impl Due {
    fn add(&self, account: Uuid, add: impl FnOnce(&mut Work)) {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        add(accounts.entry(account).or_default());
        drop(accounts);
        self.signal.notify_one();
    }

    fn take(&self) -> BTreeMap<Uuid, Work> {
        std::mem::take(&mut *self.accounts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Has what waits in an account given out soon.
pub fn wake(ctx: &Ctx, account: Uuid) {
    ctx.local.of::<Due>().add(account, |work| {
        work.gives = true;
        work.tells = true;
    });
}

/// A conversation of an account has changed; every node hears of that by itself.
pub fn changed(ctx: &Ctx, account: Uuid) {
    ctx.local.of::<Due>().add(account, |work| work.gives = true);
}

/// Has it read again who of an account has what: another node has changed it.
pub fn look(ctx: &Ctx, account: Uuid) {
    ctx.local.of::<Due>().add(account, |_| {});
}

/// Sites of an account have changed: who answers, and how conversations are given out.
pub fn sites_changed(ctx: &Ctx, account: Uuid) {
    let all = Work { gives: true, tells: true, settles: true };
    ctx.local.of::<Due>().add(account, |work| *work = all);
}

/// The same as [`wake`], once `tx` has committed.
pub fn wake_after(tx: &mut Tx<'_>, ctx: &Ctx, account: Uuid) {
    let ctx = ctx.clone();
    tx.after_commit(move || wake(&ctx, account));
}

/// Works until the server stops.
pub async fn keep(ctx: Ctx) {
    let due = ctx.local.of::<Due>();
    let mut sweep_at = ctx.clock.now() + EVERY;
    loop {
        tokio::select! {
            () = ctx.stop.cancelled() => return,
            // Much that comes at once is looked at once.
            () = due.signal.notified() => tokio::time::sleep(GATHER).await,
            () = ctx.clock.sleep_until(sweep_at) => {
                sweep_at = ctx.clock.now() + EVERY;
                if let Err(cause) = sweep(&ctx, &due).await {
                    tracing::warn!(%cause, "the queues could not be looked through");
                }
            }
        }
        for (account, work) in due.take() {
            if let Err(cause) = attend(&ctx, account, work).await {
                // The next sweep comes to it again.
                tracing::warn!(%cause, %account, "the queue could not be attended to");
            }
        }
    }
}

async fn sweep(ctx: &Ctx, due: &Due) -> Result<()> {
    for account in presence::accounts(ctx) {
        due.add(account, |_| {});
    }
    let live = ctx.clock.now() - LIVE;
    for account in store::restless(&mut ctx.db.read().await?, live).await? {
        due.add(account, |work| work.gives = true);
    }
    Ok(())
}

/// Looks at one account.
async fn attend(ctx: &Ctx, account: Uuid, work: Work) -> Result<()> {
    let Work { gives, mut tells, settles } = work;
    let mut crew = crew::crew(&mut ctx.db.read().await?, account).await?;
    presence::know(ctx, account, crew::stored(&crew));
    let sites = sites::of_account(&mut ctx.db.read().await?, account).await?;
    // Every node may see that somebody has come; what one has settled stays as it is.
    if settles | answering::is_unsettled(ctx, account, &sites) {
        answering::settle_all(ctx, account).await?;
    }
    if gives
        && let Some(plan) = plan(ctx, account, &crew, &sites).await?
        && ctx.db.write(plan).await?
    {
        crew = crew::crew(&mut ctx.db.read().await?, account).await?;
        presence::know(ctx, account, crew::stored(&crew));
        tells = true;
    }
    if tells {
        nodes::look(ctx, account);
    }
    line::tell(ctx, account, &sites).await
}

/// What is to be done, as far as can be seen without locking anything; nothing for most.
async fn plan(ctx: &Ctx, account: Uuid, crew: &[Hand], sites: &[Site]) -> Result<Option<Plan>> {
    let now = ctx.clock.now();
    let there = crew::there(ctx, account);
    let strategies: HashMap<Uuid, Strategy> =
        sites.iter().map(|site| (site.id, site.settings.strategy)).collect();
    let mut db = ctx.db.read().await?;
    let mut back = Vec::new();
    for user in gone(ctx, account, crew, now) {
        for id in store::held(&mut db, account, user, now - LIVE, MOST).await? {
            back.push((id, user));
        }
    }
    if presence::is_online(ctx, account) {
        for (user, _) in there.iter().filter(|(_, state)| **state == Availability::Away) {
            let long = now - PATIENCE;
            for id in store::kept_waiting(&mut db, account, *user, long, MOST).await? {
                back.push((id, *user));
            }
        }
    }
    let operators = crew::operators(crew, &there);
    let is_given_out = strategies.values().any(|strategy| *strategy != Strategy::Manual);
    let has_room = operators.iter().any(routing::Operator::has_room);
    let mut given = Vec::new();
    if is_given_out && has_room {
        let rows = store::queue(&mut db, account, MOST).await?;
        let queue: Vec<Waiting> = rows.iter().map(|row| waiting(row, crew, &strategies)).collect();
        given = routing::assign(&operators, &queue, now).iter().map(|g| g.conversation).collect();
    }
    if back.is_empty() && given.is_empty() {
        return Ok(None);
    }
    Ok(Some(Plan { account, back, given, there, strategies, now }))
}

/// Who has been away for longer than the grace, of those who have conversations.
fn gone(ctx: &Ctx, account: Uuid, crew: &[Hand], now: Millis) -> Vec<Uuid> {
    // Who is on another node cannot be told while the nodes do not hear each other.
    if !ctx.db.bus().is_connected() {
        return Vec::new();
    }
    let have: Vec<Uuid> =
        crew.iter().filter(|hand| hand.row.open > 0).map(|hand| hand.row.id).collect();
    let absent = presence::absent(ctx, account, &have);
    let is_over = |user: &Uuid| {
        let may_sign_in = crew.iter().any(|hand| hand.row.id == *user && hand.row.active);
        absent.get(user).is_some_and(|since| !may_sign_in || now - since >= GRACE)
    };
    have.into_iter().filter(is_over).collect()
}

fn waiting(row: &WaitingRow, crew: &[Hand], strategies: &HashMap<Uuid, Strategy>) -> Waiting {
    Waiting {
        id: row.id,
        department: crew::staffed(crew, row.department_id),
        queued_at: row.queued_at,
        last_operator: row.last_operator_id,
        strategy: strategies.get(&row.site_id).copied().unwrap_or_default(),
    }
}

/// Takes conversations back and gives them out, as far as nothing has changed meanwhile.
struct Plan {
    account: Uuid,
    /// From whom, for those that go back.
    back: Vec<(Uuid, Uuid)>,
    /// Those that somebody can have.
    given: Vec<Uuid>,
    there: HashMap<Uuid, Availability>,
    strategies: HashMap<Uuid, Strategy>,
    now: Millis,
}

impl Write for Plan {
    /// Whether anything was changed.
    type Out = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let Self { account, now, .. } = *self;
        // Two nodes take turns, so that what one has given the other counts.
        availability::take_turn(tx, account).await?;
        let mut ids: Vec<Uuid> = self.back.iter().map(|(id, _)| *id).collect();
        ids.extend(&self.given);
        ids.sort_unstable();
        ids.dedup();
        store::lock_by_id(tx, &ids).await?;
        let mut changed = Vec::new();
        for (id, user) in &self.back {
            if store::release(tx, *id, *user, now).await? {
                changed.push(*id);
            }
        }
        let crew = crew::crew(tx, account).await?;
        let mut queue = Vec::new();
        for id in ids {
            let row = store::waiting(tx, account, id).await?;
            queue.extend(row.map(|row| waiting(&row, &crew, &self.strategies)));
        }
        let operators = crew::operators(&crew, &self.there);
        let mut moved = Vec::new();
        for Assignment { conversation, operator, at } in routing::assign(&operators, &queue, now) {
            if store::give(tx, conversation, operator).await? {
                availability::had_a_turn(tx, operator, at).await?;
                if changed.contains(&conversation) {
                    moved.push((conversation, operator));
                } else {
                    changed.push(conversation);
                }
            }
        }
        for (conversation, operator) in moved {
            let name = crew.iter().find(|hand| hand.row.id == operator).map(|hand| &hand.row.name);
            let by = name.map(|name| (operator, name.as_str()));
            inbox::announce(tx, account, conversation, "transferred", by, now).await?;
        }
        changed.sort_unstable();
        inbox::changed(tx, account, &changed, now).await?;
        Ok(!changed.is_empty())
    }
}
