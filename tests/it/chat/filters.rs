//! The lists of the inbox and their numbers.

use leadbell::clock::HOUR;
use leadbell::db::{Backend, Tx, Write};
use leadbell::error::Result;
use leadbell::{ids, sql};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{at, begun, id, listed, member, owner};

/// Gives a conversation to somebody and to a department of their own.
struct Give {
    conversation: Uuid,
    user: Uuid,
    department: Uuid,
    account: Uuid,
}

impl Write for Give {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        const DEPARTMENT: &str = "INSERT INTO departments (id, account_id, name, position, \
             created_at) VALUES ($1, $2, 'Sales', 1, 1)";
        const GIVE: &str =
            "UPDATE conversations SET assignee_id = $2, department_id = $3 WHERE id = $1";
        sql!(tx, execute, DEPARTMENT, self.department, self.account)?;
        sql!(tx, execute, GIVE, self.conversation, self.user, self.department)?;
        Ok(())
    }
}

async fn counts(operator: &crate::support::Operator, query: &str) -> Value {
    let mut counts = operator.get(&format!("/api/v1/counts?{query}")).await.expect(200).body;
    counts.as_object_mut().expect("numbers").remove("rev").expect("a number");
    counts
}

both! {
    async fn each_list_has_what_it_says_and_its_number(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let colleague = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let mut all = Vec::new();
        let mut pages = Vec::new();
        for text in ["own", "his", "nobody", "snoozed", "closed", "spam"] {
            let (page, id) = begun(app, &shop, text).await;
            app.ctx.clock.advance(1_000);
            pages.push(page);
            all.push(id);
        }
        let [own, his, nobody, snoozed, closed, spam] = &all[..] else { panic!("six") };
        let mut departments = Vec::new();
        for (conversation, user) in [(own, shop.owner), (his, colleague)] {
            let conversation = id(conversation).expect("an id");
            let (account, department) = (shop.account, ids::new_id());
            app.ctx.db.write(Give { conversation, user, department, account }).await.expect("given");
            departments.push(department);
        }
        let until = app.now() + HOUR;
        operator.post(&at(snoozed, "snooze"), json!({"until": until})).await.expect(200);
        operator.post(&at(closed, "close"), json!({})).await.expect(200);
        operator.post(&at(spam, "spam"), json!({"spam": true})).await.expect(200);
        team.reply(own, "Hello").await;
        for (query, expected) in [
            ("filter=mine", vec![own]),
            ("filter=unassigned", vec![nobody]),
            ("filter=open", vec![own, nobody, his]),
            ("filter=waiting", vec![nobody, his]),
            ("filter=snoozed", vec![snoozed]),
            ("filter=closed", vec![closed]),
            ("filter=spam", vec![spam]),
            ("filter=all", vec![own, closed, snoozed, nobody, his]),
            (&format!("assignee={colleague}"), vec![his]),
            (&format!("filter=all&assignee={colleague}"), vec![his]),
            (&format!("filter=all&department={}", departments[0]), vec![own]),
            (&format!("filter=all&site={}", ids::new_id()), vec![]),
        ] {
            let found = listed(&operator, query).await;
            assert_eq!(found, json!(expected), "{query}");
        }
        assert_eq!(counts(&operator, "").await, json!({
            "mine": 1, "unassigned": 1, "open": 3, "waiting": 2, "snoozed": 1, "spam": 1,
        }));
        assert_eq!(counts(&operator, &format!("department={}", departments[1])).await, json!({
            "mine": 0, "unassigned": 0, "open": 1, "waiting": 1, "snoozed": 0, "spam": 0,
        }));
        assert_eq!(counts(&operator, "tag=x").await["open"], 0);
        for query in ["filter=other", "site=x", "department=x", "assignee=x"] {
            let status = operator.get(&format!("/api/v1/conversations?{query}")).await.status;
            assert_eq!(status, if query == "filter=other" { 400 } else { 404 }, "{query}");
        }
        app.mails().await;
    }

    async fn the_rail_counts_what_somebody_is_to_read(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        for (what, body) in [
            ("snooze", json!({"until": app.now() + HOUR})),
            ("spam", json!({"spam": true})),
            ("close", json!({})),
            ("", json!({})),
        ] {
            let (_page, id) = begun(app, &shop, "Hello").await;
            if !what.is_empty() {
                operator.post(&at(&id, what), body).await.expect(200);
            }
        }
        let mut db = app.ctx.db.read().await.expect("the database");
        assert_eq!(leadbell::chat::unread(&mut db, shop.account).await.expect("a number"), 1);
        drop(db);
        app.mails().await;
    }

    async fn each_list_goes_by_an_index_of_its_own(app) {
        let shop = app.shop().await;
        app.ctx.db.write(Fill { account: shop.account, site: shop.site }).await.expect("many");
        let texts = leadbell::statements::all(app.ctx.db.backend());
        let lists = texts.filter(|(place, text)| *place == "chat::filters" && text.contains("$8"));
        // Each is followed by the same list of one tag.
        let lists: Vec<_> = lists.map(|(_, text)| text).step_by(2).collect();
        let indexes = ["inbox", "assignee", "unassigned", "inbox", "snoozed", "closed", "spam", "recent"];
        assert_eq!(lists.len(), indexes.len());
        for (text, index) in lists.into_iter().zip(indexes) {
            let plan = plan(app, text, shop.account, shop.owner).await;
            let right = plan.contains(&format!("conversations_{index}")) && !plan.contains("TEMP B-TREE");
            assert!(right, "not by conversations_{index}: {text}\n{plan}");
        }
    }
}

