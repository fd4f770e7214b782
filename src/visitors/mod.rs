//! Visitors: one browser on one site, its visits with their source, and the pages it looked at.

mod agent;
pub mod api;
mod attributes;
mod country;
mod files;
mod identity;
mod settings;
mod source;
pub(crate) mod store;
mod strip;
mod token;
mod told;
mod view;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use axum::http::{HeaderMap, StatusCode, header};
use futures_util::future::BoxFuture;
use serde_json::Value;
use serde_json::value::RawValue;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

pub use self::agent::{device, is_robot};
pub use self::api::{Document, open_to_pages, router};
pub use self::country::open as open_countries;
pub use self::identity::{Identity, read as read_identity};
pub use self::source::{Source, classify};
pub use self::store::Newest;
pub use self::strip::{cut, strip_title, strip_url};
pub use self::token::{Bearer, bearer, token};
pub use self::told::{Identified, identify, set_attributes};
pub use self::view::{Seen, View};
use crate::bus::Topic;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Read, Statements, Tx};
use crate::error::Result;
use crate::sites::{self, Site};
use crate::web::Problem;

/// A visitor's newest visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitInfo {
    /// The visit.
    pub id: Uuid,
    /// Where it came from.
    pub source: Source,
    /// The newest page's address, stripped of personal data; empty when none was seen.
    pub page_url: String,
    /// Its title.
    pub page_title: String,
}

/// What is known of one visitor, for whoever talks to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// Its id.
    pub id: Uuid,
    /// Its site.
    pub site: Uuid,
    /// A lead that this visitor made.
    pub lead: Option<Uuid>,
    /// The name it gave.
    pub name: Option<String>,
    /// The language of its pages.
    pub language: String,
    /// `desktop`, `phone` or `tablet`.
    pub device: String,
    /// Its browser.
    pub agent: String,
    /// Its country: two capital letters, or empty.
    pub country: String,
    /// How many visits.
    pub visits: i64,
    /// When it was first seen.
    pub created_at: Millis,
    /// When it was last seen.
    pub seen_at: Millis,
    /// The source of the first visit, and of the newest.
    pub sources: Option<(Source, Source)>,
    /// The newest pages first: address, title, time.
    pub pages: Vec<(String, String, Millis)>,
}

/// What a visitor has done, beside what it wrote.
#[derive(Debug)]
pub struct History {
    /// What the host page has told of it, as JSON.
    pub attributes: Box<RawValue>,
    /// The newest visits first: where each came from, and when it began.
    pub visits: Vec<(Source, Millis)>,
}

/// Visits that a history has.
const VISITS: i64 = 30;

/// What a visitor of an account has done.
pub async fn history(db: &mut Read, account: Uuid, visitor: Uuid) -> Result<Option<History>> {
    let Some(attributes) = store::history::attributes(db, account, visitor).await? else {
        return Ok(None);
    };
    let visits = store::history::visits(db, visitor, VISITS).await?;
    Ok(Some(History { attributes, visits }))
}

/// Whose token it is, when it is one of this site; it may be of an epoch that is over.
pub fn named(ctx: &Ctx, site: &Site, token: &str) -> Option<Bearer> {
    bearer(ctx, token).filter(|bearer| bearer.site == site.id)
}

/// The visitor of a token, when the token is one of this site and of the visitor's epoch.
pub async fn authenticate(ctx: &Ctx, site: &Site, token: &str) -> Result<Option<Uuid>> {
    let Some(bearer) = named(ctx, site, token) else { return Ok(None) };
    Ok(is_current(ctx, bearer).await?.then_some(bearer.visitor))
}

/// Whether a token is of its visitor's epoch.
pub async fn is_current(ctx: &Ctx, bearer: Bearer) -> Result<bool> {
    let epoch =
        store::identity::epoch(&mut ctx.db.read().await?, bearer.site, bearer.visitor).await?;
    Ok(epoch == Some(bearer.epoch))
}

/// The site of a public key, when the request comes from one of its pages: 404 `unknown_site`,
/// 403 `origin_not_allowed`.
pub async fn site_for(ctx: &Ctx, key: &str, headers: &HeaderMap) -> Result<Arc<Site>, Problem> {
    let site = sites::by_key(ctx, key).await?;
    let site = site.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "unknown_site"))?;
    check_origin(ctx, &site, headers)?;
    Ok(site)
}

