//! Who looks at which conversation, and who may answer it.

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
