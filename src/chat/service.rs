//! What the sockets of the chat share.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::gather::{AGAIN, QUEUE, Waiting, gather};
use super::places::Places;
use super::write::{Said, What};
use super::{dispatch, frames, nodes, presence, search};
use crate::ctx::Ctx;
use crate::realtime::Outbox;
use crate::sites;

/// The chat's long-lived part. Cloning shares it.
#[derive(Clone)]
pub struct Chat {
    pub(super) ctx: Ctx,
    pub(super) places: Places,
    queue: mpsc::Sender<Waiting>,
    sockets: TaskTracker,
}

impl Chat {
    /// Starts the gatherer, which ends once every socket has.
    pub fn start(ctx: &Ctx, tasks: &TaskTracker) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tasks.spawn(gather(ctx.clone(), waiting));
        presence::begin(ctx);
        sites::watch(ctx, Box::new(dispatch::sites_changed));
        tasks.spawn(nodes::keep(ctx.clone()));
        tasks.spawn(dispatch::keep(ctx.clone()));
        tasks.spawn(search::run(ctx.clone()));
        Self { ctx: ctx.clone(), places: Places::default(), queue, sockets: tasks.clone() }
    }

    /// What a socket holds while it lives, so that a shutdown waits for it.
    pub(super) fn alive(&self) -> TaskTrackerToken {
        self.sockets.token()
    }

    /// Gives a message to the gatherer; the answer comes to `to` after the commit.
    pub(super) fn say(&self, said: Said, to: &Arc<Outbox>) {
        let waiting = Waiting { said, to: to.clone() };
        if let Err(full) = self.queue.try_send(waiting)
            && let What::Message { id, .. } = full.into_inner().said.what
        {
            to.push(frames::nack(id, "unavailable", Some(AGAIN)).into());
        }
    }
}

/// When a client is to come back after a shutdown, in milliseconds: not all at once.
pub(super) fn back_after() -> u32 {
    rand::random_range(500..5_000)
}
