//! The rules of a site: in their order, the form of one with the invitation beside it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result as Written;
use crate::i18n::{Language, Say};
use crate::ids;
use crate::live::rules::{self, CHANNELS, Conditions, MOST, Once, Rule, RuleForm};
use crate::live::store;
use crate::people::{Action, ChangeForm, Layout, Login, PageLogin};
use crate::sites::{self, Site, colour};
use crate::web::{FieldErrors, Id, Page, Path, Problem, Query, page};

/// The site and the rule in a path.
type Both = Path<(Uuid, Uuid)>;

#[derive(Default, Deserialize)]
pub(super) struct Done {
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "console/live/rules.html")]
struct ListPage {
    page: Layout,
    site: Site,
    rules: Vec<Rule>,
    may_change: bool,
    may_add: bool,
    /// What was just deleted, to be put back.
    undo: Option<RuleForm>,
}

async fn find(ctx: &Ctx, login: &Login, site: Uuid) -> Result<Site, Problem> {
    let found = sites::of_account_by_id(&mut ctx.db.read().await?, login.account.id, site).await?;
    found.ok_or_else(Problem::not_found)
}

async fn find_rule(ctx: &Ctx, site: &Site, rule: Uuid) -> Result<Rule, Problem> {
    let found = store::rule(&mut ctx.db.read().await?, rule, site.id).await?;
    found.ok_or_else(Problem::not_found)
}

fn path(site: Uuid) -> String {
    format!("/console/settings/sites/{site}/invitations")
}

fn saved(ctx: &Ctx, site: Uuid) -> Response {
    rules::forget(ctx);
    Redirect::to(&format!("{}?done=saved", path(site))).into_response()
}

/// The rules in their order.
pub(super) async fn list(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
    Query(done): Query<Done>,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let site = find(&ctx, &login, id).await?;
    let flash = done.done.is_some_and(|done| done == "saved").then(|| Say::of("word-saved"));
    render_list(&ctx, &login, site, flash, None).await
}

async fn render_list(
    ctx: &Ctx,
    login: &Login,
    site: Site,
    flash: Option<Say>,
    undo: Option<RuleForm>,
) -> Result<Page, Problem> {
    let rules = store::rules(&mut ctx.db.read().await?, site.id).await?;
    let may_change = login.user.role.may(Action::ChangeSites);
    let title = login.t("rules-title").with("site", &site.name);
    let template = ListPage {
        page: Layout::new(ctx, login, title, "settings").await?.flash(flash),
        may_add: may_change && rules.len() < MOST,
        may_change,
        site,
        rules,
        undo,
    };
    page(StatusCode::OK, &template)
}

