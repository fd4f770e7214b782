//! What is said, stored once, as it was said, or refused.

use leadbell::ids;
use serde_json::{Value, json};
use sqlx::Connection as _;

use super::{id, owner, stored};

both! {
    async fn a_text_that_was_cut_within_an_emoji_is_a_message_all_the_same(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let id = leadbell::ids::new_id();
        page.send_text(format!(r#"{{"t":"send","id":"{id}","text":"Coffee \ud83d, please"}}"#)).await;
        assert_eq!(page.expect("ack").await["number"], 1);
        let welcome = page.hello(None, 0).await;
        assert_eq!(welcome["messages"][0]["text"], "Coffee \u{FFFD}, please");
        app.mails().await;
    }

    async fn a_visitor_writes_and_reads_the_operators_answer(app) {
        let shop = app.shop().await;
        let (_operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let welcome = page.hello(None, 0).await;
        assert_eq!(welcome["conversation"], Value::Null);
        assert_eq!(welcome["online"], true);
        assert_eq!(welcome["team"], json!([{"name": "owner"}]));
        let ack = page.say("Is the lamp in stock?").await;
        assert_eq!((&ack["number"], &ack["begun"]), (&json!(1), &json!(true)));
        let heard = team.expect("message").await;
        assert_eq!(heard["text"], "Is the lamp in stock?");
        assert_eq!(heard["author"], "visitor");
        let card = team.expect("conversation").await;
        assert_eq!(card["conversation"]["unread"], 1);
        assert_eq!(card["conversation"]["waiting_since"], json!(app.now()));
        let answer = team.reply(&ack["conversation"], "It is.").await;
        assert_eq!(answer["number"], 2);
        page.expect("message").await;
        let heard = page.expect("message").await;
        assert_eq!((&heard["text"], &heard["name"]), (&json!("It is."), &json!("owner")));
        let second = page.say("Thanks").await;
        assert_eq!((&second["number"], &second["begun"]), (&json!(3), &json!(false)));
        app.mails().await;
    }

    async fn a_message_sent_twice_is_stored_once_and_leaves_no_gap(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let (mut one, mut two) = (anna.socket().await, anna.socket().await);
        one.hello(None, 0).await;
        two.hello(None, 0).await;
        let key = ids::new_id();
        let first = one.say_as(key, "Hello").await;
        let again = two.say_as(key, "Hello").await;
        assert_eq!(first["number"], again["number"]);
        assert_eq!(again["begun"], true);
        for _ in 0..5 {
            one.send(json!({"t": "send", "id": key, "text": "Hello"})).await;
        }
        for text in ["two", "three"] {
            let message = json!({"t": "send", "id": ids::new_id(), "text": text});
            one.send(message.clone()).await;
            one.send(message).await;
        }
        app.until("all are stored", async || stored(app, &first["conversation"]).await.len() >= 3)
            .await;
        assert_eq!(two.say("four").await["number"], 4);
        let texts = stored(app, &first["conversation"]).await;
        let wanted = [(1, "Hello"), (2, "two"), (3, "three"), (4, "four")];
        assert_eq!(texts, wanted.map(|(number, text)| (number, text.to_owned())));
    }

    async fn another_text_under_a_used_id_is_refused_and_the_first_one_stays(app) {
        let shop = app.shop().await;
        let (_operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let (hers, key) = (ids::new_id(), ids::new_id());
        let first = page.say_as(hers, "Hello").await;
        let answer = team.reply(&first["conversation"], "Good morning").await;
        let other = |id, text| json!({"t": "send", "id": id, "text": text});
        // One under an id of before, two under one id at once.
        for message in [other(hers, "Bye"), other(key, "red"), other(key, "blue")] {
            page.send(message).await;
        }
        for id in [hers, key] {
            let refused = page.expect("nack").await;
            assert_eq!((&refused["id"], &refused["code"]), (&json!(id), &json!("id_taken")));
        }
        assert_eq!(page.expect("ack").await["number"], 3);
        let mut again = other(ids::new_id(), "Good night");
        again["id"] = answer["id"].clone();
        again["conversation"] = first["conversation"].clone();
        team.send(again).await;
        assert_eq!(team.expect("nack").await["code"], "id_taken");
        assert_eq!(page.say_as(hers, "Hello").await["number"], first["number"]);
        let texts = stored(app, &first["conversation"]).await;
        let wanted = [(1, "Hello"), (2, "Good morning"), (3, "red")];
        assert_eq!(texts, wanted.map(|(number, text)| (number, text.to_owned())));
        app.mails().await;
    }

    async fn what_is_stored_is_what_was_delivered(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let text = "<img src=x onerror=alert(1)> '; DROP TABLE messages; -- {{7*7}} \u{202e}\u{1f4a1} \"\\";
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let ack = page.say(&format!("  {text}\u{0}\r\nline ")).await;
        let wanted = format!("{text}\nline");
        assert_eq!(stored(app, &ack["conversation"]).await, [(1, wanted.clone())]);
        assert_eq!(team.expect("message").await["text"], wanted);
        assert_eq!(page.expect("message").await["text"], wanted);
        let list = format!("/api/v1/conversations/{}/messages", ack["conversation"].as_str().unwrap_or(""));
        let read = operator.get(&list).await.expect(200);
        assert_eq!(read.body["messages"][0]["text"], wanted);
        app.mails().await;
    }

    async fn an_empty_or_long_text_is_refused_and_nothing_is_stored(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        for (text, code) in [(String::new(), "empty"), ("x".repeat(4_001), "too_long")] {
            page.send(json!({"t": "send", "id": ids::new_id(), "text": text})).await;
            assert_eq!(page.expect("nack").await["code"], code);
        }
        assert_eq!(page.say(&"ä".repeat(4_000)).await["number"], 1);
    }

    async fn a_strangers_id_never_finds_anothers_message(app) {
        let shop = app.shop().await;
        let (mut anna, mut eve) = (app.visitor(&shop), app.visitor(&shop));
        anna.view().await;
        eve.view().await;
        let key = ids::new_id();
        let hers = anna.socket().await.say_as(key, "My secret").await;
        let mut page = eve.socket().await;
        let own = page.say_as(key, "Guess").await;
        assert_ne!(own["conversation"], hers["conversation"]);
        assert_eq!(stored(app, &own["conversation"]).await, [(1, "Guess".to_owned())]);
        assert_eq!(page.hello(id(&hers["conversation"]), 0).await["conversation"], own["conversation"]);
    }

    async fn a_phone_number_in_a_message_makes_one_lead(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let key = ids::new_id();
        let ack = page.say_as(key, "Please call me: 030 901820").await;
        let lead = ack["lead"].clone();
        assert!(lead.is_string(), "{ack}");
        assert_eq!(page.say_as(key, "Please call me: 030 901820").await["lead"], lead);
        assert_eq!(page.say("My order is 123456789012").await["lead"], Value::Null);
        team.expect("lead").await;
        let path = format!("/api/v1/conversations/{}", ack["conversation"].as_str().unwrap_or(""));
        let row = operator.get(&path).await.expect(200);
        assert!(row.body["lead"]["id"].is_string(), "{}", row.text);
        app.mails().await;
    }

    async fn who_writes_too_much_is_told_when_to_go_on(app) {
        let shop = app.shop().await;
        app.configure(|config| config.limits.messages_visitor = 3).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        for text in ["one", "two", "three"] {
            page.say(text).await;
        }
        let key = ids::new_id();
        page.send(json!({"t": "send", "id": key, "text": "four"})).await;
        let refused = page.expect("nack").await;
        assert_eq!(refused["code"], "too_many");
        let wait = refused["retry_after"].as_i64().expect("seconds");
        assert!((1..=60).contains(&wait), "{wait}");
        // A colleague of the same office goes on.
        let mut ben = app.visitor(&shop);
        ben.address = anna.address.clone();
        ben.view().await;
        ben.socket().await.say("hello").await;
        app.ctx.clock.advance(wait * 1_000);
        assert_eq!(page.say_as(key, "four").await["number"], 4);
        app.mails().await;
    }

    async fn while_the_database_is_locked_nothing_is_acknowledged(app) {
        if app.database().is_some() {
            return;
        }
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let conversation = page.say("one").await["conversation"].clone();
        let file = format!("sqlite:{}", app.data().join("leadbell.db").display());
        let mut other = sqlx::SqliteConnection::connect(&file).await.expect("the database");
        sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("the lock");
        let key = ids::new_id();
        page.send(json!({"t": "send", "id": key, "text": "two"})).await;
        let refused = page.expect("nack").await;
        assert_eq!(refused["code"], "unavailable");
        assert_eq!(stored(app, &conversation).await.len(), 1);
        sqlx::query("ROLLBACK").execute(&mut other).await.expect("the lock is gone");
        assert_eq!(page.say_as(key, "two").await["number"], 2);
    }
}
