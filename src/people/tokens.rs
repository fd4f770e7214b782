//! Links that work once: a random token in the address, its hash in the database.

use uuid::Uuid;

use super::store::tokens as store;
use crate::clock::{DAY, HOUR, Millis};
use crate::ctx::Ctx;
use crate::db::Tx;
use crate::error::Result;
use crate::{ids, keys};

/// What a token opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The setup page of a new server.
    Setup,
    /// A new password.
    Reset,
    /// The first password of somebody who was invited.
    Invite,
}

impl Purpose {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Reset => "reset",
            Self::Invite => "invite",
        }
    }

    /// How long such a link works.
    pub(super) fn life(self) -> Millis {
        match self {
            Self::Setup | Self::Invite => 7 * DAY,
            Self::Reset => 2 * HOUR,
        }
    }
}

/// Makes a token, as part of `tx`.
pub(super) async fn issue(
    tx: &mut Tx<'_>,
    purpose: Purpose,
    user: Option<Uuid>,
    now: Millis,
) -> Result<String> {
    let token = ids::random_token(32);
    store::insert(tx, &keys::hash(&token), purpose, user, now).await?;
    Ok(token)
}

/// Spends a token; false when it opens nothing any more.
pub(super) async fn spend(
    tx: &mut Tx<'_>,
    purpose: Purpose,
    token: &str,
    now: Millis,
) -> Result<bool> {
    store::spend(tx, &keys::hash(token), purpose, now).await
}

/// Whose link it is, for the page behind it: looking does not spend it, since mail scanners look.
pub(super) async fn owner(ctx: &Ctx, purpose: Purpose, token: &str) -> Result<Option<Uuid>> {
    let now = ctx.clock.now();
    let found = store::find(&mut ctx.db.read().await?, &keys::hash(token), purpose, now).await?;
    Ok(found.flatten())
}

/// Whether a token that belongs to nobody opens its page.
pub(super) async fn is_open(ctx: &Ctx, purpose: Purpose, token: &str) -> Result<bool> {
    let now = ctx.clock.now();
    let hash = keys::hash(token);
    Ok(store::find(&mut ctx.db.read().await?, &hash, purpose, now).await?.is_some())
}
