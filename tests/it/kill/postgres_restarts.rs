//! `PostgreSQL` goes away and comes back under load, while the program stays. Hazard 33.

use std::time::Duration;

use super::Place;
use super::load::Crowd;
use crate::support::program::Program;
use crate::support::{OwnPostgres, TempFolder, block_on};

mod nothing_acknowledged_is_lost_when_postgresql_restarts {
    use super::*;

    #[test]
    fn postgres() {
        let Some(mut postgres) = OwnPostgres::start() else { return };
        block_on(async {
            let database = postgres.database().await;
            let place = Place::on(TempFolder::new("restarts"), Some(database)).await;
            let program = Program::serve(place.command());
            let crowd = Crowd::start(&place);
            for way in ["fast", "immediate", "fast", "immediate"] {
                assert!(crowd.more(40, 4, Duration::from_mins(1)).await, "before a {way} restart");
                tokio::task::block_in_place(|| postgres.restart(way));
            }
            crowd.end(&place, program).await;
        });
    }
}
