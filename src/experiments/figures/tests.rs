use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

use super::*;

fn arm(visitors: u64, conversions: u64) -> Arm {
    Arm { weight: 1, visitors, conversions }
}

#[track_caller]
fn near(ours: f64, theirs: f64, what: &str) {
    let far = (ours - theirs).abs();
    assert!(far <= 1e-7 + 1e-6 * theirs.abs(), "{what}: {ours} instead of {theirs}");
}

/// Recorded: `reference.py` beside this file makes them.
#[test]
fn the_figures_agree_with_scipy() {
    let lines = include_str!("reference.tsv").lines();
    let mut count = 0;
    for line in lines {
        let parts: Vec<f64> = line.split('\t').map(|part| part.parse().unwrap()).collect();
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "they are whole"
        )]
        let of = |at: usize| Arm {
            weight: parts[at] as u32,
            visitors: parts[at + 1] as u64,
            conversions: parts[at + 2] as u64,
        };
        let arms = [of(0), of(3)];
        let Interval { low, high } = wilson(&arms[0]);
        near(low, parts[6], line);
        near(high, parts[7], line);
        let chance = chance_to_beat(&arms[0], &arms[1]);
        near(chance, parts[8], line);
        let all = best(&arms);
        near(all[1], parts[8], line);
        near(all[0] + all[1], 1.0, line);
        let loss = expected_loss(&arms);
        near(loss[0], parts[9], line);
        near(loss[1], parts[10], line);
        match mismatch(&arms) {
            Some(p) => near(p, parts[11], line),
            None => assert!(parts[11].is_nan(), "{line}"),
        }
        count += 1;
    }
    assert_eq!(count, 2_000);
}

/// How an experiment goes in which each variant has its rate, looked at every day.
fn run(chance: &mut ChaCha8Rng, weights: &[u32], rates: &[f64], days: u32) -> Vec<Verdict> {
    let total: u32 = weights.iter().sum();
    let mut arms: Vec<Arm> =
        weights.iter().map(|weight| Arm { weight: *weight, ..Arm::default() }).collect();
    let mut all = Vec::new();
    for _ in 0..days {
        for _ in 0..250 {
            let mut draw = chance.random_range(0..total);
            let place = weights.iter().position(|weight| {
                let is = draw < *weight;
                draw = draw.saturating_sub(*weight);
                is
            });
            let place = place.unwrap();
            arms[place].visitors += 1;
            arms[place].conversions += u64::from(chance.random_bool(rates[place]));
        }
        all.push(verdict(&arms));
    }
    all
}

#[test]
fn no_difference_is_seldom_called_a_win_though_one_looks_every_day() {
    let mut chance = ChaCha8Rng::seed_from_u64(2026);
    for (weights, rate) in
        [(&[1, 1][..], 0.05), (&[1, 1], 0.3), (&[1, 4], 0.02), (&[1, 1, 1, 1], 0.1)]
    {
        let rates = vec![rate; weights.len()];
        let (mut wins, mut unfair) = (0, 0);
        for _ in 0..500 {
            let seen = run(&mut chance, weights, &rates, 40);
            wins += u32::from(seen.iter().any(|one| matches!(one, Verdict::Winner(_))));
            unfair += u32::from(matches!(seen.last(), Some(Verdict::Unfair(_))));
        }
        // Of 2,000 runs in all; and each kind of them by itself.
        assert!(wins <= 25, "{wins} of 500 with {weights:?} and {rate}");
        assert!(unfair <= 3, "{unfair} of 500 with {weights:?} and {rate}");
    }
}

#[test]
fn a_real_difference_is_found() {
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    let mut found = 0;
    for _ in 0..50 {
        let seen = run(&mut chance, &[1, 1], &[0.05, 0.08], 60);
        found += u32::from(seen.contains(&Verdict::Winner(1)));
        assert!(!seen.contains(&Verdict::Winner(0)));
    }
    assert!(found >= 48, "{found} of 50");
}

#[test]
fn a_winner_is_named_only_from_enough_visitors_on() {
    assert_eq!(verdict(&[arm(199, 1), arm(199, 100)]), Verdict::Early);
    assert_eq!(verdict(&[arm(1_000, 1), arm(1_000, 30)]), Verdict::Early);
    assert_eq!(verdict(&[arm(1_000, 50), arm(1_000, 150)]), Verdict::Winner(1));
    assert_eq!(verdict(&[arm(1_000, 150), arm(1_000, 50)]), Verdict::Winner(0));
    assert_eq!(verdict(&[arm(1_000, 100), arm(1_000, 110)]), Verdict::Open);
    assert_eq!(verdict(&[arm(1_000, 100)]), Verdict::Early);
    assert_eq!(verdict(&[]), Verdict::Early);
}

#[test]
fn an_uneven_spread_hides_the_winner() {
    let arms = [arm(1_300, 50), arm(1_000, 150)];
    assert!(matches!(verdict(&arms), Verdict::Unfair(p) if p < MISMATCH));
    // As it was meant to be, it is fair.
    let weighed = [Arm { weight: 13, ..arms[0] }, Arm { weight: 10, ..arms[1] }];
    assert_eq!(verdict(&weighed), Verdict::Winner(1));
    // Nobody was to see it, and somebody did.
    let stray = [arm(1_000, 50), arm(1_000, 50), Arm { weight: 0, ..arm(1, 0) }];
    assert_eq!(verdict(&stray), Verdict::Unfair(0.0));
}

#[test]
fn nobody_and_everybody_have_figures_too() {
    for arms in [[arm(0, 0), arm(0, 0)], [arm(5, 5), arm(5, 0)], [arm(1_000_000, 0), arm(1, 1)]] {
        let all = best(&arms).into_iter().chain(expected_loss(&arms));
        let ends = arms.iter().map(wilson).flat_map(|interval| [interval.low, interval.high]);
        for figure in all.chain(ends).chain([chance_to_beat(&arms[0], &arms[1])]) {
            assert!((0.0..=1.0).contains(&figure), "{figure} of {arms:?}");
        }
    }
    near(chance_to_beat(&arm(0, 0), &arm(0, 0)), 0.5, "nothing known");
}
