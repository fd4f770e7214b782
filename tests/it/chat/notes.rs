//! What the team says to itself.

use leadbell::clock::MINUTE;
use leadbell::ids;
use serde_json::{Value, json};

use super::{at, begun, id, member, owner};

both! {
    async fn a_note_is_seen_by_the_team_and_not_by_the_visitor(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let (mut page, one) = begun(app, &shop, "One").await;
        let note = json!({"id": ids::new_id(), "text": " Call him back ", "mentions": []});
        let rev = team.watch(None, 0).await["rev"].as_i64().expect("a number");
        let made = operator.post(&at(&one, "notes"), note.clone()).await.expect(200).body;
        assert_eq!((&made["text"], &made["after"]), (&json!("Call him back"), &json!(1)));
        let mut heard = team.expect("note").await;
        assert_eq!((heard["rev"].take(), heard["t"].take()), (json!(rev + 1), json!("note")));
        for (name, value) in made.as_object().expect("a note") {
            assert_eq!(&heard[name], value, "{name}");
        }
        let again = operator.post(&at(&one, "notes"), note.clone()).await.expect(200).body;
        assert_eq!(again, made);
        let row = operator.get(&at(&one, "")).await.expect(200).body;
        assert_eq!((&row["notes"], &row["rev"]), (&json!(1), &json!(rev + 1)));
        let list = operator.get(&at(&one, "notes")).await.expect(200).body;
        assert_eq!(list["notes"], json!([made]));
        let mut other = note.clone();
        other["text"] = json!("Another text");
        assert_eq!(operator.post(&at(&one, "notes"), other).await.expect(409).body["code"], "id_taken");
        page.expect_no("note").await;
        let welcome = page.hello(id(&one), 0).await;
        assert_eq!(welcome["messages"].as_array().map(Vec::len), Some(1));
        app.mails().await;
    }

    async fn who_is_mentioned_and_not_there_gets_a_mail(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let ann = shop.person(&app.ctx, "ann@shop.example", "operator").await;
        let mut there = member(app, ann).await.socket().await;
        there.watch(None, 0).await;
        let (_page, one) = begun(app, &shop, "One").await;
        let mentions = json!([ben, ann, shop.owner]);
        let note = json!({"id": ids::new_id(), "text": "Ask <b>Ben</b>", "mentions": mentions});
        operator.post(&at(&one, "notes"), note.clone()).await.expect(200);
        operator.post(&at(&one, "notes"), note).await.expect(200);
        app.advance(MINUTE).await;
        assert_eq!(app.mails().await.len(), 0);
        app.advance(MINUTE + 1).await;
        let mails = app.mails().await;
        let mails: Vec<_> = mails.iter().filter(|mail| mail.to != "owner@shop.example").collect();
        let [mail] = &mails[..] else { panic!("{mails:?}") };
        assert_eq!(mail.to, "ben@shop.example");
        assert_eq!(mail.subject, "owner mentioned you in the chat with A visitor");
        assert!(mail.text.contains("> Ask <b>Ben</b>"), "{}", mail.text);
        let link = format!("/console/inbox?c={}", one.as_str().unwrap_or_default());
        assert_eq!(mail.link("/console/inbox"), app.link(&link));
    }

    async fn only_people_of_the_account_are_mentioned_and_only_its_conversations_noted(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let operator = member(app, shop.owner).await;
        let stranger = member(app, other.owner).await;
        let (_page, one) = begun(app, &shop, "One").await;
        let note = |text: &str, mentions: Value| json!({"id": ids::new_id(), "text": text, "mentions": mentions});
        let wrong = operator.post(&at(&one, "notes"), note("Hm", json!([other.owner]))).await;
        assert_eq!(wrong.expect(422).body["errors"]["mentions"], "unknown_person");
        let empty = operator.post(&at(&one, "notes"), note(" ", json!([]))).await.expect(422);
        assert_eq!(empty.body["errors"]["text"], "empty");
        assert_eq!(stranger.post(&at(&one, "notes"), note("Hm", json!([]))).await.status, 404);
        assert_eq!(stranger.get(&at(&one, "notes")).await.status, 404);
        let list = operator.get(&at(&one, "notes")).await.expect(200).body;
        assert_eq!(list["notes"], json!([]));
        app.mails().await;
    }
}
