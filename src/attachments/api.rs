//! `POST /v1/files` and `POST /api/v1/files` take a file, `GET /f/…` gives it to whoever has a
//! link, and links are made for who may read it.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};
use uuid::Uuid;

use super::link::{self, Followed};
use super::receive::Upload;
use super::{FileCard, MOST, Owner, kind, name, store};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::guard::{Guard, Limit};
use crate::people::{Action, Change, Login};
use crate::sites;
use crate::visitors;
use crate::web::{ClientAddress, Id, LooseJson, Path, Problem, Query};

/// Links that are asked for at once: those of all messages that a page shows.
const LINKS: usize = 50 * MOST;
/// Bytes of a body that asks for links.
const LONGEST_BODY: usize = 48 * 1_024;
/// Nothing that is opened runs, frames or fetches anything, whatever a browser takes it for.
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/// As long as a link is the same.
const KEPT: &str = "private, max-age=21600, immutable";

/// Uploads, links and the files themselves.
pub fn router() -> Router<Ctx> {
    let from_pages = Router::new()
        .route("/v1/files", post(upload_as_visitor))
        .route("/v1/links", post(links))
        .layer(DefaultBodyLimit::max(LONGEST_BODY));
    visitors::open_to_pages(from_pages)
        .route("/api/v1/files", post(upload_as_member))
        .route("/api/v1/files/{id}", get(open))
        .route("/f/{token}/{name}", get(file))
}

/// What the document of the interface says of attachments.
#[derive(OpenApi)]
#[openapi(paths(upload_as_visitor, links, upload_as_member, open))]
pub struct Document;

/// What is sent.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Sent {
    /// Made by the client: sent again under the same id, it is the same file.
    id: Uuid,
    /// The file's name.
    #[serde(default)]
    name: String,
}

/// A stored file.
#[derive(Serialize, ToSchema)]
struct Uploaded<'a> {
    #[serde(flatten)]
    file: FileCard<'a>,
    /// It was stored before, under the same id.
    repeated: bool,
}

/// Takes a file of a visitor, as the body. A message sends it; what none sends is removed after a
/// day.
#[utoipa::path(
    post, path = "/v1/files", operation_id = "uploadFile", tag = "widget",
    params(Sent), security(("bearer" = [])),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "it was stored before", body = Uploaded),
        (status = 201, description = "it is stored", body = Uploaded),
        (status = 400, description = "`invalid_query`, or `unreadable_body`"),
        (status = 401, description = "`unauthorized`: no valid token"),
        (status = 403, description = "`origin_not_allowed`, `files_off`: the site takes none, or \
            `blocked`: the visitor is"),
        (status = 413, description = "`file_too_large`: `most` has the bytes; or `too_many_pixels`"),
        (status = 415, description = "`file_type_refused`: a program"),
        (status = 422, description = "`file_empty`"),
        (status = 429, description = "`too_many`: files, or bytes, for now"),
    )
)]
async fn upload_as_visitor(
    State(ctx): State<Ctx>,
    address: ClientAddress,
    headers: HeaderMap,
    Query(sent): Query<Sent>,
    body: Body,
) -> Result<Response, Problem> {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix("Bearer "));
    let bearer = token.and_then(|token| visitors::bearer(&ctx, token));
    let bearer = bearer.ok_or_else(Problem::unauthorized)?;
    let site = sites::by_id(&ctx, bearer.site).await?.ok_or_else(Problem::unauthorized)?;
    visitors::check_origin(&ctx, &site, &headers)?;
    if !visitors::is_current(&ctx, bearer).await? {
        return Err(Problem::unauthorized());
    }
    let most = super::most(&site);
    if most == 0 {
        return Err(Problem::forbidden("files_off"));
    }
    let visitor = bearer.visitor;
    let blocked = visitors::blocked_at(&mut ctx.db.read().await?, site.account_id, visitor).await?;
    if blocked.flatten().is_some() {
        return Err(Problem::forbidden("blocked"));
    }
    Guard::of(&ctx).check(Limit::Files, site.id, Some(visitor), address.network())?;
    let owner = Owner::Visitor { account: site.account_id, site: site.id, visitor };
    receive(&ctx, owner, sent, most, &headers, body).await
}

/// Takes a file of somebody of the team, as the body.
#[utoipa::path(
    post, path = "/api/v1/files", operation_id = "uploadTeamFile", tag = "inbox",
    params(Sent), security(("session" = [], "csrf" = [])),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "it was stored before", body = Uploaded),
        (status = 201, description = "it is stored", body = Uploaded),
        (status = 400, description = "`invalid_query`, or `unreadable_body`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 413, description = "`file_too_large`: `most` has the bytes; or `too_many_pixels`"),
        (status = 415, description = "`file_type_refused`: a program"),
        (status = 422, description = "`file_empty`"),
    )
)]
async fn upload_as_member(
    State(ctx): State<Ctx>,
    Change(login): Change,
    headers: HeaderMap,
    Query(sent): Query<Sent>,
    body: Body,
) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let account = login.account.id;
    let sites = sites::of_account(&mut ctx.db.read().await?, account).await?;
    let most = super::most_of_team(&sites);
    let owner = Owner::Member { account, user: login.user.id };
    receive(&ctx, owner, sent, most, &headers, body).await
}

