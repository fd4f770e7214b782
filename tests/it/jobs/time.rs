//! When a job is due, whatever the clock does.

use std::sync::Arc;
use std::time::Duration;

use leadbell::clock::{HOUR, MINUTE};
use leadbell::jobs::When;

use super::{Node, Seen, registry};

both! {
    async fn a_job_that_runs_is_not_begun_again_when_the_clock_jumps(app) {
        let seen = Arc::new(Seen::default());
        let pause = seen.clone();
        let node = Node::start(app, registry(&seen, move |_, _, _, _| {
            let pause = pause.clone();
            async move {
                pause.go_on.notified().await;
                Ok(())
            }
        })).await;
        node.add(0..1, When::default()).await;
        node.until(app, "it runs", async || seen.begun(0) == 1).await;
        for jump in [HOUR, -2 * HOUR, HOUR] {
            app.ctx.clock.advance(jump);
            node.ctx.db.jobs_due().notify_one();
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
        assert_eq!(seen.total(), 1);
        seen.go_on.notify_one();
        node.until_empty(app).await;
        node.end().await;
    }

    async fn a_job_due_later_runs_once_although_the_clock_went_back(app) {
        let seen = Arc::new(Seen::default());
        let node = Node::start(app, registry(&seen, |_, _, _, _| async { Ok(()) })).await;
        let due_at = node.ctx.clock.now() + MINUTE;
        node.add(0..1, When { due_at, key: None }).await;
        app.ctx.clock.advance(-HOUR);
        node.ctx.db.jobs_due().notify_one();
        tokio::time::sleep(Duration::from_millis(60)).await;
        assert_eq!(seen.total(), 0);
        app.ctx.clock.advance(HOUR + MINUTE);
        node.until_empty(app).await;
        assert_eq!(seen.total(), 1);
        node.end().await;
    }

    async fn under_one_key_one_job_waits_and_the_earlier_time_holds(app) {
        let seen = Arc::new(Seen::default());
        let node = Node::start(app, registry(&seen, |_, _, _, _| async { Ok(()) })).await;
        let now = node.ctx.clock.now();
        let at = |minutes| When { due_at: now + minutes * MINUTE, key: Some("one".into()) };
        node.add(0..1, at(10)).await;
        node.add(1..2, at(5)).await;
        node.add(2..3, at(20)).await;
        assert_eq!(node.queue().await.len(), 1);
        app.ctx.clock.advance(5 * MINUTE);
        node.until_empty(app).await;
        assert_eq!((seen.begun(0), seen.total()), (1, 1));
        node.end().await;
    }
}
