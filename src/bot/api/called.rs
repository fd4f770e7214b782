//! Whether what a script's calls name is there in the scripts that they call, and the magnets that
//! it gives.

use uuid::Uuid;

use crate::bot::script::check::{Finding, Level};
use crate::bot::script::{Does, Script};
use crate::bot::shelf::Shelf;
use crate::bot::store::scripts as store;
use crate::ctx::Ctx;
use crate::db::Read;
use crate::error::Result;
use crate::magnets;

/// Calls of scripts that are not there, or of steps that the published one does not have; and magnets
/// that are gone.
pub async fn findings(
    ctx: &Ctx,
    db: &mut Read,
    account: Uuid,
    script: &Script,
) -> Result<Vec<Finding>> {
    let mut shelf = Shelf::default();
    let mut found = Vec::new();
    for step in &script.steps {
        if let Does::Magnet { magnet, .. } = &step.does
            && let Ok(magnet) = magnet.parse()
            && magnets::by_id(db, account, magnet).await?.is_none()
        {
            found.push(Finding {
                step: Some(step.id.clone()),
                field: "magnet".to_owned(),
                level: Level::Error,
                code: "no_such_magnet",
                about: String::new(),
            });
        }
        let Does::Call { script: called, entry } = &step.does else { continue };
        if called.is_empty() {
            continue;
        }
        let row = match called.parse() {
            Ok(id) => store::one(db, account, id).await?,
            Err(_) => None,
        };
        let Some(version) = row.as_ref().and_then(|row| row.version_id) else {
            // Two that call each other are published one after the other.
            let level = if row.is_none() { Level::Error } else { Level::Warning };
            let (step, field) = (Some(step.id.clone()), "script".to_owned());
            found.push(Finding {
                step,
                field,
                level,
                code: "no_such_script",
                about: String::new(),
            });
            continue;
        };
        let Some(entry) = entry else { continue };
        shelf.add(ctx, db, account, version).await?;
        let there = shelf.get(&version.to_string());
        if there.is_some_and(|version| version.script.step(entry).is_none()) {
            found.push(Finding {
                step: Some(step.id.clone()),
                field: "entry".to_owned(),
                level: Level::Error,
                code: "no_such_entry",
                about: entry.chars().take(80).collect(),
            });
        }
    }
    Ok(found)
}
