//! Time for limits: it never runs backwards, so that a clock set back by an hour does not shut
//! anyone out for an hour.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::clock::{Clock, Millis};

/// The server's clock as governor reads it.
#[derive(Clone, Debug)]
pub(super) struct Time {
    clock: Clock,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    last: Millis,
    /// What the clock has been set back by in all.
    set_back: Millis,
}

impl Time {
    pub(super) fn new(clock: Clock) -> Self {
        let state = State { last: clock.now(), set_back: 0 };
        Self { clock, state: Arc::new(Mutex::new(state)) }
    }
}

impl governor::clock::Clock for Time {
    type Instant = Duration;

    fn now(&self) -> Duration {
        let now = self.clock.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.set_back += (state.last - now).max(0);
        state.last = now;
        Duration::from_millis(u64::try_from(now + state.set_back).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::Clock as _;

    use super::*;
    use crate::clock::HOUR;

    #[test]
    fn time_never_runs_backwards() {
        let clock = Clock::fake(1_000 * HOUR);
        let time = Time::new(clock.clone());
        let before = time.now();
        clock.advance(-HOUR);
        assert_eq!(time.now(), before);
        clock.advance(1);
        assert_eq!(time.now(), before + Duration::from_millis(1));
    }
}
