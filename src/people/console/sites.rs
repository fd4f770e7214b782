//! The pages of the sites: the list, the form, how to install the tag.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use uuid::Uuid;

use super::site_form::{self, Shown};
use super::{Done, DoneCode, go};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result as Written;
use crate::i18n::{Html, Say};
use crate::people::{Action, ChangeForm, Layout, Login, PageLogin};
use crate::sites::form::{Checked, SiteForm};
use crate::sites::install::{Install, Seen, hints};
use crate::sites::{self, Before, Settings, Site};
use crate::web::{FieldErrors, Id, Page, Problem, Query, page};

#[derive(Template)]
#[template(path = "console/sites/list.html")]
struct ListPage {
    page: Layout,
    tab: &'static str,
    sites: Vec<Row>,
    may_change: bool,
}

/// One site in the list.
struct Row {
    site: Site,
    seen: Seen,
}

/// All sites of the account.
pub(super) async fn list(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(done): Done,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let sites = sites::of_account(&mut ctx.db.read().await?, login.account.id).await?;
    let now = ctx.clock.now();
    let template = ListPage {
        page: Layout::new(&ctx, &login, login.t("tab-sites"), "settings")
            .await?
            .flash(DoneCode::words(&done)),
        tab: "sites",
        sites: sites.into_iter().map(|site| Row { seen: Seen::of(&site, now), site }).collect(),
        may_change: login.user.role.may(Action::ChangeSites),
    };
    page(StatusCode::OK, &template)
}

/// The form of a new site.
pub(super) async fn new(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
) -> Result<Page, Problem> {
    login.require(Action::ChangeSites)?;
    let form = SiteForm::blank(&login.user.email);
    site_form::render(&ctx, &login, StatusCode::OK, Shown::new(form)).await
}

/// Adds a site.
pub(super) async fn add(
    State(ctx): State<Ctx>,
    form: ChangeForm<SiteForm>,
) -> Result<Response, Problem> {
    let (login, form) = (form.0, form.1);
    login.require(Action::ChangeSites)?;
    let checked = match form.check() {
        Ok(checked) => checked,
        Err(errors) => return wrong(&ctx, &login, None, form, errors).await,
    };
    let add = Add { account: login.account.id, checked, now: ctx.clock.now() };
    let site = ctx.db.write(add).await?;
    Ok(go(&format!("/console/settings/sites/{}/install?done=site", site.id), None))
}

struct Add {
    account: Uuid,
    checked: Checked,
    now: Millis,
}

impl Write for Add {
    type Out = Site;
    async fn run(&self, tx: &mut Tx<'_>) -> Written<Site> {
        let Checked { name, origins, settings } = &self.checked;
        sites::create(tx, self.account, name, origins, settings, self.now).await
    }
}

/// The form of a site.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
    Query(done): Done,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let site = find(&ctx, &login, id).await?;
    let shown = Shown {
        site: Some(site.id),
        done: DoneCode::words(&done),
        ..Shown::new(SiteForm::of(&site))
    };
    site_form::render(&ctx, &login, StatusCode::OK, shown).await
}

/// Changes a site.
pub(super) async fn change(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<SiteForm>,
) -> Result<Response, Problem> {
    let (login, form) = (form.0, form.1);
    login.require(Action::ChangeSites)?;
    let site = find(&ctx, &login, id).await?;
    let checked = match form.check() {
        Ok(checked) => checked,
        Err(errors) => return wrong(&ctx, &login, Some(site.id), form, errors).await,
    };
    if !ctx
        .db
        .write(Change { account: login.account.id, id, part: Part::Site(Box::new(checked)) })
        .await?
    {
        return Err(Problem::not_found());
    }
    sites::changed(&ctx, login.account.id);
    Ok(go(&format!("/console/settings/sites/{id}?done=saved"), None))
}

/// What of a site one of its pages changes; the rest stays as it is stored by then.
pub(super) enum Part {
    /// Everything but the questions.
    Site(Box<Checked>),
    /// What is asked before a chat.
    Questions(Before),
}

pub(super) struct Change {
    pub account: Uuid,
    pub id: Uuid,
    pub part: Part,
}

