//! The page of one landing page: made, changed, and seen as visitors see it.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

use super::typed::{NAMES, Names, Typed};
use super::{Change, Changed, Nothing, PATH, changed};
use crate::ctx::Ctx;
use crate::experiments::{self, Kind};
use crate::i18n::{Language, Say};
use crate::landing::definition::{Definition, Does, Media, Variant};
use crate::landing::page::{Drawn, draw, slug_of};
use crate::landing::store::{self, PageRow};
use crate::people::{Action, ChangeForm, Layout, Login, PageLogin};
use crate::sites::{self, Site};
use crate::web::{FieldErrors, Id, Page, Problem, Query, page};
use crate::{forms, ids};

#[derive(Template)]
#[template(path = "console/landing/new.html")]
struct NewPage {
    page: Layout,
    sites: Vec<Site>,
    name: String,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "console/landing/edit.html")]
struct EditPage {
    page: Layout,
    row: PageRow,
    typed: Typed,
    errors: FieldErrors,
    may_change: bool,
    /// Its site's forms that are on.
    forms: Vec<(Uuid, String)>,
    /// The beginning of its address.
    base: String,
    /// What is tried out on it.
    period: Option<Uuid>,
}

impl EditPage {
    /// The next variant that it may have.
    fn more(&self) -> Option<Names> {
        NAMES.iter().find(|names| !self.has(names)).copied()
    }

    fn has(&self, names: &Names) -> bool {
        self.typed.variants().iter().any(|one| one.key == names.key)
    }

    /// Whether there is something to try out.
    fn is_tried(&self) -> bool {
        self.typed.variants().len() > 1
    }

    fn is_chosen(&self, field: &str, value: impl AsRef<str>) -> bool {
        self.typed.get(field) == value.as_ref()
    }
}

/// How a page is taken up, in words.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "templates give references")]
fn does_name(does: &Does) -> &'static str {
    match does {
        Does::Form => "landing-does-form",
        Does::Chat => "landing-does-chat",
        Does::Url => "landing-does-url",
    }
}

/// What is seen, in words.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "templates give references")]
fn media_name(media: &Media) -> &'static str {
    match media {
        Media::None => "landing-media-none",
        Media::Picture => "landing-media-picture",
        Media::Video => "landing-media-video",
    }
}

async fn begin_with(
    ctx: &Ctx,
    login: &Login,
    name: String,
    errors: FieldErrors,
) -> Result<Page, Problem> {
    let sites = sites::of_account(&mut ctx.db.read().await?, login.account.id).await?;
    let layout = Layout::new(ctx, login, login.t("landing-new"), "offers").await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(status, &NewPage { page: layout, sites, name, errors })
}

/// Name and site of a new one.
pub(super) async fn begin(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
) -> Result<Page, Problem> {
    login.require(Action::ChangeScripts)?;
    begin_with(&ctx, &login, String::new(), FieldErrors::default()).await
}

#[derive(Deserialize)]
pub(super) struct NewForm {
    site: Uuid,
    name: String,
}

/// A page that is not stored yet, and off.
fn blank(account: Uuid, site: Uuid, name: String, slug: String, definition: Definition) -> PageRow {
    PageRow {
        id: ids::new_id(),
        account_id: account,
        site_id: site,
        name,
        slug,
        active: false,
        definition: Json(definition),
        rev: 1,
        changed_at: 0,
        deleted_at: None,
    }
}

/// Stores a new page at an address that no other has.
async fn insert(ctx: &Ctx, mut row: PageRow) -> Result<Response, Problem> {
    let (account, id, wanted) = (row.account_id, row.id, row.slug.clone());
    while changed(ctx, account, Change::Add(row.clone())).await? == Changed::Taken {
        row.slug = format!("{wanted}-{}", ids::readable(4).to_lowercase());
    }
    Ok(Redirect::to(&format!("{PATH}/{id}")).into_response())
}

/// Adds one, which is off, to be filled in at once.
pub(super) async fn add(
    State(ctx): State<Ctx>,
    form: ChangeForm<NewForm>,
) -> Result<Response, Problem> {
    let (login, form) = (form.0, form.1);
    login.require(Action::ChangeScripts)?;
    let account = login.account.id;
    let site = sites::of_account_by_id(&mut ctx.db.read().await?, account, form.site).await?;
    let site = site.ok_or_else(Problem::not_found)?.id;
    let mut errors = FieldErrors::default();
    let name = errors.name("name", &form.name);
    if !errors.is_empty() {
        return Ok(begin_with(&ctx, &login, form.name, errors).await?.into_response());
    }
    let forms = forms::that_are_on(&ctx, account).await?;
    let form = forms.iter().find(|(_, _, of)| *of == site).map(|(id, ..)| *id);
    let variant =
        Variant { key: "a".into(), weight: 1, headline: name.clone(), ..Variant::default() };
    let does = if form.is_some() { Does::Form } else { Does::Chat };
    let definition = Definition { does, form, variants: vec![variant], ..Definition::default() };
    let slug = slug_of(&name);
    insert(&ctx, blank(account, site, name, slug, definition)).await
}

/// Adds a copy of one, which is off.
pub(super) async fn duplicate(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeScripts)?;
    let row = found(&ctx, &login, id).await?;
    let name = login.t("offers-copy").with("name", row.name.as_str()).to_string();
    let name = name.chars().take(100).collect();
    insert(&ctx, blank(row.account_id, row.site_id, name, row.slug, row.definition.0)).await
}

