//! How much one visitor, one address and one site may do.

use std::fmt::Debug;
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
use crate::bus::Rate;
use crate::clock::Clock;
use crate::config;
use crate::ctx::Ctx;

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// The same message on one site in an hour, before it is a sign of a bot.
const SAME_MESSAGE: u32 = 4;
/// The same phone or address on one site in an hour.
const SAME_CONTACT: u32 = 6;
/// Mails that the scripts of a site write in an hour.
const BOT_MAILS: u32 = 20;

/// So many in a period, all of which may come at once.
pub(super) struct Meter<K: Hash + Eq + Clone> {
    here: RateLimiter<K, DashMapStateStore<K>, Time, NoOpMiddleware<Duration>>,
    /// Its name in counts that the nodes share.
    name: &'static str,
    rate: Rate,
}

impl<K: Hash + Eq + Clone> Meter<K> {
    fn new(name: &'static str, most: u32, period: Duration, time: &Time) -> Self {
        let rate = Rate { most, period };
        let most = NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN);
        let one = (period / most.get()).max(Duration::from_nanos(1));
        // A period that is not zero makes a quota.
        let quota = Quota::with_period(one).unwrap_or_else(|| Quota::per_second(most));
        let quota = quota.allow_burst(most);
        let here = RateLimiter::new(quota, DashMapStateStore::default(), time.clone());
        Self { here, name, rate }
    }

    /// Counts one; an error when it is one too many.
    pub(super) fn take(&self, key: &K) -> Result<(), RetryAfter> {
        use governor::clock::Clock as _;
        self.here.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.here.clock().now());
            RetryAfter(wait.as_secs() + 1)
        })
    }

    fn sweep(&self) {
        self.here.retain_recent();
    }
}

impl<K: Hash + Eq + Clone + Debug> Meter<K> {
    /// Counts one here and together with the other nodes, where there are some.
    pub(super) async fn take_everywhere(&self, ctx: &Ctx, key: &K) -> Result<(), RetryAfter> {
        self.take(key)?;
        let Some(counts) = ctx.db.bus().counts() else { return Ok(()) };
        let name = format!("{} {key:?}", self.name);
        let counted = counts.take(&name, self.rate, ctx.clock.now()).await;
        counted.map_err(|wait| RetryAfter(wait / 1_000 + 1))
    }
}

pub(super) struct Limits {
    visitors: Meter<(Uuid, IpAddr)>,
    views_visitor: Meter<(Uuid, Uuid)>,
    views_address: Meter<(Uuid, IpAddr)>,
    beats_visitor: Meter<(Uuid, Uuid)>,
    beats_address: Meter<(Uuid, IpAddr)>,
    messages_visitor: Meter<(Uuid, Uuid)>,
    messages_address: Meter<(Uuid, IpAddr)>,
    files_visitor: Meter<(Uuid, Uuid)>,
    files_address: Meter<(Uuid, IpAddr)>,
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
    /// Mails that a site's scripts write.
    pub(super) bot_mails: Meter<Uuid>,
}

impl Limits {
    pub(super) fn new(most: &config::Limits, clock: Clock) -> Self {
        let time = &Time::new(clock);
        Self {
            visitors: Meter::new("visitors", most.visitors_address, MINUTE, time),
            views_visitor: Meter::new("views_visitor", most.views_visitor, MINUTE, time),
            views_address: Meter::new("views_address", most.views_address, MINUTE, time),
            beats_visitor: Meter::new("beats_visitor", most.beats_visitor, MINUTE, time),
            beats_address: Meter::new("beats_address", most.beats_address, MINUTE, time),
            messages_visitor: Meter::new("messages_visitor", most.messages_visitor, MINUTE, time),
            messages_address: Meter::new("messages_address", most.messages_address, MINUTE, time),
            files_visitor: Meter::new("files_visitor", most.files_visitor, HOUR, time),
            files_address: Meter::new("files_address", most.files_address, HOUR, time),
            forms_visitor: Meter::new("forms_visitor", most.forms_visitor, HOUR, time),
            clean_address: Meter::new("clean_address", most.forms_address, HOUR, time),
            clean_site: Meter::new("clean_site", most.forms_site, MINUTE, time),
            suspect_address: Meter::new("suspect_address", most.forms_address, HOUR, time),
            suspect_site: Meter::new("suspect_site", most.suspects_site, DAY, time),
            form_token: Meter::new("form_token", most.forms_visitor, HOUR, time),
            same_post: Meter::new("same_post", 1, HOUR, time),
            same_message: Meter::new("same_message", SAME_MESSAGE, HOUR, time),
            same_contact: Meter::new("same_contact", SAME_CONTACT, HOUR, time),
            bot_mails: Meter::new("bot_mails", BOT_MAILS, HOUR, time),
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
            Limit::Beats => {
                if let Some(visitor) = visitor {
                    self.beats_visitor.take(&(site, visitor))?;
                }
                self.beats_address.take(&(site, network))
            }
            Limit::Messages => {
                if let Some(visitor) = visitor {
                    self.messages_visitor.take(&(site, visitor))?;
                }
                self.messages_address.take(&(site, network))
            }
            Limit::Files => {
                if let Some(visitor) = visitor {
                    self.files_visitor.take(&(site, visitor))?;
                }
                self.files_address.take(&(site, network))
            }
        }
    }

    /// Forgets those who have been quiet.
    pub(super) fn sweep(&self) {
        self.visitors.sweep();
        self.views_visitor.sweep();
        self.views_address.sweep();
        self.beats_visitor.sweep();
        self.beats_address.sweep();
        self.messages_visitor.sweep();
        self.messages_address.sweep();
        self.files_visitor.sweep();
        self.files_address.sweep();
        self.forms_visitor.sweep();
        self.clean_address.sweep();
        self.clean_site.sweep();
        self.suspect_address.sweep();
        self.suspect_site.sweep();
        self.form_token.sweep();
        self.same_post.sweep();
        self.same_message.sweep();
        self.same_contact.sweep();
        self.bot_mails.sweep();
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
