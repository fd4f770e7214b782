//! The stages of an account's pipeline.

use uuid::Uuid;

use super::store;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::i18n::Say;

/// What a status means to the program; its name is the account's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusKind {
    /// Nobody has worked on it yet.
    New,
    /// Someone is working on it.
    Working,
    /// Became a customer.
    Converted,
    /// Will not; always with a reason.
    Refused,
    /// To be taken up later.
    Postponed,
}

impl StatusKind {
    /// As it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Working => "working",
            Self::Converted => "converted",
            Self::Refused => "refused",
            Self::Postponed => "postponed",
        }
    }

    fn from_name(name: &str) -> Self {
        match name {
            "working" => Self::Working,
            "converted" => Self::Converted,
            "refused" => Self::Refused,
            "postponed" => Self::Postponed,
            _ => Self::New,
        }
    }
}

/// One stage.
#[derive(Clone, Debug)]
pub struct Status {
    /// Its id.
    pub id: Uuid,
    /// As the account calls it; empty: as the program does, in each reader's language.
    pub name: String,
    /// What it means.
    pub kind: StatusKind,
}

impl Status {
    /// As people read it.
    pub fn title(&self) -> Say {
        title(&self.name, self.kind.name())
    }
}

/// A stage as people read it, by its stored name and kind.
pub fn title(name: &str, kind: &str) -> Say {
    if !name.is_empty() {
        return Say::name(name);
    }
    Say::of(match StatusKind::from_name(kind) {
        StatusKind::New => "status-new",
        StatusKind::Working => "status-working",
        StatusKind::Converted => "status-converted",
        StatusKind::Refused => "status-refused",
        StatusKind::Postponed => "status-postponed",
    })
}

/// What every account begins with.
const DEFAULTS: [StatusKind; 5] = [
    StatusKind::New,
    StatusKind::Working,
    StatusKind::Converted,
    StatusKind::Refused,
    StatusKind::Postponed,
];

/// The stages of an account in their order; empty until its first lead.
pub async fn statuses(db: &mut Read, account: Uuid) -> Result<Vec<Status>> {
    let rows = store::statuses(db, account).await?;
    Ok(rows
        .into_iter()
        .map(|row| Status { id: row.id, name: row.name, kind: StatusKind::from_name(&row.kind) })
        .collect())
}

/// The stage in which a lead begins. An account's stages are made with its first lead, so that
/// accounts need to know nothing of leads.
pub(super) async fn first(tx: &mut Tx<'_>, account: Uuid) -> Result<Uuid> {
    store::lock_account(tx, account).await?;
    if let Some(known) = store::new_status(tx, account).await? {
        return Ok(known);
    }
    let mut first = None;
    for (position, kind) in (1..).zip(DEFAULTS) {
        let id = store::insert_status(tx, account, "", kind.name(), position).await?;
        first = first.or(Some(id));
    }
    first.ok_or_else(|| crate::error::Error::Internal("no status".into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_stage_without_a_name_is_called_in_the_readers_language() {
        let called = |name, language| title(name, "working").in_language(Language::of(language));
        assert_eq!(called("", "de"), "In Arbeit");
        assert_eq!(called("", "ru"), "В работе");
        assert_eq!(called("Demo booked", "ru"), "Demo booked");
    }
}
