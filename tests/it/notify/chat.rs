//! Chats that nobody answers.

use leadbell::clock::{HOUR, MINUTE};
use serde_json::json;

use super::push::Assign;
use crate::support::PASSWORD;

both! {
    async fn a_chat_that_nobody_answers_is_told_once(app) {
        let shop = app.shop().await;
        let mut guest = app.visitor(&shop);
        guest.view().await;
        let mut socket = guest.socket().await;
        socket.hello(None, 0).await;
        let chat = socket.say("Is <b>size 39</b> in stock?").await["conversation"].clone();
        app.advance(MINUTE).await;
        socket.say("Hello?").await;
        assert_eq!(app.mails().await.len(), 0, "two minutes are not over");
        app.advance(MINUTE).await;
        let mails = app.mails().await;
        let [mail] = &mails[..] else { panic!("{mails:?}") };
        assert_eq!(mail.subject, "A visitor is waiting for an answer on shop");
        assert!(mail.text.contains("nobody has answered for 2 minutes."), "{}", mail.text);
        assert!(mail.text.contains("> Hello?"), "{}", mail.text);
        let link = format!("/console/inbox?c={}", chat.as_str().unwrap_or_default());
        assert_eq!(mail.link("/console/inbox"), app.link(&link));
        socket.say("Anybody?").await;
        app.advance(HOUR).await;
        assert_eq!(app.mails().await.len(), 0, "once is enough");
        socket.close().await;
    }

    async fn an_answered_chat_is_not_told_and_its_next_question_has_its_own_time(app) {
        let shop = app.shop().await;
        let operator = app.operator(&shop).await;
        let mut desk = operator.socket().await;
        desk.watch(None, 0).await;
        let mut guest = app.visitor(&shop);
        guest.view().await;
        let mut socket = guest.socket().await;
        socket.hello(None, 0).await;
        let chat = socket.say("Is it in stock?").await["conversation"].clone();
        app.advance(MINUTE).await;
        desk.reply(&chat, "It is.").await;
        socket.say("And in red?").await;
        app.advance(MINUTE).await;
        assert_eq!(app.mails().await.len(), 0, "the second question waits for a minute only");
        app.advance(MINUTE).await;
        assert_eq!(app.mails().await.len(), 1);
        desk.reply(&chat, "In red too.").await;
        socket.say("Thanks!").await;
        desk.reply(&chat, "Welcome.").await;
        app.advance(HOUR).await;
        assert_eq!(app.mails().await.len(), 0);
        socket.close().await;
        desk.close().await;
    }
}

both! {
    async fn whose_conversation_it_is_hears_first_and_everybody_later(app) {
        let shop = app.shop().await;
        shop.set(&app.ctx, json!({"unanswered_after": 120, "escalate_after": 300})).await;
        let bob = shop.person(&app.ctx, "bob@shop.example", "operator").await;
        // Who has left has nothing a minute later: he is there and does not react.
        let mut bobs = app.browser();
        bobs.sign_in("bob@shop.example", PASSWORD).await;
        let mut bobs = bobs.socket().await;
        bobs.watch(None, 0).await;
        let mut guest = app.visitor(&shop);
        guest.view().await;
        let mut socket = guest.socket().await;
        socket.hello(None, 0).await;
        let chat = socket.say("Is it in stock?").await["conversation"].clone();
        let conversation = chat.as_str().unwrap().parse().unwrap();
        app.ctx.db.write(Assign { conversation, user: bob }).await.unwrap();
        app.advance(2 * MINUTE).await;
        let mails = app.mails().await;
        let [mail] = &mails[..] else { panic!("{mails:?}") };
        assert_eq!(mail.to, "bob@shop.example");
        assert!(mail.text.contains("the conversation is yours to answer"), "{}", mail.text);
        app.advance(4 * MINUTE).await;
        assert_eq!(app.mails().await.len(), 0);
        app.advance(MINUTE).await;
        let mails = app.mails().await;
        let [mail] = &mails[..] else { panic!("{mails:?}") };
        assert_eq!(mail.to, shop.owner_email);
        assert!(mail.text.contains("nobody has answered for 7 minutes."), "{}", mail.text);
        app.advance(HOUR).await;
        assert_eq!(app.mails().await.len(), 0, "everybody knows");
        socket.close().await;
    }

    async fn whoever_answers_in_time_spares_the_others(app) {
        let shop = app.shop().await;
        shop.set(&app.ctx, json!({"notify": [], "escalate_after": 300})).await;
        let bob = shop.person(&app.ctx, "bob@shop.example", "operator").await;
        // Who has left has nothing a minute later: he is there and does not react.
        let mut bobs = app.browser();
        bobs.sign_in("bob@shop.example", PASSWORD).await;
        let mut bobs = bobs.socket().await;
        bobs.watch(None, 0).await;
        let operator = app.operator(&shop).await;
        let mut desk = operator.socket().await;
        desk.watch(None, 0).await;
        let mut guest = app.visitor(&shop);
        guest.view().await;
        let mut socket = guest.socket().await;
        socket.hello(None, 0).await;
        let chat = socket.say("Is it in stock?").await["conversation"].clone();
        let conversation = chat.as_str().unwrap().parse().unwrap();
        app.ctx.db.write(Assign { conversation, user: bob }).await.unwrap();
        app.advance(3 * MINUTE).await;
        assert_eq!(app.mails().await.len(), 1);
        desk.reply(&chat, "It is.").await;
        app.advance(5 * MINUTE).await;
        assert_eq!(app.mails().await.len(), 0);
        // The next question has times of its own; where no address is set, the owners are last.
        socket.say("And in red?").await;
        app.advance(2 * MINUTE).await;
        assert_eq!(app.mails().await[0].to, "bob@shop.example");
        app.advance(5 * MINUTE).await;
        let mails = app.mails().await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert_eq!(mails[0].to, shop.owner_email);
        socket.close().await;
        desk.close().await;
    }
}
