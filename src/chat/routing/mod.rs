//! The rules by which conversations come to people. Pure: no task, no database, no clock.

mod engine;
mod modes;
#[cfg(test)]
mod tests;

pub use self::engine::{Assignment, Operator, Waiting, assign};
pub use self::modes::{Facts, Handler, Mode, handler};
