//! What the console's scripts ask and tell about alerts.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use super::devices::{self, NewDevice};
use super::jobs::Deliver;
use super::{Wanted, own};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::ids;
use crate::jobs::{When, enqueue};
use crate::people::{Action, Change, Login};
use crate::web::{LooseJson, Problem};
use crate::webpush;

/// The longest address of a push service that is taken.
const LONGEST: usize = 2_048;
/// Characters of a kept `User-Agent`.
const LONGEST_AGENT: usize = 200;

/// Routes of the scripts.
pub(in crate::notify) fn router() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/alerts", get(alerts))
        .route("/api/v1/push", post(subscribe).delete(unsubscribe))
        .route("/api/v1/push/trial", post(trial))
}

/// What the document of the interface says of alerts.
#[derive(OpenApi)]
#[openapi(paths(alerts, subscribe, unsubscribe, trial))]
pub struct Document;

/// How somebody wants to be alerted.
#[derive(Serialize, ToSchema)]
struct Alerts {
    /// `bell`, `knock`, `drops` or `none`.
    sound: String,
    /// Whether an open tab shows notifications of the system.
    desktop: bool,
    /// Whether conversations that nobody has taken are left out.
    only_mine: bool,
    /// Who they are.
    user: Uuid,
    /// The key under which a browser subscribes to messages (`applicationServerKey`).
    key: String,
}

/// How the person wants to be alerted.
#[utoipa::path(
    get, path = "/api/v1/alerts", operation_id = "getAlerts", tag = "inbox",
    security(("session" = [])),
    responses(
        (status = 200, description = "the person's choices and the installation's key", body = Alerts),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
async fn alerts(State(ctx): State<Ctx>, login: Login) -> Result<Json<Alerts>, Problem> {
    login.require(Action::Chat)?;
    let chosen = devices::choices(&mut ctx.db.read().await?, login.user.id).await?;
    let key = own::key(&ctx).await?.public();
    let devices::Choices { sound, desktop, only_mine } = chosen;
    Ok(Json(Alerts { sound, desktop, only_mine, user: login.user.id, key }))
}

/// A browser that wants messages, as its `PushSubscription` has it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Subscribe {
    /// An address at the browser's push service.
    endpoint: String,
    /// The browser's public key, in URL-safe base64.
    p256dh: String,
    /// Its secret, in URL-safe base64.
    auth: String,
}

/// Sends messages to this browser from now on, until the person signs out in it.
#[utoipa::path(
    post, path = "/api/v1/push", operation_id = "subscribe", tag = "inbox",
    request_body = Subscribe, security(("session" = [], "csrf" = [])),
    responses(
        (status = 204, description = "it is noted, now or before"),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 422, description = "`unusable_endpoint`: not an https address; \
            `unusable_key`; `invalid_json`; `unknown_field`"),
    )
)]
async fn subscribe(
    State(ctx): State<Ctx>,
    Change(login): Change,
    headers: HeaderMap,
    LooseJson(given): LooseJson<Subscribe>,
) -> Result<StatusCode, Problem> {
    login.require(Action::Chat)?;
    let wrong = |code| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code);
    let endpoint =
        endpoint(&ctx, &given.endpoint).ok_or_else(|| wrong("unusable_endpoint"))?.to_string();
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
    let public = bytes(&given.p256dh).filter(|key| webpush::is_public_key(key));
    let auth = bytes(&given.auth).filter(|auth| auth.len() == webpush::AUTH);
    let (Some(public), Some(auth)) = (public, auth) else { return Err(wrong("unusable_key")) };
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let agent: String = agent.unwrap_or_default().chars().take(LONGEST_AGENT).collect();
    let id = ids::new_id();
    ctx.db.write(Add { id, login, endpoint, public, auth, agent, now: ctx.clock.now() }).await?;
    ctx.local.of::<Wanted>().0.clear();
    Ok(StatusCode::NO_CONTENT)
}

/// An address that messages may be sent to: inside TLS, or on a network that the admin allowed.
/// Whether it leads to the open internet is checked with each request.
fn endpoint(ctx: &Ctx, text: &str) -> Option<Url> {
    let url = Url::parse(text).ok().filter(|_| text.len() <= LONGEST)?;
    let is_plain = url.username().is_empty() && url.password().is_none();
    let is_private = url.scheme() == "http" && ctx.outgoing.is_allowed(&url);
    (is_plain && (url.scheme() == "https" || is_private)).then_some(url)
}

struct Add {
    id: Uuid,
    login: Login,
    endpoint: String,
    public: Vec<u8>,
    auth: Vec<u8>,
    agent: String,
    now: Millis,
}

impl Write for Add {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let new = NewDevice {
            id: self.id,
            account: self.login.account.id,
            user: self.login.user.id,
            session: &self.login.session.hash,
            endpoint: &self.endpoint,
            public: &self.public,
            auth: &self.auth,
            agent: &self.agent,
        };
        devices::add(tx, &new, self.now).await
    }
}

/// A browser of the person's own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Known {
    /// Its address at the push service.
    endpoint: String,
}

/// Sends nothing to this browser any more.
#[utoipa::path(
    delete, path = "/api/v1/push", operation_id = "unsubscribe", tag = "inbox",
    request_body = Known, security(("session" = [], "csrf" = [])),
    responses(
        (status = 204, description = "nothing is sent to it, now or before"),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`"),
        (status = 422, description = "`invalid_json`, `unknown_field`"),
    )
)]
async fn unsubscribe(
    State(ctx): State<Ctx>,
    Change(login): Change,
    LooseJson(given): LooseJson<Known>,
) -> Result<StatusCode, Problem> {
    ctx.db.write(Drop { user: login.user.id, endpoint: given.endpoint }).await?;
    Ok(StatusCode::NO_CONTENT)
}

struct Drop {
    user: Uuid,
    endpoint: String,
}

impl Write for Drop {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        devices::drop_endpoint(tx, self.user, &self.endpoint).await
    }
}

/// Sends a message to this browser, to see whether it works.
#[utoipa::path(
    post, path = "/api/v1/push/trial", operation_id = "tryPush", tag = "inbox",
    request_body = Known, security(("session" = [], "csrf" = [])),
    responses(
        (status = 202, description = "it is on its way"),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`"),
        (status = 404, description = "`not_found`: no browser of the person's own"),
        (status = 422, description = "`invalid_json`, `unknown_field`"),
    )
)]
async fn trial(
    State(ctx): State<Ctx>,
    Change(login): Change,
    LooseJson(given): LooseJson<Known>,
) -> Result<StatusCode, Problem> {
    let (account, user, now) = (login.account.id, login.user.id, ctx.clock.now());
    if ctx.db.write(Try { account, user, endpoint: given.endpoint, now }).await? {
        Ok(StatusCode::ACCEPTED)
    } else {
        Err(Problem::not_found())
    }
}

struct Try {
    account: Uuid,
    user: Uuid,
    endpoint: String,
    now: Millis,
}

impl Write for Try {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let Self { account, user, ref endpoint, now } = *self;
        let Some(device) = devices::own_endpoint(tx, user, endpoint).await? else {
            return Ok(false);
        };
        let job = Deliver { device, conversation: None, at: now };
        // However often it is asked for, one waits.
        let when = When { due_at: now, key: Some(format!("{device}:trial")) };
        enqueue(tx, Some(account), &job, now, when).await?;
        Ok(true)
    }
}
