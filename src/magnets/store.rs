//! The SQL of magnets.

use sqlx::FromRow;
use uuid::Uuid;

use super::{Kind, Magnet, Stored};
use crate::clock::{DAY, Millis};
use crate::db::{Backend, Conn, Read, Statements, Tx, dialect};
use crate::error::Result;
use crate::jobs::Sweep;
use crate::{sql, sql_rows};

macro_rules! magnet {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, name, title, text, file_id, file_name, file_kind, file_size, url, \
             code, valid_until, days, uses, confirms, mails, rev, deleted_at FROM magnets ",
            $rest
        )
    };
}

macro_rules! download {
    ($rest:literal) => {
        concat!(
            "SELECT id, site_id, magnet_id, visitor_id, lead_id, email, code, expires_at, \
             uses_left, wants_confirmation, confirmed_at, mailed_at FROM downloads ",
            $rest
        )
    };
}

const OF_ACCOUNT: &str =
    magnet!("WHERE account_id = $1 AND deleted_at IS NULL ORDER BY name, id LIMIT 500");
const BY_ID: &str = magnet!("WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL");
const EVER: &str = magnet!("WHERE account_id = $1 AND id = $2");
const COUNT: &str = "SELECT COUNT(*) FROM magnets WHERE account_id = $1 AND deleted_at IS NULL";
const INSERT: &str = "INSERT INTO magnets (id, account_id, kind, name, title, text, file_id, \
     file_name, file_kind, file_size, url, code, valid_until, days, uses, confirms, mails, rev, \
     created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
     $15, $16, $17, 1, $18, $18)";
const SAVE: &str = "UPDATE magnets SET name = $4, title = $5, text = $6, file_id = $7, \
     file_name = $8, file_kind = $9, file_size = $10, url = $11, code = $12, valid_until = $13, \
     days = $14, uses = $15, confirms = $16, mails = $17, rev = rev + 1, changed_at = $18 \
     WHERE account_id = $1 AND id = $2 AND rev = $3 AND deleted_at IS NULL";
const DELETE: &str = "UPDATE magnets SET deleted_at = $3 \
     WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL";
const RESTORE: &str = "UPDATE magnets SET deleted_at = NULL \
     WHERE account_id = $1 AND id = $2 AND deleted_at IS NOT NULL";
const FIGURES: &str = "SELECT magnet_id, COUNT(*) AS given, COUNT(taken_at) AS taken \
     FROM downloads WHERE account_id = $1 GROUP BY magnet_id";
const NEWEST: &str = "SELECT d.given_at, d.site_id, d.given_by, d.code, d.email, d.lead_id, \
     COALESCE(l.name, '') AS lead_name, d.confirmed_at, d.wants_confirmation, d.taken_at \
     FROM downloads d LEFT JOIN leads l ON l.id = d.lead_id \
     WHERE d.account_id = $1 AND d.magnet_id = $2 ORDER BY d.given_at DESC, d.id DESC LIMIT 50";
const OF_VISITOR: &str =
    download!("WHERE magnet_id = $1 AND visitor_id = $2 ORDER BY given_at DESC, id DESC LIMIT 1");
const OF_MAILBOX: &str =
    download!("WHERE magnet_id = $1 AND mailbox = $2 ORDER BY given_at DESC, id DESC LIMIT 1");
const DOWNLOAD: &str = download!("WHERE id = $1");
const GIVE: &str = "INSERT INTO downloads (id, account_id, site_id, magnet_id, visitor_id, mailbox, \
     lead_id, submission_id, email, given_by, code, given_at, expires_at, uses_left, \
     wants_confirmation) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
const RENEW: &str = "UPDATE downloads SET expires_at = $2, uses_left = $3, lead_id = $4, \
     email = $5, mailbox = COALESCE($6, mailbox), mailed_at = $7 WHERE id = $1";
