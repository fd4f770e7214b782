//! Topic → sockets, on this node.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use axum::extract::ws::Utf8Bytes;

use super::outbox::{Outbox, Pushed};
use crate::bus::{Frame, Topic};

const SHARDS: usize = 64;

type Shard = HashMap<Topic, Vec<Arc<Outbox>>>;

/// The sockets of this node. Cloning shares it.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    shards: Vec<Mutex<Shard>>,
    hasher: RandomState,
    open: AtomicUsize,
    /// Who hears what nodes tell each other: each has a kind of topic of its own.
    ears: RwLock<Vec<(u8, Ear)>>,
}

type Ear = Arc<dyn Fn(&Frame) + Send + Sync>;

impl Default for Hub {
    fn default() -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self(Arc::new(Inner {
            shards,
            hasher: RandomState::new(),
            open: AtomicUsize::new(0),
            ears: RwLock::default(),
        }))
    }
}

impl Hub {
    /// Gives a frame to every follower of its topic, or ends them where it says so.
    pub fn deliver(&self, frame: &Frame) {
        if super::is_between_nodes(frame.topic) {
            if let Some(ear) = self.ear(frame.topic.kind) {
                ear(frame);
            }
            return;
        }
        if let Some(code) = super::is_ending(&frame.text) {
            return self.end(frame.topic, code);
        }
        if let Some(followers) = self.shard(frame.topic).get(&frame.topic) {
            for outbox in followers {
                outbox.push(frame.text.clone());
            }
        }
    }

    /// The same for all but one follower: the one who caused it.
    pub fn deliver_to_others(&self, frame: &Frame, but: &Arc<Outbox>) {
        if let Some(followers) = self.shard(frame.topic).get(&frame.topic) {
            for outbox in followers.iter().filter(|outbox| !Arc::ptr_eq(outbox, but)) {
                outbox.push(frame.text.clone());
            }
        }
    }

    /// Sets who hears the frames of a kind by which nodes talk to each other; the first one stays.
    pub fn listen(&self, kind: u8, ear: impl Fn(&Frame) + Send + Sync + 'static) {
        let mut ears = self.0.ears.write().unwrap_or_else(PoisonError::into_inner);
        ears.push((kind, Arc::new(ear)));
    }

    fn ear(&self, kind: u8) -> Option<Ear> {
        let ears = self.0.ears.read().unwrap_or_else(PoisonError::into_inner);
        ears.iter().find(|(of, _)| *of == kind).map(|(_, ear)| ear.clone())
    }

    /// Ends every socket of this node.
    pub fn end_all(&self, code: u16) {
        self.each(|outbox| outbox.end(code));
    }

    /// Has every socket of this node pinged soon: its topics may have gone on unheard.
    pub fn ping_all(&self) {
        self.each(Outbox::ask_for_ping);
    }

    fn each(&self, act: impl Fn(&Outbox)) {
        for shard in &self.0.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for outbox in shard.values().flatten() {
                act(outbox);
            }
        }
    }

    /// Ends every socket that follows `topic`.
    pub fn end(&self, topic: Topic, code: u16) {
        if let Some(followers) = self.shard(topic).get(&topic) {
            for outbox in followers {
                outbox.end(code);
            }
        }
    }

    /// Whether a socket of this node follows `topic`.
    pub fn is_followed(&self, topic: Topic) -> bool {
        self.shard(topic).contains_key(&topic)
    }

    /// How many sockets are open on this node.
    pub fn open_sockets(&self) -> usize {
        self.0.open.load(Ordering::Relaxed)
    }

    /// A new socket's end of the hub.
    pub fn link(&self) -> Link {
        self.0.open.fetch_add(1, Ordering::Relaxed);
        Link { hub: self.clone(), outbox: Arc::default(), topics: Vec::new() }
    }

    fn shard(&self, topic: Topic) -> MutexGuard<'_, Shard> {
        // The remainder is below `SHARDS`, so the index is there and fits.
        #[allow(clippy::cast_possible_truncation, reason = "a remainder below 64")]
        let place = (self.0.hasher.hash_one(topic) % SHARDS as u64) as usize;
        self.0.shards[place].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One socket's end of the hub: its outbox and what it follows. Dropping it unfollows.
pub struct Link {
    hub: Hub,
    outbox: Arc<Outbox>,
    topics: Vec<Topic>,
}

impl Link {
    /// Queues a frame for this socket alone.
    pub fn send(&self, text: impl Into<Utf8Bytes>) -> Pushed {
        self.outbox.push(text.into())
    }

    /// The queue, for whoever answers later.
    pub fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }

    /// Follows a topic; a second time changes nothing.
    pub fn follow(&mut self, topic: Topic) {
        if !self.topics.contains(&topic) {
            self.topics.push(topic);
            self.hub.shard(topic).entry(topic).or_default().push(self.outbox.clone());
        }
    }

    /// Follows a topic no longer.
    pub fn unfollow(&mut self, topic: Topic) {
        if let Some(place) = self.topics.iter().position(|followed| *followed == topic) {
            self.topics.swap_remove(place);
            self.leave(topic);
        }
    }

    fn leave(&self, topic: Topic) {
        let mut shard = self.hub.shard(topic);
        if let Some(followers) = shard.get_mut(&topic) {
            followers.retain(|outbox| !Arc::ptr_eq(outbox, &self.outbox));
            if followers.is_empty() {
                shard.remove(&topic);
            }
        }
    }

    /// The hub.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        for topic in &self.topics {
            self.leave(*topic);
        }
        self.hub.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn topic(id: u128) -> Topic {
        Topic { kind: b't', id: Uuid::from_u128(id) }
    }

    #[test]
    fn a_frame_reaches_the_followers_of_its_topic_only_and_none_after_they_left() {
        let hub = Hub::default();
        let (mut one, mut two) = (hub.link(), hub.link());
        one.follow(topic(1));
        one.follow(topic(1));
        two.follow(topic(2));
        hub.deliver(&Frame { topic: topic(1), text: "hello".into() });
        assert_eq!(one.outbox().take().len(), 1);
        assert!(two.outbox().take().is_empty());
        drop(one);
        assert!(!hub.is_followed(topic(1)));
        assert_eq!(hub.open_sockets(), 1);
    }
}
