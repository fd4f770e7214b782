//! Brings into the index what is new in the inboxes, by their numbered changes. It runs beside the
//! chat and never within the write of a message; what it does at once is little, and it leaves the
//! writer alone for most of the time, so that a rush of messages only delays the index.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::{Duration, Instant};

use tokio::time::sleep;
use uuid::Uuid;

use super::words::{self, Among};
use crate::chat::store::search::{self, Behind, ContactRow, Fresh, Item, Step};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;

/// Messages in one step.
const MESSAGES: i64 = 100;
/// Changes that one step reads.
const CHANGES: i64 = 50;
/// Conversations that one step of a sweep looks at.
const SWEPT: i64 = 50;
/// Between two looks at an idle inbox.
const IDLE: Duration = Duration::from_secs(1);
/// Between two steps: at most 500 messages in a quarter of a second.
const PAUSE: Duration = Duration::from_millis(50);
/// How many times longer than a step took the chat is left alone.
const RESPITE: u32 = 8;
/// So many changes a second are a rush: a step is then small, and taken only so often.
const RUSH: f64 = 400.0;
const MESSAGES_IN_A_RUSH: i64 = 20;
const DURING_A_RUSH: Duration = Duration::from_secs(2);

/// Runs until the server stops.
pub async fn run(ctx: Ctx) {
    let mut pace =
        Pace { revs: HashMap::new(), at: Instant::now(), rushes: false, last: Uuid::nil() };
    loop {
        let pause = match round(&ctx, &mut pace).await {
            Ok(Some(took)) if pace.rushes => DURING_A_RUSH.max(took * RESPITE),
            Ok(Some(took)) => PAUSE.max(took * RESPITE),
            Ok(None) => IDLE,
            Err(cause) => {
                tracing::warn!(%cause, "the search is not brought up to date");
                IDLE
            }
        };
        tokio::select! {
            () = ctx.stop.cancelled() => return,
            () = sleep(pause) => {}
        }
    }
}

/// How fast the inboxes change.
struct Pace {
    /// The numbers of those that were behind at the last look.
    revs: HashMap<Uuid, i64>,
    at: Instant,
    rushes: bool,
    /// The account that had the last step: the one after it has the next.
    last: Uuid,
}

impl Pace {
    fn look(&mut self, behind: &[Behind]) {
        let since = |one: &Behind| self.revs.get(&one.account_id).map_or(0, |rev| one.rev - rev);
        let more: i64 = behind.iter().map(since).sum();
        let seconds = self.at.elapsed().as_secs_f64().max(0.001);
        #[allow(clippy::cast_precision_loss, reason = "a count far below 2^52")]
        let more = more as f64;
        self.rushes = more / seconds > RUSH;
        self.revs = behind.iter().map(|one| (one.account_id, one.rev)).collect();
        self.at = Instant::now();
    }
}

/// One step for each account that is behind; how long the longest took. `None` where there is
/// nothing to do.
async fn round(ctx: &Ctx, pace: &mut Pace) -> Result<Option<Duration>> {
    let mut behind = search::behind(&mut ctx.db.read().await?).await?;
    let served = behind.partition_point(|one| one.account_id <= pace.last);
    behind.rotate_left(served);
    pace.look(&behind);
    let lag: i64 = behind.iter().map(|one| one.rev - one.known).sum();
    #[allow(clippy::cast_precision_loss, reason = "a count far below 2^52")]
    metrics::gauge!("leadbell_search_lag").set(lag as f64);
    let mut longest = None;
    for account in behind {
        if ctx.stop.is_cancelled() {
            break;
        }
        let most = if pace.rushes { MESSAGES_IN_A_RUSH } else { MESSAGES };
        pace.last = account.account_id;
        let took = step(ctx, &account, most).await?;
        longest = longest.max(Some(took));
        if longest.is_some_and(|took| took > PAUSE) {
            break;
        }
    }
    Ok(longest)
}

/// Takes the next step of one account, with at most so many messages.
async fn step(ctx: &Ctx, behind: &Behind, most: i64) -> Result<Duration> {
    let begun = Instant::now();
    let (items, step) = prepare(ctx, behind, most).await?;
    ctx.db.write(AddItems { step, items }).await?;
    Ok(begun.elapsed())
}

/// What is looked at next: conversations, each with where the account stands once it is done.
async fn next(ctx: &Ctx, behind: &Behind) -> Result<Vec<(Vec<Uuid>, Step)>> {
    let account = behind.account_id;
    let mut db = ctx.db.read().await?;
    let step = |rev, swept| Step { account, turn: behind.turn, rev, swept };
    let sweeping = behind.swept_at.zip(behind.swept_id);
    let stretches = search::stretches(&mut db, account, behind.known, CHANGES).await?;
    let has_gap = stretches.first().is_none_or(|(since, ..)| *since > behind.known);
    if let (None, false) = (sweeping, has_gap) {
        let all = stretches.into_iter();
        return Ok(all.map(|(_, upto, of)| (of.0, step(upto, None))).collect());
    }
    // Changes of long ago are not kept: every conversation is looked at once. Those that change
    // meanwhile come later in this order, and those that do not move in it are found at its end.
    let from = sweeping.unwrap_or((Millis::MIN, Uuid::nil()));
    let page = search::sweep(&mut db, account, from, SWEPT).await?;
    if page.is_empty() {
        let oldest = search::stretches(&mut db, account, 0, 1).await?;
        let rev = oldest.first().map_or(behind.rev, |(since, ..)| *since);
        return Ok(vec![(Vec::new(), step(rev.max(behind.known), None))]);
    }
    let known = behind.known;
    Ok(page.into_iter().map(|(id, at)| (vec![id], step(known, Some((at, id))))).collect())
}

