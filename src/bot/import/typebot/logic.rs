//! Which way the bot goes, and what it keeps.

use serde_json::Value as Json;

use super::source::{Place, is, list, number, text};
use super::{Builder, Here, Why, set, value};
use crate::bot::script::{Assign, Branch, Does, Is, StepId, Test, Way};

/// A pattern that nothing fits.
const NEVER: &str = r"[^\s\S]";

impl<'a> Builder<'a> {
    pub(super) fn logic(&mut self, here: &Here<'a>, kind: &str) -> Vec<Does> {
        match kind {
            "Set variable" => self.set_variable(here),
            "Condition" => self.condition(here),
            "Redirect" => self
                .link(here, "/options/url")
                .map(|url| {
                    let open = !is(here.block, "/options/isNewTab");
                    Does::Link { url, label: String::new(), open }
                })
                .into_iter()
                .collect(),
            "Code" => {
                let name = here.text("/options/name").trim();
                let name = if name.is_empty() { "Code" } else { name };
                vec![self.lost(here, name, here.text("/options/content"), Why::Code)]
            }
            "Wait" => self.wait(here),
            "AB test" => self.split(here),
            "Jump" => self.jump(here),
            "Return" => self.give_back(here),
            "Typebot link" => self.flow(here),
            _ => vec![self.lost(here, "Webhook", "", Why::Missing)],
        }
    }

    fn set_variable(&mut self, here: &Here<'a>) -> Vec<Does> {
        let Some(variable) = self.source.variable(here.text("/options/variableId")) else {
            return Vec::new();
        };
        let code = here.text("/options/expressionToEvaluate");
        let to = match here.text("/options/type") {
            "" | "Custom" => match value::read(&self.source, code) {
                Some(to) => to,
                None => return vec![self.lost(here, "Set variable", code, Why::Code)],
            },
            "Empty" | "Referral Click ID" | "Referral Source ID" => Assign::Clear(true),
            "Contact name" => Assign::Text("{{@name}}".to_owned()),
            "Phone number" => Assign::Text("{{@phone}}".to_owned()),
            "Environment name" => Assign::Text("web".to_owned()),
            "Device type" => Assign::Text("{{@device}}".to_owned()),
            "Now" => Assign::Text("{{@date}}T{{@time}}".to_owned()),
            "Today" => Assign::Day(0),
            "Tomorrow" => Assign::Day(1),
            "Yesterday" => Assign::Day(-1),
            "Random ID" | "Result ID" | "User ID" => Assign::Id(true),
            "Append value(s)" => Assign::Append(self.source.filled(here.text("/options/item"))),
            kind @ ("Pop" | "Shift") => {
                let into = self.source.variable(here.text("/options/saveItemInVariableId"));
                let into = into.unwrap_or_else(|| "Taken".to_owned());
                let to =
                    if kind == "Pop" { Assign::Last(variable) } else { Assign::First(variable) };
                return vec![Does::Set { variable: into, to }];
            }
            "Moment of the day" => return self.moment(here, &variable),
            other => {
                let what = format!("Set variable: {other}");
                return vec![self.lost(here, &what, &variable, Why::Missing)];
            }
        };
        vec![Does::Set { variable, to }]
    }

    /// Morning, afternoon or evening, by the clock.
    fn moment(&mut self, here: &Here<'a>, variable: &str) -> Vec<Does> {
        let branches = [("12:00", "morning"), ("18:00", "afternoon")].map(|(until, name)| Branch {
            id: name.to_owned(),
            any: false,
            tests: vec![Test { what: "@time".into(), is: Is::Less, than: until.into() }],
            to: Some(self.beside(here, set(variable, name), here.after.clone())),
        });
        vec![Does::Condition { branches: branches.into() }, set(variable, "evening")]
    }

