//! `POST /v1/form` opens a form, `POST /v1/submit` sends it.

mod built;
pub(super) mod manage;
mod seen;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Extension, Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use self::built::{Grant, facts, follow, read};
use super::contact::contact;
use super::gather::{Forms, Submit};
use super::public::{Follows, public};
use super::store::{self, FormRow};
use super::submission::{Submission, Which, proof_required};
use super::tried;
use crate::chat;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::guard::{self, Facts, Guard};
use crate::leads::contact::for_people;
use crate::leads::{Capture, Captured, Form, Verdict};
use crate::sites::{self, LANGUAGES, Site};
use crate::visitors::{self, cut, strip_title, strip_url};
use crate::web::{ClientAddress, LooseJson, Problem};

/// Bytes of a body: the longest message, and room for the rest.
const LONGEST_BODY: usize = 48 * 1024;
/// Characters of a kept `User-Agent`.
const LONGEST_AGENT: usize = 400;
/// How JSON of host pages is sent.
const BODY: &str = "JSON of any content type: `text/plain` spares the browser a preflight";

/// The forms of host pages.
pub fn router() -> Router<Ctx> {
    let routes = Router::new()
        .route("/v1/form", post(open))
        .route("/v1/form/seen", post(seen::seen))
        .route("/v1/submit", post(submit))
        .layer(DefaultBodyLimit::max(LONGEST_BODY));
    visitors::open_to_pages(routes).merge(manage::router())
}

/// What the document of the interface says of forms.
#[derive(OpenApi)]
#[openapi(paths(
    open,
    seen::seen,
    submit,
    manage::add,
    manage::choices,
    manage::one,
    manage::save,
    manage::figures,
    manage::duplicate,
    manage::delete,
    manage::restore
))]
pub struct Document;

/// The form of which site is opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FormOpening {
    /// The site's key.
    site: String,
    /// The visitor's token.
    #[serde(default)]
    token: Option<String>,
    /// Which form is to be drawn: `contact`, the site's own, or a built one's id.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    form: Option<Which>,
}

/// An opened form.
#[derive(Serialize, ToSchema)]
struct OpenedForm {
    /// What goes along with the submission.
    form_token: String,
    /// Whether somebody is there to answer in the chat.
    online: bool,
    /// Until when the token is good, in Unix milliseconds.
    #[schema(value_type = i64)]
    expires: Millis,
    /// The form that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    form: Option<Value>,
}

/// Opens a form. A submission without its token, or within two seconds of it, looks suspect.
#[utoipa::path(
    post, path = "/v1/form", operation_id = "openForm", tag = "widget",
    request_body(content = FormOpening, content_type = "text/plain", description = BODY),
    responses(
        (status = 200, description = "the form's token", body = OpenedForm),
        (status = 400, description = "`invalid_json`"),
        (status = 403, description = "`origin_not_allowed`"),
        (status = 404, description = "`unknown_site`, or `not_found`: no such form"),
        (status = 413, description = "`unreadable_body`: more than 48 KiB"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
    )
)]
async fn open(
    State(ctx): State<Ctx>,
    headers: HeaderMap,
    LooseJson(body): LooseJson<FormOpening>,
) -> Result<Response, Problem> {
    let site = visitors::site_for(&ctx, &body.site, &headers).await?;
    let (form_token, expires) = guard::form_token(&ctx, site.id);
    let online = chat::is_online(&ctx, site.account_id);
    let form = match body.form {
        None => None,
        Some(Which::Contact) => {
            Some(serde_json::to_value(contact(&site)).map_err(crate::error::Error::from)?)
        }
        Some(Which::Built(id)) => {
            let row = store::of_site(&mut ctx.db.read().await?, site.id, id).await?;
            let mut row = row.filter(FormRow::is_on).ok_or_else(Problem::not_found)?;
            let visitor = built::sender(&ctx, &site, body.token.as_deref()).await?;
            let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
            if let Some(visitor) =
                visitor.filter(|_| !visitors::is_robot(agent.unwrap_or_default()))
            {
                row = tried::in_place_of(&ctx, &site, row, visitor).await?;
            }
            let facts = facts(&ctx, &site, &row, visitor).await?;
            Some(public(&site, &row, &facts))
        }
    };
    Ok(private(Json(OpenedForm { form_token, online, expires, form }).into_response()))
}

/// A stored submission.
#[derive(Serialize, ToSchema)]
struct Accepted {
    submission: Uuid,
    /// It was stored before, under the same key.
    repeated: bool,
    /// Where an answer goes, to be read over: the phone number as people write it, or the e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// Always `received`.
    message: &'static str,
    /// What a built form has set to follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Follows>,
}

