//! An exported flow as its schema has it, with whatever may be missing or wrong in it.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

/// The flow.
pub(super) struct Source<'a> {
    pub(super) root: &'a Json,
    pub(super) groups: Vec<Group<'a>>,
    /// By their id: the group, and the block where it is not the first.
    edges: HashMap<&'a str, (&'a str, &'a str)>,
    /// What a variable is called, by its id.
    names: HashMap<&'a str, String>,
    /// What it is called here, by what it was called.
    renamed: HashMap<&'a str, String>,
}

/// A group of blocks that follow each other.
pub(super) struct Group<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) at: [i32; 2],
    pub(super) blocks: Vec<&'a Json>,
}

/// A group, and a block in it.
pub(super) type Place = (usize, usize);

/// A text at a path; empty where there is none.
pub(super) fn text<'a>(json: &'a Json, path: &str) -> &'a str {
    json.pointer(path).and_then(Json::as_str).unwrap_or_default()
}

/// Whether something at a path is true.
pub(super) fn is(json: &Json, path: &str) -> bool {
    json.pointer(path).and_then(Json::as_bool).unwrap_or_default()
}

/// A number at a path, which may stand there as a text.
pub(super) fn number(json: &Json, path: &str) -> Option<f64> {
    let found = json.pointer(path)?;
    let number = found.as_f64().or_else(|| found.as_str()?.trim().parse().ok())?;
    number.is_finite().then_some(number)
}

/// A list at a path; empty where there is none.
pub(super) fn list<'a>(json: &'a Json, path: &str) -> &'a [Json] {
    json.pointer(path).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

/// Where something stands on the canvas.
pub(super) fn at(json: &Json) -> [i32; 2] {
    #[allow(clippy::cast_possible_truncation, reason = "it is in bounds")]
    let whole = |path| number(json, path).unwrap_or(0.0).round().clamp(-1e6, 1e6) as i32;
    [whole("/graphCoordinates/x"), whole("/graphCoordinates/y")]
}

impl<'a> Source<'a> {
    pub(super) fn of(root: &'a Json) -> Self {
        let groups = list(root, "/groups").iter().map(|group| Group {
            id: text(group, "/id"),
            title: text(group, "/title"),
            at: at(group),
            blocks: list(group, "/blocks").iter().collect(),
        });
        let mut edges = HashMap::new();
        for edge in list(root, "/edges") {
            let to = (text(edge, "/to/groupId"), text(edge, "/to/blockId"));
            edges.entry(text(edge, "/id")).or_insert(to);
        }
        let (mut names, mut renamed) = (HashMap::new(), HashMap::new());
        for variable in list(root, "/variables") {
            let old = text(variable, "/name");
            let name = name(old);
            if !name.is_empty() {
                names.entry(text(variable, "/id")).or_insert_with(|| name.clone());
                renamed.entry(old).or_insert(name);
            }
        }
        Self { root, groups: groups.collect(), edges, names, renamed }
    }

    pub(super) fn block(&self, (group, block): Place) -> Option<&'a Json> {
        self.groups.get(group)?.blocks.get(block).copied()
    }

    /// Where an edge leads; nothing: the run ends there.
    pub(super) fn edge(&self, id: &str) -> Option<Place> {
        let (group, block) = self.edges.get(id)?;
        self.target(group, block)
    }

    /// The block of a group; without one the first. One that does not exist counts as the last, as
    /// it does when Typebot runs the flow.
    pub(super) fn target(&self, group: &str, block: &str) -> Option<Place> {
        let place = self.groups.iter().position(|one| one.id == group)?;
        let blocks = &self.groups[place].blocks;
        let last = blocks.len().checked_sub(1)?;
        let found = blocks.iter().position(|one| text(one, "/id") == block).unwrap_or(last);
        Some((place, if block.is_empty() { 0 } else { found }))
    }

    /// The group with a title.
    pub(super) fn titled(&self) -> Vec<(&'a str, Place)> {
        let mut seen = HashSet::new();
        let groups = self.groups.iter().enumerate();
        groups
            .filter(|(_, group)| !group.blocks.is_empty() && seen.insert(group.title))
            .map(|(place, group)| (group.title, (place, 0)))
            .collect()
    }

    /// What the variable with an id is called here.
    pub(super) fn variable(&self, id: &str) -> Option<String> {
        self.names.get(id).cloned()
    }

    /// What every variable is called here, and what it holds at the start.
    pub(super) fn variables(&self) -> Vec<(String, &'a Json)> {
        let mut seen = HashSet::new();
        let all = list(self.root, "/variables").iter();
        all.filter_map(|variable| {
            let name = self.renamed.get(text(variable, "/name"))?.clone();
            seen.insert(name.clone()).then_some((name, &variable["value"]))
        })
        .collect()
    }

    /// A text with its variables by the names that they have here.
    pub(super) fn filled(&self, text: &str) -> String {
        let parts = parts(text).into_iter().map(|part| match part {
            Part::Words(words) => words.to_owned(),
            Part::Variable(name) => self.reference(name),
        });
        parts.collect()
    }

    /// A variable in a text: one that does not exist says nothing, and must not become a fact.
    pub(super) fn reference(&self, name: &str) -> String {
        match self.renamed.get(name) {
            Some(name) => format!("{{{{{name}}}}}"),
            None if name.trim_start().starts_with(['@', '=']) => String::new(),
            None => format!("{{{{{name}}}}}"),
        }
    }
}

/// A variable's name as it may be here.
fn name(old: &str) -> String {
    let kept: String = old.trim().trim_start_matches('@').chars().take(200).collect();
    kept.replace(['{', '}', '\n'], " ").trim().to_owned()
}

/// A part of a text.
pub(super) enum Part<'a> {
    /// Words.
    Words(&'a str),
    /// A variable's name between braces.
    Variable(&'a str),
}

/// Words and variables, in order. A dollar sign before a variable belongs to the words.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut all, mut rest, mut from) = (Vec::new(), text, 0);
    while let Some(open) = rest[from..].find("{{").map(|at| at + from) {
        let inner = &rest[open + 2..];
        match inner.find(['{', '}']) {
            Some(end) if end > 0 && inner[end..].starts_with("}}") => {
                all.push(Part::Words(&rest[..open]));
                all.push(Part::Variable(&inner[..end]));
                rest = &inner[end + 2..];
                from = 0;
            }
            _ => from = open + 1,
        }
    }
    all.push(Part::Words(rest));
    all
}
