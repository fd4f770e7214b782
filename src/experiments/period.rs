//! What runs: the arms of a subject's period, and in which of them a visitor is.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{bucket, store};
use crate::cache::Cache;
use crate::clock::{Millis, SECOND};
use crate::ctx::Ctx;
use crate::db::Statements;
use crate::error::Result;

/// What an experiment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The variants of an offer: its look or its trigger.
    Offer,
    /// Forms, one in the place of another.
    Form,
    /// Scripts, one in the place of another.
    Script,
    /// The variants of a landing page.
    Page,
}

impl Kind {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Form => "form",
            Self::Script => "script",
            Self::Page => "page",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Offer, Self::Form, Self::Script, Self::Page]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// What is wanted of a visitor: by it the variants are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Goal {
    /// What the subject itself is for: its form was sent, its button pressed. A control group never
    /// does that.
    Conversion,
    /// A request was left, in whatever way.
    #[default]
    Lead,
    /// One that made a valid lead.
    ValidLead,
    /// One whose lead became a customer.
    Customer,
}

impl Goal {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Conversion, Self::Lead, Self::ValidLead, Self::Customer];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Conversion => "conversion",
            Self::Lead => "lead",
            Self::ValidLead => "valid_lead",
            Self::Customer => "customer",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|goal| goal.as_str() == word).unwrap_or_default()
    }
}

/// A variant, and its part of the visitors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arm {
    /// What the subject knows it by; empty: the control group, which sees nothing.
    pub key: String,
    /// What the team calls it.
    pub name: String,
    /// Its part of the sum of all weights.
    pub weight: u32,
}

impl Arm {
    /// The group that sees nothing.
    pub fn is_control(&self) -> bool {
        self.key.is_empty()
    }
}

/// What is to be tried out from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Whose experiment it is.
    pub account: Uuid,
    /// On which site; none: on all of them.
    pub site: Option<Uuid>,
    /// What it is about.
    pub kind: Kind,
    /// Which of that kind.
    pub subject: Uuid,
    /// What the team calls it.
    pub name: String,
    /// By what the arms are compared. With a control group never [`Goal::Conversion`].
    pub goal: Goal,
    /// The first is what the others are held against. With fewer than two nothing is tried out.
    pub arms: Vec<Arm>,
}

impl Plan {
    /// Whether there is something to try out: two arms that visitors can be in.
    pub fn is_experiment(&self) -> bool {
        self.arms.iter().filter(|arm| arm.weight > 0).count() > 1
    }

    /// The goal by which its arms can be compared: of those who see nothing nobody converts.
    pub fn goal(&self) -> Goal {
        let has_control = self.arms.iter().any(|arm| arm.is_control() && arm.weight > 0);
        if has_control && self.goal == Goal::Conversion { Goal::Lead } else { self.goal }
    }
}

/// A stretch of time in which the arms and their weights stayed the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its id, which is the seed as well: each period spreads the visitors anew, so that what
    /// they met in the one before weighs on all arms alike.
    pub id: Uuid,
    /// By what the arms are compared.
    pub goal: Goal,
    /// In the order of the plan.
    pub arms: Vec<Arm>,
    /// When it began.
    pub started_at: Millis,
}

/// The arm of a visitor; nothing where no arm has a weight.
pub fn assign(period: &Period, visitor: Uuid) -> Option<&Arm> {
    let weights: Vec<u32> = period.arms.iter().map(|arm| arm.weight).collect();
    let bucket = bucket::bucket(&period.id.to_string(), &visitor.to_string());
    bucket::pick(&weights, bucket).map(|place| &period.arms[place])
}

/// What runs on this node, for a few seconds after it was read.
struct Running(Cache<Option<Period>>);

impl Default for Running {
    fn default() -> Self {
        Self(Cache::new(5 * SECOND))
    }
}

/// The running period of a subject, if there is one; a change on another node is seen within 5 s.
pub async fn running(ctx: &Ctx, kind: Kind, subject: Uuid) -> Result<Option<Arc<Period>>> {
    running_in(ctx, &mut ctx.db.read().await?, kind, subject).await
}

/// The same, read where it is not known by what the caller has at hand.
pub async fn running_in(
    ctx: &Ctx,
    db: &mut (impl Statements + Send),
    kind: Kind,
    subject: Uuid,
) -> Result<Option<Arc<Period>>> {
    let load = async { store::running(db, kind, subject).await.map(Some) };
    let key = format!("{} {subject}", kind.as_str());
    let found = ctx.local.of::<Running>().0.get(&ctx.clock, &key, load).await?;
    Ok(found.and_then(|found| (*found).clone().map(Arc::new)))
}

/// Forgets what this node has cached, after a change.
pub fn forget(ctx: &Ctx) {
    ctx.local.of::<Running>().0.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arm(key: &str, weight: u32) -> Arm {
        Arm { key: key.into(), name: key.to_uppercase(), weight }
    }

    fn plan(arms: Vec<Arm>) -> Plan {
        let (account, site, subject) = (Uuid::nil(), None, Uuid::nil());
        let name = String::new();
        Plan { account, site, kind: Kind::Offer, subject, name, goal: Goal::Conversion, arms }
    }

    #[test]
    fn a_visitor_stays_in_one_arm_and_the_arms_get_their_parts() {
        let arms = vec![arm("a", 3), arm("b", 1), arm("", 0)];
        let period = Period { id: Uuid::from_u128(7), goal: Goal::Lead, arms, started_at: 0 };
        let arm_of = |n: u128| assign(&period, Uuid::from_u128(n)).unwrap().key.as_str();
        let of_a = (0..8_000).filter(|n| arm_of(*n) == "a").count();
        assert!((5_850..=6_150).contains(&of_a), "{of_a}");
        assert!((0..8_000).all(|n| arm_of(n) == arm_of(n) && !arm_of(n).is_empty()));
    }

    #[test]
    fn of_those_who_see_nothing_no_conversion_is_expected() {
        assert_eq!(plan(vec![arm("a", 1), arm("b", 1)]).goal(), Goal::Conversion);
        assert_eq!(plan(vec![arm("a", 1), arm("", 1)]).goal(), Goal::Lead);
        assert_eq!(plan(vec![arm("a", 1), arm("", 0)]).goal(), Goal::Conversion);
        assert!(plan(vec![arm("a", 1), arm("", 1)]).is_experiment());
        assert!(!plan(vec![arm("a", 1), arm("b", 0)]).is_experiment());
    }
}
