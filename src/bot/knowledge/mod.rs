//! What the bot knows: questions with answers in the site's languages, and what nobody knew.

mod edit;
mod rank;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub use self::edit::{Deed, Editing, checked};
pub use self::rank::{rank, sure, surest};
use super::script::markup;
use super::script::words::fold;
use super::store::knowledge as store;
use crate::cache::Cache;
use crate::clock::{Millis, SECOND};
use crate::ctx::Ctx;
use crate::db::{Statements, Tx};
use crate::error::Result;
use crate::sites::Site;

/// From this likeness on, 0 to 1, the bot gives an answer.
pub const SURE: f64 = 0.45;
/// Characters of what was asked and not known.
const ASKED: usize = 300;

/// One thing that is known, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Text {
    /// As visitors ask.
    pub question: String,
    /// Other ways to ask the same.
    #[serde(default)]
    pub also: Vec<String>,
    /// Markup, as in scripts.
    pub answer: String,
}

/// One thing that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// For one site only.
    pub site: Option<Uuid>,
    /// Language → texts.
    pub texts: BTreeMap<String, Text>,
}

/// An answer without marks and variables, as a person would write it.
pub fn plain(text: &Text) -> String {
    markup::read(&text.answer, &|_| String::new()).plain()
}

struct Known(Cache<Vec<Entry>>);

impl Default for Known {
    fn default() -> Self {
        // A change on another node counts after this time.
        Self(Cache::new(5 * SECOND))
    }
}

/// Everything that an account knows, kept for a few seconds.
pub async fn all(
    ctx: &Ctx,
    db: &mut (impl Statements + Send),
    account: Uuid,
) -> Result<Arc<Vec<Entry>>> {
    let load = async { store::entries(db, account).await.map(Some) };
    let known = ctx.local.of::<Known>().0.get(&ctx.clock, &account.to_string(), load).await?;
    Ok(known.unwrap_or_default())
}

/// Forgets what this node has cached, after a change.
pub fn changed(ctx: &Ctx) {
    ctx.local.of::<Known>().0.clear();
}

/// The answer to what a visitor asks, as markup, where one is like enough. What is not found is
/// counted for the owner.
pub async fn find(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    site: &Site,
    language: &str,
    asked: &str,
    now: Millis,
) -> Result<Option<String>> {
    let entries = all(ctx, tx, site.account_id).await?;
    if entries.is_empty() {
        return Ok(None);
    }
    if let Some(best) = surest(&entries, site.id, language, asked) {
        store::used(tx, best.entry.id).await?;
        return Ok(Some(best.text.answer.clone()));
    }
    let words: String = fold(asked).chars().take(ASKED).collect();
    if !words.is_empty() {
        let text: String = asked.chars().take(ASKED).collect();
        store::missed(tx, site, language, (&words, &text), now).await?;
    }
    Ok(None)
}
