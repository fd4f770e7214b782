//! Forms that are tried out: one is drawn in the place of another.

use std::sync::Arc;

use uuid::Uuid;

use super::store::{self, FormRow};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::experiments::{self, Arm, Kind, Period, Subject};
use crate::sites::Site;

/// The forms of an account that can be tried out: what is on.
pub async fn subjects(ctx: Ctx, account: Uuid) -> Result<Vec<Subject>> {
    let rows = store::of_account(&mut ctx.db.read().await?, account).await?;
    let live = rows.into_iter().filter(|row| row.active);
    let subject = |row: FormRow| Subject { id: row.id, name: row.name, site: Some(row.site_id) };
    Ok(live.map(subject).collect())
}

/// What a visitor is given in the place of a form: itself where nothing is tried out, and where what
/// would be given is not on any more. That they met the experiment is written down.
pub async fn in_place_of(ctx: &Ctx, site: &Site, row: FormRow, visitor: Uuid) -> Result<FormRow> {
    let mut db = ctx.db.read().await?;
    let period = experiments::running_in(ctx, &mut db, Kind::Form, row.id).await?;
    let Some(period) = period else { return Ok(row) };
    let Some(arm) = experiments::assign(&period, visitor).cloned() else { return Ok(row) };
    let given = match arm.key.parse() {
        Ok(other) if other != row.id => {
            let other = store::of_site(&mut db, site.id, other).await?;
            other.filter(FormRow::is_on)
        }
        _ => Some(row.clone()),
    };
    drop(db);
    let Some(given) = given else { return Ok(row) };
    let meeting = Meeting { period, visitor, arm, now: ctx.clock.now() };
    // A form that is not counted is better than none.
    if let Err(cause) = ctx.db.write(meeting).await {
        tracing::warn!(%cause, "who met a form's experiment was not written down");
    }
    Ok(given)
}

struct Meeting {
    period: Arc<Period>,
    visitor: Uuid,
    arm: Arm,
    now: Millis,
}

impl Write for Meeting {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        experiments::expose(tx, &self.period, self.visitor, &self.arm, true, self.now).await
    }
}