/// 403 unless the request's `Origin` is on the site's list, or our own, where the hosted page is.
pub fn check_origin(ctx: &Ctx, site: &Site, headers: &HeaderMap) -> Result<(), Problem> {
    let origin = headers.get(header::ORIGIN).map(|value| value.to_str().unwrap_or("?"));
    if sites::is_origin_allowed(site, origin) || origin == Some(ctx.origin().as_str()) {
        return Ok(());
    }
    Err(Problem::forbidden("origin_not_allowed"))
}

/// The topic of an account's live visitors: followed while somebody of the team looks at them.
pub fn live_topic(account: Uuid) -> Topic {
    Topic { kind: b'l', id: account }
}

/// What is known of a visitor at its newest visit, on whatever site it is.
pub async fn newest(db: &mut (impl Statements + Send), visitor: Uuid) -> Result<Option<Newest>> {
    store::newest(db, visitor).await
}

/// Locks a visitor of an account until the transaction ends; false where there is none.
pub async fn lock(tx: &mut Tx<'_>, account: Uuid, visitor: Uuid) -> Result<bool> {
    store::lock(tx, account, visitor).await
}

/// The newest visit of a visitor.
pub async fn last_visit(
    db: &mut (impl Statements + Send),
    visitor: Uuid,
) -> Result<Option<VisitInfo>> {
    store::last_visit(db, visitor).await
}

/// Everything about one visitor, with its newest 20 pages.
pub async fn profile(
    db: &mut (impl Statements + Send),
    account: Uuid,
    visitor: Uuid,
) -> Result<Option<Visitor>> {
    store::profile(db, account, visitor).await
}

/// Notes that a visitor made a lead; `name` is kept where none was known. Never called for a match
/// by something that was typed.
pub async fn link_lead(
    tx: &mut Tx<'_>,
    visitor: Uuid,
    lead: Uuid,
    name: Option<&str>,
) -> Result<()> {
    store::link_lead(tx, visitor, lead, name).await
}

/// Since when an account has blocked one of its visitors; `None` where it has no such visitor.
pub async fn blocked_at(
    db: &mut (impl Statements + Send),
    account: Uuid,
    visitor: Uuid,
) -> Result<Option<Option<Millis>>> {
    store::blocked_at(db, account, visitor).await
}

/// Blocks a visitor since a time, or lets it in again.
pub async fn block(
    tx: &mut Tx<'_>,
    account: Uuid,
    visitor: Uuid,
    since: Option<Millis>,
) -> Result<()> {
    store::block(tx, account, visitor, since).await
}

/// Whether a visitor is blocked; nobody blocks it before this transaction has ended.
pub async fn is_blocked(tx: &mut Tx<'_>, visitor: Uuid) -> Result<bool> {
    store::is_blocked(tx, visitor).await
}

/// Keeps the name that a visitor gave, where none was known.
pub async fn give_name(tx: &mut Tx<'_>, visitor: Uuid, name: &str) -> Result<()> {
    store::give_name(tx, visitor, name).await
}

/// What is known of a visitor for a request that it sends.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Where it came from at its last visit.
    pub source: Option<Source>,
    /// Whether the team has blocked it.
    pub is_blocked: bool,
}

/// The standing of each of these visitors.
pub async fn standings(tx: &mut Tx<'_>, visitors: &[Uuid]) -> Result<HashMap<Uuid, Standing>> {
    store::standings(tx, visitors).await
}

/// The same as [`link_lead`] for many: visitor, lead and name of each.
pub async fn link_leads(tx: &mut Tx<'_>, all: &[(Uuid, Uuid, Option<&str>)]) -> Result<()> {
    store::link_leads(tx, all).await
}

/// Whether a visitor, or a new one (`None`), of a site may look at one more page from a network;
/// the error is the seconds to wait. The guard stands above this feature, so that it is handed in.
type Gate = Box<dyn Fn(Uuid, Option<Uuid>, IpAddr) -> Result<(), u64> + Send + Sync>;

