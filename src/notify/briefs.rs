//! What a mail says about a lead or a chat, fetched from the features that own it.

use futures_util::future::BoxFuture;
use uuid::Uuid;

use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::visitors::Source;

/// A request, as the team reads it.
#[derive(Clone, Debug, Default, sqlx::FromRow)]
pub struct LeadBrief {
    /// The name that was left; may be empty.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    /// Normalised.
    pub email: Option<String>,
    /// What was written; may be empty.
    pub message: String,
    /// The page it was left on.
    pub page_url: String,
    /// Its title.
    pub page_title: String,
    /// Where the visit came from.
    #[sqlx(json)]
    pub source: Source,
    /// How many requests the lead has made, this one counted.
    pub requests: i64,
    /// When.
    pub at: Millis,
}

/// A conversation, as the team reads it.
#[derive(Clone, Debug, Default)]
pub struct ChatBrief {
    /// The visitor's name, when it is known.
    pub name: Option<String>,
    /// The newest message.
    pub last_text: String,
    /// The page the visitor is on.
    pub page_url: String,
    /// Its title.
    pub page_title: String,
    /// Where the visit came from.
    pub source: Source,
    /// Since when a message of the visitor waits for an answer; `None` when none does.
    pub waiting_since: Option<Millis>,
    /// Whether the newest message is not read yet.
    pub is_unread: bool,
    /// Whether a person is to answer, and not the bot.
    pub is_for_people: bool,
    /// Who of the team has taken it.
    pub assignee: Option<Uuid>,
    /// For which department it is.
    pub department: Option<Uuid>,
    /// The site's name.
    pub site_name: String,
}

/// A note of the team, as somebody reads it who is mentioned in it.
#[derive(Clone, Debug, Default)]
pub struct MentionBrief {
    /// The conversation beside which it stands.
    pub conversation: Uuid,
    /// Who wrote it.
    pub by: String,
    /// The visitor's name, when it is known.
    pub visitor: Option<String>,
    /// On which site.
    pub site_name: String,
    /// The note.
    pub text: String,
    /// When.
    pub at: Millis,
}

/// A line of a digest.
#[derive(Clone, Debug, Default)]
pub struct LeadName {
    /// The name that was left; may be empty.
    pub name: String,
    /// Phone or address.
    pub contact: String,
}

/// Fetches briefs. `None`: it is gone, and nobody is to be told of it.
pub trait Briefs: Send + Sync + 'static {
    /// Of a submission.
    fn lead<'a>(
        &'a self,
        ctx: &'a Ctx,
        account: Uuid,
        submission: Uuid,
    ) -> BoxFuture<'a, Result<Option<LeadBrief>>>;

    /// Of a conversation.
    fn chat<'a>(
        &'a self,
        ctx: &'a Ctx,
        account: Uuid,
        conversation: Uuid,
    ) -> BoxFuture<'a, Result<Option<ChatBrief>>>;

    /// Of a note in which a person is mentioned. `None` also where they are there and see it.
    fn mention<'a>(
        &'a self,
        ctx: &'a Ctx,
        account: Uuid,
        note: Uuid,
        user: Uuid,
    ) -> BoxFuture<'a, Result<Option<MentionBrief>>>;

    /// Of several submissions, in their order; those that are gone are left out.
    fn names<'a>(
        &'a self,
        ctx: &'a Ctx,
        account: Uuid,
        submissions: &'a [Uuid],
    ) -> BoxFuture<'a, Result<Vec<LeadName>>>;
}
