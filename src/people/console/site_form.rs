//! The form of a site, with its effect beside it.

use askama::Template;
use axum::http::StatusCode;
use uuid::Uuid;

use super::preview::Preview;
use crate::ctx::Ctx;
use crate::people::{Action, Layout, Login};
use crate::sites::form::{COUNTRIES, SiteForm};
use crate::sites::{LANGUAGES, colour, hours};
use crate::web::{FieldErrors, Page, Problem, page};

#[derive(Template)]
#[template(path = "console/sites/form.html")]
struct FormPage {
    page: Layout,
    site: Option<Uuid>,
    form: SiteForm,
    errors: FieldErrors,
    /// What a colour field takes: always six digits.
    colour: String,
    preview: Preview,
    languages: Vec<(&'static str, &'static str)>,
    countries: &'static [(&'static str, &'static str)],
    zones: Vec<String>,
    may_change: bool,
}

/// What the page shows.
pub(super) struct Shown {
    pub form: SiteForm,
    /// The stored site; `None` while it is new.
    pub site: Option<Uuid>,
    pub errors: FieldErrors,
    pub done: Option<&'static str>,
}

impl Shown {
    pub fn new(form: SiteForm) -> Self {
        Self { form, site: None, errors: FieldErrors::default(), done: None }
    }
}

pub(super) async fn render(
    ctx: &Ctx,
    login: &Login,
    status: StatusCode,
    shown: Shown,
) -> Result<Page, Problem> {
    let Shown { form, site, errors, done } = shown;
    let title = if site.is_some() { form.name.as_str() } else { "Add a site" };
    let settings = form.glance();
    let mut languages = vec![("auto", "The language of the page")];
    languages.extend(LANGUAGES);
    let template = FormPage {
        page: Layout::new(ctx, login, title, "settings").await?.say(done),
        site,
        errors,
        colour: colour::normalise(&form.colour).unwrap_or_else(|| settings.colour.clone()),
        preview: Preview::new(&settings, form.name.trim(), ctx.clock.now()),
        form,
        languages,
        countries: COUNTRIES,
        zones: hours::zones(),
        may_change: login.user.role.may(Action::ChangeSites),
    };
    page(status, &template)
}
