//! A small cache for rows that are read on every request and seldom change.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::{Clock, Millis};
use crate::error::Result;

/// Entries kept; when it is full, it starts anew.
const MOST: usize = 10_000;

/// Values by text key, each kept for a set time. A change on another node is seen once it ends.
pub struct Cache<V> {
    life: Millis,
    entries: Mutex<HashMap<String, (Millis, Arc<V>)>>,
}

impl<V> Cache<V> {
    /// A cache whose entries live for `life` milliseconds.
    pub fn new(life: Millis) -> Self {
        Self { life, entries: Mutex::default() }
    }

    /// The cached value, or what `load` finds; that nothing was found is not kept.
    pub async fn get<F>(&self, clock: &Clock, key: &str, load: F) -> Result<Option<Arc<V>>>
    where
        F: Future<Output = Result<Option<V>>>,
    {
        let now = clock.now();
        if let Some((until, value)) = self.lock().get(key)
            && *until > now
        {
            return Ok(Some(value.clone()));
        }
        let Some(value) = load.await?.map(Arc::new) else { return Ok(None) };
        let mut entries = self.lock();
        if entries.len() >= MOST {
            entries.clear();
        }
        entries.insert(key.to_owned(), (now + self.life, value.clone()));
        Ok(Some(value))
    }

    /// Forgets everything, after a change.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Millis, Arc<V>)>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
