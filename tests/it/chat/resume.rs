//! Several tabs, and clients that were away.

use leadbell::ids;
use serde_json::json;

use super::{id, stored};
use crate::support::TestApp;

/// Lets one visitor write as much as these tests need.
pub async fn talkative(app: &mut TestApp) {
    app.configure(|config| {
        config.limits.socket_frames = 1_000;
        config.limits.messages_visitor = 10_000;
        config.limits.messages_address = 10_000;
    })
    .await;
}

both! {
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

    async fn a_gap_that_is_too_large_is_not_filled_but_started_anew(app) {
        let shop = app.shop().await;
        talkative(app).await;
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
}
