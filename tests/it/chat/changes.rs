//! Every change of the inbox has a number, and who missed some gets what they were about.

use serde_json::{Value, json};

use super::{id, owner};

both! {
    async fn every_change_comes_to_the_team_with_the_next_number(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let conversation = page.say("One").await["conversation"].clone();
        team.reply(&conversation, "Two").await;
        page.send(json!({"t": "got", "number": 2})).await;
        page.send(json!({"t": "read", "number": 2})).await;
        let path = format!("/api/v1/conversations/{}/close", conversation.as_str().unwrap_or(""));
        let mut heard: Vec<(i64, String)> = Vec::new();
        while heard.len() < 8 {
            if heard.len() == 6 {
                operator.post(&path, json!({})).await.expect(200);
            }
            let frame = team.next().await.expect("a frame");
            if let Some(rev) = frame["rev"].as_i64() {
                heard.push((rev, frame["t"].as_str().unwrap_or_default().to_owned()));
            }
        }
        let kinds = [
            "message", "conversation", "message", "conversation", "got", "read", "message",
            "conversation",
        ];
        let expected: Vec<_> = (1..).zip(kinds.map(str::to_owned)).collect();
        assert_eq!(heard, expected);
        assert_eq!(team.watch(None, 0).await["rev"], 8);
    }

    async fn who_missed_changes_gets_the_conversations_that_they_were_of(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut all = Vec::new();
        for text in ["One", "Two", "Three"] {
            let mut visitor = app.visitor(&shop);
            visitor.view().await;
            all.push(visitor.socket().await.say(text).await["conversation"].clone());
        }
        let before = team.watch(None, 0).await["rev"].as_i64().expect("a number");
        team.reply(&all[1], "Yes?").await;
        let answer = operator.get(&format!("/api/v1/changes?after={before}")).await.expect(200);
        assert_eq!(answer.body["rev"], before + 2);
        assert_eq!(answer.body["resync"], false);
        let rows = answer.body["conversations"].as_array().expect("rows");
        assert_eq!(rows.len(), 1);
        assert_eq!((&rows[0]["id"], &rows[0]["rev"]), (&all[1], &json!(before + 2)));
        assert_eq!(rows[0]["last_text"], "Yes?");
        let none = operator.get(&format!("/api/v1/changes?after={}", before + 2)).await.expect(200);
        assert_eq!((&none.body["conversations"], &none.body["resync"]), (&json!([]), &json!(false)));
        // A number that was never given: the database was set back.
        let later = operator.get(&format!("/api/v1/changes?after={}", before + 9)).await.expect(200);
        assert_eq!(later.body["resync"], true);
        app.mails().await;
    }

    async fn changes_of_long_ago_are_not_kept_and_the_client_is_told_to_begin_anew(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let conversation = page.say("One").await["conversation"].clone();
        team.reply(&conversation, "Two").await;
        app.advance(3 * leadbell::clock::HOUR).await;
        assert_eq!(page.say("Three").await["number"], 3);
        let told = async |after: i64| -> Value {
            operator.get(&format!("/api/v1/changes?after={after}")).await.expect(200).body
        };
        assert_eq!(told(1).await["resync"], true);
        assert_eq!(told(4).await["resync"], false);
        assert_eq!(told(4).await["conversations"][0]["number"], 3);
        app.mails().await;
    }

    async fn what_has_come_and_what_was_read_is_told_to_the_visitor_and_said_again_by_a_ping(app) {
        let shop = app.shop().await;
        let (_operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let conversation = page.say("One").await["conversation"].clone();
        page.say("Two").await;
        team.send(json!({"t": "got", "conversation": conversation, "number": 2})).await;
        assert_eq!(page.expect("got").await["number"], 2);
        team.send(json!({"t": "read", "conversation": conversation, "number": 1})).await;
        assert_eq!(page.expect("read").await["number"], 1);
        let welcome = page.hello(id(&conversation), 2).await;
        assert_eq!((&welcome["got"], &welcome["read"]), (&json!(2), &json!(1)));
        assert_eq!(welcome["state"]["status"], "open");
        app.ctx.hub.ping_all();
        let ping = page.expect("ping").await;
        assert_eq!((&ping["got"], &ping["read"]), (&json!(2), &json!(1)));
        app.mails().await;
    }
}
