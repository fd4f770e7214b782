//! The page about departments: who is in which, and how many conversations each takes at once.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use uuid::Uuid;

use crate::chat::crew;
use crate::chat::departments::{Delete, Save, SetCapacities};
use crate::chat::store;
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::people::availability::MOST_AT_ONCE;
use crate::people::{Action, ChangeForm, Layout, Login, PageLogin};
use crate::web::{FieldErrors, Id, Page, Problem, Query, page};

const PATH: &str = "/console/settings/departments";

/// Routes of the pages.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route(PATH, get(show).post(add))
        .route("/console/settings/departments/capacity", post(capacity))
        .route("/console/settings/departments/{id}", post(change))
        .route("/console/settings/departments/{id}/delete", post(delete))
}

#[derive(Template)]
#[template(path = "console/chat/departments.html")]
struct DepartmentsPage {
    page: Layout,
    tab: &'static str,
    departments: Vec<Row>,
    people: Vec<Person>,
    may_change: bool,
    errors: FieldErrors,
    /// What was typed for a new one.
    name: String,
    members: HashSet<Uuid>,
}

/// One department, with what stands in its form: what was typed, where that was refused.
struct Row {
    id: Uuid,
    name: String,
    typed: String,
    wrong: Option<Say>,
    members: HashSet<Uuid>,
}

/// Somebody who can be in it.
struct Person {
    id: Uuid,
    name: String,
    /// As it is stored, or as it was typed.
    capacity: String,
    wrong: Option<Say>,
}

/// The query `done` of the page: what has just been done, said in a toast.
#[derive(Default, Deserialize)]
struct Done {
    done: Option<String>,
}

#[derive(Default)]
struct Shown {
    errors: FieldErrors,
    /// The department that was to be changed; none: a new one.
    changed: Option<Uuid>,
    name: String,
    members: HashSet<Uuid>,
    /// What was typed for people's numbers, some of which are none.
    capacities: HashMap<Uuid, String>,
    done: Option<Say>,
}

async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(done): Query<Done>,
) -> Result<Page, Problem> {
    login.require(Action::SeeTeam)?;
    let done = match done.done.as_deref() {
        Some("saved") => Some(Say::of("word-saved")),
        Some("added") => Some(Say::of("done-department")),
        Some("deleted") => Some(Say::of("done-department-deleted")),
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
    let mut db = ctx.db.read().await?;
    let crew = crew::crew(&mut db, login.account.id).await?;
    let departments = store::departments(&mut db, login.account.id).await?;
    drop(db);
    let row = |one: store::Department| {
        let is_in = |hand: &&crew::Hand| hand.departments.contains(&one.id);
        let members = crew.iter().filter(is_in).map(|hand| hand.row.id).collect();
        Row { id: one.id, typed: one.name.clone(), name: one.name, wrong: None, members }
    };
    let mut departments: Vec<Row> = departments.into_iter().map(row).collect();
    if let Some(row) = departments.iter_mut().find(|row| Some(row.id) == shown.changed) {
        row.typed = std::mem::take(&mut shown.name);
        row.members = std::mem::take(&mut shown.members);
        row.wrong = std::mem::take(&mut shown.errors).get("name").cloned();
    }
    let people = crew.into_iter().map(|hand| hand.row).filter(|row| row.active);
    let title = login.t("tab-departments");
    let template = DepartmentsPage {
        page: Layout::new(ctx, login, title, "settings").await?.flash(shown.done),
        tab: "departments",
        departments,
        people: people
            .map(|row| Person::new(row.id, row.name, row.capacity, &shown.capacities))
            .collect(),
        may_change: login.user.role.may(Action::ChangeTeam),
        errors: shown.errors,
        name: shown.name,
        members: shown.members,
    };
    page(status, &template)
}

/// A name, and a tick for each person who is in it: `member_ID`.
#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    name: String,
    #[serde(flatten)]
    more: HashMap<String, String>,
}

impl Typed {
    fn people(&self) -> HashSet<Uuid> {
        let ids = self.more.keys().filter_map(|key| key.strip_prefix("member_"));
        ids.filter_map(|id| id.parse().ok()).collect()
    }
}

async fn add(State(ctx): State<Ctx>, form: ChangeForm<Typed>) -> Result<Response, Problem> {
    save(&ctx, &form.0, None, &form.1, "added").await
}

async fn change(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Typed>,
) -> Result<Response, Problem> {
    save(&ctx, &form.0, Some(id), &form.1, "saved").await
}

async fn save(
    ctx: &Ctx,
    login: &Login,
    id: Option<Uuid>,
    typed: &Typed,
    done: &str,
) -> Result<Response, Problem> {
    login.require(Action::ChangeTeam)?;
    let mut errors = FieldErrors::default();
    let name = errors.name("name", &typed.name);
    let (people, now) = (typed.people(), ctx.clock.now());
    if !errors.is_empty() {
        let name = typed.name.clone();
        let shown = Shown { errors, changed: id, name, members: people, ..Shown::default() };
        let page = render(ctx, login, StatusCode::UNPROCESSABLE_ENTITY, shown).await?;
        return Ok(page.into_response());
    }
    let save = Save { ctx: ctx.clone(), account: login.account.id, id, name, people, now };
    if !ctx.db.write(save).await? {
        return Err(Problem::not_found());
    }
    Ok(to_page(done))
}

/// How many conversations at once, as it was typed.
fn at_once(typed: &str) -> Option<i64> {
    typed.trim().parse().ok().filter(|number| (0..=MOST_AT_ONCE).contains(number))
}

impl Person {
    fn new(id: Uuid, name: String, capacity: i64, typed: &HashMap<Uuid, String>) -> Self {
        let Some(typed) = typed.get(&id) else {
            return Self { id, name, capacity: capacity.to_string(), wrong: None };
        };
        let words = || Say::of("wrong-number").with("least", 0_i64).with("most", MOST_AT_ONCE);
        let wrong = at_once(typed).is_none().then(words);
        Self { id, name, capacity: typed.clone(), wrong }
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn delete(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeTeam)?;
    let (account, now) = (login.account.id, ctx.clock.now());
    if !ctx.db.write(Delete { ctx: ctx.clone(), account, id, now }).await? {
        return Err(Problem::not_found());
    }
    Ok(to_page("deleted"))
}

/// A number for each person: `capacity_ID`.
#[derive(Deserialize)]
struct Capacities {
    #[serde(flatten)]
    more: HashMap<String, String>,
}

async fn capacity(
    State(ctx): State<Ctx>,
    form: ChangeForm<Capacities>,
) -> Result<Response, Problem> {
    let (login, typed) = (form.0, form.1);
    login.require(Action::ChangeTeam)?;
    let given = typed
        .more
        .into_iter()
        .filter_map(|(key, typed)| Some((key.strip_prefix("capacity_")?.parse().ok()?, typed)));
    let capacities: HashMap<Uuid, String> = given.collect();
    let mut people = Vec::new();
    for (id, typed) in &capacities {
        let Some(number) = at_once(typed) else {
            let shown = Shown { capacities, ..Shown::default() };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(render(&ctx, &login, status, shown).await?.into_response());
        };
        people.push((*id, number));
    }
    people.sort_unstable();
    let account = login.account.id;
    ctx.db.write(SetCapacities { ctx: ctx.clone(), account, people }).await?;
    Ok(to_page("saved"))
}

fn to_page(done: &str) -> Response {
    Redirect::to(&format!("{PATH}?done={done}")).into_response()
}
