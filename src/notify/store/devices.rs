//! The SQL of alerts: browsers that take messages, who sits in front of the console, and what each
//! person has chosen.

use uuid::Uuid;

use crate::clock::{DAY, Millis};
use crate::db::{Read, Statements, Tx};
use crate::error::Result;
use crate::jobs::Sweep;
use crate::sql;

/// Browsers of one person; the oldest makes room for a further one.
const MOST: i64 = 20;

/// A browser that is added.
pub(in crate::notify) struct NewDevice<'a> {
    pub id: Uuid,
    pub account: Uuid,
    pub user: Uuid,
    pub session: &'a [u8],
    pub endpoint: &'a str,
    pub public: &'a [u8],
    pub auth: &'a [u8],
    pub agent: &'a str,
}

// Whoever signs in later in the same browser takes its messages from then on.
const ADD: &str = "INSERT INTO push_subscriptions (id, account_id, user_id, session_hash, \
     endpoint, public_key, auth, user_agent, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, \
     $9) ON CONFLICT (endpoint) DO UPDATE SET account_id = excluded.account_id, \
     user_id = excluded.user_id, session_hash = excluded.session_hash, \
     public_key = excluded.public_key, auth = excluded.auth, user_agent = excluded.user_agent";
const MAKE_ROOM: &str = "DELETE FROM push_subscriptions WHERE user_id = $1 AND id NOT IN \
     (SELECT id FROM push_subscriptions WHERE user_id = $1 ORDER BY created_at DESC, id DESC \
     LIMIT $2)";

pub(in crate::notify) async fn add(
    tx: &mut Tx<'_>,
    new: &NewDevice<'_>,
    now: Millis,
) -> Result<()> {
    let NewDevice { id, account, user, session, endpoint, public, auth, agent } = *new;
    sql!(tx, execute, ADD, id, account, user, session, endpoint, public, auth, agent, now)?;
    sql!(tx, execute, MAKE_ROOM, user, MOST)?;
    Ok(())
}

const DROP_ENDPOINT: &str = "DELETE FROM push_subscriptions WHERE user_id = $1 AND endpoint = $2";
const DROP_OWN: &str = "DELETE FROM push_subscriptions WHERE user_id = $1 AND id = $2";
const DROP: &str = "DELETE FROM push_subscriptions WHERE id = $1 AND endpoint = $2";

/// Drops a person's browser by its address.
pub(in crate::notify) async fn drop_endpoint(
    tx: &mut Tx<'_>,
    user: Uuid,
    endpoint: &str,
) -> Result<bool> {
    Ok(sql!(tx, execute, DROP_ENDPOINT, user, endpoint)? > 0)
}

/// Drops a person's browser.
pub(in crate::notify) async fn drop_own(tx: &mut Tx<'_>, user: Uuid, id: Uuid) -> Result<bool> {
    Ok(sql!(tx, execute, DROP_OWN, user, id)? > 0)
}

/// Drops a browser of which its service says that it is gone.
pub(in crate::notify) async fn drop_gone(tx: &mut Tx<'_>, device: &Device) -> Result<()> {
    sql!(tx, execute, DROP, device.id, device.endpoint.as_str())?;
    Ok(())
}

const SENT: &str = "UPDATE push_subscriptions SET sent_at = $1 WHERE id = $2";

pub(in crate::notify) async fn sent(tx: &mut Tx<'_>, id: Uuid, now: Millis) -> Result<()> {
    sql!(tx, execute, SENT, now, id)?;
    Ok(())
}

const SOME: &str = "SELECT id FROM push_subscriptions WHERE account_id = $1 LIMIT 1";

/// Whether anybody of an account has such a browser.
pub(in crate::notify) async fn some(db: &mut Read, account: Uuid) -> Result<bool> {
    Ok(sql!(db, fetch_optional as (Uuid,), SOME, account)?.is_some())
}

/// A browser to which a message goes.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::notify) struct Device {
    pub id: Uuid,
    pub account_id: Uuid,
    pub language: String,
    pub endpoint: String,
    pub public_key: Vec<u8>,
    pub auth: Vec<u8>,
}