/// How the database would find a list's first page.
async fn plan(app: &crate::support::TestApp, text: &str, account: Uuid, user: Uuid) -> String {
    let none = None::<Uuid>;
    let assignee = text.contains("c.assignee_id = $7 AND").then_some(user);
    let mut db = app.ctx.db.read().await.expect("the database");
    let explain = |how: &str| sqlx::AssertSqlSafe(format!("{how} {text}"));
    match app.ctx.db.backend() {
        Backend::Sqlite => {
            let rows = sql!(
                db,
                fetch_all as (i64, i64, i64, String),
                explain("EXPLAIN QUERY PLAN"),
                account,
                i64::MAX,
                Uuid::max(),
                none,
                51_i64,
                none,
                assignee,
                None::<&str>
            );
            rows.expect("a plan").into_iter().map(|row| row.3 + "\n").collect()
        }
        Backend::Postgres => {
            let rows = sql!(
                db,
                fetch_all as (String,),
                explain("EXPLAIN"),
                account,
                i64::MAX,
                Uuid::max(),
                none,
                51_i64,
                none,
                assignee,
                None::<&str>
            );
            rows.expect("a plan").into_iter().map(|row| row.0 + "\n").collect()
        }
    }
}

/// 5 000 open conversations, and some of every other kind.
struct Fill {
    account: Uuid,
    site: Uuid,
}

impl Write for Fill {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let id = match tx.backend() {
            Backend::Sqlite => "randomblob(16)",
            Backend::Postgres => "gen_random_uuid()",
        };
        let visitors = format!(
            "INSERT INTO visitors (id, account_id, site_id, language, device, user_agent, visits, \
             created_at, seen_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
             WHERE i < 6000) SELECT {id}, $1, $2, 'en', 'phone', '', 1, i, i FROM n"
        );
        let conversations = format!(
            "INSERT INTO conversations (id, account_id, site_id, visitor_id, status, last_number, \
             visitor_read, operator_read, last_at, sorted_at, last_text, last_author, page_url, \
             page_title, source, language, created_at, waiting_since, snoozed_until, spam) \
             SELECT {id}, $1, $2, id, CASE WHEN created_at < 5600 THEN 'open' ELSE 'closed' END, \
             1, 1, 0, created_at, created_at, '', 'visitor', '', '', '{{}}', 'en', created_at, \
             CASE WHEN created_at < 3000 THEN 1 END, \
             CASE WHEN created_at < 200 THEN 1 END, created_at BETWEEN 200 AND 400 FROM visitors"
        );
        for text in [visitors, conversations] {
            sql!(tx, execute, sqlx::AssertSqlSafe(text), self.account, self.site)?;
        }
        if tx.backend() == Backend::Postgres {
            sql!(tx, execute, "ANALYZE conversations")?;
        }
        Ok(())
    }
}
