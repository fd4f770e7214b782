//! The two sockets, and the JSON that the inbox reads.

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts as _, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::frames::Card;
use super::operator::OperatorTalk;
use super::service::Chat;
use super::store::{self, Filter, Place};
use super::visitor::{GAP, Seat, VisitorTalk, list as message_list};
use super::{Conversation, audience_topic, inbox_topic, visitor_topic};
use crate::ctx::Ctx;
use crate::db::{Read, Tx, Write};
use crate::error::{Error, Result};
use crate::leads;
use crate::people::{Action, Change, Login, session_topic, user_topic};
use crate::realtime::{self, Upgrade as _};
use crate::sites;
use crate::visitors::{self, Visitor};
use crate::web::{ClientAddress, Id, Problem};

/// The protocol that both sides speak.
const PROTOCOL: &str = "leadbell.v1";
/// Conversations in one page of a list.
const PAGE: i64 = 50;

/// The sockets and the inbox's JSON.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/v1/socket", get(visitor_socket))
        .route("/api/v1/socket", get(operator_socket))
        .route("/api/v1/me", get(me))
        .route("/api/v1/conversations", get(list))
        .route("/api/v1/conversations/{id}", get(one))
        .route("/api/v1/conversations/{id}/messages", get(messages))
        .route("/api/v1/conversations/{id}/close", post(close))
        .route("/api/v1/conversations/{id}/reopen", post(reopen))
}

async fn visitor_socket(
    State(ctx): State<Ctx>,
    Extension(chat): Extension<Chat>,
    address: ClientAddress,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    let bearer = token(&headers).and_then(|token| visitors::bearer(&ctx, token));
    let bearer = bearer.ok_or_else(Problem::unauthorized)?;
    let site = sites::by_id(&ctx, bearer.site).await?.ok_or_else(Problem::unauthorized)?;
    visitors::check_origin(&site, &headers)?;
    let place = chat.places.take(address.network(), ctx.config.limits.sockets_address);
    let place = place.ok_or_else(|| Problem::too_many(30))?;
    let mut link = ctx.hub.link();
    link.follow(visitor_topic(bearer.visitor));
    link.follow(audience_topic(site.account_id));
    let talk = VisitorTalk::new(chat, Seat::new(bearer.visitor, site, address), place);
    let (stop, rate) = (ctx.stop.clone(), ctx.config.limits.socket_frames);
    Ok(upgrade
        .bounded()
        .protocols([PROTOCOL])
        .on_upgrade(move |socket| realtime::serve(socket, talk, link, stop, rate)))
}

/// The token among the offered protocols.
fn token(headers: &HeaderMap) -> Option<&str> {
    let offered = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    let mut names = offered.filter_map(|value| value.to_str().ok()).flat_map(|v| v.split(','));
    names.find_map(|name| name.trim().strip_prefix("t."))
}

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
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &ctx)
        .await
        .map_err(|cause| Problem::new(cause.status(), "not_a_socket").detail(cause.body_text()))?;
    let talk = OperatorTalk::new(chat, &login);
    let (stop, rate) = (ctx.stop.clone(), ctx.config.limits.socket_frames);
    Ok(upgrade.bounded().on_upgrade(move |socket| realtime::serve(socket, talk, link, stop, rate)))
}

async fn me(State(ctx): State<Ctx>, login: Login) -> Result<Json<Value>, Problem> {
    let sites = sites::of_account(&mut ctx.db.read().await?, login.account.id).await?;
    let sites: Vec<Value> = sites
        .iter()
        .map(|site| json!({"id": site.id, "name": site.name, "colour": site.settings.colour}))
        .collect();
    let user = &login.user;
    Ok(Json(json!({
        "user": {"id": user.id, "name": user.name, "email": user.email, "role": user.role},
        "account": login.account,
        "sites": sites,
        "csrf": login.session.csrf,
    })))
}

#[derive(Deserialize)]
struct Listing {
    #[serde(default)]
    filter: Filter,
    #[serde(default)]
    site: String,
    #[serde(default)]
    before: String,
}

