//! Many requests in one write. Most are the first of somebody new; those share their statements.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::capture::{announce_new, capture, sender};
use super::store::many::{self, Fresh, contacts};
use super::{Capture, Captured, Form, Verdict, statuses};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids;

/// Stores each request as [`super::capture`] does, and answers in their order.
pub async fn capture_all(tx: &mut Tx<'_>, captures: &[&Capture]) -> Result<Vec<Captured>> {
    let fresh = fresh(tx, captures).await?;
    let mut done: HashMap<usize, Captured> = HashMap::with_capacity(captures.len());
    let (places, fresh): (Vec<usize>, Vec<Fresh<'_>>) = fresh.into_iter().unzip();
    if !fresh.is_empty() {
        if !many::insert(tx, &fresh).await? {
            return Err(Error::NotCommitted("a contact was taken at the same moment".into()));
        }
        announce_new(tx, &fresh).await?;
    }
    for (place, new) in places.into_iter().zip(&fresh) {
        let (submission, lead) = (new.submission, Some(new.lead));
        done.insert(place, Captured { submission, lead, repeated: false });
    }
    let mut all = Vec::with_capacity(captures.len());
    for (place, one) in captures.iter().enumerate() {
        all.push(match done.remove(&place) {
            Some(settled) => settled,
            None => capture(tx, one).await?,
        });
    }
    Ok(all)
}

/// Those that are valid, were not sent before, and whose contacts nobody has, with their places.
async fn fresh<'a>(tx: &mut Tx<'_>, captures: &[&'a Capture]) -> Result<Vec<(usize, Fresh<'a>)>> {
    let plain: Vec<(usize, &'a Capture, String)> = captures
        .iter()
        .enumerate()
        .filter(|(_, one)| one.verdict == Verdict::Valid && one.conversation.is_none())
        .filter(|(_, one)| contacts(one).next().is_some())
        .map(|(place, one)| (place, *one, sender(one)))
        .collect();
    // One on its own has nothing to share.
    if plain.len() < 2 {
        return Ok(Vec::new());
    }
    let keys: Vec<(Uuid, String, Uuid)> =
        plain.iter().map(|(_, one, sender)| (one.site, sender.clone(), one.client_key)).collect();
    let mut keys: HashSet<_> = many::known_keys(tx, &keys).await?.into_iter().collect();
    let asked: Vec<(Uuid, &'static str, &str)> = plain
        .iter()
        .flat_map(|(_, one, _)| contacts(one).map(|(kind, value)| (one.account, kind, value)))
        .collect();
    let mut taken: HashSet<_> = many::known_contacts(tx, &asked).await?.into_iter().collect();
    let mut accounts: Vec<Uuid> = plain.iter().map(|(_, one, _)| one.account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let mut stages = many::first_stages(tx, &accounts).await?;
    let mut fresh = Vec::with_capacity(plain.len());
    for (place, one, sender) in plain {
        let marks: Vec<(Uuid, String)> =
            contacts(one).map(|(_, value)| (one.account, value.to_owned())).collect();
        // What the same write brings a second time waits until the first is stored.
        let is_fresh = !marks.iter().any(|mark| taken.contains(mark))
            && keys.insert((one.site, sender.clone(), one.client_key));
        taken.extend(marks);
        if !is_fresh {
            continue;
        }
        let status = if let Some(status) = stages.get(&one.account) {
            *status
        } else {
            let status = statuses::first(tx, one.account).await?;
            stages.insert(one.account, status);
            status
        };
        let quick = one.form == Form::Chat || one.message.is_empty();
        let class = if quick { "quick" } else { "interested" };
        let (submission, lead) = (ids::new_id(), ids::new_id());
        let new = Fresh { capture: one, sender, submission, lead, status, class };
        fresh.push((place, new));
    }
    Ok(fresh)
}
