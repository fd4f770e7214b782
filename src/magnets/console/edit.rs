//! The page of one magnet: made, changed, filled with codes, and to whom it was given.

use askama::Template;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::typed::Typed;
use super::{Change, Changed, Changing, PATH, kind_name};
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::ids;
use crate::magnets::store::{self, Line};
use crate::magnets::{Kind, Magnet};
use crate::people::{Action, Layout, Login, PageLogin};
use crate::sites::{self, Site};
use crate::web::{FieldErrors, Id, Page, Problem, Query, page};

#[derive(Template)]
#[template(path = "console/magnets/choose.html")]
struct ChoosePage {
    page: Layout,
}

#[derive(Template)]
#[template(path = "console/magnets/edit.html")]
struct EditPage {
    page: Layout,
    /// Nothing: it is not stored yet.
    magnet: Option<Magnet>,
    kind: Kind,
    typed: Typed,
    errors: FieldErrors,
    may_change: bool,
    /// Codes of its pool, and how many are left.
    pool: (i64, i64),
    lines: Vec<Line>,
    sites: Vec<Site>,
}

impl EditPage {
    /// On which site it was given; empty where there is but one.
    fn on(&self, line: &Line) -> &str {
        let site = self.sites.iter().find(|site| site.id == line.site_id);
        site.filter(|_| self.sites.len() > 1).map_or("", |site| site.name.as_str())
    }
}

/// By what it was given.
fn by(line: &Line) -> Say {
    Say::of(match line.given_by.as_str() {
        "form" => "magnets-by-form",
        "script" => "magnets-by-script",
        _ => "magnets-by-offer",
    })
}

#[derive(Default, Deserialize)]
pub(super) struct Wanted {
    kind: Option<String>,
    done: Option<String>,
    /// Codes that were new.
    codes: Option<i64>,
}

/// The form of a new one; without a kind the choice of it.
pub(super) async fn begin(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(wanted): Query<Wanted>,
) -> Result<Page, Problem> {
    login.require(Action::ChangeScripts)?;
    let Some(kind) = wanted.kind else {
        let layout = Layout::new(&ctx, &login, login.t("magnets-new"), "offers").await?;
        return page(StatusCode::OK, &ChoosePage { page: layout });
    };
    let typed = Typed::new(Kind::parse(&kind));
    render(&ctx, &login, None, typed, FieldErrors::default(), StatusCode::OK, None).await
}

/// The page of one.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
    Query(wanted): Query<Wanted>,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let magnet = found(&ctx, &login, id).await?;
    let done = match (wanted.done.as_deref(), wanted.codes) {
        (Some("codes"), Some(codes)) => Some(Say::of("magnets-added").with("n", codes)),
        (Some(_), _) => Some(Say::of("word-saved")),
        _ => None,
    };
    let typed = Typed::of(&magnet);
    render(&ctx, &login, Some(magnet), typed, FieldErrors::default(), StatusCode::OK, done).await
}

async fn found(ctx: &Ctx, login: &Login, id: Uuid) -> Result<Magnet, Problem> {
    let found = store::by_id(&mut ctx.db.read().await?, login.account.id, id).await?;
    found.ok_or_else(Problem::not_found)
}

async fn render(
    ctx: &Ctx,
    login: &Login,
    magnet: Option<Magnet>,
    typed: Typed,
    errors: FieldErrors,
    status: StatusCode,
    done: Option<Say>,
) -> Result<Page, Problem> {
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    let (pool, lines, sites) = match &magnet {
        Some(magnet) => (
            store::codes(&mut db, magnet.id).await?,
            store::newest(&mut db, account, magnet.id).await?,
            sites::of_account(&mut db, account).await?,
        ),
        None => ((0, 0), Vec::new(), Vec::new()),
    };
    drop(db);
    let title = match &magnet {
        Some(magnet) => magnet.name.clone(),
        None => login.t("magnets-new").to_string(),
    };
    let layout = Layout::new(ctx, login, title, "offers").await?.flash(done);
    let kind = magnet.as_ref().map_or_else(|| Kind::parse(&typed.kind), |magnet| magnet.kind);
    let may_change = login.user.role.may(Action::ChangeScripts);
    let edit =
        EditPage { page: layout, magnet, kind, typed, errors, may_change, pool, lines, sites };
    page(status, &edit)
}

