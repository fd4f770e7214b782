//! The numbers of an account's inbox: one for each change of anything in it, without gaps, and
//! which conversations they are of. A client that missed some asks for those, never by time.

use sqlx::types::Json;
use uuid::Uuid;

use crate::clock::{HOUR, Millis};
use crate::db::{Conn, Statements, Tx};
use crate::error::Result;
use crate::jobs::Sweep;
use crate::sql;

/// For whom this is not long enough, the inbox is loaded anew.
const KEPT: Millis = HOUR;

/// What is let go of after that.
pub(crate) const SWEEPS: &[Sweep] =
    &[Sweep { what: "chat.changes", keep: KEPT, statement: SWEEP_CHANGES }];

pub(super) const SWEEP_CHANGES: &str = "DELETE FROM inbox_changes WHERE (account_id, upto) IN \
     (SELECT account_id, upto FROM inbox_changes WHERE at < $1 ORDER BY at LIMIT $2)";
pub(super) const REV: &str = "SELECT rev FROM inbox_heads WHERE account_id = $1";
pub(super) const SINCE: &str = "SELECT since, upto, conversations FROM inbox_changes \
     WHERE account_id = $1 AND upto > $2 ORDER BY upto LIMIT $3";
pub(super) const STAMP: &str =
    "UPDATE conversations SET rev = $3 WHERE id = $1 AND account_id = $2";
pub(super) const TAKE_SQLITE: &str = "INSERT INTO inbox_heads (account_id, rev) VALUES ($1, $2) \
     ON CONFLICT (account_id) DO UPDATE SET rev = rev + excluded.rev RETURNING rev";
pub(super) const NOTE_SQLITE: &str = "INSERT INTO inbox_changes \
     (account_id, since, upto, conversations, at) VALUES ($1, $2, $3, $4, $5)";
pub(super) const TAKE_POSTGRES: &str = "WITH head AS (\
     INSERT INTO inbox_heads AS h (account_id, rev) VALUES ($1, $2) \
     ON CONFLICT (account_id) DO UPDATE SET rev = h.rev + excluded.rev RETURNING rev), \
     noted AS (INSERT INTO inbox_changes (account_id, since, upto, conversations, at) \
     SELECT $1, rev - $2, rev, $3, $4 FROM head) SELECT rev FROM head";

/// Takes the next `count` numbers of an account's inbox for changes of these conversations, and
/// returns the last of them. The account's row stays locked until the commit, so that the numbers
/// are in the order of the commits: conversations are locked before it, never after.
pub async fn take(
    tx: &mut Tx<'_>,
    account: Uuid,
    count: i64,
    conversations: &[Uuid],
    now: Millis,
) -> Result<i64> {
    let list = Json(conversations);
    if let Conn::Postgres(_) = tx.conn() {
        return sql!(tx, fetch_one as (i64,), TAKE_POSTGRES, account, count, list, now)
            .map(|(rev,)| rev);
    }
    let (rev,) = sql!(tx, fetch_one as (i64,), TAKE_SQLITE, account, count)?;
    sql!(tx, execute, NOTE_SQLITE, account, rev - count, rev, list, now)?;
    Ok(rev)
}

/// Notes at a conversation up to which number it has changed.
pub async fn stamp(tx: &mut Tx<'_>, account: Uuid, conversation: Uuid, rev: i64) -> Result<()> {
    sql!(tx, execute, STAMP, conversation, account, rev).map(|_| ())
}

/// The account's newest number; 0 before the first.
pub async fn rev(db: &mut (impl Statements + Send), account: Uuid) -> Result<i64> {
    Ok(sql!(db, fetch_optional as (i64,), REV, account)?.map_or(0, |(rev,)| rev))
}

/// Which conversations have changed after a number; `None` where that is no longer known, or they
/// are more than `most`.
pub async fn since(
    db: &mut (impl Statements + Send),
    account: Uuid,
    after: i64,
    most: usize,
) -> Result<Option<Vec<Uuid>>> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let rows =
        sql!(db, fetch_all as (i64, i64, Json<Vec<Uuid>>), SINCE, account, after, limit + 1)?;
    let mut known = after;
    let mut changed = Vec::new();
    for (since, upto, conversations) in rows {
        if since > known {
            return Ok(None);
        }
        known = upto;
        changed.extend(conversations.0);
    }
    changed.sort_unstable();
    changed.dedup();
    // A number that was never given comes of a database that was set back.
    let is_all = known == rev(db, account).await?;
    Ok((is_all && changed.len() <= most).then_some(changed))
}