const GET: &str = "SELECT p.id, p.account_id, u.language, p.endpoint, p.public_key, p.auth \
     FROM push_subscriptions p JOIN users u ON u.id = p.user_id AND u.active \
     JOIN sessions s ON s.token_hash = p.session_hash AND s.user_id = p.user_id \
     AND s.expires_at > $2 WHERE p.id = $1";

/// A browser, as long as its person is signed in there.
pub(in crate::notify) async fn device(
    db: &mut Read,
    id: Uuid,
    now: Millis,
) -> Result<Option<Device>> {
    sql!(db, fetch_optional as Device, GET, id, now)
}

const OF_ACCOUNT: &str = "SELECT p.id, p.user_id, NOT COALESCE(c.only_mine, FALSE) \
     AND u.availability <> 'offline' AND ($3 IS NULL OR EXISTS (SELECT 1 \
     FROM department_members d WHERE d.department_id = $3 AND d.user_id = p.user_id)) \
     AS takes_new, \
     EXISTS (SELECT 1 FROM attention a WHERE a.user_id = p.user_id AND a.until > $2) AS attends \
     FROM push_subscriptions p JOIN users u ON u.id = p.user_id AND u.active \
     JOIN sessions s ON s.token_hash = p.session_hash AND s.user_id = p.user_id \
     AND s.expires_at > $2 LEFT JOIN alert_choices c ON c.user_id = p.user_id \
     WHERE p.account_id = $1 ORDER BY p.id";

/// A browser of the team, and what decides whether it is told.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::notify) struct Teammate {
    pub id: Uuid,
    pub user_id: Uuid,
    /// Whether conversations are for them that nobody has taken: they want to hear of those, have
    /// not said that they are offline, and are of the department.
    pub takes_new: bool,
    /// The person sits in front of the console.
    pub attends: bool,
}

/// The browsers of an account in which somebody is signed in.
pub(in crate::notify) async fn of_account(
    db: &mut Read,
    account: Uuid,
    department: Option<Uuid>,
    now: Millis,
) -> Result<Vec<Teammate>> {
    sql!(db, fetch_all as Teammate, OF_ACCOUNT, account, now, department)
}

/// A browser in a person's own list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::notify) struct OwnDevice {
    pub id: Uuid,
    pub session_hash: Vec<u8>,
    pub user_agent: String,
    pub created_at: Millis,
    pub sent_at: Option<Millis>,
}

const OWN: &str = "SELECT p.id, p.session_hash, p.user_agent, p.created_at, p.sent_at \
     FROM push_subscriptions p JOIN sessions s ON s.token_hash = p.session_hash \
     AND s.user_id = p.user_id AND s.expires_at > $2 WHERE p.user_id = $1 \
     ORDER BY p.created_at DESC, p.id DESC";

/// A person's browsers that take messages, the newest first.
pub(in crate::notify) async fn own(
    db: &mut Read,
    user: Uuid,
    now: Millis,
) -> Result<Vec<OwnDevice>> {
    sql!(db, fetch_all as OwnDevice, OWN, user, now)
}

const OWN_ENDPOINT: &str = "SELECT id FROM push_subscriptions WHERE user_id = $1 AND endpoint = $2";

/// A person's browser by its address.
pub(in crate::notify) async fn own_endpoint(
    db: &mut (impl Statements + Send),
    user: Uuid,
    endpoint: &str,
) -> Result<Option<Uuid>> {
    let found = sql!(db, fetch_optional as (Uuid,), OWN_ENDPOINT, user, endpoint)?;
    Ok(found.map(|(id,)| id))
}

const ATTEND: &str = "INSERT INTO attention (tab, user_id, until) VALUES ($1, $2, $3) \
     ON CONFLICT (tab) DO UPDATE SET until = excluded.until";
const LEAVE: &str = "DELETE FROM attention WHERE tab = $1";

