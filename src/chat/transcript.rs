//! A conversation by e-mail: to its visitor who asks for it, or whom the team sends it. So that it
//! cannot be used to write to a stranger, it goes out only once somebody of the team has answered,
//! and within the limits of all mail to visitors.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde::Deserialize;
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use super::Conversation;
use super::store::{self, MessageRow};
use crate::clock::{DAY, Millis, SECOND};
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::guard::{self, By, Guard, Limit, VisitorMail, Withheld};
use crate::i18n::{self, LANGUAGES};
use crate::leads::contact::normalise_email;
use crate::mail::{Button, Letter, Rendered, Spoken};
use crate::people::{Action, Change};
use crate::sites::{self, Site, hours};
use crate::visitors;
use crate::web::{ClientAddress, Id, LooseJson, Problem};

/// Messages in one mail: the newest.
const MOST: i64 = 500;

/// Both ways to ask for it.
pub fn router() -> Router<Ctx> {
    let from_pages = Router::new().route("/v1/transcript", post(asked));
    visitors::open_to_pages(from_pages).route("/api/v1/conversations/{id}/transcript", post(sent))
}

/// What the document of the interface says of them.
#[derive(OpenApi)]
#[openapi(paths(asked, sent))]
pub struct Document;

/// A visitor wants the conversation by e-mail.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TranscriptWish {
    /// The site's key.
    site: String,
    /// The visitor's token.
    token: String,
    /// Where it goes.
    email: String,
    /// The language of the mail.
    #[serde(default)]
    lang: String,
}

/// Sends the visitor's conversation to the address that the visitor gives.
#[utoipa::path(
    post, path = "/v1/transcript", operation_id = "askForTranscript", tag = "widget",
    request_body(
        content = TranscriptWish, content_type = "text/plain",
        description = "JSON of any content type: `text/plain` spares the browser a preflight",
    ),
    responses(
        (status = 204, description = "the mail goes out"),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`origin_not_allowed`"),
        (status = 404, description = "`unknown_site`"),
        (status = 409, description = "`nothing_to_send`: nobody of the team has written"),
        (status = 413, description = "`unreadable_body`: more than 2 MiB"),
        (status = 422, description = "`invalid_fields`, `invalid_json`, or `unknown_field`"),
        (status = 429, description = "`too_many`: few a day to one address and for one visitor"),
    )
)]
async fn asked(
    State(ctx): State<Ctx>,
    address: ClientAddress,
    headers: HeaderMap,
    LooseJson(body): LooseJson<TranscriptWish>,
) -> Result<StatusCode, Problem> {
    let site = visitors::site_for(&ctx, &body.site, &headers).await?;
    let visitor = visitors::authenticate(&ctx, &site, &body.token).await?;
    let visitor = visitor.ok_or_else(Problem::unauthorized)?;
    Guard::of(&ctx).check(Limit::Messages, site.id, Some(visitor), address.network())?;
    let to = email(&body.email)?;
    let row = store::current(&mut ctx.db.read().await?, visitor).await?;
    let row = row.ok_or_else(nothing_to_send)?;
    let language = Some(body.lang.as_str()).filter(|lang| LANGUAGES.contains(lang));
    let language = language.map_or_else(|| language_of(&row, &site), i18n::supported);
    send(&ctx, site, row, Wish { to, by: By::Visitor(visitor), language }).await
}

/// The team sends the conversation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TranscriptTo {
    /// Where it goes.
    email: String,
}

/// Sends a conversation to its visitor.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/transcript", operation_id = "sendTranscript",
    tag = "inbox", params(("id" = Uuid, Path)), security(("session" = [], "csrf" = [])),
    request_body = TranscriptTo,
    responses(
        (status = 204, description = "the mail goes out"),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`nothing_to_send`: nobody of the team has written"),
        (status = 413, description = "`unreadable_body`: more than 2 MiB"),
        (status = 422, description = "`invalid_fields`, `invalid_json`, or `unknown_field`"),
        (status = 429, description = "`too_many`: few a day to one address and of one conversation"),
    )
)]
async fn sent(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
    LooseJson(body): LooseJson<TranscriptTo>,
) -> Result<StatusCode, Problem> {
    login.require(Action::Chat)?;
    let row = store::by_id(&mut ctx.db.read().await?, login.account.id, id).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    let site = sites::by_id(&ctx, row.site_id).await?.ok_or_else(Problem::not_found)?;
    let to = email(&body.email)?;
    let language = language_of(&row, &site);
    send(&ctx, site, row, Wish { to, by: By::Team, language }).await
}

struct Wish {
    to: String,
    by: By,
    language: &'static str,
}

fn email(typed: &str) -> Result<String, Problem> {
    normalise_email(typed).ok_or_else(|| Problem::fields([("email", "invalid_email")]))
}

fn nothing_to_send() -> Problem {
    Problem::new(StatusCode::CONFLICT, "nothing_to_send")
}

/// The visitor's language where it is one of ours, else the site's.
fn language_of(row: &Conversation, site: &Site) -> &'static str {
    let own = row.language.split('-').next().unwrap_or_default();
    i18n::supported(if LANGUAGES.contains(&own) { own } else { &site.settings.language })
}

