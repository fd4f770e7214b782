//! The web sites of an account: key, allowed origins, settings, working hours.
//!
//! Their pages need a login and stand in `people::console`, above this feature.

mod before;
pub mod colour;
mod desk;
pub mod form;
pub mod hours;
mod identity;
pub mod install;
pub mod origins;
mod settings;
pub(crate) mod store;
mod week;

use std::sync::{Arc, OnceLock};

use futures_util::future::BoxFuture;
use uuid::Uuid;

pub use self::before::{Ask, Asked, Before, MOST_CHOICES, MOST_QUESTIONS, Question};
pub use self::desk::{AnswersBy, Strategy};
pub use self::identity::{identity_secret, identity_secrets, new_identity_secret};
pub use self::origins::is_origin_allowed;
pub use self::settings::{Goals, Hours, LANGUAGES, Position, Settings, Texts};
use crate::cache::Cache;
use crate::clock::{Millis, SECOND};
use crate::ctx::Ctx;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::ids;

/// One web site of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its id, which is private to the account.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// The public key in the tag.
    pub key: String,
    /// The name, shown to visitors.
    pub name: String,
    /// Exact origins such as `https://shop.example`, or `https://*.shop.example`.
    pub allowed_origins: Vec<String>,
    /// What the account has set.
    pub settings: Settings,
    /// When it was made.
    pub created_at: Millis,
    /// When the widget was last seen on it.
    pub widget_seen_at: Option<Millis>,
    /// On which page.
    pub widget_seen_url: Option<String>,
    /// Whether it has a published script, by which a bot can answer.
    pub has_script: bool,
    /// The published versions of its scripts, in the order in which they are asked.
    pub scripts: Vec<Uuid>,
    /// What the rules of its offers are called by; empty: none is on.
    pub offers: String,
    /// Whether a built form is on.
    pub has_form: bool,
}

/// Sites by key and by id on this node.
struct Sites {
    by_key: Cache<Site>,
    by_id: Cache<Site>,
}

impl Default for Sites {
    fn default() -> Self {
        // A change on another node is seen after this time.
        Self { by_key: Cache::new(5 * SECOND), by_id: Cache::new(5 * SECOND) }
    }
}

/// The site of a public key, kept for a few seconds.
pub async fn by_key(ctx: &Ctx, key: &str) -> Result<Option<Arc<Site>>> {
    if key.len() > 64 || !key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(None);
    }
    let load = async { store::by_key(&mut ctx.db.read().await?, key).await };
    ctx.local.of::<Sites>().by_key.get(&ctx.clock, key, load).await
}

/// The site of an id, kept for a few seconds. Who asks for a person checks the account.
pub async fn by_id(ctx: &Ctx, id: Uuid) -> Result<Option<Arc<Site>>> {
    let load = async { store::by_id(&mut ctx.db.read().await?, id).await };
    ctx.local.of::<Sites>().by_id.get(&ctx.clock, &id.to_string(), load).await
}

/// All sites of an account, oldest first.
pub async fn of_account(db: &mut Read, account: Uuid) -> Result<Vec<Site>> {
    store::of_account(db, account).await
}

/// One site of an account as it is stored now; `None` also for another account's.
pub async fn of_account_by_id(db: &mut Read, account: Uuid, id: Uuid) -> Result<Option<Site>> {
    Ok(store::by_id(db, id).await?.filter(|site| site.account_id == account))
}

/// The same within a transaction.
pub async fn stored(tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<Option<Site>> {
    Ok(store::by_id(tx, id).await?.filter(|site| site.account_id == account))
}

/// Forgets what this node has cached, after a change.
pub fn forget(ctx: &Ctx) {
    let sites = ctx.local.of::<Sites>();
    sites.by_key.clear();
    sites.by_id.clear();
}

/// What is done when a site of an account has changed on this node.
pub type Watcher = Box<dyn Fn(&Ctx, Uuid) + Send + Sync>;

#[derive(Default)]
struct Watchers(OnceLock<Watcher>);

/// Sets who hears of changes; the first one stays. What they mean for the chat lies above.
pub fn watch(ctx: &Ctx, watcher: Watcher) {
    let _ = ctx.local.of::<Watchers>().0.set(watcher);
}

/// A site of an account has changed: forgets what was cached, and tells.
pub fn changed(ctx: &Ctx, account: Uuid) {
    forget(ctx);
    if let Some(watcher) = ctx.local.of::<Watchers>().0.get() {
        watcher(ctx, account);
    }
}

/// Characters of a site key.
const KEY_LENGTH: usize = 12;

/// A new public key: letters and digits that are not mistaken for one another.
pub fn new_key() -> String {
    ids::readable(KEY_LENGTH)
}

/// Adds a site to an account. `origins` and `settings` have been checked.
pub async fn create(
    tx: &mut Tx<'_>,
    account: Uuid,
    name: &str,
    origins: &[String],
    settings: &Settings,
    now: Millis,
) -> Result<Site> {
    let site = Site {
        id: ids::new_id(),
        account_id: account,
        key: new_key(),
        name: name.to_owned(),
        allowed_origins: origins.to_vec(),
        settings: settings.clone(),
        created_at: now,
        widget_seen_at: None,
        widget_seen_url: None,
        has_script: false,
        scripts: Vec::new(),
        offers: String::new(),
        has_form: false,
    };
    store::insert(tx, &site).await?;
    if let Some(founder) = FOUNDER.get() {
        founder(tx, &site, now).await?;
    }
    Ok(site)
}

/// What else a new site begins with. Who brings it stands above this feature.
pub type Founder = for<'a> fn(&'a mut Tx<'_>, &'a Site, Millis) -> BoxFuture<'a, Result<()>>;

static FOUNDER: OnceLock<Founder> = OnceLock::new();

/// Sets what new sites begin with; the first one stays.
pub fn found_with(founder: Founder) {
    let _ = FOUNDER.set(founder);
}

/// Changes name, origins and settings; false where the account has no such site.
pub async fn update(
    tx: &mut Tx<'_>,
    account: Uuid,
    id: Uuid,
    name: &str,
    origins: &[String],
    settings: &Settings,
) -> Result<bool> {
    store::update(tx, account, id, name, origins, settings).await
}

/// Sets by which versions of scripts a bot answers on a site; false where the account has no such
/// site. Who commits that calls [`changed`].
pub async fn set_scripts(
    tx: &mut Tx<'_>,
    account: Uuid,
    id: Uuid,
    versions: &[Uuid],
) -> Result<bool> {
    store::set_scripts(tx, account, id, versions).await
}

/// Sets what the rules of a site's offers are called by.
pub async fn set_offers(tx: &mut Tx<'_>, account: Uuid, id: Uuid, name: &str) -> Result<()> {
    store::set_offers(tx, account, id, name).await
}

/// Sets whether a site has a built form that is on.
pub async fn set_has_form(tx: &mut Tx<'_>, account: Uuid, id: Uuid, has: bool) -> Result<()> {
    store::set_has_form(tx, account, id, has).await
}

/// Notes that the widget ran on a page of the site. `url` is stripped of personal data. Writes at
/// most once a minute.
pub async fn seen(tx: &mut Tx<'_>, site: &Site, url: &str, now: Millis) -> Result<()> {
    store::seen(tx, site.id, url, now).await
}

/// Locks a site, so that what is counted for all of it is counted by one after the other.
pub async fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    store::lock(tx, id).await
}
