//! What the team does to conversations, to one or to many at once. Doing it again changes nothing.

use uuid::Uuid;

use crate::chat::conversation::Progress;
use crate::chat::{Conversation, inbox, jobs, store};
use crate::clock::Millis;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::people::Login;

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Close,
    Reopen,
    /// Puts an open conversation away until a time, or takes it back.
    Snooze(Option<Millis>),
    /// Closes it and shows it in no other list any more; or takes it out from there, and opens it.
    Spam(bool),
    /// These tags and no others.
    Tags(Vec<String>),
    Tag(String),
    Untag(String),
    /// Another name for a tag; without one it is taken away.
    Retag(String, Option<String>),
}

/// Does it to conversations of an account.
pub struct Act {
    pub account: Uuid,
    /// The person who does it, and their name.
    pub who: Option<(Uuid, String)>,
    pub ids: Vec<Uuid>,
    pub deed: Deed,
    pub now: Millis,
}

/// What became of it.
#[derive(Debug, Default)]
pub struct Done {
    /// The conversations as they are now, also those that were so before, in the order of the ids.
    pub rows: Vec<Conversation>,
    /// Those to which it cannot be done, and why.
    pub refused: Vec<(Uuid, &'static str)>,
}

/// What became of one.
enum One {
    Changed,
    WasSo,
    Refused(&'static str),
}

impl Act {
    pub fn new(login: &Login, ids: Vec<Uuid>, deed: Deed, now: Millis) -> Self {
        let who = Some((login.user.id, login.user.name.clone()));
        Self { account: login.account.id, who, ids, deed, now }
    }

    /// Does it within another write.
    pub async fn within(&self, tx: &mut Tx<'_>) -> Result<Done> {
        let mut done = Done::default();
        let mut changed = Vec::new();
        let mut locked = store::lock_by_id(tx, &self.ids).await?;
        locked.retain(|row| row.account_id == self.account);
        locked.sort_unstable_by_key(|row| row.id);
        for row in &locked {
            match self.one(tx, row).await? {
                One::Changed => changed.push(row.id),
                One::WasSo => {}
                One::Refused(code) => done.refused.push((row.id, code)),
            }
        }
        let mut rows = inbox::changed(tx, self.account, &changed, self.now).await?;
        for row in locked.iter().filter(|row| !changed.contains(&row.id)) {
            rows.extend(store::by_id(tx, self.account, row.id).await?);
        }
        for id in &self.ids {
            match rows.iter().position(|row| row.id == *id) {
                Some(place) => done.rows.push(rows.swap_remove(place)),
                None => done.refused.push((*id, "not_found")),
            }
        }
        Ok(done)
    }

    async fn one(&self, tx: &mut Tx<'_>, row: &Progress) -> Result<One> {
        let id = row.id;
        let changed = match &self.deed {
            Deed::Close => self.close(tx, id).await?,
            Deed::Reopen if row.is_open => false,
            Deed::Reopen => return self.reopen(tx, id).await,
            Deed::Snooze(Some(_)) if !row.is_open || row.is_spam => {
                return Ok(One::Refused("not_open"));
            }
            Deed::Snooze(until) => self.snooze(tx, row, *until).await?,
            Deed::Spam(spam) if *spam == row.is_spam => false,
            Deed::Spam(spam) => {
                store::spam(tx, id, *spam).await?;
                if !spam {
                    // Somebody is to look at it. Where the visitor has another one open, it is there.
                    store::reopen(tx, self.account, id, self.now).await?;
                }
                true
            }
            Deed::Tags(_) | Deed::Tag(_) | Deed::Untag(_) | Deed::Retag(..) => {
                return self.tag(tx, id).await;
            }
        };
        Ok(if changed { One::Changed } else { One::WasSo })
    }

    async fn close(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<bool> {
        let closed = store::close(tx, self.account, id).await?;
        if closed {
            let by = self.who.as_ref().map(|(user, name)| (*user, name.as_str()));
            inbox::announce(tx, self.account, id, "ended", by, self.now).await?;
        }
        Ok(closed)
    }

    async fn reopen(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<One> {
        if store::reopen(tx, self.account, id, self.now).await? {
            return Ok(One::Changed);
        }
        let row = store::by_id(tx, self.account, id).await?;
        let is_blocked = row.is_some_and(|row| row.blocked);
        Ok(One::Refused(if is_blocked { "blocked" } else { "another_is_open" }))
    }

    async fn snooze(&self, tx: &mut Tx<'_>, row: &Progress, until: Option<Millis>) -> Result<bool> {
        if store::snoozed(tx, row.id).await? == until {
            return Ok(false);
        }
        store::snooze(tx, row.id, until).await?;
        if let Some(until) = until {
            jobs::wake_at(tx, self.account, row.id, until, self.now).await?;
        }
        Ok(true)
    }

    async fn tag(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<One> {
        let before = store::tags(tx, id).await?;
        let mut tags = before.clone();
        match &self.deed {
            Deed::Tags(all) => tags.clone_from(all),
            Deed::Tag(name) if !tags.contains(name) => tags.push(name.clone()),
            Deed::Untag(name) | Deed::Retag(name, None) => tags.retain(|tag| tag != name),
            Deed::Retag(name, Some(new)) => {
                let is_there = tags.contains(new);
                tags.retain(|tag| tag != name || !is_there);
                tags.iter_mut().filter(|tag| *tag == name).for_each(|tag| tag.clone_from(new));
            }
            _ => {}
        }
        if tags == before && !matches!(self.deed, Deed::Retag(..)) {
            return Ok(One::WasSo);
        }
        if tags.len() > super::tags::MOST {
            return Ok(One::Refused("too_many_tags"));
        }
        store::set_tags(tx, self.account, id, &tags).await?;
        Ok(One::Changed)
    }
}

impl Write for Act {
    type Out = Done;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Done> {
        self.within(tx).await
    }
}
