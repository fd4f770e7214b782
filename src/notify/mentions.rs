//! Tells somebody of the team that a colleague has named them in a note, when they were not there
//! to see it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Briefs, MentionBrief};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::i18n::{self, Value};
use crate::jobs::{self, Failure, Job, Lease, When, enqueue};
use crate::mail::{self, Button, Letter, Rendered};
use crate::people::{self, User};

/// Somebody is to be told of a note.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Mentioned {
    account: Uuid,
    note: Uuid,
    user: Uuid,
}

impl Job for Mentioned {
    const KIND: &'static str = "notify.mention";
}

/// Tells a person at `due_at` of a note in which they are mentioned, unless they are there then.
pub async fn mention(
    tx: &mut Tx<'_>,
    account: Uuid,
    note: Uuid,
    user: Uuid,
    due_at: Millis,
    now: Millis,
) -> Result<()> {
    let when = When { due_at, key: Some(format!("{note}:{user}")) };
    enqueue(tx, Some(account), &Mentioned { account, note, user }, now, when).await
}

pub(super) async fn tell(
    ctx: Ctx,
    briefs: Arc<dyn Briefs>,
    job: Mentioned,
    lease: Lease,
) -> Result<(), Failure> {
    let Mentioned { account, note, user } = job;
    let Some(brief) = briefs.mention(&ctx, account, note, user).await? else { return Ok(()) };
    let person = people::person(&mut ctx.db.read().await?, account, user).await?;
    let Some(person) = person.filter(|person| person.active) else { return Ok(()) };
    let letter = letter(&ctx, &person, &brief)?;
    ctx.db.write(Tell { person, letter, lease, now: ctx.clock.now() }).await?;
    Ok(())
}

struct Tell {
    person: User,
    letter: Rendered,
    lease: Lease,
    now: Millis,
}

impl Write for Tell {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        if !jobs::settle(tx, self.lease).await? {
            return Ok(());
        }
        let User { account_id, email, .. } = &self.person;
        mail::send_later(tx, *account_id, email, self.letter.clone(), self.now).await
    }
}

fn letter(ctx: &Ctx, person: &User, brief: &MentionBrief) -> Result<Rendered> {
    let language = i18n::supported(&person.language);
    let visitor = brief.visitor.clone().filter(|name| !name.trim().is_empty());
    let who = visitor.unwrap_or_else(|| i18n::text(language, "mail-visitor", &[]));
    let args = [
        ("by", Value::from(brief.by.as_str())),
        ("who", Value::from(who.as_str())),
        ("site", Value::from(brief.site_name.as_str())),
    ];
    let say = |key: &str| i18n::text(language, key, &args);
    Letter {
        language,
        subject: say("mail-mention-subject"),
        reason: say("mail-mention-reason"),
        quote: Some(brief.text.clone()),
        button: Some(Button {
            label: say("mail-mention-button"),
            url: ctx.link(&format!("/console/inbox?c={}", brief.conversation)),
        }),
        foot: vec![say("mail-mention-foot")],
        ..Letter::default()
    }
    .render()
}
