//! The frames that the server sends, encoded by hand where they are frequent: each once, whoever
//! reads it.

use std::fmt::Write as _;

use axum::extract::ws::Utf8Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::conversation::Conversation;
use super::incoming::Page;
use super::line::Place;
use super::presence::Mate;
use super::store::{NoteRow, Pulse};
use super::write::Answer;
use crate::clock::Millis;
use crate::visitors::Source;

/// A message as both sides see it.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    pub conversation: Uuid,
    pub visitor: Uuid,
    pub number: i64,
    /// The author's client made it.
    pub id: Uuid,
    pub author: &'a str,
    pub name: Option<&'a str>,
    pub text: &'a str,
    /// What it has beside the text, as JSON.
    pub content: Option<&'a str>,
    /// Where its visitor wrote it; told with a new message only.
    pub page: Option<&'a Page>,
    pub at: Millis,
}

impl Message<'_> {
    /// The frame, which is also the object in lists of messages.
    pub fn push_to(&self, out: &mut String) {
        let Self { conversation, visitor, number, id, author, at, .. } = self;
        out.reserve(280 + self.text.len());
        put(
            out,
            format_args!(
                r#"{{"t":"message","conversation":"{conversation}","visitor":"{visitor}","number":{number},"id":"{id}","author":"{author}","at":{at},"name":"#
            ),
        );
        match self.name {
            Some(name) => quote(out, name),
            None => out.push_str("null"),
        }
        out.push_str(r#","text":"#);
        quote(out, self.text);
        if let Some(content) = self.content {
            out.push_str(r#","content":"#);
            out.push_str(content);
        }
        if let Some(Page { url, title, .. }) = self.page {
            out.push_str(r#","page":{"url":"#);
            quote(out, url);
            out.push_str(r#","title":"#);
            quote(out, title);
            out.push('}');
        }
        out.push('}');
    }

    pub fn frame(&self) -> String {
        let mut out = String::new();
        self.push_to(&mut out);
        out
    }
}

/// A frame for the team: with its number in the account's inbox.
pub fn numbered(frame: &str, rev: i64) -> String {
    let mut out = String::with_capacity(frame.len() + 24);
    out.push_str(frame.strip_suffix('}').unwrap_or(frame));
    put(&mut out, format_args!(r#","rev":{rev}}}"#));
    out
}

/// To the team: this number of the inbox has nothing to show.
pub fn nothing(rev: i64) -> String {
    format!(r#"{{"t":"rev","rev":{rev}}}"#)
}

/// A list of messages.
pub fn list<'a>(messages: impl Iterator<Item = Message<'a>>) -> String {
    let mut out = String::from("[");
    for (place, message) in messages.enumerate() {
        if place > 0 {
            out.push(',');
        }
        message.push_to(&mut out);
    }
    out.push(']');
    out
}

/// What became of a sent message.
pub struct Ack {
    pub id: Uuid,
    pub conversation: Uuid,
    pub number: i64,
    pub at: Millis,
    pub begun: bool,
    /// The request that was recognised in it.
    pub lead: Option<Uuid>,
}

impl Ack {
    pub fn frame(&self) -> String {
        let Self { id, conversation, number, at, begun, lead } = self;
        let mut out = String::with_capacity(200);
        put(
            &mut out,
            format_args!(
                r#"{{"t":"ack","id":"{id}","conversation":"{conversation}","number":{number},"at":{at},"begun":{begun},"lead":"#
            ),
        );
        match lead {
            Some(lead) => put(&mut out, format_args!(r#""{lead}"}}"#)),
            None => out.push_str("null}"),
        }
        out
    }
}

/// Why a message was not stored.
pub fn nack(id: Uuid, code: &str, retry_after: Option<u64>) -> String {
    match retry_after {
        Some(seconds) => {
            format!(r#"{{"t":"nack","id":"{id}","code":"{code}","retry_after":{seconds}}}"#)
        }
        None => format!(r#"{{"t":"nack","id":"{id}","code":"{code}"}}"#),
    }
}

/// Why an operator's message was not stored: a colleague has answered meanwhile.
pub fn answered(id: Uuid, answer: &Answer) -> String {
    let Answer { number, user, name } = answer;
    let mut out = format!(
        r#"{{"t":"nack","id":"{id}","code":"answered_by","number":{number},"by":{{"id":"{user}","name":"#
    );
    quote(&mut out, name);
    out.push_str("}}");
    out
}

/// To the visitor: the team has read up to `number` (`read`), or it has come to them (`got`).
pub fn mark_of_team(kind: &str, conversation: Uuid, number: i64) -> String {
    format!(r#"{{"t":"{kind}","conversation":"{conversation}","number":{number}}}"#)
}

/// To the team: one side has read up to `number` (`read`), or it has come to it (`got`).
pub fn mark(kind: &str, conversation: Uuid, number: i64, by: &str, rev: i64) -> String {
    format!(
        r#"{{"t":"{kind}","conversation":"{conversation}","number":{number},"by":"{by}","rev":{rev}}}"#
    )
}

/// What a visitor's page is told of its conversation beside the messages.
#[derive(Serialize)]
pub struct State<'a> {
    status: &'a str,
    /// Who answers.
    operator: Option<Operator<'a>>,
    /// Where it stands, while nobody has it.
    queue: Option<Queue>,
    /// When somebody is there again, where nobody is; left out where that is not known.
    #[serde(skip_serializing_if = "Back::is_unknown")]
    back_at: Back,
    /// Whether the visitor has said how it was.
    rated: bool,
    /// Who answers now: `people` or `bot`.
    mode: &'a str,
}

#[derive(Serialize)]
struct Operator<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    face: Option<Uuid>,
}

impl<'a> Operator<'a> {
    fn of(name: Option<&'a String>, face: Option<Uuid>) -> Option<Self> {
        name.map(|name| Self { name, face })
    }
}

/// Somebody of the team, as visitors see them.
pub fn mate(mate: &Mate) -> Value {
    let Mate { name, face, .. } = mate;
    serde_json::to_value(Operator { name, face: *face }).unwrap_or_default()
}

#[derive(Serialize)]
struct Queue {
    position: i64,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Back {
    Unknown,
    At(Option<Millis>),
}

impl Back {
    fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

impl<'a> State<'a> {
    /// Of a conversation, with its place in the queue where it has one.
    pub fn of(row: &'a Conversation, position: Option<i64>) -> Self {
        let operator = Operator::of(row.assignee_name.as_ref(), row.assignee_face);
        let queue = position.map(|position| Queue { position });
        let (rated, back_at) = (row.rating.is_some(), Back::Unknown);
        Self { status: &row.status, operator, queue, back_at, rated, mode: &row.handler }
    }

    /// The same of what a ping reads.
    fn pulse(row: &'a Pulse, place: Place) -> Self {
        let Place { position, back_at } = place;
        let operator = Operator::of(row.assignee_name.as_ref(), row.assignee_face);
        let queue = position.map(|position| Queue { position });
        let (rated, back_at) = (row.rating.is_some(), Back::At(back_at));
        Self { status: &row.status, operator, queue, back_at, rated, mode: &row.handler }
    }

    fn frame(&self, conversation: Uuid) -> String {
        let state = serde_json::to_string(self).unwrap_or_default();
        let rest = state.strip_prefix('{').unwrap_or("}");
        format!(r#"{{"t":"state","conversation":"{conversation}",{rest}"#)
    }
}

/// To the visitor: what its conversation has become.
pub fn state(row: &Conversation, position: Option<i64>) -> String {
    State::of(row, position).frame(row.id)
}

/// To the visitor of a conversation that waits: where it stands. Nothing of who answers, which may
/// have changed since the queue was read.
pub fn queued(conversation: Uuid, place: Place) -> String {
    let queue = place.position.map(|position| Queue { position });
    let back_at = place.back_at;
    json!({"t": "state", "conversation": conversation, "status": "open", "queue": queue, "back_at": back_at})
        .to_string()
}

/// To the visitor: everything that it should know by now, so that a lost frame is noticed.
pub fn pulse(row: &Pulse, place: Place) -> String {
    let Pulse { id, last_number: number, operator_read: read, operator_got: got, .. } = row;
    let state = serde_json::to_string(&State::pulse(row, place)).unwrap_or_default();
    format!(
        r#"{{"t":"ping","heads":{{"{id}":{number}}},"read":{read},"got":{got},"state":{state}}}"#
    )
}

/// To the team: somebody writes.
pub fn typing(conversation: Uuid, by: &str, name: Option<&str>) -> String {
    let mut out = format!(r#"{{"t":"typing","conversation":"{conversation}","by":"{by}","name":"#);
    match name {
        Some(name) => quote(&mut out, name),
        None => out.push_str("null"),
    }
    out.push('}');
    out
}

/// To the team: a visitor writes, and so far it is this. It is stored nowhere.
pub fn drafted(conversation: Uuid, draft: &str) -> String {
    let mut out = typing(conversation, "visitor", None);
    out.pop();
    out.push_str(r#","draft":"#);
    quote(&mut out, draft);
    out.push('}');
    out
}

/// To the visitor: somebody of the team writes.
pub fn typing_to_visitor(name: &str) -> String {
    let mut out = String::from(r#"{"t":"typing","name":"#);
    quote(&mut out, name);
    out.push('}');
    out
}

/// To visitors: whether somebody is there.
pub fn online(is: bool) -> &'static str {
    if is { r#"{"t":"online","online":true}"# } else { r#"{"t":"online","online":false}"# }
}

/// The server goes away: come back after so many milliseconds.
pub fn reconnect(after: u32) -> Utf8Bytes {
    format!(r#"{{"t":"reconnect","after":{after}}}"#).into()
}

/// A conversation as the inbox lists it.
#[derive(Serialize, ToSchema)]
#[schema(as = Conversation)]
pub struct Card<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    visitor: Uuid,
    /// The lead that the visitor made.
    lead: Option<Uuid>,
}

/// What every view of a conversation has. Times are Unix milliseconds.
#[derive(Serialize, ToSchema)]
#[schema(as = ConversationHead)]
pub struct Head<'a> {
    id: Uuid,
    site: Uuid,
    site_name: &'a str,
    /// The name that the visitor gave.
    name: Option<&'a str>,
    /// The number of the newest message.
    number: i64,
    /// The team has read up to this number.
    operator_read: i64,
    /// The visitor has read up to this number.
    visitor_read: i64,
    /// What has come to the team.
    operator_got: i64,
    /// What has come to the visitor.
    visitor_got: i64,
    /// Messages that the team has not read.
    unread: i64,
    /// `open` or `closed`.
    status: &'a str,
    /// Since when the visitor waits for an answer.
    #[schema(value_type = Option<i64>)]
    waiting_since: Option<Millis>,
    #[schema(value_type = i64)]
    last_at: Millis,
    /// The beginning of the newest message.
    last_text: &'a str,
    /// `visitor` or `operator`.
    last_author: &'a str,
    /// Where the visitor last wrote.
    page: Option<LastPage<'a>>,
    /// The source of the visit in which it began.
    #[schema(value_type = Source)]
    source: &'a RawValue,
    lang: &'a str,
    #[schema(value_type = i64)]
    created_at: Millis,
    /// Who of the team answers it.
    assignee: Option<Named<'a>>,
    department: Option<Named<'a>>,
    /// Since when it waits for an operator.
    #[schema(value_type = Option<i64>)]
    queued_at: Option<Millis>,
    /// Until when the team does not want to see it.
    #[schema(value_type = Option<i64>)]
    snoozed_until: Option<Millis>,
    /// Who is to answer here: empty (as the site says), `people` or `bot`.
    mode: &'a str,
    /// Who answers now: `people` or `bot`.
    handler: &'a str,
    /// What the visitor made of it: 1 to 5.
    rating: Option<i64>,
    rating_comment: &'a str,
    spam: bool,
    tags: &'a [String],
    /// What the visitor answered before the chat.
    #[schema(value_type = Object)]
    answers: &'a RawValue,
    /// How many notes the team has made.
    notes: i64,
    /// Whether the host page has said who the visitor is, by a signed token.
    verified: bool,
    /// Whether the team has blocked the visitor.
    blocked: bool,
    /// Two capital letters, or empty.
    country: &'a str,
    /// The number of its newest change in the account's inbox.
    rev: i64,
}

/// Something with a name.
#[derive(Serialize, ToSchema)]
struct Named<'a> {
    id: Uuid,
    name: &'a str,
}

fn named(id: Option<Uuid>, name: Option<&String>) -> Option<Named<'_>> {
    Some(Named { id: id?, name: name?.as_str() })
}

#[derive(Serialize, ToSchema)]
struct LastPage<'a> {
    url: &'a str,
    title: &'a str,
}

impl<'a> From<&'a Conversation> for Card<'a> {
    fn from(row: &'a Conversation) -> Self {
        Self { head: row.into(), visitor: row.visitor_id, lead: row.lead_id }
    }
}

impl<'a> From<&'a Conversation> for Head<'a> {
    fn from(row: &'a Conversation) -> Self {
        let page = LastPage { url: &row.page_url, title: &row.page_title };
        Self {
            id: row.id,
            site: row.site_id,
            site_name: &row.site_name,
            name: row.visitor_name.as_deref(),
            number: row.last_number,
            operator_read: row.operator_read,
            visitor_read: row.visitor_read,
            operator_got: row.operator_got,
            visitor_got: row.visitor_got,
            unread: (row.last_number - row.operator_read).max(0),
            status: &row.status,
            waiting_since: row.waiting_since,
            last_at: row.last_at,
            last_text: &row.last_text,
            last_author: &row.last_author,
            page: Some(page).filter(|page| !page.url.is_empty()),
            source: &row.source.0,
            lang: &row.language,
            created_at: row.created_at,
            assignee: named(row.assignee_id, row.assignee_name.as_ref()),
            department: named(row.department_id, row.department_name.as_ref()),
            queued_at: row.queued_at,
            snoozed_until: row.snoozed_until,
            mode: &row.mode,
            handler: &row.handler,
            rating: row.rating,
            rating_comment: &row.rating_comment,
            spam: row.spam,
            tags: &row.tags.0,
            answers: &row.answers.0,
            notes: row.notes,
            verified: row.verified,
            blocked: row.blocked,
            country: &row.country,
            rev: row.rev,
        }
    }
}

/// To the team: a conversation is new or has changed.
pub fn changed(row: &Conversation, rev: i64) -> String {
    let card = serde_json::to_string(&Card::from(row)).unwrap_or_default();
    format!(r#"{{"t":"conversation","conversation":{card},"rev":{rev}}}"#)
}

/// What somebody of the team noted beside a conversation.
#[derive(Serialize, ToSchema)]
pub struct Note<'a> {
    id: Uuid,
    conversation: Uuid,
    /// It stands after the message with this number.
    after: i64,
    /// Who made it.
    user: Uuid,
    name: &'a str,
    text: &'a str,
    /// Who is to be told of it.
    mentions: &'a [Uuid],
    /// Unix milliseconds.
    #[schema(value_type = i64)]
    at: Millis,
}

impl<'a> From<&'a NoteRow> for Note<'a> {
    fn from(row: &'a NoteRow) -> Self {
        Self {
            id: row.id,
            conversation: row.conversation_id,
            after: row.after_number,
            user: row.user_id,
            name: row.name.as_deref().unwrap_or_default(),
            text: &row.text,
            mentions: &row.mentions.0,
            at: row.at,
        }
    }
}

/// To the team: somebody has made a note.
pub fn note(row: &NoteRow, rev: i64) -> String {
    let note = serde_json::to_string(&Note::from(row)).unwrap_or_default();
    numbered(&format!(r#"{{"t":"note",{}"#, note.strip_prefix('{').unwrap_or("}")), rev)
}

/// A JSON string.
pub fn quote(out: &mut String, text: &str) {
    // A string can always be serialised.
    out.push_str(&serde_json::to_string(text).unwrap_or_else(|_| "\"\"".into()));
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_message_is_json_whatever_its_text() -> Result<(), serde_json::Error> {
        let message = Message {
            conversation: Uuid::from_u128(1),
            visitor: Uuid::from_u128(2),
            number: 3,
            id: Uuid::from_u128(4),
            author: "operator",
            name: Some("Ann \"A\""),
            text: "</script>\u{2028}\n\\",
            content: None,
            page: None,
            at: 5,
        };
        let read: Value = serde_json::from_str(&message.frame())?;
        assert_eq!(read["text"], message.text);
        assert_eq!(read["name"], "Ann \"A\"");
        assert_eq!(read["number"], 3);
        let both: Value = serde_json::from_str(&list([message, message].into_iter()))?;
        assert_eq!(both[1], read);
        assert_eq!(read.get("page"), None);
        let page = Page {
            url: "https://shop.example/\"".into(),
            title: "Lamps".into(),
            ..Page::default()
        };
        let told: Value = serde_json::from_str(&Message { page: Some(&page), ..message }.frame())?;
        assert_eq!(told["page"]["url"], page.url);
        assert_eq!(told["page"]["title"], page.title);
        let content = Some(r#"{"files":[]}"#);
        let full = Message { content, ..message }.frame();
        let told: Value = serde_json::from_str(&numbered(&full, 7))?;
        assert_eq!((&told["rev"], &told["content"]["files"]), (&7.into(), &Value::Array(vec![])));
        Ok(())
    }

    #[test]
    fn a_draft_is_json_whatever_it_says() -> Result<(), serde_json::Error> {
        let read: Value = serde_json::from_str(&drafted(Uuid::from_u128(1), "\"</b>\n"))?;
        assert_eq!((&read["by"], &read["draft"]), (&"visitor".into(), &"\"</b>\n".into()));
        Ok(())
    }

    #[test]
    fn an_ack_names_what_was_begun_and_recognised() -> Result<(), serde_json::Error> {
        let ack = Ack {
            id: Uuid::from_u128(1),
            conversation: Uuid::from_u128(2),
            number: 1,
            at: 5,
            begun: true,
            lead: Some(Uuid::from_u128(3)),
        };
        let read: Value = serde_json::from_str(&ack.frame())?;
        assert_eq!(read["begun"], true);
        assert_eq!(read["lead"], "00000000-0000-0000-0000-000000000003");
        Ok(())
    }
}
