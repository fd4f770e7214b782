//! The people of an account, from the database and from who is there, for the engine and for
//! colleagues.

use std::collections::HashMap;

use uuid::Uuid;

use super::presence::{self, Stored};
use super::routing::Operator;
use super::store::{self, CrewRow};
use crate::ctx::Ctx;
use crate::db::Statements;
use crate::error::Result;
use crate::people::Availability;

/// Somebody of the team.
#[derive(Clone, Debug)]
pub struct Hand {
    pub row: CrewRow,
    /// What they chose; offline where they may not sign in.
    pub chosen: Availability,
    pub departments: Vec<Uuid>,
}

/// Everybody of an account.
pub async fn crew(db: &mut (impl Statements + Send), account: Uuid) -> Result<Vec<Hand>> {
    let mut departments: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (department, user) in store::members(db, account).await? {
        departments.entry(user).or_default().push(department);
    }
    let rows = store::crew(db, account).await?;
    let hand = |row: CrewRow| {
        let chosen = Availability::parse(&row.availability).filter(|_| row.active);
        let departments = departments.remove(&row.id).unwrap_or_default();
        Hand { chosen: chosen.unwrap_or(Availability::Offline), departments, row }
    };
    Ok(rows.into_iter().map(hand).collect())
}

/// What presence is to know of them.
pub fn stored(crew: &[Hand]) -> HashMap<Uuid, Stored> {
    let facts = |hand: &Hand| {
        let Hand { row: CrewRow { open, capacity, face_id: face, .. }, chosen, .. } = *hand;
        (hand.row.id, Stored { chosen, open, capacity, face })
    };
    crew.iter().map(facts).collect()
}

/// The same people as the engine takes them, where `there` says what those are who are there.
pub fn operators(crew: &[Hand], there: &HashMap<Uuid, Availability>) -> Vec<Operator> {
    let operator = |hand: &Hand| Operator {
        id: hand.row.id,
        departments: hand.departments.clone(),
        state: there.get(&hand.row.id).map_or(Availability::Offline, |it| hand.chosen.max(*it)),
        capacity: hand.row.capacity,
        open: hand.row.open,
        assigned_at: hand.row.assigned_at,
    };
    crew.iter().map(operator).collect()
}

/// What those of an account are who are there.
pub fn there(ctx: &Ctx, account: Uuid) -> HashMap<Uuid, Availability> {
    presence::team(ctx, account).into_iter().map(|(user, mate)| (user, mate.state)).collect()
}

/// A department as routing takes it: one without people is none, so that nothing waits for ever.
pub fn staffed(crew: &[Hand], department: Option<Uuid>) -> Option<Uuid> {
    let has_people = |department: &Uuid| {
        crew.iter().any(|hand| hand.row.active && hand.departments.contains(department))
    };
    department.filter(has_people)
}
