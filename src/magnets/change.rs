//! Changes of magnets.

use uuid::Uuid;

use super::Magnet;
use super::store;
use crate::clock::Millis;
use crate::db::{Tx, Write, dialect};
use crate::error::Result;

/// Magnets of one account.
pub const MOST: i64 = 200;
/// Codes of one pool.
pub const MOST_CODES: i64 = 200_000;

/// Adds a magnet to an account, with the codes of its pool.
pub async fn add(
    tx: &mut Tx<'_>,
    account: Uuid,
    magnet: &Magnet,
    codes: &[String],
    now: Millis,
) -> Result<()> {
    store::insert(tx, account, magnet, now).await?;
    fill(tx, magnet.id, codes).await?;
    Ok(())
}

/// Adds codes to a pool; how many of them were new.
async fn fill(tx: &mut Tx<'_>, magnet: Uuid, codes: &[String]) -> Result<u64> {
    if codes.is_empty() {
        return Ok(0);
    }
    // Their numbers follow one another.
    dialect::lock_name(tx, &format!("codes of {magnet}")).await?;
    store::add_codes(tx, magnet, codes).await
}

/// A change of one magnet.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new one, with its codes.
    Add(Magnet, Vec<String>),
    /// What is in it, at the revision that it has.
    Save(Magnet),
    /// More codes.
    Fill(Uuid, Vec<String>),
    /// Away.
    Delete(Uuid),
    /// Back again.
    Restore(Uuid),
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is stored; with so many new codes.
    Yes(u64),
    /// There is no such magnet.
    Gone,
    /// Somebody else has changed it.
    Elsewhere,
    /// The account, or the pool, has too many.
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
        let or_gone = |done: bool| if done { Changed::Yes(0) } else { Changed::Gone };
        Ok(match &self.change {
            Change::Add(magnet, codes) => {
                if store::count(tx, account).await? >= MOST {
                    return Ok(Changed::TooMany);
                }
                store::insert(tx, account, magnet, now).await?;
                Changed::Yes(fill(tx, magnet.id, codes).await?)
            }
            Change::Save(magnet) => {
                let is_saved = store::save(tx, account, magnet, now).await?;
                if is_saved { Changed::Yes(0) } else { Changed::Elsewhere }
            }
            Change::Fill(id, codes) => {
                let Some(magnet) = store::by_id(tx, account, *id).await? else {
                    return Ok(Changed::Gone);
                };
                let has = store::codes(tx, magnet.id).await?.0;
                if has.saturating_add_unsigned(codes.len() as u64) > MOST_CODES {
                    return Ok(Changed::TooMany);
                }
                Changed::Yes(fill(tx, magnet.id, codes).await?)
            }
            Change::Delete(id) => or_gone(store::delete(tx, account, *id, now).await?),
            Change::Restore(id) => or_gone(store::restore(tx, account, *id).await?),
        })
    }
}
