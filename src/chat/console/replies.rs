//! The page about canned replies and tags.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use crate::chat::actions::{self, Retag};
use crate::chat::canned::{Edit, EditReplies, Edited, Editor, VARIABLES, check};
use crate::chat::store::{self, Reply};
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::people::{Action, ChangeForm, Layout, Login, PageLogin};
use crate::web::{FieldErrors, Id, Page, Problem, Query, page, too_long};

pub(super) const PATH: &str = "/console/settings/replies";

#[derive(Template)]
#[template(path = "console/chat/replies.html")]
struct RepliesPage {
    page: Layout,
    tab: &'static str,
    replies: Vec<Row>,
    tags: Vec<(String, i64)>,
    may_shared: bool,
    variables: Vec<String>,
    errors: FieldErrors,
    wrong: Option<Say>,
    typed: Typed,
}

/// One reply.
struct Row {
    reply: Reply,
    may_change: bool,
    /// The change that was just refused, and what was wrong with it.
    refused: Option<(Typed, FieldErrors)>,
}

impl Row {
    /// The sentence beside a field.
    fn wrong(&self, field: &str) -> Option<&Say> {
        self.refused.as_ref().and_then(|(_, errors)| errors.get(field))
    }

    /// What stands in its form: what was typed, else what is stored.
    fn typed(&self) -> (&str, &str) {
        match &self.refused {
            Some((typed, _)) => (&typed.shortcut, &typed.text),
            None => (&self.reply.shortcut, &self.reply.text),
        }
    }
}

/// The query `done` of the page: what has just been done, said in a toast.
#[derive(Default, Deserialize)]
pub(super) struct Done {
    done: Option<String>,
}

#[derive(Default)]
struct Shown {
    errors: FieldErrors,
    wrong: Option<Say>,
    typed: Typed,
    /// The reply that was to be changed; none: a new one.
    changed: Option<Uuid>,
    done: Option<Say>,
}

pub(super) async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(done): Query<Done>,
) -> Result<Page, Problem> {
    login.require(Action::Chat)?;
    let done = match done.done.as_deref() {
        Some("saved") => Some(Say::of("word-saved")),
        Some("added") => Some(Say::of("done-reply")),
        Some("deleted") => Some(Say::of("done-reply-deleted")),
        Some("tag") => Some(Say::of("done-tag")),
        _ => None,
    };
    render(&ctx, &login, StatusCode::OK, Shown { done, ..Shown::default() }).await
}

async fn render(
    ctx: &Ctx,
    login: &Login,
    status: StatusCode,
    mut shown: Shown,
) -> Result<Page, Problem> {
    let (account, by) = (login.account.id, Editor::of(login));
    let mut db = ctx.db.read().await?;
    let replies = store::replies(&mut db, account, login.user.id).await?;
    let tags = store::count_tags(&mut db, account).await?;
    drop(db);
    let row = |reply: Reply| Row { may_change: by.may_change(&reply), reply, refused: None };
    let mut rows: Vec<Row> = replies.into_iter().map(row).collect();
    if let Some(row) = rows.iter_mut().find(|row| Some(row.reply.id) == shown.changed) {
        row.refused = Some((std::mem::take(&mut shown.typed), std::mem::take(&mut shown.errors)));
    }
    let title = login.t("tab-replies");
    let template = RepliesPage {
        page: Layout::new(ctx, login, title, "settings").await?.flash(shown.done),
        tab: "replies",
        replies: rows,
        tags,
        may_shared: login.user.role.may(Action::ChangeReplies),
        variables: VARIABLES.iter().map(|name| format!("{{{name}}}")).collect(),
        errors: shown.errors,
        wrong: shown.wrong,
        typed: shown.typed,
    };
    page(status, &template)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    shortcut: String,
    text: String,
    shared: Option<String>,
}

