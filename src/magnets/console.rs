//! The pages of magnets: the list, and each one's own page.

mod edit;
mod typed;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use uuid::Uuid;

use super::change::{Change, Changed, Changing};
use super::store::{self};
use super::{Kind, Magnet};
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::people::{Action, ChangeForm, Layout, PageLogin};
use crate::web::{Id, Page, Problem, Query, page};

const PATH: &str = "/console/magnets";
/// Bytes of a form beside its file.
const BESIDE: usize = 1 << 20;

/// Routes of the pages.
pub fn router() -> Router<Ctx> {
    let largest = usize::try_from(typed::LARGEST).unwrap_or(usize::MAX);
    let with_files = Router::new()
        .route("/console/magnets/new", get(edit::begin).post(edit::add))
        .route("/console/magnets/{id}", get(edit::show).post(edit::save))
        .route("/console/magnets/{id}/codes", post(edit::fill))
        .layer(DefaultBodyLimit::max(largest.saturating_add(BESIDE)));
    Router::new()
        .route("/console/magnets", get(list))
        .route("/console/magnets/{id}/delete", post(delete))
        .route("/console/magnets/{id}/restore", post(restore))
        .merge(with_files)
}

/// A magnet in the list.
struct Row {
    magnet: Magnet,
    given: i64,
    taken: i64,
    /// Codes of its pool, and how many are left.
    pool: Option<(i64, i64)>,
}

impl Row {
    /// Whether nobody can be given one: no file, no codes.
    fn is_empty(&self) -> bool {
        match self.magnet.kind {
            Kind::File => self.magnet.file.is_none(),
            Kind::Link => false,
            Kind::Coupon => self.pool.is_some_and(|(_, left)| left == 0),
        }
    }
}

/// What a kind is called.
fn kind_name(kind: Kind) -> Say {
    Say::of(match kind {
        Kind::File => "magnets-file",
        Kind::Link => "magnets-link",
        Kind::Coupon => "magnets-coupon",
    })
}

#[derive(Template)]
#[template(path = "console/magnets/list.html")]
struct ListPage {
    page: Layout,
    tab: &'static str,
    rows: Vec<Row>,
    may_change: bool,
    /// What was just deleted, to be taken back: its id and name.
    undo: Option<(Uuid, String)>,
}

#[derive(Default, Deserialize)]
struct Wanted {
    done: Option<String>,
    deleted: Option<Uuid>,
}

async fn list(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(wanted): Query<Wanted>,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let account = login.account.id;
    let may_change = login.user.role.may(Action::ChangeScripts);
    let mut db = ctx.db.read().await?;
    let magnets = store::of_account(&mut db, account).await?;
    let figures = store::figures(&mut db, account).await?;
    let pools = store::pools(&mut db, account).await?;
    let undo = match wanted.deleted.filter(|_| may_change) {
        Some(id) => store::ever(&mut db, account, id).await?,
        None => None,
    };
    drop(db);
    let undo = undo.filter(|magnet| magnet.deleted_at.is_some()).map(|it| (it.id, it.name));
    let row = |magnet: Magnet| {
        let count = figures.iter().find(|row| row.0 == magnet.id);
        let (given, taken) = count.map_or((0, 0), |row| (row.1, row.2));
        let pool = pools.iter().find(|row| row.0 == magnet.id).map_or((0, 0), |row| (row.1, row.2));
        Row { given, taken, pool: magnet.has_pool().then_some(pool), magnet }
    };
    let rows = magnets.into_iter().map(row).collect();
    let done = wanted.done.is_some().then(|| Say::of("magnets-restored"));
    let layout = Layout::new(&ctx, &login, login.t("magnets-title"), "offers").await?.flash(done);
    page(StatusCode::OK, &ListPage { page: layout, tab: "magnets", rows, may_change, undo })
}

#[derive(Deserialize)]
struct Nothing {}

async fn delete(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeScripts)?;
    change(&ctx, login.account.id, Change::Delete(id)).await?;
    Ok(Redirect::to(&format!("{PATH}?deleted={id}")).into_response())
}

async fn restore(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeScripts)?;
    change(&ctx, login.account.id, Change::Restore(id)).await?;
    Ok(Redirect::to(&format!("{PATH}?done=restored")).into_response())
}

/// Stores a change that nobody can be in the way of.
async fn change(ctx: &Ctx, account: Uuid, change: Change) -> Result<(), Problem> {
    match ctx.db.write(Changing { account, change, now: ctx.clock.now() }).await? {
        Changed::Gone => Err(Problem::not_found()),
        _ => Ok(()),
    }
}
