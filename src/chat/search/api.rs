//! The route of the search.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};
use uuid::Uuid;

use super::words::{self, Among, Wanted};
use crate::chat::Conversation;
use crate::chat::frames::Card;
use crate::chat::store::{self, search};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::people::{Action, Login};
use crate::web::{Problem, Query};

/// Messages and notes in one page.
const PAGE: usize = 30;
/// Contacts, on the first page only.
const CONTACTS: i64 = 10;
/// Characters of a search.
const LONGEST: usize = 200;

/// The route.
pub fn router() -> Router<Ctx> {
    Router::new().route("/api/v1/search", get(search))
}

/// What the document of the interface says of it.
#[derive(OpenApi)]
#[openapi(paths(search))]
pub struct Document;

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Search {
    /// Words, or beginnings of words, all of which must be there. Nothing in it is syntax.
    #[serde(default)]
    q: String,
    /// `next` of the page before; empty for the first.
    #[serde(default)]
    before: String,
}

/// What was found.
#[derive(Serialize, ToSchema)]
struct Found<'a> {
    /// Messages and notes, the newest first.
    messages: Vec<Hit<'a>>,
    /// People; on the first page only.
    contacts: Vec<Contact<'a>>,
    /// Where the next page begins; null after the last.
    next: Option<String>,
    /// What was written last is not in the index yet: asked again in a moment, there may be more.
    behind: bool,
}

/// A message or a note.
#[derive(Serialize, ToSchema)]
struct Hit<'a> {
    conversation: Card<'a>,
    /// The message; of a note the message after which it stands.
    number: i64,
    /// The note, where it is one.
    note: Option<Uuid>,
    /// `visitor`, `operator` or `bot`.
    author: &'a str,
    /// Of the person of the team who wrote it.
    name: Option<&'a str>,
    /// Unix milliseconds.
    #[schema(value_type = i64)]
    at: Millis,
    /// A piece of the text; each word that was found stands between U+0002 and U+0003.
    snippet: String,
}

/// A person.
#[derive(Serialize, ToSchema)]
struct Contact<'a> {
    /// The visitor.
    id: Uuid,
    /// May be empty.
    name: &'a str,
    /// Address and phone; may be empty.
    detail: String,
    /// Where they have written.
    conversation: Uuid,
    /// The lead that the visitor made.
    lead: Option<Uuid>,
}

/// Looks for words in messages, notes and contacts. What was written in the last seconds may not
/// be found yet.
#[utoipa::path(
    get, path = "/api/v1/search", operation_id = "search", tag = "inbox",
    params(Search), security(("session" = [])),
    responses(
        (status = 200, description = "what was found", body = Found),
        (status = 400, description = "`invalid_query`, or `invalid_place`: a wrong `before`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
async fn search(
    State(ctx): State<Ctx>,
    login: Login,
    Query(asked): Query<Search>,
) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let account = login.account.id;
    let before = match asked.before.as_str() {
        "" => i64::MAX,
        text => text.parse().map_err(|_| Problem::bad_request("invalid_place"))?,
    };
    let typed: String = asked.q.chars().take(LONGEST).collect();
    let Some(wanted) = words::wanted(&typed) else {
        let none = Found { messages: Vec::new(), contacts: Vec::new(), next: None, behind: false };
        return Ok(Json(none).into_response());
    };
    let mut db = ctx.db.read().await?;
    // Before the search: what comes into the index between the two is asked for again.
    let behind = search::is_behind(&mut db, account).await?;
    let query = |among| {
        let scope = words::scope(account, among);
        match ctx.db.backend() {
            crate::db::Backend::Sqlite => wanted.sqlite(&scope),
            crate::db::Backend::Postgres => wanted.postgres(&scope),
        }
    };
    let limit = i64::try_from(PAGE).unwrap_or(0) + 1;
    let rows =
        search::find_written(&mut db, &query(Among::Written), before, account, limit).await?;
    let contacts = if before == i64::MAX {
        search::find_contacts(&mut db, &query(Among::Contacts), account, CONTACTS).await?
    } else {
        Vec::new()
    };
    let next = rows.get(PAGE).map(|_| rows[PAGE - 1].id.to_string());
    let mut conversations: HashMap<Uuid, Conversation> = HashMap::new();
    for row in rows.iter().take(PAGE) {
        let id = row.conversation_id;
        if !conversations.contains_key(&id) {
            conversations.extend(store::by_id(&mut db, account, id).await?.map(|row| (id, row)));
        }
    }
    let messages = rows.iter().take(PAGE).filter_map(|row| hit(&wanted, row, &conversations));
    let found = Found {
        messages: messages.collect(),
        contacts: contacts.iter().map(contact).collect(),
        next,
        behind,
    };
    Ok(Json(found).into_response())
}

/// `None` for what is gone, and for spam.
fn hit<'a>(
    wanted: &Wanted,
    row: &'a search::Written,
    conversations: &'a HashMap<Uuid, Conversation>,
) -> Option<Hit<'a>> {
    let conversation = conversations.get(&row.conversation_id).filter(|row| !row.spam)?;
    let text = row.text.as_deref().filter(|text| wanted.is_in(text))?;
    Some(Hit {
        conversation: conversation.into(),
        number: row.number,
        note: row.note,
        author: &row.author,
        name: row.name.as_deref(),
        at: row.at?,
        snippet: wanted.snippet(text),
    })
}

fn contact(row: &search::Found) -> Contact<'_> {
    let filled = |text: &'_ str| !text.is_empty();
    let name = row.name.as_deref().filter(|name| filled(name)).or(row.lead_name.as_deref());
    let detail: Vec<&str> =
        [&row.email, &row.phone].into_iter().flatten().map(String::as_str).collect();
    Contact {
        id: row.id,
        name: name.unwrap_or_default(),
        detail: detail.join(" · "),
        conversation: row.conversation_id,
        lead: row.lead,
    }
}