async fn prepare(ctx: &Ctx, behind: &Behind, most: i64) -> Result<(Vec<Item>, Step)> {
    let account = behind.account_id;
    let mut made = Maker::new(account, ctx.clock.now());
    let mut done = Step {
        account,
        turn: behind.turn,
        rev: behind.known,
        swept: behind.swept_at.zip(behind.swept_id),
    };
    let mut seen = HashSet::new();
    let mut room = most;
    let all = next(ctx, behind).await?;
    let mut db = ctx.db.read().await?;
    for (conversations, then) in all {
        for conversation in conversations {
            if !seen.insert(conversation) {
                continue;
            }
            let fresh = search::fresh(&mut db, conversation, room + 1).await?;
            let count = i64::try_from(fresh.messages.len()).unwrap_or(i64::MAX);
            made.add(conversation, fresh, room);
            if count > room {
                return Ok((made.items, done));
            }
            room -= count;
        }
        done = then;
    }
    Ok((made.items, done))
}

/// Makes items of what is new.
struct Maker {
    account: Uuid,
    now: Millis,
    items: Vec<Item>,
    ids: HashSet<i64>,
    /// Whose contacts are among the items.
    people: HashSet<Uuid>,
}

impl Maker {
    fn new(account: Uuid, now: Millis) -> Self {
        Self { account, now, items: Vec::new(), ids: HashSet::new(), people: HashSet::new() }
    }

    fn add(&mut self, conversation: Uuid, fresh: Fresh, most: i64) {
        let most = usize::try_from(most).unwrap_or(0);
        for (number, text, at) in fresh.messages.into_iter().take(most) {
            let id = self.id(at, (conversation, number));
            let words = self.words(Among::Written, &words::of_text(&text));
            let kind = "message";
            self.items.push(Item { id, kind, conversation, number, of: None, digest: 0, words });
        }
        for (note, number, text, at) in fresh.notes {
            let id = self.id(at, note);
            let words = self.words(Among::Written, &words::of_text(&text));
            let of = Some(note);
            self.items.push(Item { id, kind: "note", conversation, number, of, digest: 0, words });
        }
        if let Some(contact) = fresh.contact {
            let words = self.words(Among::Contacts, &contact_words(&contact));
            // One that says nothing is not looked for.
            let digest = digest(&words);
            if contact.digest != Some(digest) && self.people.insert(contact.id) {
                let (id, of) = (self.id(self.now, contact.id), Some(contact.id));
                let (kind, number) = ("contact", 0);
                self.items.push(Item { id, kind, conversation, number, of, digest, words });
            }
        }
    }

    /// An id by which the newer comes after the older.
    fn id(&mut self, at: Millis, of: impl std::hash::Hash) -> i64 {
        let mut hasher = DefaultHasher::new();
        (of, self.now).hash(&mut hasher);
        let tie = i64::try_from(hasher.finish() & 0xF_FFFF).unwrap_or(0);
        let mut id = (at << 20) | tie;
        while !self.ids.insert(id) {
            id += 1;
        }
        id
    }

    fn words(&self, among: Among, words: &BTreeSet<String>) -> String {
        let mut all = words::scope(self.account, among);
        for word in words::beginnings(words) {
            all.push(' ');
            all.push_str(word);
        }
        all
    }
}

fn digest(words: &str) -> i64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish().cast_signed()
}

/// What a person is found by.
fn contact_words(contact: &ContactRow) -> BTreeSet<String> {
    let mut text = String::new();
    let fields = [&contact.name, &contact.lead_name, &contact.email, &contact.external_id];
    for field in fields.into_iter().flatten() {
        text.push_str(field);
        text.push(' ');
    }
    values(&contact.attributes.0, &mut text);
    let mut all = words::of_text(&text);
    all.extend(contact.phone.iter().flat_map(|phone| words::of_phone(phone)));
    all
}

/// The values in a JSON text, without their names.
fn values(of: &serde_json::Value, out: &mut String) {
    use serde_json::Value;
    match of {
        Value::String(text) => out.push_str(text),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::Array(all) => all.iter().for_each(|one| values(one, out)),
        Value::Object(all) => all.values().for_each(|one| values(one, out)),
        Value::Null | Value::Bool(_) => {}
    }
    out.push(' ');
}

/// Adds what was prepared, unless another node was faster.
struct AddItems {
    step: Step,
    items: Vec<Item>,
}

impl Write for AddItems {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        if search::advance(tx, &self.step).await? {
            search::add_items(tx, self.step.account, &self.items).await?;
        }
        Ok(())
    }
}
