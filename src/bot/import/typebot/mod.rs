//! Flows of Typebot, versions 6 and 6.1, by its published schema and by what its engine does with
//! them: a group's blocks follow each other, a block's own edge leads away, and where neither is,
//! the run ends.

mod bubbles;
mod inputs;
mod logic;
mod outside;
mod source;
#[cfg(test)]
mod tests;
mod text;
mod value;
#[cfg(test)]
mod walk;

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use self::source::{Place, Source, at, list, text};
use super::{Imported, Note, Refused, Why};
use crate::bot::script::check::is_id;
use crate::bot::script::{
    Ask, Assign, Does, Entry, MOST_STEPS, On, Script, Step, StepId, Value, Variable,
};

/// Between the steps of a group, and beside one.
const BELOW: i32 = 110;
const BESIDE: i32 = 300;
/// Ways by a group's title or back from a part, in all.
const MOST_WAYS: usize = 10_000;
/// Characters of what a step or a note quotes.
const QUOTE: usize = 500;

/// Reads an exported file.
pub fn parse(bytes: &[u8]) -> Result<Imported, Refused> {
    read(&super::json(bytes)?)
}

/// Reads an exported flow.
pub fn read(json: &Json) -> Result<Imported, Refused> {
    if !super::is_small(json) {
        return Err(Refused::TooLarge);
    }
    if !json["groups"].is_array() || !json["edges"].is_array() {
        return Err(Refused::Unknown);
    }
    match &json["version"] {
        Json::String(version) if version == "6" || version == "6.1" => {}
        Json::String(version) => return Err(Refused::Version(version.chars().take(20).collect())),
        _ => return Err(Refused::Unknown),
    }
    let blocks: usize = list(json, "/groups").iter().map(|one| list(one, "/blocks").len()).sum();
    if blocks > MOST_STEPS || list(json, "/groups").len() > MOST_STEPS {
        return Err(Refused::TooLarge);
    }
    Builder::of(json).build()
}

/// What a block is made of, while it is made.
struct Here<'a> {
    block: &'a Json,
    place: Place,
    /// Its first step.
    id: StepId,
    /// Where that is.
    at: [i32; 2],
    /// What follows the block.
    after: Option<StepId>,
}

impl<'a> Here<'a> {
    fn text(&self, path: &str) -> &'a str {
        text(self.block, path)
    }

    fn list(&self, path: &str) -> &'a [Json] {
        list(self.block, path)
    }
}

struct Builder<'a> {
    source: Source<'a>,
    /// The first step of every block.
    ids: Vec<Vec<StepId>>,
    used: HashSet<StepId>,
    steps: Vec<Step>,
    /// Blocks that do nothing, and what follows them.
    passed: HashMap<StepId, Option<StepId>>,
    notes: Vec<Note>,
    /// The step at which a way ends whose step has something after it.
    end: Option<StepId>,
    /// The variable that keeps where a part returns to.
    mark: Option<String>,
    /// Ways by a group's title or back from a part.
    ways: usize,
}

impl<'a> Builder<'a> {
    fn of(json: &'a Json) -> Self {
        let mut builder = Self {
            source: Source::of(json),
            ids: Vec::new(),
            used: HashSet::new(),
            steps: Vec::new(),
            passed: HashMap::new(),
            notes: Vec::new(),
            end: None,
            mark: None,
            ways: 0,
        };
        for group in 0..builder.source.groups.len() {
            let blocks = builder.source.groups[group].blocks.clone();
            let ids = blocks.iter().map(|block| builder.id(text(block, "/id"))).collect();
            builder.ids.push(ids);
            if blocks.iter().any(|block| text(block, "/type") == "Return") {
                builder.mark = Some("Return to".to_owned());
            }
        }
        builder
    }

    fn build(mut self) -> Result<Imported, Refused> {
        let root = self.source.root;
        let name: String = text(root, "/name").trim().chars().take(200).collect();
        let mut script = Script::new(if name.is_empty() { "Typebot" } else { &name }, "en");
        script.variables = self.variables();
        for group in 0..self.ids.len() {
            self.group(group);
            if self.steps.len() > MOST_STEPS || self.ways > MOST_WAYS {
                return Err(Refused::TooLarge);
            }
        }
        self.entries(&mut script);
        self.close();
        script.entries.retain_mut(|entry| self.settled(&mut entry.to));
        script.steps = self.steps;
        if script.steps.len() > MOST_STEPS {
            return Err(Refused::TooLarge);
        }
        Ok(Imported { script, notes: self.notes })
    }

