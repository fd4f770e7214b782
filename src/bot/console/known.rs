//! The page of what the bot knows, with what was asked in vain.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use crate::bot::knowledge::{self, Deed, Editing, Entry, Text};
use crate::bot::script::markup::escape_part;
use crate::bot::store::knowledge as store;
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::ids;
use crate::people::{Action, ChangeForm, Layout, Login, PageLogin};
use crate::sites::LANGUAGES;
use crate::web::{FieldErrors, Id, Page, Problem, Query, page};

const PATH: &str = "/console/scripts/knowledge";

#[derive(Template)]
#[template(path = "console/bot/knowledge.html")]
struct KnowledgePage {
    page: Layout,
    known: Vec<Known>,
    /// Where an answer is given, the words, and how often.
    missed: Vec<(String, String, i64)>,
    may_change: bool,
    /// What is changed; nothing: something new.
    id: Option<Uuid>,
    typed: Typed,
    errors: FieldErrors,
    languages: &'static [(&'static str, &'static str)],
}

/// Something that is known, as the list shows it.
struct Known {
    id: Uuid,
    question: String,
    answer: String,
    languages: Vec<String>,
}

/// What stands in the form.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    language: String,
    question: String,
    also: String,
    answer: String,
}

/// What was done, said in a toast; and a question with which the form begins.
#[derive(Default, Deserialize)]
pub struct Wanted {
    done: Option<String>,
    question: Option<String>,
    language: Option<String>,
}

struct Shown {
    id: Option<Uuid>,
    typed: Typed,
    errors: FieldErrors,
    done: Option<Say>,
}

pub async fn list(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(wanted): Query<Wanted>,
) -> Result<Page, Problem> {
    login.require(Action::Chat)?;
    let done = match wanted.done.as_deref() {
        Some("saved") => Some(Say::of("word-saved")),
        Some("deleted") => Some(Say::of("knowledge-deleted")),
        _ => None,
    };
    let language = wanted.language.unwrap_or_else(|| login.language().code().to_owned());
    let question = wanted.question.unwrap_or_default();
    let typed = Typed { language, question, ..Typed::default() };
    let shown = Shown { id: None, typed, errors: FieldErrors::default(), done };
    render(&ctx, &login, StatusCode::OK, shown).await
}

pub async fn one(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
    Query(wanted): Query<Wanted>,
) -> Result<Page, Problem> {
    login.require(Action::Chat)?;
    let entry = entry(&ctx, &login, id).await?;
    let own = wanted.language.unwrap_or_else(|| login.language().code().to_owned());
    let known = entry.texts.get(&own).cloned();
    let (language, text) = match known {
        Some(text) => (own, text),
        None => entry.texts.into_iter().next().unwrap_or_default(),
    };
    let Text { question, also, answer } = text;
    let typed = Typed { language, question, also: also.join("\n"), answer };
    let shown = Shown { id: Some(id), typed, errors: FieldErrors::default(), done: None };
    render(&ctx, &login, StatusCode::OK, shown).await
}

async fn entry(ctx: &Ctx, login: &Login, id: Uuid) -> Result<Entry, Problem> {
    let all = store::entries(&mut ctx.db.read().await?, login.account.id).await?;
    all.into_iter().find(|entry| entry.id == id).ok_or_else(Problem::not_found)
}

async fn render(
    ctx: &Ctx,
    login: &Login,
    status: StatusCode,
    shown: Shown,
) -> Result<Page, Problem> {
    let mut db = ctx.db.read().await?;
    let all = store::entries(&mut db, login.account.id).await?;
    let missed = store::all_missed(&mut db, login.account.id).await?;
    drop(db);
    let own = login.language().code();
    let known = all.into_iter().filter_map(|entry| {
        let languages = entry.texts.keys().cloned().collect();
        let text = entry.texts.get(own).or_else(|| entry.texts.values().next())?;
        let (question, answer) = (text.question.clone(), text.answer.clone());
        Some(Known { id: entry.id, question, answer, languages })
    });
    let known = known.collect();
    let asked = |one: store::MissedRow| {
        let question = escape_part(&one.text);
        let to = format!("{PATH}?language={}&question={question}", one.language);
        (to, one.text, one.count)
    };
    let missed = missed.into_iter().map(asked).collect();
    let layout = Layout::new(ctx, login, login.t("knowledge-title"), "scripts").await?;
    let Shown { id, typed, errors, done } = shown;
    let page_of = KnowledgePage {
        page: layout.flash(done),
        known,
        missed,
        may_change: login.user.role.may(Action::ChangeReplies),
        id,
        typed,
        errors,
        languages: LANGUAGES,
    };
    page(status, &page_of)
}

pub async fn add(State(ctx): State<Ctx>, form: ChangeForm<Typed>) -> Result<Response, Problem> {
    save(&ctx, &form.0, None, form.1).await
}

pub async fn change(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Typed>,
) -> Result<Response, Problem> {
    save(&ctx, &form.0, Some(id), form.1).await
}

async fn save(
    ctx: &Ctx,
    login: &Login,
    id: Option<Uuid>,
    typed: Typed,
) -> Result<Response, Problem> {
    login.require(Action::ChangeReplies)?;
    let (mut texts, site) = match id {
        Some(id) => {
            let entry = entry(ctx, login, id).await?;
            (entry.texts, entry.site)
        }
        None => (BTreeMap::new(), None),
    };
    let Typed { language, question, also, answer } = typed.clone();
    let also = also.lines().map(ToOwned::to_owned).collect();
    texts.insert(language, Text { question, also, answer });
    match knowledge::checked(texts) {
        Ok(texts) => {
            let deed = if id.is_some() { Deed::Change } else { Deed::Add };
            let (account, id) = (login.account.id, id.unwrap_or_else(ids::new_id));
            let now = ctx.clock.now();
            let done = ctx.db.write(Editing { account, id, deed, site, texts, now }).await?;
            knowledge::changed(ctx);
            match done {
                Ok(()) => Ok(Redirect::to(&format!("{PATH}?done=saved")).into_response()),
                Err("not_found") => Err(Problem::not_found()),
                Err(code) => Err(Problem::new(StatusCode::CONFLICT, code)),
            }
        }
        Err((field, code)) => {
            let mut errors = FieldErrors::default();
            let sentence = match code {
                "empty" => Say::of("knowledge-empty"),
                "too_long" => Say::of("knowledge-too-long"),
                _ => Say::of("knowledge-language"),
            };
            errors.add(field, sentence);
            let shown = Shown { id, typed, errors, done: None };
            let page = render(ctx, login, StatusCode::UNPROCESSABLE_ENTITY, shown).await?;
            Ok(page.into_response())
        }
    }
}

/// A form without fields.
#[derive(Deserialize)]
pub struct Nothing {}

pub async fn delete(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeReplies)?;
    let (account, now) = (login.account.id, ctx.clock.now());
    let texts = BTreeMap::new();
    let deleting = Editing { account, id, deed: Deed::Delete, site: None, texts, now };
    let done = ctx.db.write(deleting).await?;
    knowledge::changed(&ctx);
    done.map_err(|_| Problem::not_found())?;
    Ok(Redirect::to(&format!("{PATH}?done=deleted")).into_response())
}
