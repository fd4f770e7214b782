//! Whether the moment of an offer has come.

use super::{Rule, Snapshot};
use crate::offers::definition::Trigger;

/// Whether a trigger of a rule fires.
pub fn fires(trigger: &Trigger, rule: &Rule, now: &Snapshot) -> bool {
    let fired = |what: &str| now.fired.iter().any(|one| one == what);
    match trigger {
        Trigger::Exit => fired("exit"),
        Trigger::Back => fired("back"),
        Trigger::Time { seconds } => now.seconds >= *seconds,
        Trigger::Scroll { percent } => now.scroll >= *percent,
        Trigger::Idle { seconds } => now.idle >= *seconds,
        Trigger::Click { selector } => fired(&format!("click {selector}")),
        Trigger::View { selector } => fired(&format!("view {selector}")),
        Trigger::Pages { count } => now.pages >= *count,
        Trigger::Visit { count } => now.visit >= i64::from(*count),
        Trigger::Call => is_called(rule, now),
        Trigger::Cart { least } => now.cart.is_some_and(|worth| worth >= *least),
    }
}

fn is_called(rule: &Rule, now: &Snapshot) -> bool {
    !now.called.is_empty() && (now.called == rule.id || now.called == rule.name)
}

/// Whether somebody asked for it: the visitor by a click, or the page by a call.
pub fn is_asked_for(rule: &Rule, now: &Snapshot) -> bool {
    rule.triggers.iter().any(|trigger| {
        matches!(trigger, Trigger::Click { .. } | Trigger::Call) && fires(trigger, rule, now)
    })
}
