//! Changes of offers: each sets what pages of the site are told, and what is tried out.

use uuid::Uuid;

use super::deliver;
use super::known::rule;
use super::store::{self, OfferRow};
use crate::clock::Millis;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::experiments::{self, Arm, Goal, Kind, Plan};
use crate::sites;

/// Offers of one site.
pub const MOST: i64 = 50;

/// A change of one offer.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new one, at the end.
    Add(OfferRow),
    /// What is in it, at the revision that it has.
    Save(OfferRow),
    /// On or off.
    Switch(Uuid, bool),
    /// Before or behind another one: by so many places.
    Move(Uuid, i64),
    /// Away.
    Delete(Uuid),
    /// Back again.
    Restore(Uuid),
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is stored.
    Yes,
    /// There is no such offer.
    Gone,
    /// Somebody else has changed it.
    Elsewhere,
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
        let site = match &self.change {
            Change::Add(row) => row.site_id,
            Change::Restore(id) => match store::deleted(tx, account, *id).await? {
                Some((_, site)) => site,
                None => return Ok(Changed::Gone),
            },
            Change::Save(OfferRow { id, .. })
            | Change::Switch(id, _)
            | Change::Move(id, _)
            | Change::Delete(id) => match store::by_id(tx, account, *id).await? {
                Some(row) => row.site_id,
                None => return Ok(Changed::Gone),
            },
        };
        // What a site's pages are told is one value: its changes come one after the other.
        sites::lock(tx, site).await?;
        let done = self.apply(tx, site).await?;
        if done == Changed::Yes {
            publish(tx, account, site).await?;
            if let Change::Add(OfferRow { id, .. })
            | Change::Save(OfferRow { id, .. })
            | Change::Switch(id, _)
            | Change::Delete(id)
            | Change::Restore(id) = &self.change
            {
                try_out(tx, account, *id, site, now).await?;
            }
        }
        Ok(done)
    }
}

impl Changing {
    async fn apply(&self, tx: &mut Tx<'_>, site: Uuid) -> Result<Changed> {
        let (account, now) = (self.account, self.now);
        let or_gone = |done: bool| if done { Changed::Yes } else { Changed::Gone };
        Ok(match &self.change {
            Change::Add(row) => {
                let (count, last) = store::count(tx, site).await?;
                if count >= MOST {
                    return Ok(Changed::TooMany);
                }
                let row = OfferRow { position: last + 1, changed_at: now, ..row.clone() };
                store::insert(tx, account, &row).await?;
                Changed::Yes
            }
            Change::Save(row) => {
                let is_saved = store::save(tx, account, row, now).await?;
                if is_saved { Changed::Yes } else { Changed::Elsewhere }
            }
            Change::Switch(id, on) => or_gone(store::switch(tx, account, *id, *on, now).await?),
            Change::Delete(id) => or_gone(store::delete(tx, account, *id, now).await?),
            Change::Restore(id) => {
                let (count, _) = store::count(tx, site).await?;
                if count >= MOST {
                    return Ok(Changed::TooMany);
                }
                or_gone(store::restore(tx, account, *id).await?)
            }
            Change::Move(id, by) => {
                let mut ids = store::order(tx, site).await?;
                let Some(from) = ids.iter().position(|one| one == id) else {
                    return Ok(Changed::Gone);
                };
                let last = i64::try_from(ids.len()).unwrap_or(i64::MAX) - 1;
                let to = (i64::try_from(from).unwrap_or(0) + by).clamp(0, last);
                let moved = ids.remove(from);
                ids.insert(usize::try_from(to).unwrap_or(0), moved);
                for (position, id) in (0..).zip(ids) {
                    store::place(tx, id, position).await?;
                }
                Changed::Yes
            }
        })
    }
}

/// Sets what the pages of a site load.
pub async fn publish(tx: &mut Tx<'_>, account: Uuid, site: Uuid) -> Result<()> {
    let rules: Vec<_> = store::active(tx, site).await?.iter().map(rule).collect();
    sites::set_offers(tx, account, site, &deliver::name_of(&rules)?).await
}

/// Begins, goes on with or ends what is tried out with an offer. One that is off tries out nothing.
async fn try_out(tx: &mut Tx<'_>, account: Uuid, id: Uuid, site: Uuid, now: Millis) -> Result<()> {
    let row = store::by_id(tx, account, id).await?;
    let mut arms = Vec::new();
    let (mut name, mut goal) = (String::new(), Goal::default());
    if let Some(row) = row.filter(|row| row.active) {
        let definition = row.definition.0;
        name = row.name;
        goal = match definition.goal.as_str() {
            "" if definition.control > 0 => Goal::Lead,
            "" => Goal::Conversion,
            word => Goal::parse(word),
        };
        arms.extend(definition.variants.into_iter().map(|variant| {
            let (key, name, weight) = (variant.key, variant.name, variant.weight);
            Arm { key, name, weight }
        }));
        let weight = definition.control;
        if weight > 0 {
            arms.push(Arm { key: String::new(), name: String::new(), weight });
        }
    }
    let (site, kind) = (Some(site), Kind::Offer);
    let plan = Plan { account, site, kind, subject: id, name, goal, arms };
    experiments::keep(tx, &plan, now).await?;
    Ok(())
}
