//! Walkers for the tests: one goes through a flow as it was exported, by rules of its own, others
//! through the script that was made of it, the engine among them. They are given the same decisions
//! and must tell the same.

use std::collections::HashMap;

use serde_json::Value as Json;

use crate::bot::engine::{self, Act, Card, Facts, Scripts};
use crate::bot::script::{Ask, Assign, Does, Script, Value, markup, sum};

/// What a visitor or the team notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Say(String),
    Image(String),
    Video(String),
    Link(String),
    Ask(String, Vec<String>),
    Mail(Vec<String>, String, String),
    Request(String),
    Handover,
}

/// What was noticed, and how many ways there are on; nothing: the run is over.
pub(super) type Told = (Vec<Event>, Option<usize>);

/// Steps without a decision, at most.
const BOUND: usize = 500;

/// What is typed where words are asked for.
fn typed(kind: &str) -> String {
    match kind {
        "email" => "ann@example.com",
        "phone" => "+49301234567",
        "url" => "https://ann.example/",
        "number" => "7",
        "date" => "2026-03-01",
        "time" => "09:30",
        "file" => "plan.pdf",
        _ => "Ann",
    }
    .to_owned()
}

/// The words of a mail to the visitor, in which what was typed is left out.
fn unsaid(words: &str, value: &dyn Fn(&str) -> String) -> String {
    let kinds = ["email", "phone", "url", "number", "date", "time", "file", "text"];
    let is_typed = |value: &String| kinds.iter().any(|kind| typed(kind) == *value);
    markup::fill_some(words, &|name| Some(value(name)).filter(|value| !is_typed(value)))
}

fn text<'a>(json: &'a Json, path: &str) -> &'a str {
    json.pointer(path).and_then(Json::as_str).unwrap_or("")
}

fn list<'a>(json: &'a Json, path: &str) -> Vec<&'a Json> {
    json.pointer(path).and_then(Json::as_array).map(|all| all.iter().collect()).unwrap_or_default()
}

/// Goes through the exported flow.
pub(super) struct Flow<'a> {
    root: &'a Json,
    values: HashMap<String, String>,
    told: Vec<Event>,
    /// Where a part that was called comes back to.
    stack: Vec<Option<(usize, usize)>>,
    mark: Option<(usize, usize)>,
}

/// Where it goes on.
enum Go {
    Next,
    Edge(String),
    To(usize, usize),
    Stop,
}

impl<'a> Flow<'a> {
    pub(super) fn walk(root: &'a Json, decisions: &[usize]) -> Told {
        let values = list(root, "/variables").into_iter().filter_map(|variable| {
            Some((text(variable, "/id").to_owned(), variable["value"].as_str()?.to_owned()))
        });
        let mut flow = Flow {
            root,
            values: values.collect(),
            told: Vec::new(),
            stack: Vec::new(),
            mark: None,
        };
        let left = flow.run(decisions);
        (flow.told, left)
    }

