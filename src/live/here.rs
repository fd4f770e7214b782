//! Who is on a page now: bounded, in memory, and what has changed since the team and the other
//! nodes were told. Pure: the time is passed in.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::invitation::Invited;
use super::present::{Looked, Present};
use crate::clock::{Millis, SECOND};

/// Silence after which a visitor has left.
pub const SILENCE: Millis = 45 * SECOND;
/// Visitors of one site that are kept.
const MOST_SITE: usize = 5_000;
/// Visitors of all sites that are kept.
const MOST: usize = 50_000;

/// One visitor, and when a beat was last heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What the team sees.
    pub present: Present,
    /// When it was last heard of.
    pub heard: Millis,
}

/// Account and visitor.
pub type Key = (Uuid, Uuid);

/// What has changed for those who look at an account's list.
#[derive(Debug, Default)]
pub struct News {
    set: HashSet<Uuid>,
    gone: HashSet<Uuid>,
}

/// What has changed for the other nodes.
#[derive(Debug, Default)]
pub struct Words {
    set: HashSet<Key>,
    heard: HashSet<Key>,
}

/// A site's visitors that are kept, and until when it counts as having more.
#[derive(Clone, Copy, Debug, Default)]
struct Site {
    here: usize,
    more_until: Millis,
}

/// Everybody who is there.
#[derive(Debug)]
pub struct Here {
    accounts: HashMap<Uuid, HashMap<Uuid, Entry>>,
    sites: HashMap<Uuid, Site>,
    total: usize,
    most_site: usize,
    news: HashMap<Uuid, News>,
    words: Words,
    /// Somebody else has to be told.
    shares: bool,
}

impl Default for Here {
    fn default() -> Self {
        Self::bounded(MOST_SITE)
    }
}

impl Here {
    fn bounded(most_site: usize) -> Self {
        Self {
            accounts: HashMap::new(),
            sites: HashMap::new(),
            total: 0,
            most_site,
            news: HashMap::new(),
            words: Words::default(),
            shares: false,
        }
    }

    /// From now on the other nodes are to be told.
    pub fn share(&mut self) {
        self.shares = true;
    }

    /// Notes that a visitor looks at a page; false where the visitor is not known here. `opened`:
    /// it is a new page view.
    pub fn heard(
        &mut self,
        (account, visitor): Key,
        page: &Looked,
        opened: bool,
        now: Millis,
    ) -> bool {
        let entry = self.accounts.get_mut(&account).and_then(|all| all.get_mut(&visitor));
        let Some(entry) = entry.filter(|entry| now - entry.heard < SILENCE) else { return false };
        entry.heard = now;
        let Present { url, title, since, pages, .. } = &mut entry.present;
        let is_other = *url != page.url;
        let changed = opened || is_other || *title != page.title;
        if opened || is_other {
            *since = now;
        }
        *pages += i64::from(opened);
        if changed {
            url.clone_from(&page.url);
            title.clone_from(&page.title);
            self.changed((account, visitor));
        } else if self.shares {
            self.words.heard.insert((account, visitor));
        }
        true
    }

    /// Takes somebody in; false where the site, or the server, has as many as are kept.
    pub fn enter(&mut self, account: Uuid, present: Present, now: Millis) -> bool {
        let id = present.id;
        let taken = self.put(account, Entry { present, heard: now }, now);
        if taken {
            self.changed((account, id));
        }
        taken
    }

    fn put(&mut self, account: Uuid, entry: Entry, now: Millis) -> bool {
        let (id, site) = (entry.present.id, entry.present.site);
        let all = self.accounts.entry(account).or_default();
        if let Some(known) = all.get_mut(&id) {
            *known = entry;
            return true;
        }
        let count = self.sites.entry(site).or_default();
        if count.here >= self.most_site || self.total >= MOST {
            count.more_until = now + SILENCE;
            return false;
        }
        count.here += 1;
        self.total += 1;
        all.insert(id, entry);
        true
    }

    /// Changes somebody who is there, and tells of it.
    pub fn change(&mut self, key: Key, act: impl FnOnce(&mut Present)) {
        let entry = self.accounts.get_mut(&key.0).and_then(|all| all.get_mut(&key.1));
        if let Some(entry) = entry {
            act(&mut entry.present);
            self.changed(key);
        }
    }

    fn changed(&mut self, (account, visitor): Key) {
        let news = self.news.entry(account).or_default();
        news.gone.remove(&visitor);
        news.set.insert(visitor);
        if self.shares {
            self.words.set.insert((account, visitor));
        }
    }

    /// Somebody who is there.
    pub fn get(&self, (account, visitor): Key, now: Millis) -> Option<&Present> {
        let entry = self.accounts.get(&account)?.get(&visitor)?;
        (now - entry.heard < SILENCE).then_some(&entry.present)
    }

