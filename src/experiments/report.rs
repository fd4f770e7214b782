//! What came of a period, as people read it: a line for each arm, and one sentence.

use super::figures::{self, Interval, Verdict};
use super::period::{Arm, Goal, Period};
use super::store::Came;

/// One arm.
#[derive(Clone, Debug)]
pub struct Line {
    /// Which.
    pub arm: Arm,
    /// What came of its visitors.
    pub came: Came,
    /// Visitors who reached the goal.
    pub reached: i64,
    /// Their part of the visitors, 0 to 1.
    pub rate: f64,
    /// Between which rates the true one is, with 95 %.
    pub interval: Interval,
    /// How probable it is that this is the best arm, 0 to 1.
    pub chance: f64,
    /// Goals that are lost for each visitor, on average, if this arm is kept and another is better.
    pub loss: f64,
}

/// What a period says.
#[derive(Clone, Debug)]
pub struct Report {
    /// In the order of the period's arms.
    pub lines: Vec<Line>,
    /// What follows from them.
    pub verdict: Verdict,
    /// Visitors that the smallest arm still needs before a winner is named.
    pub visitors_missing: i64,
    /// Goals that all arms together still need before that.
    pub goals_missing: i64,
}

impl Report {
    /// Of a period and what came of it. An arm that nobody was in has zeros.
    pub fn of(period: &Period, came: &[Came]) -> Self {
        let arms = period.arms.iter().filter(|arm| arm.weight > 0);
        let found = |arm: &Arm| came.iter().find(|came| came.arm == arm.key).cloned();
        let rows: Vec<(Arm, Came)> = arms
            .map(|arm| {
                let none = Came { arm: arm.key.clone(), ..Came::default() };
                (arm.clone(), found(arm).unwrap_or(none))
            })
            .collect();
        let counts: Vec<figures::Arm> =
            rows.iter().map(|(arm, came)| counts(period.goal, arm, came)).collect();
        let (chances, losses) = (figures::best(&counts), figures::expected_loss(&counts));
        let smallest = counts.iter().map(|arm| arm.visitors).min().unwrap_or(0);
        let goals: u64 = counts.iter().map(|arm| arm.conversions).sum();
        let lines = rows.into_iter().enumerate().map(|(place, (arm, came))| Line {
            reached: reached(period.goal, &came),
            rate: counts[place].rate(),
            interval: figures::wilson(&counts[place]),
            chance: chances[place],
            loss: losses[place],
            arm,
            came,
        });
        Self {
            lines: lines.collect(),
            verdict: figures::verdict(&counts),
            visitors_missing: missing(figures::LEAST_VISITORS, smallest),
            goals_missing: missing(figures::LEAST_CONVERSIONS, goals),
        }
    }

    /// The line that wins.
    pub fn winner(&self) -> Option<&Line> {
        match self.verdict {
            Verdict::Winner(place) => self.lines.get(place),
            _ => None,
        }
    }

    /// Whether visitors are spread otherwise than by the weights: then no figure counts.
    pub fn is_unfair(&self) -> bool {
        matches!(self.verdict, Verdict::Unfair(_))
    }

    /// The highest rate that any interval reaches: where a picture of them ends.
    pub fn most(&self) -> f64 {
        self.lines.iter().map(|line| line.interval.high).fold(0.01, f64::max)
    }
}

fn counts(goal: Goal, arm: &Arm, came: &Came) -> figures::Arm {
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let (visitors, conversions) = (count(came.visitors), count(reached(goal, came)));
    figures::Arm { weight: arm.weight, visitors, conversions }
}

fn reached(goal: Goal, came: &Came) -> i64 {
    match goal {
        Goal::Conversion => came.conversions,
        Goal::Lead => came.leads,
        Goal::ValidLead => came.valid_leads,
        Goal::Customer => came.customers,
    }
}

fn missing(least: u64, there: u64) -> i64 {
    i64::try_from(least.saturating_sub(there)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn period(goal: Goal) -> Period {
        let arm = |key: &str, weight| Arm { key: key.into(), name: key.into(), weight };
        let arms = vec![arm("a", 1), arm("b", 1), arm("gone", 0)];
        Period { id: Uuid::nil(), goal, arms, started_at: 0 }
    }

    fn came(arm: &str, visitors: i64, leads: i64) -> Came {
        Came { arm: arm.into(), visitors, leads, conversions: leads * 2, ..Came::default() }
    }

    #[test]
    fn an_arm_wins_by_the_goal_of_the_period() {
        let rows = [came("b", 4_000, 600), came("a", 4_000, 300)];
        let report = Report::of(&period(Goal::Lead), &rows);
        assert_eq!(report.winner().unwrap().arm.key, "b");
        let line = &report.lines[1];
        assert_eq!((line.arm.key.as_str(), line.reached), ("b", 600));
        assert!(line.interval.low < 0.15 && line.interval.high > 0.15 && line.chance > 0.999);
        assert_eq!(Report::of(&period(Goal::Conversion), &rows).lines[1].reached, 1_200);
        assert_eq!(Report::of(&period(Goal::Customer), &rows).lines[1].reached, 0);
    }

    #[test]
    fn too_few_name_no_winner_and_say_what_is_missing() {
        let report = Report::of(&period(Goal::Lead), &[came("b", 150, 40), came("a", 160, 5)]);
        assert_eq!(report.verdict, Verdict::Early);
        assert_eq!((report.visitors_missing, report.goals_missing), (50, 5));
        assert!(report.winner().is_none());
    }

    #[test]
    fn a_spread_that_cannot_be_chance_hides_the_winner() {
        let rows = [came("b", 4_000, 600), came("a", 3_000, 100)];
        let report = Report::of(&period(Goal::Lead), &rows);
        assert!(report.is_unfair() && report.winner().is_none());
    }
}
