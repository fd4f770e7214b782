//! The list of conversations, and whose it is.

use leadbell::clock::MINUTE;
use leadbell::ids;
use serde_json::{Value, json};

use super::{id, member, owner, stored};

both! {
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
        // Each of them came with its message, and as a conversation that began.
        assert_eq!(first.body["rev"], 2 * 53);
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
