//! Which scripts are on which site, and which of them begins a chat there.

use uuid::Uuid;

use super::shelf::Shelf;
use super::store::scripts as store;
use crate::ctx::Ctx;
use crate::db::Read;
use crate::error::Result;
use crate::sites::{self, AnswersBy};

/// A site with its scripts.
#[derive(Clone, Debug)]
pub struct Place {
    /// The site.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Who answers there.
    pub answers_by: AnswersBy,
    /// Every script on it, in the order in which they are asked.
    pub scripts: Vec<There>,
}

/// A script on a site.
#[derive(Clone, Debug)]
pub struct There {
    /// The script.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Whether it is published.
    pub is_live: bool,
    /// Whether it has a start, so that it can begin a chat.
    pub begins: bool,
}

impl Place {
    /// Whether a script is on it.
    pub fn has(&self, script: Uuid) -> bool {
        self.scripts.iter().any(|one| one.id == script)
    }

    /// The script that begins a chat: the first that can.
    pub fn beginner(&self) -> Option<&There> {
        self.scripts.iter().find(|one| one.begins)
    }
}

/// The sites of an account, the oldest first.
pub async fn all(ctx: &Ctx, db: &mut Read, account: Uuid) -> Result<Vec<Place>> {
    let rows = store::on_sites(db, account).await?;
    let mut shelf = Shelf::default();
    for version in rows.iter().filter_map(|row| row.version_id) {
        shelf.add(ctx, db, account, version).await?;
    }
    let there = |row: &store::OnSiteRow| {
        let version = row.version_id.and_then(|id| shelf.get(&id.to_string()));
        let begins = version.is_some_and(|version| version.script.start().is_some());
        There { id: row.script_id, name: row.name.clone(), is_live: version.is_some(), begins }
    };
    let sites = sites::of_account(db, account).await?;
    let place = |site: sites::Site| {
        let own = rows.iter().filter(|row| row.site_id == site.id);
        let answers_by = site.settings.answers_by;
        Place { id: site.id, name: site.name, answers_by, scripts: own.map(there).collect() }
    };
    Ok(sites.into_iter().map(place).collect())
}
