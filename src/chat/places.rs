//! How many sockets one network address has open, so that one cannot take them all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The open sockets by network. Cloning shares it.
#[derive(Clone, Default)]
pub struct Places(Arc<Mutex<HashMap<IpAddr, u32>>>);

/// One socket's place; free again when it is dropped.
pub struct Place {
    places: Places,
    network: IpAddr,
}

impl Places {
    /// Takes a place, unless the network has `most` already.
    pub fn take(&self, network: IpAddr, most: u32) -> Option<Place> {
        let mut counts = self.lock();
        let count = counts.entry(network).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place { places: self.clone(), network })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.places.lock();
        if let Some(count) = counts.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_so_many_places_and_gets_them_back() {
        let places = Places::default();
        let network = IpAddr::from([192, 0, 2, 1]);
        let (first, second) = (places.take(network, 2), places.take(network, 2));
        assert!(first.is_some() && second.is_some());
        assert!(places.take(network, 2).is_none());
        assert!(places.take(IpAddr::from([192, 0, 2, 2]), 2).is_some());
        drop(first);
        assert!(places.take(network, 2).is_some());
        drop(second);
        assert!(places.lock().is_empty());
    }
}