const MAILED: &str = "UPDATE downloads SET mailed_at = $2 WHERE id = $1";
/// The next free code; on `PostgreSQL` those that others are just taking are stepped over.
const CLAIM: (&str, &str) = (
    "UPDATE magnet_codes SET download_id = $2 WHERE magnet_id = $1 AND n = (SELECT n FROM \
     magnet_codes WHERE magnet_id = $1 AND download_id IS NULL ORDER BY n LIMIT 1) RETURNING code",
    "UPDATE magnet_codes SET download_id = $2 WHERE magnet_id = $1 AND n = (SELECT n FROM \
     magnet_codes WHERE magnet_id = $1 AND download_id IS NULL ORDER BY n LIMIT 1 \
     FOR UPDATE SKIP LOCKED) RETURNING code",
);
/// The same, waiting for who is just taking one.
const CLAIM_AFTER: (&str, &str) = (
    "UPDATE magnet_codes SET download_id = $2 WHERE magnet_id = $1 AND n = (SELECT n FROM \
     magnet_codes WHERE magnet_id = $1 AND download_id IS NULL ORDER BY n LIMIT 1) RETURNING code",
    "UPDATE magnet_codes SET download_id = $2 WHERE magnet_id = $1 AND n = (SELECT n FROM \
     magnet_codes WHERE magnet_id = $1 AND download_id IS NULL ORDER BY n LIMIT 1 FOR UPDATE) \
     AND download_id IS NULL RETURNING code",
);
const HAS_FREE: &str = "SELECT n FROM magnet_codes WHERE magnet_id = $1 AND download_id IS NULL \
     LIMIT 1";
const ADD_CODES: &str = "INSERT INTO magnet_codes (magnet_id, n, code)";
const ADD_NEW: &str = "ON CONFLICT (magnet_id, code) DO NOTHING";
const LAST_CODE: &str = "SELECT COALESCE(MAX(n), 0) FROM magnet_codes WHERE magnet_id = $1";
const CODES: &str = "SELECT COUNT(*), COUNT(*) - COUNT(download_id) FROM magnet_codes \
     WHERE magnet_id = $1";
const POOLS: &str = "SELECT c.magnet_id, COUNT(*), COUNT(*) - COUNT(c.download_id) \
     FROM magnet_codes c JOIN magnets m ON m.id = c.magnet_id WHERE m.account_id = $1 \
     GROUP BY c.magnet_id";
const TAKE: &str = "UPDATE downloads SET uses_left = uses_left - 1, \
     taken_at = COALESCE(taken_at, $2) WHERE id = $1 AND uses_left > 0 AND expires_at > $2 \
     AND (NOT wants_confirmation OR confirmed_at IS NOT NULL)";
const CONFIRM: &str = "UPDATE downloads SET confirmed_at = $2 \
     WHERE id = $1 AND confirmed_at IS NULL AND expires_at > $2";
const SEEN: &str = "UPDATE downloads SET taken_at = $2 WHERE id = $1 AND taken_at IS NULL";
const UNCONFIRM: &str = "UPDATE downloads SET confirmed_at = NULL WHERE id = $1";
const SET_CODE: &str = "UPDATE downloads SET code = $2 WHERE id = $1";
const SWEEP: &str = "DELETE FROM downloads WHERE id IN \
     (SELECT id FROM downloads WHERE given_at < $1 LIMIT $2)";

/// What was given long ago is let go of; its code stays taken.
pub(super) const SWEEPS: &[Sweep] =
    &[Sweep { what: "magnets.downloads", keep: 800 * DAY, statement: SWEEP }];

#[derive(FromRow)]
struct MagnetRow {
    id: Uuid,
    kind: String,
    name: String,
    title: String,
    text: String,
    file_id: Option<Uuid>,
    file_name: String,
    file_kind: String,
    file_size: i64,
    url: String,
    code: String,
    valid_until: Option<Millis>,
    days: i64,
    uses: i64,
    confirms: bool,
    mails: bool,
    rev: i64,
    deleted_at: Option<Millis>,
}

impl From<MagnetRow> for Magnet {
    fn from(row: MagnetRow) -> Self {
        let (name, kind, size) = (row.file_name, row.file_kind, row.file_size);
        Self {
            id: row.id,
            kind: Kind::parse(&row.kind),
            name: row.name,
            title: row.title,
            text: row.text,
            file: row.file_id.map(|id| Stored { id, name, kind, size }),
            url: row.url,
            code: row.code,
            valid_until: row.valid_until,
            days: row.days,
            uses: row.uses,
            confirms: row.confirms,
            mails: row.mails,
            rev: row.rev,
            deleted_at: row.deleted_at,
        }
    }
}

