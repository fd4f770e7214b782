//! What is written of invitations: made by hand, taken by a rule, and what became of them.

use uuid::Uuid;

use super::invitation::{Invited, State};
use super::rules::{Once, Rule};
use super::store;
use super::watch::note;
use crate::chat::{self, Handler, Opening};
use crate::clock::{MINUTE, Millis};
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::visitors;

/// Why nobody was invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The account has no such visitor.
    Unknown,
    /// They are in conversation, or have been lately.
    Talks,
    /// They were invited not long ago.
    Lately,
    /// The team has blocked them.
    Blocked,
}

/// Who is to be invited, and how soon after the last time.
#[derive(Clone, Copy, Debug)]
pub struct To {
    pub account: Uuid,
    pub visitor: Uuid,
    /// Minutes in which one visitor is invited once at most.
    pub pause: i64,
    pub now: Millis,
}

impl To {
    /// Locks the visitor; who is blocked, or was invited lately, is not invited.
    async fn check(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<Result<Option<Invited>, Refusal>> {
        let Self { account, visitor, pause, now } = *self;
        if !visitors::lock(tx, account, visitor).await? {
            return Ok(Err(Refusal::Unknown));
        }
        if visitors::is_blocked(tx, visitor).await? {
            return Ok(Err(Refusal::Blocked));
        }
        let newest = store::of_visitor(tx, visitor).await?.into_iter().next().map(Invited::from);
        if let Some(newest) = newest {
            if newest.id == id {
                return Ok(Ok(Some(newest)));
            }
            if now - newest.at < pause * MINUTE {
                return Ok(Err(Refusal::Lately));
            }
        }
        Ok(Ok(None))
    }
}

/// Somebody of the team invites a visitor.
pub struct ByHand {
    pub ctx: Ctx,
    pub to: To,
    pub user: Uuid,
    pub invited: Invited,
}

impl Write for ByHand {
    type Out = Result<Invited, Refusal>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Out> {
        let To { account, visitor, .. } = self.to;
        match self.to.check(tx, self.invited.id).await? {
            Ok(None) => {}
            Ok(Some(known)) => return Ok(Ok(known)),
            Err(refusal) => return Ok(Err(refusal)),
        }
        if chat::newest(tx, visitor).await?.is_some_and(|row| row.is_open()) {
            return Ok(Err(Refusal::Talks));
        }
        let (user, invited) = (Some(self.user), &self.invited);
        store::insert(tx, &store::New { account, visitor, user, rule: None, invited }).await?;
        tell(tx, &self.ctx, account, visitor, invited);
        Ok(Ok(invited.clone()))
    }
}

/// A visitor's page meets the conditions of a rule.
pub struct ByRule {
    pub ctx: Ctx,
    pub to: To,
    pub rule: Rule,
    pub id: Uuid,
}

impl Write for ByRule {
    type Out = Result<Invited, Refusal>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Out> {
        let To { account, visitor, now, .. } = self.to;
        match self.to.check(tx, self.id).await? {
            Ok(None) => {}
            Ok(Some(known)) => return Ok(Ok(known)),
            Err(refusal) => return Ok(Err(refusal)),
        }
        if chat::newest(tx, visitor).await?.is_some_and(|row| row.is_recent(now)) {
            return Ok(Err(Refusal::Talks));
        }
        let since = match self.rule.once {
            Once::Visitor => 0,
            Once::Visit => visitors::newest(tx, visitor).await?.map_or(0, |known| known.started_at),
        };
        if store::by_rule(tx, visitor, self.rule.id, since).await? > 0 {
            return Ok(Err(Refusal::Lately));
        }
        let invited = Invited {
            id: self.id,
            text: self.rule.text.clone(),
            name: String::new(),
            state: State::Shown,
            by_rule: true,
            at: now,
        };
        let rule = Some(self.rule.id);
        let new = store::New { account, visitor, user: None, rule, invited: &invited };
        if !store::insert(tx, &new).await? {
            // Another visitor's.
            return Ok(Err(Refusal::Unknown));
        }
        tell(tx, &self.ctx, account, visitor, &invited);
        Ok(Ok(invited))
    }
}

/// What became of an invitation, as the visitor's page says.
pub struct Turn {
    pub ctx: Ctx,
    pub account: Uuid,
    pub site: Uuid,
    pub visitor: Uuid,
    pub id: Uuid,
    pub state: State,
    /// The conversation's id, where one begins, and who answers it then.
    pub fresh: Uuid,
    pub handler: Handler,
    pub now: Millis,
}

impl Write for Turn {
    /// Whether there is such an invitation; one that somebody blocked accepts is none any more.
    type Out = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let Self { account, visitor, id, state, now, .. } = *self;
        if !visitors::lock(tx, account, visitor).await? {
            return Ok(false);
        }
        let Some(row) = store::by_id(tx, id, visitor).await? else { return Ok(false) };
        let user = row.user_id;
        let mut invited = Invited::from(row);
        if state <= invited.state {
            return Ok(true);
        }
        if state == State::Accepted && visitors::is_blocked(tx, visitor).await? {
            return Ok(false);
        }
        store::turn(tx, id, state, now).await?;
        invited.state = state;
        if state == State::Accepted {
            let opening = Opening {
                account,
                site: self.site,
                visitor,
                fresh: self.fresh,
                user,
                name: Some(invited.name.as_str()).filter(|name| !name.is_empty()),
                message: id,
                handler: self.handler,
                text: &invited.text,
                now,
            };
            let conversation = chat::open_with(tx, &opening).await?;
            let ctx = self.ctx.clone();
            tx.after_commit(move || {
                let live = super::watch::Live::of(&ctx);
                live.lock().change((account, visitor), |one| one.conversation = Some(conversation));
            });
        }
        tell(tx, &self.ctx, account, visitor, &invited);
        Ok(true)
    }
}

/// Tells of it once it is stored.
fn tell(tx: &mut Tx<'_>, ctx: &Ctx, account: Uuid, visitor: Uuid, invited: &Invited) {
    let (ctx, invited) = (ctx.clone(), invited.clone());
    tx.after_commit(move || note(&ctx, account, visitor, invited.clone()));
}
