//! Who looks at which conversation, and who may answer it.

use leadbell::ids;
use serde_json::{Value, json};

use super::{begun, member, member_at, owner};
use crate::support::Socket;

/// Waits for the people who look at a conversation.
async fn until(socket: &mut Socket, conversation: &Value, people: Value) {
    loop {
        let frame = socket.expect("looking").await;
        if frame["conversation"] == *conversation && frame["people"] == people {
            return;
        }
    }
}

both! {
    async fn colleagues_see_who_looks_and_who_writes_until_they_leave(app) {
        let shop = app.shop().await;
        let (_operator, mut team) = owner(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let ben_ = member(app, ben).await;
        let mut colleague = ben_.socket().await;
        colleague.watch(None, 0).await;
        let (_page, one) = begun(app, &shop, "One").await;
        let (_page, two) = begun(app, &shop, "Two").await;
        let look = |conversation: &Value, writing: bool| json!({
            "t": "look", "conversation": conversation, "writing": writing,
        });
        let person = |writing: bool| json!([{"user": ben, "name": "ben", "writing": writing}]);
        colleague.send(look(&one, false)).await;
        until(&mut team, &one, person(false)).await;
        colleague.send(look(&one, true)).await;
        until(&mut team, &one, person(true)).await;
        let welcome = team.watch(None, 0).await;
        assert_eq!(welcome["looking"][0]["people"], person(true));
        colleague.send(look(&two, false)).await;
        until(&mut team, &one, json!([])).await;
        until(&mut team, &two, person(false)).await;
        let mut second = ben_.socket().await;
        second.send(look(&two, false)).await;
        let welcome = second.watch(None, 0).await;
        assert_eq!(welcome["looking"][0]["people"], person(false));
        drop(colleague);
        second.send(json!({"t": "look", "conversation": null})).await;
        until(&mut team, &two, json!([])).await;
        let other = app.shop_named("other").await;
        let (_stranger, mut strange) = owner(app, &other).await;
        strange.send(look(&one, true)).await;
        strange.expect_no("looking").await;
        team.expect_no("looking").await;
        app.mails().await;
    }

    async fn of_two_who_answer_at_once_one_is_told_who_was_faster(app) {
        let shop = app.shop().await;
        let (_operator, mut team) = owner(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let mut colleague = member(app, ben).await.socket().await;
        colleague.watch(None, 0).await;
        let (mut page, one) = begun(app, &shop, "One").await;
        let answer = |id, seen: i64| json!({
            "t": "send", "conversation": one, "id": id, "text": "Yes", "seen": seen,
        });
        let (mine, his) = (ids::new_id(), ids::new_id());
        team.send(answer(mine, 1)).await;
        colleague.send(answer(his, 1)).await;
        let outcome = async |socket: &mut Socket| loop {
            let frame = socket.next().await.expect("a frame");
            if frame["t"] == "ack" || frame["t"] == "nack" {
                return frame;
            }
        };
        let (first, second) = (outcome(&mut team).await, outcome(&mut colleague).await);
        let (refused, by) = if first["t"] == "nack" { (&first, ben) } else { (&second, shop.owner) };
        assert_ne!(first["t"], second["t"], "{first} {second}");
        assert_eq!((&refused["code"], &refused["number"]), (&json!("answered_by"), &json!(2)));
        assert_eq!(refused["by"]["id"], json!(by));
        // What the visitor writes meanwhile, and one's own, is no colleague's answer.
        page.say("Really?").await;
        let (again, socket) = if by == ben { (mine, &mut team) } else { (his, &mut colleague) };
        socket.send(answer(again, 2)).await;
        assert_eq!(socket.expect("ack").await["number"], 4);
        socket.send(answer(again, 0)).await;
        assert_eq!(socket.expect("ack").await["number"], 4, "it is stored already");
        app.mails().await;
    }
}

with_redis! {
    async fn who_looks_on_one_node_is_seen_on_another(app, redis) {
        let second = app.node(redis).await;
        let shop = app.shop().await;
        let (_operator, mut team) = owner(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let origin = app.url.origin().ascii_serialization();
        let there = member_at(app, ben, second).await;
        let mut colleague = there.try_socket(Some(&origin)).await.expect("a socket");
        colleague.watch(None, 0).await;
        let (_page, one) = begun(app, &shop, "One").await;
        colleague.send(json!({"t": "look", "conversation": one, "writing": true})).await;
        until(&mut team, &one, json!([{"user": ben, "name": "ben", "writing": true}])).await;
        drop(colleague);
        until(&mut team, &one, json!([])).await;
        app.mails().await;
    }
}