    fn condition(&mut self, here: &Here<'a>) -> Vec<Does> {
        let mut branches = Vec::new();
        for (place, item) in here.list("/items").iter().enumerate() {
            let any = text(item, "/content/logicalOperator") == "OR";
            let comparisons = list(item, "/content/comparisons");
            let tests: Vec<_> = comparisons.iter().map(|one| self.test(one)).collect();
            // What can never hold fails the whole where all have to hold.
            let never = tests.iter().any(Option::is_none) && !any;
            let tests = if never { Vec::new() } else { tests.into_iter().flatten().collect() };
            // One that holds and has no edge ends the run.
            let to = self.way(here, text(item, "/outgoingEdgeId"));
            branches.push(Branch { id: format!("{}", place + 1), any, tests, to });
        }
        if branches.is_empty() { Vec::new() } else { vec![Does::Condition { branches }] }
    }

    /// A comparison; nothing where it never holds.
    fn test(&self, comparison: &Json) -> Option<Test> {
        let what = self.source.variable(text(comparison, "/variableId"))?;
        let than = text(comparison, "/value");
        let is = match text(comparison, "/comparisonOperator") {
            "Equal to" => Is::Equal,
            "Not equal" => Is::NotEqual,
            "Contains" => Is::Contains,
            "Does not contain" => Is::NotContains,
            "Greater than" => Is::More,
            "Greater or equal to" => Is::AtLeast,
            "Less than" => Is::Less,
            "Less or equal to" => Is::AtMost,
            "Is set" => Is::Set,
            "Is empty" => Is::Empty,
            "Starts with" => Is::Starts,
            "Ends with" => Is::Ends,
            "Matches regex" => Is::Matches,
            "Does not match regex" => Is::NotMatches,
            _ => return None,
        };
        let is_nothing = matches!(than, "" | "null" | "undefined");
        let (is, than) = match is {
            Is::Set | Is::Empty => (is, String::new()),
            Is::Equal if is_nothing => (Is::Empty, String::new()),
            Is::NotEqual if is_nothing => (Is::Set, String::new()),
            // Nothing is contained in no text, and nothing is larger than it.
            Is::NotContains | Is::NotMatches if is_nothing => (Is::NotMatches, NEVER.to_owned()),
            _ if is_nothing => return None,
            _ => (is, self.source.filled(than)),
        };
        Some(Test { what, is, than })
    }

