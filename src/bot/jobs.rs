//! What runs wait for: the end of a time, and other servers.

use std::time::Duration;

use hyper::Method;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::engine::Event;
use crate::chat::{self, Nudge};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::jobs::{Failure, Job, Lane, Registry};
use crate::outgoing::Ask;
use crate::sites;

/// Bytes of an answer that a script reads.
const LONGEST: usize = 64 * 1_024;
/// How long another server may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A wait is over.
#[derive(Debug, Serialize, Deserialize)]
pub struct Woken {
    pub account: Uuid,
    pub site: Uuid,
    pub conversation: Uuid,
    pub run: Uuid,
    pub n: u32,
}

impl Job for Woken {
    const KIND: &'static str = "bot.wake";
}

/// Another server is to be asked. It is asked once: what fails goes the script's own way.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request {
    pub account: Uuid,
    pub site: Uuid,
    pub conversation: Uuid,
    pub run: Uuid,
    pub n: u32,
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Job for Request {
    const KIND: &'static str = "bot.request";
    const LANE: Lane = Lane::Push;
}

/// A conversation is to be tagged.
#[derive(Debug, Serialize, Deserialize)]
pub struct Tagged {
    pub account: Uuid,
    pub conversation: Uuid,
    pub tags: Vec<String>,
}

impl Job for Tagged {
    const KIND: &'static str = "bot.tag";
}

/// A visitor has rated the chat.
#[derive(Debug, Serialize, Deserialize)]
pub struct Rated {
    pub account: Uuid,
    pub visitor: Uuid,
    pub conversation: Uuid,
    pub score: u8,
}

impl Job for Rated {
    const KIND: &'static str = "bot.rate";
}

/// Adds the handlers of the bot's jobs.
#[must_use]
pub fn handlers(registry: Registry) -> Registry {
    registry
        .on::<Woken, _, _>(|ctx: Ctx, job: Woken, _| async move {
            let event = Event::Wake { n: job.n };
            Ok(nudge(&ctx, job.site, job.conversation, &event).await?)
        })
        .on::<Request, _, _>(|ctx, job, _| request(ctx, job))
        .on::<Tagged, _, _>(|ctx: Ctx, job: Tagged, _| async move {
            Ok(chat::tag(&ctx, job.account, job.conversation, &job.tags).await?)
        })
        .on::<Rated, _, _>(|ctx: Ctx, job: Rated, _| async move {
            let Rated { account, visitor, conversation, score } = job;
            Ok(chat::rated(&ctx, account, visitor, conversation, score).await?)
        })
}

async fn nudge(ctx: &Ctx, site: Uuid, conversation: Uuid, event: &Event) -> Result<()> {
    let Some(site) = sites::by_id(ctx, site).await? else { return Ok(()) };
    let event = serde_json::to_value(event)?;
    let (page, now) = (chat::Page::default(), ctx.clock.now());
    ctx.db.write(Nudge { ctx: ctx.clone(), site, conversation, event, page, now }).await
}

async fn request(ctx: Ctx, job: Request) -> Result<(), Failure> {
    let (status, body) = match ask(&job) {
        Some(ask) => match ctx.outgoing.send(ask).await {
            Ok(answer) => {
                let body = String::from_utf8_lossy(answer.body()).into_owned();
                (answer.status().as_u16(), body)
            }
            Err(cause) => {
                tracing::info!(%cause, run = %job.run, "a script's request has no answer");
                (0, String::new())
            }
        },
        None => (0, String::new()),
    };
    let event = Event::Reply { n: job.n, status, body };
    Ok(nudge(&ctx, job.site, job.conversation, &event).await?)
}

fn ask(job: &Request) -> Option<Ask> {
    let method = Method::from_bytes(job.method.as_bytes()).ok()?;
    let mut headers = HeaderMap::new();
    for (name, value) in &job.headers {
        let name = HeaderName::from_bytes(name.trim().as_bytes()).ok()?;
        if matches!(name.as_str(), "host" | "content-length" | "connection" | "transfer-encoding") {
            continue;
        }
        headers.insert(name, HeaderValue::from_str(value).ok()?);
    }
    let is_json = job.body.trim_start().starts_with(['{', '[']);
    if is_json && !headers.contains_key("content-type") {
        headers.insert("content-type", HeaderValue::from_static("application/json"));
    }
    let url = Url::parse(&job.url).ok()?;
    let body = job.body.clone().into();
    Some(Ask {
        headers,
        body,
        within: PATIENCE,
        longest: LONGEST,
        hops: 3,
        ..Ask::new(method, url)
    })
}