    fn variables(&self) -> Vec<Variable> {
        let all = self.source.variables().into_iter();
        all.map(|(name, value)| {
            let initial = match value {
                Json::String(text) => Value::Text(text.clone()),
                Json::Array(parts) => Value::List(
                    parts.iter().map(|part| part.as_str().unwrap_or_default().to_owned()).collect(),
                ),
                _ => Value::Nothing,
            };
            Variable { name, initial }
        })
        .collect()
    }

    /// Where the flow begins: its events, or the start block among its groups.
    fn entries(&mut self, script: &mut Script) {
        for event in list(self.source.root, "/events") {
            let to = self.edge(text(event, "/outgoingEdgeId"));
            match (text(event, "/type"), to) {
                ("start", Some(to)) => script.entries.push(Entry { on: On::Start, to }),
                ("command", Some(to)) => {
                    let name = text(event, "/options/command").chars().take(200).collect();
                    script.entries.push(Entry { on: On::Api { name }, to });
                }
                ("start" | "command", None) => {}
                (kind, to) => {
                    let id = self.id(text(event, "/id"));
                    let does = self.lost_at(&id, &format!("Event: {kind}"), "", Why::Missing);
                    self.push(id, does, to, at(event));
                }
            }
        }
        if script.start().is_some() {
            return;
        }
        let blocks = self.source.groups.iter().enumerate().flat_map(|(group, one)| {
            one.blocks.iter().enumerate().map(move |(block, json)| ((group, block), *json))
        });
        let start = blocks.filter(|(_, block)| text(block, "/type") == "start").map(|one| one.0);
        if let Some(to) = start.collect::<Vec<_>>().first().and_then(|place| self.after(*place)) {
            script.entries.insert(0, Entry { on: On::Start, to });
        }
    }

    fn group(&mut self, group: usize) {
        let [x, mut y] = self.source.groups[group].at;
        let title: String = self.source.groups[group].title.chars().take(200).collect();
        let from = self.steps.len();
        for block in 0..self.ids[group].len() {
            let Some(json) = self.source.block((group, block)) else { continue };
            let here = Here {
                block: json,
                place: (group, block),
                id: self.ids[group][block].clone(),
                at: [x, y],
                after: self.after((group, block)),
            };
            let chain = self.block(&here);
            if chain.is_empty() {
                self.passed.insert(here.id, here.after);
                continue;
            }
            let mut id = here.id;
            let count = chain.len();
            for (place, does) in chain.into_iter().enumerate() {
                let is_last = place + 1 == count;
                let following = if is_last { None } else { Some(self.id(&id)) };
                let next = following.clone().or_else(|| here.after.clone());
                self.push(id, does, next, [x, y]);
                id = following.unwrap_or_default();
                y += BELOW;
            }
        }
        // What stands beside its steps was pushed before them.
        let mine: HashSet<&StepId> = self.ids[group].iter().collect();
        let mut steps = self.steps[from..].iter_mut();
        if let Some(first) = steps.find(|step| mine.contains(&step.id)) {
            first.title = title;
        }
    }

    /// What a block does, in steps that follow each other.
    fn block(&mut self, here: &Here<'a>) -> Vec<Does> {
        let kind = here.text("/type");
        match kind {
            "start" => Vec::new(),
            "text" | "image" | "video" | "embed" | "audio" => self.bubble(here, kind),
            "cards" => self.cards(here),
            _ if kind.ends_with(" input") => self.input(here, kind),
            "Set variable" | "Condition" | "Redirect" | "Code" | "Typebot link" | "Wait"
            | "AB test" | "webhook" | "Jump" | "Return" => self.logic(here, kind),
            _ => self.outside(here, kind),
        }
    }

    fn push(&mut self, id: StepId, does: Does, next: Option<StepId>, at: [i32; 2]) {
        let next = next.filter(|_| !matches!(does, Does::Jump { .. } | Does::End { .. }));
        self.steps.push(Step { id, title: String::new(), at, next, does });
    }

    /// A step beside the others; its id.
    fn beside(&mut self, here: &Here<'_>, does: Does, next: Option<StepId>) -> StepId {
        let id = self.id(&here.id);
        self.push(id.clone(), does, next, [here.at[0] + BESIDE, here.at[1]]);
        id
    }

