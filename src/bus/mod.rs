//! Carries encoded frames to whoever follows a topic, on this node and on the others.

mod redis;
mod shared;

use std::sync::{Arc, OnceLock};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::watch;
use uuid::Uuid;

pub use self::redis::RedisLink;
pub use self::shared::{Rate, SharedCounts};
use crate::error::{Error, Result};

/// What a socket follows: a kind, chosen by a feature, and an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Topic {
    /// The kind's letter.
    pub kind: u8,
    /// Whose topic it is.
    pub id: Uuid,
}

/// An encoded frame and the topic it goes to. Cloning shares the text.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Where it goes.
    pub topic: Topic,
    /// One JSON text, encoded once for all who read it.
    pub text: Utf8Bytes,
}

type Sink = Arc<dyn Fn(Frame) + Send + Sync>;

/// The way from a committed write to the sockets.
#[derive(Clone, Default)]
pub struct Bus {
    sink: Arc<OnceLock<Sink>>,
    redis: Option<RedisLink>,
    counts: Option<SharedCounts>,
}

impl Bus {
    /// A bus for one process.
    pub fn local() -> Self {
        Self::default()
    }

    /// A bus over Redis: delivers on this node at once, and on the others of `installation`
    /// through a channel of its own.
    pub fn redis(url: &str, installation: &str) -> Result<Self> {
        let sink: Arc<OnceLock<Sink>> = Arc::default();
        let inbound = sink.clone();
        let client = ::redis::Client::open(url)
            .map_err(|cause| Error::Invalid(format!("LEADBELL_REDIS_URL: {cause}")))?;
        let counts = Some(SharedCounts::new(client.clone(), installation)?);
        let link = RedisLink::start(client, installation, move |frame| {
            if let Some(sink) = inbound.get() {
                sink(frame);
            }
        });
        Ok(Self { sink, redis: Some(link), counts })
    }

    /// Sets the receiver of this node's frames; the first one stays.
    pub fn deliver_to(&self, sink: impl Fn(Frame) + Send + Sync + 'static) {
        let _ = self.sink.set(Arc::new(sink));
    }

    /// Hands a frame to every follower of its topic. Never waits.
    pub fn publish(&self, frame: Frame) {
        self.publish_elsewhere(&frame);
        if let Some(sink) = self.sink.get() {
            sink(frame);
        }
    }

    /// Hands a frame to the followers on the other nodes only.
    pub fn publish_elsewhere(&self, frame: &Frame) {
        if let Some(link) = &self.redis {
            link.publish(frame);
        }
    }

    /// What the nodes count together; `None` for a single process.
    pub fn counts(&self) -> Option<&SharedCounts> {
        self.counts.as_ref()
    }

    /// Whether there are other nodes.
    pub fn is_shared(&self) -> bool {
        self.redis.is_some()
    }

    /// Waits until the other nodes can be reached, or can be again; never for a single process.
    pub async fn connected(&self, seen: &mut Option<watch::Receiver<bool>>) {
        let Some(link) = &self.redis else { return std::future::pending().await };
        let connection = seen.get_or_insert_with(|| {
            let mut connection = link.connection();
            connection.mark_changed();
            connection
        });
        while connection.changed().await.is_ok() {
            if *connection.borrow_and_update() {
                return;
            }
        }
        // The link has ended: this process does.
        std::future::pending::<()>().await;
    }

    /// Whether the other nodes can be reached now; always true for a single process.
    pub fn is_connected(&self) -> bool {
        self.redis.as_ref().is_none_or(RedisLink::is_connected)
    }
}
