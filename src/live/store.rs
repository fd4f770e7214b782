//! The SQL of invitations and their rules.

use sqlx::types::Json;
use uuid::Uuid;

use super::invitation::{Invited, LIFE, State};
use super::rules::{Conditions, Once, Rule};
use crate::clock::{DAY, Millis};
use crate::db::{Statements, Tx};
use crate::error::Result;
use crate::jobs::Sweep;
use crate::sql;

/// Invitations of a visitor that are shown.
const SHOWN: i64 = 10;
/// Invitations that one look reads.
const LOOK: i64 = 1_000;

macro_rules! invitation {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, visitor_id, user_id, rule_id, name, text, state, created_at \
             FROM invitations ",
            $rest
        )
    };
}

const INSERT: &str = "INSERT INTO invitations \
     (id, account_id, visitor_id, user_id, rule_id, name, text, state, created_at, shown_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING";
const OF_VISITOR: &str = invitation!("WHERE visitor_id = $1 ORDER BY created_at DESC LIMIT $2");
const BY_ID: &str = invitation!("WHERE id = $1 AND visitor_id = $2");
const PENDING: &str = invitation!(
    "WHERE created_at > $1 AND state IN ('sent', 'shown') ORDER BY created_at DESC LIMIT $2"
);
const TURN: &str = "UPDATE invitations SET state = $2, shown_at = COALESCE(shown_at, $3), \
     ended_at = CASE WHEN $4 THEN $3 ELSE ended_at END WHERE id = $1";
const BY_RULE: &str = "SELECT COUNT(*) FROM invitations \
     WHERE visitor_id = $1 AND rule_id = $2 AND created_at >= $3";
const SWEEP: &str = "DELETE FROM invitations WHERE id IN \
     (SELECT id FROM invitations WHERE created_at < $1 LIMIT $2)";

const RULES: &str = "SELECT id, site_id, active, name, text, conditions, once \
     FROM invitation_rules WHERE site_id = $1 ORDER BY position, id";
const RULE: &str = "SELECT id, site_id, active, name, text, conditions, once \
     FROM invitation_rules WHERE id = $1 AND site_id = $2";
const INSERT_RULE: &str = "INSERT INTO invitation_rules \
     (id, account_id, site_id, position, active, name, text, conditions, once, created_at) \
     SELECT $1, account_id, id, $3, $4, $5, $6, $7, $8, $9 FROM sites WHERE id = $2";
const UPDATE_RULE: &str = "UPDATE invitation_rules SET active = $3, name = $4, text = $5, \
     conditions = $6, once = $7 WHERE id = $1 AND site_id = $2";
const DELETE_RULE: &str = "DELETE FROM invitation_rules WHERE id = $1 AND site_id = $2";
const PLACE_RULE: &str = "UPDATE invitation_rules SET position = $2 WHERE id = $1";

/// Old invitations are let go of.
pub(super) const SWEEPS: &[Sweep] =
    &[Sweep { what: "live.invitations", keep: 400 * DAY, statement: SWEEP }];

/// A stored invitation.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct InvitationRow {
    pub id: Uuid,
    pub account_id: Uuid,
    pub visitor_id: Uuid,
    pub user_id: Option<Uuid>,
    pub rule_id: Option<Uuid>,
    pub name: String,
    pub text: String,
    pub state: String,
    pub created_at: Millis,
}

impl From<InvitationRow> for Invited {
    fn from(row: InvitationRow) -> Self {
        let InvitationRow { id, text, name, state, rule_id, created_at, .. } = row;
        let state = State::parse(&state);
        Self { id, text, name, state, by_rule: rule_id.is_some(), at: created_at }
    }
}

/// An invitation that is about to be made.
pub(super) struct New<'a> {
    pub account: Uuid,
    pub visitor: Uuid,
    pub user: Option<Uuid>,
    pub rule: Option<Uuid>,
    pub invited: &'a Invited,
}

pub(super) async fn insert(tx: &mut Tx<'_>, new: &New<'_>) -> Result<bool> {
    let New { account, visitor, user, rule, invited } = *new;
    let (name, text) = (invited.name.as_str(), invited.text.as_str());
    let (state, at) = (invited.state.as_str(), invited.at);
    let shown = (invited.state >= State::Shown).then_some(at);
    let done = sql!(
        tx, execute, INSERT, invited.id, account, visitor, user, rule, name, text, state, at, shown
    )?;
    Ok(done == 1)
}