impl Write for Change {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Written<bool> {
        let Self { account, id, part } = self;
        sites::lock(tx, *id).await?;
        let Some(site) = sites::stored(tx, *account, *id).await? else { return Ok(false) };
        let (name, origins, settings) = match part {
            Part::Site(checked) => {
                let Checked { name, origins, settings } = &**checked;
                let before = site.settings.before;
                (name, origins, Settings { before, ..settings.clone() })
            }
            Part::Questions(before) => {
                let settings = Settings { before: before.clone(), ..site.settings };
                (&site.name, &site.allowed_origins, settings)
            }
        };
        sites::update(tx, *account, *id, name, origins, &settings).await
    }
}

async fn wrong(
    ctx: &Ctx,
    login: &Login,
    site: Option<Uuid>,
    form: SiteForm,
    errors: FieldErrors,
) -> Result<Response, Problem> {
    let shown = Shown { site, errors, ..Shown::new(form) };
    let page = site_form::render(ctx, login, StatusCode::UNPROCESSABLE_ENTITY, shown).await?;
    Ok(page.into_response())
}

pub(super) async fn find(ctx: &Ctx, login: &Login, id: Uuid) -> Result<Site, Problem> {
    let found = sites::of_account_by_id(&mut ctx.db.read().await?, login.account.id, id).await?;
    found.ok_or_else(Problem::not_found)
}

#[derive(Template)]
#[template(path = "console/sites/install.html")]
struct InstallPage {
    page: Layout,
    site: Site,
    install: Install,
    seen: Seen,
    hints: Vec<Say>,
    may_change: bool,
    /// With which the site's server signs who a visitor is; owners see it.
    secret: Option<String>,
    samples: Vec<Sample>,
}

/// How to sign in one language.
struct Sample {
    name: &'static str,
    id: &'static str,
    code: String,
}

/// Code for the site's server; `KEY` stands for the site's key.
const SAMPLES: &[(&str, &str, &str)] = &[
    ("Node.js", "node", include_str!("../../../templates/samples/identify.mjs.txt")),
    ("PHP", "php", include_str!("../../../templates/samples/identify.php.txt")),
    ("Python", "python", include_str!("../../../templates/samples/identify.py.txt")),
    ("Go", "go", include_str!("../../../templates/samples/identify.go.txt")),
];

fn samples(site: &Site) -> Vec<Sample> {
    let code = |text: &str| text.trim_end().replace("SITE_KEY", &site.key);
    SAMPLES.iter().map(|&(name, id, text)| Sample { name, id, code: code(text) }).collect()
}

/// Gives the site a new secret; the one before it is good for another day.
pub(super) async fn secret(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<NoFields>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeSites)?;
    let site = find(&ctx, &login, id).await?;
    sites::new_identity_secret(&ctx, site.id).await?;
    Ok(go(&format!("/console/settings/sites/{id}/install?done=secret"), None))
}

/// A form that is nothing but a button.
#[derive(serde::Deserialize)]
pub(super) struct NoFields {}

impl InstallPage {
    /// The page on which the widget was last seen.
    fn seen_on(&self) -> Html {
        match &self.site.widget_seen_url {
            Some(url) => Html::mono(url),
            None => Html::text(&self.page.t("install-somewhere").to_string()),
        }
    }
}

/// How the tag gets onto the site, and whether it is there.
pub(super) async fn install(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
    Query(done): Done,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let site = find(&ctx, &login, id).await?;
    let title = login.t("install-title").with("site", &site.name);
    let may_change = login.user.role.may(Action::ChangeSites);
    let template = InstallPage {
        page: Layout::new(&ctx, &login, title, "settings").await?.flash(DoneCode::words(&done)),
        install: Install::new(&ctx.public_url, &site),
        seen: Seen::of(&site, ctx.clock.now()),
        hints: hints(&ctx.public_url, &site),
        may_change,
        secret: if may_change { sites::identity_secret(&ctx, site.id).await? } else { None },
        samples: samples(&site),
        site,
    };
    page(StatusCode::OK, &template)
}
