//! The first start: a link in the log, which opens the setup page once.

use super::account::{Created, NewAccount, create_account};
use super::store::{tokens as token_store, users};
use super::tokens::{self, Purpose};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;

/// On a server without an account: makes a setup link and writes it into the log. Gives the link.
pub async fn announce(ctx: &Ctx) -> Result<Option<String>> {
    if !ctx.is_https() {
        tracing::warn!(
            url = %ctx.public_url,
            "without HTTPS the session's cookie has neither Secure nor the __Host- prefix: use \
             this on a network that you trust only, or set LEADBELL_PUBLIC_URL to https://…"
        );
    }
    if users::any_account(&mut ctx.db.read().await?).await? {
        return Ok(None);
    }
    let token = ctx.db.write(Offer { now: ctx.clock.now() }).await?;
    let link = ctx.link(&format!("/setup?token={token}"));
    tracing::info!("this server has no account yet: open {link} to set it up");
    Ok(Some(link))
}

struct Offer {
    now: Millis,
}

impl Write for Offer {
    type Out = String;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<String> {
        tokens::issue(tx, Purpose::Setup, None, self.now).await
    }
}

/// How the setup went.
pub(super) enum Outcome {
    /// The account is there.
    Done(Box<Created>),
    /// The link was used, has expired, or somebody was faster.
    Closed,
}

/// Opens the first account; the token is spent with it.
pub(super) struct SetUp {
    pub token: String,
    pub new: NewAccount,
    pub now: Millis,
}

impl Write for SetUp {
    type Out = Outcome;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Outcome> {
        let is_first = !users::any_account_yet(tx).await?;
        if !is_first || !tokens::spend(tx, Purpose::Setup, &self.token, self.now).await? {
            return Ok(Outcome::Closed);
        }
        token_store::drop_purpose(tx, Purpose::Setup).await?;
        Ok(match create_account(tx, &self.new, self.now).await? {
            Some(created) => Outcome::Done(Box::new(created)),
            None => Outcome::Closed,
        })
    }
}
