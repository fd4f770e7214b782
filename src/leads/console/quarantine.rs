//! Quarantine: what looked like a robot, with the reasons, and one click that makes it valid.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{DoneCode, place, to_card};
use crate::ctx::Ctx;
use crate::i18n::{Language, Say};
use crate::leads::Released;
use crate::leads::change::ReleaseAll;
use crate::leads::store::pages::{self as store, SuspectLine};
use crate::people::{Action, ChangeForm, Layout, PageLogin};
use crate::web::{Page, Problem, Query, page};

const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "console/leads/quarantine.html")]
struct QuarantinePage {
    page: Layout,
    rows: Vec<Row>,
    total: i64,
    next: Option<String>,
    may_release: bool,
}

struct Row {
    line: SuspectLine,
    called: String,
    reasons: Vec<Say>,
}

/// The query of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    before: String,
    done: Option<String>,
}

/// What is in quarantine, the newest first.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    login.require(Action::SeeQuarantine)?;
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    let mut lines = store::suspects(&mut db, account, place(Some(&asked.before)), 51).await?;
    let total = store::count_suspects(&mut db, account).await?;
    drop(db);
    let next = (lines.len() > ROWS).then(|| {
        lines.truncate(ROWS);
        lines.last().map(|last| format!("/console/quarantine?before={}_{}", last.at, last.id))
    });
    let done = DoneCode { done: asked.done };
    let template = QuarantinePage {
        page: Layout::new(&ctx, &login, login.t("nav-quarantine"), "quarantine")
            .await?
            .flash(done.words()),
        rows: lines.into_iter().map(|line| Row::new(line, login.language())).collect(),
        total,
        next: next.flatten(),
        may_release: login.user.role.may(Action::ReleaseQuarantine),
    };
    page(StatusCode::OK, &template)
}

impl Row {
    fn new(line: SuspectLine, reader: Language) -> Self {
        let contact = [&line.name, &line.phone_given, &line.email_given];
        let called = contact.into_iter().find(|text| !text.is_empty()).cloned();
        Self {
            called: called.unwrap_or_else(|| reader.t("lead-without-name").to_string()),
            reasons: line.reasons.0.iter().map(|reason| crate::guard::reason(reason)).collect(),
            line,
        }
    }
}

/// Makes the chosen requests valid: `id` once for each.
pub(super) async fn release(
    State(ctx): State<Ctx>,
    form: ChangeForm<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (login, fields) = (form.0, form.1);
    login.require(Action::ReleaseQuarantine)?;
    let chosen = fields.iter().filter(|(name, _)| name == "id").map(|(_, id)| id.parse());
    let submissions: Vec<Uuid> =
        chosen.take(ROWS).collect::<Result<_, _>>().map_err(|_| Problem::not_found())?;
    let release = ReleaseAll {
        account: login.account.id,
        user: login.user.id,
        submissions,
        now: ctx.clock.now(),
    };
    let done = ctx.db.write(release).await?;
    match done.as_slice() {
        [Released::Unknown] => Err(Problem::not_found()),
        [Released::Now(lead)] => Ok(to_card(*lead, "released").into_response()),
        [Released::Before(lead)] => Ok(to_card(*lead, "before").into_response()),
        _ => Ok(Redirect::to("/console/quarantine").into_response()),
    }
}