    /// All visitors of an account who are there.
    pub fn of_account(&self, account: Uuid, now: Millis) -> impl Iterator<Item = &Present> {
        let all = self.accounts.get(&account).into_iter().flat_map(HashMap::values);
        all.filter(move |entry| now - entry.heard < SILENCE).map(|entry| &entry.present)
    }

    /// Whether a site has more visitors than are kept.
    pub fn has_more(&self, site: Uuid, now: Millis) -> bool {
        self.sites.get(&site).is_some_and(|site| site.more_until > now)
    }

    /// Forgets who has left.
    pub fn sweep(&mut self, now: Millis) {
        for (account, all) in &mut self.accounts {
            all.retain(|visitor, entry| {
                let stays = now - entry.heard < SILENCE;
                if !stays {
                    let news = self.news.entry(*account).or_default();
                    news.set.remove(visitor);
                    news.gone.insert(*visitor);
                    self.total -= 1;
                    if let Some(site) = self.sites.get_mut(&entry.present.site) {
                        site.here -= 1;
                    }
                }
                stays
            });
        }
        self.accounts.retain(|_, all| !all.is_empty());
        self.sites.retain(|_, site| site.here > 0 || site.more_until > now);
    }

    /// What has changed for the teams since the last time: who is to be shown anew, who has gone.
    pub fn take_news(&mut self) -> Vec<(Uuid, Vec<Present>, Vec<Uuid>)> {
        let news = std::mem::take(&mut self.news);
        let told = news.into_iter().map(|(account, news)| {
            let all = self.accounts.get(&account);
            let one =
                |id: &Uuid| all.and_then(|all| all.get(id)).map(|entry| entry.present.clone());
            (account, news.set.iter().filter_map(one).collect(), news.gone.into_iter().collect())
        });
        told.collect()
    }

    /// What has changed for the other nodes since the last time: whole entries, and those of whom
    /// a beat was heard.
    pub fn take_words(&mut self) -> (Vec<(Uuid, Entry)>, Vec<Key>) {
        let Words { set, mut heard } = std::mem::take(&mut self.words);
        heard.retain(|key| !set.contains(key));
        let whole = set.into_iter().filter_map(|key| self.entry(key)).collect();
        (whole, heard.into_iter().collect())
    }

    /// Everybody, for a node that knows nobody.
    pub fn all(&self) -> Vec<(Uuid, Entry)> {
        let all = self.accounts.iter();
        all.flat_map(|(account, all)| all.values().map(|entry| (*account, entry.clone()))).collect()
    }

    /// One entry with its account.
    pub fn entry(&self, (account, visitor): Key) -> Option<(Uuid, Entry)> {
        Some((account, self.accounts.get(&account)?.get(&visitor)?.clone()))
    }

    /// Takes another node's word for somebody. The newer page counts, and the newer invitation.
    pub fn told(&mut self, account: Uuid, mut entry: Entry, now: Millis) {
        entry.heard = entry.heard.min(now);
        let id = entry.present.id;
        let known = self.accounts.get(&account).and_then(|all| all.get(&id));
        if let Some(known) = known {
            let kept: Option<&Invited> = known.present.invitation.as_ref();
            if known.heard > entry.heard {
                let told = entry.present.invitation.take();
                let told = told.filter(|told| told.is_newer_than(kept));
                let mut present = known.present.clone();
                present.invitation = told.or(present.invitation);
                entry = Entry { present, heard: known.heard };
            } else if let Some(kept) = kept
                && !entry
                    .present
                    .invitation
                    .as_ref()
                    .is_some_and(|told| told.is_newer_than(Some(kept)))
            {
                entry.present.invitation = Some(kept.clone());
            }
            if known.present == entry.present {
                let heard = entry.heard;
                if let Some(known) =
                    self.accounts.get_mut(&account).and_then(|all| all.get_mut(&id))
                {
                    known.heard = heard;
                }
                return;
            }
        }
        if now - entry.heard < SILENCE && self.put(account, entry, now) {
            let news = self.news.entry(account).or_default();
            news.gone.remove(&id);
            news.set.insert(id);
        }
    }

    /// Notes beats that another node heard; gives those who are not known here.
    pub fn heard_elsewhere(&mut self, keys: &[Key], now: Millis) -> Vec<Key> {
        let mut unknown = Vec::new();
        for (account, visitor) in keys {
            match self.accounts.get_mut(account).and_then(|all| all.get_mut(visitor)) {
                Some(entry) => entry.heard = entry.heard.max(now),
                None => unknown.push((*account, *visitor)),
            }
        }
        unknown
    }

