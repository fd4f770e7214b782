//! Runs of visitors, within the transaction that stores what they said.

use std::any::Any;
use std::collections::HashMap;

use futures_util::future::BoxFuture;
use serde::Deserialize;
use uuid::Uuid;

use super::acts::{self, Deeds};
use super::engine::{self, Act, Answer, Content, Effect, End, Event, Facts, State, Waits};
use super::script::words::fold;
use super::script::{On, Script, StepId, markup};
use super::shelf::Shelf;
use super::store::runs::{self, AnswerRow, CallRow, RunRow};
use super::tried::Lineup;
use super::{gifts, knowledge, known};
use crate::chat::{Bot, BotSays, Came, HandOver, Heard, Opened, Page, Reply, Words};
use crate::clock::{Millis, SECOND};
use crate::ctx::Ctx;
use crate::db::Tx;
use crate::error::Result;
use crate::i18n;
use crate::ids;
use crate::sites::Site;
use crate::visitors;

/// Looks at what is known, between two messages of a visitor.
const LOOKS: usize = 4;

/// The bot as the chat knows it.
pub struct Runner;

impl Bot for Runner {
    fn hear<'a>(
        &'a self,
        ctx: &'a Ctx,
        tx: &'a mut Tx<'_>,
        heard: Vec<Heard>,
        now: Millis,
    ) -> BoxFuture<'a, Result<Vec<Reply>>> {
        Box::pin(hear(ctx, tx, heard, now))
    }

    fn act<'a>(
        &'a self,
        ctx: &'a Ctx,
        tx: &'a mut Tx<'_>,
        deeds: Box<dyn Any + Send + Sync>,
        now: Millis,
    ) -> BoxFuture<'a, Result<Option<Uuid>>> {
        Box::pin(async move {
            match deeds.downcast::<Deeds>() {
                Ok(deeds) => acts::act(ctx, tx, *deeds, now).await,
                Err(_) => Ok(None),
            }
        })
    }

    fn opening<'a>(
        &'a self,
        ctx: &'a Ctx,
        site: &'a Site,
        visitor: Uuid,
        page: &'a Page,
    ) -> BoxFuture<'a, Result<Option<(serde_json::Value, Opened)>>> {
        Box::pin(opening(ctx, site, visitor, page))
    }
}

async fn hear(ctx: &Ctx, tx: &mut Tx<'_>, heard: Vec<Heard>, now: Millis) -> Result<Vec<Reply>> {
    let ids: Vec<Uuid> = heard.iter().map(|one| one.conversation).collect();
    let rows = runs::newest(tx, &ids).await?;
    let mut rows: HashMap<Uuid, RunRow> =
        rows.into_iter().map(|row| (row.conversation_id, row)).collect();
    let mut shelf = Shelf::default();
    let mut replies = Vec::with_capacity(heard.len());
    let (mut saved, mut answers, mut calls) = (Vec::new(), Vec::new(), Vec::new());
    for one in heard {
        let account = one.site.account_id;
        let opened = one.opened.as_ref().map(|opened| &opened.version);
        let lineup = Lineup::of(ctx, tx, &mut shelf, &one.site, one.visitor).await?;
        if let Some(version) = opened {
            shelf.add(ctx, tx, account, *version).await?;
        }
        let row = rows.remove(&one.conversation);
        let state: Option<State> =
            row.as_ref().and_then(|row| serde_json::from_str(&row.state).ok());
        if let Some(state) = &state {
            let callers = state.callers.iter().map(|caller| &caller.script);
            for reference in callers.chain([&state.script]) {
                if let Ok(version) = reference.parse() {
                    shelf.add(ctx, tx, account, version).await?;
                }
            }
        }
        if row.is_some() && state.is_none() {
            // Of a release that wrote it otherwise: the visitor begins anew, and loses no word.
            tracing::warn!(conversation = %one.conversation, "a run cannot be read");
            runs::supersede(tx, one.conversation).await?;
        }
        let run = row.zip(state).map(|(row, state)| Run { row, state, is_new: false });
        let before = run.as_ref().map(Run::calls).unwrap_or_default();
        let had_contact = run.as_ref().is_some_and(|run| run.row.contact);
        let (facts, out) = (None, Out::default());
        let mut talk =
            Talk { ctx, shelf: &shelf, lineup: &lineup, heard: &one, run, facts, out, now };
        talk.take(tx, &mut answers).await?;
        let Talk { run, out, .. } = talk;
        replies.push(out.reply(&one, run.as_ref()));
        if let Some(run) = run {
            calls.extend(run.calls().into_iter().filter(|call| !before.contains(call)));
            let row = run.row();
            if row.contact && !had_contact {
                lineup.wins(tx, one.visitor, now).await?;
            }
            saved.push(row);
        }
    }
    runs::save(tx, &saved).await?;
    runs::called(tx, &calls).await?;
    runs::answered(tx, &answers).await?;
    Ok(replies)
}

