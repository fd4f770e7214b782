//! One step after another, until the run waits or ends.

use super::content::{Asked, Card, Content};
use super::event::{Act, Effect};
use super::state::{Caller, End, State, Waits};
use super::{Facts, Scripts};
use crate::bot::script::markup;
use crate::bot::script::{
    Assign, Does, Http, STEPS_AT_ONCE, Script, Step, StepId, Value, Way, sum,
};
use crate::i18n;

/// Steps of a run.
pub const STEPS_IN_ALL: u32 = 5_000;
/// Scripts that call each other.
const DEEPEST: usize = 8;
/// Requests and mails of a run.
pub(super) const OUTGOING: u32 = 20;
/// What is done once, of a run.
const ONCE: usize = 500;
/// Milliseconds of typing before a message.
const TYPING: u32 = 10_000;
/// Of all that is said to one event: longer nobody is kept waiting.
const TYPING_AT_ONCE: u32 = 3_000;
/// Seconds of a wait: 30 days.
const LONGEST_WAIT: u32 = 30 * 86_400;

/// A run while it goes.
pub struct Machine<'a> {
    pub(super) scripts: &'a dyn Scripts,
    pub(super) state: State,
    pub(super) facts: &'a Facts,
    effects: Vec<Effect>,
}

impl<'a> Machine<'a> {
    /// A run as it was left.
    pub fn new(scripts: &'a dyn Scripts, state: State, facts: &'a Facts) -> Self {
        Self { scripts, state, facts, effects: Vec::new() }
    }

    /// The same in the middle of an event, of which `effects` are known already.
    #[cfg(test)]
    pub fn resumed(
        scripts: &'a dyn Scripts,
        state: State,
        facts: &'a Facts,
        effects: Vec<Effect>,
    ) -> Self {
        Self { scripts, state, facts, effects }
    }

    /// The step at which it is.
    pub fn at(&self) -> Option<&StepId> {
        self.state.at.as_ref()
    }

    /// How far it has come, and what it does.
    pub fn end(self) -> (State, Vec<Effect>) {
        (self.state, self.effects)
    }

    /// Does one step; false where there is none to do.
    pub fn advance(&mut self) -> bool {
        if self.state.end.is_some() || self.state.waits != Waits::Nothing {
            return false;
        }
        if self.state.at_once >= STEPS_AT_ONCE || self.state.steps >= STEPS_IN_ALL {
            self.hand_over(None, End::Cap);
            return false;
        }
        let script = self.script().zip(self.state.at.as_deref());
        let found = script.and_then(|(script, at)| Some((script, script.place(at)?)));
        let Some((script, place)) = found else { return self.back() };
        let step = &script.steps[place];
        self.state.comes_by(place);
        self.state.steps += 1;
        self.state.at_once += 1;
        self.run(step);
        true
    }

