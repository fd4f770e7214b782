//! Scripts, their versions, and the sites on which they answer.

use sqlx::FromRow;
use uuid::Uuid;

use crate::clock::Millis;
use crate::db::{Read, Statements, Tx};
use crate::error::Result;
use crate::sql;

/// A script in a list.
#[derive(Clone, Debug, FromRow)]
pub struct ScriptRow {
    pub id: Uuid,
    pub name: String,
    pub language: String,
    pub rev: i64,
    pub version_id: Option<Uuid>,
    pub version_rev: Option<i64>,
    pub number: Option<i64>,
    pub published_at: Option<Millis>,
    pub changed_at: Millis,
}

/// A script with its draft.
#[derive(Clone, Debug, FromRow)]
pub struct Draft {
    pub rev: i64,
    pub draft: String,
}

/// A published version in a list.
#[derive(Clone, Debug, FromRow)]
pub struct VersionRow {
    pub id: Uuid,
    pub number: i64,
    pub note: String,
    pub user_name: Option<String>,
    pub at: Millis,
}

/// A script on a site.
#[derive(Clone, Debug, FromRow)]
pub struct OnSiteRow {
    pub site_id: Uuid,
    pub script_id: Uuid,
    pub name: String,
    pub version_id: Option<Uuid>,
}

macro_rules! script {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.name, s.language, s.rev, s.version_id, s.version_rev, v.number, \
             v.at AS published_at, s.changed_at FROM scripts s \
             LEFT JOIN script_versions v ON v.id = s.version_id ",
            $rest
        )
    };
}

const LIST: &str =
    script!("WHERE s.account_id = $1 AND s.deleted_at IS NULL ORDER BY s.changed_at DESC, s.id");
const ONE: &str = script!("WHERE s.account_id = $1 AND s.id = $2 AND s.deleted_at IS NULL");
const DRAFT: &str =
    "SELECT rev, draft FROM scripts WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL";
const COUNT: &str = "SELECT COUNT(*) FROM scripts WHERE account_id = $1 AND deleted_at IS NULL";
const INSERT: &str = "INSERT INTO scripts (id, account_id, name, language, draft, rev, \
     changed_at) VALUES ($1, $2, $3, $4, $5, 1, $6)";
const SAVE: &str = "UPDATE scripts SET name = $4, language = $5, draft = $6, rev = rev + 1, \
     changed_at = $7 WHERE account_id = $1 AND id = $2 AND rev = $3 AND deleted_at IS NULL";
const DELETE: &str = "UPDATE scripts SET deleted_at = $3 \
     WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL";
const DELETED: &str =
    "SELECT name FROM scripts WHERE account_id = $1 AND id = $2 AND deleted_at IS NOT NULL";
const RESTORE: &str = "UPDATE scripts SET deleted_at = NULL WHERE account_id = $1 AND id = $2";
const NEXT_NUMBER: &str =
    "SELECT COALESCE(MAX(number), 0) + 1 FROM script_versions WHERE script_id = $1";
const INSERT_VERSION: &str = "INSERT INTO script_versions (id, account_id, script_id, number, \
     definition, note, user_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const PUBLISH: &str = "UPDATE scripts SET version_id = $3, version_rev = $4 \
     WHERE account_id = $1 AND id = $2 AND rev = $4 AND deleted_at IS NULL";
const VERSIONS: &str = "SELECT v.id, v.number, v.note, u.name AS user_name, v.at \
     FROM script_versions v LEFT JOIN users u ON u.id = v.user_id \
     WHERE v.account_id = $1 AND v.script_id = $2 ORDER BY v.number DESC LIMIT 200";
const VERSION: &str = "SELECT id, definition FROM script_versions \
     WHERE account_id = $1 AND script_id = $2 AND number = $3";
const DEFINITION: &str =
    "SELECT account_id, script_id, definition FROM script_versions WHERE id = $1";
const PUBLISHED: &str = "SELECT version_id FROM scripts \
     WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL AND version_id IS NOT NULL";