/// A magnet that was given.
#[derive(Clone, Debug, FromRow)]
pub struct Download {
    pub id: Uuid,
    pub site_id: Uuid,
    pub magnet_id: Uuid,
    pub visitor_id: Option<Uuid>,
    pub lead_id: Option<Uuid>,
    pub email: Option<String>,
    pub code: String,
    pub expires_at: Millis,
    pub uses_left: i64,
    pub wants_confirmation: bool,
    pub confirmed_at: Option<Millis>,
    pub mailed_at: Option<Millis>,
}

impl Download {
    /// Whether its address is still to be confirmed.
    pub fn waits(&self) -> bool {
        self.wants_confirmation && self.confirmed_at.is_none()
    }
}

/// A magnet that is about to be given.
pub struct NewDownload<'a> {
    pub id: Uuid,
    pub account: Uuid,
    pub site: Uuid,
    pub magnet: Uuid,
    pub visitor: Option<Uuid>,
    pub mailbox: Option<Vec<u8>>,
    pub lead: Option<Uuid>,
    pub submission: Option<Uuid>,
    pub email: Option<&'a str>,
    pub by: &'static str,
    pub code: &'a str,
    pub now: Millis,
    pub expires_at: Millis,
    pub uses: i64,
    pub wants_confirmation: bool,
}

impl From<NewDownload<'_>> for Download {
    fn from(new: NewDownload<'_>) -> Self {
        Self {
            id: new.id,
            site_id: new.site,
            magnet_id: new.magnet,
            visitor_id: new.visitor,
            lead_id: new.lead,
            email: new.email.map(str::to_owned),
            code: new.code.to_owned(),
            expires_at: new.expires_at,
            uses_left: new.uses,
            wants_confirmation: new.wants_confirmation,
            confirmed_at: None,
            mailed_at: None,
        }
    }
}

/// To whom one was given, for the team.
#[derive(Clone, Debug, FromRow)]
pub struct Line {
    pub given_at: Millis,
    pub site_id: Uuid,
    pub given_by: String,
    pub code: String,
    pub email: Option<String>,
    pub lead_id: Option<Uuid>,
    pub lead_name: String,
    pub confirmed_at: Option<Millis>,
    pub wants_confirmation: bool,
    pub taken_at: Option<Millis>,
}

/// The magnets of an account, by name.
pub async fn of_account(db: &mut (impl Statements + Send), account: Uuid) -> Result<Vec<Magnet>> {
    let rows = sql!(db, fetch_all as MagnetRow, OF_ACCOUNT, account)?;
    Ok(rows.into_iter().map(Magnet::from).collect())
}

pub async fn by_id(
    db: &mut (impl Statements + Send),
    account: Uuid,
    id: Uuid,
) -> Result<Option<Magnet>> {
    Ok(sql!(db, fetch_optional as MagnetRow, BY_ID, account, id)?.map(Magnet::from))
}

/// The same, also one that was deleted.
pub async fn ever(
    db: &mut (impl Statements + Send),
    account: Uuid,
    id: Uuid,
) -> Result<Option<Magnet>> {
    Ok(sql!(db, fetch_optional as MagnetRow, EVER, account, id)?.map(Magnet::from))
}

pub async fn count(tx: &mut Tx<'_>, account: Uuid) -> Result<i64> {
    Ok(sql!(tx, fetch_one as (i64,), COUNT, account)?.0)
}

/// The columns of a file; nothing where there is none.
fn columns(magnet: &Magnet) -> (Option<Uuid>, &str, &str, i64) {
    match &magnet.file {
        Some(file) => (Some(file.id), &file.name, &file.kind, file.size),
        None => (None, "", "", 0),
    }
}

