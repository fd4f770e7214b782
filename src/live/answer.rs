//! What a page is told that says it is looked at: when to say so again, the rules that it is to
//! watch, and an invitation.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::invitation::Invited;
use super::present::{Looked, Present};
use super::rules::{self, Conditions, Rule};
use super::store;
use super::watch::Live;
use crate::chat;
use crate::clock::{MINUTE, Millis};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keys;
use crate::sites::Site;
use crate::visitors::{self, Looks};

/// Seconds between two beats while somebody of the team is there.
const OFTEN: i64 = 15;
/// The same while nobody is, and somebody was a moment ago.
const SELDOM: i64 = 60;
/// How long that moment is.
const MOMENT: Millis = 10 * MINUTE;

/// When somebody of an account's team was last there.
#[derive(Default)]
struct Manned(Mutex<HashMap<Uuid, Millis>>);

/// The answer to a beat.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Beaten {
    /// Seconds until the next one; 0: none, until the next page view says otherwise.
    pub next: i64,
    /// What the page is to show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invite: Option<Invite>,
    /// What the page is to watch, where it has other rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<Rules>,
}

/// An invitation, as the page shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invite {
    /// Its id.
    pub id: Uuid,
    /// What it says.
    pub text: String,
    /// Who invites; empty for the site.
    pub name: String,
}

impl From<Invited> for Invite {
    fn from(Invited { id, text, name, .. }: Invited) -> Self {
        Self { id, text, name }
    }
}

/// The rules of a site, and what they ask about the visit.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rules {
    /// Changes with them.
    pub version: String,
    /// In their order.
    pub list: Vec<Watched>,
    /// The channel of the visit.
    pub channel: String,
    /// The campaign's source, or the referring page.
    pub source: String,
    /// How many visits.
    pub visits: i64,
}

/// A rule, as the page watches it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Watched {
    /// Its id.
    pub id: Uuid,
    /// What has to hold.
    pub when: Conditions,
}

/// Seconds until the next beat of a site's pages; 0: none.
fn next(ctx: &Ctx, site: &Site) -> i64 {
    if !site.settings.live {
        return 0;
    }
    let now = ctx.clock.now();
    let manned = ctx.local.of::<Manned>();
    let mut manned = manned.0.lock().unwrap_or_else(PoisonError::into_inner);
    if chat::is_online(ctx, site.account_id) {
        manned.insert(site.account_id, now);
        return OFTEN;
    }
    match manned.get(&site.account_id) {
        Some(last) if now - last < MOMENT => SELDOM,
        Some(_) => {
            manned.remove(&site.account_id);
            0
        }
        None => 0,
    }
}

/// Notes a page view of somebody who is known to be there; the others come with their first beat.
pub fn viewed(ctx: &Ctx, looks: Looks<'_>) -> Option<i64> {
    let Looks { site, visitor, url, title } = looks;
    let page = Looked { url: url.to_owned(), title: title.to_owned() };
    let now = ctx.clock.now();
    Live::of(ctx).lock().heard((site.account_id, visitor), &page, true, now);
    Some(next(ctx, site)).filter(|seconds| *seconds == OFTEN)
}

/// Answers a beat. Nothing is read but for somebody who was not there before or whom an invitation
/// awaits; nothing is written.
pub async fn beaten(
    ctx: &Ctx,
    site: &Site,
    visitor: Uuid,
    page: Looked,
    rules: Option<&str>,
) -> Result<Beaten> {
    let next = next(ctx, site);
    if next != OFTEN {
        return Ok(Beaten { next, ..Beaten::default() });
    }
    let now = ctx.clock.now();
    let key = (site.account_id, visitor);
    let live = Live::of(ctx);
    let is_known = live.lock().heard(key, &page, false, now);
    if !is_known && let Some(present) = load(ctx, visitor, page, now).await? {
        live.lock().enter(site.account_id, present, now);
    }
    let Some(present) = live.lock().get(key, now).cloned() else {
        // The list is full: the page is not shown, and asks again later.
        return Ok(Beaten { next: SELDOM, ..Beaten::default() });
    };
    let mut pending = present.invitation.clone().filter(|invited| invited.is_pending(now));
    if pending.is_some() && is_blocked(ctx, key).await? {
        pending = None;
    }
    Ok(Beaten {
        next,
        invite: pending.map(Invite::from),
        rules: watched(ctx, site, &present, rules.unwrap_or_default()).await?,
    })
}

/// Whether the account has blocked the visitor.
async fn is_blocked(ctx: &Ctx, (account, visitor): (Uuid, Uuid)) -> Result<bool> {
    let blocked = visitors::blocked_at(&mut ctx.db.read().await?, account, visitor).await?;
    Ok(blocked.flatten().is_some())
}

async fn load(ctx: &Ctx, visitor: Uuid, page: Looked, now: Millis) -> Result<Option<Present>> {
    let mut db = ctx.db.read().await?;
    let Some(known) = visitors::newest(&mut db, visitor).await? else { return Ok(None) };
    let conversation = chat::newest(&mut db, visitor).await?.filter(chat::Conversation::is_open);
    let conversation = conversation.map(|row| row.id);
    let invited = store::of_visitor(&mut db, visitor).await?.into_iter().next().map(Invited::from);
    Ok(Some(Present::new(visitor, known, page, conversation, invited, now)))
}

async fn watched(ctx: &Ctx, site: &Site, present: &Present, known: &str) -> Result<Option<Rules>> {
    let rules = rules::of_site(ctx, site.id).await?;
    let list = rules.iter().filter(|rule| rule.active).map(Watched::from);
    let list: Vec<Watched> = list.collect();
    let version = version(&list);
    if version == known {
        return Ok(None);
    }
    let source = &present.source;
    Ok(Some(Rules {
        version,
        list,
        channel: source.channel.clone(),
        source: source.utm_source.clone().or_else(|| source.referrer.clone()).unwrap_or_default(),
        visits: present.visits,
    }))
}

impl From<&Rule> for Watched {
    fn from(rule: &Rule) -> Self {
        Self { id: rule.id, when: rule.when.clone() }
    }
}

/// Empty where there are no rules: a page knows that without being told.
fn version(list: &[Watched]) -> String {
    if list.is_empty() {
        return String::new();
    }
    let text = serde_json::to_string(list).unwrap_or_default();
    let digest = keys::hash(&text);
    digest.iter().take(4).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}
