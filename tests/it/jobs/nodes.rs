//! Two whole nodes on one queue.

use std::collections::BTreeSet;

use leadbell::clock::{HOUR, MINUTE};
use leadbell::sql;
use serde_json::json;

use crate::chat::{begun, member};
use crate::support::TestApp;

/// How many of each there are, so that both nodes are at it.
const MANY: usize = 8;

/// When the housekeeping comes round next: one time.
async fn sweeps(app: &TestApp) -> Vec<(String, i64)> {
    const TEXT: &str = "SELECT state, due_at FROM jobs WHERE kind = 'platform.sweep'";
    let mut db = app.ctx.db.read().await.expect("the database");
    sql!(db, fetch_all as (String, i64), TEXT).expect("the jobs")
}

with_redis! {
    async fn what_is_due_happens_once_wherever_it_does(app, redis) {
        let shop = app.shop().await;
        shop.set(&app.ctx, json!({"unanswered_after": 1_800})).await;
        app.node(redis).await;
        let operator = member(app, shop.owner).await;
        let (mut pages, mut waiting, mut away) = (Vec::new(), BTreeSet::new(), Vec::new());
        for _ in 0..MANY {
            let (page, one) = begun(app, &shop, "Is anybody there?").await;
            pages.push(page);
            waiting.insert(app.link(&format!("/console/inbox?c={}", one.as_str().expect("an id"))));
            let path = format!("/api/v1/conversations/{}", one.as_str().expect("an id"));
            let until = json!({"until": app.now() + 20 * MINUTE});
            let row = operator.post(&format!("{path}/snooze"), until).await.expect(200);
            away.push((path, row.body["rev"].as_i64().expect("a number")));
        }
        app.advance(20 * MINUTE).await;
        let mut revs = BTreeSet::new();
        for (path, before) in &away {
            let row = operator.get(path).await.expect(200).body;
            assert_eq!(row["snoozed_until"], json!(null), "it is back");
            let now = row["rev"].as_i64().expect("a number");
            assert!(now > *before);
            revs.insert(now);
        }
        // A number for each change: none of them has come back twice.
        let first = revs.first().copied().unwrap_or(0);
        assert_eq!(revs, (first..).take(MANY).collect(), "one change each");
        app.advance(10 * MINUTE).await;
        let told: Vec<String> =
            app.mails().await.iter().map(|mail| mail.link("/console/inbox")).collect();
        assert_eq!(told.len(), MANY, "one mail each: {told:?}");
        assert_eq!(told.into_iter().collect::<BTreeSet<_>>(), waiting);
        for _ in 0..3 {
            app.advance(HOUR).await;
            assert_eq!(sweeps(app).await, [("waiting".to_owned(), app.now() + HOUR)]);
        }
        assert_eq!(app.mails().await.len(), 0, "nobody is told again");
    }
}
