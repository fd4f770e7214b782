//! Tells visitors who wait where they stand.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use super::store;
use super::{frames, presence, visitor_topic};
use crate::bus::Frame;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::Statements;
use crate::error::Result;
use crate::sites::{Site, hours};

/// So many at the head of the queue are told when they move; whoever stands further back is told
/// with the next ping.
const TOLD: i64 = 100;

/// Account → conversation → what its visitor was last told.
#[derive(Default)]
struct Last(Mutex<HashMap<Uuid, HashMap<Uuid, Place>>>);

/// Where somebody stands, and when somebody is back where nobody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Counted from 1; nothing where it does not wait.
    pub position: Option<i64>,
    pub back_at: Option<Millis>,
}

/// When somebody of an account is there again for a site, where nobody is now.
pub fn back_at(ctx: &Ctx, site: &Site) -> Option<Millis> {
    if presence::is_online(ctx, site.account_id) {
        return None;
    }
    hours::opens_at(&site.settings, ctx.clock.now())
}

/// The place of a conversation in the line of its department, counted from 1, while it waits.
pub async fn position(
    db: &mut (impl Statements + Send),
    account: Uuid,
    id: Uuid,
    queued_at: Option<Millis>,
    department: Option<Uuid>,
) -> Result<Option<i64>> {
    let Some(queued_at) = queued_at else { return Ok(None) };
    Ok(Some(store::ahead(db, account, id, queued_at, department).await? + 1))
}

/// Tells those at the head of an account's queue where they stand, if that has changed.
pub async fn tell(ctx: &Ctx, account: Uuid, sites: &[Site]) -> Result<()> {
    let queue = store::queue(&mut ctx.db.read().await?, account, TOLD).await?;
    let mut before: HashMap<Option<Uuid>, i64> = HashMap::new();
    let mut places = HashMap::new();
    let back: HashMap<Uuid, Option<Millis>> =
        sites.iter().map(|site| (site.id, back_at(ctx, site))).collect();
    for row in &queue {
        let position = before.entry(row.department_id).or_default();
        *position += 1;
        let back_at = back.get(&row.site_id).copied().flatten();
        places.insert(row.id, Place { position: Some(*position), back_at });
    }
    let last = ctx.local.of::<Last>();
    let told = {
        let mut last = last.0.lock().unwrap_or_else(PoisonError::into_inner);
        if places.is_empty() { last.remove(&account) } else { last.insert(account, places.clone()) }
    };
    let told = told.unwrap_or_default();
    for row in queue {
        if let Some(place) = places.get(&row.id).filter(|place| told.get(&row.id) != Some(*place)) {
            let text = frames::queued(row.id, *place).into();
            ctx.db.bus().publish(Frame { topic: visitor_topic(row.visitor_id), text });
        }
    }
    Ok(())
}
