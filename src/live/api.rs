//! Beats and answers of host pages, and the JSON of the console's list.

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use super::answer::{Beaten, Invite, beaten};
use super::invitation::{Invited, State as Fate};
use super::invite::{ByHand, ByRule, Refusal, To, Turn};
use super::present::{Looked, Present};
use super::rules;
use super::store;
use super::watch::Live;
use crate::chat;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::Read;
use crate::error::Result;
use crate::guard::{Guard, Limit};
use crate::ids;
use crate::leads;
use crate::people::{Action, Change, Login};
use crate::sites::{self, Site};
use crate::visitors::{self, Source, Visitor, is_robot, strip_title, strip_url};
use crate::web::{ClientAddress, Id, LooseJson, Problem};

/// Bytes of a body: a page's address and title.
const LONGEST_BODY: usize = 16 * 1024;
const BODY: &str = "JSON of any content type: `text/plain` spares the browser a preflight";

/// What pages say, and what the console reads and changes.
pub fn router() -> Router<Ctx> {
    let from_pages = Router::new()
        .route("/v1/beat", post(beat))
        .route("/v1/invite", post(answer))
        .layer(DefaultBodyLimit::max(LONGEST_BODY));
    visitors::open_to_pages(from_pages)
        .route("/api/v1/live", get(list))
        .route("/api/v1/live/{id}", get(one))
        .route("/api/v1/live/{id}/invite", post(invite))
}

/// What the document of the interface says of live visitors.
#[derive(OpenApi)]
#[openapi(paths(beat, answer, list, one, invite))]
pub struct Document;

/// A page that is looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Beat {
    /// The site's key.
    site: String,
    /// The visitor's token.
    token: String,
    /// The page's address; personal data is taken out.
    url: String,
    #[serde(default)]
    title: String,
    /// The `version` of the rules that the page has.
    #[serde(default)]
    rules: Option<String>,
}

/// Somebody who sends beats, and from which site.
async fn sender(
    ctx: &Ctx,
    key: &str,
    token: &str,
    address: ClientAddress,
    headers: &HeaderMap,
) -> Result<(std::sync::Arc<Site>, Option<Uuid>), Problem> {
    let site = visitors::site_for(ctx, key, headers).await?;
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    if is_robot(agent.unwrap_or_default()) {
        return Ok((site, None));
    }
    let bearer = visitors::named(ctx, &site, token).ok_or_else(Problem::unauthorized)?;
    Guard::of(ctx).check(Limit::Beats, site.id, Some(bearer.visitor), address.network())?;
    if !visitors::is_current(ctx, bearer).await? {
        return Err(Problem::unauthorized());
    }
    Ok((site, Some(bearer.visitor)))
}

fn private(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// Says that a page is looked at. Nothing is stored.
#[utoipa::path(
    post, path = "/v1/beat", operation_id = "beat", tag = "widget",
    request_body(content = Beat, content_type = "text/plain", description = BODY),
    responses(
        (status = 200, description = "when to say so again, and what to show", body = Beaten),
        (status = 204, description = "a robot's"),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`: no valid token"),
        (status = 403, description = "`origin_not_allowed`"),
        (status = 404, description = "`unknown_site`"),
        (status = 413, description = "`unreadable_body`: more than 16 KiB"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
        (status = 429, description = "`too_many`"),
    )
)]
async fn beat(
    State(ctx): State<Ctx>,
    address: ClientAddress,
    headers: HeaderMap,
    LooseJson(body): LooseJson<Beat>,
) -> Result<Response, Problem> {
    let (site, visitor) = sender(&ctx, &body.site, &body.token, address, &headers).await?;
    let Some(visitor) = visitor else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    let page = Looked { url: strip_url(&body.url), title: strip_title(&body.title) };
    let told = beaten(&ctx, &site, visitor, page, body.rules.as_deref()).await?;
    Ok(private(Json(told).into_response()))
}

/// What became of an invitation, or that a rule's conditions hold.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct InvitationAnswer {
    /// The site's key.
    site: String,
    /// The visitor's token.
    token: String,
    /// The invitation; where a rule invites, made by the client.
    id: Uuid,
    /// The rule whose conditions hold.
    #[serde(default)]
    rule: Option<Uuid>,
    /// What became of the invitation.
    #[serde(default)]
    state: Option<Fate>,
}

/// Says what became of an invitation. With `rule`: asks whether the rule may invite now.
#[utoipa::path(
    post, path = "/v1/invite", operation_id = "answerInvitation", tag = "widget",
    request_body(content = InvitationAnswer, content_type = "text/plain", description = BODY),
    responses(
        (status = 200, description = "the rule invites: this is to be shown", body = Invite),
        (status = 204, description = "it is noted; or there is nothing to show"),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`: no valid token"),
        (status = 403, description = "`origin_not_allowed`"),
        (status = 404, description = "`unknown_site`, or `not_found`: no such invitation"),
        (status = 413, description = "`unreadable_body`: more than 16 KiB"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
        (status = 429, description = "`too_many`"),
    )
)]
async fn answer(
    State(ctx): State<Ctx>,
    address: ClientAddress,
    headers: HeaderMap,
    LooseJson(body): LooseJson<InvitationAnswer>,
) -> Result<Response, Problem> {
    let (site, visitor) = sender(&ctx, &body.site, &body.token, address, &headers).await?;
    let nothing = || Ok(private(StatusCode::NO_CONTENT.into_response()));
    let Some(visitor) = visitor else { return nothing() };
    if let Some(rule) = body.rule {
        return match by_rule(&ctx, &site, visitor, body.id, rule).await? {
            Some(invited) => Ok(private(Json(Invite::from(invited)).into_response())),
            None => nothing(),
        };
    }
    let turn = Turn {
        ctx: ctx.clone(),
        account: site.account_id,
        site: site.id,
        visitor,
        id: body.id,
        state: body.state.unwrap_or(Fate::Shown),
        fresh: ids::new_id(),
        handler: chat::handler_of_new(&ctx, &site),
        now: ctx.clock.now(),
    };
    if !ctx.db.write(turn).await? {
        return Err(Problem::not_found());
    }
    nothing()
}

