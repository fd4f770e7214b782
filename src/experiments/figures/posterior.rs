//! What is believed of the variants' rates after what was seen: each rate has a beta distribution
//! that began as uniform.

use statrs::function::beta::{beta_reg, ln_beta};

use super::Arm;

/// A beta distribution.
#[derive(Clone, Copy)]
struct Beta {
    a: f64,
    b: f64,
}

impl Beta {
    #[allow(clippy::cast_precision_loss, reason = "counts of people are far below 2^52")]
    fn of(arm: &Arm) -> Self {
        let failed = arm.visitors.saturating_sub(arm.conversions);
        Self { a: arm.conversions as f64 + 1.0, b: failed as f64 + 1.0 }
    }

    fn mean(self) -> f64 {
        self.a / (self.a + self.b)
    }

    fn deviation(self) -> f64 {
        let n = self.a + self.b;
        (self.a * self.b / (n * n * (n + 1.0))).sqrt()
    }

    fn density(self, x: f64) -> f64 {
        if x <= 0.0 || x >= 1.0 {
            return 0.0;
        }
        let log = (self.a - 1.0) * x.ln() + (self.b - 1.0) * (-x).ln_1p();
        (log - ln_beta(self.a, self.b)).exp()
    }

    fn below(self, x: f64) -> f64 {
        beta_reg(self.a, self.b, x.clamp(0.0, 1.0))
    }

    /// Outside of it there is nothing that counts.
    fn support(self) -> (f64, f64) {
        // A rate near 0 falls off slowly above, and one near 1 below.
        let far = 30.0 * self.deviation();
        ((self.mean() - far).max(0.0), (self.mean() + far).min(1.0))
    }
}

/// Parts of a piece of an integral.
const PARTS: u32 = 100;

/// The points and weights of Gauss and Legendre for five points on [-1, 1] (Abramowitz and Stegun,
/// table 25.4).
const POINTS: [(f64, f64); 5] = [
    (0.0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
    (-0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
    (0.906_179_845_938_664, 0.236_926_885_056_189_08),
    (-0.906_179_845_938_664, 0.236_926_885_056_189_08),
];

/// The integral over these, one after the other: a function is smooth between the ends of supports,
/// and may be steep beyond them.
fn integral(all: &[Beta], (from, to): (f64, f64), of: impl Fn(f64) -> f64) -> f64 {
    let ends = all.iter().map(|one| one.support()).flat_map(|(low, high)| [low, high]);
    let mut marks: Vec<f64> = ends.filter(|mark| (from..=to).contains(mark)).collect();
    marks.extend([from, to]);
    marks.sort_by(f64::total_cmp);
    let piece = |marks: &[f64]| {
        let half = (marks[1] - marks[0]) / f64::from(PARTS) / 2.0;
        let part = |part: u32| {
            let middle = marks[0] + half * f64::from(2 * part + 1);
            POINTS.iter().map(|(x, weight)| weight * of(middle + half * x)).sum::<f64>() * half
        };
        (0..PARTS).map(part).sum::<f64>()
    };
    marks.windows(2).filter(|marks| marks[0] < marks[1]).map(piece).sum()
}

/// How probable it is that `arm` is better than `base`.
pub fn chance_to_beat(base: &Arm, arm: &Arm) -> f64 {
    let (base, arm) = (Beta::of(base), Beta::of(arm));
    integral(&[base, arm], arm.support(), |x| arm.density(x) * base.below(x)).clamp(0.0, 1.0)
}

/// How probable it is of each that it is the best of all.
pub fn best(arms: &[Arm]) -> Vec<f64> {
    let all: Vec<Beta> = arms.iter().map(Beta::of).collect();
    let is_best = |(place, arm): (usize, &Beta)| {
        let others = || all.iter().enumerate().filter(|(other, _)| *other != place);
        let of = |x| arm.density(x) * others().map(|(_, other)| other.below(x)).product::<f64>();
        integral(&all, arm.support(), of).clamp(0.0, 1.0)
    };
    all.iter().enumerate().map(is_best).collect()
}

/// What each of them costs if it is kept and another is better: conversions for each visitor, on
/// average.
pub fn expected_loss(arms: &[Arm]) -> Vec<f64> {
    let all: Vec<Beta> = arms.iter().map(Beta::of).collect();
    let supports = || all.iter().map(|one| one.support());
    let from = supports().map(|(from, _)| from).fold(0.0, f64::max);
    let to = supports().map(|(_, to)| to).fold(0.0, f64::max);
    // The mean of the greatest: below `from` it never is, as the variant that begins there shows.
    let above = |x| 1.0 - all.iter().map(|one| one.below(x)).product::<f64>();
    let greatest = from + integral(&all, (from, to), above);
    all.iter().map(|one| (greatest - one.mean()).max(0.0)).collect()
}
