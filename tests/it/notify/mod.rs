//! Mails and messages to the team.

mod burial;
mod chat;
mod delivery;
mod page;
mod push;
mod words;

use futures_util::StreamExt as _;
use leadbell::clock::Millis;
use leadbell::ctx::Ctx;
use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::leads::{Capture, Captured};
use leadbell::sql;
use serde_json::json;
use uuid::Uuid;

use crate::support::{self, Shop, Store, TestApp};

fn request(shop: &Shop, name: &str, phone: &str, now: Millis) -> Store {
    Store(Capture {
        page_url: "https://shop.example/boots".into(),
        page_title: "Boots".into(),
        channel: "search".into(),
        source: json!({ "channel": "search", "referrer": "https://www.google.com/" }),
        ..support::request(shop, name, Some(phone), now)
    })
}

async fn leave(ctx: &Ctx, shop: &Shop, name: &str, phone: &str) -> Captured {
    ctx.db.write(request(shop, name, phone, ctx.clock.now())).await.expect("a request")
}

/// Different people, each with a number of their own.
async fn leave_many(app: &TestApp, shop: &Shop, people: std::ops::Range<u32>) {
    let requests = people.map(|n| {
        let person = request(shop, &format!("Person {n}"), &format!("+4930{n:07}"), app.now());
        app.ctx.db.write(person)
    });
    let done = futures_util::stream::iter(requests).buffer_unordered(64);
    done.for_each(async |done| assert!(done.expect("a request").lead.is_some())).await;
}

struct Replay(Uuid, Uuid, Millis);

impl Write for Replay {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        leadbell::jobs::replay(tx, self.0, self.1, self.2).await
    }
}

async fn states(ctx: &Ctx, shop: &Shop) -> Vec<(String, String)> {
    const TEXT: &str = "SELECT kind, state FROM notifications WHERE account_id = $1 ORDER BY id";
    let mut db = ctx.db.read().await.expect("the database");
    sql!(db, fetch_all as (String, String), TEXT, shop.account).expect("notifications")
}

async fn deliveries(ctx: &Ctx) -> Vec<Option<String>> {
    const TEXT: &str = "SELECT error FROM deliveries ORDER BY at, notification_id, attempt";
    let mut db = ctx.db.read().await.expect("the database");
    let rows = sql!(db, fetch_all as (Option<String>,), TEXT).expect("deliveries");
    rows.into_iter().map(|(error,)| error).collect()
}
