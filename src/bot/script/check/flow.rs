//! Where the steps lead: dead ends, steps that nothing leads to, and loops that nothing stops.

use std::collections::HashMap;

use super::Checker;
use crate::bot::script::{Ask, Does, STEPS_AT_ONCE, Script, Step};

/// So many steps a run does at once.
const MOST_AT_ONCE: usize = STEPS_AT_ONCE as usize;

impl Checker<'_> {
    pub(super) fn flow(&mut self) {
        let graph = Graph::of(self.script);
        for (place, step) in self.script.steps.iter().enumerate() {
            self.at = Some(&self.script.steps[place].id);
            self.dead_end(step);
        }
        let reached = graph.reached(self.script);
        for (step, _) in
            self.script.steps.iter().zip(&reached).filter(|_| !self.script.entries.is_empty())
        {
            let is_reached = graph.place(&step.id).is_some_and(|place| reached[place]);
            if !is_reached {
                self.at = Some(&step.id);
                self.warn("unreachable", "", "");
            }
        }
        for (place, stops) in graph.loops(self.script) {
            self.at = Some(&self.script.steps[place].id);
            if stops {
                self.warn("endless", "", "");
            } else {
                self.error("endless", "", "");
            }
        }
        if let Some((place, count)) = graph.longest(self.script).filter(|(_, n)| *n >= MOST_AT_ONCE)
        {
            self.at = Some(&self.script.steps[place].id);
            self.warn("too_many_at_once", "", &count.to_string());
        }
        self.at = None;
    }

    /// An answer after which nothing comes, not even a word.
    fn dead_end(&mut self, step: &Step) {
        let Does::Question(question) = &step.does else { return };
        if step.next.is_some() {
            return;
        }
        match &question.ask {
            Ask::Choice { choices, many: false, .. } => {
                for choice in choices.iter().filter(|choice| choice.to.is_none()) {
                    self.warn("dead_end", "choices", &choice.label);
                }
            }
            _ => self.warn("dead_end", "next", ""),
        }
    }
}

/// The steps by place, with the places that follow each.
struct Graph<'a> {
    places: HashMap<&'a str, usize>,
    follows: Vec<Vec<usize>>,
}

impl<'a> Graph<'a> {
    fn of(script: &'a Script) -> Self {
        let steps = &script.steps;
        let places: HashMap<&str, usize> =
            steps.iter().enumerate().rev().map(|(place, step)| (&*step.id, place)).collect();
        let follows = steps
            .iter()
            .map(|step| {
                let mut all = step.edges();
                if let Does::Call { script: called, entry } = &step.does
                    && called.is_empty()
                {
                    all.extend(entry.as_ref().or_else(|| script.start()));
                }
                let mut all: Vec<usize> =
                    all.into_iter().filter_map(|id| places.get(id.as_str()).copied()).collect();
                all.sort_unstable();
                all.dedup();
                all
            })
            .collect();
        Self { places, follows }
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// Which steps some run can come to.
    fn reached(&self, script: &Script) -> Vec<bool> {
        let starts = script.entries.iter().filter_map(|entry| self.place(&entry.to));
        spread(&self.follows, starts.collect())
    }

    /// The end of the longest way on which nothing waits for the visitor, and how many steps it
    /// has; loops aside.
    fn longest(&self, script: &Script) -> Option<(usize, usize)> {
        let inner = self.inner(script);
        let mut before = vec![0_usize; inner.len()];
        for to in inner.iter().flatten() {
            before[*to] += 1;
        }
        let mut length: Vec<usize> =
            script.steps.iter().map(|step| usize::from(!waits(step))).collect();
        let mut open: Vec<usize> = (0..inner.len()).filter(|place| before[*place] == 0).collect();
        while let Some(place) = open.pop() {
            for to in &inner[place] {
                length[*to] = length[*to].max(length[place] + 1);
                before[*to] -= 1;
                if before[*to] == 0 {
                    open.push(*to);
                }
            }
        }
        length.into_iter().enumerate().max_by_key(|(place, length)| (*length, usize::MAX - place))
    }

    /// Which steps follow each at once, where both simply go on.
    fn inner(&self, script: &Script) -> Vec<Vec<usize>> {
        let runs: Vec<bool> = script.steps.iter().map(|step| !waits(step)).collect();
        let follows = |place: usize| {
            let kept = self.follows[place].iter().copied().filter(|to| runs[*to]);
            if runs[place] { kept.collect() } else { Vec::new() }
        };
        (0..runs.len()).map(follows).collect()
    }

    /// The first step of every loop in which nothing waits for the visitor, and whether a condition
    /// may lead out of it.
    fn loops(&self, script: &Script) -> Vec<(usize, bool)> {
        let inner = self.inner(script);
        let mut back = vec![Vec::new(); inner.len()];
        for (place, follows) in inner.iter().enumerate() {
            for to in follows {
                back[*to].push(place);
            }
        }
        let left = peel(&back, peel(&inner, vec![true; inner.len()], &back), &inner);
        let mut seen = vec![false; inner.len()];
        let mut found = Vec::new();
        for place in (0..inner.len()).filter(|place| left[*place]) {
            if seen[place] {
                continue;
            }
            let ahead = spread(&inner, inner[place].clone());
            if !ahead[place] {
                continue;
            }
            let behind = spread(&back, vec![place]);
            let in_loop = |place: usize| ahead[place] && behind[place];
            let stops = (0..inner.len()).filter(|place| in_loop(*place)).any(|place| {
                let step = &script.steps[place];
                let may_end = step.next.is_none() && !matches!(step.does, Does::Jump { .. });
                may_end || self.follows[place].iter().any(|to| !in_loop(*to))
            });
            for (place, ahead) in ahead.iter().enumerate() {
                seen[place] |= ahead;
            }
            found.push((place, stops));
        }
        found
    }
}

/// Whether a run does not simply go on there.
fn waits(step: &Step) -> bool {
    matches!(
        step.does,
        Does::Question(_) | Does::Wait { .. } | Does::Handover { .. } | Does::End { .. }
    )
}

/// Everything that can be come to from these.
fn spread(follows: &[Vec<usize>], mut open: Vec<usize>) -> Vec<bool> {
    let mut reached = vec![false; follows.len()];
    while let Some(place) = open.pop() {
        if !std::mem::replace(&mut reached[place], true) {
            open.extend(follows[place].iter().copied().filter(|to| !reached[*to]));
        }
    }
    reached
}

/// Takes away again and again what none of the rest follows.
fn peel(follows: &[Vec<usize>], mut left: Vec<bool>, back: &[Vec<usize>]) -> Vec<bool> {
    let mut count: Vec<usize> =
        follows.iter().map(|all| all.iter().filter(|to| left[**to]).count()).collect();
    let mut open: Vec<usize> =
        (0..follows.len()).filter(|place| left[*place] && count[*place] == 0).collect();
    while let Some(place) = open.pop() {
        left[place] = false;
        for before in back[place].iter().copied().filter(|before| left[*before]) {
            count[before] -= 1;
            if count[before] == 0 {
                open.push(before);
            }
        }
    }
    left
}
