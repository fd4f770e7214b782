//! The people of the account and its departments, for whoever gives them conversations.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use super::crew::{self, Hand};
use super::store::{self, Department};
use crate::ctx::Ctx;
use crate::people::{Action, Availability, Login};
use crate::web::Problem;

pub fn router() -> Router<Ctx> {
    Router::new().route("/api/v1/team", get(team))
}

/// What the document of the interface says of it.
#[derive(OpenApi)]
#[openapi(paths(team))]
pub struct Document;

/// Who can have conversations.
#[derive(Serialize, ToSchema)]
struct Team {
    people: Vec<Colleague>,
    departments: Vec<Named>,
}

/// Somebody of the team.
#[derive(Serialize, ToSchema)]
struct Colleague {
    id: Uuid,
    name: String,
    /// `owner`, `manager` or `operator`.
    role: String,
    /// What they are now; `offline` too where no page of theirs is open.
    state: Availability,
    /// What they chose.
    chosen: Availability,
    /// Conversations that they have.
    open: i64,
    /// Conversations that they are given at once, at most.
    capacity: i64,
    /// The departments that they are in.
    departments: Vec<Uuid>,
}

/// A department.
#[derive(Serialize, ToSchema)]
#[schema(as = Department)]
struct Named {
    id: Uuid,
    name: String,
}

/// The people who may sign in, with what they are now, and the departments.
#[utoipa::path(
    get, path = "/api/v1/team", operation_id = "listTeam", tag = "inbox",
    security(("session" = [])),
    responses(
        (status = 200, description = "people and departments", body = Team),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
async fn team(State(ctx): State<Ctx>, login: Login) -> Result<Json<Team>, Problem> {
    login.require(Action::Chat)?;
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    let crew = crew::crew(&mut db, account).await?;
    let departments = store::departments(&mut db, account).await?;
    let there = crew::there(&ctx, account);
    let colleague = |hand: Hand| Colleague {
        state: there.get(&hand.row.id).copied().unwrap_or(Availability::Offline),
        id: hand.row.id,
        name: hand.row.name,
        role: hand.row.role,
        chosen: hand.chosen,
        open: hand.row.open,
        capacity: hand.row.capacity,
        departments: hand.departments,
    };
    let named = |Department { id, name }| Named { id, name };
    Ok(Json(Team {
        people: crew.into_iter().filter(|hand| hand.row.active).map(colleague).collect(),
        departments: departments.into_iter().map(named).collect(),
    }))
}