    pub(super) fn script(&self) -> Option<&'a Script> {
        self.scripts.version(&self.state.script)
    }

    /// The step at which the run is.
    pub(super) fn here(&self) -> Option<&'a Step> {
        self.script()?.step(self.state.at.as_deref()?)
    }

    /// Comes back from a script that was called; false at the end of the first.
    fn back(&mut self) -> bool {
        let Some(Caller { script, next, .. }) = self.state.callers.pop() else {
            self.state.end = Some(End::End);
            self.state.at = None;
            return false;
        };
        self.state.script = script;
        self.state.at = next;
        // A caller costs a step too, so that a circle of calls ends.
        self.state.at_once += 1;
        true
    }

    pub(super) fn language(&self) -> &'a str {
        self.script().map_or("en", |script| script.language.as_str())
    }

    /// What a name stands for.
    pub(super) fn value(&self, name: &str) -> Value {
        let Some(fact) = name.strip_prefix('@') else {
            return self.state.variables.get(name).cloned().unwrap_or_default();
        };
        match fact {
            "answer" => Value::Text(self.state.answer.clone()),
            "status" => Value::Number(self.state.status.into()),
            _ => match self.state.told.get(fact) {
                Some(told) => Value::Text(told.clone()),
                None => self.facts.get(fact).unwrap_or_default(),
            },
        }
    }

    pub(super) fn words(&self, name: &str) -> String {
        self.value(name).text()
    }

    pub(super) fn fill(&self, text: &str) -> String {
        markup::fill(text, &|name| self.words(name))
    }

    pub(super) fn act(&mut self, step: &StepId, act: Act) -> u32 {
        self.state.effects += 1;
        self.effects.push(Effect { n: self.state.effects, step: step.clone(), act });
        self.state.effects
    }

    /// Does what a run does once only, however often it comes by.
    pub(super) fn once(&mut self, step: &StepId, what: &[&str], act: Act) {
        let digest = digest(std::iter::once(step.as_str()).chain(what.iter().copied()));
        if self.state.done.len() < ONCE && self.state.done.insert(digest) {
            self.act(step, act);
        }
    }

    pub(super) fn say(&mut self, step: &StepId, text: String, mut content: Content) {
        if text.trim().is_empty() && content.is_empty() {
            return;
        }
        let typed = self.effects.iter().map(|effect| match &effect.act {
            Act::Say { content, .. } => content.delay.unwrap_or(0),
            _ => 0,
        });
        let left = TYPING_AT_ONCE.saturating_sub(typed.sum());
        let typing = std::mem::take(&mut self.state.typing).min(left);
        content.delay = (typing > 0).then_some(typing);
        self.act(step, Act::Say { text, content: Box::new(content) });
    }

    pub(super) fn say_markup(&mut self, step: &StepId, text: &str) {
        let (text, content) = self.marked(text);
        self.say(step, text, content);
    }

    pub(super) fn marked(&self, text: &str) -> (String, Content) {
        let rich = markup::read(text, &|name| self.words(name));
        let plain = rich.plain();
        let rich = rich.is_formatted().then(|| rich.lines());
        (plain, Content { rich, ..Content::default() })
    }

    /// Puts a question on what was just said, where that can take it.
    pub(super) fn attach(&mut self, asked: &Asked) -> bool {
        let Some(Effect { act: Act::Say { content, .. }, .. }) = self.effects.last_mut() else {
            return false;
        };
        if content.ask.is_some() {
            return false;
        }
        content.ask = Some(asked.clone());
        true
    }

    pub(super) fn hand_over(&mut self, department: Option<String>, end: End) {
        let step = self.state.at.clone().unwrap_or_default();
        if end != End::Handover {
            let words = i18n::text(self.language(), "engine-lost", &[]);
            self.say(&step, words, Content::default());
        }
        self.act(&step, Act::Handover { department });
        self.state.end = Some(end);
        self.state.waits = Waits::Nothing;
    }

    fn go(&mut self, to: Option<&StepId>) {
        self.state.at = to.cloned();
    }

    fn run(&mut self, step: &'a Step) {
        let (id, next) = (&step.id, step.next.as_ref());
        let mut to = next;
        match &step.does {
            Does::Message { text } => self.say_markup(id, text),
            Does::Image { url, alt } => self.image(id, url, alt),
            Does::Video { url, poster, label } => self.video(id, url, poster, label),
            Does::Link { url, label, open } => self.link(id, url, label, *open),
            Does::Typing { ms } => {
                self.state.typing = self.state.typing.saturating_add(*ms).min(TYPING);
            }
            Does::Wait { seconds } => {
                let n = self.act(id, Act::Wait { seconds: (*seconds).clamp(1, LONGEST_WAIT) });
                self.state.waits = Waits::Timer(n);
            }
            Does::Question(question) => return self.ask(step, question),
            Does::Condition { branches } => {
                let found = branches
                    .iter()
                    .find(|branch| branch.holds(&|name| self.value(name), &|text| self.fill(text)));
                to = found.and_then(|branch| branch.to.as_ref()).or(next);
            }
            Does::Set { variable, to } => self.set(variable, to),
            Does::Split { ways } => {
                let draw = mixed(self.state.seed ^ digest([id.as_str()]));
                to = way(ways, draw).and_then(|way| way.to.as_ref()).or(next);
            }
            Does::Jump { to: there } => to = Some(there),
            Does::Call { script, entry } => return self.call(step, script, entry.as_ref()),
            Does::Http(http) => {
                if self.request(id, http) {
                    return;
                }
                self.state.status = 0;
                to = http.failed.as_ref().or(next);
            }
            Does::End { text, close } => {
                self.say_markup(id, text);
                if *close {
                    self.act(id, Act::Close);
                }
                self.state.end = Some(End::End);
            }
            Does::Handover { department, text } => {
                self.say_markup(id, text);
                return self.hand_over(department.clone(), End::Handover);
            }
            _ => self.note(step),
        }
        self.go(to);
    }

    /// Steps that tell others something.
    fn note(&mut self, step: &Step) {
        let id = &step.id;
        match &step.does {
            Does::Mail { to, subject, text } => self.mail(id, to.as_deref(), subject, text),
            Does::Lead { fields } => self.lead(id, fields),
            Does::Tag { tags } => {
                let tags: Vec<String> = tags.iter().map(|tag| self.fill(tag)).collect();
                let what = tags.join("\n");
                self.once(id, &[&what], Act::Tag { tags });
            }
            Does::Score { points, reason } => {
                // As it stands: the log takes nothing that a visitor typed.
                let (points, reason) = (*points, reason.clone());
                self.once(id, &[], Act::Score { points, reason });
            }
            Does::Magnet { label, magnet, .. } if !magnet.is_empty() => {
                let (title, magnet) = (self.fill(label), magnet.parse().ok());
                self.once(id, &[&title], Act::Magnet { title: title.clone(), magnet });
            }
            Does::Magnet { label, url, code, .. } => self.magnet(id, label, url, code),
            Does::Callback { phone, when, text } => {
                let known = self.words("@phone");
                let phone = Some(self.fill(phone)).filter(|phone| !phone.is_empty());
                let (phone, when) = (phone.unwrap_or(known), self.fill(when));
                let what = [phone.clone(), when.clone()];
                self.once(id, &[&what[0], &what[1]], Act::Callback { phone, when });
                self.say_markup(id, text);
            }
            _ => {}
        }
    }

    fn image(&mut self, id: &StepId, url: &str, alt: &str) {
        let alt = self.fill(alt);
        let url = markup::address(url, &|name| self.words(name));
        let card = url.map(|src| Card::Image { src, alt: alt.clone() });
        let text = match &card {
            Some(Card::Image { src, .. }) if alt.is_empty() => src.clone(),
            _ => alt,
        };
        self.say(id, text, Content { card, ..Content::default() });
    }

    fn video(&mut self, id: &StepId, url: &str, poster: &str, title: &str) {
        let value = |name: &str| self.words(name);
        let Some(url) = markup::address(url, &value) else { return };
        let src = markup::address(poster, &value).unwrap_or_default();
        let title = self.fill(title);
        let text = if title.is_empty() { url.clone() } else { format!("{title}: {url}") };
        let shown = if title.is_empty() { &url } else { &title };
        // The sign as a letter, not as an emoji.
        let name = format!("▶\u{fe0e} {shown}");
        let card = Some(Card::Video { url, src, name });
        self.say(id, text, Content { card, ..Content::default() });
    }

    fn link(&mut self, id: &StepId, url: &str, label: &str, open: bool) {
        let Some(url) = markup::address(url, &|name| self.words(name)) else { return };
        let label = Some(self.fill(label)).filter(|label| !label.is_empty());
        let text = label.as_ref().map_or_else(|| url.clone(), |label| format!("{label}: {url}"));
        let name = label.unwrap_or_else(|| url.clone());
        let card = Some(Card::Link { url, name, open });
        self.say(id, text, Content { card, ..Content::default() });
    }

    fn magnet(&mut self, id: &StepId, title: &str, url: &str, code: &str) {
        let title = self.fill(title);
        let url = markup::address(url, &|name| self.words(name)).unwrap_or_default();
        let code = self.fill(code);
        let parts = [title.as_str(), url.as_str(), code.as_str()];
        let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
        self.once(id, &[&title], Act::Magnet { title: title.clone(), magnet: None });
        let name = if title.is_empty() { url.clone() } else { title };
        let card = Some(Card::Magnet { name, url, code });
        self.say(id, text, Content { card, ..Content::default() });
    }

    fn lead(&mut self, id: &StepId, fields: &[crate::bot::script::Field]) {
        let mut known: Vec<(String, String)> = Vec::new();
        for field in fields {
            let value = self.fill(&field.value).trim().to_owned();
            if value.is_empty() {
                continue;
            }
            if field.field == "name" {
                self.state.told.insert("name".into(), value.clone());
            }
            known.push((field.field.clone(), value));
        }
        for (name, value) in &self.state.told {
            if !known.iter().any(|(known, _)| known == name) {
                known.push((name.clone(), value.clone()));
            }
        }
        let answers = self.state.variables.iter().filter(|(_, value)| !value.is_empty());
        let answers: Vec<_> = answers.map(|(name, value)| (name.clone(), value.text())).collect();
        let all = known.iter().chain(&answers).map(|(name, value)| format!("{name}={value}"));
        let what = all.collect::<Vec<_>>().join("\n");
        self.once(id, &[&what], Act::Lead { fields: known, answers });
    }

    fn set(&mut self, variable: &str, to: &Assign) {
        let is_own = self.sets_own(variable, to);
        let value = match to {
            Assign::Text(text) => Value::Text(self.fill(text)),
            Assign::Sum(text) => sum::evaluate(text, &|name| self.value(name)),
            Assign::Clear(_) => Value::Nothing,
            Assign::Append(text) => {
                let mut parts = parts(self.value(variable));
                parts.push(self.fill(text));
                Value::List(parts)
            }
            Assign::First(list) | Assign::Last(list) => {
                let mut parts = parts(self.value(list));
                let taken = match to {
                    _ if parts.is_empty() => None,
                    Assign::First(_) => Some(parts.remove(0)),
                    _ => parts.pop(),
                };
                self.state.set(list, Value::List(parts), is_own);
                taken.map_or(Value::Nothing, Value::Text)
            }
            Assign::Day(days) => self.day(*days),
            Assign::Id(_) => {
                let draw = |n: u64| mixed(self.state.salt.wrapping_add(n));
                let steps = u64::from(self.state.steps) * 2;
                Value::Text(format!("{:016x}{:016x}", draw(steps), draw(steps + 1)))
            }
            Assign::Random(texts) => {
                let draw = mixed(self.state.salt.wrapping_add(self.state.steps.into()));
                let place = usize::try_from(draw % (texts.len().max(1) as u64)).unwrap_or(0);
                texts.get(place).map_or(Value::Nothing, |text| Value::Text(self.fill(text)))
            }
        };
        self.state.set(variable, value, is_own);
    }

    /// The day so many days after today.
    fn day(&self, days: i32) -> Value {
        let today: Option<jiff::civil::Date> = self.facts.date.parse().ok();
        let span = jiff::Span::new().try_days(days.clamp(-366, 366)).ok();
        let day = today.zip(span).and_then(|(today, span)| today.checked_add(span).ok());
        day.map_or(Value::Nothing, |day| Value::Text(day.to_string()))
    }

    fn call(&mut self, step: &Step, script: &str, entry: Option<&StepId>) {
        let reference = if script.is_empty() {
            Some(self.state.script.clone())
        } else {
            self.scripts.published(script)
        };
        let found =
            reference.and_then(|reference| Some((self.scripts.version(&reference)?, reference)));
        let Some((version, reference)) = found else { return self.go(step.next.as_ref()) };
        if self.state.callers.len() >= DEEPEST {
            return self.hand_over(None, End::Cap);
        }
        let caller = std::mem::replace(&mut self.state.script, reference);
        let (step, next) = (step.id.clone(), step.next.clone());
        self.state.callers.push(Caller { script: caller, step, next });
        self.go(entry.or_else(|| version.start()));
        for variable in &version.variables {
            if !self.state.variables.contains_key(&variable.name) {
                self.state.set(&variable.name, variable.initial.clone(), true);
            }
        }
    }

    /// Asks another server; false where the run has asked enough.
    fn request(&mut self, id: &StepId, http: &Http) -> bool {
        let url = markup::address(&http.url, &|name| self.words(name));
        // Which server is asked is for the script's own people to say.
        let server = markup::variables(markup::server(&http.url));
        let is_ours = server.into_iter().all(|name| self.holds_own(name));
        let may_ask = is_ours && self.state.outgoing < OUTGOING;
        let Some(url) = url.filter(|_| may_ask) else { return false };
        self.state.outgoing += 1;
        let headers = http.headers.iter();
        let headers = headers.map(|one| (one.name.clone(), self.fill(&one.value))).collect();
        let is_json = http.body.trim_start().starts_with(['{', '[']);
        let body = markup::fill(&http.body, &|name| {
            let words = self.words(name);
            if is_json { json_part(&words) } else { words }
        });
        let act = Act::Http { method: http.method.clone(), url, headers, body };
        let n = self.act(id, act);
        self.state.waits = Waits::Reply(n);
        true
    }
}

/// The parts of a list; a single value is one of one part.
fn parts(value: Value) -> Vec<String> {
    match value {
        Value::List(parts) => parts,
        value if value.is_empty() => Vec::new(),
        value => vec![value.text()],
    }
}

/// A text as a part of a JSON string.
fn json_part(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned()
}

fn way(ways: &[Way], draw: u64) -> Option<&Way> {
    let total: u64 = ways.iter().map(|way| u64::from(way.weight)).sum();
    let mut left = draw % total.max(1);
    ways.iter().find(|way| {
        let weight = u64::from(way.weight);
        let is = left < weight;
        left = left.saturating_sub(weight);
        is
    })
}

/// FNV-1a, 64 bits.
pub(super) fn digest<'a>(parts: impl IntoIterator<Item = &'a str>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// `SplitMix64` (Steele, Lea and Flood, 2014).
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
