//! The program ends under load, again and again: whatever it acknowledged is there.
//!
//! `LEADBELL_TEST_KILL_ROUNDS` sets how often (20).

use leadbell::db::Backend;

use super::load::through;
use super::{Place, there};
use crate::support::block_on;
use crate::support::program::Program;

fn rounds() -> u32 {
    std::env::var("LEADBELL_TEST_KILL_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(20)
}

fn killed(backend: Backend) {
    if there(backend) {
        block_on(async {
            through(&Place::new(backend).await, rounds(), Program::kill).await;
        });
    }
}

fn terminated(backend: Backend) {
    if there(backend) {
        block_on(async {
            let end = |program: Program| assert!(program.terminate(), "it did not end well");
            through(&Place::new(backend).await, 5, end).await;
        });
    }
}

mod nothing_acknowledged_is_lost_when_it_is_killed {
    use super::*;

    #[test]
    fn sqlite() {
        killed(Backend::Sqlite);
    }

    #[test]
    fn postgres() {
        killed(Backend::Postgres);
    }
}

mod nothing_is_lost_when_it_is_told_to_stop_under_load {
    use super::*;

    #[test]
    fn sqlite() {
        terminated(Backend::Sqlite);
    }

    #[test]
    fn postgres() {
        terminated(Backend::Postgres);
    }
}
