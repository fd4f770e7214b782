//! Messages with files: whose they may be, who gets them, and that each is in one message.

use leadbell::clock::HOUR;
use leadbell::ids;
use serde_json::{Value, json};

use super::{id, png, stored};
use crate::chat::{member, owner};
use crate::support::Socket;

/// Sends a message with files; gives the frame that answers.
async fn send(socket: &mut Socket, text: &str, files: &[&Value], to: Option<&Value>) -> Value {
    let message = json!({
        "t": "send", "id": ids::new_id(), "text": text, "files": files, "conversation": to,
    });
    socket.send(message).await;
    socket.expect_settled().await
}

both! {
    async fn files_go_to_both_sides_and_stay_with_the_conversation(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let mut page = anna.socket().await;
        page.hello(None, 0).await;
        let photo = anna.upload(ids::new_id(), "lamp.png", &png(640, 480)).await.expect(201).body;
        let note = anna.upload(ids::new_id(), "note.txt", b"hello").await.expect(201).body;
        let ack = send(&mut page, "", &[&photo["id"], &note["id"]], None).await;
        assert_eq!((&ack["t"], &ack["number"]), (&json!("ack"), &json!(1)));
        let wanted = json!({"files": [
            {"id": photo["id"], "name": "lamp.png", "type": "image/png", "size": 33, "width": 640, "height": 480},
            {"id": note["id"], "name": "note.txt", "type": "text/plain", "size": 5},
        ]});
        let heard = team.expect("message").await;
        assert_eq!((&heard["text"], &heard["content"]), (&json!(""), &wanted));
        assert_eq!(page.expect("message").await["content"], wanted);
        let card = team.expect("conversation").await;
        assert_eq!(card["conversation"]["last_text"], "lamp.png, note.txt");
        let conversation = &ack["conversation"];
        let list = format!("/api/v1/conversations/{}/messages", id(conversation));
        let list = operator.get(&list).await.expect(200);
        assert_eq!(list.body["messages"][0]["content"], wanted);
        let again = anna.socket().await.hello(None, 0).await;
        assert_eq!(again["messages"][0]["content"], wanted);
        // The team reads what came, the visitor what the team sends.
        let at = operator.get(&format!("/api/v1/files/{}", id(&note["id"]))).await.expect(303);
        assert_eq!(operator.get(at.header("location")).await.expect(200).text, "hello");
        let offer = operator.upload(ids::new_id(), "offer.pdf", b"%PDF-1.7").await.expect(201).body;
        let ack = send(&mut team, "Here it is", &[&offer["id"]], Some(conversation)).await;
        assert_eq!((&ack["t"], &ack["number"]), (&json!("ack"), &json!(2)));
        let links = anna.post("/v1/links", json!({"files": [offer["id"]]})).await.expect(200);
        let link = links.body["links"][offer["id"].as_str().unwrap()].as_str().expect("a link");
        assert_eq!(anna.get(link).await.expect(200).text, "%PDF-1.7");
        // What was sent is not swept.
        app.advance(30 * HOUR).await;
        assert_eq!(stored(app), 3);
        app.mails().await;
    }

    async fn a_file_is_its_senders_alone_and_in_one_message_only(app) {
        let shop = app.shop().await;
        let other = app.shop_named("other").await;
        let (operator, mut team) = owner(app, &shop).await;
        let colleague = shop.person(&app.ctx, "bob@shop.example", "operator").await;
        let mut anna = app.visitor(&shop);
        let mut ben = app.visitor(&shop);
        anna.view().await.expect(200);
        ben.view().await.expect(200);
        let mut page = anna.socket().await;
        page.hello(None, 0).await;
        let upload = async |from: &crate::support::Operator| {
            from.upload(ids::new_id(), "a.txt", b"x").await.expect(201).body["id"].clone()
        };
        let of_ben = ben.upload(ids::new_id(), "a.txt", b"x").await.expect(201).body["id"].clone();
        let of_team = upload(&operator).await;
        let of_colleague = upload(&member(app, colleague).await).await;
        let of_other = upload(&member(app, other.owner).await).await;
        let nothing = json!(ids::new_id());
        let own = anna.upload(ids::new_id(), "a.txt", b"x").await.expect(201).body["id"].clone();
        for file in [&of_ben, &of_team, &of_other, &nothing] {
            let answer = send(&mut page, "look", &[&own, file], None).await;
            assert_eq!((&answer["t"], &answer["code"]), (&json!("nack"), &json!("no_file")));
        }
        // None of them began a conversation.
        let list = operator.get("/api/v1/conversations?filter=all").await.expect(200);
        assert_eq!(list.body["conversations"], json!([]));
        let ack = send(&mut page, "look", &[&own], None).await;
        assert_eq!((&ack["t"], &ack["number"]), (&json!("ack"), &json!(1)));
        let twice = send(&mut page, "again", &[&own], None).await;
        assert_eq!(twice["code"], "no_file");
        for file in [&own, &of_ben, &of_colleague, &of_other] {
            let answer = send(&mut team, "", &[file], Some(&ack["conversation"])).await;
            assert_eq!(answer["code"], "no_file", "{file}");
        }
        let answer = send(&mut team, "", &[&of_team], Some(&ack["conversation"])).await;
        assert_eq!((&answer["t"], &answer["number"]), (&json!("ack"), &json!(2)));
        let many: Vec<Value> = (0..11).map(|_| json!(ids::new_id())).collect();
        let many: Vec<&Value> = many.iter().collect();
        assert_eq!(send(&mut page, "look", &many, None).await["code"], "too_many_files");
        app.mails().await;
    }

    async fn a_message_with_files_that_is_sent_again_is_the_same_message(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let mut page = anna.socket().await;
        page.hello(None, 0).await;
        let file = anna.upload(ids::new_id(), "a.txt", b"x").await.expect(201).body["id"].clone();
        let message = json!({"t": "send", "id": ids::new_id(), "text": "", "files": [file]});
        page.send(message.clone()).await;
        page.send(message.clone()).await;
        assert_eq!(page.expect("ack").await["number"], 1);
        assert_eq!(page.expect("ack").await["number"], 1);
        let mut later = anna.socket().await;
        later.send(message).await;
        assert_eq!(later.expect("ack").await["number"], 1);
        assert_eq!(later.say("next").await["number"], 2);
        app.mails().await;
    }

    async fn a_file_that_waited_longer_than_a_day_cannot_be_sent(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let mut page = anna.socket().await;
        page.hello(None, 0).await;
        let file = anna.upload(ids::new_id(), "a.txt", b"x").await.expect(201).body["id"].clone();
        app.ctx.clock.advance(24 * HOUR);
        let answer = send(&mut page, "look", &[&file], None).await;
        assert_eq!(answer["code"], "no_file");
        app.settle().await;
    }
}
