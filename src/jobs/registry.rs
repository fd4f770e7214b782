//! Job kind → handler. `app` fills it; the queue knows no feature.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::Value;

use super::{Death, Failure, Job, Lease};
use crate::ctx::Ctx;
use crate::db::Tx;
use crate::error::Result;

/// What a handler gives back.
pub type Handled = std::result::Result<(), Failure>;
type Erased = Arc<dyn Fn(Ctx, Value, Lease) -> BoxFuture<'static, Handled> + Send + Sync>;

/// [`Job::buried`] for a stored payload.
pub(super) type Buried =
    for<'a, 'c> fn(&'a mut Tx<'c>, &'a Value, &'a Death) -> BoxFuture<'a, Result<()>>;

/// How jobs of one kind are run.
#[derive(Clone)]
pub struct Handler {
    pub(super) run: Erased,
    pub(super) tries: i64,
    pub(super) buried: Buried,
}

/// The handlers of every kind.
#[derive(Clone, Default)]
pub struct Registry(HashMap<&'static str, Handler>);

impl Registry {
    /// Adds the handler of `J`. It must be idempotent: a job runs again after a crash.
    /// Returning `Ok` ends the job, unless the handler has settled it in its own write.
    #[must_use]
    pub fn on<J, F, R>(mut self, handler: F) -> Self
    where
        J: Job,
        F: Fn(Ctx, J, Lease) -> R + Send + Sync + 'static,
        R: Future<Output = Handled> + Send + 'static,
    {
        let run: Erased =
            Arc::new(move |ctx, payload, lease| match serde_json::from_value(payload) {
                Ok(job) => Box::pin(handler(ctx, job, lease)),
                Err(cause) => Box::pin(async move { Err(Failure::Dead(cause.to_string())) }),
            });
        self.0.insert(J::KIND, Handler { run, tries: J::TRIES, buried: buried::<J> });
        self
    }

    pub(super) fn get(&self, kind: &str) -> Option<Handler> {
        self.0.get(kind).cloned()
    }
}

fn buried<'a, J: Job>(
    tx: &'a mut Tx<'_>,
    payload: &'a Value,
    death: &'a Death,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        // What cannot be read cannot be followed up either.
        match J::deserialize(payload) {
            Ok(job) => job.buried(tx, death).await,
            Err(_) => Ok(()),
        }
    })
}
