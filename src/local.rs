//! What features keep in memory on this node: caches, limits, queues for a scarce resource.
//! Nothing in it may be missed after a restart.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// One value a type, made at its first use. The platform need not know the types.
#[derive(Default)]
pub struct Local(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Local {
    /// This node's value of `T`.
    pub fn of<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let value = values.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        // The key is the value's own type, so the cast holds.
        value.clone().downcast().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn each_type_has_one_value() {
        let local = Local::default();
        local.of::<AtomicU32>().store(7, Ordering::Relaxed);
        assert_eq!(local.of::<AtomicU32>().load(Ordering::Relaxed), 7);
        assert_eq!(*local.of::<String>(), "");
    }
}
