//! What is known, and what was asked in vain.

use std::collections::BTreeMap;

use sqlx::FromRow;
use uuid::Uuid;

use crate::bot::knowledge::{Entry, Text};
use crate::clock::{DAY, Millis};
use crate::db::{Read, Statements, Tx};
use crate::error::Result;
use crate::jobs::Sweep;
use crate::sites::Site;
use crate::sql;

const ENTRIES: &str =
    "SELECT id, site_id, texts FROM knowledge WHERE account_id = $1 ORDER BY changed_at DESC, id";
const COUNT: &str = "SELECT COUNT(*) FROM knowledge WHERE account_id = $1";
const INSERT: &str = "INSERT INTO knowledge (id, account_id, site_id, texts, used, changed_at) \
     VALUES ($1, $2, (SELECT s.id FROM sites s WHERE s.id = $3 AND s.account_id = $2), $4, 0, $5)";
const UPDATE: &str = "UPDATE knowledge SET texts = $4, changed_at = $5, \
     site_id = (SELECT s.id FROM sites s WHERE s.id = $3 AND s.account_id = $2) \
     WHERE id = $1 AND account_id = $2";
const DELETE: &str = "DELETE FROM knowledge WHERE id = $1 AND account_id = $2";
const USED: &str = "UPDATE knowledge SET used = used + 1 WHERE id = $1";
const MISSED: &str = "INSERT INTO knowledge_missed (account_id, site_id, language, words, text, \
     count, at) VALUES ($1, $2, $3, $4, $5, 1, $6) \
     ON CONFLICT (account_id, site_id, language, words) \
     DO UPDATE SET count = knowledge_missed.count + 1, at = excluded.at";
const ALL_MISSED: &str = "SELECT site_id, language, text, count, at FROM knowledge_missed \
     WHERE account_id = $1 ORDER BY count DESC, at DESC LIMIT 200";
const FORGET: &str = "DELETE FROM knowledge_missed WHERE account_id = $1 AND words = $2";
const SWEEP: &str = "DELETE FROM knowledge_missed WHERE (account_id, site_id, language, words) IN (\
     SELECT account_id, site_id, language, words FROM knowledge_missed WHERE at < $1 LIMIT $2)";

#[derive(FromRow)]
struct Row {
    id: Uuid,
    site_id: Option<Uuid>,
    texts: String,
}

/// What was asked in vain.
#[derive(Clone, Debug, FromRow)]
pub struct MissedRow {
    pub site_id: Uuid,
    pub language: String,
    pub text: String,
    pub count: i64,
    pub at: Millis,
}

pub async fn entries(db: &mut (impl Statements + Send), account: Uuid) -> Result<Vec<Entry>> {
    let rows = sql!(db, fetch_all as Row, ENTRIES, account)?;
    let entry = |row: Row| {
        let texts = serde_json::from_str(&row.texts).unwrap_or_default();
        Entry { id: row.id, site: row.site_id, texts }
    };
    Ok(rows.into_iter().map(entry).collect())
}

pub async fn count(tx: &mut Tx<'_>, account: Uuid) -> Result<i64> {
    Ok(sql!(tx, fetch_one as (i64,), COUNT, account)?.0)
}

pub async fn insert(
    tx: &mut Tx<'_>,
    (account, id): (Uuid, Uuid),
    site: Option<Uuid>,
    texts: &BTreeMap<String, Text>,
    now: Millis,
) -> Result<()> {
    let texts = serde_json::to_string(texts)?;
    sql!(tx, execute, INSERT, id, account, site, texts, now)?;
    Ok(())
}

pub async fn update(
    tx: &mut Tx<'_>,
    (account, id): (Uuid, Uuid),
    site: Option<Uuid>,
    texts: &BTreeMap<String, Text>,
    now: Millis,
) -> Result<bool> {
    let texts = serde_json::to_string(texts)?;
    Ok(sql!(tx, execute, UPDATE, id, account, site, texts, now)? == 1)
}

pub async fn delete(tx: &mut Tx<'_>, account: Uuid, id: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, DELETE, id, account)? == 1)
}

pub async fn used(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    sql!(tx, execute, USED, id)?;
    Ok(())
}

pub async fn missed(
    tx: &mut Tx<'_>,
    site: &Site,
    language: &str,
    (words, text): (&str, &str),
    now: Millis,
) -> Result<()> {
    sql!(tx, execute, MISSED, site.account_id, site.id, language, words, text, now)?;
    Ok(())
}

pub async fn all_missed(db: &mut Read, account: Uuid) -> Result<Vec<MissedRow>> {
    sql!(db, fetch_all as MissedRow, ALL_MISSED, account)
}

pub async fn forget(tx: &mut Tx<'_>, account: Uuid, words: &str) -> Result<()> {
    sql!(tx, execute, FORGET, account, words)?;
    Ok(())
}

/// What nobody asked again is let go of.
pub(crate) const SWEEPS: &[Sweep] =
    &[Sweep { what: "bot.knowledge_missed", keep: 90 * DAY, statement: SWEEP }];

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] =
    &[ENTRIES, COUNT, INSERT, UPDATE, DELETE, USED, MISSED, ALL_MISSED, FORGET, SWEEP];
