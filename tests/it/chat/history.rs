//! The whole history of a visitor, as the inbox shows it beside a conversation.

use leadbell::clock::HOUR;
use serde_json::json;

use super::{member, owner};

both! {
    async fn a_visitors_history_has_every_visit_and_conversation_the_newest_first(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let mut anna = app.visitor(&shop);
        let mut asked = Vec::new();
        for text in ["Do you have lamps?", "And umbrellas?"] {
            anna.view().await;
            let ack = anna.socket().await.say(text).await;
            let path = format!("/api/v1/conversations/{}", ack["conversation"].as_str().unwrap_or_default());
            operator.post(&format!("{path}/close"), json!({})).await.expect(200);
            let whole = operator.get(&path).await.expect(200);
            asked.push((path, whole.body["visitor"]["id"].as_str().unwrap_or_default().to_owned()));
            app.ctx.clock.advance(30 * HOUR);
        }
        let visitor = &asked[0].1;
        let path = format!("/api/v1/visitors/{visitor}/history");
        let history = operator.get(&path).await.expect(200).body;
        let texts: Vec<_> = history["conversations"].as_array().into_iter().flatten().map(|row| row["last_text"].clone()).collect();
        assert_eq!(texts, ["And umbrellas?", "Do you have lamps?"]);
        let visits = history["visits"].as_array().expect("visits");
        assert_eq!(visits.len(), 2);
        assert!(visits[0]["at"].as_i64() > visits[1]["at"].as_i64());
        assert!(visits[0]["source"].is_object());
        assert_eq!(history["attributes"], json!({}));

        let other = app.shop_named("other").await;
        let (stranger, _socket) = owner(app, &other).await;
        assert_eq!(stranger.get(&path).await.status, 404);
        app.mails().await;
    }
}