async fn send(
    ctx: &Ctx,
    site: Arc<Site>,
    row: Conversation,
    wish: Wish,
) -> Result<StatusCode, Problem> {
    let messages =
        store::newest_messages(&mut ctx.db.read().await?, row.id, i64::MAX, MOST).await?;
    let words = Words { site: &site, row: &row, language: wish.language };
    let mail = words.letter(ctx, &wish, &messages).render()?;
    let now = ctx.clock.now();
    let Wish { to, by, .. } = wish;
    let sending = Sending { ctx: ctx.clone(), site, conversation: row.id, by, to, mail, now };
    match ctx.db.write(sending).await? {
        Sent::Out => Ok(StatusCode::NO_CONTENT),
        Sent::Nothing => Err(nothing_to_send()),
        Sent::Enough => Err(Problem::too_many(u64::try_from(DAY / SECOND).unwrap_or(u64::MAX))),
    }
}

enum Sent {
    Out,
    Nothing,
    Enough,
}

struct Sending {
    ctx: Ctx,
    site: Arc<Site>,
    conversation: Uuid,
    by: By,
    to: String,
    mail: Rendered,
    now: Millis,
}

impl Write for Sending {
    type Out = Sent;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Sent> {
        let Self { ctx, site, conversation, by, to, mail, now } = self;
        if !store::is_answered(tx, *conversation).await? {
            return Ok(Sent::Nothing);
        }
        let (conversation, mail) = (Some(*conversation), mail.clone());
        let what = VisitorMail { site, by: *by, conversation, to, mail };
        Ok(match guard::mail_visitor(ctx, tx, what, *now).await? {
            Ok(()) => Sent::Out,
            Err(Withheld::Blocked) => Sent::Nothing,
            Err(_) => Sent::Enough,
        })
    }
}

struct Words<'a> {
    site: &'a Site,
    row: &'a Conversation,
    language: &'static str,
}

impl Words<'_> {
    fn text(&self, key: &str, more: &[(&'static str, &str)]) -> String {
        let mut args = vec![("site", self.site.name.as_str().into())];
        args.extend(more.iter().map(|(name, value)| (*name, i18n::Value::from(*value))));
        i18n::text(self.language, key, &args)
    }

    fn letter(&self, ctx: &Ctx, wish: &Wish, messages: &[MessageRow]) -> Letter {
        let to = [("recipient", wish.to.as_str())];
        let (reason, foot) = match wish.by {
            By::Team => ("transcript-sent", "transcript-sent-foot"),
            _ => ("transcript-asked", "transcript-asked-foot"),
        };
        Letter {
            language: self.language,
            sender: self.site.name.clone(),
            subject: self.text("transcript-subject", &[]),
            reason: self.text(reason, &[]),
            talk: messages.iter().filter_map(|message| self.said(message)).collect(),
            button: Some(Button {
                label: self.text("transcript-button", &[]),
                url: ctx.link(&format!("/c/{}", self.site.key)),
            }),
            foot: vec![self.text(foot, &to)],
            ..Letter::default()
        }
    }

    fn said(&self, message: &MessageRow) -> Option<Spoken> {
        let at = self.time(message.at);
        if message.author == "system" {
            let key = system_words(&message.text)?;
            let name = message.name.as_deref().unwrap_or(&self.site.name);
            let text = self.text(key, &[("name", name)]);
            return Some(Spoken { who: String::new(), at, text });
        }
        let who = match (message.author.as_str(), &message.name) {
            ("visitor", _) => self.row.visitor_name.clone(),
            (_, name) => Some(name.as_ref().unwrap_or(&self.site.name).clone()),
        };
        let who = who.unwrap_or_else(|| self.text("transcript-visitor", &[]));
        let text = [&message.text].into_iter().filter(|text| !text.is_empty()).cloned();
        let text: Vec<String> = text.chain(files(message)).collect();
        Some(Spoken { who, at, text: text.join("\n") })
    }

    fn time(&self, at: Millis) -> String {
        let Ok(at) = jiff::Timestamp::from_millisecond(at) else { return String::new() };
        let local = at.to_zoned(hours::zone(&self.site.settings.time_zone));
        local.strftime(&self.text("mail-time", &[])).to_string()
    }
}

/// The names of the files of a message, a line each; they are opened in the chat.
fn files(message: &MessageRow) -> Vec<String> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Content {
        files: Vec<Named>,
    }
    #[derive(Deserialize)]
    struct Named {
        name: String,
    }
    let content = message.content.as_ref().map_or("{}", |content| content.0.get());
    let content: Content = serde_json::from_str(content).unwrap_or_default();
    content.files.into_iter().map(|file| format!("📎 {}", file.name)).collect()
}

/// What a system message's code means; an unknown one says nothing.
fn system_words(code: &str) -> Option<&'static str> {
    Some(match code {
        "transferred" => "transcript-transferred",
        "ended" => "transcript-ended",
        "ended_by_visitor" => "transcript-ended-by-visitor",
        _ => return None,
    })
}