    /// The sites of an account that have more visitors than are kept.
    pub fn full_sites(&self, account: Uuid, now: Millis) -> Vec<Uuid> {
        let sites: BTreeSet<Uuid> =
            self.of_account(account, now).map(|present| present.site).collect();
        sites.into_iter().filter(|site| self.has_more(*site, now)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::invitation::State;
    use crate::visitors::Source;

    const ACCOUNT: Uuid = Uuid::from_u128(1);
    const SITE: Uuid = Uuid::from_u128(2);

    fn key(id: u128) -> Key {
        (ACCOUNT, Uuid::from_u128(id))
    }

    fn page(url: &str) -> Looked {
        Looked { url: url.into(), title: String::new() }
    }

    fn present(id: u128) -> Present {
        Present {
            id: Uuid::from_u128(id),
            site: SITE,
            name: None,
            lead: None,
            conversation: None,
            url: "/".into(),
            title: String::new(),
            since: 0,
            came: 0,
            pages: 1,
            visits: 1,
            source: Source::default(),
            device: "desktop".into(),
            lang: "en".into(),
            country: String::new(),
            invitation: None,
        }
    }

    fn invited(state: State) -> Invited {
        let (text, name) = ("Hello".into(), "Ann".into());
        Invited { id: Uuid::from_u128(77), text, name, state, by_rule: false, at: 5 }
    }

    #[test]
    fn who_is_silent_for_45_seconds_has_left() {
        let mut here = Here::default();
        assert!(!here.heard(key(9), &page("/"), false, 0), "nobody knows the visitor yet");
        assert!(here.enter(ACCOUNT, present(9), 0));
        here.take_news();
        assert!(here.heard(key(9), &page("/"), false, 44_999));
        assert!(here.take_news().is_empty(), "a beat alone is no news");
        assert!(here.get(key(9), 44_999 + SILENCE - 1).is_some());
        assert!(here.get(key(9), 44_999 + SILENCE).is_none());
        here.sweep(44_999 + SILENCE);
        let news = here.take_news();
        assert_eq!(news[0].2, [Uuid::from_u128(9)]);
        assert!(!here.heard(key(9), &page("/"), false, 44_999 + SILENCE));
        assert_eq!((here.total, here.sites.len(), here.accounts.len()), (0, 0, 0));
    }

    #[test]
    fn another_page_is_news_and_begins_its_own_time() {
        let mut here = Here::default();
        here.enter(ACCOUNT, present(9), 0);
        here.take_news();
        here.heard(key(9), &page("/lamps"), true, 7_000);
        let news = here.take_news();
        let one = &news[0].1[0];
        assert_eq!((one.url.as_str(), one.since, one.pages), ("/lamps", 7_000, 2));
    }

    #[test]
    fn a_site_keeps_so_many_visitors_and_says_that_there_are_more() {
        let mut here = Here::bounded(2);
        assert!(here.enter(ACCOUNT, present(1), 0) && here.enter(ACCOUNT, present(2), 0));
        assert!(!here.has_more(SITE, 0));
        assert!(!here.enter(ACCOUNT, present(3), 0));
        assert_eq!(here.of_account(ACCOUNT, 0).count(), 2);
        assert_eq!(here.full_sites(ACCOUNT, 1), [SITE]);
        assert!(here.enter(ACCOUNT, present(1), 1), "who is known is not refused");
        here.sweep(1 + SILENCE);
        assert!(here.enter(ACCOUNT, present(3), 1 + SILENCE), "there is room again");
        assert!(!here.has_more(SITE, 1 + SILENCE));
    }

    #[test]
    fn two_nodes_know_the_same_after_they_have_told_each_other() {
        let (mut one, mut two) = (Here::default(), Here::default());
        one.share();
        two.share();
        one.enter(ACCOUNT, present(9), 0);
        let (whole, _) = one.take_words();
        for (account, entry) in whole {
            two.told(account, entry, 10);
        }
        assert!(two.take_words().0.is_empty(), "what was heard is not said again");
        two.heard(key(9), &page("/"), false, 20_000);
        let (whole, heard) = two.take_words();
        assert!(whole.is_empty());
        assert!(one.heard_elsewhere(&heard, 20_000).is_empty());
        assert!(one.get(key(9), 60_000).is_some());
        assert_eq!(one.heard_elsewhere(&[key(8)], 20_000), [key(8)], "nobody told of that one");
    }

    #[test]
    fn an_invitation_and_a_page_that_cross_on_their_way_are_both_kept() {
        let mut here = Here::default();
        here.enter(ACCOUNT, present(9), 0);
        here.heard(key(9), &page("/new"), true, 9_000);
        let mut late = Entry { present: present(9), heard: 2_000 };
        late.present.invitation = Some(invited(State::Sent));
        here.told(ACCOUNT, late.clone(), 9_500);
        let one = here.get(key(9), 9_500).unwrap();
        assert_eq!(one.url, "/new");
        assert_eq!(one.invitation.as_ref().map(|one| one.state), Some(State::Sent));
        here.change(key(9), |one| one.invitation = Some(invited(State::Accepted)));
        late.heard = 9_600;
        here.told(ACCOUNT, late, 9_700);
        let state = here.get(key(9), 9_700).unwrap().invitation.as_ref().map(|one| one.state);
        assert_eq!(state, Some(State::Accepted));
    }
}
