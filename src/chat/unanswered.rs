//! What a visitor has said that nobody has answered yet.

use uuid::Uuid;

use super::store;
use crate::db::Read;
use crate::error::Result;

/// The visitor's newest words are looked for among so many messages.
const LOOKED_AT: i64 = 6;

/// A conversation, and what waits for a person's answer in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// On which site.
    pub site: Uuid,
    /// The visitor's language.
    pub language: String,
    /// The number of the newest message.
    pub number: i64,
    /// What the visitor said since anybody else spoke, the newest first; nothing where it is not a
    /// person's turn.
    pub texts: Vec<String>,
}

/// What waits for an answer in a conversation; `None` where the account has no such one.
pub async fn unanswered(
    db: &mut Read,
    account: Uuid,
    conversation: Uuid,
) -> Result<Option<Unanswered>> {
    let Some(row) = store::by_id(db, account, conversation).await? else { return Ok(None) };
    let mut texts = Vec::new();
    if row.is_open() && row.handler == "people" && !row.spam && !row.blocked {
        let messages = store::newest_messages(db, row.id, i64::MAX, LOOKED_AT).await?;
        let said = messages.into_iter().rev().filter(|message| message.author != "system");
        texts =
            said.take_while(|message| message.author == "visitor").map(|one| one.text).collect();
    }
    let (site, language, number) = (row.site_id, row.language, row.last_number);
    Ok(Some(Unanswered { site, language, number, texts }))
}
