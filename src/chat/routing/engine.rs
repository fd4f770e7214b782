//! Who gets which waiting conversation. Pure: whoever calls it says who is there and what time it
//! is, and stores what comes out.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use uuid::Uuid;

use crate::clock::Millis;
use crate::people::Availability;
use crate::sites::Strategy;

/// Somebody who answers chats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    pub id: Uuid,
    /// The departments that they are in.
    pub departments: Vec<Uuid>,
    /// What they are now: only who is online is given anything.
    pub state: Availability,
    /// Conversations that they have at once, at most.
    pub capacity: i64,
    /// Conversations that they have.
    pub open: i64,
    /// When they were last given one: whose turn it is.
    pub assigned_at: Millis,
}

impl Operator {
    /// Whether they are given anything now.
    pub fn has_room(&self) -> bool {
        self.state == Availability::Online && self.open < self.capacity
    }

    /// Whether they may have what is for this department.
    pub fn answers_for(&self, department: Option<Uuid>) -> bool {
        department.is_none_or(|department| self.departments.contains(&department))
    }
}

/// A conversation that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub id: Uuid,
    /// Only who is in this department may get it.
    pub department: Option<Uuid>,
    /// Since when it waits: the oldest is served first.
    pub queued_at: Millis,
    /// Who talked to this visitor last.
    pub last_operator: Option<Uuid>,
    /// How its site gives out conversations.
    pub strategy: Strategy,
}

/// Who gets what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub conversation: Uuid,
    pub operator: Uuid,
    /// When, so that no two of an account are at once: the order of turns is kept even where
    /// clocks differ.
    pub at: Millis,
}

/// Gives out what waits, the oldest first, to whoever has room: the one who talked to the visitor
/// last, else by the site's strategy. What nobody may get now stays, and holds up nothing behind
/// it. The order of the arguments makes no difference.
pub fn assign(operators: &[Operator], queue: &[Waiting], now: Millis) -> Vec<Assignment> {
    let mut operators: Vec<Operator> = operators.to_vec();
    let newest = operators.iter().map(|operator| operator.assigned_at).max().unwrap_or(0);
    let mut at = now.max(newest.saturating_add(1));
    let mut waiting: BinaryHeap<Reverse<(Millis, Uuid, usize)>> = queue
        .iter()
        .enumerate()
        .filter(|(_, one)| one.strategy != Strategy::Manual)
        .map(|(place, one)| Reverse((one.queued_at, one.id, place)))
        .collect();
    let mut given = Vec::new();
    while let Some(Reverse((_, _, place))) = waiting.pop() {
        let one = &queue[place];
        let able = operators.iter_mut().filter(|who| who.has_room());
        let able = able.filter(|who| who.answers_for(one.department));
        let Some(who) = able.min_by_key(|who| turn(who, one)) else { continue };
        who.open += 1;
        who.assigned_at = at;
        given.push(Assignment { conversation: one.id, operator: who.id, at });
        at += 1;
    }
    given
}

/// Whose turn it is: the smallest gets it.
fn turn(who: &Operator, one: &Waiting) -> (bool, i64, Millis, Uuid) {
    let busy = if one.strategy == Strategy::LeastBusy { who.open } else { 0 };
    (one.last_operator != Some(who.id), busy, who.assigned_at, who.id)
}
