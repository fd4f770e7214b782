//! What a visitor does besides writing: shows a draft, ends the chat, says how it was, answers
//! questions before it, asks for it by e-mail.

use leadbell::ids;
use serde_json::{Value, json};

use super::{id, member, owner, stored};
use crate::support::{Operator, Shop, Socket, TestApp};

async fn card(operator: &Operator, conversation: &Value) -> Value {
    let path = format!("/api/v1/conversations/{}", conversation.as_str().unwrap_or_default());
    operator.get(&path).await.expect(200).body
}

async fn asks(app: &TestApp, shop: &Shop, questions: Value) {
    let before = json!({"when": "always", "questions": questions});
    shop.set(&app.ctx, json!({"before": before})).await;
}

/// The first state in which a field is so: others may come before it, as of who answers.
async fn until(page: &mut Socket, field: &str, is: impl Into<Value>) -> Value {
    let is = is.into();
    loop {
        let state = page.expect("state").await;
        if state[field] == is {
            return state;
        }
    }
}

both! {
    async fn a_draft_is_shown_where_the_site_says_so_and_is_stored_nowhere(app) {
        let shop = app.shop().await;
        let (_operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let conversation = page.say("Hello").await["conversation"].clone();
        page.send(json!({"t": "typing", "draft": "My card number is"})).await;
        assert_eq!(team.expect("typing").await.get("draft"), None, "it was not asked for");
        shop.set(&app.ctx, json!({"drafts": true})).await;
        app.ctx.clock.advance(6_000);
        page.send(json!({"t": "typing", "draft": "ä".repeat(600)})).await;
        let shown = team.expect("typing").await;
        assert_eq!((&shown["by"], &shown["conversation"]), (&json!("visitor"), &conversation));
        assert_eq!(shown["draft"], "ä".repeat(500));
        assert_eq!(stored(app, &conversation).await.len(), 1);
        app.mails().await;
    }

    async fn a_visitor_ends_the_chat_rates_it_once_and_may_go_on_writing(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let conversation = page.say("Hello").await["conversation"].clone();
        team.reply(&conversation, "Hi").await;
        page.send(json!({"t": "end"})).await;
        assert_eq!(until(&mut page, "status", "closed").await["rated"], false);
        for (score, comment) in [(9, "no"), (4, " Quick.\u{0} "), (1, "again")] {
            page.send(json!({"t": "rate", "score": score, "comment": comment})).await;
        }
        until(&mut page, "rated", true).await;
        page.expect_no("state").await;
        let row = card(&operator, &conversation).await;
        assert_eq!((&row["rating"], &row["rating_comment"]), (&json!(4), &json!("Quick.")));
        let codes: Vec<String> = stored(app, &conversation).await.into_iter().map(|m| m.1).collect();
        assert_eq!(codes, ["Hello", "Hi", "ended_by_visitor", "rated"]);
        let ack = page.say("One more thing").await;
        assert_eq!((&ack["conversation"], &ack["number"]), (&conversation, &json!(5)));
        assert_eq!(card(&operator, &conversation).await["status"], "open");
        let welcome = page.hello(id(&conversation), 5).await;
        assert_eq!(welcome["state"]["rated"], true);
        app.mails().await;
    }

    async fn a_stranger_neither_ends_nor_rates_anothers_chat(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let (mut anna, mut eve) = (app.visitor(&shop), app.visitor(&shop));
        anna.view().await;
        eve.view().await;
        let mut page = anna.socket().await;
        let conversation = page.say("Hello").await["conversation"].clone();
        let mut other = eve.socket().await;
        other.say("Mine").await;
        other.send(json!({"t": "rate", "conversation": conversation, "score": 1})).await;
        other.send(json!({"t": "end", "conversation": conversation})).await;
        until(&mut other, "status", "closed").await;
        let row = card(&operator, &conversation).await;
        assert_eq!((&row["status"], &row["rating"]), (&json!("open"), &Value::Null));
        app.mails().await;
    }

    async fn answers_before_the_chat_go_with_the_first_message_and_become_a_lead(app) {
        let shop = app.shop().await;
        asks(app, &shop, json!([
            {"ask": "name", "required": true}, {"ask": "email"},
            {"ask": "choice", "label": "Topic", "choices": ["Sales", "Help"]},
        ])).await;
        let operator = member(app, shop.owner).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let asked = anna.get(&format!("/s/{}", shop.key)).await.expect(200).body["before"].clone();
        assert_eq!((&asked["when"], &asked["questions"][2]["label"]), (&json!("always"), &json!("Topic")));
        let mut page = anna.socket().await;
        let answers = json!({"name": "Anna Muster", "email": "anna@muster.example", "Topic": "Help", "role": "owner"});
        let send = json!({"t": "send", "id": ids::new_id(), "text": "Hello", "answers": answers});
        page.send(send.clone()).await;
        let ack = page.expect("ack").await;
        assert!(ack["lead"].is_string(), "{ack}");
        let row = card(&operator, &ack["conversation"]).await;
        assert_eq!(row["answers"], json!({"name": "Anna Muster", "email": "anna@muster.example", "Topic": "Help"}));
        assert_eq!((&row["name"], &row["lead"]["name"]), (&json!("Anna Muster"), &json!("Anna Muster")));
        // Said again, and with a later message, they change nothing.
        page.send(send).await;
        assert_eq!(page.expect("ack").await["number"], 1);
        page.send(json!({"t": "send", "id": ids::new_id(), "text": "More", "answers": {"name": "Eve"}})).await;
        page.expect("ack").await;
        assert_eq!(card(&operator, &ack["conversation"]).await["name"], "Anna Muster");
        assert_eq!(app.mails().await.len(), 1);
    }

    async fn a_message_without_the_answers_that_are_wanted_is_stored_all_the_same(app) {
        let shop = app.shop().await;
        asks(app, &shop, json!([{"ask": "email", "required": true}])).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        page.send(json!({"t": "send", "id": ids::new_id(), "text": "Hello", "answers": {"email": "none"}})).await;
        let ack = page.expect("ack").await;
        assert_eq!((&ack["number"], &ack["lead"]), (&json!(1), &Value::Null));
        app.mails().await;
    }

    async fn the_chosen_department_is_one_of_the_accounts_own(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        asks(app, &shop, json!([{"ask": "department"}])).await;
        let operator = member(app, shop.owner).await;
        let sales = department(app, &shop, "Sales").await;
        let foreign = department(app, &other, "Theirs").await;
        for (choice, expected) in [(sales, json!(sales)), (foreign, Value::Null)] {
            let mut visitor = app.visitor(&shop);
            visitor.view().await;
            let mut page = visitor.socket().await;
            let welcome = page.hello(None, 0).await;
            assert_eq!(welcome["departments"], json!([{"id": sales, "name": "Sales"}]));
            page.send(json!({"t": "send", "id": ids::new_id(), "text": "Hi", "answers": {"department": choice}})).await;
            let ack = page.expect("ack").await;
            assert_eq!(card(&operator, &ack["conversation"]).await["department"]["id"], expected);
        }
        app.mails().await;
    }

    async fn a_transcript_goes_out_once_somebody_has_answered_and_not_often(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let conversation = page.say("Hello <b>\nthere").await["conversation"].clone();
        let file = anna.upload(ids::new_id(), "plan.txt", b"hello").await.expect(201).body;
        let send = json!({"t": "send", "id": ids::new_id(), "text": "", "files": [file["id"]]});
        page.send(send).await;
        page.expect("ack").await;
        let ask = json!({"email": "Anna@Muster.example", "lang": "de"});
        let early = anna.post("/v1/transcript", ask.clone()).await.expect(409);
        assert_eq!(early.body["code"], "nothing_to_send");
        team.reply(&conversation, "Hi Anna").await;
        let wrong = anna.post("/v1/transcript", json!({"email": "anna"})).await.expect(422);
        assert_eq!(wrong.body["errors"]["email"], "invalid_email");
        anna.post("/v1/transcript", ask.clone()).await.expect(204);
        let mails = app.mails().await;
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, "anna@muster.example"));
        assert_eq!(mails[0].subject, "Ihr Chat mit shop");
        assert!(mails[0].text.lines().any(|line| line == "> Hello <b>"), "{}", mails[0].text);
        assert!(mails[0].text.contains("> Hi Anna") && mails[0].text.contains("> 📎 plan.txt"));
        assert!(mails[0].html.contains("Hello &#60;b&#62;") && !mails[0].html.contains("<b>"));
        let at_once = (0..5).map(|_| anna.post("/v1/transcript", ask.clone()));
        let mut all: Vec<u16> =
            futures_util::future::join_all(at_once).await.iter().map(|one| one.status).collect();
        all.sort_unstable();
        assert_eq!(all, [204, 204, 429, 429, 429]);
        let path = format!("/api/v1/conversations/{}/transcript", conversation.as_str().unwrap_or_default());
        operator.post(&path, json!({"email": "anna@muster.example"})).await.expect(429);
        // To whomever it goes, it goes out few times a day.
        for (name, status) in [("boss", 204), ("ben", 204), ("carla", 204), ("dora", 429)] {
            let to = json!({"email": format!("{name}@muster.example")});
            operator.post(&path, to).await.expect(status);
        }
        let eve = app.visitor(&shop);
        eve.post("/v1/transcript", json!({"email": "a@b.example", "token": "x"})).await.expect(401);
        assert_eq!(app.mails().await.len(), 5);
        app.advance(25 * leadbell::clock::HOUR).await;
        anna.post("/v1/transcript", ask).await.expect(204);
        app.mails().await;
    }
}

async fn department(app: &TestApp, shop: &Shop, name: &'static str) -> uuid::Uuid {
    let department = Department { id: ids::new_id(), account: shop.account, name };
    let id = department.id;
    app.ctx.db.write(department).await.expect("a department");
    id
}

struct Department {
    id: uuid::Uuid,
    account: uuid::Uuid,
    name: &'static str,
}

impl leadbell::db::Write for Department {
    type Out = ();
    async fn run(&self, tx: &mut leadbell::db::Tx<'_>) -> leadbell::error::Result<()> {
        const TEXT: &str = "INSERT INTO departments (id, account_id, name, position, created_at) \
             VALUES ($1, $2, $3, 0, 0)";
        leadbell::sql!(tx, execute, TEXT, self.id, self.account, self.name).map(|_| ())
    }
}
