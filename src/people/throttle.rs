//! How often something may be tried: counted in this node's memory, and together with the other
//! nodes where there are some. What counts is the pair of network address and person, so nobody can
//! lock somebody else's account.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::bus::Rate;
use crate::clock::{HOUR, MINUTE, Millis};
use crate::ctx::Ctx;
use crate::web::Problem;

/// What is tried, and how often in which window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Try {
    /// A password for one person from one network.
    Password,
    /// Passwords for anybody from one network.
    PasswordNetwork,
    /// A code of the second factor for one person.
    Code,
    /// A link to set a new password, for one address.
    Reset,
    /// Links to set a new password, from one network.
    ResetNetwork,
    /// Invitations by one account.
    Invite,
}

impl Try {
    const fn limit(self) -> (u32, Millis) {
        match self {
            Self::PasswordNetwork => (100, 10 * MINUTE),
            Self::Password | Self::Code => (10, 10 * MINUTE),
            Self::Reset => (3, HOUR),
            Self::ResetNetwork => (30, HOUR),
            Self::Invite => (50, HOUR),
        }
    }

    fn rate(self) -> Rate {
        let (most, period) = self.limit();
        Rate { most, period: Duration::from_millis(period.unsigned_abs()) }
    }

    /// The name of a count that the nodes share.
    fn key(self, who: &str) -> String {
        format!("try {self:?} {who}")
    }
}

/// Entries kept; beyond it the ended windows go.
const MOST: usize = 20_000;

#[derive(Default)]
struct Windows(Mutex<HashMap<(Try, String), Window>>);

#[derive(Clone, Copy)]
struct Window {
    ends_at: Millis,
    count: u32,
}

/// Counts a try before it is made. Refused past the limit, with the seconds to wait.
pub(super) async fn take(ctx: &Ctx, what: Try, who: &str) -> Result<(), Problem> {
    let (windows, now) = (ctx.local.of::<Windows>(), ctx.clock.now());
    windows.take(what, who, now).map_err(Problem::too_many)?;
    if let Some(counts) = ctx.db.bus().counts()
        && let Err(wait) = counts.take(&what.key(who), what.rate(), now).await
    {
        windows.give_back(what, who);
        return Err(Problem::too_many(wait / 1_000 + 1));
    }
    Ok(())
}

/// Forgets the tries, after one that was right.
pub(super) async fn forget(ctx: &Ctx, what: Try, who: &str) {
    let windows = ctx.local.of::<Windows>();
    windows.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&(what, who.to_owned()));
    if let Some(counts) = ctx.db.bus().counts() {
        counts.forget(&what.key(who)).await;
    }
}

/// Takes one try back: it was right, so it does not count.
pub(super) async fn give_back(ctx: &Ctx, what: Try, who: &str) {
    ctx.local.of::<Windows>().give_back(what, who);
    if let Some(counts) = ctx.db.bus().counts() {
        counts.give_back(&what.key(who), what.rate(), ctx.clock.now()).await;
    }
}

impl Windows {
    fn give_back(&self, what: Try, who: &str) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(window) = windows.get_mut(&(what, who.to_owned())) {
            window.count = window.count.saturating_sub(1);
        }
    }

    fn take(&self, what: Try, who: &str, now: Millis) -> Result<(), u64> {
        let (limit, life) = what.limit();
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= MOST {
            windows.retain(|_, window| window.ends_at > now);
        }
        let fresh = Window { ends_at: now + life, count: 0 };
        let window = windows.entry((what, who.to_owned())).or_insert(fresh);
        if window.ends_at <= now {
            *window = fresh;
        }
        if window.count >= limit {
            return Err(u64::try_from((window.ends_at - now) / 1_000).unwrap_or(0) + 1);
        }
        window.count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_the_limit_only_that_one_waits_until_the_window_ends() {
        let windows = Windows::default();
        for _ in 0..10 {
            assert_eq!(windows.take(Try::Password, "here ann", 0), Ok(()));
        }
        assert_eq!(windows.take(Try::Password, "here ann", MINUTE), Err(9 * 60 + 1));
        assert_eq!(windows.take(Try::Password, "elsewhere ann", MINUTE), Ok(()));
        assert_eq!(windows.take(Try::Password, "here bob", MINUTE), Ok(()));
        assert_eq!(windows.take(Try::Password, "here ann", 10 * MINUTE), Ok(()));
    }
}
