//! Who of a team looks at which conversation, and who writes there: so that no two answer one
//! visitor without knowing of each other. Kept in memory for as long as a socket lives; several
//! nodes tell each other (see [`super::nodes`]).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;

use super::{inbox_topic, nodes};
use crate::bus::{Frame, Topic};
use crate::ctx::Ctx;
use crate::realtime::NODES_LOOKING;

/// How long another node's word holds.
const LIFE: Duration = Duration::from_mins(1);

/// Somebody looks at a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Look {
    account: Uuid,
    conversation: Uuid,
    user: Uuid,
    name: String,
    writing: bool,
}

/// What one node says to the others: all looks of its sockets, or all those of one account.
#[derive(Debug, Serialize, Deserialize)]
struct Said {
    node: Uuid,
    looks: Vec<Look>,
    of: Option<Uuid>,
}

#[derive(Default)]
struct Looks(Mutex<All>);

#[derive(Default)]
struct All {
    /// By socket.
    here: HashMap<Uuid, Look>,
    /// By node, until a moment.
    elsewhere: HashMap<Uuid, (Vec<Look>, Instant)>,
}

/// Person → name, and whether they write.
type People = BTreeMap<Uuid, (String, bool)>;

impl Looks {
    fn lock(&self) -> MutexGuard<'_, All> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl All {
    fn all(&self) -> impl Iterator<Item = &Look> {
        let now = Instant::now();
        let others = self.elsewhere.values().filter(move |(_, until)| *until > now);
        self.here.values().chain(others.flat_map(|(looks, _)| looks))
    }

    /// Who looks at which conversation of an account.
    fn people(&self, account: Uuid) -> BTreeMap<Uuid, People> {
        let mut people: BTreeMap<Uuid, People> = BTreeMap::new();
        for look in self.all().filter(|look| look.account == account) {
            let there = people.entry(look.conversation).or_default();
            let person = there.entry(look.user).or_insert_with(|| (look.name.clone(), false));
            person.1 |= look.writing;
        }
        people
    }

    fn own(&self, of: Option<Uuid>) -> Vec<Look> {
        let own = self.here.values().filter(|look| of.is_none_or(|of| look.account == of));
        own.cloned().collect()
    }
}

/// Changes who looks, and tells the team on this node what has become of it.
fn change(ctx: &Ctx, accounts: &[Uuid], act: impl FnOnce(&mut All)) {
    let looks = ctx.local.of::<Looks>();
    let mut all = looks.lock();
    let people = |all: &All| accounts.iter().map(|one| all.people(*one)).collect::<Vec<_>>();
    let before = people(&all);
    act(&mut all);
    let after = people(&all);
    drop(all);
    let none = People::new();
    for ((account, before), after) in accounts.iter().zip(before).zip(after) {
        let gone = before.keys().filter(|conversation| !after.contains_key(conversation));
        for conversation in gone.chain(after.keys()) {
            let now = after.get(conversation).unwrap_or(&none);
            if before.get(conversation).unwrap_or(&none) != now {
                let text = frame(*conversation, now).to_string();
                ctx.hub.deliver(&Frame { topic: inbox_topic(*account), text: text.into() });
            }
        }
    }
}

fn frame(conversation: Uuid, people: &People) -> Value {
    let people = people.iter();
    let people = people
        .map(|(user, (name, writing))| json!({"user": user, "name": name, "writing": writing}));
    json!({"t": "looking", "conversation": conversation, "people": people.collect::<Vec<_>>()})
}

/// Who looks at what, for somebody who has just come.
pub fn of_account(ctx: &Ctx, account: Uuid) -> Vec<Value> {
    let people = ctx.local.of::<Looks>().lock().people(account);
    people.iter().map(|(conversation, people)| frame(*conversation, people)).collect()
}

/// What one socket looks at; dropping it ends that.
pub struct Eye {
    ctx: Ctx,
    socket: Uuid,
    account: Uuid,
    user: Uuid,
    name: String,
    at: Option<(Uuid, bool)>,
}

impl Eye {
    pub fn new(ctx: &Ctx, account: Uuid, user: Uuid, name: &str) -> Self {
        let (ctx, socket) = (ctx.clone(), crate::ids::new_id());
        Self { ctx, socket, account, user, name: name.to_owned(), at: None }
    }

    /// It looks at a conversation of the account, where the person writes or not; or at none.
    pub fn look(&mut self, at: Option<(Uuid, bool)>) {
        if self.at == at {
            return;
        }
        self.at = at;
        let Self { socket, account, user, .. } = *self;
        change(&self.ctx, &[account], |all| {
            if let Some((conversation, writing)) = at {
                let look = Look { account, conversation, user, name: self.name.clone(), writing };
                all.here.insert(socket, look);
            } else {
                all.here.remove(&socket);
            }
        });
        say(&self.ctx, Some(account));
    }
}

impl Drop for Eye {
    fn drop(&mut self) {
        self.look(None);
    }
}

/// Tells the others who looks, on this node.
pub fn say(ctx: &Ctx, of: Option<Uuid>) {
    if !ctx.db.bus().is_shared() {
        return;
    }
    let looks = ctx.local.of::<Looks>().lock().own(of);
    let said = Said { node: nodes::name(ctx), looks, of };
    if let Ok(text) = serde_json::to_string(&said) {
        let topic = Topic { kind: NODES_LOOKING, id: said.node };
        ctx.db.bus().publish_elsewhere(&Frame { topic, text: text.into() });
    }
}

/// Takes another node's word.
pub fn hear(ctx: &Ctx, text: &str) {
    // What cannot be read may come from a newer release.
    let Ok(Said { node, looks, of }) = serde_json::from_str::<Said>(text) else { return };
    let known = ctx.local.of::<Looks>();
    let mut accounts: Vec<Uuid> = looks.iter().map(|look| look.account).chain(of).collect();
    if of.is_none() {
        let all = known.lock();
        let before = all.elsewhere.get(&node).into_iter().flat_map(|(looks, _)| looks);
        accounts.extend(before.map(|look| look.account));
    }
    accounts.sort_unstable();
    accounts.dedup();
    change(ctx, &accounts, |all| {
        let until = Instant::now() + LIFE;
        let entry = all.elsewhere.entry(node).or_insert_with(|| (Vec::new(), until));
        entry.1 = until;
        entry.0.retain(|look| of.is_some_and(|of| look.account != of));
        entry.0.extend(looks);
    });
}

/// Forgets nodes that fell silent.
pub fn forget_silent(ctx: &Ctx) {
    let now = Instant::now();
    let looks = ctx.local.of::<Looks>();
    let silent: Vec<(Uuid, Vec<Look>)> = {
        let all = looks.lock();
        let silent = all.elsewhere.iter().filter(|(_, (_, until))| *until <= now);
        silent.map(|(node, (looks, _))| (*node, looks.clone())).collect()
    };
    for (node, gone) in silent {
        let mut all = looks.lock();
        all.elsewhere.remove(&node);
        for look in gone {
            let people = all.people(look.account);
            let none = People::new();
            let there = people.get(&look.conversation).unwrap_or(&none);
            let text = frame(look.conversation, there).to_string();
            ctx.hub.deliver(&Frame { topic: inbox_topic(look.account), text: text.into() });
        }
    }
}