/// Nobody is invited by a rule while nobody is there to answer.
async fn by_rule(
    ctx: &Ctx,
    site: &Site,
    visitor: Uuid,
    id: Uuid,
    rule: Uuid,
) -> Result<Option<Invited>> {
    if !site.settings.live || !chat::is_online(ctx, site.account_id) {
        return Ok(None);
    }
    let rules = rules::of_site(ctx, site.id).await?;
    let Some(rule) = rules.iter().find(|one| one.id == rule && one.active) else {
        return Ok(None);
    };
    let to = to(ctx, site, visitor);
    let write = ByRule { ctx: ctx.clone(), to, rule: rule.clone(), id };
    Ok(ctx.db.write(write).await?.ok())
}

fn to(ctx: &Ctx, site: &Site, visitor: Uuid) -> To {
    let pause = site.settings.invite_pause;
    To { account: site.account_id, visitor, pause, now: ctx.clock.now() }
}

/// Who is on a page now.
#[derive(Serialize, ToSchema)]
struct LiveList {
    visitors: Vec<Present>,
    /// Sites that have more visitors than are listed.
    more: Vec<Uuid>,
}

/// Who is on a page now. The socket tells of changes while it follows them (`live`).
#[utoipa::path(
    get, path = "/api/v1/live", operation_id = "listLiveVisitors", tag = "inbox",
    security(("session" = [])),
    responses(
        (status = 200, description = "everybody who is there", body = LiveList),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
async fn list(State(ctx): State<Ctx>, login: Login) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let (account, now) = (login.account.id, ctx.clock.now());
    let live = Live::of(&ctx);
    let answer = {
        let here = live.lock();
        LiveList {
            visitors: here.of_account(account, now).cloned().collect(),
            more: here.full_sites(account, now),
        }
    };
    Ok(private(Json(answer).into_response()))
}

/// A visitor with everything that is known. Times are Unix milliseconds.
#[derive(Serialize, ToSchema)]
struct WholeVisitor {
    id: Uuid,
    site: Uuid,
    name: Option<String>,
    /// `desktop`, `phone` or `tablet`.
    device: String,
    /// Its browser.
    agent: String,
    lang: String,
    /// Two capital letters, or empty.
    country: String,
    visits: i64,
    #[schema(value_type = i64)]
    first_seen: Millis,
    #[schema(value_type = i64)]
    last_seen: Millis,
    /// The source of the first visit.
    source_first: Option<Source>,
    /// The source of the newest visit.
    source_last: Option<Source>,
    /// The newest pages first.
    pages: Vec<PageSeen>,
    conversations: Vec<Talk>,
    lead: Option<LeadNamed>,
    /// The newest first.
    invitations: Vec<Invited>,
    /// What an invitation says unless somebody writes another text.
    greeting: String,
    /// Where it is now, when it is there.
    now: Option<Present>,
}

#[derive(Serialize, ToSchema)]
struct PageSeen {
    url: String,
    title: String,
    #[schema(value_type = i64)]
    at: Millis,
}

/// A conversation with the visitor.
#[derive(Serialize, ToSchema)]
struct Talk {
    id: Uuid,
    /// `open` or `closed`.
    status: String,
    #[schema(value_type = i64)]
    last_at: Millis,
    /// The beginning of the newest message.
    last_text: String,
}