async fn receive(
    ctx: &Ctx,
    owner: Owner,
    sent: Sent,
    most: u64,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let announced = announced.and_then(|value| value.parse().ok());
    let name = name::clean(&sent.name);
    let upload = Upload { owner, client: sent.id, name, most, announced };
    let (file, repeated) = upload.receive(ctx, body).await?;
    let status = if repeated { StatusCode::OK } else { StatusCode::CREATED };
    let answer = Json(Uploaded { file: (&file).into(), repeated });
    Ok(unkept((status, answer).into_response()))
}

/// Which files a visitor's page shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Shown {
    /// The site's key.
    site: String,
    /// The visitor's token.
    token: String,
    /// Ids of files.
    files: Vec<Uuid>,
}

/// Where they are.
#[derive(Serialize, ToSchema)]
struct Links {
    /// Id → path on this server. What is not the visitor's to read is missing.
    links: BTreeMap<Uuid, String>,
    /// Until when they are good, in Unix milliseconds.
    #[schema(value_type = i64)]
    expires: Millis,
}

/// Links to files of the visitor's own conversations.
#[utoipa::path(
    post, path = "/v1/links", operation_id = "linkFiles", tag = "widget",
    request_body(
        content = Shown, content_type = "text/plain",
        description = "JSON of any content type: `text/plain` spares the browser a preflight",
    ),
    responses(
        (status = 200, description = "the links", body = Links),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`: no valid token"),
        (status = 403, description = "`origin_not_allowed`"),
        (status = 404, description = "`unknown_site`"),
        (status = 413, description = "`unreadable_body`: more than 48 KiB"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
    )
)]
async fn links(
    State(ctx): State<Ctx>,
    headers: HeaderMap,
    LooseJson(shown): LooseJson<Shown>,
) -> Result<Response, Problem> {
    let site = visitors::site_for(&ctx, &shown.site, &headers).await?;
    let visitor = visitors::authenticate(&ctx, &site, &shown.token).await?;
    let visitor = visitor.ok_or_else(Problem::unauthorized)?;
    let now = ctx.clock.now();
    let (mut links, mut expires) = (BTreeMap::new(), now);
    let mut db = ctx.db.read().await?;
    for id in shown.files.into_iter().take(LINKS) {
        let file = store::by_id(&mut db, id).await?;
        // What somebody of the team has uploaded and not sent has no visitor yet.
        let Some(file) = file.filter(|file| file.is_stored && file.visitor == Some(visitor)) else {
            continue;
        };
        let (path, ends) = link::make(&ctx.keys, id, &file.name, visitor, now);
        links.insert(id, path);
        expires = ends;
    }
    Ok(unkept(Json(Links { links, expires }).into_response()))
}

/// Leads somebody of the team to a file of the account.
#[utoipa::path(
    get, path = "/api/v1/files/{id}", operation_id = "openFile", tag = "inbox",
    params(("id" = Uuid, Path)), security(("session" = [])),
    responses(
        (status = 303, description = "`location` is where the file is, for some hours"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
async fn open(State(ctx): State<Ctx>, login: Login, Id(id): Id) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let file = store::by_id(&mut ctx.db.read().await?, id).await?;
    let is_theirs = |file: &super::Attachment| {
        // A visitor's file that no message has sent is nobody's to read yet.
        let is_sent = file.is_claimed || file.user == Some(login.user.id);
        file.account == login.account.id && file.is_stored && is_sent
    };
    let file = file.filter(is_theirs).ok_or_else(Problem::not_found)?;
    let (path, _) = link::make(&ctx.keys, id, &file.name, login.user.id, ctx.clock.now());
    Ok(unkept(Redirect::to(&path).into_response()))
}

/// The file of a link. Pictures are shown, everything else is saved.
async fn file(
    State(ctx): State<Ctx>,
    Path((token, _)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let id = match link::follow(&ctx.keys, &token, ctx.clock.now()) {
        Followed::File(id) => id,
        Followed::Over => return Err(Problem::new(StatusCode::GONE, "link_over")),
        Followed::Unknown => return Err(Problem::not_found()),
    };
    let file = store::by_id(&mut ctx.db.read().await?, id).await?;
    let file = file.filter(|file| file.is_stored).ok_or_else(Problem::not_found)?;
    let body = ctx.files.get(&super::key(id)).await?.ok_or_else(Problem::not_found)?;
    let is_picture = file.pixels.is_some() && kind::PICTURES.contains(&file.kind.as_str());
    let how = if is_picture { "inline" } else { "attachment" };
    let mut answer = Response::new(body);
    let headers = answer.headers_mut();
    let fixed = HeaderValue::from_static;
    let given = |text: &str| HeaderValue::from_str(text).map_err(|_| Problem::not_found());
    headers.insert(header::CONTENT_TYPE, given(&file.kind)?);
    headers.insert(header::CONTENT_LENGTH, file.size.into());
    headers.insert(header::CONTENT_DISPOSITION, given(&name::disposition(how, &file.name))?);
    headers.insert(header::CONTENT_SECURITY_POLICY, fixed(SANDBOX));
    headers.insert(header::CACHE_CONTROL, fixed(KEPT));
    // A host page draws a picture that its own policy would not let it show.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, fixed("*"));
    headers.insert("cross-origin-resource-policy", fixed("cross-origin"));
    Ok(answer)
}

fn unkept(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