/// Adds one, with its file or its codes.
pub(super) async fn add(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    form: Multipart,
) -> Result<Response, Problem> {
    login.require(Action::ChangeScripts)?;
    let (typed, mut came) = Typed::read(&ctx, form).await?;
    let login = login.meant(Some(&typed.csrf))?;
    let mut errors = FieldErrors::default();
    let blank = Magnet::new(ids::new_id(), Kind::parse(&typed.kind));
    let mut magnet = typed.check(blank, &mut errors);
    let mut codes = Vec::new();
    match (magnet.kind, &mut came) {
        (Kind::File, Some(came)) => magnet.file = came.look(&mut errors).await?,
        (Kind::File, None) => errors.add("file", Say::of("magnets-wrong-none")),
        (Kind::Coupon, _) if magnet.code.is_empty() => {
            codes = typed.codes(&mut errors);
            if codes.is_empty() {
                errors.add("code", Say::of("magnets-wrong-no-code"));
            }
        }
        _ => {}
    }
    if !errors.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(render(&ctx, &login, None, typed, errors, status, None).await?.into_response());
    }
    if let (Some(file), Some(came)) = (&magnet.file, came) {
        ctx.files.put(&file.key(), came.part).await?;
    }
    let id = magnet.id;
    let change = Change::Add(magnet, codes);
    match ctx.db.write(Changing { account: login.account.id, change, now: ctx.clock.now() }).await?
    {
        Changed::TooMany => Err(Problem::new(StatusCode::CONFLICT, "too_many_magnets")),
        _ => Ok(Redirect::to(&format!("{PATH}/{id}?done=saved")).into_response()),
    }
}

/// Saves one; a file in the place of the one it has.
pub(super) async fn save(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
    form: Multipart,
) -> Result<Response, Problem> {
    login.require(Action::ChangeScripts)?;
    let (typed, mut came) = Typed::read(&ctx, form).await?;
    let login = login.meant(Some(&typed.csrf))?;
    let old = found(&ctx, &login, id).await?;
    let mut errors = FieldErrors::default();
    let mut magnet = typed.check(old.clone(), &mut errors);
    let mut new = None;
    if let (Kind::File, Some(came)) = (magnet.kind, &mut came)
        && let Some(file) = came.look(&mut errors).await?
    {
        new = Some(file.key());
        magnet.file = Some(file);
    }
    let again = async |errors, status| {
        let answer = render(&ctx, &login, Some(old.clone()), typed.clone(), errors, status, None);
        Ok::<_, Problem>(answer.await?.into_response())
    };
    if !errors.is_empty() {
        return again(errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    if let (Some(key), Some(came)) = (&new, came) {
        ctx.files.put(key, came.part).await?;
    }
    let change = Change::Save(magnet);
    let changing = Changing { account: login.account.id, change, now: ctx.clock.now() };
    if matches!(ctx.db.write(changing).await?, Changed::Yes(_)) {
        // Who has a link to it gets the new one.
        if let (Some(_), Some(file)) = (&new, &old.file) {
            ctx.files.remove(&file.key()).await?;
        }
        return Ok(Redirect::to(&format!("{PATH}/{id}?done=saved")).into_response());
    }
    if let Some(key) = &new {
        ctx.files.remove(key).await?;
    }
    let mut errors = FieldErrors::default();
    errors.add("rev", Say::of("magnets-elsewhere"));
    again(errors, StatusCode::CONFLICT).await
}

/// Adds codes to a pool, typed or as a file.
pub(super) async fn fill(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
    form: Multipart,
) -> Result<Response, Problem> {
    login.require(Action::ChangeScripts)?;
    let (mut typed, mut came) = Typed::read(&ctx, form).await?;
    let login = login.meant(Some(&typed.csrf))?;
    let magnet = found(&ctx, &login, id).await?;
    let mut errors = FieldErrors::default();
    if let Some(came) = &mut came {
        typed.codes = format!("{}\n{}", typed.codes, came.text(&mut errors).await?);
    }
    let codes = typed.codes(&mut errors);
    if codes.is_empty() {
        errors.add("codes", Say::of("wrong-empty"));
    }
    if errors.is_empty() {
        let change = Change::Fill(id, codes);
        let now = ctx.clock.now();
        match ctx.db.write(Changing { account: login.account.id, change, now }).await? {
            Changed::Yes(n) => {
                let to = format!("{PATH}/{id}?done=codes&codes={n}");
                return Ok(Redirect::to(&to).into_response());
            }
            Changed::TooMany => {
                let most = super::super::change::MOST_CODES;
                errors.add("codes", Say::of("magnets-wrong-codes").with("most", most));
            }
            _ => return Err(Problem::not_found()),
        }
    }
    let typed = Typed { codes: typed.codes, ..Typed::of(&magnet) };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(render(&ctx, &login, Some(magnet), typed, errors, status, None).await?.into_response())
}
