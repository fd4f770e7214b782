//! Conversations between visitors and a team.

mod actions;
mod batch;
mod canned;
mod changes;
mod closing;
mod faces;
mod filters;
mod history;
mod host;
mod inbox;
mod looking;
mod messages;
pub mod model;
mod nodes;
mod notes;
pub mod resume;
pub mod routing;
mod search;
mod search_speed;
mod team;
mod visitor_side;

use leadbell::clock::HOUR;
use leadbell::db::{Db, Tx, Write};
use leadbell::error::Result;
use leadbell::{ids, keys, sql};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use crate::support::{Operator, Shop, Socket, TestApp};

struct Session {
    user: Uuid,
    hash: Vec<u8>,
    now: i64,
}

impl Write for Session {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        const TEXT: &str = "INSERT INTO sessions (token_hash, user_id, csrf, second_factor_due, \
             created_at, seen_at, expires_at, address, user_agent) \
             VALUES ($1, $2, 'csrf', $3, $4, $4, $5, '', '')";
        sql!(tx, execute, TEXT, &self.hash, self.user, false, self.now, self.now + 30 * 24 * HOUR)?;
        Ok(())
    }
}

/// Somebody of the team in a browser that is signed in already.
pub async fn member(app: &TestApp, user: Uuid) -> Operator {
    member_at(app, user, app.url.clone()).await
}

/// The same on the node with this address.
pub async fn member_at(app: &TestApp, user: Uuid, node: Url) -> Operator {
    signed_in(&app.ctx.db, user, app.now(), node).await
}

/// The same where only the database is at hand.
pub async fn signed_in(db: &Db, user: Uuid, now: i64, node: Url) -> Operator {
    let token = ids::random_token(32);
    let session = Session { user, hash: keys::hash(&token), now };
    db.write(session).await.expect("a session");
    let mut browser = Operator::new(node);
    browser.remember(&format!("leadbell={token}; Path=/"));
    browser.csrf = "csrf".into();
    browser
}

/// The shop's owner with an open socket.
pub async fn owner(app: &TestApp, shop: &Shop) -> (Operator, Socket) {
    let operator = member(app, shop.owner).await;
    let mut socket = operator.socket().await;
    socket.watch(None, 0).await;
    (operator, socket)
}

/// The stored messages of a conversation: number and text.
pub async fn stored(app: &TestApp, conversation: &Value) -> Vec<(i64, String)> {
    const TEXT: &str =
        "SELECT number, text FROM messages WHERE conversation_id = $1 ORDER BY number";
    let id: Uuid = conversation.as_str().and_then(|id| id.parse().ok()).expect("an id");
    let mut db = app.ctx.db.read().await.expect("the database");
    sql!(db, fetch_all as (i64, String), TEXT, id).expect("the messages")
}

pub fn id(value: &Value) -> Option<Uuid> {
    value.as_str().and_then(|id| id.parse().ok())
}

/// The path of a conversation, and of what is done to it.
fn at(conversation: &Value, what: &str) -> String {
    let path = format!("/api/v1/conversations/{}/{what}", conversation.as_str().unwrap_or(""));
    path.trim_end_matches('/').to_owned()
}

/// A new visitor's page and the conversation that begins with `text`.
pub async fn begun(app: &mut TestApp, shop: &Shop, text: &str) -> (Socket, Value) {
    let mut visitor = app.visitor(shop);
    visitor.view().await;
    let mut page = visitor.socket().await;
    let conversation = page.say(text).await["conversation"].clone();
    (page, conversation)
}

/// The conversations of a list.
async fn listed(operator: &Operator, query: &str) -> Value {
    let list = operator.get(&format!("/api/v1/conversations?{query}")).await.expect(200);
    let rows = list.body["conversations"].as_array().expect("rows");
    rows.iter().map(|row| row["id"].clone()).collect()
}

/// Counts rows that fit a condition.
async fn count(app: &TestApp, what: &str) -> i64 {
    let text = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {what}"));
    let mut db = app.ctx.db.read().await.expect("the database");
    sql!(db, fetch_one as (i64,), text).expect("a count").0
}
