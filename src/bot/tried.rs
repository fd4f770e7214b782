//! Scripts that are tried out: one answers in the place of another.

use std::sync::Arc;

use uuid::Uuid;

use super::shelf::Shelf;
use super::store::scripts;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Statements, Tx};
use crate::error::Result;
use crate::experiments::{self, Arm, Kind, Period, Subject};
use crate::sites::Site;

/// The scripts that can answer one visitor.
#[derive(Default)]
pub struct Lineup {
    /// Their versions, in the order in which they are asked.
    pub versions: Vec<Uuid>,
    tried: Vec<Tried>,
}

/// One that stands in an experiment.
struct Tried {
    /// The script whose place it has.
    subject: Uuid,
    version: Uuid,
    period: Arc<Period>,
    arm: Arm,
}

impl Lineup {
    /// Of a site, with what the visitor is given where scripts are tried out. All of it is put on
    /// the shelf.
    pub async fn of(
        ctx: &Ctx,
        db: &mut (impl Statements + Send),
        shelf: &mut Shelf,
        site: &Site,
        visitor: Uuid,
    ) -> Result<Self> {
        let mut lineup = Self::default();
        for version in &site.scripts {
            shelf.add(ctx, db, site.account_id, *version).await?;
            let subject = shelf.get(&version.to_string()).map(|version| version.of);
            let tried = match subject {
                Some(subject) => {
                    try_out(ctx, db, site.account_id, subject, *version, visitor).await?
                }
                None => None,
            };
            let version = tried.as_ref().map_or(*version, |tried| tried.version);
            shelf.add(ctx, db, site.account_id, version).await?;
            lineup.versions.push(version);
            lineup.tried.extend(tried);
        }
        Ok(lineup)
    }

    /// A run begins with this version.
    pub async fn begins(
        &self,
        tx: &mut Tx<'_>,
        version: Uuid,
        visitor: Uuid,
        now: Millis,
    ) -> Result<()> {
        for tried in self.tried.iter().filter(|tried| tried.version == version) {
            experiments::expose(tx, &tried.period, visitor, &tried.arm, true, now).await?;
        }
        Ok(())
    }

    /// A run has won a contact.
    pub async fn wins(&self, tx: &mut Tx<'_>, visitor: Uuid, now: Millis) -> Result<()> {
        for tried in &self.tried {
            experiments::converted(tx, Kind::Script, tried.subject, visitor, now).await?;
        }
        Ok(())
    }
}

/// The scripts of an account that can be tried out: what is published.
pub async fn subjects(ctx: Ctx, account: Uuid) -> Result<Vec<Subject>> {
    let rows = scripts::list(&mut ctx.db.read().await?, account).await?;
    let live = rows.into_iter().filter(|row| row.version_id.is_some());
    Ok(live.map(|row| Subject { id: row.id, name: row.name, site: None }).collect())
}

/// What a visitor is given in the place of a script; the script itself where what would be is not
/// published any more.
async fn try_out(
    ctx: &Ctx,
    db: &mut (impl Statements + Send),
    account: Uuid,
    subject: Uuid,
    version: Uuid,
    visitor: Uuid,
) -> Result<Option<Tried>> {
    let Some(period) = experiments::running_in(ctx, db, Kind::Script, subject).await? else {
        return Ok(None);
    };
    let Some(arm) = experiments::assign(&period, visitor).cloned() else { return Ok(None) };
    let version = match arm.key.parse() {
        Ok(script) if script != subject => {
            match scripts::published(db, account, script).await? {
                Some(version) => version,
                // Who would have been given it meets no experiment.
                None => return Ok(None),
            }
        }
        _ => version,
    };
    Ok(Some(Tried { subject, version, period, arm }))
}