/// The lead that the visitor made.
#[derive(Serialize, ToSchema)]
struct LeadNamed {
    id: Uuid,
    name: String,
    /// The stage's name in the reader's language.
    status: String,
}

/// A visitor of the account, there or not.
#[utoipa::path(
    get, path = "/api/v1/live/{id}", operation_id = "getLiveVisitor", tag = "inbox",
    params(("id" = Uuid, Path)), security(("session" = [])),
    responses(
        (status = 200, description = "the visitor", body = WholeVisitor),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
async fn one(State(ctx): State<Ctx>, login: Login, Id(id): Id) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let mut db = ctx.db.read().await?;
    let found = visitors::profile(&mut db, login.account.id, id).await?;
    let visitor = found.ok_or_else(Problem::not_found)?;
    let now = Live::of(&ctx).lock().get((login.account.id, id), ctx.clock.now()).cloned();
    let site = sites::by_id(&ctx, visitor.site).await?.ok_or_else(Problem::not_found)?;
    let greeting = rules::greeting(&site, &visitor.language);
    Ok(private(Json(whole(&mut db, &login, visitor, greeting, now).await?).into_response()))
}

async fn whole(
    db: &mut Read,
    login: &Login,
    visitor: Visitor,
    greeting: String,
    now: Option<Present>,
) -> Result<WholeVisitor> {
    let account = login.account.id;
    let lead = match visitor.lead {
        Some(id) => {
            leads::facts(db, account, id).await?.map(|leads::Facts { name, status, .. }| {
                LeadNamed { id, name, status: status.in_language(login.language()) }
            })
        }
        None => None,
    };
    let talks = chat::of_visitor(db, account, visitor.id).await?;
    let talk = |row: chat::Conversation| Talk {
        id: row.id,
        status: row.status,
        last_at: row.last_at,
        last_text: row.last_text,
    };
    let invitations = store::of_visitor(db, visitor.id).await?;
    let (source_first, source_last) = visitor.sources.unzip();
    let page = |(url, title, at)| PageSeen { url, title, at };
    Ok(WholeVisitor {
        id: visitor.id,
        site: visitor.site,
        name: visitor.name,
        device: visitor.device,
        agent: visitor.agent,
        lang: visitor.language,
        country: visitor.country,
        visits: visitor.visits,
        first_seen: visitor.created_at,
        last_seen: visitor.seen_at,
        source_first,
        source_last,
        pages: visitor.pages.into_iter().map(page).collect(),
        conversations: talks.into_iter().map(talk).collect(),
        lead,
        invitations: invitations.into_iter().map(Invited::from).collect(),
        greeting,
        now,
    })
}

/// What the visitor is to read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Invitation {
    /// 1 to 400 characters.
    text: String,
}

/// Invites a visitor who is on a page now.
#[utoipa::path(
    post, path = "/api/v1/live/{id}/invite", operation_id = "inviteVisitor", tag = "inbox",
    params(("id" = Uuid, Path)), security(("session" = [], "csrf" = [])),
    request_body = Invitation,
    responses(
        (status = 200, description = "the invitation is on its way", body = Invited),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`not_here`: the visitor has left; `talks`: there is an open \
            conversation; `invited_lately`; `blocked`"),
        (status = 413, description = "`unreadable_body`"),
        (status = 422, description = "`invalid_fields`, `invalid_json`, or `unknown_field`"),
    )
)]
async fn invite(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
    LooseJson(given): LooseJson<Invitation>,
) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let (account, now) = (login.account.id, ctx.clock.now());
    let text = rules::clean(&given.text).map_err(|_| Problem::fields([("text", "invalid")]))?;
    let conflict = |code| Problem::new(StatusCode::CONFLICT, code);
    let present = Live::of(&ctx).lock().get((account, id), now).cloned();
    let Some(present) = present else {
        let known = visitors::profile(&mut ctx.db.read().await?, account, id).await?;
        return Err(known.map_or_else(Problem::not_found, |_| conflict("not_here")));
    };
    let site = sites::by_id(&ctx, present.site).await?.ok_or_else(Problem::not_found)?;
    let invited = Invited {
        id: ids::new_id(),
        text,
        name: login.user.name.clone(),
        state: Fate::Sent,
        by_rule: false,
        at: now,
    };
    let to = to(&ctx, &site, id);
    let write = ByHand { ctx: ctx.clone(), to, user: login.user.id, invited };
    match ctx.db.write(write).await? {
        Ok(invited) => Ok(Json(invited).into_response()),
        Err(Refusal::Unknown) => Err(Problem::not_found()),
        Err(Refusal::Talks) => Err(conflict("talks")),
        Err(Refusal::Lately) => Err(conflict("invited_lately")),
        Err(Refusal::Blocked) => Err(conflict("blocked")),
    }
}
