//! Changes that the team makes to a card, each a write with its line in the log.

use serde_json::{Value, json};
use uuid::Uuid;

use super::release::{Released, release};
use super::store::changes as store;
use crate::clock::Millis;
use crate::db::{Tx, Write};
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::ids;

/// Who changes which lead, when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hand {
    pub account: Uuid,
    pub user: Uuid,
    pub lead: Uuid,
    pub now: Millis,
}

impl Hand {
    async fn note(&self, tx: &mut Tx<'_>, kind: &'static str, data: Value) -> Result<()> {
        let event = Event {
            lead: Some(self.lead),
            user: Some(self.user),
            data,
            ..Event::new(self.account, kind, self.now)
        };
        events::append(tx, &event).await
    }
}

/// Puts the lead into another stage. A refusal has a reason, which the asker has checked.
pub(super) struct SetStatus {
    pub by: Hand,
    pub status: Uuid,
    pub reason: String,
}

impl Write for SetStatus {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let Hand { account, lead, .. } = self.by;
        let found = store::set_status(tx, account, lead, self.status, &self.reason).await?;
        if found {
            let data = json!({"status": self.status});
            self.by.note(tx, "lead.status_changed", data).await?;
        }
        Ok(found)
    }
}

/// Gives the lead to somebody of the team, or to nobody.
pub(super) struct SetOwner {
    pub by: Hand,
    pub owner: Option<Uuid>,
}

impl Write for SetOwner {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let found = store::set_owner(tx, self.by.account, self.by.lead, self.owner).await?;
        if found {
            self.by.note(tx, "lead.owner_changed", json!({"owner": self.owner})).await?;
        }
        Ok(found)
    }
}

/// Writes a note on the card.
pub(super) struct AddNote {
    pub by: Hand,
    pub text: String,
}

impl Write for AddNote {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let Hand { account, user, lead, now } = self.by;
        let id = ids::new_id();
        let found = store::add_note(tx, id, account, lead, user, &self.text, now).await?;
        if found {
            self.by.note(tx, "lead.noted", json!({"note": id})).await?;
        }
        Ok(found)
    }
}

/// Sets name and contacts as the team knows them; both are normalised.
pub(super) struct Edit {
    pub by: Hand,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// What became of an [`Edit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edited {
    Done,
    NoSuch,
    /// The contact of this kind is that other lead's: nothing was changed.
    Taken(&'static str, Uuid),
}

impl Write for Edit {
    type Out = Edited;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Edited> {
        let Hand { account, lead, .. } = self.by;
        let Some(before) = store::lock(tx, account, lead).await? else {
            return Ok(Edited::NoSuch);
        };
        let pairs = [("phone", before.0, &self.phone), ("email", before.1, &self.email)];
        for (kind, _, after) in &pairs {
            let Some(value) = after else { continue };
            let other = store::owner_of(tx, account, kind, value).await?;
            if let Some(other) = other.filter(|other| *other != lead) {
                return Ok(Edited::Taken(kind, other));
            }
        }
        for (kind, _, after) in &pairs {
            let Some(value) = after else { continue };
            if !store::take_contact(tx, account, kind, value, lead).await? {
                return Err(Error::NotCommitted("another lead took the contact just now".into()));
            }
        }
        for (kind, before, after) in &pairs {
            if let Some(gone) = before.as_deref().filter(|gone| Some(*gone) != after.as_deref()) {
                store::drop_contact(tx, account, kind, gone, lead).await?;
            }
        }
        let (phone, email) = (self.phone.as_deref(), self.email.as_deref());
        store::set_contacts(tx, account, lead, &self.name, phone, email).await?;
        self.by.note(tx, "lead.edited", json!({})).await?;
        Ok(Edited::Done)
    }
}

/// Says that the leads of a proposal are different people.
pub(super) struct Dismiss {
    pub account: Uuid,
    pub proposal: Uuid,
    pub now: Millis,
}

impl Write for Dismiss {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        store::dismiss(tx, self.account, self.proposal, self.now).await
    }
}

/// Lets requests out of quarantine.
pub(super) struct ReleaseAll {
    pub account: Uuid,
    pub user: Uuid,
    pub submissions: Vec<Uuid>,
    pub now: Millis,
}

impl Write for ReleaseAll {
    type Out = Vec<Released>;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Vec<Released>> {
        let mut done = Vec::with_capacity(self.submissions.len());
        for submission in &self.submissions {
            done.push(release(tx, self.account, *submission, self.user, self.now).await?);
        }
        Ok(done)
    }
}