async fn list(
    State(ctx): State<Ctx>,
    login: Login,
    Query(asked): Query<Listing>,
) -> Result<Json<Value>, Problem> {
    login.require(Action::Chat)?;
    let before = place(&asked.before).ok_or_else(|| Problem::bad_request("invalid_place"))?;
    let site = match asked.site.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| Problem::not_found())?),
    };
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    let head = store::head(&mut db, account).await?;
    let rows = store::list(&mut db, account, asked.filter, site, before, PAGE + 1).await?;
    let page: Vec<Card<'_>> = rows.iter().take(50).map(Card::from).collect();
    let next = (rows.len() > page.len())
        .then(|| &rows[page.len() - 1])
        .map(|last| format!("{}_{}", last.last_at, last.id));
    Ok(Json(json!({"conversations": page, "next": next, "head": head})))
}

/// `<last_at>_<id>`; the beginning where it is empty.
fn place(text: &str) -> Option<Place> {
    if text.is_empty() {
        return Some(Place { at: i64::MAX, id: Uuid::max() });
    }
    let (at, id) = text.split_once('_')?;
    Some(Place { at: at.parse().ok()?, id: id.parse().ok()? })
}

async fn one(State(ctx): State<Ctx>, login: Login, Id(id): Id) -> Result<Json<Value>, Problem> {
    login.require(Action::Chat)?;
    let mut db = ctx.db.read().await?;
    let row = store::by_id(&mut db, login.account.id, id).await?.ok_or_else(Problem::not_found)?;
    let visitor = visitors::profile(&mut db, login.account.id, row.visitor_id).await?;
    let mut whole = serde_json::to_value(Card::from(&row)).map_err(Error::from)?;
    whole["visitor"] = visitor.as_ref().map_or(Value::Null, visitor_facts);
    whole["lead"] = match row.lead_id {
        Some(id) => lead_facts(&mut db, login.account.id, id).await?,
        None => Value::Null,
    };
    Ok(Json(whole))
}

async fn lead_facts(db: &mut Read, account: Uuid, id: Uuid) -> Result<Value> {
    let facts = leads::name_and_status(db, account, id).await?;
    Ok(facts
        .map_or(Value::Null, |(name, status)| json!({"id": id, "name": name, "status": status})))
}

fn visitor_facts(visitor: &Visitor) -> Value {
    let pages: Vec<Value> = visitor
        .pages
        .iter()
        .map(|(url, title, at)| json!({"url": url, "title": title, "at": at}))
        .collect();
    json!({
        "id": visitor.id,
        "first_seen": visitor.created_at,
        "visits": visitor.visits,
        "pages": pages,
        "device": visitor.device,
        "lang": visitor.language,
        "source_first": visitor.sources.as_ref().map(|(first, _)| first),
        "source_last": visitor.sources.as_ref().map(|(_, last)| last),
    })
}

#[derive(Deserialize)]
struct Range {
    after: Option<i64>,
    before: Option<i64>,
    limit: Option<i64>,
}

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

async fn close(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
) -> Result<Json<Value>, Problem> {
    turn(&ctx, &login, id, false).await
}

async fn reopen(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
) -> Result<Json<Value>, Problem> {
    turn(&ctx, &login, id, true).await
}

async fn turn(ctx: &Ctx, login: &Login, id: Uuid, open: bool) -> Result<Json<Value>, Problem> {
    login.require(Action::Chat)?;
    let row = ctx.db.write(Turn { account: login.account.id, id, open }).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    if row.is_open() != open {
        // The visitor has begun another one meanwhile.
        return Err(Problem::new(StatusCode::CONFLICT, "another_is_open"));
    }
    Ok(Json(serde_json::to_value(Card::from(&row)).map_err(Error::from)?))
}

/// Closes or opens a conversation.
struct Turn {
    account: Uuid,
    id: Uuid,
    open: bool,
}

impl Write for Turn {
    type Out = Option<Conversation>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Option<Conversation>> {
        let turned = if self.open {
            store::reopen(tx, self.account, self.id).await?
        } else {
            store::close(tx, self.account, self.id).await?
        };
        let row = store::by_id(tx, self.account, self.id).await?;
        if let Some(row) = row.as_ref().filter(|_| turned) {
            tx.publish(inbox_topic(self.account), super::frames::changed(row));
        }
        Ok(row)
    }
}
