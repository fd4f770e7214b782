//! How far a figure may be from the truth.

use super::Arm;

/// From here to there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The standard normal deviate that 95 % of all draws are within.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % interval of a rate (Wilson, 1927, without correction for continuity): it stays within 0
/// and 1, and is honest for few visitors and rates near 0.
#[allow(clippy::cast_precision_loss, reason = "counts of people are far below 2^52")]
pub fn wilson(arm: &Arm) -> Interval {
    if arm.visitors == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let (n, p) = (arm.visitors as f64, arm.rate());
    let square = Z * Z / n;
    let middle = (p + square / 2.0) / (1.0 + square);
    let half = Z * (p * (1.0 - p) / n + square / (4.0 * n)).sqrt() / (1.0 + square);
    let (low, high) = ((middle - half).max(0.0), (middle + half).min(1.0));
    // Rounding aside, nobody of none leaves 0, and everybody 1.
    let low = if arm.conversions == 0 { 0.0 } else { low };
    let high = if arm.conversions == arm.visitors { 1.0 } else { high };
    Interval { low, high }
}

/// Visitors at which the interval of a difference is at its narrowest, against a test that is read
/// once.
const TUNED_FOR: f64 = 5_000.0;

/// By how much the rate of `arm` is above that of `base`: an interval that holds at all times
/// together but for a probability of `wrong`, however often it is looked at (asymptotic confidence
/// sequence: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, 2021; tuned as in Howard, Ramdas,
/// `McAuliffe` and Sekhon, 2021).
#[allow(clippy::cast_precision_loss, reason = "counts of people are far below 2^52")]
pub fn difference(base: &Arm, arm: &Arm, wrong: f64) -> Interval {
    // One more of each kind, so that a rate of 0 is not taken for sure.
    let variance = |arm: &Arm| {
        let (n, conversions) = (arm.visitors as f64, arm.conversions as f64);
        let p = (conversions + 1.0) / (n + 2.0);
        p * (1.0 - p) / n.max(1.0)
    };
    let n = (base.visitors + arm.visitors).max(1) as f64;
    let log = -2.0 * wrong.ln();
    let rho2 = (log + (log + 1.0).ln()) / TUNED_FOR;
    let spread = n * rho2 + 1.0;
    let wide = (2.0 * spread / (n * rho2) * (spread.sqrt() / wrong).ln()).sqrt();
    let half = (variance(base) + variance(arm)).sqrt() * wide;
    let middle = arm.rate() - base.rate();
    Interval { low: middle - half, high: middle + half }
}
