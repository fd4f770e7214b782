//! Messages that are stored as one write.

use std::time::Duration;

use leadbell::db::{Backend, Tx, Write};
use leadbell::error::Result;
use leadbell::{ids, sql};
use serde_json::json;
use uuid::Uuid;

use super::{id, owner, stored};

/// Holds a conversation for a moment, so that what is said meanwhile waits together.
struct Hold(Uuid);

impl Write for Hold {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        const TEXT: &str = "UPDATE conversations SET page_title = page_title WHERE id = $1";
        sql!(tx, execute, TEXT, self.0)?;
        tokio::time::sleep(Duration::from_millis(600)).await;
        Ok(())
    }
}

/// Takes a visitor away, as an erasure does.
struct Erase(Uuid);

impl Write for Erase {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        sql!(tx, execute, "DELETE FROM page_views WHERE visitor_id = $1", self.0)?;
        sql!(tx, execute, "DELETE FROM visits WHERE visitor_id = $1", self.0)?;
        sql!(tx, execute, "DELETE FROM visitors WHERE id = $1", self.0)?;
        Ok(())
    }
}

/// Has the database refuse one text, as it refuses what breaks a rule of its own.
struct Forbid;

impl Write for Forbid {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let text = match tx.backend() {
            Backend::Sqlite => {
                "CREATE TRIGGER forbidden BEFORE INSERT ON messages WHEN NEW.text = 'forbidden' \
                 BEGIN SELECT RAISE(ABORT, 'forbidden'); END"
            }
            Backend::Postgres => "ALTER TABLE messages ADD CHECK (text <> 'forbidden')",
        };
        sql!(tx, execute, text)?;
        Ok(())
    }
}

both! {
    async fn one_message_that_cannot_be_stored_takes_no_other_along_and_leaves_no_gap(app) {
        let shop = app.shop().await;
        let mut pages = Vec::new();
        for _ in 0..5 {
            let mut visitor = app.visitor(&shop);
            visitor.view().await;
            let mut page = visitor.socket().await;
            let conversation = page.say("one").await["conversation"].clone();
            pages.push((page, conversation));
        }
        let mut others = Vec::new();
        for _ in 0..2 {
            let mut visitor = app.visitor(&shop);
            visitor.view().await;
            let mut page = visitor.socket().await;
            page.hello(None, 0).await;
            others.push((page, visitor.id.expect("a visitor")));
        }
        let [(forbidden, _), (gone, erased)] = &mut others[..] else { panic!("two") };
        app.ctx.db.write(Erase(*erased)).await.expect("an erasure");
        app.ctx.db.write(Forbid).await.expect("a rule");

        let held = Hold(id(&pages[0].1).expect("a conversation"));
        let db = app.ctx.db.clone();
        let holder = tokio::spawn(async move { db.write(held).await });
        tokio::time::sleep(Duration::from_millis(150)).await;
        for (place, (page, _)) in pages.iter_mut().enumerate() {
            page.send(json!({"t": "send", "id": ids::new_id(), "text": "two"})).await;
            if place == 2 {
                for (socket, text) in [(&mut *forbidden, "forbidden"), (&mut *gone, "Hello?")] {
                    socket.send(json!({"t": "send", "id": ids::new_id(), "text": text})).await;
                }
            }
        }
        holder.await.expect("no panic").expect("a commit");
        for (socket, code) in [(forbidden, "refused"), (gone, "closed")] {
            let refused = socket.expect("nack").await;
            // Sending it again would not help.
            assert_eq!((&refused["code"], refused.get("retry_after")), (&json!(code), None));
        }
        for (page, conversation) in &mut pages {
            let ack = page.expect("ack").await;
            assert_eq!((&ack["conversation"], &ack["number"]), (&*conversation, &json!(2)));
            assert_eq!(page.say("three").await["number"], 3);
            assert_eq!(stored(app, conversation).await.len(), 3);
        }
    }

    async fn a_closed_conversation_into_which_both_sides_write_at_once_goes_on_for_both(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut pages = Vec::new();
        for _ in 0..2 {
            let mut visitor = app.visitor(&shop);
            visitor.view().await;
            let mut page = visitor.socket().await;
            let conversation = page.say("one").await["conversation"].clone();
            pages.push((page, conversation));
        }
        let (mut page, closed) = pages.pop().expect("a page");
        let (mut other, busy) = pages.pop().expect("a page");
        let path = format!("/api/v1/conversations/{}/close", closed.as_str().unwrap_or(""));
        operator.post(&path, json!({})).await.expect(200);

        let held = Hold(id(&busy).expect("a conversation"));
        let db = app.ctx.db.clone();
        let holder = tokio::spawn(async move { db.write(held).await });
        tokio::time::sleep(Duration::from_millis(150)).await;
        other.send(json!({"t": "send", "id": ids::new_id(), "text": "first"})).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        page.send(json!({"t": "send", "id": ids::new_id(), "text": "two"})).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        let answer = json!({"t": "send", "conversation": closed, "id": ids::new_id(), "text": "three"});
        team.send(answer).await;
        holder.await.expect("no panic").expect("a commit");
        // The second is that it has ended.
        assert_eq!(page.expect("ack").await["number"], 3);
        assert_eq!(team.expect("ack").await["number"], 4);
        assert_eq!(stored(app, &closed).await.len(), 4);
        app.mails().await;
    }
}