pub(super) async fn add(
    State(ctx): State<Ctx>,
    form: ChangeForm<Typed>,
) -> Result<Response, Problem> {
    let (login, typed) = (form.0, form.1);
    let shared = typed.shared.is_some();
    let add = |shortcut, text| Edit::Add { shared, shortcut, text };
    save(&ctx, &login, (typed, None), add).await
}

pub(super) async fn change(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Typed>,
) -> Result<Response, Problem> {
    let (login, typed) = (form.0, form.1);
    let change = |shortcut, text| Edit::Change { id, shortcut, text };
    save(&ctx, &login, (typed, Some(id)), change).await
}

async fn save(
    ctx: &Ctx,
    login: &Login,
    (typed, changed): (Typed, Option<Uuid>),
    edit: impl FnOnce(String, String) -> Edit,
) -> Result<Response, Problem> {
    let mut errors = FieldErrors::default();
    let checked = check(&typed.shortcut, &typed.text);
    if let Err(wrong) = &checked {
        errors.note("shortcut", wrong.shortcut.then_some(Say::of("reply-wrong-shortcut")));
        errors.note(
            "text",
            wrong.text.map(|code| match code {
                "empty" => Say::of("wrong-empty"),
                _ => too_long(4_000),
            }),
        );
    }
    if let Ok((shortcut, text)) = checked {
        if run(ctx, login, edit(shortcut, text)).await? {
            let done = if changed.is_some() { "saved" } else { "added" };
            return Ok(Redirect::to(&format!("{PATH}?done={done}")).into_response());
        }
        errors.add("shortcut", Say::of("reply-taken"));
    }
    let shown = Shown { errors, typed, changed, ..Shown::default() };
    Ok(render(ctx, login, StatusCode::UNPROCESSABLE_ENTITY, shown).await?.into_response())
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn delete(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Redirect, Problem> {
    run(&ctx, &form.0, Edit::Delete { id }).await?;
    Ok(Redirect::to(&format!("{PATH}?done=deleted")))
}

/// False where the shortcut is taken.
async fn run(ctx: &Ctx, login: &Login, edit: Edit) -> Result<bool, Problem> {
    login.require(Action::Chat)?;
    let by = Editor::of(login);
    match ctx.db.write(EditReplies { by, edit, now: ctx.clock.now() }).await? {
        Edited::Done(_) => Ok(true),
        Edited::Taken => Ok(false),
        Edited::NoSuch => Err(Problem::not_found()),
        Edited::NotTheirs => Err(Problem::forbidden("not_your_role")),
    }
}

/// A tag, and what becomes of it: an empty name takes it away.
#[derive(Deserialize)]
pub(super) struct Renamed {
    name: String,
    #[serde(default)]
    new: String,
}

pub(super) async fn rename_tag(
    State(ctx): State<Ctx>,
    form: ChangeForm<Renamed>,
) -> Result<Response, Problem> {
    let (login, Renamed { name, new }) = (form.0, form.1);
    login.require(Action::ChangeReplies)?;
    let Some(new) = actions::clean(&new) else {
        let wrong = Some(Say::of("tag-wrong"));
        let shown = Shown { wrong, ..Shown::default() };
        let page = render(&ctx, &login, StatusCode::UNPROCESSABLE_ENTITY, shown).await?;
        return Ok(page.into_response());
    };
    retag(&ctx, login.account.id, name, Some(new)).await
}

pub(super) async fn delete_tag(
    State(ctx): State<Ctx>,
    form: ChangeForm<Renamed>,
) -> Result<Response, Problem> {
    let (login, Renamed { name, .. }) = (form.0, form.1);
    login.require(Action::ChangeReplies)?;
    retag(&ctx, login.account.id, name, None).await
}

async fn retag(
    ctx: &Ctx,
    account: Uuid,
    name: String,
    new: Option<String>,
) -> Result<Response, Problem> {
    if !actions::rename(ctx, Retag { account, name, new }).await? {
        return Err(Problem::not_found());
    }
    Ok(Redirect::to(&format!("{PATH}?done=tag")).into_response())
}
