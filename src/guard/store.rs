//! The SQL of the guard.

pub(crate) mod mails;

use uuid::Uuid;

use crate::clock::{DAY, Millis};
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::jobs::Sweep;
use crate::sql;

const SPEND: &str = "INSERT INTO spent_proofs (challenge, expires_at) VALUES ($1, $2) \
     ON CONFLICT (challenge) DO NOTHING";

pub(super) async fn spend(tx: &mut Tx<'_>, challenge: &[u8], expires_at: Millis) -> Result<bool> {
    Ok(sql!(tx, execute, SPEND, challenge, expires_at)? == 1)
}

const SWEEP_PROOFS: &str = "DELETE FROM spent_proofs WHERE challenge IN \
     (SELECT challenge FROM spent_proofs WHERE expires_at < $1 LIMIT $2)";
const SWEEP_REFUSALS: &str = "DELETE FROM refusals WHERE (site_id, day, reason) IN \
     (SELECT site_id, day, reason FROM refusals WHERE day < $1 LIMIT $2)";

pub(super) const SWEEPS: &[Sweep] = &[
    Sweep { what: "guard.proofs", keep: 0, statement: SWEEP_PROOFS },
    Sweep { what: "guard.refusals", keep: 400 * DAY, statement: SWEEP_REFUSALS },
    Sweep { what: "guard.visitor_mails", keep: DAY, statement: mails::SWEEP },
];

const COUNT: &str = "INSERT INTO refusals (site_id, day, reason, count) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (site_id, day, reason) DO UPDATE SET count = refusals.count + excluded.count";

/// So many more of one kind.
#[derive(Clone)]
pub(super) struct Refused {
    pub site: Uuid,
    pub day: Millis,
    pub reason: &'static str,
    pub count: i64,
}

/// Adds counts.
pub(super) struct CountRefusals {
    pub rows: Vec<Refused>,
}

impl Write for CountRefusals {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        for row in &self.rows {
            sql!(tx, execute, COUNT, row.site, row.day, row.reason, row.count)?;
        }
        Ok(())
    }
}

/// Every statement, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[SPEND, SWEEP_PROOFS, SWEEP_REFUSALS, COUNT];
