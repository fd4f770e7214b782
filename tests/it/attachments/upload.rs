//! What is taken in, from whom, how much of it.

use leadbell::ids;
use serde_json::json;

use super::{png, stored};
use crate::chat::member;
use crate::support::ORIGIN;

both! {
    async fn a_file_is_what_its_content_says_and_is_stored_once_under_its_id(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let client = ids::new_id();
        let first = anna.upload(client, "../../Größe \u{202e}\r\n.txt", &png(640, 480)).await.expect(201);
        assert_eq!(first.body["name"], "Größe .txt");
        assert_eq!((&first.body["type"], &first.body["size"]), (&json!("image/png"), &json!(33)));
        assert_eq!((&first.body["width"], &first.body["height"]), (&json!(640), &json!(480)));
        assert_eq!(first.header("access-control-allow-origin"), ORIGIN);
        let again = anna.upload(client, "other", &png(1, 1)).await.expect(200);
        assert_eq!((&again.body["id"], &again.body["name"]), (&first.body["id"], &first.body["name"]));
        assert_eq!(again.body["repeated"], true);
        assert_eq!(stored(app), 1);
        // The same id of somebody else is another file.
        let mut ben = app.visitor(&shop);
        ben.view().await.expect(200);
        let other = ben.upload(client, "a.txt", b"hello").await.expect(201);
        assert_ne!(other.body["id"], first.body["id"]);
        let owner = member(app, shop.owner).await;
        let third = owner.upload(client, "a.txt", b"hello").await.expect(201);
        assert_eq!(third.body["type"], "text/plain");
        assert_eq!(stored(app), 3);
    }

    async fn a_refused_file_has_a_reason_and_leaves_nothing_behind(app) {
        let shop = app.shop().await;
        shop.set(&app.ctx, json!({ "upload_mb": 1 })).await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let large = vec![b'x'; 1_024 * 1_024 + 1];
        for (name, content, status, code) in [
            ("a.txt", large.as_slice(), 413, "file_too_large"),
            ("a.png", &png(100_000, 100_000), 413, "too_many_pixels"),
            ("photo.png", b"MZ\x90\0", 415, "file_type_refused"),
            ("invoice.pdf.exe", b"hello", 415, "file_type_refused"),
            ("a.txt", b"", 422, "file_empty"),
        ] {
            let refused = anna.upload(ids::new_id(), name, content).await.expect(status);
            assert_eq!(refused.code(), code);
        }
        assert_eq!(stored(app), 0);
        let largest = &large[1..];
        anna.upload(ids::new_id(), "a.txt", largest).await.expect(201);
        // The team sends what is usual, whatever visitors may.
        member(app, shop.owner).await.upload(ids::new_id(), "a.txt", &large).await.expect(201);
    }

    async fn only_a_visitor_of_the_site_on_its_pages_uploads_where_it_takes_files(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let stranger = app.visitor(&shop);
        stranger.upload(ids::new_id(), "a.txt", b"hello").await.expect(401);
        let mut forged = anna.clone();
        forged.token = anna.token.as_ref().map(|token| format!("A{token}"));
        forged.upload(ids::new_id(), "a.txt", b"hello").await.expect(401);
        let mut elsewhere = anna.clone();
        elsewhere.origin = Some("https://evil.example".into());
        let refused = elsewhere.upload(ids::new_id(), "a.txt", b"hello").await.expect(403);
        assert_eq!(refused.code(), "origin_not_allowed");
        let nobody = app.browser();
        nobody.upload(ids::new_id(), "a.txt", b"hello").await.expect(401);
        let mut owner = member(app, shop.owner).await;
        owner.csrf = "another".into();
        let refused = owner.upload(ids::new_id(), "a.txt", b"hello").await.expect(403);
        assert_eq!(refused.code(), "csrf");
        let team = member(app, shop.owner).await;
        let block = format!("/api/v1/visitors/{}/block", anna.id.expect("an id"));
        team.post(&block, json!({ "blocked": true })).await.expect(200);
        let refused = anna.upload(ids::new_id(), "a.txt", b"hello").await.expect(403);
        assert_eq!(refused.code(), "blocked");
        team.post(&block, json!({ "blocked": false })).await.expect(200);
        shop.set(&app.ctx, json!({ "upload_mb": 0 })).await;
        leadbell::sites::forget(&app.ctx);
        let refused = anna.upload(ids::new_id(), "a.txt", b"hello").await.expect(403);
        assert_eq!(refused.code(), "files_off");
        assert_eq!(stored(app), 0);
    }

    async fn one_visitor_and_one_site_have_their_share_of_files_and_of_bytes(app) {
        app.configure(|config| {
            config.limits.files_visitor = 3;
            config.limits.megabytes_visitor = 2;
            config.limits.megabytes_site = 3;
        })
        .await;
        let shop = app.shop().await;
        let content = vec![b'x'; 1_024 * 1_024];
        let mut anna = app.visitor(&shop);
        let mut ben = app.visitor(&shop);
        anna.view().await.expect(200);
        ben.view().await.expect(200);
        for _ in 0..2 {
            anna.upload(ids::new_id(), "a.txt", &content).await.expect(201);
        }
        let refused = anna.upload(ids::new_id(), "a.txt", &content).await.expect(429);
        assert_eq!(refused.code(), "too_many");
        assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|wait| wait > 0));
        let refused = anna.upload(ids::new_id(), "a.txt", b"a fourth").await.expect(429);
        assert_eq!(refused.code(), "too_many");
        ben.upload(ids::new_id(), "a.txt", &content).await.expect(201);
        ben.upload(ids::new_id(), "a.txt", &content).await.expect(429);
        app.advance(25 * leadbell::clock::HOUR).await;
        ben.upload(ids::new_id(), "a.txt", &content).await.expect(201);
    }

    async fn files_that_come_in_at_the_same_time_share_what_is_left(app) {
        app.configure(|config| {
            config.limits.megabytes_visitor = 2;
            config.limits.megabytes_site = 5;
        })
        .await;
        let shop = app.shop().await;
        let content = vec![b'x'; 1_024 * 1_024];
        let mut sent = Vec::new();
        for _ in 0..4 {
            let mut visitor = app.visitor(&shop);
            visitor.view().await.expect(200);
            sent.push(visitor);
        }
        let all = sent.iter().flat_map(|visitor| (0..4).map(|_| visitor.upload(ids::new_id(), "a.txt", &content)));
        let answers = futures_util::future::join_all(all).await;
        for of_one in answers.chunks(4) {
            assert!(of_one.iter().filter(|answer| answer.status == 201).count() <= 2);
        }
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 5);
        assert!(answers.iter().all(|answer| matches!(answer.status, 201 | 429)));
        assert_eq!(stored(app), 5);
    }

    async fn what_is_never_sent_is_removed_after_a_day(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        anna.upload(ids::new_id(), "a.txt", b"hello").await.expect(201);
        app.advance(24 * leadbell::clock::HOUR).await;
        assert_eq!(stored(app), 1);
        app.advance(3 * leadbell::clock::HOUR).await;
        assert_eq!(stored(app), 0);
    }
}
