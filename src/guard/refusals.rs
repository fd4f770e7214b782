//! What was refused, counted by site, day and reason, and written down in batches: a flood must
//! not turn into a flood of writes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use super::store;
use crate::clock::{DAY, Millis};
use crate::ctx::Ctx;

/// Counts that are not written down yet.
#[derive(Default)]
pub(super) struct Refusals(Mutex<HashMap<(Uuid, Millis, &'static str), i64>>);

impl Refusals {
    pub(super) fn count(&self, site: Uuid, now: Millis, reason: &'static str) {
        metrics::counter!("leadbell_refused", "reason" => reason).increment(1);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((site, now - now.rem_euclid(DAY), reason)).or_default() += 1;
    }

    /// Writes the counts down; what could not be written is counted again.
    pub(super) async fn flush(&self, ctx: &Ctx) {
        let counts = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if counts.is_empty() {
            return;
        }
        let rows: Vec<store::Refused> = counts
            .into_iter()
            .map(|((site, day, reason), count)| store::Refused { site, day, reason, count })
            .collect();
        if ctx.db.write(store::CountRefusals { rows: rows.clone() }).await.is_err() {
            let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for row in rows {
                *counts.entry((row.site, row.day, row.reason)).or_default() += row.count;
            }
        }
    }
}