/// A run, and how it is stored.
struct Run {
    row: RunRow,
    state: State,
    is_new: bool,
}

impl Run {
    fn row(self) -> RunRow {
        let Self { mut row, state, .. } = self;
        let version = row.version_id.to_string();
        row.step = state.waits_at(&version).cloned().unwrap_or_default();
        row.passed = state.passed.get(&version).cloned().map(String::from).unwrap_or_default();
        let outcome = match state.end {
            None => "",
            Some(End::End) => "end",
            Some(End::Handover) => "handover",
            Some(End::Lost) => "lost",
            Some(End::Cap) => "cap",
        };
        outcome.clone_into(&mut row.outcome);
        row.contact = state.told.contains_key("phone") || state.told.contains_key("email");
        row.state = serde_json::to_string(&state).unwrap_or_default();
        row
    }

    /// What it did in versions other than the one with which it began.
    fn calls(&self) -> Vec<CallRow> {
        let Self { row, state, .. } = self;
        let called = state.passed.iter().filter_map(|(reference, passed)| {
            let version = reference.parse().ok().filter(|version| *version != row.version_id)?;
            Some(CallRow {
                run: row.id,
                version,
                passed: passed.clone().into(),
                step: state.waits_at(reference).cloned().unwrap_or_default(),
                started_at: row.started_at,
            })
        });
        called.collect()
    }
}

/// Who is to go on.
#[derive(Clone, Copy)]
enum Whom {
    Anybody,
    Department(Uuid),
}

/// What comes of one conversation.
#[derive(Default)]
struct Out {
    before: Vec<BotSays>,
    after: Vec<BotSays>,
    deeds: Vec<Effect>,
    hand_over: Option<Whom>,
    closes: bool,
}

impl Out {
    fn reply(self, heard: &Heard, run: Option<&Run>) -> Reply {
        let Self { before, after, deeds, hand_over, closes } = self;
        let deeds = run.filter(|_| !deeds.is_empty()).map(|run| {
            let deeds = Deeds {
                site: heard.site.clone(),
                visitor: heard.visitor,
                conversation: heard.conversation,
                run: run.row.id,
                page: heard.page.clone(),
                sender: heard.sender.clone(),
                effects: deeds,
            };
            Box::new(deeds) as Box<dyn Any + Send + Sync>
        });
        let patience = heard.site.settings.unanswered_after * SECOND;
        let hand_over = hand_over.map(|whom| {
            let department = match whom {
                Whom::Anybody => None,
                Whom::Department(id) => Some(id),
            };
            HandOver { department, patience }
        });
        Reply { conversation: heard.conversation, before, after, hand_over, closes, deeds }
    }
}

/// One conversation with the bot, while it is heard.
struct Talk<'a> {
    ctx: &'a Ctx,
    shelf: &'a Shelf,
    lineup: &'a Lineup,
    heard: &'a Heard,
    run: Option<Run>,
    facts: Option<Facts>,
    out: Out,
    now: Millis,
}

