//! The installation's key for push services: made once, sealed with the secret key, the same on
//! every node.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::OnceCell;

use super::devices;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::{Error, Result};
use crate::webpush::Vapid;

const NAME: &str = "push.key";

#[derive(Default)]
struct Own(OnceCell<Arc<Vapid>>);

/// The key, under which browsers are subscribed.
pub(super) async fn key(ctx: &Ctx) -> Result<Arc<Vapid>> {
    let own = ctx.local.of::<Own>();
    own.0.get_or_try_init(|| async { find(ctx).await.map(Arc::new) }).await.cloned()
}

async fn find(ctx: &Ctx) -> Result<Vapid> {
    let stored = devices::fact(&mut ctx.db.read().await?, NAME).await?;
    if let Some(stored) = &stored {
        match open(ctx, stored) {
            Ok(key) => return Vapid::new(&key, contact(ctx)),
            Err(cause) => tracing::warn!(
                %cause, "the key for push services is made anew; browsers subscribe again by \
                 themselves when they next open the console"
            ),
        }
    }
    let sealed = ctx.keys.seal(NAME, &Vapid::generate()?)?;
    ctx.db.write(Keep { value: STANDARD.encode(sealed), old: stored }).await?;
    // Another node may have been faster.
    let stored = devices::fact(&mut ctx.db.read().await?, NAME).await?;
    let stored = stored.ok_or_else(|| Error::Internal("the key was not kept".into()))?;
    Vapid::new(&open(ctx, &stored)?, contact(ctx))
}

fn open(ctx: &Ctx, stored: &str) -> Result<Vec<u8>> {
    let sealed = STANDARD.decode(stored).map_err(|cause| Error::Internal(cause.to_string()))?;
    ctx.keys.unseal(NAME, &sealed)
}

/// Whom a push service may ask about what we send.
fn contact(ctx: &Ctx) -> String {
    if ctx.is_https() { ctx.origin() } else { format!("mailto:{}", ctx.config.mail_from.email) }
}

struct Keep {
    value: String,
    old: Option<String>,
}

impl Write for Keep {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        devices::set_fact(tx, NAME, &self.value, self.old.as_deref()).await
    }
}