    fn group(&self, place: usize) -> Vec<&'a Json> {
        list(list(self.root, "/groups")[place], "/blocks")
    }

    fn to(&self, group: &str, block: &str) -> Option<(usize, usize)> {
        let place = list(self.root, "/groups").iter().position(|one| text(one, "/id") == group)?;
        let blocks = self.group(place);
        let found = blocks.iter().position(|one| text(one, "/id") == block).unwrap_or(0);
        (!blocks.is_empty()).then_some((place, found))
    }

    fn edge(&self, id: &str) -> Option<(usize, usize)> {
        let edges = list(self.root, "/edges");
        let edge = edges.iter().find(|edge| text(edge, "/id") == id)?;
        self.to(text(edge, "/to/groupId"), text(edge, "/to/blockId"))
    }

    fn start(&self) -> Option<(usize, usize)> {
        let event = list(self.root, "/events").into_iter().find(|one| one["type"] == "start");
        if let Some(event) = event {
            return self.edge(text(event, "/outgoingEdgeId"));
        }
        let groups = 0..list(self.root, "/groups").len();
        let mut blocks = groups.flat_map(|place| self.group(place));
        let start = blocks.find(|block| block["type"] == "start")?;
        self.edge(text(start, "/outgoingEdgeId"))
    }

    fn run(&mut self, decisions: &[usize]) -> Option<usize> {
        let mut decisions = decisions.iter().copied();
        let mut at = self.start();
        for _ in 0..BOUND * 10 {
            let (group, block) = at.or_else(|| self.stack.pop().flatten())?;
            let blocks = self.group(group);
            let json = blocks[block];
            let following = (block + 1 < blocks.len()).then_some((group, block + 1));
            let own = Some(text(json, "/outgoingEdgeId")).filter(|edge| !edge.is_empty());
            let is_bubble =
                ["text", "image", "video", "embed", "audio"].contains(&text(json, "/type"));
            let go = match self.block(json, (group, block), &mut decisions) {
                Ok(go) => go,
                Err(ways) => return Some(ways),
            };
            at = match go {
                Go::Stop => None,
                Go::To(group, block) => Some((group, block)),
                Go::Edge(edge) => self.edge(&edge),
                Go::Next if is_bubble => following.or_else(|| own.and_then(|edge| self.edge(edge))),
                Go::Next => match own {
                    Some(edge) => self.edge(edge),
                    None => following,
                },
            };
        }
        panic!("the flow does not come to an end");
    }

    fn block(
        &mut self,
        json: &'a Json,
        place: (usize, usize),
        decisions: &mut impl Iterator<Item = usize>,
    ) -> Result<Go, usize> {
        match text(json, "/type") {
            "text" => {
                let lines = list(json, "/content/richText");
                let lines: Vec<String> = lines.iter().map(|line| self.line(line)).collect();
                if !lines.join("").trim().is_empty() {
                    self.told.push(Event::Say(lines.join("\n")));
                }
            }
            "image" => {
                self.told.push(Event::Image(self.fill(text(json, "/content/url"))));
                let link = self.fill(text(json, "/content/clickLink/url"));
                if !link.is_empty() {
                    self.told.push(Event::Link(link));
                }
            }
            "video" => self.told.push(Event::Video(self.fill(text(json, "/content/url")))),
            "embed" | "audio" => self.told.push(Event::Link(self.fill(text(json, "/content/url")))),
            "Redirect" => self.told.push(Event::Link(self.fill(text(json, "/options/url")))),
            "Chatwoot" => {
                self.told.push(Event::Handover);
                return Ok(Go::Stop);
            }
            "Email" => {
                let to = list(json, "/options/recipients").into_iter().filter_map(Json::as_str);
                let to: Vec<&str> = to.collect();
                let is_visitors = to.iter().any(|to| to.contains("{{"));
                let value = |name: &str| self.fill(&format!("{{{{{name}}}}}"));
                let [subject, body] = ["/options/subject", "/options/body"].map(|path| {
                    let words = text(json, path);
                    if is_visitors { unsaid(words, &value) } else { self.fill(words) }
                });
                let to = to.into_iter().map(|to| self.fill(to)).collect();
                self.told.push(Event::Mail(to, subject, body));
            }
            "Webhook" => {
                let method = text(json, "/options/webhook/method");
                self.told.push(Event::Request(format!(
                    "{method} {}",
                    self.fill(text(json, "/options/webhook/url"))
                )));
            }
            "Set variable" => self.set(json),
            "Condition" => {
                for item in list(json, "/items") {
                    if self.holds(item) {
                        let edge = text(item, "/outgoingEdgeId");
                        let is_none = edge.is_empty();
                        return Ok(if is_none { Go::Stop } else { Go::Edge(edge.into()) });
                    }
                }
            }
            "AB test" => {
                let way = decisions.next().ok_or(2_usize)?;
                let edge = text(list(json, "/items")[way], "/outgoingEdgeId");
                if !edge.is_empty() {
                    return Ok(Go::Edge(edge.into()));
                }
            }
            "Jump" => {
                let blocks = self.group(place.0).len();
                let next = (place.0, place.1 + 1);
                let edge = self.edge(text(json, "/outgoingEdgeId"));
                self.mark = (next.1 < blocks).then_some(next).or(edge).or(self.mark);
                let to = self.to(text(json, "/options/groupId"), text(json, "/options/blockId"));
                return Ok(to.map_or(Go::Stop, |(group, block)| Go::To(group, block)));
            }
            "Return" => {
                if let Some((group, block)) = self.mark.take() {
                    return Ok(Go::To(group, block));
                }
            }
            "Typebot link" if text(json, "/options/typebotId") == "current" => {
                let next = (place.0, place.1 + 1);
                let resume = (next.1 < self.group(place.0).len()).then_some(next);
                let edge = text(json, "/outgoingEdgeId");
                self.stack.push(if edge.is_empty() { resume } else { self.edge(edge) });
                let to = self.to(text(json, "/options/groupId"), "");
                return Ok(to.map_or(Go::Next, |(group, block)| Go::To(group, block)));
            }
            kind if kind.ends_with(" input") && kind != "payment input" => {
                return self.ask(json, kind.trim_end_matches(" input"), decisions);
            }
            _ => {}
        }
        Ok(Go::Next)
    }

    fn ask(
        &mut self,
        json: &Json,
        kind: &str,
        decisions: &mut impl Iterator<Item = usize>,
    ) -> Result<Go, usize> {
        let kind = match kind {
            "phone number" => "phone",
            "picture choice" => "choice",
            other => other,
        };
        let items = list(json, "/items");
        let label = |item: &&Json| {
            let title = text(item, "/title");
            if title.is_empty() { text(item, "/content").to_owned() } else { title.to_owned() }
        };
        let labels: Vec<String> = items.iter().map(|item| self.fill(&label(item))).collect();
        let mut ways = labels.len().max(1);
        let (from, length) = (
            usize::from(text(json, "/options/buttonType") == "Icons"),
            json.pointer("/options/length").and_then(Json::as_u64).unwrap_or(10),
        );
        if kind == "rating" {
            ways = usize::try_from(length).unwrap() + 1 - from;
        }
        self.told.push(Event::Ask(kind.to_owned(), labels.clone()));
        let way = decisions.next().ok_or(ways)?;
        let variable = text(json, "/options/variableId").to_owned();
        let answer = match kind {
            "rating" => (from + way).to_string(),
            "choice" => Some(text(items[way], "/value"))
                .filter(|value| !value.is_empty())
                .map_or_else(|| labels[way].clone(), str::to_owned),
            _ => typed(kind),
        };
        self.values.insert(variable, answer);
        let many = json.pointer("/options/isMultipleChoice") == Some(&Json::Bool(true));
        let edge = items.get(way).map_or("", |item| text(item, "/outgoingEdgeId"));
        Ok(if edge.is_empty() || many { Go::Next } else { Go::Edge(edge.to_owned()) })
    }

    /// The words of an element of rich text.
    fn line(&self, element: &Json) -> String {
        let words = self.fill(text(element, "/text"));
        let children = list(element, "/children");
        let is_list = ["ul", "ol"].contains(&text(element, "/type"));
        let items: Vec<String> = children.iter().map(|child| self.line(child)).collect();
        if is_list {
            let items = items.iter().map(|item| format!("• {item}"));
            return items.collect::<Vec<_>>().join("\n");
        }
        words + &items.join("")
    }

    fn fill(&self, words: &str) -> String {
        let mut out = words.to_owned();
        for variable in list(self.root, "/variables") {
            let value = self.values.get(text(variable, "/id")).cloned().unwrap_or_default();
            out = out.replace(&format!("{{{{{}}}}}", text(variable, "/name")), &value);
        }
        out
    }

    fn set(&mut self, json: &Json) {
        let code = text(json, "/options/expressionToEvaluate");
        let value = match code.split_once(" + ") {
            Some((left, right)) => {
                let left: f64 = self.fill(left).parse().unwrap_or(0.0);
                (left + right.parse::<f64>().unwrap()).to_string()
            }
            None => self.fill(code),
        };
        self.values.insert(text(json, "/options/variableId").to_owned(), value);
    }

    fn holds(&self, item: &Json) -> bool {
        let holds = |one: &&Json| {
            let value =
                self.values.get(text(one, "/variableId")).map_or("", String::as_str).to_owned();
            let than = self.fill(text(one, "/value"));
            let (left, right) = (value.to_lowercase(), than.to_lowercase());
            let number = |text: &str| text.parse().unwrap_or(f64::NAN);
            let (size, other) = (number(&value), number(&than));
            match text(one, "/comparisonOperator") {
                "Equal to" => value == than,
                "Not equal" => value != than,
                "Contains" => left.contains(&right),
                "Does not contain" => !left.contains(&right),
                "Greater than" => size > other,
                "Greater or equal to" => size >= other,
                "Less than" => size < other,
                "Less or equal to" => size <= other,
                "Is set" => !value.is_empty(),
                "Is empty" => value.is_empty(),
                "Starts with" => left.starts_with(&right),
                "Ends with" => left.ends_with(&right),
                "Matches regex" => regex::Regex::new(&than).unwrap().is_match(&value),
                "Does not match regex" => !regex::Regex::new(&than).unwrap().is_match(&value),
                other => panic!("{other}"),
            }
        };
        let all = list(item, "/content/comparisons");
        if text(item, "/content/logicalOperator") == "OR" {
            all.iter().any(holds)
        } else {
            !all.is_empty() && all.iter().all(holds)
        }
    }
}

