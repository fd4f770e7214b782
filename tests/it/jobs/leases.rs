//! Several runners, lost leases, and a process that dies or ends.

use std::sync::Arc;
use std::time::Duration;

use leadbell::clock::DAY;
use leadbell::ctx::Ctx;
use leadbell::jobs::{self, Failure, Lease, When};

use super::{Effect, Node, Seen, Work, effects, registry};

both! {
    async fn two_runners_share_the_work_and_nothing_runs_twice(app) {
        let seen = Arc::new(Seen::default());
        let brief = |_, _, _, _| async {
            tokio::time::sleep(Duration::from_millis(2)).await;
            Ok(())
        };
        let one = Node::start(app, registry(&seen, brief)).await;
        let two = one.beside(app, registry(&seen, brief)).await;
        one.until(app, "both run", async || {
            one.ctx.db.jobs_due().notify_one();
            jobs::due_count(&mut one.ctx.db.read().await.expect("the database"), app.now()).await.expect("a count") == 0
        }).await;
        one.add(0..300, When::default()).await;
        one.until_empty(app).await;
        assert_eq!(seen.total(), 300);
        assert!(seen.overlaps.lock().expect("a lock").is_empty());
        two.end().await;
        one.end().await;
    }

    async fn a_job_whose_lease_was_lost_has_no_effect_and_the_next_holder_has_it_once(app) {
        let seen = Arc::new(Seen::default());
        let pause = seen.clone();
        let node = Node::start(app, registry(&seen, move |ctx: Ctx, work: Work, lease, times| {
            let pause = pause.clone();
            async move {
                if times == 1 {
                    pause.go_on.notified().await;
                }
                ctx.db.write(Effect(work.number, lease)).await?;
                Ok(())
            }
        })).await;
        node.add(0..1, When::default()).await;
        node.until(app, "it runs", async || seen.begun(0) == 1).await;
        // As when this node had been silent for a minute: somebody puts the job back.
        node.do_sql("UPDATE jobs SET state = 'waiting', due_at = 0, fence = fence + 1 WHERE kind = 'test.work'").await;
        node.until(app, "it runs again", async || seen.begun(0) == 2).await;
        node.until(app, "the second has ended", async || effects(&node.ctx).await == 1).await;
        seen.go_on.notify_one();
        node.until_empty(app).await;
        assert_eq!(effects(&node.ctx).await, 1);
        node.end().await;
    }

    async fn through_failures_and_stolen_leases_each_effect_happens_once(app) {
        const JOBS: i64 = 60;
        let seen = Arc::new(Seen::default());
        let shaky = |ctx: Ctx, work: Work, lease: Lease, times: u32| async move {
            tokio::time::sleep(Duration::from_millis(rand::random_range(0..12))).await;
            if times < 3 && rand::random_ratio(1, 3) {
                return Err(Failure::Retry("not yet".into()));
            }
            ctx.db.write(Effect(work.number, lease)).await?;
            Ok(())
        };
        let one = Node::start(app, registry(&seen, shaky)).await;
        let two = one.beside(app, registry(&seen, shaky)).await;
        one.add(0..JOBS, When::default()).await;
        one.until(app, "every job has had its effect", async || {
            if rand::random_ratio(1, 4) {
                one.do_sql(
                    "UPDATE jobs SET state = 'waiting', due_at = 0, fence = fence + 1, attempts = 0 \
                     WHERE kind = 'test.work' AND state = 'running'",
                ).await;
            }
            app.ctx.clock.advance(1_000);
            two.ctx.db.jobs_due().notify_one();
            effects(&one.ctx).await == JOBS
        }).await;
        one.until_empty(app).await;
        assert_eq!(effects(&one.ctx).await, JOBS);
        two.end().await;
        one.end().await;
    }

    async fn what_was_running_when_the_process_died_goes_on(app) {
        let seen = Arc::new(Seen::default());
        let node = Node::start(app, registry(&seen, |_, _, _, _| async { Ok(()) })).await;
        let later = node.ctx.clock.now() + DAY;
        node.add(0..1, When { due_at: later, key: None }).await;
        // A lease that ended long ago, as the database's clock says.
        node.do_sql("UPDATE jobs SET state = 'running', due_at = 1, attempts = 1, fence = 1 WHERE kind = 'test.work'").await;
        let next = node.beside(app, registry(&seen, |_, _, _, _| async { Ok(()) })).await;
        next.until_empty(app).await;
        assert_eq!(seen.total(), 1);
        next.end().await;
        node.end().await;
    }

    async fn at_the_end_a_running_job_is_waited_for(app) {
        let seen = Arc::new(Seen::default());
        let node = Node::start(app, registry(&seen, |ctx: Ctx, work: Work, lease, _| async move {
            tokio::time::sleep(Duration::from_millis(150)).await;
            ctx.db.write(Effect(work.number, lease)).await?;
            Ok(())
        })).await;
        node.add(0..8, When::default()).await;
        node.until(app, "they run", async || seen.total() > 0).await;
        let ctx = node.ctx.clone();
        let app_of_node = node;
        app_of_node.stop.cancel();
        app_of_node.tasks.wait().await;
        assert_eq!(effects(&ctx).await, i64::from(seen.total()));
    }
}
