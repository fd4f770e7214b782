//! The departments of an account: who is in which.

use std::collections::HashSet;

use uuid::Uuid;

use super::store;
use super::{dispatch, inbox};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::ids;
use crate::people::availability;

/// Makes a department, or changes its name and people.
pub struct Save {
    pub ctx: Ctx,
    pub account: Uuid,
    /// `None` makes a new one.
    pub id: Option<Uuid>,
    pub name: String,
    pub people: HashSet<Uuid>,
    pub now: Millis,
}

impl Write for Save {
    /// False where the account has no such department.
    type Out = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let Self { account, name, now, .. } = self;
        let id = match self.id {
            Some(id) if !store::rename_department(tx, *account, id, name).await? => {
                return Ok(false);
            }
            Some(id) => id,
            None => {
                let id = ids::new_id();
                store::insert_department(tx, *account, id, name, *now).await?;
                id
            }
        };
        store::empty_department(tx, id).await?;
        for user in &self.people {
            store::join(tx, *account, id, *user).await?;
        }
        dispatch::wake_after(tx, &self.ctx, *account);
        Ok(true)
    }
}

/// Takes a department away. What was for it is for nobody in particular.
pub struct Delete {
    pub ctx: Ctx,
    pub account: Uuid,
    pub id: Uuid,
    pub now: Millis,
}

impl Write for Delete {
    /// False where the account has no such department.
    type Out = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let Self { account, id, now, .. } = *self;
        if !store::departments(tx, account).await?.iter().any(|one| one.id == id) {
            return Ok(false);
        }
        let conversations = store::of_department(tx, account, id).await?;
        store::lock_by_id(tx, &conversations).await?;
        for conversation in &conversations {
            store::free(tx, *conversation).await?;
        }
        store::empty_department(tx, id).await?;
        store::delete_department(tx, account, id).await?;
        inbox::changed(tx, account, &conversations, now).await?;
        dispatch::wake_after(tx, &self.ctx, account);
        Ok(true)
    }
}

/// Sets how many conversations people have at once.
pub struct SetCapacities {
    pub ctx: Ctx,
    pub account: Uuid,
    pub people: Vec<(Uuid, i64)>,
}

impl Write for SetCapacities {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        for (user, capacity) in &self.people {
            availability::set_capacity(tx, self.account, *user, *capacity).await?;
        }
        dispatch::wake_after(tx, &self.ctx, self.account);
        Ok(())
    }
}
