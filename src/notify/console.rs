//! The page about mail: what waits, what was given up, what was sent, and where no mail server is
//! set the mailbox on disk.

mod alerts;
mod app;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::store::{self, Recent};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::i18n::{Html, Say};
use crate::jobs;
use crate::mail::ShownMail;
use crate::people::{Action, ChangeForm, Layout, Login, PageLogin, Role};
use crate::web::{Id, Page, Problem, Query, page};

/// Rows of each list.
const ROWS: i64 = 50;
const PATH: &str = "/console/settings/mail";

/// Routes of the pages.
pub(super) fn router() -> Router<Ctx> {
    Router::new()
        .merge(alerts::router())
        .merge(app::router())
        .route(PATH, get(show))
        .route("/console/settings/mail/replay", post(replay_all))
        .route("/console/settings/mail/{id}", get(read))
        .route("/console/settings/mail/{id}/html", get(html))
        .route("/console/settings/mail/{id}/replay", post(replay))
        .route("/console/settings/mail/{id}/discard", post(discard))
}

#[derive(Template)]
#[template(path = "console/notify/mail.html")]
struct MailPage {
    page: Layout,
    tab: &'static str,
    may_change: bool,
    waiting: Vec<Row>,
    waiting_count: i64,
    dead: Vec<Row>,
    dead_count: i64,
    gathering: i64,
    sent: Vec<Recent>,
    on_disk: bool,
    mailbox: Vec<ShownMail>,
}

/// A mail that waits, or that was given up.
struct Row {
    id: Uuid,
    what: Say,
    to: String,
    tries: i64,
    /// When it is tried next; `None` while it is being sent.
    next: Option<Millis>,
    created_at: Millis,
    error: Option<String>,
}

impl From<jobs::Waiting> for Row {
    fn from(job: jobs::Waiting) -> Self {
        let (what, to) = words(&job.kind, &job.payload);
        let next = (job.state == "waiting").then_some(job.due_at);
        let (tries, created_at, error) = (job.attempts, job.created_at, job.last_error);
        Self { id: job.id, what, to, tries, next, created_at, error }
    }
}

impl From<jobs::DeadLetter> for Row {
    fn from(job: jobs::DeadLetter) -> Self {
        let (what, to) = words(&job.kind, &job.payload);
        let (tries, created_at, error) = (job.attempts, job.created_at, job.last_error);
        Self { id: job.id, what, to, tries, next: None, created_at, error }
    }
}

/// What a job sends, and to whom; never more of its payload, which may hold a link to sign in.
fn words(kind: &str, payload: &Value) -> (Say, String) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match kind {
        "notify.send" => (about(&text(&payload["kind"])), text(&payload["recipient"])),
        "notify.push" => (Say::of("about-push"), String::new()),
        "mail.send" => (Say::name(text(&payload["mail"]["subject"])), text(&payload["to"])),
        other => (Say::name(other), String::new()),
    }
}

/// The words for a kind of notification.
fn about(kind: &str) -> Say {
    Say::of(match kind {
        "lead" => "about-lead",
        "unanswered" => "about-chat",
        _ => "about-digest",
    })
}

impl Recent {
    fn about(&self) -> Say {
        about(&self.kind)
    }

    /// The page of what it is about.
    fn link(&self) -> String {
        match (self.lead_id, self.conversation_id) {
            (Some(lead), _) => format!("/console/leads/{lead}"),
            (_, Some(conversation)) => format!("/console/inbox?c={conversation}"),
            _ => "/console/leads".to_owned(),
        }
    }
}

#[derive(Deserialize)]
struct Done {
    done: Option<String>,
}

impl Done {
    fn words(&self) -> Option<Say> {
        match self.done.as_deref()? {
            "replayed" => Some(Say::of("done-replayed")),
            "all" => Some(Say::of("done-all")),
            "discarded" => Some(Say::of("done-discarded")),
            _ => None,
        }
    }
}

