//! A rendered mail as a job: for what a feature sends once to one person, such as a link to set
//! a new password. The row goes away once the mail is taken, and with it what the mail says.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Mail, Rendered, SendError};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::Tx;
use crate::error::Result;
use crate::ids;
use crate::jobs::{self, Failure, Job, Lane, Lease, Registry, When};

/// A mail that is ready to go.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendMail {
    /// Its id, the left part of the Message-ID.
    pub id: Uuid,
    /// The account it is sent for.
    pub account: Uuid,
    /// The recipient's address.
    pub to: String,
    /// What it says.
    pub mail: Rendered,
    /// When it was written.
    pub at: Millis,
}

impl Job for SendMail {
    const KIND: &'static str = "mail.send";
    const LANE: Lane = Lane::Mail;
    /// About five hours: the links in such mails do not live longer.
    const TRIES: i64 = 16;
}

/// Sends `mail` to `to` once `tx` has committed.
pub async fn send_later(
    tx: &mut Tx<'_>,
    account: Uuid,
    to: &str,
    mail: Rendered,
    now: Millis,
) -> Result<()> {
    let job = SendMail { id: ids::new_id(), account, to: to.to_owned(), mail, at: now };
    jobs::enqueue(tx, Some(account), &job, now, When::default()).await
}

/// Adds the handlers of this module.
#[must_use]
pub fn handlers(registry: Registry) -> Registry {
    registry.on::<SendMail, _, _>(send)
}

async fn send(ctx: Ctx, job: SendMail, _: Lease) -> Result<(), Failure> {
    let mail = Mail {
        id: job.id,
        account: job.account,
        to: job.to,
        reply_to: None,
        content: job.mail,
        at: job.at,
        private: true,
    };
    Ok(ctx.mailer.send(&mail).await?)
}

impl From<SendError> for Failure {
    fn from(cause: SendError) -> Self {
        match cause {
            SendError::Passing(cause) => Self::Retry(cause),
            SendError::Final(cause) => Self::Dead(cause),
        }
    }
}