    /// A short wait is a pause before what follows, a longer one is a wait.
    fn wait(&mut self, here: &Here<'a>) -> Vec<Does> {
        let seconds = here.text("/options/secondsToWaitFor").trim();
        match number(here.block, "/options/secondsToWaitFor") {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is in bounds"
            )]
            Some(seconds) if seconds > 0.0 => vec![if seconds <= 10.0 {
                Does::Typing { ms: (seconds * 1_000.0).round() as u32 }
            } else {
                Does::Wait { seconds: seconds.min(30.0 * 86_400.0).round() as u32 }
            }],
            None if seconds.contains("{{") => {
                vec![self.lost(here, "Wait", seconds, Why::Missing)]
            }
            _ => Vec::new(),
        }
    }

    /// Two ways by chance. Without an edge of its own the first is the second, and that goes on.
    fn split(&mut self, here: &Here<'a>) -> Vec<Does> {
        let edge = |place: usize| {
            here.list("/items").get(place).map_or("", |item| text(item, "/outgoingEdgeId"))
        };
        let (first, second) = (edge(0), edge(1));
        let percent = number(here.block, "/options/aPercent").unwrap_or(50.0).clamp(0.0, 100.0);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is in bounds"
        )]
        let weight = (percent * 10.0).round() as u32;
        let mut ways = Vec::new();
        for (id, weight, edge) in [("a", weight, first), ("b", 1_000 - weight, second)] {
            let edge = if edge.is_empty() { second } else { edge };
            let to = if edge.is_empty() { None } else { self.way(here, edge) };
            if weight > 0 {
                ways.push(Way { id: id.to_owned(), weight, to });
            }
        }
        vec![Does::Split { ways }]
    }

    /// Goes on elsewhere in the flow. Where a part may return, it keeps to where.
    fn jump(&mut self, here: &Here<'a>) -> Vec<Does> {
        let (group, block) = (here.text("/options/groupId"), here.text("/options/blockId"));
        if group.is_empty() {
            return Vec::new();
        }
        let mut all = Vec::new();
        if let (Some(mark), Some(back)) = (self.mark.clone(), self.back(here)) {
            all.push(set(&mark, &back));
        }
        if let Some(name) = self.by_title(group) {
            all.extend(self.titles(&name));
            all.push(Does::End { text: String::new(), close: false });
            return all;
        }
        let exists = self.source.target(group, block).filter(|place| {
            block.is_empty()
                || self.source.block(*place).is_some_and(|found| text(found, "/id") == block)
        });
        all.push(match exists.and_then(|place| self.first(place)) {
            Some(to) => Does::Jump { to },
            None => Does::End { text: String::new(), close: false },
        });
        all
    }

    /// To where a part that this block jumps to returns: the block after it in its group, else
    /// where its edge leads.
    fn back(&self, here: &Here<'a>) -> Option<StepId> {
        let (group, block) = here.place;
        self.first((group, block + 1)).or_else(|| self.edge(here.text("/outgoingEdgeId")))
    }

    /// The variable that holds a group's title.
    fn by_title(&self, group: &str) -> Option<String> {
        let inner = group.strip_prefix("{{")?.strip_suffix("}}")?;
        let filled = self.source.filled(group);
        (!inner.contains(['{', '}']))
            .then(|| filled.trim_start_matches("{{").trim_end_matches("}}").to_owned())
    }

    /// A way for the title of every group.
    fn titles(&mut self, variable: &str) -> Option<Does> {
        let branch = |(title, place): (&str, Place)| {
            let tests =
                vec![Test { what: variable.to_owned(), is: Is::Equal, than: title.to_owned() }];
            let id = format!("group-{}", place.0 + 1);
            Some(Branch { id, any: false, tests, to: Some(self.first(place)?) })
        };
        let branches: Vec<Branch> = self.source.titled().into_iter().filter_map(branch).collect();
        self.ways += branches.len();
        (!branches.is_empty()).then_some(Does::Condition { branches })
    }

    /// Returns to where the last jump came from; without one it goes on.
    fn give_back(&mut self, here: &Here<'a>) -> Vec<Does> {
        let Some(mark) = self.mark.clone() else { return Vec::new() };
        let mut backs: Vec<StepId> = Vec::new();
        for group in 0..self.ids.len() {
            for block in 0..self.ids[group].len() {
                let Some(json) = self.source.block((group, block)) else { continue };
                if text(json, "/type") == "Jump" && !text(json, "/options/groupId").is_empty() {
                    let (id, at, after) = (String::new(), here.at, None);
                    let from = Here { block: json, place: (group, block), id, at, after };
                    backs.extend(self.back(&from));
                }
            }
        }
        backs.sort_unstable();
        backs.dedup();
        self.ways += backs.len();
        let mut branches = Vec::new();
        for (place, back) in backs.into_iter().enumerate() {
            let tests = vec![Test { what: mark.clone(), is: Is::Equal, than: back.clone() }];
            let clear = Does::Set { variable: mark.clone(), to: Assign::Clear(true) };
            let to = Some(self.beside(here, clear, Some(back)));
            branches.push(Branch { id: format!("{}", place + 1), any: false, tests, to });
        }
        if branches.is_empty() { Vec::new() } else { vec![Does::Condition { branches }] }
    }

    /// Another flow, or a part of this one; then what follows.
    fn flow(&mut self, here: &Here<'a>) -> Vec<Does> {
        let (flow, group) = (here.text("/options/typebotId"), here.text("/options/groupId"));
        let is_this = flow == "current" || (flow == text(self.source.root, "/id"));
        if flow.is_empty() {
            return Vec::new();
        }
        if !is_this {
            self.tell(&here.id, flow, Why::Elsewhere);
            let script = flow.chars().take(40).collect();
            return vec![Does::Call { script, entry: None }];
        }
        if let Some(name) = self.by_title(group) {
            return self.titles(&name).into_iter().collect();
        }
        let start = list(self.source.root, "/events")
            .iter()
            .find(|event| text(event, "/type") == "start")
            .map_or("", |event| text(event, "/outgoingEdgeId"));
        let to =
            if group.is_empty() { self.source.edge(start) } else { self.source.target(group, "") };
        match to.and_then(|place| self.first(place)) {
            None => Vec::new(),
            Some(to) if here.after.is_none() => vec![Does::Jump { to }],
            Some(to) => vec![Does::Call { script: String::new(), entry: Some(to) }],
        }
    }
}