impl Talk<'_> {
    async fn take(&mut self, tx: &mut Tx<'_>, answers: &mut Vec<AnswerRow>) -> Result<()> {
        match &self.heard.what {
            Came::Event(event) => {
                if let Ok(event) = serde_json::from_value::<Event>(event.clone()) {
                    return self.feed(tx, &event).await;
                }
                if let Ok(Asks::Enter { name }) = serde_json::from_value(event.clone())
                    && let Some((version, entry)) = of_api(self.shelf, &self.lineup.versions, &name)
                {
                    return self.begin(tx, version, Some(entry)).await;
                }
                Ok(())
            }
            Came::Said(all) => {
                for words in all {
                    self.said(tx, words, answers).await?;
                }
                Ok(())
            }
        }
    }

    async fn said(
        &mut self,
        tx: &mut Tx<'_>,
        words: &Words,
        answers: &mut Vec<AnswerRow>,
    ) -> Result<()> {
        let waits = self
            .run
            .as_ref()
            .is_some_and(|run| run.state.is_alive() && !matches!(run.state.waits, Waits::Nothing));
        let goes_back = words.answering.change && self.run.is_some();
        if !waits && !goes_back {
            let keyword = self.keyword(&words.text);
            if let Some((version, entry)) = keyword {
                return self.begin(tx, version, Some(entry)).await;
            }
            if self.run.is_some() {
                return self.looked_up(tx, &words.text).await;
            }
            let opened = self.opened();
            let seen = opened.as_ref().map_or(0, |opened| opened.said);
            let opened = opened.map(|opened| (opened.version, opened.entry.clone()));
            let begins = || start(self.shelf, &self.lineup.versions, &self.heard.page);
            let Some((version, entry)) = opened.or_else(begins) else {
                // Nobody is left to a bot that has nothing to say.
                self.out.hand_over = Some(Whom::Anybody);
                return Ok(());
            };
            self.begin(tx, version, Some(entry)).await?;
            // The visitor has seen these, and answers them where they were all.
            let unseen = self.out.after.split_off(seen.min(self.out.after.len()));
            self.out.before = std::mem::replace(&mut self.out.after, unseen);
            if seen == 0 || !self.out.after.is_empty() {
                return Ok(());
            }
        }
        let answer = Answer {
            text: words.text.clone(),
            turn: words.answering.turn,
            change: words.answering.change,
            picks: words.answering.picks.clone(),
            skip: words.answering.skip,
            files: words.files.clone(),
        };
        let Some(run) = &self.run else { return Ok(()) };
        let turn = answer.turn.and_then(|turn| run.state.turns.find(turn));
        let here = || Some((run.state.script.as_str(), run.state.question()?));
        let asked = turn.as_ref().map(|turn| (run.state.script_of(turn), &turn.step)).or_else(here);
        let asked = asked.map(|(script, step)| (script.parse(), step.clone()));
        let count = run.state.answers;
        // Who begins with an answer has seen the question before; who changes one, long ago.
        let is_asked =
            !run.is_new && answer.turn.is_none_or(|turn| run.state.newest() == Some(turn));
        let waited = is_asked.then(|| (self.now - run.row.asked_at).max(0));
        self.feed(tx, &Event::Answer(answer)).await?;
        if let (Some(run), Some((version, step))) = (&self.run, asked)
            && run.state.answers > count
        {
            answers.push(AnswerRow {
                run: run.row.id,
                version: version.unwrap_or(run.row.version_id),
                n: i64::from(run.state.answers),
                step,
                waited,
                started_at: run.row.started_at,
            });
        }
        Ok(())
    }

    /// The opening that the visitor answers, unless the site has taken that script away since.
    fn opened(&self) -> Option<&Opened> {
        let Heard { opened, is_new: true, .. } = self.heard else { return None };
        let opened = opened.as_ref()?;
        let of = |version: &Uuid| Some(self.shelf.get(&version.to_string())?.of);
        let script = of(&opened.version)?;
        let is_here = self.lineup.versions.iter().any(|one| of(one) == Some(script));
        is_here.then_some(opened)
    }

    /// The script that one of its own words begins.
    fn keyword(&self, text: &str) -> Option<(Uuid, StepId)> {
        let said = format!(" {} ", fold(text));
        self.lineup.versions.iter().find_map(|version| {
            let script = &self.shelf.get(&version.to_string())?.script;
            let entry = script.entries.iter().find(|entry| match &entry.on {
                On::Keyword { words } => words.iter().any(|word| {
                    let word = fold(word);
                    !word.is_empty() && said.contains(&format!(" {word} "))
                }),
                _ => false,
            })?;
            Some((*version, entry.to.clone()))
        })
    }

    async fn begin(&mut self, tx: &mut Tx<'_>, version: Uuid, entry: Option<StepId>) -> Result<()> {
        let Heard { site, visitor, conversation, .. } = self.heard;
        if self.run.take().is_some_and(|run| !run.is_new) {
            runs::supersede(tx, *conversation).await?;
        }
        let chance = (seed(*visitor, version), rand::random());
        let reference = version.to_string();
        let state = engine::begin(self.shelf, &reference, entry.as_ref(), chance);
        let row = RunRow {
            id: ids::new_id(),
            account_id: site.account_id,
            site_id: site.id,
            visitor_id: *visitor,
            conversation_id: *conversation,
            version_id: version,
            passed: String::new(),
            state: String::new(),
            step: String::new(),
            asked_at: self.now,
            outcome: String::new(),
            contact: false,
            started_at: self.now,
        };
        self.run = Some(Run { row, state, is_new: true });
        self.lineup.begins(tx, version, *visitor, self.now).await?;
        self.feed(tx, &Event::Start).await
    }

    /// The run is over, and the visitor says something: what is known is answered, else a person
    /// goes on.
    async fn looked_up(&mut self, tx: &mut Tx<'_>, text: &str) -> Result<()> {
        let Some(run) = &self.run else { return Ok(()) };
        let language = language(self.shelf, &run.state).to_owned();
        let site = &self.heard.site;
        if let Some(answer) = knowledge::find(self.ctx, tx, site, &language, text, self.now).await?
        {
            let rich = markup::read(&answer, &|_| String::new());
            self.out.after.push(BotSays::new(rich.plain(), engine::rich(&rich)));
            return Ok(());
        }
        let words = i18n::text(&language, "engine-lost", &[]);
        self.out.after.push(BotSays::new(words, None));
        self.out.hand_over = Some(Whom::Anybody);
        Ok(())
    }

    /// Takes an event into the run, and what that asks for at once.
    async fn feed(&mut self, tx: &mut Tx<'_>, event: &Event) -> Result<()> {
        let Some(mut run) = self.run.take() else { return Ok(()) };
        let facts = self.facts(tx, &run.state).await?;
        let turn = run.state.turn;
        let mut event = event.clone();
        for _ in 0..LOOKS {
            let (state, effects) = engine::step(self.shelf, run.state, &event, &facts);
            run.state = state;
            let mut look = None;
            for effect in effects {
                match effect.act {
                    Act::Say { text, content } => {
                        let content =
                            (!content.is_empty()).then(|| serde_json::to_string(&content));
                        self.out.after.push(BotSays::new(text, content.transpose()?));
                    }
                    Act::Handover { department } => {
                        let whom = department.and_then(|id| id.parse().ok());
                        self.out.hand_over = Some(whom.map_or(Whom::Anybody, Whom::Department));
                    }
                    Act::Magnet { title, magnet: Some(magnet) } => {
                        self.give(tx, &run.state, title, magnet).await?;
                    }
                    Act::Close => self.out.closes = true,
                    Act::Look { text } => look = Some((effect.n, text)),
                    _ => self.out.deeds.push(effect),
                }
            }
            let Some((n, text)) = look else { break };
            let language = language(self.shelf, &run.state).to_owned();
            let site = &self.heard.site;
            let answer = knowledge::find(self.ctx, tx, site, &language, &text, self.now).await?;
            event = Event::Found { n, answer };
        }
        if run.state.turn != turn {
            run.row.asked_at = self.now;
        }
        self.run = Some(run);
        Ok(())
    }

    /// Gives a magnet, and says what was given.
    async fn give(
        &mut self,
        tx: &mut Tx<'_>,
        state: &State,
        title: String,
        magnet: Uuid,
    ) -> Result<()> {
        let language = language(self.shelf, state).to_owned();
        let gift = gifts::Gift { heard: self.heard, state, language: &language, magnet };
        if let Some((text, card)) = gift.give(self.ctx, tx, title, self.now).await? {
            let content = Content { card, ..Content::default() };
            let content = (!content.is_empty()).then(|| serde_json::to_string(&content));
            self.out.after.push(BotSays::new(text, content.transpose()?));
        }
        Ok(())
    }

    async fn facts(&mut self, tx: &mut Tx<'_>, state: &State) -> Result<Facts> {
        if let Some(facts) = &self.facts {
            return Ok(facts.clone());
        }
        let Heard { site, visitor, page, .. } = self.heard;
        let mut facts = known::of_site(self.ctx, site, page, self.now);
        if self.shelf.get(&state.script).is_some_and(|version| version.knows_visitor) {
            facts = known::of_visitor(tx, facts, site.account_id, *visitor).await?;
        }
        self.facts = Some(facts.clone());
        Ok(facts)
    }
}

