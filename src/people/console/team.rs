//! The team page.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{Done, DoneCode, go};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::people::store::users::{self, Member};
use crate::people::team::{self, ChangeMember, Changed, Invited, MemberChange};
use crate::people::throttle::{self, Try};
use crate::people::{Action, ChangeForm, Layout, Login, PageLogin, Role};
use crate::sites::{LANGUAGES, form};
use crate::web::{FieldErrors, Id, Page, Problem, Query, page};

#[derive(Template)]
#[template(path = "console/people/team.html")]
struct TeamPage {
    page: Layout,
    tab: &'static str,
    members: Vec<Row>,
    may_change: bool,
    wrong: Option<Say>,
    errors: FieldErrors,
    email: String,
    role: &'static str,
    language: String,
    languages: &'static [(&'static str, &'static str)],
}

/// One person in the list.
struct Row {
    id: Uuid,
    name: String,
    email: String,
    role: Role,
    state: Standing,
    is_self: bool,
    totp: bool,
    seen_at: Option<Millis>,
}

#[derive(PartialEq, Eq)]
enum Standing {
    Active,
    Invited,
    Inactive,
}

impl Row {
    fn new(member: Member, login: &Login) -> Self {
        let Member { user, accepted, seen_at } = member;
        let state = match (user.active, accepted) {
            (false, _) => Standing::Inactive,
            (true, false) => Standing::Invited,
            (true, true) => Standing::Active,
        };
        Self {
            is_self: user.id == login.user.id,
            id: user.id,
            name: user.name,
            email: user.email,
            role: user.role,
            state,
            totp: user.totp,
            seen_at,
        }
    }

    fn is_invited(&self) -> bool {
        self.state == Standing::Invited
    }

    fn is_inactive(&self) -> bool {
        self.state == Standing::Inactive
    }
}

#[derive(Default)]
struct Shown {
    wrong: Option<Say>,
    errors: FieldErrors,
    given: Invitation,
    done: Option<Say>,
}

/// Who is in the team.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(done): Done,
) -> Result<Page, Problem> {
    login.require(Action::SeeTeam)?;
    let shown = Shown { done: DoneCode::words(&done), ..Shown::default() };
    render(&ctx, &login, StatusCode::OK, shown).await
}

async fn render(
    ctx: &Ctx,
    login: &Login,
    status: StatusCode,
    shown: Shown,
) -> Result<Page, Problem> {
    let members = users::members(&mut ctx.db.read().await?, login.account.id).await?;
    let template = TeamPage {
        page: Layout::new(ctx, login, login.t("tab-team"), "settings").await?.flash(shown.done),
        tab: "team",
        members: members.into_iter().map(|member| Row::new(member, login)).collect(),
        may_change: login.user.role.may(Action::ChangeTeam),
        wrong: shown.wrong,
        errors: shown.errors,
        email: shown.given.email,
        role: Role::parse(&shown.given.role).unwrap_or(Role::Operator).as_str(),
        language: if shown.given.language.is_empty() {
            login.user.language.clone()
        } else {
            shown.given.language
        },
        languages: LANGUAGES,
    };
    page(status, &template)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Invitation {
    email: String,
    role: String,
    language: String,
}

/// Invites somebody by mail.
pub(super) async fn invite(
    State(ctx): State<Ctx>,
    form: ChangeForm<Invitation>,
) -> Result<Response, Problem> {
    let (login, given) = (form.0, form.1);
    login.require(Action::ChangeTeam)?;
    let mut errors = FieldErrors::default();
    let email = errors.email("email", &given.email);
    let Some(role) = Role::parse(&given.role) else {
        return Err(Problem::bad_request("unknown_role"));
    };
    if errors.is_empty() {
        throttle::take(&ctx, Try::Invite, &login.account.id.to_string()).await?;
        let language = form::language(&given.language).to_owned();
        match team::invite(&ctx, &login, email, role, language).await? {
            Invited::Sent => return Ok(go("/console/settings/team?done=invited", None)),
            Invited::Taken => {
                errors.add("email", Say::of("team-taken"));
            }
        }
    }
    let shown = Shown { errors, given, ..Shown::default() };
    Ok(render(&ctx, &login, StatusCode::UNPROCESSABLE_ENTITY, shown).await?.into_response())
}

#[derive(Deserialize)]
pub(super) struct NewRole {
    role: String,
}

/// Gives somebody another role.
pub(super) async fn role(
    State(ctx): State<Ctx>,
    Id(user): Id,
    form: ChangeForm<NewRole>,
) -> Result<Response, Problem> {
    let role = Role::parse(&form.1.role).ok_or_else(|| Problem::bad_request("unknown_role"))?;
    change(&ctx, &form.0, user, MemberChange::Role(role), "role").await
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// Takes somebody's access away; they stay in the list and can come back.
pub(super) async fn deactivate(
    State(ctx): State<Ctx>,
    Id(user): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    change(&ctx, &form.0, user, MemberChange::Deactivate, "deactivated").await
}

/// Gives it back.
pub(super) async fn reactivate(
    State(ctx): State<Ctx>,
    Id(user): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    change(&ctx, &form.0, user, MemberChange::Reactivate, "reactivated").await
}

/// Takes back an invitation.
pub(super) async fn withdraw(
    State(ctx): State<Ctx>,
    Id(user): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    change(&ctx, &form.0, user, MemberChange::Withdraw, "withdrawn").await
}

/// Sends an invitation again.
pub(super) async fn resend(
    State(ctx): State<Ctx>,
    Id(user): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeTeam)?;
    throttle::take(&ctx, Try::Invite, &login.account.id.to_string()).await?;
    if !team::resend(&ctx, &login, user).await? {
        return Err(Problem::not_found());
    }
    Ok(go("/console/settings/team?done=invited", None))
}

async fn change(
    ctx: &Ctx,
    login: &Login,
    user: Uuid,
    change: MemberChange,
    done: &str,
) -> Result<Response, Problem> {
    login.require(Action::ChangeTeam)?;
    match ctx.db.write(ChangeMember { account: login.account.id, user, change }).await? {
        Changed::Done => Ok(go(&format!("/console/settings/team?done={done}"), None)),
        Changed::NoSuch => Err(Problem::not_found()),
        Changed::LastOwner => {
            let wrong = Say::of("team-last-owner");
            let shown = Shown { wrong: Some(wrong), ..Shown::default() };
            Ok(render(ctx, login, StatusCode::CONFLICT, shown).await?.into_response())
        }
    }
}
