//! Who has a conversation: give it to somebody, to a department, or back into the queue.

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use serde::{Deserialize, Deserializer};
use serde_json::json;
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use super::frames::Card;
use super::store;
use super::{Conversation, dispatch, inbox};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::people::{Action, Change};
use crate::web::{Id, LooseJson, Problem};

pub fn router() -> Router<Ctx> {
    Router::new().route("/api/v1/conversations/{id}/assign", post(assign))
}

/// What the document of the interface says of it.
#[derive(OpenApi)]
#[openapi(paths(assign))]
pub struct Document;

/// To whom a conversation is given. What is left out stays as it is, except that a conversation
/// given to a department alone waits there.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Assign {
    /// The person; null puts it back into the queue.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    user: Member,
    /// The department; null for none.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    department: Member,
    /// Who has it as far as the client knows; null: nobody. Where somebody else has it by now,
    /// nothing is changed.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    if_assignee: Member,
}

/// A member of a body: null is not the same as what is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Member {
    #[default]
    LeftOut,
    Is(Option<Uuid>),
}

impl Member {
    /// The id that it names, if any.
    fn id(self) -> Option<Uuid> {
        if let Self::Is(id) = self { id } else { None }
    }
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Option::<Uuid>::deserialize(from).map(Self::Is)
    }
}

/// Gives a conversation to somebody, to a department, or back into the queue.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/assign", operation_id = "assignConversation",
    tag = "inbox", params(("id" = Uuid, Path)), request_body = Assign,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the conversation", body = Card),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`: the conversation, the person or the department"),
        (status = 409, description = "`taken`: `assignee` has who has it now, as id and name, or null"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
    )
)]
async fn assign(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
    LooseJson(asked): LooseJson<Assign>,
) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let (account, now) = (login.account.id, ctx.clock.now());
    let given = ctx.db.write(Give { ctx: ctx.clone(), account, id, asked, now }).await?;
    match given {
        Given::Done(row) => Ok(Json(Card::from(&*row)).into_response()),
        Given::NoSuch => Err(Problem::not_found()),
        Given::Taken(by) => {
            let name = by.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
            let who = by.map(|(id, name)| json!({"id": id, "name": name}));
            let problem = Problem::new(StatusCode::CONFLICT, "taken").detail(name);
            Err(problem.with("assignee", who.unwrap_or_default()))
        }
    }
}

struct Give {
    ctx: Ctx,
    account: Uuid,
    id: Uuid,
    asked: Assign,
    now: Millis,
}

enum Given {
    Done(Box<Conversation>),
    NoSuch,
    /// Somebody else has it, or nobody.
    Taken(Option<(Uuid, String)>),
}

impl Write for Give {
    type Out = Given;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Given> {
        let Self { account, id, now, .. } = *self;
        let Assign { user, department, if_assignee } = self.asked;
        store::lock_by_id(tx, &[id]).await?;
        let Some(row) = store::by_id(tx, account, id).await? else { return Ok(Given::NoSuch) };
        if if_assignee != Member::LeftOut && if_assignee != Member::Is(row.assignee_id) {
            return Ok(Given::Taken(row.assignee_id.zip(row.assignee_name)));
        }
        let crew = store::crew(tx, account).await?;
        let person = crew.iter().find(|one| Some(one.id) == user.id() && one.active);
        let departments = store::departments(tx, account).await?;
        let exists = |id: Uuid| departments.iter().any(|one| one.id == id);
        if (user.id().is_some() && person.is_none()) || !department.id().is_none_or(exists) {
            return Ok(Given::NoSuch);
        }
        let assignee = match user {
            Member::Is(id) => id,
            Member::LeftOut if department.id().is_some() => None,
            Member::LeftOut => row.assignee_id,
        };
        let department = match department {
            Member::Is(id) => id,
            Member::LeftOut => row.department_id,
        };
        if (assignee, department) == (row.assignee_id, row.department_id) {
            return Ok(Given::Done(Box::new(row)));
        }
        store::assign(tx, id, assignee, department, now).await?;
        if let Some(person) = person
            && row.last_operator_id.is_some_and(|last| last != person.id)
        {
            // Its visitor has been told another name.
            let by = Some((person.id, person.name.as_str()));
            inbox::announce(tx, account, id, "transferred", by, now).await?;
        }
        let row = inbox::changed(tx, account, &[id], now).await?.pop();
        dispatch::wake_after(tx, &self.ctx, account);
        Ok(row.map_or(Given::NoSuch, |row| Given::Done(Box::new(row))))
    }
}
