//! What the figures of an experiment say: how sure each is, which variant wins, and whether the
//! experiment was fair at all.

mod interval;
mod posterior;
mod ratio;
#[cfg(test)]
mod tests;

pub use self::interval::{Interval, difference, wilson};
pub use self::posterior::{best, chance_to_beat, expected_loss};
pub use self::ratio::mismatch;

/// Below it the visitors are spread otherwise than they were to be: something loses some of them.
pub const MISMATCH: f64 = 0.001;
/// Visitors that each variant has at least before a winner is named.
pub const LEAST_VISITORS: u64 = 200;
/// Conversions that all of them have together at least before that.
pub const LEAST_CONVERSIONS: u64 = 50;
/// How often an experiment without a difference may be called a win, at most.
pub const WRONG: f64 = 0.05;

/// What came of one variant. The first one of an experiment is what the others are held against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arm {
    /// Its part of the visitors.
    pub weight: u32,
    /// Visitors who were given it.
    pub visitors: u64,
    /// Those of them who did what was wanted.
    pub conversions: u64,
}

impl Arm {
    /// Conversions by visitors; 0 without visitors.
    #[allow(clippy::cast_precision_loss, reason = "counts of people are far below 2^52")]
    pub fn rate(&self) -> f64 {
        if self.visitors == 0 { 0.0 } else { self.conversions as f64 / self.visitors as f64 }
    }
}

/// What an experiment says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// The visitors are not spread as they were to be, by this probability: no figure counts.
    Unfair(f64),
    /// There were too few visitors or conversions to say anything.
    Early,
    /// No variant is surely better so far.
    Open,
    /// The variant at this place is better than what it is held against.
    Winner(usize),
}

/// What an experiment says, whenever it is looked at: by intervals that hold at all times, so that
/// looking every day makes no winner.
pub fn verdict(arms: &[Arm]) -> Verdict {
    if let Some(p) = mismatch(arms).filter(|p| *p < MISMATCH) {
        return Verdict::Unfair(p);
    }
    let [base, others @ ..] = arms else { return Verdict::Early };
    let conversions: u64 = arms.iter().map(|arm| arm.conversions).sum();
    let is_early = arms.iter().any(|arm| arm.visitors < LEAST_VISITORS);
    if others.is_empty() || is_early || conversions < LEAST_CONVERSIONS {
        return Verdict::Early;
    }
    #[allow(clippy::cast_precision_loss, reason = "few variants")]
    let wrong = WRONG / others.len() as f64;
    let held: Vec<Interval> = others.iter().map(|arm| difference(base, arm, wrong)).collect();
    if held.iter().all(|interval| interval.high < 0.0) {
        return Verdict::Winner(0);
    }
    let better = held.iter().enumerate().filter(|(_, interval)| interval.low > 0.0);
    let best = better.max_by(|(a, _), (b, _)| others[*a].rate().total_cmp(&others[*b].rate()));
    best.map_or(Verdict::Open, |(place, _)| Verdict::Winner(place + 1))
}
