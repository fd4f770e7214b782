//! One page view as it is stored.

use std::sync::Arc;

use uuid::Uuid;

use super::{Bearer, Source, classify, cut, device, store, strip_title, strip_url};
use crate::clock::{MINUTE, Millis};
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::ids;
use crate::sites::{self, Site};

/// Silence after which the next page begins a new visit.
const SILENCE: Millis = 30 * MINUTE;

/// A page that a visitor looks at, ready to be stored.
pub struct View {
    pub(super) site: Arc<Site>,
    /// Whose token came with it.
    pub(super) known: Option<Bearer>,
    pub(super) fresh_visitor: Uuid,
    pub(super) fresh_visit: Uuid,
    pub(super) key: Uuid,
    pub(super) url: String,
    pub(super) title: String,
    pub(super) source: Source,
    pub(super) language: String,
    pub(super) device: &'static str,
    pub(super) agent: String,
    pub(super) country: String,
    pub(super) now: Millis,
    /// Whether it is the hosted page, which says nothing about the widget on the site.
    pub(super) is_hosted: bool,
}

/// Who looked, in which visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The visitor, who may be new.
    pub visitor: Uuid,
    /// The visit.
    pub visit: Uuid,
    /// The visitor's epoch.
    pub epoch: u32,
}

/// What a browser says about a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told<'a> {
    /// The page view's id, made by the client.
    pub view: Uuid,
    /// The address.
    pub url: &'a str,
    /// The title.
    pub title: &'a str,
    /// What linked here.
    pub referrer: &'a str,
    /// The language.
    pub language: &'a str,
    /// The user agent.
    pub agent: &'a str,
    /// The country of its network address; empty where it is not known.
    pub country: &'a str,
}

impl View {
    /// Takes personal data out and finds the source.
    pub fn new(site: Arc<Site>, known: Option<Bearer>, told: Told<'_>, now: Millis) -> Self {
        Self {
            site,
            known,
            fresh_visitor: ids::new_id(),
            fresh_visit: ids::new_id(),
            key: told.view,
            url: strip_url(told.url),
            title: strip_title(told.title),
            source: classify(told.referrer, told.url),
            language: language(told.language),
            device: device(told.agent),
            agent: cut(told.agent, 300).replace('\0', ""),
            country: told.country.to_owned(),
            now,
            is_hosted: false,
        }
    }

    pub(super) fn is_new_visit(&self, last_seen: Millis) -> bool {
        self.now - last_seen > SILENCE
    }
}

impl Write for View {
    type Out = Seen;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Seen> {
        let touched = store::touch(tx, self).await?;
        // The site's row is locked last and seldom.
        if !self.is_hosted && self.site.widget_seen_at.is_none_or(|seen| self.now - seen > MINUTE) {
            sites::seen(tx, &self.site, &self.url, self.now).await?;
        }
        let known = self.known.filter(|known| known.visitor == touched.visitor);
        let epoch = known.map_or(0, |known| known.epoch);
        Ok(Seen { visitor: touched.visitor, visit: touched.visit, epoch })
    }
}

/// A language tag, or nothing.
fn language(tag: &str) -> String {
    let fine = tag.len() <= 35 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fine { tag.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_a_tag_or_nothing() {
        assert_eq!(language("de-AT"), "de-AT");
        assert_eq!(language("<b>"), "");
    }
}
