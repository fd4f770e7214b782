//! What each side hears of the other.

use leadbell::clock::{HOUR, MINUTE};
use serde_json::json;

use super::{id, member, owner};

both! {
    async fn read_marks_move_forward_and_reach_the_other_side(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let conversation = page.say("One").await["conversation"].clone();
        page.say("Two").await;
        team.send(json!({"t": "read", "conversation": conversation, "number": 99})).await;
        assert_eq!(page.expect("read").await["number"], 2);
        team.expect("read").await;
        team.reply(&conversation, "Three").await;
        page.send(json!({"t": "read", "number": 3})).await;
        let read = team.expect("read").await;
        assert_eq!((&read["number"], &read["by"]), (&json!(3), &json!("visitor")));
        page.send(json!({"t": "read", "number": 1})).await;
        team.expect_no("read").await;
        let path = format!("/api/v1/conversations/{}", conversation.as_str().unwrap_or(""));
        let row = operator.get(&path).await.expect(200);
        assert_eq!((&row.body["visitor_read"], &row.body["unread"]), (&json!(3), &json!(0)));
        assert_eq!(page.hello(id(&conversation), 3).await["read"], 3);
    }

    async fn typing_is_told_to_the_other_side_and_to_colleagues(app) {
        let shop = app.shop().await;
        let (_one, mut team) = owner(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let mut colleague = member(app, ben).await.socket().await;
        colleague.watch(None, 0).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        page.hello(None, 0).await;
        let conversation = page.say("Hello").await["conversation"].clone();
        page.send(json!({"t": "typing"})).await;
        let heard = team.expect("typing").await;
        assert_eq!((&heard["conversation"], &heard["by"]), (&conversation, &json!("visitor")));
        colleague.expect("typing").await;
        team.send(json!({"t": "typing", "conversation": conversation})).await;
        assert_eq!(page.expect("typing").await["name"], "owner");
        assert_eq!(colleague.expect("typing").await["by"], "operator");
        team.expect_no("typing").await;
    }

    async fn visitors_hear_when_the_team_comes_and_goes(app) {
        let shop = app.shop().await;
        shop.set(&app.ctx, json!({"hours": [{"days": [2], "from": "09:00", "to": "18:00"}]})).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let welcome = page.hello(None, 0).await;
        assert_eq!(welcome["online"], false);
        // Tuesday, 09:00 in Berlin.
        assert_eq!(welcome["back_at"], json!(app.now() + 23 * HOUR));
        let (_operator, team) = owner(app, &shop).await;
        assert_eq!(page.expect("online").await["online"], true);
        drop(team);
        assert_eq!(page.expect("online").await["online"], false);
    }

    async fn an_answered_chat_sends_no_mail(app) {
        let shop = app.shop().await;
        let (_operator, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let ack = page.say("Is anybody there?").await;
        team.reply(&ack["conversation"], "Yes").await;
        app.advance(10 * MINUTE).await;
        assert_eq!(app.mails().await.len(), 0);
    }
}