/// The newest invitations of a visitor, the newest first.
pub(super) async fn of_visitor(
    db: &mut (impl Statements + Send),
    visitor: Uuid,
) -> Result<Vec<InvitationRow>> {
    sql!(db, fetch_all as InvitationRow, OF_VISITOR, visitor, SHOWN)
}

pub(super) async fn by_id(
    db: &mut (impl Statements + Send),
    id: Uuid,
    visitor: Uuid,
) -> Result<Option<InvitationRow>> {
    sql!(db, fetch_optional as InvitationRow, BY_ID, id, visitor)
}

/// Those that a page may still be waiting for.
pub(super) async fn pending(
    db: &mut (impl Statements + Send),
    now: Millis,
) -> Result<Vec<InvitationRow>> {
    sql!(db, fetch_all as InvitationRow, PENDING, now - LIFE, LOOK)
}

pub(super) async fn turn(tx: &mut Tx<'_>, id: Uuid, state: State, now: Millis) -> Result<()> {
    sql!(tx, execute, TURN, id, state.as_str(), now, state.is_over())?;
    Ok(())
}

/// How often a rule has invited a visitor since then.
pub(super) async fn by_rule(
    tx: &mut Tx<'_>,
    visitor: Uuid,
    rule: Uuid,
    since: Millis,
) -> Result<i64> {
    Ok(sql!(tx, fetch_one as (i64,), BY_RULE, visitor, rule, since)?.0)
}

#[derive(sqlx::FromRow)]
struct RuleRow {
    id: Uuid,
    site_id: Uuid,
    active: bool,
    name: String,
    text: String,
    conditions: Json<Conditions>,
    once: String,
}

impl From<RuleRow> for Rule {
    fn from(row: RuleRow) -> Self {
        Self {
            id: row.id,
            site: row.site_id,
            active: row.active,
            name: row.name,
            text: row.text,
            when: row.conditions.0,
            once: Once::parse(&row.once),
        }
    }
}

/// The rules of a site in their order.
pub(super) async fn rules(db: &mut (impl Statements + Send), site: Uuid) -> Result<Vec<Rule>> {
    let rows = sql!(db, fetch_all as RuleRow, RULES, site)?;
    Ok(rows.into_iter().map(Rule::from).collect())
}

pub(super) async fn rule(
    db: &mut (impl Statements + Send),
    id: Uuid,
    site: Uuid,
) -> Result<Option<Rule>> {
    Ok(sql!(db, fetch_optional as RuleRow, RULE, id, site)?.map(Rule::from))
}

pub(super) async fn insert_rule(
    tx: &mut Tx<'_>,
    rule: &Rule,
    position: i64,
    now: Millis,
) -> Result<()> {
    let (name, text, once) = (rule.name.as_str(), rule.text.as_str(), rule.once.as_str());
    let when = Json(&rule.when);
    sql!(
        tx,
        execute,
        INSERT_RULE,
        rule.id,
        rule.site,
        position,
        rule.active,
        name,
        text,
        when,
        once,
        now
    )?;
    Ok(())
}

pub(super) async fn update_rule(tx: &mut Tx<'_>, rule: &Rule) -> Result<bool> {
    let (name, text, once) = (rule.name.as_str(), rule.text.as_str(), rule.once.as_str());
    let when = Json(&rule.when);
    let done =
        sql!(tx, execute, UPDATE_RULE, rule.id, rule.site, rule.active, name, text, when, once)?;
    Ok(done == 1)
}

pub(super) async fn delete_rule(tx: &mut Tx<'_>, id: Uuid, site: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, DELETE_RULE, id, site)? == 1)
}

pub(super) async fn place_rule(tx: &mut Tx<'_>, id: Uuid, position: i64) -> Result<()> {
    sql!(tx, execute, PLACE_RULE, id, position)?;
    Ok(())
}

/// Every text, so that a test prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    OF_VISITOR,
    BY_ID,
    PENDING,
    TURN,
    BY_RULE,
    SWEEP,
    RULES,
    RULE,
    INSERT_RULE,
    UPDATE_RULE,
    DELETE_RULE,
    PLACE_RULE,
];
