//! A forgotten password.
//!
//! Whoever asks gets the same answer in the same time: one job is stored in any case, and only
//! the job looks whether somebody has that address.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::store::{tokens as token_store, users};
use super::tokens::{self, Purpose};
use super::{User, letters, sessions};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::jobs::{self, Failure, Job, Lease, Registry, When};
use crate::{ids, keys, mail};

/// Somebody asked for a link.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendReset {
    email: String,
}

impl Job for SendReset {
    const KIND: &'static str = "people.send_reset";
}

/// Asks for a link to be sent, if somebody has this address.
pub(super) async fn ask(ctx: &Ctx, email: String) -> Result<()> {
    ctx.db.write(Ask { email, now: ctx.clock.now() }).await
}

struct Ask {
    email: String,
    now: Millis,
}

impl Write for Ask {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let job = SendReset { email: self.email.clone() };
        jobs::enqueue(tx, None, &job, self.now, When::default()).await
    }
}

/// Adds the handlers of people.
#[must_use]
pub fn handlers(registry: Registry) -> Registry {
    registry.on::<SendReset, _, _>(send)
}

async fn send(ctx: Ctx, job: SendReset, lease: Lease) -> Result<(), Failure> {
    let found = users::by_email(&mut ctx.db.read().await?, &job.email).await?;
    let Some(user) = found.map(|found| found.user).filter(|user| user.active) else {
        return Ok(());
    };
    let token = ids::random_token(32);
    let letter = letters::reset(&ctx, &user, &token)?;
    ctx.db.write(Issue { user, token, letter, lease, now: ctx.clock.now() }).await?;
    Ok(())
}

struct Issue {
    user: User,
    token: String,
    letter: mail::Rendered,
    lease: Lease,
    now: Millis,
}

impl Write for Issue {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        // Settled with the effect, so that a crash in between sends no second link.
        if !jobs::settle(tx, self.lease).await? {
            return Ok(());
        }
        let hash = keys::hash(&self.token);
        token_store::insert(tx, &hash, Purpose::Reset, Some(self.user.id), self.now).await?;
        let (account, email) = (self.user.account_id, &self.user.email);
        mail::send_later(tx, account, email, self.letter.clone(), self.now).await
    }
}

/// Sets the password of whoever has the link. It ends every session and every other link of the
/// person; false when the link opens nothing any more.
pub(super) async fn reset(ctx: &Ctx, user: Uuid, token: String, hash: String) -> Result<bool> {
    ctx.db.write(Reset { user, token, hash, now: ctx.clock.now() }).await
}

struct Reset {
    user: Uuid,
    token: String,
    hash: String,
    now: Millis,
}

impl Write for Reset {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        if !tokens::spend(tx, Purpose::Reset, &self.token, self.now).await? {
            return Ok(false);
        }
        token_store::drop_of_user(tx, self.user).await?;
        sessions::end_all(tx, self.user).await?;
        users::set_password(tx, self.user, &self.hash).await
    }
}
