//! The secret with which a site's own server signs who a visitor is.

use uuid::Uuid;

use super::store;
use crate::clock::{DAY, Millis};
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::{Error, Result};
use crate::ids;

const PURPOSE: &str = "site identity";
/// How long the secret before the present one is still good.
const OVERLAP: Millis = DAY;

/// The site's present secret; `None` before the first was made.
pub async fn identity_secret(ctx: &Ctx, site: Uuid) -> Result<Option<String>> {
    let row = store::secret(&mut ctx.db.read().await?, site).await?;
    row.map(|row| open(ctx, &row.secret)).transpose()
}

/// The secrets that are good now, the present one first.
pub async fn identity_secrets(ctx: &Ctx, site: Uuid) -> Result<Vec<String>> {
    let Some(row) = store::secret(&mut ctx.db.read().await?, site).await? else {
        return Ok(Vec::new());
    };
    let mut secrets = vec![open(ctx, &row.secret)?];
    if let Some(earlier) = row.earlier.filter(|_| ctx.clock.now() < row.changed_at + OVERLAP) {
        secrets.push(open(ctx, &earlier)?);
    }
    Ok(secrets)
}

/// Gives the site a new secret.
pub async fn new_identity_secret(ctx: &Ctx, site: Uuid) -> Result<()> {
    let secret = ctx.keys.seal(PURPOSE, ids::random_token(32).as_bytes())?;
    ctx.db.write(NewSecret { site, secret, now: ctx.clock.now() }).await
}

fn open(ctx: &Ctx, sealed: &[u8]) -> Result<String> {
    let secret = ctx.keys.unseal(PURPOSE, sealed)?;
    String::from_utf8(secret).map_err(|_| Error::Internal("a secret is no text".into()))
}

struct NewSecret {
    site: Uuid,
    secret: Vec<u8>,
    now: Millis,
}

impl Write for NewSecret {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::set_secret(tx, self.site, &self.secret, self.now).await
    }
}
