//! What host pages ask and tell: an offer is about to show, and what became of it.

pub(super) mod manage;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use super::gift::{Refused, Wanting, Wish};
use super::show::{Happened, Wanted, What};
use super::{deliver, known};
use crate::ctx::Ctx;
use crate::guard::{Guard, Limit};
use crate::leads::contact::normalise_email;
use crate::sites::Site;
use crate::visitors::{self, is_robot};
use crate::web::{ClientAddress, LooseJson, Problem};

/// Bytes of a body.
const LONGEST_BODY: usize = 16 * 1024;
/// Characters of what a trigger is called.
const MOMENT: usize = 40;
const BODY: &str = "JSON of any content type: `text/plain` spares the browser a preflight";

/// What pages say, and what the console reads and changes.
pub fn router() -> Router<Ctx> {
    let from_pages = Router::new()
        .route("/v1/offer", post(show))
        .route("/v1/offer/act", post(act))
        .layer(DefaultBodyLimit::max(LONGEST_BODY));
    let pages = visitors::open_to_pages(from_pages);
    pages.route("/w/o/{site}/{file}", get(deliver::module)).merge(manage::router())
}

/// What the document of the interface says of offers.
#[derive(OpenApi)]
#[openapi(paths(
    show,
    act,
    manage::choices,
    manage::one,
    manage::save,
    manage::add,
    manage::duplicate,
    manage::delete,
    manage::restore
))]
pub struct Document;

/// An offer that is about to show.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OfferWanted {
    /// The site's key.
    site: String,
    /// The visitor's token.
    token: String,
    /// Which offer.
    offer: Uuid,
    /// Made by the client; repeating it is the same showing.
    key: Uuid,
    /// Which trigger it was: `exit`, `time`, `call` …
    #[serde(default)]
    trigger: String,
    /// What a click was on, where the trigger is one.
    #[serde(default)]
    selector: String,
    /// The page.
    #[serde(default)]
    page: WantedPage,
    /// The page's language.
    #[serde(default)]
    lang: Option<String>,
}

/// The page on which it is to show.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = OfferPagePlace)]
struct WantedPage {
    url: String,
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "entry")]
    _entry: Option<String>,
}

/// Whose token it is.
async fn sender(
    ctx: &Ctx,
    key: &str,
    token: &str,
    address: ClientAddress,
    headers: &HeaderMap,
) -> Result<Option<(std::sync::Arc<Site>, Uuid)>, Problem> {
    let site = visitors::site_for(ctx, key, headers).await?;
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    if is_robot(agent.unwrap_or_default()) {
        return Ok(None);
    }
    let bearer = visitors::named(ctx, &site, token).ok_or_else(Problem::unauthorized)?;
    Guard::of(ctx).check(Limit::Beats, site.id, Some(bearer.visitor), address.network())?;
    if !visitors::is_current(ctx, bearer).await? {
        return Err(Problem::unauthorized());
    }
    Ok(Some((site, bearer.visitor)))
}

