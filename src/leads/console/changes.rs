//! The forms on a card.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::card::{Given, Shown, render};
use super::to_card;
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::leads::change::{AddNote, Dismiss, Edit, Edited, Hand, SetOwner, SetStatus};
use crate::leads::contact::{normalise_email, normalise_phone};
use crate::leads::statuses::{self, StatusKind};
use crate::leads::store::pages as store;
use crate::people::{self, Action, ChangeForm, Login};
use crate::sites;
use crate::web::{FieldErrors, Id, Problem, too_long};

/// Characters of a note or of a reason.
const LONGEST: usize = 4_000;

fn hand(ctx: &Ctx, login: &Login, lead: Uuid) -> Result<Hand, Problem> {
    login.require(Action::ChangeLeads)?;
    Ok(Hand { account: login.account.id, user: login.user.id, lead, now: ctx.clock.now() })
}

fn found(yes: bool) -> Result<(), Problem> {
    if yes { Ok(()) } else { Err(Problem::not_found()) }
}

#[derive(Deserialize)]
pub(super) struct NewStatus {
    status: Uuid,
    #[serde(default)]
    reason: String,
}

/// Puts the lead into another stage; a refusal needs a reason.
pub(super) async fn status(
    State(ctx): State<Ctx>,
    Id(lead): Id,
    form: ChangeForm<NewStatus>,
) -> Result<Response, Problem> {
    let (login, asked) = (form.0, form.1);
    let by = hand(&ctx, &login, lead)?;
    let known = statuses::statuses(&mut ctx.db.read().await?, login.account.id).await?;
    let chosen = known.iter().find(|status| status.id == asked.status);
    let kind = chosen.ok_or_else(Problem::not_found)?.kind;
    let reason = asked.reason.trim();
    let mut errors = FieldErrors::default();
    if kind == StatusKind::Refused && reason.is_empty() {
        errors.add("reason", Say::of("wrong-no-reason"));
    }
    if reason.chars().count() > LONGEST {
        errors.add("reason", too_long(LONGEST));
    }
    if !errors.is_empty() {
        let mut given = given(&ctx, &login, lead).await?;
        given.status = Some(asked.status);
        given.reason = asked.reason;
        return refused(&ctx, &login, lead, errors, given, None).await;
    }
    let reason = if kind == StatusKind::Refused { reason.to_owned() } else { String::new() };
    found(ctx.db.write(SetStatus { by, status: asked.status, reason }).await?)?;
    Ok(to_card(lead, "status").into_response())
}

#[derive(Deserialize)]
pub(super) struct NewOwner {
    owner: String,
}

/// Gives the lead to somebody of the team.
pub(super) async fn owner(
    State(ctx): State<Ctx>,
    Id(lead): Id,
    form: ChangeForm<NewOwner>,
) -> Result<Response, Problem> {
    let by = hand(&ctx, &form.0, lead)?;
    let owner = match form.1.owner.as_str() {
        "" => None,
        text => {
            let id: Uuid = text.parse().map_err(|_| Problem::not_found())?;
            let team = people::colleagues(&mut ctx.db.read().await?, by.account).await?;
            found(team.iter().any(|(colleague, _)| *colleague == id))?;
            Some(id)
        }
    };
    found(ctx.db.write(SetOwner { by, owner }).await?)?;
    Ok(to_card(lead, "owner").into_response())
}

#[derive(Deserialize)]
pub(super) struct NewNote {
    note: String,
}

