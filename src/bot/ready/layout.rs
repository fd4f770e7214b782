//! Where the steps of a script are on the canvas: from left to right by how many steps lead to
//! them, those of one column below each other.

use std::collections::HashMap;

use crate::bot::script::{Script, Step, StepId};

/// Between two columns, and between two steps of one.
const COLUMN: i32 = 320;
const ROW: i32 = 180;

/// Places every step.
pub(super) fn place(script: &mut Script) {
    let mut columns: Vec<Vec<StepId>> = Vec::new();
    let mut seen: HashMap<StepId, [i32; 2]> = HashMap::new();
    let mut next: Vec<StepId> = script.entries.iter().map(|entry| entry.to.clone()).collect();
    next.truncate(1);
    while !next.is_empty() {
        let mut column: Vec<StepId> = Vec::new();
        for id in next {
            if !seen.contains_key(&id) {
                seen.insert(id.clone(), [0, 0]);
                column.push(id);
            }
        }
        let follows = |id: &StepId| script.step(id).map(Step::edges).unwrap_or_default();
        next = column.iter().flat_map(follows).cloned().collect();
        columns.push(column);
    }
    for (x, column) in (0..).zip(&columns) {
        // Around one line in the middle.
        let top = -(i32::try_from(column.len()).unwrap_or(1) - 1) * ROW / 2;
        for (y, id) in (0..).zip(column) {
            seen.insert(id.clone(), [x * COLUMN, top + y * ROW]);
        }
    }
    for step in &mut script.steps {
        step.at = seen.get(&step.id).copied().unwrap_or_default();
    }
}
