//! Who has a conversation: give it to somebody, to a department, back into the queue; and whether
//! people or the bot answer it.

use std::collections::HashMap;

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
use super::routing::{self, Facts, Handler, Mode};
use super::store;
use super::{Conversation, dispatch, inbox, presence};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::people::{Action, Change};
use crate::sites::{self, AnswersBy, Site};
use crate::web::{Id, LooseJson, Problem};

pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/conversations/{id}/assign", post(assign))
        .route("/api/v1/conversations/{id}/mode", post(mode))
}

/// What the document of the interface says of it.
#[derive(OpenApi)]
#[openapi(paths(assign, mode))]
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

/// Who answers a conversation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetMode {
    mode: Mode,
}

/// Sets whether people or the bot answer a conversation, whatever its site says. It counts at once.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/mode", operation_id = "setConversationMode",
    tag = "inbox", params(("id" = Uuid, Path)), request_body = SetMode,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "the conversation; `handler` says who answers now", body = Card),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`invalid_json`, or `unknown_field`"),
    )
)]
async fn mode(
    State(ctx): State<Ctx>,
    Change(login): Change,
    Id(id): Id,
    LooseJson(asked): LooseJson<SetMode>,
) -> Result<Response, Problem> {
    login.require(Action::Chat)?;
    let account = login.account.id;
    let row = store::by_id(&mut ctx.db.read().await?, account, id).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    let site = sites::by_id(&ctx, row.site_id).await?.ok_or_else(Problem::not_found)?;
    let desk = Desk::of(&ctx, &site);
    let set = Settle { ctx: ctx.clone(), account, id, mode: Some(asked.mode), desk };
    let row = ctx.db.write(set).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(Card::from(&row)).into_response())
}

/// What of a site decides who answers there.
#[derive(Clone, Copy)]
struct Desk {
    answers_by: AnswersBy,
    has_script: bool,
    is_online: bool,
    now: Millis,
}

impl Desk {
    fn of(ctx: &Ctx, site: &Site) -> Self {
        Self {
            answers_by: site.settings.answers_by,
            // Scripts cannot be published yet: people answer, whatever the site says.
            has_script: false,
            is_online: presence::is_online(ctx, site.account_id),
            now: ctx.clock.now(),
        }
    }

    fn handler(self, mode: Mode, was_taken: bool) -> Handler {
        let Self { answers_by: site, has_script, is_online, .. } = self;
        routing::handler(Facts { site, mode, has_script, is_online, was_taken })
    }
}

/// Has the right one answer a conversation.
struct Settle {
    ctx: Ctx,
    account: Uuid,
    id: Uuid,
    /// What is set for it; `None` leaves that.
    mode: Option<Mode>,
    desk: Desk,
}

impl Write for Settle {
    type Out = Option<Conversation>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Option<Conversation>> {
        let Self { account, id, desk, .. } = *self;
        store::lock_by_id(tx, &[id]).await?;
        let Some(row) = store::by_id(tx, account, id).await? else { return Ok(None) };
        let mode = self.mode.unwrap_or_else(|| Mode::parse(&row.mode));
        let handler = desk.handler(mode, row.last_operator_id.is_some());
        if (mode.as_str(), handler.as_str()) == (&*row.mode, &*row.handler) {
            return Ok(Some(row));
        }
        let waits = handler == Handler::People && row.is_open() && row.assignee_id.is_none();
        let queued_at = waits.then(|| row.queued_at.or(row.waiting_since).unwrap_or(desk.now));
        store::set_mode(tx, id, mode.as_str(), handler.as_str(), queued_at).await?;
        dispatch::wake_after(tx, &self.ctx, account);
        Ok(inbox::changed(tx, account, &[id], desk.now).await?.pop())
    }
}

/// Has the right one answer every open conversation of an account, after its sites have changed.
pub async fn settle_all(ctx: &Ctx, account: Uuid) -> Result<()> {
    let mut db = ctx.db.read().await?;
    let sites = sites::of_account(&mut db, account).await?;
    let rows = store::open_modes(&mut db, account).await?;
    drop(db);
    let desks: HashMap<Uuid, Desk> =
        sites.iter().map(|site| (site.id, Desk::of(ctx, site))).collect();
    for row in rows {
        let Some(desk) = desks.get(&row.site_id).copied() else { continue };
        let handler = desk.handler(Mode::parse(&row.mode), row.last_operator_id.is_some());
        if handler.as_str() != row.handler {
            let id = row.id;
            ctx.db.write(Settle { ctx: ctx.clone(), account, id, mode: None, desk }).await?;
        }
    }
    Ok(())
}