/// Writes a note.
pub(super) async fn note(
    State(ctx): State<Ctx>,
    Id(lead): Id,
    form: ChangeForm<NewNote>,
) -> Result<Response, Problem> {
    let (login, asked) = (form.0, form.1);
    let by = hand(&ctx, &login, lead)?;
    let text = asked.note.trim();
    let mut errors = FieldErrors::default();
    if text.is_empty() {
        errors.add("note", Say::of("wrong-no-note"));
    }
    if text.chars().count() > LONGEST {
        errors.add("note", too_long(LONGEST));
    }
    if !errors.is_empty() {
        let given = Given { note: asked.note, ..given(&ctx, &login, lead).await? };
        return refused(&ctx, &login, lead, errors, given, None).await;
    }
    found(ctx.db.write(AddNote { by, text: text.to_owned() }).await?)?;
    Ok(to_card(lead, "note").into_response())
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Contacts {
    name: String,
    phone: String,
    email: String,
}

/// Sets name, phone and e-mail address.
pub(super) async fn contacts(
    State(ctx): State<Ctx>,
    Id(lead): Id,
    form: ChangeForm<Contacts>,
) -> Result<Response, Problem> {
    let (login, asked) = (form.0, form.1);
    let by = hand(&ctx, &login, lead)?;
    let card = store::card(&mut ctx.db.read().await?, by.account, lead).await?;
    let card = card.ok_or_else(Problem::not_found)?;
    let site = sites::by_id(&ctx, card.site_id).await?.ok_or_else(Problem::not_found)?;
    let mut errors = FieldErrors::default();
    let name = asked.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > 200 {
        errors.add("name", too_long(200));
    }
    let typed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let phone = typed(&asked.phone).map(|text| normalise_phone(&text, &site.settings.country));
    let email = typed(&asked.email).map(|text| normalise_email(&text));
    if phone == Some(None) {
        errors.add("phone", Say::of("wrong-phone"));
    }
    if email == Some(None) {
        errors.add("email", Say::of("wrong-email"));
    }
    if phone.is_none() && email.is_none() {
        errors.add("phone", Say::of("wrong-no-contact"));
    }
    let mut taken = None;
    if errors.is_empty() {
        let edit = Edit { by, name, phone: phone.flatten(), email: email.flatten() };
        match ctx.db.write(edit).await? {
            Edited::Done => return Ok(to_card(lead, "contacts").into_response()),
            Edited::NoSuch => return Err(Problem::not_found()),
            Edited::Taken(kind, other) => {
                let field = if kind == "phone" { "phone" } else { "email" };
                errors.add(field, Say::of("wrong-taken"));
                taken = Some(other);
            }
        }
    }
    let mut given = given(&ctx, &login, lead).await?;
    (given.name, given.phone, given.email) = (asked.name, asked.phone, asked.email);
    refused(&ctx, &login, lead, errors, given, taken).await
}

#[derive(Deserialize)]
pub(super) struct Separate {
    proposal: Uuid,
}

/// Says that the leads of a proposal are different people.
pub(super) async fn separate(
    State(ctx): State<Ctx>,
    Id(lead): Id,
    form: ChangeForm<Separate>,
) -> Result<Response, Problem> {
    let by = hand(&ctx, &form.0, lead)?;
    let dismiss = Dismiss { account: by.account, proposal: form.1.proposal, now: by.now };
    found(ctx.db.write(dismiss).await?)?;
    Ok(to_card(lead, "separate").into_response())
}

/// What the forms show before anything was typed.
async fn given(ctx: &Ctx, login: &Login, lead: Uuid) -> Result<Given, Problem> {
    let card = store::card(&mut ctx.db.read().await?, login.account.id, lead).await?;
    let card = card.ok_or_else(Problem::not_found)?;
    Ok(Given {
        name: card.name,
        phone: card.phone.unwrap_or_default(),
        email: card.email.unwrap_or_default(),
        status: Some(card.status_id),
        reason: card.refusal_reason,
        note: String::new(),
    })
}

async fn refused(
    ctx: &Ctx,
    login: &Login,
    lead: Uuid,
    errors: FieldErrors,
    given: Given,
    taken: Option<Uuid>,
) -> Result<Response, Problem> {
    let shown = Shown { errors, given: Some(given), taken, done: None };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(render(ctx, login, lead, status, shown).await?.into_response())
}
