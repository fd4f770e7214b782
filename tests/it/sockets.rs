//! The sockets themselves: who may open one, what ends it, and that others are unaffected.

use std::time::{Duration, Instant};

use leadbell::realtime::{close, ending};
use leadbell::{ids, people};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::chat::{member, owner, stored};
use crate::support::ORIGIN;

both! {
    async fn a_visitor_needs_a_token_and_a_page_of_the_site(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let mut anna = app.visitor(&shop);
        assert_eq!(anna.try_socket().await.err(), Some(401));
        anna.view().await;
        for token in ["x", "x.y", ".", &"a".repeat(5_000)] {
            let mut forged = anna.clone();
            forged.token = Some(token.into());
            assert_eq!(forged.try_socket().await.err(), Some(401), "{token}");
        }
        for origin in [Some("https://evil.example"), Some("null"), None] {
            let mut foreign = anna.clone();
            foreign.origin = origin.map(str::to_owned);
            assert_eq!(foreign.try_socket().await.err(), Some(403), "{origin:?}");
        }
        // Another tenant's token speaks for another tenant's visitor, and for nobody here.
        let mut stranger = app.visitor(&other);
        stranger.view().await;
        let mut page = anna.socket().await;
        let ack = page.say("Mine").await;
        let welcome = stranger.socket().await.hello(None, 0).await;
        assert_eq!(welcome["conversation"], json!(null));
        let known = ack["conversation"].as_str().and_then(|id| id.parse().ok());
        assert_eq!(stranger.socket().await.hello(known, 0).await["messages"], json!([]));
    }

    async fn a_sandboxed_page_is_let_in_only_where_the_site_allows_it(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        anna.origin = Some("null".into());
        assert_eq!(anna.try_socket().await.err(), Some(403));
        shop.set(&app.ctx, json!({"allow_null_origin": true})).await;
        app.advance(10_000).await;
        anna.socket().await.hello(None, 0).await;
    }

    async fn an_operator_needs_a_session_and_our_own_origin(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let own = app.url.origin().ascii_serialization();
        for origin in [None, Some(ORIGIN), Some("null")] {
            assert_eq!(operator.try_socket(origin).await.err(), Some(403), "{origin:?}");
        }
        assert_eq!(app.browser().try_socket(Some(&own)).await.err(), Some(401));
        operator.socket().await.watch(None, 0).await;
    }

    async fn the_end_of_a_session_ends_its_sockets_within_a_second(app) {
        let shop = app.shop().await;
        let (_operator, mut team) = owner(app, &shop).await;
        let begun = Instant::now();
        let topic = people::user_topic(shop.owner);
        let frame = leadbell::bus::Frame { topic, text: ending(close::SIGNED_OUT).into() };
        app.ctx.db.bus().publish(frame);
        assert_eq!(team.closed().await, Some(close::SIGNED_OUT));
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    }

    async fn broken_and_oversized_frames_end_only_their_own_socket(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut good = anna.socket().await;
        let bad_utf8 = Frame::message(vec![0xff, 0xfe], OpCode::Data(Data::Text), true);
        let deep = format!(r#"{{"t":"hello","x":{}"#, "[".repeat(10_000));
        for (message, code) in [
            (Message::text("x".repeat(65 * 1_024)), close::TOO_BIG),
            (Message::text(format!(r#"{{"t":"{}"}}"#, "x".repeat(200 * 1_024))), close::TOO_BIG),
            (Message::Frame(bad_utf8), close::BAD_TEXT),
            (Message::text("not json"), close::POLICY),
            (Message::text(deep), close::POLICY),
            (Message::binary(vec![1, 2, 3]), close::POLICY),
            (Message::text(r#"{"t":"send","text":"without an id"}"#), close::POLICY),
        ] {
            let mut bad = anna.socket().await;
            let shown = format!("{message:.40?}");
            bad.send_raw(message).await;
            assert_eq!(bad.closed().await, Some(code), "{shown}");
        }
        assert_eq!(good.say("Still here").await["number"], 1);
    }

    async fn a_flood_of_pings_or_fragments_ends_only_its_own_socket(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let (mut good, mut pings, mut parts) =
            (anna.socket().await, anna.socket().await, anna.socket().await);
        for _ in 0..400 {
            pings.send_raw(Message::Ping(vec![0; 100].into())).await;
        }
        assert_eq!(pings.closed().await, Some(close::POLICY));
        let begin = Frame::message("x".repeat(1_000), OpCode::Data(Data::Text), false);
        parts.send_raw(Message::Frame(begin)).await;
        for _ in 0..200 {
            let more = Frame::message("x".repeat(1_000), OpCode::Data(Data::Continue), false);
            parts.send_raw(Message::Frame(more)).await;
        }
        assert_eq!(parts.closed().await, Some(close::TOO_BIG));
        let mut nothings = anna.socket().await;
        let nothing = |kind| Message::Frame(Frame::message("", OpCode::Data(kind), false));
        let more = std::iter::repeat_with(|| nothing(Data::Continue)).take(400_000);
        nothings.pour([nothing(Data::Text)].into_iter().chain(more)).await;
        assert_eq!(nothings.closed().await, Some(close::POLICY));
        assert_eq!(good.say("Still here").await["number"], 1);
    }

    async fn what_a_client_says_about_itself_is_ignored(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        page.send(json!({"t": "no_such_frame", "x": 1})).await;
        page.send(json!({
            "t": "send", "id": ids::new_id(), "text": "Hi", "author": "operator", "name": "Boss",
            "role": "owner", "account_id": ids::new_id(), "number": 77, "visitor": ids::new_id(),
        }))
        .await;
        let heard = page.expect("message").await;
        assert_eq!((&heard["author"], &heard["name"]), (&json!("visitor"), &json!(null)));
        assert_eq!((&heard["number"], &heard["visitor"]), (&json!(1), &json!(anna.id)));
    }

    async fn one_address_has_so_many_sockets_and_an_operator_is_not_counted(app) {
        let shop = app.shop().await;
        app.configure(|config| config.limits.sockets_address = 2).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let first = anna.socket().await;
        let _second = anna.socket().await;
        assert_eq!(anna.try_socket().await.err(), Some(429));
        let mut other = app.visitor(&shop);
        other.view().await;
        let _elsewhere = other.socket().await;
        first.close().await;
        app.until("the place is free", async || anna.try_socket().await.is_ok()).await;
    }

    async fn who_reads_too_slowly_is_closed_and_loses_nothing_on_resume(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let conversation = page.say("kept").await["conversation"].clone();
        let topic = leadbell::chat::visitor_topic(anna.id.expect("a visitor"));
        let text = format!(r#"{{"t":"x","x":"{}"}}"#, "x".repeat(60_000));
        let frame = leadbell::bus::Frame { topic, text: text.into() };
        for _ in 0..500 {
            app.ctx.hub.deliver(&frame);
        }
        let code = page.closed().await;
        assert!(matches!(code, Some(close::SLOW) | None), "{code:?}");
        let known = conversation.as_str().and_then(|id| id.parse().ok());
        let welcome = anna.socket().await.hello(known, 0).await;
        assert_eq!(welcome["messages"][0]["text"], "kept");
    }

    async fn signing_out_ends_the_sockets_of_that_browser_only(app) {
        let shop = app.shop().await;
        let (mut one, other) = (app.operator(&shop).await, app.operator(&shop).await);
        let (mut ended, mut kept) = (one.socket().await, other.socket().await);
        ended.watch(None, 0).await;
        kept.watch(None, 0).await;
        one.page("/console/inbox").await;
        one.form("/logout", &[]).await;
        assert_eq!(ended.closed().await, Some(close::SIGNED_OUT));
        kept.watch(None, 0).await;
    }

    async fn a_shutdown_says_when_to_come_back_and_loses_nothing(app) {
        let shop = app.shop().await;
        app.configure(|config| config.limits.messages_visitor = 1_000).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let conversation = page.say("first").await["conversation"].clone();
        for place in 0..50 {
            page.send(json!({"t": "send", "id": ids::new_id(), "text": place.to_string()})).await;
        }
        app.restart().await;
        let mut acked = 0;
        let mut told = false;
        let code = loop {
            match page.next().await {
                Ok(frame) if frame["t"] == "ack" => acked += 1,
                Ok(frame) if frame["t"] == "reconnect" => {
                    told = frame["after"].as_i64().is_some_and(|after| after >= 500);
                }
                Ok(_) => {}
                Err(code) => break code,
            }
        };
        assert_eq!((told, code), (true, Some(close::RESTART)));
        let numbers: Vec<i64> = stored(app, &conversation).await.iter().map(|one| one.0).collect();
        assert!(numbers.len() > acked, "{} stored, {acked} acknowledged", numbers.len());
        assert_eq!(numbers, (1..=i64::try_from(numbers.len()).unwrap_or(0)).collect::<Vec<_>>());
        assert_eq!(anna.socket().await.say("again").await["number"], numbers.len() + 1);
    }
}
