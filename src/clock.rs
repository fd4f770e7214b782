//! The time, passed in wherever it matters, so that tests can set it.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

/// Milliseconds since the Unix epoch.
pub type Millis = i64;

/// One second in [`Millis`].
pub const SECOND: Millis = 1_000;
/// One minute in [`Millis`].
pub const MINUTE: Millis = 60 * SECOND;
/// One hour in [`Millis`].
pub const HOUR: Millis = 60 * MINUTE;
/// One day of 24 hours in [`Millis`].
pub const DAY: Millis = 24 * HOUR;

/// The system's clock, or one that a test moves by hand.
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    System,
    Fake(Arc<watch::Sender<Millis>>),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(Kind::System)
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it.
    pub fn fake(start: Millis) -> Self {
        Self(Kind::Fake(Arc::new(watch::Sender::new(start))))
    }

    /// The present time in milliseconds since the epoch.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the system's time")]
    pub fn now(&self) -> Millis {
        match &self.0 {
            Kind::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
            Kind::Fake(time) => *time.borrow(),
        }
    }

    /// Moves a fake clock by `by` (which may be negative); does nothing to the system's.
    pub fn advance(&self, by: Millis) {
        if let Kind::Fake(time) = &self.0 {
            time.send_modify(|now| *now += by);
        }
    }

    /// Waits until the clock shows `at` or later.
    pub async fn sleep_until(&self, at: Millis) {
        match &self.0 {
            Kind::System => {
                let wait = u64::try_from(at - self.now()).unwrap_or(0);
                tokio::time::sleep(Duration::from_millis(wait)).await;
            }
            Kind::Fake(time) => {
                let mut seen = time.subscribe();
                // The sender lives in `self`, so waiting cannot fail.
                let _ = seen.wait_for(|now| *now >= at).await;
            }
        }
    }
}
