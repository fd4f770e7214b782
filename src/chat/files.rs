//! Files of messages: looked at before a conversation begins, and taken into it in the same write.

use std::collections::HashMap;

use serde::Serialize;

use super::room::Room;
use super::write::{Said, What, Writer};
use crate::attachments::{self, Attachment, FileCard, Owner};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;

/// What a message has beside its text.
pub(super) enum Content {
    /// Its files.
    Files {
        /// As it is stored.
        json: String,
        /// What lists show where there is no text.
        preview: String,
    },
    /// One of them is not there, not the sender's, or in another message.
    Refused,
}

/// By the place among what is said; most messages have nothing.
pub(super) type Contents = HashMap<usize, Content>;

#[derive(Serialize)]
struct Json<'a> {
    files: Vec<FileCard<'a>>,
}

impl Content {
    fn of(files: &[Attachment]) -> Result<Self> {
        let json = serde_json::to_string(&Json { files: files.iter().map(Into::into).collect() })?;
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        Ok(Self::Files { json, preview: names.join(", ") })
    }
}

/// The new messages that have files, with whose they must be.
fn with_files<'a>(
    room: &Room<'_>,
    said: &'a [Said],
) -> Vec<(usize, &'a Said, &'a [uuid::Uuid], Owner)> {
    let has_files = said.iter().enumerate().filter_map(|(place, one)| match &one.what {
        What::Message { files, .. } if !files.is_empty() && !room.is_known(one) => {
            Some((place, one, files.as_slice(), owner(&one.by)))
        }
        _ => None,
    });
    has_files.collect()
}

fn owner(by: &Writer) -> Owner {
    match by {
        Writer::Visitor { seat, .. } => Owner::Visitor {
            account: seat.site.account_id,
            site: seat.site.id,
            visitor: seat.visitor,
        },
        Writer::Operator { who, .. } => Owner::Member { account: who.account, user: who.user },
    }
}

/// Refuses messages whose files are not their sender's, so that none of them begins a conversation.
pub(super) async fn check(
    tx: &mut Tx<'_>,
    room: &Room<'_>,
    said: &[Said],
    now: Millis,
) -> Result<Contents> {
    let mut contents = Contents::new();
    for (place, _, files, owner) in with_files(room, said) {
        if !attachments::are_free(tx, files, owner, now).await? {
            contents.insert(place, Content::Refused);
        }
    }
    Ok(contents)
}

/// Takes files into the conversations of their messages.
pub(super) async fn claim(
    tx: &mut Tx<'_>,
    room: &Room<'_>,
    said: &[Said],
    contents: &mut Contents,
    now: Millis,
) -> Result<()> {
    for (place, one, files, owner) in with_files(room, said) {
        if contents.contains_key(&place) {
            continue;
        }
        let Some(to) = room.goes_to(one) else { continue };
        let claimed = attachments::claim(tx, files, owner, to.id, to.visitor_id, now).await?;
        let content = match claimed {
            Some(files) => Content::of(&files)?,
            None => Content::Refused,
        };
        contents.insert(place, content);
    }
    Ok(())
}