/// Notes that somebody sits in front of a tab until then, or, where there is no time, that nobody
/// does any more.
pub(in crate::notify) async fn attend(
    tx: &mut Tx<'_>,
    tab: Uuid,
    user: Uuid,
    until: Option<Millis>,
) -> Result<()> {
    match until {
        Some(until) => sql!(tx, execute, ATTEND, tab, user, until)?,
        None => sql!(tx, execute, LEAVE, tab)?,
    };
    Ok(())
}

/// What a person has chosen.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(in crate::notify) struct Choices {
    pub sound: String,
    pub desktop: bool,
    pub only_mine: bool,
}

impl Default for Choices {
    fn default() -> Self {
        Self { sound: "bell".into(), desktop: true, only_mine: false }
    }
}

const CHOICES: &str = "SELECT sound, desktop, only_mine FROM alert_choices WHERE user_id = $1";
const CHOOSE: &str = "INSERT INTO alert_choices (user_id, sound, desktop, only_mine) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (user_id) DO UPDATE SET sound = excluded.sound, \
     desktop = excluded.desktop, only_mine = excluded.only_mine";

pub(in crate::notify) async fn choices(db: &mut Read, user: Uuid) -> Result<Choices> {
    Ok(sql!(db, fetch_optional as Choices, CHOICES, user)?.unwrap_or_default())
}

pub(in crate::notify) async fn choose(
    tx: &mut Tx<'_>,
    user: Uuid,
    choices: &Choices,
) -> Result<()> {
    let Choices { sound, desktop, only_mine } = choices;
    sql!(tx, execute, CHOOSE, user, sound.as_str(), *desktop, *only_mine)?;
    Ok(())
}

const FACT: &str = "SELECT value FROM server_facts WHERE name = $1";
const SET_FACT: &str = "INSERT INTO server_facts (name, value) VALUES ($1, $2) \
     ON CONFLICT (name) DO NOTHING";
const DROP_FACT: &str = "DELETE FROM server_facts WHERE name = $1 AND value = $2";

/// What the installation knows of itself.
pub(in crate::notify) async fn fact(db: &mut Read, name: &str) -> Result<Option<String>> {
    Ok(sql!(db, fetch_optional as (String,), FACT, name)?.map(|(value,)| value))
}

/// Notes a fact in place of `old`, unless another node has noted one meanwhile.
pub(in crate::notify) async fn set_fact(
    tx: &mut Tx<'_>,
    name: &str,
    value: &str,
    old: Option<&str>,
) -> Result<()> {
    if let Some(old) = old {
        sql!(tx, execute, DROP_FACT, name, old)?;
    }
    sql!(tx, execute, SET_FACT, name, value)?;
    Ok(())
}

const SIGNED_OUT: &str = "DELETE FROM push_subscriptions WHERE id IN (SELECT p.id \
     FROM push_subscriptions p WHERE p.created_at < $1 AND NOT EXISTS (SELECT 1 FROM sessions s \
     WHERE s.token_hash = p.session_hash) LIMIT $2)";
const GONE: &str =
    "DELETE FROM attention WHERE tab IN (SELECT tab FROM attention WHERE until < $1 LIMIT $2)";

/// What is let go of: browsers in which nobody is signed in any more, tabs that fell silent.
pub(in crate::notify) const SWEEPS: [Sweep; 2] = [
    Sweep { what: "notify.devices", keep: DAY, statement: SIGNED_OUT },
    Sweep { what: "notify.attention", keep: DAY, statement: GONE },
];

/// Every text, for the test that prepares each on both databases.
pub(crate) const STATEMENTS: &[&str] = &[
    ADD,
    MAKE_ROOM,
    DROP_ENDPOINT,
    DROP_OWN,
    DROP,
    SENT,
    SOME,
    GET,
    OF_ACCOUNT,
    OWN,
    OWN_ENDPOINT,
    ATTEND,
    LEAVE,
    CHOICES,
    CHOOSE,
    FACT,
    SET_FACT,
    DROP_FACT,
    SIGNED_OUT,
    GONE,
];
