//! The lists of the inbox: each text has an index of its own (see the migrations), on which the
//! other conditions narrow.

use uuid::Uuid;

use super::row;
use crate::chat::Conversation;
use crate::clock::Millis;
use crate::db::Read;
use crate::error::Result;
use crate::sql;

/// The same numbers of some of the open conversations: each of them is looked at.
macro_rules! narrowed {
    ($tag:literal) => {
        concat!(
            "SELECT COUNT(CASE WHEN shown AND assignee_id = $2 THEN 1 END) AS mine, \
             COUNT(CASE WHEN shown AND assignee_id IS NULL THEN 1 END) AS unassigned, \
             COUNT(CASE WHEN shown THEN 1 END) AS open, \
             COUNT(CASE WHEN shown AND waiting_since IS NOT NULL THEN 1 END) AS waiting, \
             COUNT(CASE WHEN NOT spam AND NOT shown THEN 1 END) AS snoozed, \
             COUNT(CASE WHEN spam THEN 1 END) AS spam FROM \
             (SELECT assignee_id, waiting_since, spam, NOT spam AND snoozed_until IS NULL AS shown \
             FROM conversations WHERE account_id = $1 AND (status = 'open' OR spam) \
             AND ($3 IS NULL OR site_id = $3) AND ($4 IS NULL OR department_id = $4) \
             AND ($5 IS NULL OR assignee_id = $5) ",
            $tag,
            ") AS picked"
        )
    };
}

/// A list and the same list of one tag.
macro_rules! list {
    ($which:literal) => {
        [list!(@ $which, "AND $8 IS NULL "), list!(@ $which,
            "AND c.id IN (SELECT t.conversation_id FROM conversation_tags t \
             WHERE t.account_id = $1 AND t.name = $8) ")]
    };
    (@ $which:literal, $tag:literal) => {
        concat!(
            row!("WHERE c.account_id = $1 AND (c.sorted_at, c.id) < ($2, $3) "),
            $which,
            "AND ($4 IS NULL OR c.site_id = $4) AND ($6 IS NULL OR c.department_id = $6) \
             AND ($7 IS NULL OR c.assignee_id = $7) ",
            $tag,
            "ORDER BY c.sorted_at DESC, c.id DESC LIMIT $5"
        )
    };
}

const OPEN: [&str; 2] = list!("AND c.status = 'open' AND NOT c.spam AND c.snoozed_until IS NULL ");
const ASSIGNED: [&str; 2] = list!(
    "AND c.assignee_id = $7 AND c.status = 'open' AND NOT c.spam AND c.snoozed_until IS NULL "
);
const UNASSIGNED: [&str; 2] = list!(
    "AND c.assignee_id IS NULL AND c.status = 'open' AND NOT c.spam AND c.snoozed_until IS NULL "
);
const WAITING: [&str; 2] = list!(
    "AND c.waiting_since IS NOT NULL AND c.status = 'open' AND NOT c.spam \
     AND c.snoozed_until IS NULL "
);
const SNOOZED: [&str; 2] =
    list!("AND c.status = 'open' AND NOT c.spam AND c.snoozed_until IS NOT NULL ");
const CLOSED: [&str; 2] = list!("AND c.status = 'closed' AND NOT c.spam ");
const SPAM: [&str; 2] = list!("AND c.spam ");
const ALL: [&str; 2] = list!("AND NOT c.spam ");
const COUNTS: &str = "SELECT \
     (SELECT COUNT(*) FROM conversations WHERE assignee_id = $2 AND account_id = $1 \
     AND status = 'open' AND NOT spam AND snoozed_until IS NULL) AS mine, \
     (SELECT COUNT(*) FROM conversations WHERE account_id = $1 AND assignee_id IS NULL \
     AND status = 'open' AND NOT spam AND snoozed_until IS NULL) AS unassigned, \
     (SELECT COUNT(*) FROM conversations WHERE account_id = $1 \
     AND status = 'open' AND NOT spam AND snoozed_until IS NULL) AS open, \
     (SELECT COUNT(*) FROM conversations WHERE account_id = $1 AND waiting_since IS NOT NULL \
     AND status = 'open' AND NOT spam AND snoozed_until IS NULL) AS waiting, \
     (SELECT COUNT(*) FROM conversations WHERE account_id = $1 \
     AND status = 'open' AND NOT spam AND snoozed_until IS NOT NULL) AS snoozed, \
     (SELECT COUNT(*) FROM conversations WHERE account_id = $1 AND spam) AS spam";
