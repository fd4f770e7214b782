//! What is known of a visitor when an offer is decided: for the page, and for the server itself.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::check::pattern;
use super::definition::{How, Shape, Trigger};
use super::rules::{Cap, Past, Rule, Snapshot};
use super::store::{self, OfferRow, PastRow};
use crate::cache::Cache;
use crate::clock::{DAY, Millis, SECOND};
use crate::ctx::Ctx;
use crate::db::{Read, Statements};
use crate::error::Result;
use crate::experiments::{self, Kind, bucket};
use crate::sites::{Site, hours};
use crate::{chat, visitors};

/// The offers of a site that are on.
#[derive(Debug)]
pub struct Active {
    /// By priority.
    pub offers: Vec<OfferRow>,
    /// The same, as pages know them.
    pub rules: Vec<Rule>,
}

/// Those of the sites on this node.
struct Kept(Cache<Active>);

impl Default for Kept {
    fn default() -> Self {
        // A change on another node is seen after this time.
        Self(Cache::new(5 * SECOND))
    }
}

/// The offers of a site that are on, kept for a few seconds.
pub async fn active(ctx: &Ctx, site: Uuid) -> Result<std::sync::Arc<Active>> {
    let load = async {
        let offers = store::active(&mut ctx.db.read().await?, site).await?;
        let rules = offers.iter().map(rule).collect();
        Ok(Some(Active { offers, rules }))
    };
    let found = ctx.local.of::<Kept>().0.get(&ctx.clock, &site.to_string(), load).await?;
    Ok(found.unwrap_or_else(|| std::sync::Arc::new(Active { offers: vec![], rules: vec![] })))
}

/// Forgets what this node has cached, after a change.
pub fn forget(ctx: &Ctx) {
    ctx.local.of::<Kept>().0.clear();
}

/// What of an offer decides.
pub fn rule(offer: &OfferRow) -> Rule {
    let definition = &offer.definition.0;
    let mut shapes = definition.variants.iter().map(|variant| variant.look.shape);
    Rule {
        id: offer.id.to_string(),
        name: offer.name.clone(),
        triggers: definition.triggers.clone(),
        audience: definition.audience.clone(),
        frequency: definition.frequency,
        from: offer.starts_at,
        until: offer.ends_at,
        inline: shapes.all(|shape| shape == Shape::Inline),
    }
}

/// The site's cap.
pub fn cap(site: &Site) -> Cap {
    let number = |number: i64| u32::try_from(number).unwrap_or(0);
    Cap { visit: number(site.settings.offers_visit), day: number(site.settings.offers_day) }
}

/// What a page is told with its view, where its site has offers: what it cannot know itself. It is
/// a part of [`Snapshot`], by the same names.
#[derive(Debug, Serialize)]
pub struct Facts {
    now: Millis,
    cap: Cap,
    fits: Vec<String>,
    visit: i64,
    pages: u32,
    source: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    utm: BTreeMap<String, String>,
    referrer: String,
    channel: String,
    device: String,
    country: String,
    lead: bool,
    temperature: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<String, Value>,
    open: bool,
    online: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    out: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    past: BTreeMap<String, Past>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shown: Vec<(Millis, i64)>,
    /// Moments of the visitor's own variant, by offer, where moments are tried out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    triggers: BTreeMap<String, Vec<Trigger>>,
}

impl From<Snapshot> for Facts {
    fn from(it: Snapshot) -> Self {
        Self {
            now: it.now,
            cap: Cap::default(),
            fits: it.fits,
            visit: it.visit,
            pages: it.pages,
            source: it.source,
            utm: it.utm,
            referrer: it.referrer,
            channel: it.channel,
            device: it.device,
            country: it.country,
            lead: it.lead,
            temperature: it.temperature,
            attributes: it.attributes,
            open: it.open,
            online: it.online,
            out: it.out,
            past: it.past,
            shown: it.shown,
            triggers: BTreeMap::new(),
        }
    }
}

