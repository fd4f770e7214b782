//! The shapes of the inbox's JSON, as it is sent and as the document of the interface has them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::frames::{Card, Head};
use super::store::Filter;
use crate::attachments::FileCard;
use crate::clock::Millis;
use crate::people::{Account, Role};
use crate::visitors::Source;

/// Who is signed in, and what they work with.
#[derive(Serialize, ToSchema)]
pub struct Me {
    pub user: Person,
    pub account: Account,
    pub sites: Vec<SiteCard>,
    /// Bytes of the largest file that may be sent.
    pub files: u64,
    /// What a change has in its header `x-csrf-token`.
    pub csrf: String,
}

/// A person of the account.
#[derive(Serialize, ToSchema)]
pub struct Person {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub role: Role,
}

/// A site of the account.
#[derive(Serialize, ToSchema)]
pub struct SiteCard {
    pub id: Uuid,
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
    /// Whether it has a published script, by which a bot can answer.
    pub has_script: bool,
}

/// Which conversations are asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    #[serde(default)]
    #[param(inline)]
    pub filter: Filter,
    /// A site's id; empty for all sites.
    #[serde(default)]
    pub site: String,
    /// A department's id; empty for all.
    #[serde(default)]
    pub department: String,
    /// Whose they are: a person's id; empty for everybody's.
    #[serde(default)]
    pub assignee: String,
    /// The name of a tag; empty for all.
    #[serde(default)]
    pub tag: String,
    /// `next` of the page before; empty for the first.
    #[serde(default)]
    pub before: String,
}

/// To what the numbers are narrowed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Counting {
    /// A site's id; empty for all sites.
    #[serde(default)]
    pub site: String,
    /// A department's id; empty for all.
    #[serde(default)]
    pub department: String,
    /// Whose they are: a person's id; empty for everybody's.
    #[serde(default)]
    pub assignee: String,
    /// The name of a tag; empty for all.
    #[serde(default)]
    pub tag: String,
}

/// How many conversations stand in each list, by the list's filter.
#[derive(Serialize, ToSchema)]
#[allow(clippy::struct_field_names, reason = "they are the words of the filters")]
pub struct ConversationCounts {
    pub mine: i64,
    pub unassigned: i64,
    pub open: i64,
    pub waiting: i64,
    pub snoozed: i64,
    pub spam: i64,
    /// The number of the inbox's newest change that is certainly in it.
    pub rev: i64,
}

/// A page of conversations, the newest first.
#[derive(Serialize, ToSchema)]
pub struct ConversationList<'a> {
    pub conversations: Vec<Card<'a>>,
    /// Where the next page begins; null after the last.
    pub next: Option<String>,
    /// The number of the inbox's newest change that is certainly in it.
    pub rev: i64,
}

/// After which change of the inbox.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct After {
    /// The number up to which the client has seen every change.
    pub after: i64,
}

/// What has changed in the inbox.
#[derive(Serialize, ToSchema)]
pub struct Changes<'a> {
    /// Up to this number nothing is missing now.
    pub rev: i64,
    /// The changed conversations as they are now.
    pub conversations: Vec<Card<'a>>,
    /// It is too much, or too long ago: the inbox is to be loaded anew.
    pub resync: bool,
}

/// A conversation with what is known of its visitor and lead.
#[derive(Serialize, ToSchema)]
pub struct WholeConversation<'a> {
    #[serde(flatten)]
    pub head: Head<'a>,
    pub visitor: Option<VisitorFacts<'a>>,
    pub lead: Option<LeadFacts>,
    /// Contacts that the visitor gave and that are other leads', the newest first.
    pub claims: Vec<ClaimFacts>,
}

/// A contact that is another lead's.
#[derive(Serialize, ToSchema)]
pub struct ClaimFacts {
    /// The lead that has it.
    pub lead: Uuid,
    pub lead_name: String,
    /// What the visitor gave.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// A lead, as the inbox names it.
#[derive(Serialize, ToSchema)]
pub struct LeadFacts {
    pub id: Uuid,
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    pub email: Option<String>,
    /// The name of its stage.
    pub status: String,
}

/// A visitor, as the inbox shows it.
#[derive(Serialize, ToSchema)]
pub struct VisitorFacts<'a> {
    pub id: Uuid,
    /// Unix milliseconds.
    #[schema(value_type = i64)]
    pub first_seen: Millis,
    pub visits: i64,
    /// The newest 20, newest first.
    pub pages: Vec<SeenPage<'a>>,
    /// `desktop`, `phone` or `tablet`.
    pub device: &'a str,
    /// A language tag.
    pub lang: &'a str,
    /// The source of the first visit.
    pub source_first: Option<&'a Source>,
    /// The source of the newest visit.
    pub source_last: Option<&'a Source>,
}

/// A page that a visitor has looked at.
#[derive(Serialize, ToSchema)]
pub struct SeenPage<'a> {
    pub url: &'a str,
    pub title: &'a str,
    /// Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Millis,
}

/// Which messages are asked for: those after a number, else the newest before one.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Range {
    /// Only messages with a larger number, the oldest first to come.
    pub after: Option<i64>,
    /// Only messages with a smaller number.
    pub before: Option<i64>,
    /// 1 to 500; 50 where it is missing.
    pub limit: Option<i64>,
}

/// Messages of one conversation, in order.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a list of messages is encoded by hand")]
pub struct Messages {
    pub messages: Vec<Message>,
    /// The number of the conversation's newest message.
    pub head: i64,
}

/// A message; on the socket it is a frame of its own.
#[derive(ToSchema)]
#[expect(dead_code, reason = "messages are encoded by hand")]
pub struct Message {
    /// Always `message`.
    pub t: String,
    pub conversation: Uuid,
    pub visitor: Uuid,
    /// Counts up from 1 in its conversation, without gaps.
    pub number: i64,
    /// The id that the author's client has made.
    pub id: Uuid,
    /// `visitor` or `operator`.
    pub author: String,
    /// Unix milliseconds.
    pub at: i64,
    /// Of the operator who wrote it.
    #[schema(required)]
    pub name: Option<String>,
    pub text: String,
    pub content: Option<MessageContent>,
}

/// What a message has beside its text.
#[derive(ToSchema)]
#[expect(dead_code, reason = "messages are encoded by hand")]
pub struct MessageContent {
    pub files: Option<Vec<FileCard<'static>>>,
}
