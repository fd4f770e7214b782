//! Hashed widget files of this and earlier releases: a page that was loaded before an upgrade still
//! finds its modules for a week.

use crate::clock::{HOUR, Millis};
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::web::assets;

use super::store;

/// How often the time at which the files were last current moves.
const EVERY: Millis = 12 * HOUR;

/// Keeps the stored files in step with the binary's until the server stops.
pub(super) async fn keep(ctx: Ctx) {
    loop {
        let now = ctx.clock.now();
        if let Err(cause) = ctx.db.write(Keep { now }).await {
            tracing::warn!(%cause, "the widget's files could not be stored");
        }
        tokio::select! {
            () = ctx.stop.cancelled() => return,
            () = ctx.clock.sleep_until(now + EVERY) => {}
        }
    }
}

struct Keep {
    now: Millis,
}

impl Write for Keep {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let stored = store::files::stored_files(tx).await?;
        for name in assets::names().filter(|name| is_hashed(name)) {
            if stored.contains(&name) {
                store::files::file_is_current(tx, &name, self.now).await?;
            } else if let Some(body) = assets::file(&name) {
                let kind = assets::content_type(&name);
                store::files::insert_file(tx, &name, kind, &body, self.now).await?;
            }
        }
        store::files::drop_old_files(tx, self.now).await
    }
}

/// Whether the name carries a hash of the content, `panel-3f2a91bc.js`, so that it may be cached
/// for good.
pub(super) fn is_hashed(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_for_good() {
        assert!(is_hashed("panel-3f2a91bc.js"));
        assert!(is_hashed("console/inbox-3f2a91bc.css"));
        assert!(!is_hashed("w.js"));
        assert!(!is_hashed("manifest.json"));
        assert!(!is_hashed("pre-loader.js"));
    }
}
