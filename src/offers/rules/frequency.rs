//! How often.

use super::{At, Cap, Past, Snapshot};
use crate::clock::DAY;
use crate::offers::definition::{Again, Frequency};

/// Whether the site's cap leaves room for one more.
pub fn has_room(cap: Cap, now: &Snapshot) -> bool {
    let count = |is_it: &dyn Fn(&At) -> bool| now.shown.iter().filter(|at| is_it(at)).count();
    let below = |most: u32, count: usize| most == 0 || count < most as usize;
    below(cap.visit, count(&|at| at.1 == now.visit))
        && below(cap.day, count(&|at| now.now - at.0 < DAY))
}

/// Whether an offer may be met again.
pub fn again(frequency: &Frequency, past: Option<&Past>, now: &Snapshot) -> bool {
    let Some(past) = past else { return true };
    let rules = [
        (frequency.seen, past.seen),
        (frequency.closed, past.closed),
        (frequency.converted, past.converted),
    ];
    rules.iter().all(|(again, at)| {
        let Some((at, visit)) = *at else { return true };
        match again {
            Again::Never => false,
            Again::Visit => visit != now.visit,
            Again::Always => true,
            Again::Days(days) => now.now - at >= i64::from(*days) * DAY,
        }
    })
}
