//! The form of a site, with its effect beside it.

use askama::Template;
use axum::http::StatusCode;
use uuid::Uuid;

use super::preview::Preview;
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::people::{Action, Layout, Login};
use crate::sites::form::{COUNTRIES, SiteForm};
use crate::sites::{self, AnswersBy, LANGUAGES, Strategy, colour, hours};
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
    languages: Vec<(&'static str, String)>,
    answerers: Vec<(&'static str, String)>,
    strategies: Vec<(&'static str, String)>,
    countries: &'static [&'static str],
    zones: Vec<String>,
    may_change: bool,
    /// Whether the bot has something to say there.
    has_script: bool,
}

/// What the page shows.
pub(super) struct Shown {
    pub form: SiteForm,
    /// The stored site; `None` while it is new.
    pub site: Option<Uuid>,
    pub errors: FieldErrors,
    pub done: Option<Say>,
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
    let title = if site.is_some() { form.name.clone() } else { login.t("sites-add").to_string() };
    let settings = form.glance();
    let mut languages = vec![("auto", login.t("site-language-auto").to_string())];
    languages.extend(LANGUAGES.iter().map(|(code, name)| (*code, (*name).to_owned())));
    let has_script = match site {
        Some(id) => sites::by_id(ctx, id).await?.is_some_and(|site| site.has_script),
        None => false,
    };
    let in_words = |title: Say| title.in_language(login.language());
    let template = FormPage {
        page: Layout::new(ctx, login, title, "settings").await?.flash(done),
        site,
        errors,
        colour: colour::normalise(&form.colour).unwrap_or_else(|| settings.colour.clone()),
        preview: Preview::new(&settings, form.name.trim(), login.language(), ctx.clock.now()),
        form,
        languages,
        answerers: AnswersBy::ALL.map(|one| (one.as_str(), in_words(one.title()))).into(),
        strategies: Strategy::ALL.map(|one| (one.as_str(), in_words(one.title()))).into(),
        countries: COUNTRIES,
        zones: hours::zones(),
        may_change: login.user.role.may(Action::ChangeSites),
        has_script,
    };
    page(status, &template)
}