fn private(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// Asks for an offer whose moment has come. It is decided once more, and counted.
#[utoipa::path(
    post, path = "/v1/offer", operation_id = "showOffer", tag = "widget",
    request_body(content = OfferWanted, content_type = "text/plain", description = BODY),
    responses(
        (status = 200, description = "what to show (`show`, `look`), that the visitor is of the group \
            that sees nothing (`control`), or why nothing shows (`no`)", body = Object),
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
async fn show(
    State(ctx): State<Ctx>,
    address: ClientAddress,
    headers: HeaderMap,
    LooseJson(body): LooseJson<OfferWanted>,
) -> Result<Response, Problem> {
    let found = sender(&ctx, &body.site, &body.token, address, &headers).await?;
    let Some((site, visitor)) = found else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    let active = known::active(&ctx, site.id).await?;
    let mut db = ctx.db.read().await?;
    let snapshot = known::snapshot(&ctx, &mut db, &site, &active, visitor, &body.page.url).await?;
    drop(db);
    let Some(mut snapshot) = snapshot else {
        return Ok(private(Json(json!({ "no": "not_for_you" })).into_response()));
    };
    let moment: String = body.trigger.chars().take(MOMENT).collect();
    // What the visitor or the page asks for is free of the site's cap.
    match moment.as_str() {
        "call" => snapshot.called = body.offer.to_string(),
        "click" => snapshot.fired = vec![format!("click {}", body.selector)],
        _ => {}
    }
    if let Some(lang) = body.lang {
        snapshot.language = lang;
    }
    let (offer, key) = (body.offer, body.key);
    let wanted = Wanted { ctx: ctx.clone(), site, active, offer, visitor, key, moment, snapshot };
    let shown = ctx.db.write(wanted).await?;
    Ok(private(Json(shown).into_response()))
}

/// What became of an offer that shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OfferAct {
    /// The site's key.
    site: String,
    /// The visitor's token.
    token: String,
    /// Which showing.
    show: Uuid,
    /// `seen`, `closed`, `clicked` or `converted`; `spin` turns the wheel; `coupon` and `magnet` ask
    /// for what a block gives.
    what: String,
    /// Which block it was.
    #[serde(default)]
    block: Option<usize>,
    /// Where a coupon goes.
    #[serde(default)]
    email: Option<String>,
    /// The page's language.
    #[serde(default)]
    lang: Option<String>,
    /// The request that was left.
    #[serde(default, rename = "submission")]
    _submission: Option<Uuid>,
    /// With which form.
    #[serde(default, rename = "form")]
    _form: Option<String>,
}

/// Tells what became of an offer. Telling it again changes nothing.
#[utoipa::path(
    post, path = "/v1/offer/act", operation_id = "actOnOffer", tag = "widget",
    request_body(content = OfferAct, content_type = "text/plain", description = BODY),
    responses(
        (status = 200, description = "it is stored; of `spin`, `coupon` and `magnet` what was given: \
            `segment`, `code`, `link`, `mailed`, `dry`", body = Object),
        (status = 204, description = "a robot's"),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`: no valid token"),
        (status = 403, description = "`origin_not_allowed`"),
        (status = 404, description = "`unknown_site`, or `not_found`: no such showing, or \
            nothing to give in it"),
        (status = 409, description = "`form_first`: the wheel turns once its form was sent"),
        (status = 413, description = "`unreadable_body`: more than 16 KiB"),
        (status = 422, description = "`invalid_json`, `unknown_field`, `unknown_act`, or \
            `invalid_fields`: the address"),
        (status = 429, description = "`too_many`; of mails to the address, too"),
    )
)]
async fn act(
    State(ctx): State<Ctx>,
    address: ClientAddress,
    headers: HeaderMap,
    LooseJson(body): LooseJson<OfferAct>,
) -> Result<Response, Problem> {
    let found = sender(&ctx, &body.site, &body.token, address, &headers).await?;
    let Some((site, visitor)) = found else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    let wish = match (body.what.as_str(), body.block) {
        ("spin", _) => Some(Wish::Spin),
        ("coupon" | "magnet", Some(block)) => Some(Wish::Block(block)),
        _ => None,
    };
    if let Some(wish) = wish {
        return give(&ctx, site, visitor, wish, &body).await;
    }
    let what = match body.what.as_str() {
        "seen" => What::Seen,
        "closed" => What::Closed,
        "clicked" => What::Clicked,
        "converted" => What::Converted,
        _ => return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown_act")),
    };
    let happened = Happened { site, show: body.show, visitor, what, now: ctx.clock.now() };
    if !ctx.db.write(happened).await? {
        return Err(Problem::not_found());
    }
    Ok(private(Json(json!({})).into_response()))
}

/// Gives what a showing has to give.
async fn give(
    ctx: &Ctx,
    site: std::sync::Arc<Site>,
    visitor: Uuid,
    wish: Wish,
    body: &OfferAct,
) -> Result<Response, Problem> {
    let no_address = |code| Problem::fields([("email", code)]);
    let email = match body.email.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
        Some(typed) => Some(normalise_email(typed).ok_or_else(|| no_address("invalid_email"))?),
        None => None,
    };
    let language = body.lang.clone().unwrap_or_else(|| site.settings.language.clone());
    let now = ctx.clock.now();
    let ctx_ = ctx.clone();
    let wanting = Wanting { ctx: ctx_, site, show: body.show, visitor, wish, email, language, now };
    match ctx.db.write(wanting).await? {
        Ok(got) => Ok(private(Json(got).into_response())),
        Err(Refused::Gone) => Err(Problem::not_found()),
        Err(Refused::FormFirst) => Err(Problem::new(StatusCode::CONFLICT, "form_first")),
        Err(Refused::NeedsEmail) => Err(no_address("contact_required")),
        Err(Refused::TooMany) => Err(Problem::too_many(3_600)),
    }
}