/// What a page is told with its view; nothing where its site has no offers.
pub async fn facts(ctx: &Ctx, site: &Site, visitor: Uuid, url: &str) -> Result<Option<Facts>> {
    if site.offers.is_empty() {
        return Ok(None);
    }
    let active = active(ctx, site.id).await?;
    let mut db = ctx.db.read().await?;
    let snapshot = snapshot(ctx, &mut db, site, &active, visitor, url).await?;
    let mut triggers = BTreeMap::new();
    for offer in &active.offers {
        let variants = &offer.definition.0.variants;
        if variants.iter().all(|variant| variant.triggers.is_none()) {
            continue;
        }
        let arm = arm(ctx, &mut db, offer, visitor).await?;
        let own = variants.iter().find(|variant| variant.key == arm);
        if let Some(own) = own.and_then(|variant| variant.triggers.clone()) {
            triggers.insert(offer.id.to_string(), own);
        }
    }
    let cap = cap(site);
    Ok(snapshot.map(|snapshot| Facts { cap, triggers, ..Facts::from(snapshot) }))
}

/// The key of the visitor's variant; empty: they see nothing. Without an experiment it is the first
/// that has a weight.
pub async fn arm(
    ctx: &Ctx,
    db: &mut (impl Statements + Send),
    offer: &OfferRow,
    visitor: Uuid,
) -> Result<String> {
    let running = experiments::running_in(ctx, db, Kind::Offer, offer.id).await?;
    let arm = running.as_ref().and_then(|period| experiments::assign(period, visitor));
    if let Some(arm) = arm {
        return Ok(arm.key.clone());
    }
    let variants = &offer.definition.0.variants;
    let first = variants.iter().find(|variant| variant.weight > 0).or_else(|| variants.first());
    Ok(first.map(|variant| variant.key.clone()).unwrap_or_default())
}

/// All that the server knows at the moment: no triggers.
pub async fn snapshot(
    ctx: &Ctx,
    db: &mut Read,
    site: &Site,
    active: &Active,
    visitor: Uuid,
    url: &str,
) -> Result<Option<Snapshot>> {
    let now = ctx.clock.now();
    let Some(known) = visitors::profile(db, site.account_id, visitor).await? else {
        return Ok(None);
    };
    let history = visitors::history(db, site.account_id, visitor).await?;
    let attributes = history.map(|history| serde_json::from_str(history.attributes.get()));
    let source = known.sources.map(|(_, last)| last).unwrap_or_default();
    let tags = [
        ("source", &source.utm_source),
        ("medium", &source.utm_medium),
        ("campaign", &source.utm_campaign),
        ("term", &source.utm_term),
        ("content", &source.utm_content),
    ];
    let utm = tags.into_iter().filter_map(|(name, tag)| Some((name.to_owned(), tag.clone()?)));
    let rows = store::past(db, visitor).await?;
    let lately = store::lately(db, visitor, now - DAY, known.visits).await?;
    let place = super::rules::place(url);
    let pages = active.rules.iter().flat_map(|rule| &rule.audience.pages);
    let expressions = pages.filter(|page| page.how == How::Regex).map(|page| &page.value);
    let fits = expressions.filter(|text| pattern(text).is_some_and(|it| it.is_match(&place)));
    let out = active.rules.iter().filter(|rule| {
        rule.audience.share.is_some_and(|share| {
            bucket::bucket(&rule.id, &visitor.to_string()) >= share * (bucket::BUCKETS / 100)
        })
    });
    Ok(Some(Snapshot {
        now,
        url: url.to_owned(),
        fits: fits.cloned().collect(),
        visit: known.visits,
        pages: u32::try_from(known.pages.len()).unwrap_or(0),
        source: source.utm_source.clone().unwrap_or_default(),
        utm: utm.collect(),
        referrer: source.referrer.unwrap_or_default(),
        channel: source.channel,
        device: known.device,
        country: known.country,
        language: known.language,
        lead: known.lead.is_some(),
        attributes: attributes.and_then(Result::ok).unwrap_or_default(),
        open: hours::is_open(&site.settings, now),
        online: chat::is_online(ctx, site.account_id),
        out: out.map(|rule| rule.id.clone()).collect(),
        past: past(&rows),
        shown: lately,
        ..Snapshot::default()
    }))
}

/// What happened, by offer.
pub fn past(rows: &[PastRow]) -> BTreeMap<String, Past> {
    let row = |row: &PastRow| {
        let past = Past {
            seen: Some((row.seen_at, row.seen_visit)),
            closed: row.closed_at.zip(row.closed_visit),
            converted: row.converted_at.zip(row.converted_visit),
        };
        (row.offer_id.to_string(), past)
    };
    rows.iter().map(row).collect()
}