/// Sends a form. It is stored before it is answered.
#[utoipa::path(
    post, path = "/v1/submit", operation_id = "submitForm", tag = "widget",
    request_body(content = Submission, content_type = "text/plain", description = BODY),
    responses(
        (status = 200, description = "it was stored before", body = Accepted),
        (status = 201, description = "it is stored", body = Accepted),
        (status = 400, description = "`invalid_json`, or `unusable_text`"),
        (status = 403, description = "`origin_not_allowed`"),
        (status = 404, description = "`unknown_site`, or `not_found`: no such form"),
        (status = 413, description = "`unreadable_body`: more than 48 KiB"),
        (status = 422, description = "`invalid_fields`: `errors` has a code for each wrong field; \
            `invalid_json`, or `unknown_field`"),
        (status = 428, description = "`proof_required`: it is stored, and looks suspect; sent \
            again under its key with a solution of `challenge` (altcha) as `proof`, it counts"),
        (status = 429, description = "`too_many`"),
    )
)]
async fn submit(
    State(ctx): State<Ctx>,
    Extension(forms): Extension<Forms>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    LooseJson(mut given): LooseJson<Submission>,
) -> Result<Response, Problem> {
    let site = sites::by_key(&ctx, &given.site).await?;
    let site = site.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "unknown_site"))?;
    let has_origin = headers.contains_key(header::ORIGIN);
    if has_origin {
        visitors::check_origin(&ctx, &site, &headers)?;
    }
    let (visitor, checked, built) = read(&ctx, &site, &mut given).await?;
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let agent = cut(agent.unwrap_or_default(), LONGEST_AGENT).to_owned();
    let facts = Facts {
        site: &site,
        visitor,
        network: ClientAddress(address).network(),
        agent: &agent,
        has_origin,
        key: given.key,
        form_token: given.form_token.as_deref().unwrap_or_default(),
        honeypot: given.website.as_deref().unwrap_or_default(),
        phone: checked.phone.as_deref(),
        email: checked.email.as_deref(),
        message: &checked.message,
        proof: given.proof.as_deref(),
    };
    let assessment = Guard::of(&ctx).assess(&ctx, &facts).await?;
    let assessment = assessment.map_err(|refusal| Problem::from(refusal.retry_after))?;
    let now = ctx.clock.now();
    let page = given.page.unwrap_or_default();
    // Until the write looks up the visitor's own.
    let source = visitors::classify("", &page.url);
    // Its groups stay on one line.
    let to = checked.phone.as_deref().map(|it| for_people(it).replace(' ', "\u{a0}"));
    let to = to.or_else(|| checked.email.clone());
    let capture = Capture {
        account: site.account_id,
        site: site.id,
        visitor,
        conversation: None,
        form: if built.is_some() { Form::Built } else { Form::Contact },
        client_key: given.key,
        name: checked.name,
        phone: checked.phone,
        phone_given: checked.phone_given,
        email: checked.email,
        email_given: checked.email_given,
        message: checked.message,
        consent_at: given.consent.unwrap_or_default().then_some(now),
        page_url: strip_url(&page.url),
        page_title: strip_title(&page.title),
        channel: source.channel.clone(),
        source: serde_json::to_value(&source).map_err(crate::error::Error::from)?,
        language: language(given.lang.as_deref(), &site),
        address: address.to_canonical().to_string(),
        user_agent: agent,
        verdict: if assessment.reasons.is_empty() && assessment.proof.is_none() {
            Verdict::Valid
        } else {
            Verdict::Suspect(assessment.reasons)
        },
        built: built.as_ref().map(|sent| sent.built.clone()),
        now,
    };
    let files = built.as_ref().map(|sent| sent.files.clone()).unwrap_or_default();
    let (email, language) = (capture.email.clone(), capture.language.clone());
    let captured = forms.store(Submit { capture, files, proof: assessment.proof }).await?;
    // It is kept in quarantine all the same: nothing is lost when no proof follows. Sent again
    // without one, as a page does that was left meanwhile, it is asked for again.
    if let (Some(challenge), None) = (assessment.challenge, captured.lead) {
        return Err(proof_required(challenge));
    }
    let Captured { submission, repeated, lead } = captured;
    let status = if repeated { StatusCode::OK } else { StatusCode::CREATED };
    let after = match built {
        Some(sent) => {
            let email = email.as_deref();
            let grant = Grant { site, visitor, lead, submission, email, language, now };
            Some(follow(&ctx, &sent.form, grant).await)
        }
        None => None,
    };
    let accepted = Accepted { submission, repeated, to, message: "received", after };
    Ok(private((status, Json(accepted)).into_response()))
}

fn private(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// The language for mails about it: the page's where we speak it, else the site's.
fn language(given: Option<&str>, site: &Site) -> String {
    let known = |wanted: &str| {
        let wanted = wanted.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        LANGUAGES.iter().map(|(code, _)| *code).find(|code| *code == wanted)
    };
    let language = given.and_then(known).or_else(|| known(&site.settings.language));
    language.unwrap_or("en").to_owned()
}
