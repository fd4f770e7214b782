//! The two sockets, and the JSON that the inbox reads.

use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use utoipa::OpenApi;
use uuid::Uuid;

use super::frames::Card;
use super::operator::OperatorTalk;
use super::service::Chat;
use super::store::{self, Filter, Narrow, Place};
use super::visitor::{GAP, Seat, VisitorTalk, list as message_list};
use super::wire::{
    After, Changes, ClaimFacts, ConversationCounts, ConversationList, Counting, LeadFacts, Listing,
    Me, Messages, Person, Range, SeenPage, SiteCard, VisitorFacts, WholeConversation,
};
use super::{
    actions, answering, assign, audience_topic, canned, console, history, host, inbox_topic, notes,
    search, team, transcript, visitor_topic,
};
use crate::attachments;
use crate::ctx::Ctx;
use crate::db::Read;
use crate::error::Result;
use crate::leads;
use crate::people::{Action, Login, session_topic, user_topic};
use crate::realtime::Handshake;
use crate::sites;
use crate::visitors::{self, Visitor};
use crate::web::{ClientAddress, Id, Problem, Query};

/// The protocol that both sides speak.
const PROTOCOL: &str = "leadbell.v1";
/// Characters of a kept `User-Agent`.
const LONGEST_AGENT: usize = 200;
/// Conversations in one page of a list.
const PAGE: i64 = 50;
/// Changed conversations that are given at once.
const CHANGES: usize = 200;

/// The sockets and the inbox's JSON.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/v1/socket", get(visitor_socket))
        .route("/api/v1/socket", get(operator_socket))
        .route("/api/v1/me", get(me))
        .route("/api/v1/changes", get(changes))
        .route("/api/v1/conversations", get(list))
        .route("/api/v1/conversations/{id}", get(one))
        .route("/api/v1/conversations/{id}/messages", get(messages))
        .route("/api/v1/counts", get(counts))
        .merge(actions::router())
        .merge(history::router())
        .merge(answering::router())
        .merge(assign::router())
        .merge(host::router())
        .merge(notes::router())
        .merge(team::router())
        .merge(canned::router())
        .merge(search::router())
        .merge(transcript::router())
        .merge(console::router())
}

/// What the document of the interface says of the chat.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    for part in [
        actions::Document::openapi(),
        answering::Document::openapi(),
        assign::Document::openapi(),
        history::Document::openapi(),
        host::Document::openapi(),
        notes::Document::openapi(),
        team::Document::openapi(),
        canned::Document::openapi(),
        search::Document::openapi(),
        transcript::Document::openapi(),
    ] {
        document.merge(part);
    }
    document
}

#[derive(OpenApi)]
#[openapi(paths(visitor_socket, operator_socket, me, changes, list, counts, one, messages))]
struct Document;

/// The visitor's socket: JSON frames in text messages.
#[utoipa::path(
    get, path = "/v1/socket", operation_id = "visitorSocket", tag = "widget",
    security(("visitor" = [])),
    responses(
        (status = 101, description = "the socket is open"),
        (status = 400, description = "`not_a_socket`"),
        (status = 401, description = "`unauthorized`: no valid token among the protocols"),
        (status = 403, description = "`origin_not_allowed`"),
        (status = 426, description = "`not_a_socket`"),
        (status = 429, description = "`too_many`: sockets from this address"),
    )
)]
async fn visitor_socket(
    State(ctx): State<Ctx>,
    Extension(chat): Extension<Chat>,
    address: ClientAddress,
    headers: HeaderMap,
    handshake: Handshake,
) -> Result<Response, Problem> {
    let bearer = token(&headers).and_then(|token| visitors::bearer(&ctx, token));
    let bearer = bearer.ok_or_else(Problem::unauthorized)?;
    let site = sites::by_id(&ctx, bearer.site).await?.ok_or_else(Problem::unauthorized)?;
    visitors::check_origin(&ctx, &site, &headers)?;
    let place = chat.places.take(address.network(), ctx.config.limits.sockets_address);
    let place = place.ok_or_else(|| Problem::too_many(30))?;
    let mut link = ctx.hub.link();
    link.follow(visitor_topic(bearer.visitor));
    link.follow(audience_topic(site.account_id));
    // A token that became void before the socket followed its topic is seen now.
    if !visitors::is_current(&ctx, bearer).await? {
        return Err(Problem::unauthorized());
    }
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let agent = visitors::cut(agent.unwrap_or_default(), LONGEST_AGENT).to_owned();
    let talk = VisitorTalk::new(chat, Seat::new(bearer.visitor, site, address, agent), place);
    let (stop, rate) = (ctx.stop.clone(), ctx.config.limits.socket_frames);
    Ok(handshake.open(Some(PROTOCOL), talk, link, stop, rate))
}

/// The token among the offered protocols.
fn token(headers: &HeaderMap) -> Option<&str> {
    let offered = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    let mut names = offered.filter_map(|value| value.to_str().ok()).flat_map(|v| v.split(','));
    names.find_map(|name| name.trim().strip_prefix("t."))
}

