//! A conversation as the team's mails tell of it.

use uuid::Uuid;

use super::conversation::Conversation;
use super::store;
use crate::db::Read;
use crate::error::Result;
use crate::notify::ChatBrief;

/// An open conversation; `None` where the account has no such one, or it is spam.
pub async fn brief(db: &mut Read, account: Uuid, conversation: Uuid) -> Result<Option<ChatBrief>> {
    let row = store::by_id(db, account, conversation).await?;
    // What the team has put away or found to be spam waits for nobody.
    let waits = |row: &Conversation| row.is_open() && !row.spam && row.snoozed_until.is_none();
    let Some(row) = row.filter(waits) else { return Ok(None) };
    Ok(Some(ChatBrief {
        name: row.visitor_name,
        last_text: row.last_text,
        page_url: row.page_url,
        page_title: row.page_title,
        source: serde_json::from_str(row.source.0.get())?,
        waiting_since: row.waiting_since,
        is_unread: row.operator_read < row.last_number,
        is_for_people: row.handler != "bot",
        assignee: row.assignee_id,
        department: row.department_id,
        site_name: row.site_name,
    }))
}
