//! Changes of landing pages, and of what is tried out with them.

use uuid::Uuid;

use super::store::{self, PageRow};
use crate::clock::Millis;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::experiments::{self, Arm, Goal, Kind, Plan};
use crate::sites;

/// Landing pages of one site.
const MOST: i64 = 200;

/// A change of one page.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new one.
    Add(PageRow),
    /// What is on it, at the revision that it has.
    Save(PageRow),
    /// On or off.
    Switch(Uuid, bool),
    /// Away.
    Delete(Uuid),
    /// Back again, and off.
    Restore(Uuid),
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is stored.
    Yes,
    /// There is no such page.
    Gone,
    /// Somebody else has changed it.
    Elsewhere,
    /// Another page has its address.
    Taken,
    /// The site has too many.
    TooMany,
}

/// A change, ready to be stored.
pub struct Changing {
    pub account: Uuid,
    pub change: Change,
    pub now: Millis,
}

impl Write for Changing {
    type Out = Changed;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Changed> {
        let (account, now) = (self.account, self.now);
        let or_gone = |done: bool| if done { Changed::Yes } else { Changed::Gone };
        let (id, site) = match &self.change {
            Change::Add(row) | Change::Save(row) => (row.id, row.site_id),
            Change::Switch(id, _) | Change::Delete(id) | Change::Restore(id) => {
                match store::ever(tx, account, *id).await? {
                    Some(row) => (*id, row.site_id),
                    None => return Ok(Changed::Gone),
                }
            }
        };
        sites::lock(tx, site).await?;
        let done = match &self.change {
            Change::Add(row) => {
                if store::count(tx, site).await? >= MOST {
                    return Ok(Changed::TooMany);
                }
                let is_added = store::insert(tx, row, now).await?;
                if is_added { Changed::Yes } else { Changed::Taken }
            }
            Change::Save(row) => {
                let other = store::by_slug(tx, &row.slug).await?;
                if other.is_some_and(|other| other.id != row.id) {
                    return Ok(Changed::Taken);
                }
                let is_saved = store::save(tx, row, now).await?;
                if is_saved { Changed::Yes } else { Changed::Elsewhere }
            }
            Change::Switch(id, on) => or_gone(store::switch(tx, account, *id, *on, now).await?),
            Change::Delete(id) => or_gone(store::delete(tx, account, *id, now).await?),
            Change::Restore(id) => or_gone(store::restore(tx, account, *id).await?),
        };
        if done == Changed::Yes {
            try_out(tx, account, id, site, now).await?;
        }
        Ok(done)
    }
}

/// Begins, goes on with or ends what is tried out with a page. One that is off tries out nothing.
async fn try_out(tx: &mut Tx<'_>, account: Uuid, id: Uuid, site: Uuid, now: Millis) -> Result<()> {
    let row = store::by_id(tx, account, id).await?;
    let (name, arms) = match row.filter(|row| row.active) {
        Some(row) => {
            let variants = row.definition.0.variants.into_iter();
            let arm = |it: super::definition::Variant| Arm {
                key: it.key,
                name: it.headline,
                weight: it.weight,
            };
            (row.name, variants.map(arm).collect())
        }
        None => (String::new(), Vec::new()),
    };
    let (kind, site, goal) = (Kind::Page, Some(site), Goal::Lead);
    experiments::keep(tx, &Plan { account, site, kind, subject: id, name, goal, arms }, now)
        .await?;
    Ok(())
}