const SITES: &str = "SELECT id FROM sites WHERE account_id = $1 ORDER BY id";
const ON_SITES: &str = "SELECT x.site_id, x.script_id, s.name, s.version_id FROM script_sites x \
     JOIN scripts s ON s.id = x.script_id WHERE s.account_id = $1 AND s.deleted_at IS NULL \
     ORDER BY x.position, x.script_id";
const LEAVE_SITE: &str = "DELETE FROM script_sites WHERE script_id = $1 AND site_id = $2";
const PLACE_ON_SITE: &str =
    "UPDATE script_sites SET position = $3 WHERE site_id = $1 AND script_id = $2";
const JOIN_SITE: &str = "INSERT INTO script_sites (site_id, script_id, position) \
     SELECT s.id, $3, $4 FROM sites s WHERE s.account_id = $1 AND s.id = $2 \
     ON CONFLICT (site_id, script_id) DO NOTHING";
const OF_SITE: &str = "SELECT s.version_id FROM script_sites x JOIN scripts s ON s.id = x.script_id \
     WHERE x.site_id = $1 AND s.deleted_at IS NULL AND s.version_id IS NOT NULL \
     ORDER BY x.position, x.script_id";

pub async fn list(db: &mut Read, account: Uuid) -> Result<Vec<ScriptRow>> {
    sql!(db, fetch_all as ScriptRow, LIST, account)
}

pub async fn one(db: &mut Read, account: Uuid, id: Uuid) -> Result<Option<ScriptRow>> {
    sql!(db, fetch_optional as ScriptRow, ONE, account, id)
}

pub async fn draft(
    db: &mut (impl Statements + Send),
    account: Uuid,
    id: Uuid,
) -> Result<Option<Draft>> {
    sql!(db, fetch_optional as Draft, DRAFT, account, id)
}

pub async fn count(tx: &mut Tx<'_>, account: Uuid) -> Result<i64> {
    Ok(sql!(tx, fetch_one as (i64,), COUNT, account)?.0)
}

/// What is stored of a draft beside its text.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    pub name: &'a str,
    pub language: &'a str,
    pub draft: &'a str,
    pub now: Millis,
}

pub async fn insert(tx: &mut Tx<'_>, account: Uuid, id: Uuid, new: Named<'_>) -> Result<()> {
    let Named { name, language, draft, now } = new;
    sql!(tx, execute, INSERT, id, account, name, language, draft, now)?;
    Ok(())
}

/// Changes a draft of which `rev` is the newest; false where it is not.
pub async fn save(
    tx: &mut Tx<'_>,
    account: Uuid,
    id: Uuid,
    rev: i64,
    new: Named<'_>,
) -> Result<bool> {
    let Named { name, language, draft, now } = new;
    Ok(sql!(tx, execute, SAVE, account, id, rev, name, language, draft, now)? == 1)
}

pub async fn delete(tx: &mut Tx<'_>, account: Uuid, id: Uuid, now: Millis) -> Result<bool> {
    Ok(sql!(tx, execute, DELETE, account, id, now)? == 1)
}

/// The name of a script that was taken away.
pub async fn deleted(db: &mut Read, account: Uuid, id: Uuid) -> Result<Option<String>> {
    let found = sql!(db, fetch_optional as (String,), DELETED, account, id)?;
    Ok(found.map(|(name,)| name))
}

pub async fn restore(tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, RESTORE, account, id)? == 1)
}

/// A version that is about to be published.
#[derive(Clone, Copy, Debug)]
pub struct NewVersion<'a> {
    pub account: Uuid,
    pub script: Uuid,
    pub id: Uuid,
    /// Of the draft.
    pub rev: i64,
    pub definition: &'a str,
    pub note: &'a str,
    pub user: Uuid,
    pub now: Millis,
}