/// The operator's socket: JSON frames in text messages. Opened from the console's own origin.
#[utoipa::path(
    get, path = "/api/v1/socket", operation_id = "operatorSocket", tag = "inbox",
    security(("session" = [])),
    responses(
        (status = 101, description = "the socket is open"),
        (status = 400, description = "`not_a_socket`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`origin_not_allowed`, or `not_your_role`"),
        (status = 426, description = "`not_a_socket`"),
    )
)]
async fn operator_socket(
    State(ctx): State<Ctx>,
    Extension(chat): Extension<Chat>,
    request: Request,
) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    let origin = parts.headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    if origin != Some(ctx.origin().as_str()) {
        return Err(Problem::forbidden("origin_not_allowed"));
    }
    let login = Login::from_request_parts(&mut parts, &ctx).await?;
    login.require(Action::Chat)?;
    let mut link = ctx.hub.link();
    link.follow(user_topic(login.user.id));
    link.follow(session_topic(&login.session));
    link.follow(inbox_topic(login.account.id));
    // Whoever was signed out before the socket followed their topics is seen now.
    let login = Login::from_request_parts(&mut parts, &ctx).await?;
    let handshake = Handshake::from_request_parts(&mut parts, &ctx).await?;
    let talk = OperatorTalk::new(chat, &login).await?;
    let (stop, rate) = (ctx.stop.clone(), ctx.config.limits.socket_frames);
    Ok(handshake.open(None, talk, link, stop, rate))
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/v1/me", operation_id = "me", tag = "inbox",
    security(("session" = [])),
    responses(
        (status = 200, description = "person, account, sites, CSRF token", body = Me),
        (status = 401, description = "`unauthorized`"),
    )
)]
async fn me(State(ctx): State<Ctx>, login: Login) -> Result<Json<Me>, Problem> {
    let Login { user, account, session, .. } = login;
    let sites = sites::of_account(&mut ctx.db.read().await?, account.id).await?;
    let files = attachments::most_of_team(&sites);
    let card = |site: sites::Site| SiteCard {
        id: site.id,
        name: site.name,
        colour: site.settings.colour,
        has_script: site.has_script,
    };
    Ok(Json(Me {
        user: Person { id: user.id, name: user.name, email: user.email, role: user.role },
        account,
        sites: sites.into_iter().map(card).collect(),
        files,
        csrf: session.csrf,
    }))
}

/// Conversations, the newest first, in pages of 50.
#[utoipa::path(
    get, path = "/api/v1/conversations", operation_id = "listConversations", tag = "inbox",
    params(Listing), security(("session" = [])),
    responses(
        (status = 200, description = "one page", body = ConversationList),
        (status = 400, description = "`invalid_query`, or `invalid_place`: a wrong `before`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`: `site`, `department` or `assignee` is no id"),
    )
)]
async fn list(
    State(ctx): State<Ctx>,
    login: Login,
    Query(asked): Query<Listing>,
) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let before = place(&asked.before).ok_or_else(|| Problem::bad_request("invalid_place"))?;
    let mut narrow = narrow(&asked.site, &asked.department, &asked.assignee, &asked.tag)?;
    if asked.filter == Filter::Mine {
        narrow.assignee = Some(login.user.id);
    }
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    let rev = store::rev(&mut db, account).await?;
    let rows = store::list(&mut db, account, asked.filter, &narrow, before, PAGE + 1).await?;
    let conversations: Vec<Card<'_>> = rows.iter().take(50).map(Card::from).collect();
    let next = (rows.len() > conversations.len())
        .then(|| &rows[conversations.len() - 1])
        .map(|last| format!("{}_{}", last.sorted_at, last.id));
    Ok(Json(ConversationList { conversations, next, rev }).into_response())
}

/// To what a list is narrowed; 404 for what is no id.
fn narrow(site: &str, department: &str, assignee: &str, tag: &str) -> Result<Narrow, Problem> {
    let id = |text: &str| match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Problem::not_found()),
    };
    Ok(Narrow {
        site: id(site)?,
        department: id(department)?,
        assignee: id(assignee)?,
        tag: Some(tag.to_owned()).filter(|tag| !tag.is_empty()),
    })
}

/// How many conversations stand in each list.
#[utoipa::path(
    get, path = "/api/v1/counts", operation_id = "countConversations", tag = "inbox",
    params(Counting), security(("session" = [])),
    responses(
        (status = 200, description = "the numbers", body = ConversationCounts),
        (status = 400, description = "`invalid_query`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`: `site`, `department` or `assignee` is no id"),
    )
)]
async fn counts(
    State(ctx): State<Ctx>,
    login: Login,
    Query(asked): Query<Counting>,
) -> Result<Json<ConversationCounts>, Problem> {
    login.require(Action::Chat)?;
    let narrow = narrow(&asked.site, &asked.department, &asked.assignee, &asked.tag)?;
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    let rev = store::rev(&mut db, account).await?;
    let counts = store::counts(&mut db, account, login.user.id, &narrow).await?;
    let store::Counts { mine, unassigned, open, waiting, snoozed, spam } = counts;
    Ok(Json(ConversationCounts { mine, unassigned, open, waiting, snoozed, spam, rev }))
}

