//! Whether the visitors are spread over the variants as the weights say.

use statrs::function::gamma::gamma_ur;

use super::Arm;

/// How probable a spread as uneven as this one is, if nothing is wrong (Pearson's χ² test of the
/// sample ratio); nothing where there is too little to say so.
#[allow(clippy::cast_precision_loss, reason = "counts of people are far below 2^52")]
pub fn mismatch(arms: &[Arm]) -> Option<f64> {
    let arms: Vec<&Arm> = arms.iter().filter(|arm| arm.weight > 0 || arm.visitors > 0).collect();
    let weights: f64 = arms.iter().map(|arm| f64::from(arm.weight)).sum();
    let visitors: f64 = arms.iter().map(|arm| arm.visitors as f64).sum();
    if arms.len() < 2 || weights <= 0.0 {
        return None;
    }
    let expected = |arm: &Arm| visitors * f64::from(arm.weight) / weights;
    // The rule of thumb for the test: five of each are to be expected.
    if arms.iter().any(|arm| arm.weight > 0 && expected(arm) < 5.0) {
        return None;
    }
    if arms.iter().any(|arm| arm.weight == 0 && arm.visitors > 0) {
        return Some(0.0);
    }
    let term = |arm: &&Arm| (arm.visitors as f64 - expected(arm)).powi(2) / expected(arm);
    let sum: f64 = arms.iter().map(term).sum();
    if sum <= 0.0 {
        return Some(1.0);
    }
    Some(gamma_ur((arms.len() - 1) as f64 / 2.0, sum / 2.0))
}
