//! Requests as the team's mails tell of them.

use uuid::Uuid;

use super::store;
use crate::db::Read;
use crate::error::Result;
use crate::notify::{LeadBrief, LeadName};

/// A request that is on a card; `None` where the account has no such one.
pub async fn brief(db: &mut Read, account: Uuid, submission: Uuid) -> Result<Option<LeadBrief>> {
    store::brief(db, account, submission).await
}

/// Names and contacts of several requests, in their order.
pub async fn names(db: &mut Read, account: Uuid, submissions: &[Uuid]) -> Result<Vec<LeadName>> {
    let mut names = Vec::with_capacity(submissions.len());
    for submission in submissions {
        if let Some(row) = store::brief(db, account, *submission).await? {
            let contact = row.phone.or(row.email).unwrap_or_default();
            names.push(LeadName { name: row.name, contact });
        }
    }
    Ok(names)
}