pub async fn insert(tx: &mut Tx<'_>, account: Uuid, magnet: &Magnet, now: Millis) -> Result<()> {
    let (file, file_name, file_kind, file_size) = columns(magnet);
    let Magnet { id, kind, name, title, text, url, code, .. } = magnet;
    let Magnet { valid_until, days, uses, confirms, mails, .. } = *magnet;
    sql!(
        tx,
        execute,
        INSERT,
        *id,
        account,
        kind.as_str(),
        name.as_str(),
        title.as_str(),
        text.as_str(),
        file,
        file_name,
        file_kind,
        file_size,
        url.as_str(),
        code.as_str(),
        valid_until,
        days,
        uses,
        confirms,
        mails,
        now
    )?;
    Ok(())
}

/// Whether it was still at that revision.
pub async fn save(tx: &mut Tx<'_>, account: Uuid, magnet: &Magnet, now: Millis) -> Result<bool> {
    let (file, file_name, file_kind, file_size) = columns(magnet);
    let Magnet { id, name, title, text, url, code, .. } = magnet;
    let Magnet { valid_until, days, uses, confirms, mails, rev, .. } = *magnet;
    let done = sql!(
        tx,
        execute,
        SAVE,
        account,
        *id,
        rev,
        name.as_str(),
        title.as_str(),
        text.as_str(),
        file,
        file_name,
        file_kind,
        file_size,
        url.as_str(),
        code.as_str(),
        valid_until,
        days,
        uses,
        confirms,
        mails,
        now
    )?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx<'_>, account: Uuid, id: Uuid, now: Millis) -> Result<bool> {
    Ok(sql!(tx, execute, DELETE, account, id, now)? == 1)
}

pub async fn restore(tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, RESTORE, account, id)? == 1)
}

/// Of each magnet how often it was given, and taken at least once.
pub async fn figures(db: &mut Read, account: Uuid) -> Result<Vec<(Uuid, i64, i64)>> {
    sql!(db, fetch_all as (Uuid, i64, i64), FIGURES, account)
}

/// To whom a magnet was given, the newest first.
pub async fn newest(db: &mut Read, account: Uuid, magnet: Uuid) -> Result<Vec<Line>> {
    sql!(db, fetch_all as Line, NEWEST, account, magnet)
}

/// What somebody has of a magnet: as a visitor, else at an address.
pub async fn of_holder(
    tx: &mut Tx<'_>,
    magnet: Uuid,
    visitor: Option<Uuid>,
    mailbox: Option<&[u8]>,
) -> Result<Option<Download>> {
    let found = match visitor {
        Some(visitor) => sql!(tx, fetch_optional as Download, OF_VISITOR, magnet, visitor)?,
        None => None,
    };
    match (found, mailbox) {
        (None, Some(mailbox)) => {
            sql!(tx, fetch_optional as Download, OF_MAILBOX, magnet, mailbox)
        }
        (found, _) => Ok(found),
    }
}

pub async fn download(db: &mut (impl Statements + Send), id: Uuid) -> Result<Option<Download>> {
    sql!(db, fetch_optional as Download, DOWNLOAD, id)
}

pub async fn give(tx: &mut Tx<'_>, new: &NewDownload<'_>) -> Result<()> {
    let NewDownload { id, account, site, magnet, visitor, lead, submission, email, by, .. } = *new;
    let NewDownload { code, now, expires_at, uses, wants_confirmation, .. } = *new;
    sql!(
        tx,
        execute,
        GIVE,
        id,
        account,
        site,
        magnet,
        visitor,
        new.mailbox.as_deref(),
        lead,
        submission,
        email,
        by,
        code,
        now,
        expires_at,
        uses,
        wants_confirmation
    )?;
    Ok(())
}

/// Stores what has changed of what somebody has; with another address' digest.
pub async fn renew(tx: &mut Tx<'_>, it: &Download, mailbox: Option<&[u8]>) -> Result<()> {
    let Download { id, expires_at, uses_left, lead_id, mailed_at, .. } = *it;
    let email = it.email.as_deref();
    sql!(tx, execute, RENEW, id, expires_at, uses_left, lead_id, email, mailbox, mailed_at)?;
    Ok(())
}