#[derive(Template)]
#[template(path = "console/live/rule.html")]
struct FormPage {
    page: Layout,
    site: Site,
    /// The stored rule; `None` while it is new.
    rule: Option<Uuid>,
    form: RuleForm,
    errors: FieldErrors,
    channels: Vec<(&'static str, Say)>,
    may_change: bool,
    preview: Preview,
}

/// The invitation as a visitor sees it.
#[derive(Template)]
#[template(path = "console/live/preview.html")]
struct Preview {
    colour: String,
    ink: &'static str,
    name: String,
    text: String,
    label: String,
    left: bool,
}

impl Preview {
    fn new(site: &Site, form: &RuleForm, reader: Language) -> Self {
        let settings = &site.settings;
        Self {
            colour: settings.colour.clone(),
            ink: colour::sign_on(&settings.colour),
            name: settings.texts.title.clone().unwrap_or_else(|| site.name.clone()),
            text: form.text.trim().chars().take(rules::LONGEST).collect(),
            label: reader.t("rule-preview-label").to_string(),
            left: settings.position.as_str() == "left",
        }
    }
}

async fn render(
    ctx: &Ctx,
    login: &Login,
    site: Site,
    rule: Option<Uuid>,
    form: RuleForm,
    errors: FieldErrors,
) -> Result<Page, Problem> {
    let title = match rule {
        Some(_) if !form.name.trim().is_empty() => form.name.clone(),
        Some(_) => login.t("rule-title").to_string(),
        None => login.t("rules-add").to_string(),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let template = FormPage {
        page: Layout::new(ctx, login, title, "settings").await?,
        preview: Preview::new(&site, &form, login.language()),
        channels: CHANNELS.iter().map(|name| (*name, channel(name))).collect(),
        may_change: login.user.role.may(Action::ChangeSites),
        site,
        rule,
        form,
        errors,
    };
    page(status, &template)
}

/// The form of a new rule.
pub(super) async fn new(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
) -> Result<Page, Problem> {
    login.require(Action::ChangeSites)?;
    let site = find(&ctx, &login, id).await?;
    let form = RuleForm::blank(rules::greeting(&site, ""));
    render(&ctx, &login, site, None, form, FieldErrors::default()).await
}

/// Adds a rule at the end.
pub(super) async fn add(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<RuleForm>,
) -> Result<Response, Problem> {
    let (login, form) = (form.0, form.1);
    login.require(Action::ChangeSites)?;
    let site = find(&ctx, &login, id).await?;
    match form.check(ids::new_id(), id) {
        Ok(rule) => {
            if !ctx.db.write(Add { rule, now: ctx.clock.now() }).await? {
                return Err(Problem::new(StatusCode::CONFLICT, "too_many_rules"));
            }
            Ok(saved(&ctx, id))
        }
        Err(errors) => Ok(render(&ctx, &login, site, None, form, errors).await?.into_response()),
    }
}

struct Add {
    rule: Rule,
    now: Millis,
}

impl Write for Add {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Written<bool> {
        let count = store::rules(tx, self.rule.site).await?.len();
        if count >= MOST {
            return Ok(false);
        }
        let position = i64::try_from(count).unwrap_or(i64::MAX);
        store::insert_rule(tx, &self.rule, position, self.now).await?;
        Ok(true)
    }
}

/// The form of a rule.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Path((id, rule)): Both,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let site = find(&ctx, &login, id).await?;
    let form = RuleForm::of(&find_rule(&ctx, &site, rule).await?);
    render(&ctx, &login, site, Some(rule), form, FieldErrors::default()).await
}

/// Changes a rule.
pub(super) async fn change(
    State(ctx): State<Ctx>,
    Path((id, rule)): Both,
    form: ChangeForm<RuleForm>,
) -> Result<Response, Problem> {
    let (login, form) = (form.0, form.1);
    login.require(Action::ChangeSites)?;
    let site = find(&ctx, &login, id).await?;
    match form.check(rule, id) {
        Ok(changed) => {
            if !ctx.db.write(Change(changed)).await? {
                return Err(Problem::not_found());
            }
            Ok(saved(&ctx, id))
        }
        Err(errors) => {
            Ok(render(&ctx, &login, site, Some(rule), form, errors).await?.into_response())
        }
    }
}

struct Change(Rule);

impl Write for Change {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Written<bool> {
        store::update_rule(tx, &self.0).await
    }
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// Deletes a rule; the page offers to put it back.
pub(super) async fn delete(
    State(ctx): State<Ctx>,
    Path((id, rule)): Both,
    form: ChangeForm<Nothing>,
) -> Result<Page, Problem> {
    let login = form.0;
    login.require(Action::ChangeSites)?;
    let site = find(&ctx, &login, id).await?;
    let undo = RuleForm::of(&find_rule(&ctx, &site, rule).await?);
    ctx.db.write(Delete { site: id, rule }).await?;
    rules::forget(&ctx);
    render_list(&ctx, &login, site, None, Some(undo)).await
}

struct Delete {
    site: Uuid,
    rule: Uuid,
}

impl Write for Delete {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Written<bool> {
        store::delete_rule(tx, self.rule, self.site).await
    }
}

#[derive(Deserialize)]
pub(super) struct Shift {
    by: String,
}

/// Moves a rule before the one above it, or behind the one below.
pub(super) async fn shift(
    State(ctx): State<Ctx>,
    Path((id, rule)): Both,
    form: ChangeForm<Shift>,
) -> Result<Response, Problem> {
    let (login, Shift { by }) = (form.0, form.1);
    login.require(Action::ChangeSites)?;
    find(&ctx, &login, id).await?;
    if !ctx.db.write(Move { site: id, rule, up: by == "up" }).await? {
        return Err(Problem::not_found());
    }
    rules::forget(&ctx);
    Ok(Redirect::to(&path(id)).into_response())
}

struct Move {
    site: Uuid,
    rule: Uuid,
    up: bool,
}

impl Write for Move {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Written<bool> {
        let mut order: Vec<Uuid> =
            store::rules(tx, self.site).await?.iter().map(|rule| rule.id).collect();
        let Some(here) = order.iter().position(|id| *id == self.rule) else { return Ok(false) };
        let there = if self.up { here.saturating_sub(1) } else { (here + 1).min(order.len() - 1) };
        order.swap(here, there);
        for (id, position) in order.into_iter().zip(0..) {
            store::place_rule(tx, id, position).await?;
        }
        Ok(true)
    }
}

/// The invitation for what stands in the form now.
pub(super) async fn preview(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<RuleForm>,
) -> Result<Page, Problem> {
    form.0.require(Action::SeeSites)?;
    let site = find(&ctx, &form.0, id).await?;
    page(StatusCode::OK, &Preview::new(&site, &form.1, form.0.language()))
}

fn channel(name: &str) -> Say {
    Say::of(match name {
        "search" => "rule-channel-search",
        "paid" => "rule-channel-paid",
        "social" => "rule-channel-social",
        "email" => "rule-channel-email",
        "referral" => "rule-channel-referral",
        "campaign" => "rule-channel-campaign",
        _ => "rule-channel-direct",
    })
}

impl Rule {
    /// When it invites, as short sentences.
    fn sentences(&self) -> Vec<Say> {
        let Conditions {
            contains,
            equals,
            seconds,
            scroll,
            channel: from,
            source,
            returning,
            visits,
        } = &self.when;
        let text = |key, text: &String| (!text.is_empty()).then(|| Say::of(key).with("text", text));
        let number = |key, n: &i64| (*n > 0).then(|| Say::of(key).with("n", n));
        let of_channel = (!from.is_empty()).then(|| channel(from));
        let again = returning
            .map(|again| Say::of(if again { "rule-said-again" } else { "rule-said-first" }));
        let said = [
            text("rule-said-contains", contains),
            text("rule-said-equals", equals),
            number("rule-said-seconds", seconds),
            number("rule-said-scroll", scroll),
            of_channel,
            text("rule-said-source", source),
            again,
            number("rule-said-visits", visits),
            Some(Say::of(match self.once {
                Once::Visitor => "rule-once-visitor",
                Once::Visit => "rule-once-visit",
            })),
        ];
        said.into_iter().flatten().collect()
    }
}
