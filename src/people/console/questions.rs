//! What a site asks before a chat.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::sites::{Change, Part, find};
use super::{Done, DoneCode, go};
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::people::{Action, ChangeForm, Layout, Login, PageLogin};
use crate::sites::form::questions::QuestionsForm;
use crate::sites::{self, Ask, Asked, Site};
use crate::web::{FieldErrors, Id, Page, Problem, Query, page};

#[derive(Template)]
#[template(path = "console/sites/questions.html")]
struct QuestionsPage {
    page: Layout,
    site: Site,
    form: QuestionsForm,
    errors: FieldErrors,
    whens: [(&'static str, Say); 3],
    asks: Vec<(&'static str, Say)>,
    may_change: bool,
}

/// The questions of a site.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
    Query(done): Done,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let site = find(&ctx, &login, id).await?;
    let form = QuestionsForm::of(&site.settings.before);
    let done = DoneCode::words(&done);
    render(&ctx, &login, StatusCode::OK, (site, form, FieldErrors::default(), done)).await
}

/// Changes them.
pub(super) async fn change(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<QuestionsForm>,
) -> Result<Response, Problem> {
    let (login, form) = (form.0, form.1);
    login.require(Action::ChangeSites)?;
    let site = find(&ctx, &login, id).await?;
    let before = match form.check() {
        Ok(before) => before,
        Err(errors) => {
            let wrong = StatusCode::UNPROCESSABLE_ENTITY;
            let page = render(&ctx, &login, wrong, (site, form, errors, None)).await?;
            return Ok(page.into_response());
        }
    };
    let part = Part::Questions(before);
    if !ctx.db.write(Change { account: login.account.id, id, part }).await? {
        return Err(Problem::not_found());
    }
    sites::changed(&ctx, login.account.id);
    Ok(go(&format!("/console/settings/sites/{id}/questions?done=saved"), None))
}

async fn render(
    ctx: &Ctx,
    login: &Login,
    status: StatusCode,
    (site, form, errors, done): (Site, QuestionsForm, FieldErrors, Option<Say>),
) -> Result<Page, Problem> {
    let title = login.t("ask-title").with("site", &site.name);
    let template = QuestionsPage {
        page: Layout::new(ctx, login, title, "settings").await?.flash(done),
        site,
        form,
        errors,
        whens: Asked::ALL.map(|when| (when.as_str(), when_words(when))),
        asks: Ask::ALL.into_iter().map(|ask| (ask.key(), ask_words(ask))).collect(),
        may_change: login.user.role.may(Action::ChangeSites),
    };
    page(status, &template)
}

fn when_words(when: Asked) -> Say {
    Say::of(match when {
        Asked::Never => "ask-never",
        Asked::Away => "ask-away",
        Asked::Always => "ask-always",
    })
}

fn ask_words(ask: Ask) -> Say {
    Say::of(match ask {
        Ask::Name => "word-name",
        Ask::Email => "ask-email",
        Ask::Phone => "ask-phone",
        Ask::Department => "ask-department",
        Ask::Text => "ask-text",
        Ask::Choice => "ask-choice",
    })
}
