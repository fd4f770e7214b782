//! What a host page tells of its visitor, stored.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::attributes;
use super::identity::Identity;
use super::store::identity;
use crate::clock::Millis;
use crate::db::{Tx, dialect};
use crate::error::Result;
use crate::ids;

/// Whom a signed token has made of a visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identified {
    /// The visitor with that identity: the same one, or another.
    pub visitor: Uuid,
    /// Whether something was not known before that people see.
    pub is_news: bool,
    /// Whether it was anonymous until now: tokens from before are void.
    pub is_new: bool,
    /// The visitor's epoch now.
    pub epoch: u32,
}

/// Gives a visitor an identity. Whoever has it already is the one visitor with it, on every
/// browser; a visitor with another identity stays as it is, and a new one (`fresh`) begins. What
/// was typed plays no part in it, and an anonymous visitor's conversation goes to nobody who is
/// known already.
pub async fn identify(
    tx: &mut Tx<'_>,
    site: Uuid,
    visitor: Uuid,
    fresh: Uuid,
    identity: &Identity,
    now: Millis,
) -> Result<Identified> {
    // Two browsers with the same new identity make one visitor, and two pages of one browser with
    // different ones make two.
    dialect::lock_name(tx, &format!("identity {site} {}", identity.external_id)).await?;
    identity::lock_of_site(tx, site, visitor).await?;
    let known = identity::by_external_id(tx, site, &identity.external_id).await?;
    let is_anonymous = known.is_none() && identity::is_anonymous(tx, site, visitor).await?;
    let target = match known {
        Some(known) => known,
        None if is_anonymous => visitor,
        None => {
            identity::insert_like(tx, visitor, fresh, now).await?;
            identity::visit_like(tx, visitor, fresh, ids::new_id(), now).await?;
            fresh
        }
    };
    let name = identity.name.as_deref();
    let is_news = identity::is_news(tx, target, name, &identity.attributes).await?;
    identity::set_identity(tx, target, identity, now).await?;
    let epoch = identity::epoch(tx, site, target).await?.unwrap_or_default();
    Ok(Identified { visitor: target, is_news, is_new: is_anonymous, epoch })
}

/// Puts facts over those of an anonymous visitor; the error is a code. Those of a visitor with an
/// identity come from its token alone.
pub async fn set_attributes(
    tx: &mut Tx<'_>,
    site: Uuid,
    visitor: Uuid,
    said: Map<String, Value>,
) -> Result<Result<(), &'static str>> {
    identity::lock_of_site(tx, site, visitor).await?;
    let Some(known) = identity::attributes(tx, visitor).await? else { return Ok(Ok(())) };
    Ok(match attributes::merged(known, said) {
        Ok(all) => {
            identity::set_attributes(tx, visitor, &all).await?;
            Ok(())
        }
        Err(code) => Err(code),
    })
}