/// Which conversations have changed.
#[utoipa::path(
    get, path = "/api/v1/changes", operation_id = "listChanges", tag = "inbox",
    params(After), security(("session" = [])),
    responses(
        (status = 200, description = "what has changed", body = Changes),
        (status = 400, description = "`invalid_query`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
async fn changes(
    State(ctx): State<Ctx>,
    login: Login,
    Query(After { after }): Query<After>,
) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    // The number first: what is read after it is at least as new.
    let rev = store::rev(&mut db, account).await?;
    let changed = store::since(&mut db, account, after, CHANGES).await?;
    let resync = changed.is_none();
    let mut rows = Vec::new();
    for id in changed.unwrap_or_default() {
        rows.extend(store::by_id(&mut db, account, id).await?);
    }
    let conversations = rows.iter().map(Card::from).collect();
    Ok(Json(Changes { rev, conversations, resync }).into_response())
}

/// `<sorted_at>_<id>`; the beginning where it is empty.
fn place(text: &str) -> Option<Place> {
    if text.is_empty() {
        return Some(Place { at: i64::MAX, id: Uuid::max() });
    }
    let (at, id) = text.split_once('_')?;
    Some(Place { at: at.parse().ok()?, id: id.parse().ok()? })
}

/// One conversation with its visitor and lead.
#[utoipa::path(
    get, path = "/api/v1/conversations/{id}", operation_id = "getConversation", tag = "inbox",
    params(("id" = Uuid, Path)), security(("session" = [])),
    responses(
        (status = 200, description = "the conversation", body = WholeConversation),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
async fn one(State(ctx): State<Ctx>, login: Login, Id(id): Id) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let mut db = ctx.db.read().await?;
    let row = store::by_id(&mut db, login.account.id, id).await?.ok_or_else(Problem::not_found)?;
    let visitor = visitors::profile(&mut db, login.account.id, row.visitor_id).await?;
    let lead = match row.lead_id {
        Some(id) => lead_facts(&mut db, &login, id).await?,
        None => None,
    };
    let of = (login.account.id, row.site_id);
    let claims = leads::claims(&mut db, of, row.visitor_id, row.lead_id).await?;
    let claims = claims.into_iter().map(claim_facts).collect();
    let visitor = visitor.as_ref().map(visitor_facts);
    Ok(Json(WholeConversation { head: (&row).into(), visitor, lead, claims }).into_response())
}

async fn lead_facts(db: &mut Read, login: &Login, id: Uuid) -> Result<Option<LeadFacts>> {
    let facts = leads::facts(db, login.account.id, id).await?;
    Ok(facts.map(|leads::Facts { name, phone, email, status }| {
        let status = status.in_language(login.language());
        LeadFacts { id, name, phone, email, status }
    }))
}

fn claim_facts(claim: leads::Claim) -> ClaimFacts {
    let leads::Claim { lead, lead_name, name, phone, email } = claim;
    ClaimFacts { lead, lead_name, name, phone, email }
}

fn visitor_facts(visitor: &Visitor) -> VisitorFacts<'_> {
    VisitorFacts {
        id: visitor.id,
        first_seen: visitor.created_at,
        visits: visitor.visits,
        pages: visitor
            .pages
            .iter()
            .map(|(url, title, at)| SeenPage { url, title, at: *at })
            .collect(),
        device: &visitor.device,
        lang: &visitor.language,
        source_first: visitor.sources.as_ref().map(|(first, _)| first),
        source_last: visitor.sources.as_ref().map(|(_, last)| last),
    }
}

/// Messages of a conversation.
#[utoipa::path(
    get, path = "/api/v1/conversations/{id}/messages", operation_id = "listMessages",
    tag = "inbox", params(("id" = Uuid, Path), Range), security(("session" = [])),
    responses(
        (status = 200, description = "messages in order", body = Messages),
        (status = 400, description = "`invalid_query`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
async fn messages(
    State(ctx): State<Ctx>,
    login: Login,
    Id(id): Id,
    Query(asked): Query<Range>,
) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let limit = asked.limit.unwrap_or(50).clamp(1, GAP);
    let mut db = ctx.db.read().await?;
    let row = store::by_id(&mut db, login.account.id, id).await?.ok_or_else(Problem::not_found)?;
    let rows = match (asked.after, asked.before) {
        (Some(after), _) => store::messages(&mut db, id, after, limit).await?,
        (None, before) => {
            store::newest_messages(&mut db, id, before.unwrap_or(i64::MAX), limit).await?
        }
    };
    let list = message_list(&row, &rows);
    let body = format!(r#"{{"messages":{list},"head":{}}}"#, row.last_number);
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
