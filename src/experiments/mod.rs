//! Experiments: what is tried out against what, which variant a visitor sees, and what came of it.
//!
//! A subject (an offer, a form, a script) has variants ("arms") with weights, and maybe a control
//! group that sees nothing. Every change of them starts a new period with figures of its own. Which
//! arm a visitor is in is computed, never stored; that they met the experiment is (an exposure).

pub mod bucket;
mod console;
pub mod figures;
mod period;
pub mod report;
pub(crate) mod store;
mod subjects;

use axum::Router;

pub use self::period::{Arm, Goal, Kind, Period, Plan, assign, forget, running, running_in};
pub use self::store::{converted, converted_by, expose, keep};
pub use self::subjects::{Lister, Subject, list_with, subjects_of};
use crate::ctx::Ctx;
use crate::jobs::Sweep;

/// What is let go of: who met experiments long ago.
pub const SWEEPS: &[Sweep] = store::SWEEPS;

/// Every route of experiments.
pub fn router() -> Router<Ctx> {
    console::router()
}