fn language<'a>(shelf: &'a Shelf, state: &State) -> &'a str {
    shelf.get(&state.script).map_or("en", |version| version.script.language.as_str())
}

/// What splits go by: the same for a visitor who comes again.
fn seed(visitor: Uuid, version: Uuid) -> u64 {
    visitor.as_u64_pair().1 ^ version.as_u64_pair().1
}

/// What comes to the bot, and not to a run that goes on.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Asks {
    /// The host page asks for an entry.
    Enter {
        /// By its name.
        name: String,
    },
}

fn scripts<'a>(shelf: &'a Shelf, here: &'a [Uuid]) -> impl Iterator<Item = (Uuid, &'a Script)> {
    here.iter().filter_map(|id| Some((*id, &shelf.get(&id.to_string())?.script)))
}

/// The first entry of these versions that is one.
fn entry(shelf: &Shelf, here: &[Uuid], is_it: impl Fn(&On) -> bool) -> Option<(Uuid, StepId)> {
    scripts(shelf, here).find_map(|(id, script)| {
        let entry = script.entries.iter().find(|entry| is_it(&entry.on))?;
        Some((id, entry.to.clone()))
    })
}

/// The entry for which host pages ask by this name.
fn of_api(shelf: &Shelf, here: &[Uuid], wanted: &str) -> Option<(Uuid, StepId)> {
    let wanted = wanted.trim();
    entry(shelf, here, |on| match on {
        On::Api { name } => !wanted.is_empty() && name.trim() == wanted,
        _ => false,
    })
}