const NARROWED: [&str; 2] = [
    narrowed!("AND $6 IS NULL"),
    narrowed!(
        "AND id IN (SELECT t.conversation_id FROM conversation_tags t \
         WHERE t.account_id = $1 AND t.name = $6)"
    ),
];
const UNREAD: &str = "SELECT COUNT(*) FROM conversations WHERE account_id = $1 \
     AND status = 'open' AND NOT spam AND snoozed_until IS NULL \
     AND last_number > operator_read AND last_author = 'visitor'";

pub(crate) const STATEMENTS: &[&str] = &[
    OPEN[0],
    OPEN[1],
    ASSIGNED[0],
    ASSIGNED[1],
    UNASSIGNED[0],
    UNASSIGNED[1],
    WAITING[0],
    WAITING[1],
    SNOOZED[0],
    SNOOZED[1],
    CLOSED[0],
    CLOSED[1],
    SPAM[0],
    SPAM[1],
    ALL[0],
    ALL[1],
    COUNTS,
    NARROWED[0],
    NARROWED[1],
    UNREAD,
];

/// Which conversations a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Open ones; neither those that are snoozed nor spam.
    #[default]
    Open,
    /// Of the open ones those that are given to whoever asks.
    Mine,
    /// Of the open ones those that are given to nobody.
    Unassigned,
    /// Of the open ones those whose visitor waits for an answer.
    Waiting,
    /// Open ones that are put away until a time.
    Snoozed,
    /// Closed ones.
    Closed,
    /// Nothing but spam, open or closed.
    Spam,
    /// All but spam.
    All,
}

/// To what a list is narrowed beside its filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrow {
    pub site: Option<Uuid>,
    pub department: Option<Uuid>,
    pub assignee: Option<Uuid>,
    pub tag: Option<String>,
}

/// Where a page of a list begins: before this time and id.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub at: Millis,
    pub id: Uuid,
}

/// How many conversations stand in the lists.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Counts {
    pub mine: i64,
    pub unassigned: i64,
    pub open: i64,
    pub waiting: i64,
    pub snoozed: i64,
    pub spam: i64,
}

/// A page of the account's conversations, the newest first. Whose "mine" are is said by
/// `narrow.assignee`.
pub async fn list(
    db: &mut Read,
    account: Uuid,
    filter: Filter,
    narrow: &Narrow,
    before: Place,
    limit: i64,
) -> Result<Vec<Conversation>> {
    let texts = match filter {
        Filter::Mine => ASSIGNED,
        Filter::Open if narrow.assignee.is_some() => ASSIGNED,
        Filter::Open => OPEN,
        Filter::Unassigned => UNASSIGNED,
        Filter::Waiting => WAITING,
        Filter::Snoozed => SNOOZED,
        Filter::Closed => CLOSED,
        Filter::Spam => SPAM,
        Filter::All => ALL,
    };
    let Narrow { site, department, assignee, tag } = narrow;
    let (at, id, tag) = (before.at, before.id, tag.as_deref());
    let text = texts[usize::from(tag.is_some())];
    sql!(
        db,
        fetch_all as Conversation,
        text,
        account,
        at,
        id,
        *site,
        limit,
        *department,
        *assignee,
        tag
    )
}

/// How many there are, and how many of them are one person's.
pub async fn counts(db: &mut Read, account: Uuid, user: Uuid, narrow: &Narrow) -> Result<Counts> {
    let Narrow { site, department, assignee, tag } = narrow;
    if *narrow == Narrow::default() {
        return sql!(db, fetch_one as Counts, COUNTS, account, user);
    }
    let text = NARROWED[usize::from(tag.is_some())];
    let tag = tag.as_deref();
    sql!(db, fetch_one as Counts, text, account, user, *site, *department, *assignee, tag)
}

/// How many open conversations have something unread.
pub async fn unread(db: &mut Read, account: Uuid) -> Result<i64> {
    Ok(sql!(db, fetch_one as (i64,), UNREAD, account)?.0)
}
