//! The seam to the bot, which lies above the chat: what it hears and what it says, within the
//! transaction that stores what the visitor said.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::conversation::{Author, Progress};
use super::files::{Content, Contents};
use super::frames::{self, Message};
use super::incoming::Page;
use super::room::Room;
use super::store::{self, NewMessage};
use super::write::{Said, What, Writer};
use super::{dispatch, inbox, inbox_topic, visitor_topic};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::sites::Site;
use crate::web::ClientAddress;
use crate::{ids, notify};

/// How a visitor answers a question of the bot, beside the words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answering {
    /// Which question; nothing: the newest.
    pub turn: Option<u32>,
    /// It was answered before, and the visitor wants that changed.
    pub change: bool,
    /// Choices, by id.
    pub picks: Vec<String>,
    /// It leaves the question unanswered.
    pub skip: bool,
}

impl Answering {
    /// What is kept with the message: which question it answers, so that a page that is opened
    /// later can have it answered anew.
    pub(super) fn kept(&self) -> String {
        serde_json::json!({ "answer": { "turn": self.turn } }).to_string()
    }
}

/// A message of a visitor whom the bot answers.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The words.
    pub text: String,
    /// How they answer a question.
    pub answering: Answering,
    /// The names of its files.
    pub files: Vec<String>,
}

/// What has come in a conversation that the bot answers.
#[derive(Clone, Debug)]
pub enum Came {
    /// The visitor wrote.
    Said(Vec<Words>),
    /// Something else that the bot knows.
    Event(serde_json::Value),
}

/// A conversation in which something has come.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Whose it is.
    pub account: Uuid,
    /// On which site, as it is now.
    pub site: Arc<Site>,
    /// With whom.
    pub visitor: Uuid,
    /// Which.
    pub conversation: Uuid,
    /// Whether nothing was said in it before.
    pub is_new: bool,
    /// What has come.
    pub what: Came,
    /// Where the visitor is, as far as it said.
    pub page: Page,
    /// The visitor's network address and browser, where it came from there.
    pub sender: Option<(ClientAddress, String)>,
    /// The opening that the visitor has before its eyes.
    pub opened: Option<Opened>,
}

/// Where an opening came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The version of the script.
    pub version: Uuid,
    /// The step with which it began.
    pub entry: String,
    /// How many messages it had: all until something else is done.
    pub said: usize,
}

/// What the bot says.
#[derive(Clone, Debug)]
pub struct BotSays {
    /// Its id.
    pub id: Uuid,
    /// In plain words.
    pub text: String,
    /// What it has beside them, as JSON.
    pub content: Option<String>,
}

/// That a person is to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// Of which department.
    pub department: Option<Uuid>,
    /// After how many milliseconds without an answer the site's addresses are told; 0: never.
    pub patience: Millis,
}

/// What comes of what was heard.
pub struct Reply {
    /// In which conversation.
    pub conversation: Uuid,
    /// What is said before the visitor's words: the opening that it has seen.
    pub before: Vec<BotSays>,
    /// What is said after them.
    pub after: Vec<BotSays>,
    /// A person is to go on.
    pub hand_over: Option<HandOver>,
    /// The conversation ends.
    pub closes: bool,
    /// What else is to be done, in the bot's own terms.
    pub deeds: Option<Box<dyn Any + Send + Sync>>,
}

/// Who answers where people do not.
pub trait Bot: Send + Sync {
    /// Takes what was heard; each conversation is locked.
    fn hear<'a>(
        &'a self,
        ctx: &'a Ctx,
        tx: &'a mut Tx<'_>,
        heard: Vec<Heard>,
        now: Millis,
    ) -> BoxFuture<'a, Result<Vec<Reply>>>;

    /// Does what is to be done beside talking; gives the request that it made of it, if it did.
    fn act<'a>(
        &'a self,
        ctx: &'a Ctx,
        tx: &'a mut Tx<'_>,
        deeds: Box<dyn Any + Send + Sync>,
        now: Millis,
    ) -> BoxFuture<'a, Result<Option<Uuid>>>;

    /// What the bot would say first to a visitor; nothing where it waits to be spoken to.
    fn opening<'a>(
        &'a self,
        ctx: &'a Ctx,
        site: &'a Site,
        visitor: Uuid,
        page: &'a Page,
    ) -> BoxFuture<'a, Result<Option<(serde_json::Value, Opened)>>>;
}

#[derive(Default)]
struct Slot(OnceLock<Arc<dyn Bot>>);

/// Sets who answers; the first one stays.
pub fn answer_with(ctx: &Ctx, bot: Arc<dyn Bot>) {
    let _ = ctx.local.of::<Slot>().0.set(bot);
}

/// Who answers where people do not, if anybody does.
pub(super) fn bot(ctx: &Ctx) -> Option<Arc<dyn Bot>> {
    ctx.local.of::<Slot>().0.get().cloned()
}