/// Where a chat begins on a page: what the page asks for by name goes before an entry for its path,
/// and that before the start.
fn start(shelf: &Shelf, here: &[Uuid], page: &Page) -> Option<(Uuid, StepId)> {
    let by_path = || {
        entry(shelf, here, |on| match on {
            On::Page { path } => known::is_page(path, &page.url),
            _ => false,
        })
    };
    let by_start =
        || scripts(shelf, here).find_map(|(id, script)| Some((id, script.start()?.clone())));
    of_api(shelf, here, &page.entry).or_else(by_path).or_else(by_start)
}

/// What the bot would say first, as far as it does nothing else before.
async fn opening(
    ctx: &Ctx,
    site: &Site,
    visitor: Uuid,
    page: &Page,
) -> Result<Option<(serde_json::Value, Opened)>> {
    let mut db = ctx.db.read().await?;
    let mut shelf = Shelf::default();
    let lineup = Lineup::of(ctx, &mut db, &mut shelf, site, visitor).await?;
    let mut page = page.clone();
    if page.url.is_empty()
        && let Some(known) = visitors::profile(&mut db, site.account_id, visitor).await?
        && let Some((url, title, _)) = known.pages.into_iter().next()
    {
        page = Page { url, title, ..page };
    }
    let page = &page;
    let Some((version, entry)) = start(&shelf, &lineup.versions, page) else { return Ok(None) };
    let now = ctx.clock.now();
    let mut facts = known::of_site(ctx, site, page, now);
    let reference = version.to_string();
    if shelf.get(&reference).is_some_and(|version| version.knows_visitor) {
        facts = known::of_visitor(&mut db, facts, site.account_id, visitor).await?;
    }
    drop(db);
    let chance = (seed(visitor, version), 0);
    let state = engine::begin(&shelf, &reference, Some(&entry), chance);
    let (_, effects) = engine::step(&shelf, state, &Event::Start, &facts);
    let said = effects.iter().map_while(|effect| match &effect.act {
        Act::Say { text, content } => Some((text, content)),
        _ => None,
    });
    // As they will be once they are stored.
    let message = |(number, (text, content))| {
        serde_json::json!({
            "number": number, "author": "bot", "text": text, "content": content, "at": now,
        })
    };
    let messages: Vec<_> = (1..).zip(said).map(message).collect();
    if messages.is_empty() {
        return Ok(None);
    }
    let opened = Opened { version, entry, said: messages.len() };
    Ok(Some((serde_json::json!({ "messages": messages }), opened)))
}