#[derive(Default)]
struct Views(OnceLock<Gate>);

/// What a visitor looks at now.
#[derive(Clone, Copy, Debug)]
pub struct Looks<'a> {
    /// The visitor's site.
    pub site: &'a Site,
    /// The visitor.
    pub visitor: Uuid,
    /// The page's address, stripped of personal data.
    pub url: &'a str,
    /// Its title.
    pub title: &'a str,
}

/// Notes what a visitor looks at; gives the seconds after which the page is to say that it is
/// still looked at, or none. Who is interested stands above this feature.
type Watcher = Box<dyn Fn(Looks<'_>) -> Option<i64> + Send + Sync>;

#[derive(Default)]
struct Watchers(OnceLock<Watcher>);

/// Sets who watches page views.
pub fn watch_views(ctx: &Ctx, watcher: impl Fn(Looks<'_>) -> Option<i64> + Send + Sync + 'static) {
    let _ = ctx.local.of::<Watchers>().0.set(Box::new(watcher));
}

fn beat_after(ctx: &Ctx, looks: Looks<'_>) -> i64 {
    ctx.local.of::<Watchers>().0.get().and_then(|watcher| watcher(looks)).unwrap_or(0)
}

/// What a page is told with its view beyond who looks; the page keeps it. Who tells it stands above
/// this feature.
pub type Teller = Arc<
    dyn Fn(Ctx, Arc<Site>, Uuid, String) -> BoxFuture<'static, Result<Option<Value>>> + Send + Sync,
>;

#[derive(Default)]
struct Tellers(OnceLock<Teller>);

/// Sets who tells pages more.
pub fn tell_with(ctx: &Ctx, teller: Teller) {
    let _ = ctx.local.of::<Tellers>().0.set(teller);
}

/// What a page is told of its visitor; where that fails, the view counts all the same.
async fn told_more(ctx: &Ctx, site: &Arc<Site>, visitor: Uuid, url: &str) -> Option<Value> {
    let teller = ctx.local.of::<Tellers>().0.get()?.clone();
    match teller(ctx.clone(), site.clone(), visitor, url.to_owned()).await {
        Ok(facts) => facts,
        Err(cause) => {
            tracing::warn!(%cause, "a page is told less");
            None
        }
    }
}

/// A view of a page, with what the browser sent along.
#[derive(Clone, Debug)]
pub struct Met {
    /// On which site.
    pub site: Uuid,
    /// By whom.
    pub visitor: Uuid,
    /// The page's address, whole.
    pub url: String,
    /// The visitor's network.
    pub network: IpAddr,
    /// Of the request that told it.
    pub headers: HeaderMap,
}

/// Notes a view for a feature that stands above this one.
pub type Meeter = Arc<dyn Fn(Ctx, Met) -> BoxFuture<'static, Result<()>> + Send + Sync>;

#[derive(Default)]
struct Meeters(OnceLock<Meeter>);

/// Sets who notes views of pages of our own.
pub fn meet_with(ctx: &Ctx, meeter: Meeter) {
    let _ = ctx.local.of::<Meeters>().0.set(meeter);
}

async fn meet(ctx: &Ctx, met: Met) {
    let Some(meeter) = ctx.local.of::<Meeters>().0.get().cloned() else { return };
    if let Err(cause) = meeter(ctx.clone(), met).await {
        tracing::warn!(%cause, "a view was not noted for its page");
    }
}

/// Sets who decides about page views; without it all are let in.
pub fn limit_views(
    ctx: &Ctx,
    gate: impl Fn(Uuid, Option<Uuid>, IpAddr) -> Result<(), u64> + Send + Sync + 'static,
) {
    let _ = ctx.local.of::<Views>().0.set(Box::new(gate));
}

fn may_view(ctx: &Ctx, site: Uuid, visitor: Option<Uuid>, network: IpAddr) -> Result<(), Problem> {
    match ctx.local.of::<Views>().0.get() {
        Some(gate) => gate(site, visitor, network).map_err(Problem::too_many),
        None => Ok(()),
    }
}

/// Starts what runs beside the routes.
pub fn start(ctx: &Ctx, tasks: &TaskTracker) {
    tasks.spawn(files::keep(ctx.clone()));
}