/// One script on its own.
struct Shelf<'a>(&'a Script);

impl Scripts for Shelf<'_> {
    fn version(&self, _: &str) -> Option<&Script> {
        Some(self.0)
    }
    fn published(&self, _: &str) -> Option<String> {
        None
    }
}

/// Has the engine run the script.
pub(super) fn play(script: &Script, decisions: &[usize]) -> Told {
    let (scripts, facts) = (Shelf(script), Facts::default());
    let mut state = engine::begin(&scripts, "main", None, (1, 2));
    let (mut told, mut event) = (Vec::new(), engine::Event::Start);
    let mut decisions = decisions.iter().copied();
    for _ in 0..BOUND {
        let (now, effects) = engine::step(&scripts, state, &event, &facts);
        state = now;
        let mut asked = None;
        for effect in effects {
            let is_question = script
                .step(&effect.step)
                .is_some_and(|step| matches!(step.does, Does::Question(_)));
            match effect.act {
                Act::Say { text, content } => {
                    let content = *content;
                    match content.card {
                        Some(Card::Image { src, .. }) => told.push(Event::Image(src)),
                        Some(Card::Video { url, .. }) => told.push(Event::Video(url)),
                        Some(Card::Link { url, .. }) => told.push(Event::Link(url)),
                        // A question that no message came before has words of the engine.
                        _ if is_question => {}
                        _ => told.push(Event::Say(text)),
                    }
                    if let Some(ask) = content.ask {
                        told.push(Event::Ask(kind_of(&ask.ask).to_owned(), labels_of(&ask.ask)));
                        asked = Some(ask.ask);
                    }
                }
                Act::Mail { to, subject, text, .. } => {
                    told.push(Event::Mail(to.into_iter().collect(), subject, text));
                }
                Act::Wait { .. } => event = engine::Event::Wake { n: effect.n },
                other => panic!("{other:?}"),
            }
        }
        if state.end.is_some() {
            return (told, None);
        }
        let Some(ask) = asked else { continue };
        let (from, ways) = ways_of(&ask);
        let Some(way) = decisions.next() else { return (told, Some(ways)) };
        let mut answer = engine::Answer { text: typed(kind_of(&ask)), ..Default::default() };
        match &ask {
            Ask::Choice { choices, .. } => {
                answer.text.clone_from(&choices[way].label);
                answer.picks = vec![choices[way].id.clone()];
            }
            Ask::Rating { .. } => answer.text = (from + way).to_string(),
            _ => {}
        }
        event = engine::Event::Answer(answer);
    }
    panic!("the run does not come to an end");
}