/// What of this write the bot is to hear.
pub(super) fn heard(room: &Room<'_>, said: &[Said], contents: &Contents) -> Vec<Heard> {
    let mut all: Vec<Heard> = Vec::new();
    let mut places: HashMap<Uuid, usize> = HashMap::new();
    let mut seen = Vec::new();
    for (place, one) in said.iter().enumerate() {
        let (Writer::Visitor { seat, site, .. }, What::Message { id, text, page, answering, .. }) =
            (&one.by, &one.what)
        else {
            continue;
        };
        let Some(row) = room.goes_to(one).filter(|row| row.is_bots && !row.is_spam) else {
            continue;
        };
        let files = match contents.get(&place) {
            Some(Content::Refused) => continue,
            Some(Content::Files { preview, .. }) => vec![preview.clone()],
            None => Vec::new(),
        };
        if room.is_known(one) || seen.contains(&(seat.visitor, *id)) {
            continue;
        }
        seen.push((seat.visitor, *id));
        let answering = answering.as_deref().map(|(answer, _)| answer.clone()).unwrap_or_default();
        let words = Words { text: text.clone(), answering, files };
        let place = *places.entry(row.id).or_insert_with(|| {
            all.push(Heard {
                account: row.account_id,
                site: site.clone(),
                visitor: row.visitor_id,
                conversation: row.id,
                is_new: row.last_number == 0,
                what: Came::Said(Vec::new()),
                page: page.as_deref().cloned().unwrap_or_default(),
                sender: Some((seat.address, seat.agent.clone())),
                opened: seat.opened(row.id),
            });
            all.len() - 1
        });
        if let Came::Said(list) = &mut all[place].what {
            list.push(words);
        }
    }
    all
}

/// Has people go on in a conversation.
pub(super) async fn hand_over(
    tx: &mut Tx<'_>,
    row: &mut Progress,
    to: HandOver,
    now: Millis,
) -> Result<()> {
    store::hand_over(tx, row.account_id, row.id, to.department, now).await?;
    row.is_bots = false;
    row.waiting_since = Some(now);
    // The team has not seen what the visitor and the bot said.
    row.operator_read = row.operator_read.min(row.last_number - 1).max(0);
    let Progress { id, account_id, site_id, .. } = *row;
    if to.patience > 0 {
        notify::chat_waiting(tx, account_id, site_id, id, now + to.patience, now).await?;
    }
    Ok(())
}

/// Something has come to the bot that no visitor said: the end of a wait, a reply.
pub struct Nudge {
    /// The parts.
    pub ctx: Ctx,
    /// Its site, as it is now.
    pub site: Arc<Site>,
    /// Which conversation.
    pub conversation: Uuid,
    /// What has come, in the bot's own terms.
    pub event: serde_json::Value,
    /// Where the visitor is, as far as it said.
    pub page: Page,
    /// When.
    pub now: Millis,
}

impl Write for Nudge {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Self { ctx, site, conversation, event, page, now } = self;
        let (account, now) = (site.account_id, *now);
        let Some(bot) = bot(ctx) else { return Ok(()) };
        let mut rows = store::lock_by_id(tx, &[*conversation]).await?;
        let Some(row) = rows.first_mut() else { return Ok(()) };
        if row.site_id != site.id || !row.is_open || !row.is_bots || row.is_spam {
            return Ok(());
        }
        let heard = Heard {
            account,
            site: site.clone(),
            visitor: row.visitor_id,
            conversation: row.id,
            is_new: false,
            what: Came::Event(event.clone()),
            page: page.clone(),
            sender: None,
            opened: None,
        };
        let Some(reply) = bot.hear(ctx, tx, vec![heard], now).await?.pop() else { return Ok(()) };
        let Reply { after, hand_over: to, closes, deeds, .. } = reply;
        let mut told = Vec::with_capacity(after.len());
        for one in &after {
            told.push((row.add(Author::Bot, shown(one), now), one));
        }
        let new = told.iter().map(|(number, one)| new_message(row, *number, one, now));
        let new: Vec<NewMessage<'_>> = new.collect();
        if !new.is_empty() {
            store::insert_messages(tx, &new).await?;
        }
        if let Some(deeds) = deeds {
            bot.act(ctx, tx, deeds, now).await?;
        }
        if let Some(to) = to {
            hand_over(tx, row, to, now).await?;
        }
        if closes {
            store::close(tx, account, row.id).await?;
        }
        let count = i64::try_from(told.len()).unwrap_or(0);
        if count > 0 {
            let upto = store::take(tx, account, count, &[row.id], now).await?;
            row.rev = upto;
            for (rev, (number, one)) in (upto - count + 1..).zip(&told) {
                let text = frame(row, *number, one, now).frame();
                tx.publish(inbox_topic(account), frames::numbered(&text, rev));
                tx.publish(visitor_topic(row.visitor_id), text);
            }
        }
        store::save(tx, &[&*row], &[&*row]).await?;
        dispatch::wake_after(tx, ctx, account);
        inbox::changed(tx, account, &[row.id], now).await?;
        Ok(())
    }
}

/// What lists show of it.
pub(super) fn shown(says: &BotSays) -> &str {
    &says.text
}

fn new_message<'a>(row: &Progress, number: i64, says: &'a BotSays, now: Millis) -> NewMessage<'a> {
    NewMessage {
        conversation: row.id,
        number,
        client_id: says.id,
        author: Author::Bot.as_str(),
        user: None,
        text: &says.text,
        content: says.content.as_deref(),
        at: now,
    }
}

/// It as both sides see it.
pub(super) fn frame<'a>(
    row: &Progress,
    number: i64,
    says: &'a BotSays,
    now: Millis,
) -> Message<'a> {
    Message {
        conversation: row.id,
        visitor: row.visitor_id,
        number,
        id: says.id,
        author: Author::Bot.as_str(),
        name: None,
        text: &says.text,
        content: says.content.as_deref(),
        page: None,
        at: now,
    }
}

impl BotSays {
    /// A message with an id of its own.
    pub fn new(text: String, content: Option<String>) -> Self {
        Self { id: ids::new_id(), text, content }
    }
}
