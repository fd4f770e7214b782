//! What can be tried out: the features that have it say so.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::Kind;
use crate::ctx::Ctx;
use crate::error::Result;

/// Something that can be tried out against others of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Which.
    pub id: Uuid,
    /// What the team calls it.
    pub name: String,
    /// On which site alone it is; nothing where it may be on each.
    pub site: Option<Uuid>,
}

/// Lists the subjects of an account.
pub type Lister = Arc<dyn Fn(Ctx, Uuid) -> BoxFuture<'static, Result<Vec<Subject>>> + Send + Sync>;

#[derive(Default)]
struct Listers(Mutex<HashMap<Kind, Lister>>);

/// Sets who lists the subjects of a kind.
pub fn list_with(ctx: &Ctx, kind: Kind, lister: Lister) {
    let listers = ctx.local.of::<Listers>();
    listers.0.lock().unwrap_or_else(PoisonError::into_inner).insert(kind, lister);
}

/// What an account can try out of a kind.
pub async fn subjects_of(ctx: &Ctx, kind: Kind, account: Uuid) -> Result<Vec<Subject>> {
    let listers = ctx.local.of::<Listers>();
    let lister = listers.0.lock().unwrap_or_else(PoisonError::into_inner).get(&kind).cloned();
    match lister {
        Some(lister) => lister(ctx.clone(), account).await,
        None => Ok(Vec::new()),
    }
}