/// Publishes a draft; its number, or nothing where the draft has changed.
pub async fn publish(tx: &mut Tx<'_>, new: &NewVersion<'_>) -> Result<Option<i64>> {
    let NewVersion { account, script, id, rev, definition, note, user, now } = *new;
    if sql!(tx, execute, PUBLISH, account, script, id, rev)? == 0 {
        return Ok(None);
    }
    let (number,) = sql!(tx, fetch_one as (i64,), NEXT_NUMBER, script)?;
    sql!(tx, execute, INSERT_VERSION, id, account, script, number, definition, note, user, now)?;
    Ok(Some(number))
}

pub async fn versions(db: &mut Read, account: Uuid, script: Uuid) -> Result<Vec<VersionRow>> {
    sql!(db, fetch_all as VersionRow, VERSIONS, account, script)
}

/// A version by its number: id and definition.
pub async fn version(
    db: &mut (impl Statements + Send),
    account: Uuid,
    script: Uuid,
    number: i64,
) -> Result<Option<(Uuid, String)>> {
    sql!(db, fetch_optional as (Uuid, String), VERSION, account, script, number)
}

/// A version by its id: whose it is, and its definition.
pub async fn definition(
    db: &mut (impl Statements + Send),
    id: Uuid,
) -> Result<Option<(Uuid, Uuid, String)>> {
    sql!(db, fetch_optional as (Uuid, Uuid, String), DEFINITION, id)
}

/// The published version of a script.
pub async fn published(
    db: &mut (impl Statements + Send),
    account: Uuid,
    script: Uuid,
) -> Result<Option<Uuid>> {
    Ok(sql!(db, fetch_optional as (Uuid,), PUBLISHED, account, script)?.map(|(id,)| id))
}

pub async fn sites(db: &mut (impl Statements + Send), account: Uuid) -> Result<Vec<Uuid>> {
    let all = sql!(db, fetch_all as (Uuid,), SITES, account)?;
    Ok(all.into_iter().map(|(id,)| id).collect())
}

/// Which scripts are on which site, in the order in which they are asked there.
pub async fn on_sites(db: &mut (impl Statements + Send), account: Uuid) -> Result<Vec<OnSiteRow>> {
    sql!(db, fetch_all as OnSiteRow, ON_SITES, account)
}

/// Has a script answer on these sites of the account and no others. It keeps its place where it is
/// already, and is asked last where it comes new.
pub async fn set_sites(
    tx: &mut Tx<'_>,
    account: Uuid,
    script: Uuid,
    sites: &[Uuid],
    now: Millis,
) -> Result<()> {
    for row in on_sites(tx, account).await? {
        if row.script_id == script && !sites.contains(&row.site_id) {
            sql!(tx, execute, LEAVE_SITE, script, row.site_id)?;
        }
    }
    for site in sites {
        sql!(tx, execute, JOIN_SITE, account, *site, script, now)?;
    }
    Ok(())
}

/// Has the scripts of a site be asked in this order.
pub async fn order_site(tx: &mut Tx<'_>, site: Uuid, scripts: &[Uuid]) -> Result<()> {
    for (place, script) in (0_i64..).zip(scripts) {
        sql!(tx, execute, PLACE_ON_SITE, site, *script, place)?;
    }
    Ok(())
}

/// The published versions that answer on a site, in their order.
pub async fn of_site(tx: &mut Tx<'_>, site: Uuid) -> Result<Vec<Uuid>> {
    let all = sql!(tx, fetch_all as (Uuid,), OF_SITE, site)?;
    Ok(all.into_iter().map(|(id,)| id).collect())
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    LIST,
    ONE,
    DRAFT,
    COUNT,
    INSERT,
    SAVE,
    DELETE,
    DELETED,
    RESTORE,
    NEXT_NUMBER,
    INSERT_VERSION,
    PUBLISH,
    VERSIONS,
    VERSION,
    DEFINITION,
    PUBLISHED,
    SITES,
    ON_SITES,
    LEAVE_SITE,
    PLACE_ON_SITE,
    JOIN_SITE,
    OF_SITE,
];
