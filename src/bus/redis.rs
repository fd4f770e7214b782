//! The bus between the nodes of one installation: a Redis channel that holds nothing. When Redis is away, frames for
//! other nodes are dropped: their clients catch up from the database.

use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::sync::{mpsc, watch};
use uuid::Uuid;

use super::{Frame, Topic};
use crate::ids;

/// Frames waiting for Redis; beyond it they are dropped, since they can be caught up.
const QUEUE: usize = 8_192;
/// Node id, topic kind, topic id.
const HEADER: usize = 16 + 1 + 16;

/// The connection of one node to the channel.
#[derive(Clone)]
pub struct RedisLink {
    node: Uuid,
    queue: mpsc::Sender<Vec<u8>>,
    connected: watch::Receiver<bool>,
}

impl RedisLink {
    /// Starts the two tasks that send and receive; they reconnect by themselves.
    pub fn start(
        client: redis::Client,
        installation: &str,
        deliver: impl Fn(Frame) + Send + Sync + 'static,
    ) -> Self {
        let node = ids::new_id();
        let channel = format!("leadbell:{installation}:frames");
        let (queue, waiting) = mpsc::channel(QUEUE);
        let (tell, connected) = watch::channel(false);
        tokio::spawn(send(client.clone(), channel.clone(), waiting));
        tokio::spawn(receive(client, channel, node, deliver, tell));
        Self { node, queue, connected }
    }

    /// Queues a frame for the other nodes.
    pub fn publish(&self, frame: &Frame) {
        let mut packet = Vec::with_capacity(HEADER + frame.text.len());
        packet.extend_from_slice(self.node.as_bytes());
        packet.push(frame.topic.kind);
        packet.extend_from_slice(frame.topic.id.as_bytes());
        packet.extend_from_slice(frame.text.as_bytes());
        if self.queue.try_send(packet).is_err() {
            metrics::counter!("leadbell_bus_dropped_total").increment(1);
        }
    }

    /// Whether the channel is subscribed now.
    pub fn is_connected(&self) -> bool {
        *self.connected.borrow()
    }

    /// Whether it is, and each change of that.
    pub fn connection(&self) -> watch::Receiver<bool> {
        self.connected.clone()
    }
}

async fn send(client: redis::Client, channel: String, mut waiting: mpsc::Receiver<Vec<u8>>) {
    let mut batch = Vec::new();
    let mut link = None;
    while waiting.recv_many(&mut batch, 256).await > 0 {
        if link.is_none() {
            link = client.get_multiplexed_async_connection().await.ok();
        }
        let mut pipe = redis::pipe();
        for packet in batch.drain(..) {
            pipe.publish(&channel, packet).ignore();
        }
        let sent = match &mut link {
            Some(link) => pipe.query_async::<()>(link).await.is_ok(),
            None => false,
        };
        if !sent {
            link = None;
            metrics::counter!("leadbell_bus_dropped_total").increment(1);
        }
    }
}

async fn receive(
    client: redis::Client,
    channel: String,
    own: Uuid,
    deliver: impl Fn(Frame),
    connected: watch::Sender<bool>,
) {
    loop {
        match client.get_async_pubsub().await {
            Ok(mut link) => {
                if link.subscribe(&channel).await.is_ok() {
                    connected.send_replace(true);
                    let mut packets = link.on_message();
                    while let Some(packet) = packets.next().await {
                        if let Some(frame) = decode(packet.get_payload_bytes(), own) {
                            deliver(frame);
                        }
                    }
                }
                connected.send_replace(false);
                tracing::warn!("the Redis bus is away; clients catch up from the database");
            }
            Err(cause) => tracing::warn!(%cause, "the Redis bus cannot be reached"),
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Reads a packet of another node; our own are delivered already.
fn decode(packet: &[u8], own: Uuid) -> Option<Frame> {
    let (node, rest) = packet.split_at_checked(16)?;
    let (kind, rest) = rest.split_first()?;
    let (id, text) = rest.split_at_checked(16)?;
    if node == own.as_bytes() {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    Some(Frame { topic: Topic { kind: *kind, id: Uuid::from_slice(id).ok()? }, text: text.into() })
}
