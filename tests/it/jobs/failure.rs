//! Jobs that fail: tried again, and in the end dead letters.

use std::sync::Arc;
use std::time::Duration;

use leadbell::clock::{DAY, HOUR, MINUTE, Millis};
use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::jobs::{self, Failure, When};
use uuid::Uuid;

use super::{Node, Seen, Work, registry};

struct Replay(Uuid, Uuid, Millis);

impl Write for Replay {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        jobs::replay(tx, self.0, self.1, self.2).await
    }
}

both! {
    async fn a_job_is_tried_again_later_and_in_the_end_becomes_a_dead_letter(app) {
        let seen = Arc::new(Seen::default());
        let node = Node::start(app, registry(&seen, |_, _, _, times| async move {
            if times <= 4 { Err(Failure::Retry(format!("try {times}"))) } else { Ok(()) }
        })).await;
        node.add(0..1, When::default()).await;
        for times in 1..4 {
            let error = Some(format!("try {times}"));
            node.until(app, "it failed", async || {
                node.queue().await == [("test.work".into(), "waiting".into(), error.clone())]
            }).await;
            assert_eq!(seen.total(), times, "not before its time");
            app.ctx.clock.advance(MINUTE);
        }
        let dead = [("test.work".to_owned(), "dead".to_owned(), Some("try 4".to_owned()))];
        node.until(app, "it was given up", async || node.queue().await == dead).await;
        app.ctx.clock.advance(DAY);
        tokio::time::sleep(Duration::from_millis(60)).await;
        assert_eq!(seen.total(), 4);
        let mut db = node.ctx.db.read().await.expect("the database");
        let letters = jobs::dead_letters(&mut db, Uuid::nil(), 10).await.expect("letters");
        drop(db);
        assert_eq!((letters.len(), letters[0].attempts), (1, 4));
        let (id, now) = (letters[0].id, app.now());
        assert!(!node.ctx.db.write(Replay(Uuid::max(), id, now)).await.expect("an answer"), "another account's");
        assert!(node.ctx.db.write(Replay(Uuid::nil(), id, now)).await.expect("an answer"));
        node.until_empty(app).await;
        assert_eq!(seen.total(), 5);
        node.end().await;
    }

    async fn what_nobody_knows_and_what_panics_are_dead_letters(app) {
        let seen = Arc::new(Seen::default());
        let node = Node::start(app, registry(&seen, |_, _, _, _| async { panic!("a bug") })).await;
        node.add(0..1, When::default()).await;
        node.until(app, "it is dead", async || {
            node.queue().await == [("test.work".into(), "dead".into(), Some("the job panicked".into()))]
        }).await;
        node.do_sql("UPDATE jobs SET kind = 'test.gone', state = 'waiting', due_at = 0, attempts = 0 WHERE kind = 'test.work'").await;
        let words = "this release knows no job `test.gone`".to_owned();
        node.until(app, "it is dead", async || {
            node.queue().await == [("test.gone".into(), "dead".into(), Some(words.clone()))]
        }).await;
        node.end().await;
    }

    async fn a_failed_job_comes_back_although_another_waits_under_its_key(app) {
        let seen = Arc::new(Seen::default());
        let pause = seen.clone();
        let node = Node::start(app, registry(&seen, move |_, work: Work, _, times| {
            let pause = pause.clone();
            async move {
                if work.number == 0 && times == 1 {
                    pause.go_on.notified().await;
                    return Err(Failure::Retry("once".into()));
                }
                Ok(())
            }
        })).await;
        let now = node.ctx.clock.now();
        let when = |due_at| When { due_at, key: Some("one".into()) };
        node.add(0..1, when(now)).await;
        node.until(app, "it runs", async || seen.begun(0) == 1).await;
        node.add(1..2, when(now + HOUR)).await;
        seen.go_on.notify_one();
        node.until(app, "both wait", async || node.queue().await.iter().all(|job| job.1 == "waiting")).await;
        app.ctx.clock.advance(HOUR);
        node.until_empty(app).await;
        assert_eq!((seen.begun(0), seen.begun(1)), (2, 1));
        node.end().await;
    }
}
