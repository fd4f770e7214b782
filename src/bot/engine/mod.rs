//! Runs a script: script, state and event in; new state and effects out. Pure: no clock, network
//! or database inside; chance is drawn from the run's own seed.

mod answer;
mod content;
mod event;
mod facts;
mod flow;
mod mail;
mod passed;
mod state;
#[cfg(test)]
mod tests;
mod turn;
mod turns;

pub use self::content::{Asked, Card, Content, rich};
pub use self::event::{Act, Answer, Effect, Event};
pub use self::facts::Facts;
pub use self::flow::{Machine, STEPS_IN_ALL};
pub use self::passed::Passed;
pub use self::state::{Caller, End, State, Waits};
pub use self::turns::{Turn, Turns};
use super::script::{Script, StepId};

/// The scripts that a run may need.
pub trait Scripts {
    /// The version under this reference.
    fn version(&self, reference: &str) -> Option<&Script>;
    /// The reference of the version of a script that is published now.
    fn published(&self, script: &str) -> Option<String>;
}

/// A run that has not begun: it is at `entry` of the version `script`, or at its start. `chance`
/// is what splits go by, the same for a visitor who comes again, and a number of this run's own.
pub fn begin(
    scripts: &dyn Scripts,
    script: &str,
    entry: Option<&StepId>,
    chance: (u64, u64),
) -> State {
    let (seed, salt) = chance;
    let version = scripts.version(script);
    let at = entry.or_else(|| version.and_then(Script::start)).cloned();
    let initial = version.map(|version| version.variables.clone()).unwrap_or_default();
    let mut state = State { script: script.to_owned(), at, seed, salt, ..State::default() };
    for variable in initial {
        state.set(&variable.name, variable.initial, true);
    }
    state
}

/// Takes an event into a run: its new state and what it does.
pub fn step(
    scripts: &dyn Scripts,
    state: State,
    event: &Event,
    facts: &Facts,
) -> (State, Vec<Effect>) {
    let mut machine = Machine::new(scripts, state, facts);
    machine.take(event);
    while machine.advance() {}
    machine.end()
}