async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(done): Query<Done>,
) -> Result<Page, Problem> {
    login.require(Action::SeeMail)?;
    let account = login.account.id;
    let mailbox = match ctx.mailer.disk() {
        Some(disk) => disk.list(account, usize::try_from(ROWS).unwrap_or(50)).await?,
        None => Vec::new(),
    };
    let layout =
        Layout::new(&ctx, &login, login.t("tab-mail"), "settings").await?.flash(done.words());
    let mut db = ctx.db.read().await?;
    let (waiting_count, dead_count) = jobs::count(&mut db, account).await?;
    let waiting = jobs::waiting_mails(&mut db, account, ROWS).await?;
    let dead = jobs::dead_letters(&mut db, account, ROWS).await?;
    let template = MailPage {
        page: layout,
        tab: "mail",
        may_change: login.user.role.may(Action::ChangeMail),
        waiting: waiting.into_iter().map(Row::from).collect(),
        waiting_count,
        dead: dead.into_iter().map(Row::from).collect(),
        dead_count,
        gathering: store::gathering(&mut db, account).await?,
        sent: store::sent(&mut db, account, ROWS).await?,
        on_disk: ctx.mailer.disk().is_some(),
        mailbox: mailbox.into_iter().filter(|mail| may_read(&login, mail)).collect(),
    };
    page(StatusCode::OK, &template)
}

/// A link to set somebody's password is a way to become them: owners only, who can do that anyway.
fn may_read(login: &Login, mail: &ShownMail) -> bool {
    !mail.private || login.user.role == Role::Owner
}

async fn find(ctx: &Ctx, login: &Login, id: Uuid) -> Result<ShownMail, Problem> {
    login.require(Action::SeeMail)?;
    let found = match ctx.mailer.disk() {
        Some(disk) => disk.show(login.account.id, id).await,
        None => None,
    };
    found.filter(|mail| may_read(login, mail)).ok_or_else(Problem::not_found)
}

#[derive(Template)]
#[template(path = "console/notify/message.html")]
struct MessagePage {
    page: Layout,
    tab: &'static str,
    mail: ShownMail,
}

/// A mail of the mailbox on disk: its text version.
async fn read(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
) -> Result<Page, Problem> {
    let mail = find(&ctx, &login, id).await?;
    let layout = Layout::new(&ctx, &login, mail.content.subject.clone(), "settings").await?;
    page(StatusCode::OK, &MessagePage { page: layout, tab: "mail", mail })
}

/// Nothing runs, nothing is loaded, and the page has an origin of its own.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The HTML version, for a tab of its own.
async fn html(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
) -> Result<Response, Problem> {
    let mail = find(&ctx, &login, id).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    Ok((headers, mail.content.html).into_response())
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Clone, Copy)]
enum Change {
    Replay(Uuid),
    ReplayAll,
    Discard(Uuid),
}

struct ChangeLetter {
    account: Uuid,
    change: Change,
    now: Millis,
}

impl Write for ChangeLetter {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let Self { account, change, now } = *self;
        match change {
            Change::Replay(id) => jobs::replay(tx, account, id, now).await,
            Change::ReplayAll => jobs::replay_all(tx, account, now).await.map(|_| true),
            Change::Discard(id) => jobs::discard(tx, account, id).await,
        }
    }
}

async fn replay(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Redirect, Problem> {
    change(&ctx, &form.0, Change::Replay(id), "replayed").await
}

async fn replay_all(
    State(ctx): State<Ctx>,
    form: ChangeForm<Nothing>,
) -> Result<Redirect, Problem> {
    change(&ctx, &form.0, Change::ReplayAll, "all").await
}

async fn discard(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Redirect, Problem> {
    change(&ctx, &form.0, Change::Discard(id), "discarded").await
}

async fn change(ctx: &Ctx, login: &Login, change: Change, done: &str) -> Result<Redirect, Problem> {
    login.require(Action::ChangeMail)?;
    let (account, now) = (login.account.id, ctx.clock.now());
    if !ctx.db.write(ChangeLetter { account, change, now }).await? {
        return Err(Problem::not_found());
    }
    Ok(Redirect::to(&format!("{PATH}?done={done}")))
}
