//! Attachments: files that people send in a chat or with a form. Each is uploaded first, under an id
//! that its client made, and claimed by a message or a form; what neither claims is removed after a day.

mod api;
mod kind;
mod link;
mod name;
mod receive;
pub(crate) mod store;
mod upright;

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub use self::api::{Document, router};
pub use self::kind::{HEAD, Refusal, of as kind_of};
pub use self::name::{clean as clean_name, disposition};
use crate::clock::{DAY, HOUR, Millis};
use crate::ctx::Ctx;
use crate::db::{Statements, Tx, Write};
use crate::error::Result;
use crate::sites::{Settings, Site};

/// Files in one message.
pub const MOST: usize = 10;
const MEGABYTE: u64 = 1_024 * 1_024;
/// How long a file may wait for the message that it belongs to.
const WAITS: Millis = DAY;
/// It is removed this much later, so that no message can be about to claim it.
const MARGIN: Millis = HOUR;

/// Who uploads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A visitor of a site.
    Visitor {
        /// The account.
        account: Uuid,
        /// The site.
        site: Uuid,
        /// The visitor.
        visitor: Uuid,
    },
    /// Somebody of the team.
    Member {
        /// The account.
        account: Uuid,
        /// The person.
        user: Uuid,
    },
}

impl Owner {
    /// Account, site, visitor, person.
    fn columns(self) -> (Uuid, Option<Uuid>, Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Visitor { account, site, visitor } => (account, Some(site), Some(visitor), None),
            Self::Member { account, user } => (account, None, None, Some(user)),
        }
    }
}

/// A file that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its id, which the server made.
    pub id: Uuid,
    /// Whose it is.
    pub account: Uuid,
    /// In whose conversation it is; before that, who uploaded it, if a visitor did.
    pub visitor: Option<Uuid>,
    /// Who of the team uploaded it.
    pub user: Option<Uuid>,
    /// Its name.
    pub name: String,
    /// Its media type, by its content.
    pub kind: String,
    /// Its bytes.
    pub size: i64,
    /// Width and height of a picture.
    pub pixels: Option<(i64, i64)>,
    /// When it came.
    pub created_at: Millis,
    /// Whether all of it is there.
    pub is_stored: bool,
    /// Whether a message or a form has it.
    pub is_claimed: bool,
}

/// A file as messages and answers have it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = File)]
pub struct FileCard<'a> {
    id: Uuid,
    name: &'a str,
    /// Its media type, by its content.
    #[serde(rename = "type")]
    kind: &'a str,
    /// Bytes.
    size: i64,
    /// Of a picture that is shown: `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<i64>,
}

impl<'a> From<&'a Attachment> for FileCard<'a> {
    fn from(file: &'a Attachment) -> Self {
        let Attachment { id, name, kind, size, pixels, .. } = file;
        let (width, height) = pixels.unzip();
        Self { id: *id, name, kind, size: *size, width, height }
    }
}

/// The most bytes of a visitor's file; 0 where visitors send none.
fn most(site: &Site) -> u64 {
    u64::try_from(site.settings.upload_mb).unwrap_or_default() * MEGABYTE
}

/// Whether visitors of a site may send files.
pub fn are_taken(site: &Site) -> bool {
    most(site) > 0
}

/// The most bytes of a file of somebody of the team: what visitors of these sites may send, and
/// what is usual where they may not.
pub fn most_of_team(sites: &[Site]) -> u64 {
    let usual = u64::try_from(Settings::default().upload_mb).unwrap_or_default() * MEGABYTE;
    sites.iter().map(most).max().unwrap_or_default().max(usual)
}

/// Its name in storage.
fn key(id: Uuid) -> String {
    let id = id.simple().to_string();
    // The end of an id is random, so that the folders fill evenly.
    format!("{}/{id}", &id[30..])
}

/// The names of those of these files that a visitor has uploaded, by their ids.
pub async fn names(
    db: &mut (impl Statements + Send),
    visitor: Uuid,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, String>> {
    let mut names = BTreeMap::new();
    for id in ids {
        let file = store::by_id(db, *id).await?;
        let is_theirs = |file: &Attachment| {
            file.is_stored && file.user.is_none() && file.visitor == Some(visitor)
        };
        names.extend(file.filter(is_theirs).map(|file| (file.id, file.name)));
    }
    Ok(names)
}

/// Keeps a visitor's files for good: a form that was sent has them.
pub async fn keep(tx: &mut Tx<'_>, visitor: Uuid, ids: &[Uuid], now: Millis) -> Result<()> {
    // In the same order everywhere, so that two forms do not wait for each other.
    let mut sorted = ids.to_vec();
    sorted.sort_unstable();
    for id in sorted {
        store::keep(tx, id, visitor, now).await?;
    }
    Ok(())
}

/// Whether a new message of `owner` may have these files: each is there, theirs, and in no message.
pub async fn are_free(tx: &mut Tx<'_>, ids: &[Uuid], owner: Owner, now: Millis) -> Result<bool> {
    for id in ids {
        let file = store::by_id(tx, *id).await?;
        let is_free = file.is_some_and(|file| {
            let is_theirs = match owner {
                Owner::Visitor { visitor, .. } => {
                    file.user.is_none() && file.visitor == Some(visitor)
                }
                Owner::Member { account, user } => {
                    file.user == Some(user) && file.account == account
                }
            };
            is_theirs && file.is_stored && !file.is_claimed && file.created_at > now - WAITS
        });
        if !is_free {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes the files of a new message into its conversation. Gives them in their order; `None`, and
/// nothing is taken, when one of them is not there, not the sender's or in another message.
pub async fn claim(
    tx: &mut Tx<'_>,
    ids: &[Uuid],
    owner: Owner,
    conversation: Uuid,
    visitor: Uuid,
    now: Millis,
) -> Result<Option<Vec<Attachment>>> {
    let place = store::Place { conversation, visitor, now, since: now - WAITS };
    // In the same order everywhere, so that two messages do not wait for each other.
    let mut sorted = ids.to_vec();
    sorted.sort_unstable();
    for (taken, id) in sorted.iter().enumerate() {
        if !store::claim(tx, *id, owner, place).await? {
            for id in &sorted[..taken] {
                store::unclaim(tx, *id).await?;
            }
            return Ok(None);
        }
    }
    let mut files = Vec::with_capacity(ids.len());
    for id in ids {
        files.extend(store::by_id(tx, *id).await?);
    }
    Ok(Some(files))
}

/// Removes what was uploaded and never sent, and what was never uploaded whole.
pub async fn sweep(ctx: Ctx) -> Result<()> {
    ctx.files.sweep().await?;
    let before = ctx.clock.now() - WAITS - MARGIN;
    let mut gone = 0;
    while !ctx.stop.is_cancelled() {
        let ids = store::unclaimed(&mut ctx.db.read().await?, before).await?;
        if ids.is_empty() {
            break;
        }
        for id in ids {
            // A file that cannot be removed now keeps its row, and is tried again.
            ctx.files.remove(&key(id)).await?;
            ctx.db.write(Delete { id }).await?;
            gone += 1;
        }
    }
    if gone > 0 {
        tracing::info!(files = gone, "files that were never sent were removed");
    }
    Ok(())
}

struct Delete {
    id: Uuid,
}

impl Write for Delete {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::delete(tx, self.id).await
    }
}