fn kind_of(ask: &Ask) -> &'static str {
    match ask {
        Ask::Choice { .. } => "choice",
        Ask::Text { .. } => "text",
        Ask::Number { .. } => "number",
        Ask::Email { .. } => "email",
        Ask::Phone { .. } => "phone",
        Ask::Url { .. } => "url",
        Ask::Date => "date",
        Ask::Time => "time",
        Ask::File { .. } => "file",
        _ => "rating",
    }
}

fn labels_of(ask: &Ask) -> Vec<String> {
    match ask {
        Ask::Choice { choices, .. } => choices.iter().map(|one| one.label.clone()).collect(),
        _ => Vec::new(),
    }
}

/// The least, and how many answers there are.
fn ways_of(ask: &Ask) -> (usize, usize) {
    match ask {
        Ask::Rating { max, from, .. } => (usize::from(*from), usize::from(max + 1 - from)),
        Ask::Choice { choices, .. } => (0, choices.len()),
        _ => (0, 1),
    }
}

/// Goes through the script as it stands: here a test decides which way a split goes.
pub(super) fn walk(script: &Script, decisions: &[usize]) -> Told {
    let mut values: HashMap<String, Value> = script
        .variables
        .iter()
        .map(|variable| (variable.name.clone(), variable.initial.clone()))
        .collect();
    let (mut told, mut stack) = (Vec::new(), Vec::new());
    let mut decisions = decisions.iter().copied();
    let mut at = script.start().cloned();
    for _ in 0..BOUND * 10 {
        let Some(id) = at.or_else(|| stack.pop().flatten()) else { return (told, None) };
        let step = script.step(&id).unwrap_or_else(|| panic!("no step {id}"));
        let value = |name: &str| values.get(name).cloned().unwrap_or_default();
        let filled = |text: &str| markup::fill(text, &|name| value(name).text());
        at = step.next.clone();
        match &step.does {
            Does::Message { text } => {
                told.push(Event::Say(markup::read(text, &|name| value(name).text()).plain()));
            }
            Does::Image { url, .. } => told.push(Event::Image(filled(url))),
            Does::Video { url, .. } => told.push(Event::Video(filled(url))),
            Does::Link { url, .. } => told.push(Event::Link(filled(url))),
            Does::Mail { to, subject, text } => {
                let [subject, text] = [subject, text].map(|words| match to {
                    Some(_) => unsaid(words, &|name| value(name).text()),
                    None => filled(words),
                });
                let to = to.iter().map(|to| filled(to)).collect();
                told.push(Event::Mail(to, subject, text));
            }
            Does::Http(http) => {
                told.push(Event::Request(format!("{} {}", http.method, filled(&http.url))));
            }
            Does::Handover { .. } => {
                told.push(Event::Handover);
                return (told, None);
            }
            Does::End { .. } => return (told, None),
            Does::Jump { to } => at = Some(to.clone()),
            Does::Call { script: other, entry } if other.is_empty() => {
                stack.push(step.next.clone());
                at.clone_from(entry);
            }
            Does::Set { variable, to } => {
                let value = match to {
                    Assign::Text(text) => Value::Text(filled(text)),
                    Assign::Sum(text) => sum::evaluate(text, &value),
                    Assign::Clear(_) => Value::Nothing,
                    other => panic!("{other:?}"),
                };
                values.insert(variable.clone(), value);
            }
            Does::Condition { branches } => {
                let holds = branches.iter().find(|branch| branch.holds(&value, &filled));
                at = holds.and_then(|branch| branch.to.clone()).or(at);
            }
            Does::Split { ways } => {
                let Some(way) = decisions.next() else { return (told, Some(ways.len())) };
                at = ways[way].to.clone().or(at);
            }
            Does::Question(question) => {
                let kind = kind_of(&question.ask);
                let choices = match &question.ask {
                    Ask::Choice { choices, .. } => choices.clone(),
                    _ => Vec::new(),
                };
                let labels = labels_of(&question.ask).iter().map(|label| filled(label)).collect();
                told.push(Event::Ask(kind.to_owned(), labels));
                let (from, ways) = ways_of(&question.ask);
                let Some(way) = decisions.next() else { return (told, Some(ways)) };
                let answer = match choices.get(way) {
                    Some(choice) => choice.value.clone().unwrap_or_else(|| filled(&choice.label)),
                    None if kind == "rating" => (from + way).to_string(),
                    None => typed(kind),
                };
                at = choices.get(way).and_then(|choice| choice.to.clone()).or(at);
                if let Some(variable) = &question.variable {
                    values.insert(variable.clone(), Value::Text(answer));
                }
            }
            Does::Typing { .. } | Does::Wait { .. } | Does::Unsupported { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    panic!("the script does not come to an end");
}
