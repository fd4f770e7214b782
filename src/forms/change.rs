//! Changes of built forms.

use uuid::Uuid;

use super::store::{self, FormRow};
use crate::clock::Millis;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::sites;

/// Forms of one site.
pub const MOST: i64 = 100;

/// A change of one form.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new one.
    Add(FormRow),
    /// What is in it, at the revision that it has.
    Save(FormRow),
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
    /// There is no such form.
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
        let or_gone = |done: bool| if done { Changed::Yes } else { Changed::Gone };
        let site = match &self.change {
            Change::Add(row) | Change::Save(row) => row.site_id,
            Change::Switch(id, _) | Change::Delete(id) | Change::Restore(id) => {
                match store::ever(tx, account, *id).await? {
                    Some(row) => row.site_id,
                    None => return Ok(Changed::Gone),
                }
            }
        };
        sites::lock(tx, site).await?;
        let done = match &self.change {
            Change::Add(row) => {
                if store::count(tx, row.site_id).await? >= MOST {
                    return Ok(Changed::TooMany);
                }
                store::insert(tx, row, now).await?;
                Changed::Yes
            }
            Change::Save(row) => {
                let is_saved = store::save(tx, row, now).await?;
                if is_saved { Changed::Yes } else { Changed::Elsewhere }
            }
            Change::Switch(id, on) => or_gone(store::switch(tx, account, *id, *on, now).await?),
            Change::Delete(id) => or_gone(store::delete(tx, account, *id, now).await?),
            Change::Restore(id) => or_gone(store::restore(tx, account, *id).await?),
        };
        // What draws forms is loaded where there is one.
        let has = store::has_active(tx, site).await?;
        sites::set_has_form(tx, account, site, has).await?;
        Ok(done)
    }
}
