//! A conversation's end, and how it goes on.

use leadbell::clock::HOUR;
use leadbell::ids;
use serde_json::{Value, json};

use super::{id, member, owner};

both! {
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
        while page.expect("message").await["text"] != "ended" {}
        while page.expect("state").await["status"] != "closed" {}
        let ack = page.say("One more thing").await;
        assert_eq!((&ack["conversation"], &ack["number"]), (&first, &json!(3)));
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

    async fn an_end_counts_as_read_where_the_team_had_read_everything_and_its_visitor_is_told(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let chat = page.say("Hello").await["conversation"].clone();
        let path = format!("/api/v1/conversations/{}", chat.as_str().unwrap_or(""));
        operator.post(&format!("{path}/close"), json!({})).await.expect(200);
        assert_eq!(page.say("Are you there?").await["number"], 3);
        team.send(json!({"t": "read", "conversation": chat, "number": 3})).await;
        assert_eq!(page.expect("read").await["number"], 3, "the first end was not read before");
        operator.post(&format!("{path}/close"), json!({})).await.expect(200);
        assert_eq!(page.expect("read").await["number"], 4);
        assert_eq!(operator.get(&path).await.body["operator_read"], 4);
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
}
