//! Published versions in memory: they never change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use super::engine::Scripts;
use super::script::{Does, Script};
use super::store::scripts;
use crate::ctx::Ctx;
use crate::db::Statements;
use crate::error::Result;

/// Versions kept; when they are as many, it starts anew.
const MOST: usize = 500;
/// Scripts that one may need.
const CALLED: usize = 20;

/// A version, and what it needs.
pub struct Version {
    /// Whose it is.
    pub account: Uuid,
    /// Of which script it is a version.
    pub of: Uuid,
    /// The script.
    pub script: Script,
    /// Whether it may ask who the visitor is.
    pub knows_visitor: bool,
    calls: Vec<Uuid>,
}

#[derive(Default)]
struct Versions(Mutex<HashMap<Uuid, Arc<Version>>>);

/// The versions that a few runs may need.
#[derive(Default)]
pub struct Shelf {
    versions: HashMap<String, Arc<Version>>,
    published: HashMap<String, String>,
}

impl Scripts for Shelf {
    fn version(&self, reference: &str) -> Option<&Script> {
        self.versions.get(reference).map(|version| &version.script)
    }

    fn published(&self, script: &str) -> Option<String> {
        self.published.get(script).cloned()
    }
}

impl Shelf {
    /// The version under a reference.
    pub fn get(&self, reference: &str) -> Option<&Version> {
        self.versions.get(reference).map(|version| &**version)
    }

    /// Adds a version of an account with all that it calls.
    pub async fn add(
        &mut self,
        ctx: &Ctx,
        db: &mut (impl Statements + Send),
        account: Uuid,
        id: Uuid,
    ) -> Result<()> {
        let mut wanted = vec![id];
        while let Some(id) = wanted.pop() {
            let reference = id.to_string();
            if self.versions.contains_key(&reference) || self.versions.len() > CALLED * 50 {
                continue;
            }
            let Some(version) = load(ctx, db, id).await? else { continue };
            if version.account != account {
                continue;
            }
            for script in version.calls.iter().take(CALLED) {
                if let Some(id) = scripts::published(db, account, *script).await? {
                    self.published.insert(script.to_string(), id.to_string());
                    wanted.push(id);
                }
            }
            self.versions.insert(reference, version);
        }
        Ok(())
    }
}

async fn load(
    ctx: &Ctx,
    db: &mut (impl Statements + Send),
    id: Uuid,
) -> Result<Option<Arc<Version>>> {
    let known = ctx.local.of::<Versions>();
    let lock = || known.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(version) = lock().get(&id) {
        return Ok(Some(version.clone()));
    }
    let found = scripts::definition(db, id).await?;
    let Some((account, of, definition)) = found else { return Ok(None) };
    let Ok(script) = serde_json::from_str::<Script>(&definition) else {
        tracing::error!(%id, "a version of a script cannot be read");
        return Ok(None);
    };
    let calls = script.steps.iter().filter_map(|step| match &step.does {
        Does::Call { script, .. } => script.parse().ok(),
        _ => None,
    });
    let calls = calls.collect();
    let knows_visitor = definition.contains('@') || definition.contains("\"known\":true");
    let version = Arc::new(Version { account, of, script, knows_visitor, calls });
    let mut all = lock();
    if all.len() >= MOST {
        all.clear();
    }
    all.insert(id, version.clone());
    Ok(Some(version))
}
