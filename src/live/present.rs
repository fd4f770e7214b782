//! A visitor who is on a page now, as the team sees one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::invitation::Invited;
use crate::clock::Millis;
use crate::visitors::{Newest, Source};

/// A visitor who is on a page now. Times are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LiveVisitor)]
pub struct Present {
    /// The visitor.
    pub id: Uuid,
    /// On which site.
    pub site: Uuid,
    /// The name that it gave.
    pub name: Option<String>,
    /// A lead that it made.
    pub lead: Option<Uuid>,
    /// The open conversation with it.
    pub conversation: Option<Uuid>,
    /// The page, stripped of personal data.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Since when it looks at this page.
    #[schema(value_type = i64)]
    pub since: Millis,
    /// When this visit began.
    #[schema(value_type = i64)]
    pub came: Millis,
    /// Pages looked at in this visit.
    pub pages: i64,
    /// How many visits, this one included.
    pub visits: i64,
    /// Where this visit came from.
    pub source: Source,
    /// `desktop`, `phone` or `tablet`.
    pub device: String,
    /// The language of its pages.
    pub lang: String,
    /// Two capital letters, where it is known.
    pub country: String,
    /// The newest invitation.
    pub invitation: Option<Invited>,
}

/// The page that a visitor looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Its address, stripped of personal data.
    pub url: String,
    /// Its title.
    pub title: String,
}

impl Present {
    /// Somebody who has just been seen.
    pub fn new(
        id: Uuid,
        known: Newest,
        page: Looked,
        conversation: Option<Uuid>,
        invitation: Option<Invited>,
        now: Millis,
    ) -> Self {
        Self {
            id,
            site: known.site_id,
            name: known.name,
            lead: known.lead_id,
            conversation,
            url: page.url,
            title: page.title,
            since: now,
            came: known.started_at,
            pages: known.pages,
            visits: known.visits,
            source: known.source.0,
            device: known.device,
            lang: known.language,
            country: known.country,
            invitation,
        }
    }
}
