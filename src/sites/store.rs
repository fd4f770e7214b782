//! The SQL of sites.

use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::{Settings, Site};
use crate::clock::{MINUTE, Millis};
use crate::db::{Read, Statements, Tx};
use crate::error::Result;
use crate::sql;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    key: String,
    name: String,
    allowed_origins: Json<Vec<String>>,
    settings: Json<Settings>,
    created_at: Millis,
    widget_seen_at: Option<Millis>,
    widget_seen_url: Option<String>,
    has_script: bool,
    scripts: String,
    offers: String,
    has_form: bool,
}

impl From<Row> for Site {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            account_id: row.account_id,
            key: row.key,
            name: row.name,
            allowed_origins: row.allowed_origins.0,
            settings: row.settings.0,
            created_at: row.created_at,
            widget_seen_at: row.widget_seen_at,
            widget_seen_url: row.widget_seen_url,
            has_script: row.has_script,
            scripts: serde_json::from_str(&row.scripts).unwrap_or_default(),
            offers: row.offers,
            has_form: row.has_form,
        }
    }
}

const BY_KEY: &str = "SELECT id, account_id, key, name, allowed_origins, settings, created_at, \
     widget_seen_at, widget_seen_url, has_script, scripts, offers, has_form FROM sites WHERE key = $1";
const BY_ID: &str = "SELECT id, account_id, key, name, allowed_origins, settings, created_at, \
     widget_seen_at, widget_seen_url, has_script, scripts, offers, has_form FROM sites WHERE id = $1";
const OF_ACCOUNT: &str = "SELECT id, account_id, key, name, allowed_origins, settings, \
     created_at, widget_seen_at, widget_seen_url, has_script, scripts, offers, has_form FROM sites \
     WHERE account_id = $1 ORDER BY id";
const INSERT: &str = "INSERT INTO sites (id, account_id, key, name, allowed_origins, settings, \
     created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const UPDATE: &str = "UPDATE sites SET name = $3, allowed_origins = $4, settings = $5 \
     WHERE account_id = $1 AND id = $2";
const SEEN: &str = "UPDATE sites SET widget_seen_at = $2, widget_seen_url = $3 \
     WHERE id = $1 AND (widget_seen_at IS NULL OR widget_seen_at < $4)";
const SET_OFFERS: &str = "UPDATE sites SET offers = $3 WHERE account_id = $1 AND id = $2";
const SET_HAS_FORM: &str = "UPDATE sites SET has_form = $3 WHERE account_id = $1 AND id = $2";
const SET_SCRIPTS: &str =
    "UPDATE sites SET has_script = $3, scripts = $4 WHERE account_id = $1 AND id = $2";
const LOCK: &str = "UPDATE sites SET created_at = created_at WHERE id = $1";

const SECRET: &str = "SELECT secret, earlier, changed_at FROM site_secrets WHERE site_id = $1";
const SET_SECRET: &str = "INSERT INTO site_secrets (site_id, secret, changed_at) \
     VALUES ($1, $2, $3) ON CONFLICT (site_id) DO UPDATE SET earlier = site_secrets.secret, \
     secret = excluded.secret, changed_at = excluded.changed_at";

/// The secrets of a site, sealed.
#[derive(FromRow)]
pub(super) struct SecretRow {
    pub secret: Vec<u8>,
    pub earlier: Option<Vec<u8>>,
    pub changed_at: Millis,
}

pub(super) async fn secret(db: &mut Read, site: Uuid) -> Result<Option<SecretRow>> {
    sql!(db, fetch_optional as SecretRow, SECRET, site)
}

pub(super) async fn set_secret(
    tx: &mut Tx<'_>,
    site: Uuid,
    secret: &[u8],
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, SET_SECRET, site, secret, now).map(|_| ())
}

pub(super) async fn by_key(db: &mut Read, key: &str) -> Result<Option<Site>> {
    Ok(sql!(db, fetch_optional as Row, BY_KEY, key)?.map(Site::from))
}

pub(super) async fn by_id(db: &mut (impl Statements + Send), id: Uuid) -> Result<Option<Site>> {
    Ok(sql!(db, fetch_optional as Row, BY_ID, id)?.map(Site::from))
}

pub(super) async fn of_account(db: &mut Read, account: Uuid) -> Result<Vec<Site>> {
    Ok(sql!(db, fetch_all as Row, OF_ACCOUNT, account)?.into_iter().map(Site::from).collect())
}

pub(super) async fn insert(tx: &mut Tx<'_>, site: &Site) -> Result<()> {
    let (origins, settings) = (Json(&site.allowed_origins), Json(&site.settings));
    let (key, name) = (&site.key, &site.name);
    let (id, account, at) = (site.id, site.account_id, site.created_at);
    sql!(tx, execute, INSERT, id, account, key, name, origins, settings, at)?;
    Ok(())
}

pub(super) async fn update(
    tx: &mut Tx<'_>,
    account: Uuid,
    id: Uuid,
    name: &str,
    origins: &[String],
    settings: &Settings,
) -> Result<bool> {
    let changed = sql!(tx, execute, UPDATE, account, id, name, Json(origins), Json(settings))?;
    Ok(changed == 1)
}

pub(super) async fn set_offers(tx: &mut Tx<'_>, account: Uuid, id: Uuid, name: &str) -> Result<()> {
    sql!(tx, execute, SET_OFFERS, account, id, name)?;
    Ok(())
}

pub(super) async fn set_has_form(
    tx: &mut Tx<'_>,
    account: Uuid,
    id: Uuid,
    has: bool,
) -> Result<()> {
    sql!(tx, execute, SET_HAS_FORM, account, id, has)?;
    Ok(())
}

pub(super) async fn set_scripts(
    tx: &mut Tx<'_>,
    account: Uuid,
    id: Uuid,
    versions: &[Uuid],
) -> Result<bool> {
    let list = serde_json::to_string(versions)?;
    Ok(sql!(tx, execute, SET_SCRIPTS, account, id, !versions.is_empty(), list)? == 1)
}

pub(super) async fn seen(tx: &mut Tx<'_>, id: Uuid, url: &str, now: Millis) -> Result<()> {
    sql!(tx, execute, SEEN, id, now, url, now - MINUTE)?;
    Ok(())
}

pub(super) async fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    sql!(tx, execute, LOCK, id)?;
    Ok(())
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    BY_KEY,
    BY_ID,
    OF_ACCOUNT,
    INSERT,
    UPDATE,
    SEEN,
    SET_SCRIPTS,
    SET_OFFERS,
    SET_HAS_FORM,
    LOCK,
    SECRET,
    SET_SECRET,
];