pub async fn mailed(tx: &mut Tx<'_>, id: Uuid, now: Millis) -> Result<()> {
    sql!(tx, execute, MAILED, id, now)?;
    Ok(())
}

/// The next code that nobody has; none: the pool has run dry.
pub async fn claim(tx: &mut Tx<'_>, magnet: Uuid, download: Uuid) -> Result<Option<String>> {
    let backend = match tx.conn() {
        Conn::Sqlite(_) => Backend::Sqlite,
        Conn::Postgres(_) => Backend::Postgres,
    };
    let free = dialect::text(backend, CLAIM.0, CLAIM.1);
    let after = dialect::text(backend, CLAIM_AFTER.0, CLAIM_AFTER.1);
    loop {
        if let Some((code,)) = sql!(tx, fetch_optional as (String,), free, magnet, download)? {
            return Ok(Some(code));
        }
        // The last ones may be in the hands of others who do not keep them.
        if sql!(tx, fetch_optional as (i64,), HAS_FREE, magnet)?.is_none() {
            return Ok(None);
        }
        if let Some((code,)) = sql!(tx, fetch_optional as (String,), after, magnet, download)? {
            return Ok(Some(code));
        }
    }
}

/// Adds codes to a pool; what it has already is left out. How many were new.
pub async fn add_codes(tx: &mut Tx<'_>, magnet: Uuid, codes: &[String]) -> Result<u64> {
    let (last,) = sql!(tx, fetch_one as (i64,), LAST_CODE, magnet)?;
    let rows: Vec<(i64, &str)> = (last + 1..).zip(codes.iter().map(String::as_str)).collect();
    Ok(sql_rows!(tx, execute, ADD_CODES, ADD_NEW, &rows, |row| magnet, row.0, row.1))
}

/// Codes of a pool, and how many of them nobody has.
pub async fn codes(db: &mut (impl Statements + Send), magnet: Uuid) -> Result<(i64, i64)> {
    sql!(db, fetch_one as (i64, i64), CODES, magnet)
}

/// The same of all pools of an account.
pub async fn pools(db: &mut Read, account: Uuid) -> Result<Vec<(Uuid, i64, i64)>> {
    sql!(db, fetch_all as (Uuid, i64, i64), POOLS, account)
}

/// Counts that it is taken; false where it may not be any more, or not yet.
pub async fn take(tx: &mut Tx<'_>, id: Uuid, now: Millis) -> Result<bool> {
    Ok(sql!(tx, execute, TAKE, id, now)? == 1)
}

/// Notes that its code was seen; false where it was before.
pub async fn seen(tx: &mut Tx<'_>, id: Uuid, now: Millis) -> Result<bool> {
    Ok(sql!(tx, execute, SEEN, id, now)? == 1)
}

/// Confirms the address; false where it is confirmed, or too late.
pub async fn confirm(tx: &mut Tx<'_>, id: Uuid, now: Millis) -> Result<bool> {
    Ok(sql!(tx, execute, CONFIRM, id, now)? == 1)
}

pub async fn unconfirm(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    sql!(tx, execute, UNCONFIRM, id)?;
    Ok(())
}

pub async fn set_code(tx: &mut Tx<'_>, id: Uuid, code: &str) -> Result<()> {
    sql!(tx, execute, SET_CODE, id, code)?;
    Ok(())
}

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    OF_ACCOUNT, BY_ID, EVER, COUNT, INSERT, SAVE, DELETE, RESTORE, FIGURES, NEWEST, OF_VISITOR,
    OF_MAILBOX, DOWNLOAD, GIVE, RENEW, MAILED, HAS_FREE, LAST_CODE, CODES, POOLS, TAKE, CONFIRM,
    SEEN, UNCONFIRM, SET_CODE, SWEEP,
];
/// The same, with a text for each database.
pub(crate) const DIALECT_STATEMENTS: &[(&str, &str)] = &[CLAIM, CLAIM_AFTER];
/// Texts for many rows, with the number of values in each.
pub(crate) const ROWS: &[(&str, usize, &str)] = &[(ADD_CODES, 3, ADD_NEW)];