    /// A new id, like another where that can be one.
    fn id(&mut self, like: &str) -> StepId {
        let like = if is_id(like) { like } else { "block" };
        let short = &like[..like.len().min(34)];
        let mut id = like.to_owned();
        let mut count = 2;
        while !self.used.insert(id.clone()) {
            id = format!("{short}-{count}");
            count += 1;
        }
        id
    }

    /// The first step of a block.
    fn first(&self, (group, block): Place) -> Option<StepId> {
        self.ids.get(group)?.get(block).cloned()
    }

    fn edge(&self, id: &str) -> Option<StepId> {
        self.source.edge(id).and_then(|place| self.first(place))
    }

    /// What follows a block. The edge of a bubble counts at the end of its group alone.
    fn after(&self, (group, block): Place) -> Option<StepId> {
        let json = self.source.block((group, block))?;
        let edge = text(json, "/outgoingEdgeId");
        let is_bubble =
            matches!(text(json, "/type"), "text" | "image" | "video" | "embed" | "audio");
        let following = self.first((group, block + 1));
        if edge.is_empty() || (is_bubble && following.is_some()) {
            following
        } else {
            self.edge(edge)
        }
    }

    /// Where a way leads: along its edge, and to the end where that leads nowhere.
    fn way(&mut self, here: &Here<'_>, edge: &str) -> Option<StepId> {
        let to = self.edge(edge);
        if to.is_some() || here.after.is_none() { to } else { Some(self.ending(here)) }
    }

    fn ending(&mut self, here: &Here<'_>) -> StepId {
        if let Some(id) = &self.end {
            return id.clone();
        }
        let id = self.beside(here, Does::End { text: String::new(), close: false }, None);
        self.end = Some(id.clone());
        id
    }

    /// A step that says what does not exist here.
    fn lost(&mut self, here: &Here<'_>, what: &str, note: &str, why: Why) -> Does {
        self.lost_at(&here.id, what, note, why)
    }

    fn lost_at(&mut self, step: &str, what: &str, note: &str, why: Why) -> Does {
        self.tell(step, what, why);
        Does::Unsupported { what: cut(what), note: cut(note) }
    }

    /// Something that is not as it was.
    fn tell(&mut self, step: &str, what: &str, why: Why) {
        self.notes.push(Note { step: step.to_owned(), what: cut(what), why });
    }

    /// Leads every edge past the blocks that do nothing.
    fn close(&mut self) {
        let mut steps = std::mem::take(&mut self.steps);
        for step in &mut steps {
            if let Some(next) = &mut step.next
                && !self.settled(next)
            {
                step.next = None;
            }
            match &mut step.does {
                Does::Question(question) => {
                    if let Ask::Choice { choices, .. } = &mut question.ask {
                        for choice in choices {
                            self.finish(&mut choice.to);
                        }
                    }
                }
                Does::Condition { branches } => {
                    for branch in branches {
                        self.finish(&mut branch.to);
                    }
                }
                Does::Split { ways } => {
                    for way in ways {
                        self.finish(&mut way.to);
                    }
                }
                Does::Call { entry, .. } => self.finish(entry),
                Does::Jump { to } => {
                    let mut target = to.clone();
                    step.does = if self.settled(&mut target) {
                        Does::Jump { to: target }
                    } else {
                        Does::End { text: String::new(), close: false }
                    };
                }
                _ => {}
            }
        }
        // Ends that something leads to.
        steps.append(&mut self.steps);
        self.steps = steps;
    }

    /// Leads past what does nothing; whether anything follows.
    fn settled(&self, to: &mut StepId) -> bool {
        for _ in 0..=self.passed.len() {
            match self.passed.get(to) {
                Some(Some(after)) => to.clone_from(after),
                Some(None) => return false,
                None => return true,
            }
        }
        false
    }

    fn finish(&mut self, to: &mut Option<StepId>) {
        if let Some(id) = to
            && !self.settled(id)
        {
            let end = self.end.clone().unwrap_or_else(|| {
                let id = self.id("end");
                let end = Does::End { text: String::new(), close: false };
                self.push(id.clone(), end, None, [-BESIDE, 0]);
                self.end = Some(id.clone());
                id
            });
            *to = Some(end);
        }
    }
}

/// A text as long as a step or a note may quote it.
fn cut(text: &str) -> String {
    text.trim().chars().take(QUOTE).collect()
}

/// Gives a variable a text.
fn set(variable: &str, text: &str) -> Does {
    Does::Set { variable: variable.to_owned(), to: Assign::Text(text.to_owned()) }
}
