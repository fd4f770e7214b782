//! How much one visitor, one address and one site may do.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use uuid::Uuid;

use super::time::Time;
use super::{Limit, RetryAfter};
use crate::clock::Clock;
use crate::config;

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// The same message on one site in an hour, before it is a sign of a bot.
const SAME_MESSAGE: u32 = 4;
/// The same phone or address on one site in an hour.
const SAME_CONTACT: u32 = 6;

/// So many in a period, all of which may come at once.
pub(super) struct Meter<K: Hash + Eq + Clone>(
    RateLimiter<K, DashMapStateStore<K>, Time, NoOpMiddleware<Duration>>,
);

impl<K: Hash + Eq + Clone> Meter<K> {
    fn new(most: u32, period: Duration, time: &Time) -> Self {
        let most = NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN);
        let one = (period / most.get()).max(Duration::from_nanos(1));
        // A period that is not zero makes a quota.
        let quota = Quota::with_period(one).unwrap_or_else(|| Quota::per_second(most));
        Self(RateLimiter::new(quota.allow_burst(most), DashMapStateStore::default(), time.clone()))
    }

    /// Counts one; an error when it is one too many.
    pub(super) fn take(&self, key: &K) -> Result<(), RetryAfter> {
        use governor::clock::Clock as _;
        self.0.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.0.clock().now());
            RetryAfter(wait.as_secs() + 1)
        })
    }

    fn sweep(&self) {
        self.0.retain_recent();
    }
}

pub(super) struct Limits {
    visitors: Meter<(Uuid, IpAddr)>,
    views_visitor: Meter<(Uuid, Uuid)>,
    views_address: Meter<(Uuid, IpAddr)>,
    messages_visitor: Meter<(Uuid, Uuid)>,
    messages_address: Meter<(Uuid, IpAddr)>,
    /// Form posts of a visitor.
    pub(super) forms_visitor: Meter<(Uuid, Uuid)>,
    /// Form posts with nothing against them.
    pub(super) clean_address: Meter<(Uuid, IpAddr)>,
    /// Those of a site.
    pub(super) clean_site: Meter<Uuid>,
    /// Suspect form posts: counted apart, so that they use up nobody else's share.
    pub(super) suspect_address: Meter<(Uuid, IpAddr)>,
    /// Those of a site.
    pub(super) suspect_site: Meter<Uuid>,
    /// Posts with one form token.
    pub(super) form_token: Meter<[u8; 16]>,
    /// Posts with one key: one that is sent again is no second post.
    pub(super) same_post: Meter<u64>,
    /// Posts with one message.
    pub(super) same_message: Meter<(Uuid, u64)>,
    /// Posts with one phone or address.
    pub(super) same_contact: Meter<(Uuid, u64)>,
}

impl Limits {
    pub(super) fn new(most: &config::Limits, clock: Clock) -> Self {
        let time = &Time::new(clock);
        Self {
            visitors: Meter::new(most.visitors_address, MINUTE, time),
            views_visitor: Meter::new(most.views_visitor, MINUTE, time),
            views_address: Meter::new(most.views_address, MINUTE, time),
            messages_visitor: Meter::new(most.messages_visitor, MINUTE, time),
            messages_address: Meter::new(most.messages_address, MINUTE, time),
            forms_visitor: Meter::new(most.forms_visitor, HOUR, time),
            clean_address: Meter::new(most.forms_address, HOUR, time),
            clean_site: Meter::new(most.forms_site, MINUTE, time),
            suspect_address: Meter::new(most.forms_address, HOUR, time),
            suspect_site: Meter::new(most.suspects_site, DAY, time),
            form_token: Meter::new(most.forms_visitor, HOUR, time),
            same_post: Meter::new(1, HOUR, time),
            same_message: Meter::new(SAME_MESSAGE, HOUR, time),
            same_contact: Meter::new(SAME_CONTACT, HOUR, time),
        }
    }

    pub(super) fn check(
        &self,
        limit: Limit,
        site: Uuid,
        visitor: Option<Uuid>,
        network: IpAddr,
    ) -> Result<(), RetryAfter> {
        match limit {
            Limit::Visitors => self.visitors.take(&(site, network)),
            Limit::Views => {
                if let Some(visitor) = visitor {
                    self.views_visitor.take(&(site, visitor))?;
                }
                self.views_address.take(&(site, network))
            }
            Limit::Messages => {
                if let Some(visitor) = visitor {
                    self.messages_visitor.take(&(site, visitor))?;
                }
                self.messages_address.take(&(site, network))
            }
        }
    }

    /// Forgets those who have been quiet.
    pub(super) fn sweep(&self) {
        self.visitors.sweep();
        self.views_visitor.sweep();
        self.views_address.sweep();
        self.messages_visitor.sweep();
        self.messages_address.sweep();
        self.forms_visitor.sweep();
        self.clean_address.sweep();
        self.clean_site.sweep();
        self.suspect_address.sweep();
        self.suspect_site.sweep();
        self.form_token.sweep();
        self.same_post.sweep();
        self.same_message.sweep();
        self.same_contact.sweep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{MINUTE, SECOND};

    fn limits(clock: &Clock) -> Limits {
        let most = config::Limits { messages_visitor: 3, messages_address: 5, ..<_>::default() };
        Limits::new(&most, clock.clone())
    }

    #[test]
    fn one_visitor_is_slowed_and_told_for_how_long() {
        let clock = Clock::fake(1_000_000);
        let limits = limits(&clock);
        let (site, me) = (Uuid::from_u128(1), Some(Uuid::from_u128(2)));
        let home = IpAddr::from([192, 0, 2, 1]);
        for _ in 0..3 {
            assert_eq!(limits.check(Limit::Messages, site, me, home), Ok(()));
        }
        let refused = limits.check(Limit::Messages, site, me, home);
        assert!(matches!(refused, Err(RetryAfter(19..=21))), "{refused:?}");
        clock.advance(21 * SECOND);
        assert_eq!(limits.check(Limit::Messages, site, me, home), Ok(()));
    }

    #[test]
    fn another_visitor_and_another_site_have_their_own_share() {
        let clock = Clock::fake(MINUTE);
        let limits = limits(&clock);
        let (site, other) = (Uuid::from_u128(1), Uuid::from_u128(9));
        let office = IpAddr::from([192, 0, 2, 1]);
        for visitor in 1..=5 {
            let visitor = Some(Uuid::from_u128(visitor));
            assert_eq!(limits.check(Limit::Messages, site, visitor, office), Ok(()));
        }
        let sixth = Some(Uuid::from_u128(6));
        assert!(limits.check(Limit::Messages, site, sixth, office).is_err());
        assert_eq!(limits.check(Limit::Messages, other, sixth, office), Ok(()));
    }
}
