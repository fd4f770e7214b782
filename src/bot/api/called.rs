//! Whether what a script's calls name is there in the scripts that they call.

use uuid::Uuid;

use crate::bot::script::check::{Finding, Level};
use crate::bot::script::{Does, Script};
use crate::bot::shelf::Shelf;
use crate::bot::store::scripts as store;
use crate::ctx::Ctx;
use crate::db::Read;
use crate::error::Result;

/// Calls of steps that the published script does not have.
pub async fn findings(
    ctx: &Ctx,
    db: &mut Read,
    account: Uuid,
    script: &Script,
) -> Result<Vec<Finding>> {
    let mut shelf = Shelf::default();
    let mut found = Vec::new();
    for step in &script.steps {
        let Does::Call { script: called, entry: Some(entry) } = &step.does else { continue };
        let Ok(id) = called.parse() else { continue };
        let Some(version) = store::published(db, account, id).await? else { continue };
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
