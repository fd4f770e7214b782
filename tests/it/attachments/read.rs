//! Who reads a file, for how long, and how a browser gets it.

use leadbell::clock::HOUR;
use leadbell::ids;
use serde_json::{Value, json};

use super::{id, png};
use crate::chat::member;
use crate::support::{Answer, Visitor};

async fn links(reader: &Visitor, files: &[&Value]) -> Answer {
    reader.post("/v1/links", json!({ "files": files })).await
}

/// The link to a file.
async fn link(reader: &Visitor, file: &Value) -> String {
    let links = links(reader, &[file]).await.expect(200);
    links.body["links"][file.as_str().unwrap()].as_str().expect("a link").to_owned()
}

both! {
    async fn a_picture_is_shown_and_everything_else_is_saved_in_a_sandbox(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        for (name, content, kind, how) in [
            ("a.svg", &png(3, 2)[..], "image/png", "inline"),
            ("a.png", b"<svg onload=alert(1)>", "image/svg+xml", "attachment"),
            ("a\"b\r\n.png", b"<html><script>alert(1)</script>", "text/html", "attachment"),
            ("a.png", b"\x89PNG\r\n\x1a\nbroken", "application/octet-stream", "attachment"),
            ("a.pdf", b"%PDF-1.7", "application/pdf", "attachment"),
        ] {
            let file = anna.upload(ids::new_id(), name, content).await.expect(201);
            let answer = anna.get(&link(&anna, &file.body["id"]).await).await.expect(200);
            assert_eq!(answer.header("content-type"), kind);
            assert!(answer.header("content-disposition").starts_with(&format!("{how}; ")), "{name}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert!(answer.header("content-security-policy").contains("sandbox"));
            assert!(answer.header("cache-control").contains("private"));
            assert!(answer.header("cache-control").contains("immutable"));
            assert_eq!(answer.header("content-length"), content.len().to_string());
        }
    }

    async fn a_link_is_the_readers_own_ends_and_is_not_guessed(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        let mut ben = app.visitor(&shop);
        anna.view().await.expect(200);
        ben.view().await.expect(200);
        let file = anna.upload(ids::new_id(), "a.txt", b"hello").await.expect(201);
        let file = &file.body["id"];
        assert_eq!(links(&ben, &[file]).await.expect(200).body["links"], json!({}));
        let unknown = json!(ids::new_id());
        let mine = links(&anna, &[&unknown, file]).await.expect(200);
        assert_eq!(mine.body["links"].as_object().map(serde_json::Map::len), Some(1));
        let link = link(&anna, file).await;
        // Whoever has the link has the file: a host page draws it.
        let read = app.browser().get(&link).await.expect(200);
        assert_eq!((read.text.as_str(), read.header("access-control-allow-origin")), ("hello", "*"));
        app.browser().get(&link.replacen("/f/", "/f/A", 1)).await.expect(404);
        let expires = mine.body["expires"].as_i64().expect("an end");
        app.ctx.clock.advance(expires - app.now());
        let over = app.browser().get(&link).await.expect(410);
        assert_eq!(over.code(), "link_over");
        let mut nobody = anna.clone();
        nobody.token = Some("x".into());
        links(&nobody, &[file]).await.expect(401);
        app.advance(HOUR).await;
    }

    async fn the_team_reads_what_was_sent_to_its_account_and_what_it_uploaded(app) {
        let shop = app.shop().await;
        let other = app.shop_named("other").await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let unsent = anna.upload(ids::new_id(), "a.txt", b"not sent").await.expect(201);
        let owner = member(app, shop.owner).await;
        let own = owner.upload(ids::new_id(), "b.txt", b"own").await.expect(201);
        let at = |file: &Value| format!("/api/v1/files/{}", id(file));
        owner.get(&at(&unsent.body["id"])).await.expect(404);
        let to = owner.get(&at(&own.body["id"])).await.expect(303);
        assert_eq!(owner.get(to.header("location")).await.expect(200).text, "own");
        let stranger = member(app, other.owner).await;
        stranger.get(&at(&own.body["id"])).await.expect(404);
        app.browser().get(&at(&own.body["id"])).await.expect(401);
        // What the team has not sent is no visitor's.
        assert_eq!(links(&anna, &[&own.body["id"]]).await.expect(200).body["links"], json!({}));
    }
}
