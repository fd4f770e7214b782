//! The SQL of the guard.

use uuid::Uuid;

use crate::clock::Millis;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::sql;

const SPEND: &str = "INSERT INTO spent_proofs (challenge, expires_at) VALUES ($1, $2) \
     ON CONFLICT (challenge) DO NOTHING";

pub(super) async fn spend(tx: &mut Tx<'_>, challenge: &[u8], expires_at: Millis) -> Result<bool> {
    Ok(sql!(tx, execute, SPEND, challenge, expires_at)? == 1)
}

const SWEEP: &str = "DELETE FROM spent_proofs WHERE expires_at < $1";

/// Forgets proofs that nobody would take any more.
pub(super) struct Sweep {
    pub now: Millis,
}

impl Write for Sweep {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        sql!(tx, execute, SWEEP, self.now)?;
        Ok(())
    }
}

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
pub(crate) const STATEMENTS: &[&str] = &[SPEND, SWEEP, COUNT];
