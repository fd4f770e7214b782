//! Conversations between visitors and a team.

use leadbell::clock::{HOUR, MINUTE};
use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::{ids, keys, sql};
use serde_json::{Value, json};
use sqlx::Connection as _;
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
    let token = ids::random_token(32);
    let session = Session { user, hash: keys::hash(&token), now: app.now() };
    app.ctx.db.write(session).await.expect("a session");
    let mut browser = app.browser();
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

fn id(value: &Value) -> Option<Uuid> {
    value.as_str().and_then(|id| id.parse().ok())
}

both! {
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

    async fn two_tabs_that_write_at_once_share_one_conversation(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut tabs = Vec::new();
        for _ in 0..6 {
            tabs.push(anna.socket().await);
        }
        for (place, tab) in tabs.iter_mut().enumerate() {
            let text = format!("tab {place}");
            tab.send(json!({"t": "send", "id": ids::new_id(), "text": text})).await;
        }
        let mut acks = Vec::new();
        for tab in &mut tabs {
            acks.push(tab.expect("ack").await);
        }
        assert!(acks.iter().all(|ack| ack["conversation"] == acks[0]["conversation"]));
        assert_eq!(acks.iter().filter(|ack| ack["begun"] == true).count(), 1);
        let numbers: Vec<i64> =
            stored(app, &acks[0]["conversation"]).await.iter().map(|one| one.0).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
        let mut seen: Vec<i64> = Vec::new();
        for _ in 0..6 {
            seen.extend(tabs[0].expect("message").await["number"].as_i64());
        }
        assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
    }

    async fn a_client_that_was_away_gets_exactly_what_it_missed(app) {
        let shop = app.shop().await;
        app.configure(|config| {
            config.limits.socket_frames = 1_000;
            config.limits.messages_visitor = 10_000;
            config.limits.messages_address = 10_000;
        })
        .await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        page.hello(None, 0).await;
        let conversation = page.say("1").await["conversation"].clone();
        page.say("2").await;
        page.close().await;
        let mut tab = anna.socket().await;
        for text in 3..=60 {
            tab.say(&text.to_string()).await;
        }
        let mut page = anna.socket().await;
        let welcome = page.hello(id(&conversation), 2).await;
        assert_eq!(welcome["resync"], false);
        assert_eq!(welcome["head"], 60);
        let missed = welcome["messages"].as_array().expect("messages");
        let numbers: Vec<i64> = missed.iter().filter_map(|one| one["number"].as_i64()).collect();
        assert_eq!(numbers, (3..=60).collect::<Vec<i64>>());
        let whole = page.hello(id(&conversation), 60).await;
        assert_eq!(whole["messages"], json!([]));
        for (known, after) in [(id(&conversation), 99), (Some(ids::new_id()), 3)] {
            let anew = page.hello(known, after).await;
            assert_eq!(anew["resync"], true);
            assert_eq!(anew["messages"].as_array().map(Vec::len), Some(50));
            assert_eq!(anew["messages"][0]["number"], 11);
        }
    }

    async fn a_gap_that_is_too_large_is_not_filled_but_started_anew(app) {
        let shop = app.shop().await;
        app.configure(|config| {
            config.limits.socket_frames = 1_000;
            config.limits.messages_visitor = 10_000;
            config.limits.messages_address = 10_000;
        })
        .await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut tab = anna.socket().await;
        let conversation = tab.say("1").await["conversation"].clone();
        for text in 2..=502 {
            tab.send(json!({"t": "send", "id": ids::new_id(), "text": text.to_string()})).await;
        }
        app.until("all are stored", async || stored(app, &conversation).await.len() == 502).await;
        let mut page = anna.socket().await;
        let filled = page.hello(id(&conversation), 2).await;
        assert_eq!((&filled["resync"], filled["messages"].as_array().map(Vec::len)), (&json!(false), Some(500)));
        let anew = page.hello(id(&conversation), 1).await;
        assert_eq!((&anew["resync"], anew["messages"].as_array().map(Vec::len)), (&json!(true), Some(50)));
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

    async fn a_closed_conversation_goes_on_within_a_day_and_a_new_one_begins_later(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let first = page.say("Hello").await["conversation"].clone();
        let path = format!("/api/v1/conversations/{}", first.as_str().unwrap_or(""));
        let closed = operator.post(&format!("{path}/close"), json!({})).await.expect(200);
        assert_eq!(closed.body["status"], "closed");
        app.advance(23 * HOUR).await;
        let ack = page.say("One more thing").await;
        assert_eq!((&ack["conversation"], &ack["number"]), (&first, &json!(2)));
        assert_eq!(operator.get(&path).await.body["status"], "open");
        operator.post(&format!("{path}/close"), json!({})).await.expect(200);
        app.advance(25 * HOUR).await;
        assert_eq!(page.hello(id(&first), 2).await["conversation"], Value::Null);
        let ack = page.say("Another matter").await;
        assert_ne!(ack["conversation"], first);
        assert_eq!((&ack["number"], &ack["begun"]), (&json!(1), &json!(true)));
        let refused = operator.post(&format!("{path}/reopen"), json!({})).await.expect(409);
        assert_eq!(refused.body["code"], "another_is_open");
        let late = json!({"t": "send", "conversation": first, "id": ids::new_id(), "text": "Hm"});
        team.send(late).await;
        assert_eq!(team.expect("nack").await["code"], "closed");
        app.mails().await;
    }

    async fn a_message_repeated_after_the_conversation_closed_is_not_stored_again(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let key = ids::new_id();
        let first = page.say_as(key, "Hello").await;
        let path = format!("/api/v1/conversations/{}", first["conversation"].as_str().unwrap_or(""));
        operator.post(&format!("{path}/close"), json!({})).await.expect(200);
        app.advance(48 * HOUR).await;
        let again = page.say_as(key, "Hello").await;
        assert_eq!(again["conversation"], first["conversation"]);
        assert_eq!(again["number"], 1);
        assert_eq!(operator.get(&path).await.body["status"], "closed");
        app.mails().await;
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

    async fn read_marks_move_forward_and_reach_the_other_side(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let conversation = page.say("One").await["conversation"].clone();
        page.say("Two").await;
        team.send(json!({"t": "read", "conversation": conversation, "number": 99})).await;
        assert_eq!(page.expect("read").await["number"], 2);
        team.expect("read").await;
        team.reply(&conversation, "Three").await;
        page.send(json!({"t": "read", "number": 3})).await;
        let read = team.expect("read").await;
        assert_eq!((&read["number"], &read["by"]), (&json!(3), &json!("visitor")));
        page.send(json!({"t": "read", "number": 1})).await;
        team.expect_no("read").await;
        let path = format!("/api/v1/conversations/{}", conversation.as_str().unwrap_or(""));
        let row = operator.get(&path).await.expect(200);
        assert_eq!((&row.body["visitor_read"], &row.body["unread"]), (&json!(3), &json!(0)));
        assert_eq!(page.hello(id(&conversation), 3).await["read"], 3);
    }

    async fn typing_is_told_to_the_other_side_and_to_colleagues(app) {
        let shop = app.shop().await;
        let (_one, mut team) = owner(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let mut colleague = member(app, ben).await.socket().await;
        colleague.watch(None, 0).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        page.hello(None, 0).await;
        let conversation = page.say("Hello").await["conversation"].clone();
        page.send(json!({"t": "typing"})).await;
        let heard = team.expect("typing").await;
        assert_eq!((&heard["conversation"], &heard["by"]), (&conversation, &json!("visitor")));
        colleague.expect("typing").await;
        team.send(json!({"t": "typing", "conversation": conversation})).await;
        assert_eq!(page.expect("typing").await["name"], "owner");
        assert_eq!(colleague.expect("typing").await["by"], "operator");
        team.expect_no("typing").await;
    }

    async fn visitors_hear_when_the_team_comes_and_goes(app) {
        let shop = app.shop().await;
        shop.set(&app.ctx, json!({"hours": [{"days": [2], "from": "09:00", "to": "18:00"}]})).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let welcome = page.hello(None, 0).await;
        assert_eq!(welcome["online"], false);
        // Tuesday, 09:00 in Berlin.
        assert_eq!(welcome["back_at"], json!(app.now() + 23 * HOUR));
        let (_operator, team) = owner(app, &shop).await;
        assert_eq!(page.expect("online").await["online"], true);
        drop(team);
        assert_eq!(page.expect("online").await["online"], false);
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

    async fn the_inbox_lists_pages_and_filters_conversations(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        for place in 0..53 {
            let mut visitor = app.visitor(&shop);
            visitor.view().await;
            visitor.socket().await.say(&format!("Question {place}")).await;
            app.ctx.clock.advance(MINUTE);
        }
        let first = operator.get("/api/v1/conversations").await.expect(200);
        let rows = first.body["conversations"].as_array().expect("rows");
        assert_eq!(rows.len(), 50);
        assert_eq!(rows[0]["last_text"], "Question 52");
        assert_eq!(first.body["head"], rows[0]["last_at"]);
        let next = first.body["next"].as_str().expect("a place");
        let rest = operator.get(&format!("/api/v1/conversations?before={next}")).await.expect(200);
        assert_eq!(rest.body["conversations"].as_array().map(Vec::len), Some(3));
        assert_eq!(rest.body["next"], Value::Null);
        let waiting = operator.get("/api/v1/conversations?filter=waiting").await.expect(200);
        assert_eq!(waiting.body["conversations"].as_array().map(Vec::len), Some(50));
        let closed = operator.get("/api/v1/conversations?filter=closed").await.expect(200);
        assert_eq!(closed.body["conversations"], json!([]));
        let of_site = format!("/api/v1/conversations?filter=all&site={}", shop.site);
        assert_eq!(operator.get(&of_site).await.expect(200).body["conversations"].as_array().map(Vec::len), Some(50));
        assert_eq!(operator.get("/api/v1/conversations?before=x").await.status, 400);
        app.mails().await;
    }

    async fn another_accounts_conversation_is_not_there(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let ack = page.say("Hello").await;
        let (stranger, mut socket) = owner(app, &other).await;
        let path = format!("/api/v1/conversations/{}", ack["conversation"].as_str().unwrap_or(""));
        assert_eq!(stranger.get(&path).await.status, 404);
        assert_eq!(stranger.get(&format!("{path}/messages")).await.status, 404);
        assert_eq!(stranger.post(&format!("{path}/close"), json!({})).await.status, 404);
        assert_eq!(stranger.post(&format!("{path}/reopen"), json!({})).await.status, 404);
        assert_eq!(socket.watch(id(&ack["conversation"]), 0).await["messages"], json!([]));
        for frame in [
            json!({"t": "typing", "conversation": ack["conversation"]}),
            json!({"t": "read", "conversation": ack["conversation"], "number": 1}),
            json!({"t": "send", "conversation": ack["conversation"], "id": ids::new_id(), "text": "x"}),
        ] {
            socket.send(frame).await;
        }
        assert_eq!(socket.expect("nack").await["code"], "closed");
        page.expect_no("typing").await;
        page.expect_no("read").await;
        assert_eq!(stored(app, &ack["conversation"]).await.len(), 1);
        let list = stranger.get("/api/v1/conversations?filter=all").await.expect(200);
        assert_eq!(list.body["conversations"], json!([]));
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

    async fn nobody_answers_for_two_minutes_and_the_team_gets_one_mail(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        page.say("Is anybody there?").await;
        page.say("Hello?").await;
        app.advance(119_000).await;
        assert_eq!(app.mails().await.len(), 0);
        app.advance(2_000).await;
        let mails = app.mails().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to, "owner@shop.example");
    }

    async fn an_answered_chat_sends_no_mail(app) {
        let shop = app.shop().await;
        let (_operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let ack = page.say("Is anybody there?").await;
        team.reply(&ack["conversation"], "Yes").await;
        app.advance(10 * MINUTE).await;
        assert_eq!(app.mails().await.len(), 0);
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

    async fn every_change_needs_the_csrf_token(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let ack = anna.socket().await.say("Hello").await;
        let path = format!("/api/v1/conversations/{}/close", ack["conversation"].as_str().unwrap_or(""));
        assert_eq!(operator.post_without_token(&path, json!({})).await.status, 403);
        assert_eq!(app.browser().post(&path, json!({})).await.status, 401);
        app.mails().await;
    }
}