async fn found(ctx: &Ctx, login: &Login, id: Uuid) -> Result<PageRow, Problem> {
    let found = store::by_id(&mut ctx.db.read().await?, login.account.id, id).await?;
    found.ok_or_else(Problem::not_found)
}

async fn forms_of(ctx: &Ctx, row: &PageRow) -> Result<Vec<(Uuid, String)>, Problem> {
    let forms = forms::that_are_on(ctx, row.account_id).await?;
    let own = forms.into_iter().filter(|(_, _, site)| *site == row.site_id);
    Ok(own.map(|(id, name, _)| (id, name)).collect())
}

async fn render(
    ctx: &Ctx,
    login: &Login,
    row: PageRow,
    typed: Typed,
    errors: FieldErrors,
    (status, done): (StatusCode, Option<Say>),
) -> Result<Page, Problem> {
    let layout = Layout::new(ctx, login, row.name.clone(), "offers").await?.flash(done);
    let forms = forms_of(ctx, &row).await?;
    let period = experiments::running(ctx, Kind::Page, row.id).await?.map(|period| period.id);
    let may_change = login.user.role.may(Action::ChangeScripts);
    let base = ctx.link("/p/");
    page(status, &EditPage { page: layout, row, typed, errors, may_change, forms, base, period })
}

#[derive(Default, Deserialize)]
pub(super) struct Wanted {
    done: Option<String>,
}

/// The page of one.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
    Query(wanted): Query<Wanted>,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let row = found(&ctx, &login, id).await?;
    let done = wanted.done.map(|_| Say::of("word-saved"));
    let typed = Typed::of(&row);
    render(&ctx, &login, row, typed, FieldErrors::default(), (StatusCode::OK, done)).await
}

/// Saves one. `act` adds a variant or takes one away, and saves nothing.
pub(super) async fn save(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let (login, mut typed) = (form.0, Typed(form.1));
    login.require(Action::ChangeScripts)?;
    let row = found(&ctx, &login, id).await?;
    if let Some(act) = typed.0.remove("act").filter(|act| !act.is_empty()) {
        vary(&mut typed, &act);
        typed.0.insert("unsaved".into(), "on".into());
        let shown = (StatusCode::OK, None);
        return Ok(render(&ctx, &login, row, typed, FieldErrors::default(), shown)
            .await?
            .into_response());
    }
    let forms: Vec<Uuid> = forms_of(&ctx, &row).await?.into_iter().map(|(id, _)| id).collect();
    let mut errors = FieldErrors::default();
    let (name, slug, definition) = typed.check(&forms, &mut errors);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if errors.is_empty() {
        let active = typed.0.contains_key("active");
        let definition = Json(definition);
        let new = PageRow { name, slug, active, definition, rev: typed.rev(), ..row.clone() };
        match changed(&ctx, row.account_id, Change::Save(new)).await? {
            Changed::Taken => errors.add("slug", Say::of("landing-wrong-taken")),
            Changed::Elsewhere => {
                status = StatusCode::CONFLICT;
                errors.add("rev", Say::of("magnets-elsewhere"));
            }
            _ => return Ok(Redirect::to(&format!("{PATH}/{id}?done=saved")).into_response()),
        }
    }
    let shown = (status, None);
    Ok(render(&ctx, &login, row, typed, errors, shown).await?.into_response())
}

/// Adds a variant that begins as the first one is, or takes one away.
fn vary(typed: &mut Typed, act: &str) {
    let of = |key: &str| NAMES.iter().find(|names| names.key == key);
    let fields = |names: &Names| {
        let Names { headline, proposition, points, media, media_url, media_alt, call, .. } = *names;
        [headline, proposition, points, media, media_url, media_alt, call]
    };
    if let Some(names) = act.strip_prefix("add-").and_then(of) {
        for (from, to) in fields(&NAMES[0]).into_iter().zip(fields(names)) {
            let value = typed.get(from).to_owned();
            typed.0.insert(to.into(), value);
        }
        typed.0.insert(names.weight.into(), "1".into());
        // Of a page with one variant there was none to type.
        typed.0.entry(NAMES[0].weight.into()).or_insert_with(|| "1".into());
    } else if let Some(names) = act.strip_prefix("drop-").and_then(of) {
        for field in fields(names) {
            typed.0.remove(field);
        }
    }
}

/// What was typed, as visitors would see it; nothing on it can be pressed.
pub(super) async fn preview(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let (login, typed) = (form.0, Typed(form.1));
    login.require(Action::SeeSites)?;
    let row = found(&ctx, &login, id).await?;
    let site = sites::by_id(&ctx, row.site_id).await?.ok_or_else(Problem::not_found)?;
    let definition = typed.definition();
    let shown = typed.get("shown");
    let of_key = definition.variants.iter().find(|variant| variant.key == shown);
    let variant = of_key.or_else(|| definition.variants.first()).ok_or_else(Problem::not_found)?;
    let language = match site.settings.language.as_str() {
        "auto" => login.language(),
        own => Language::of(own),
    };
    let slug = &row.slug;
    let definition = &definition;
    let scheme = if typed.get("scheme") == "dark" { "dark" } else { "light" };
    draw(&ctx, Drawn { site: &site, slug, definition, variant, language, preview: Some(scheme) })
        .await
}
