//! What is known of a visitor when a run takes an event.

use jiff::Timestamp;
use url::Url;
use uuid::Uuid;

use super::engine::Facts;
use crate::chat::{self, Page};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::Statements;
use crate::error::Result;
use crate::sites::{Site, hours};
use crate::{leads, visitors};

/// What needs no look at the database.
pub fn of_site(ctx: &Ctx, site: &Site, page: &Page, now: Millis) -> Facts {
    let settings = &site.settings;
    let here = Timestamp::from_millisecond(now).unwrap_or_default();
    let here = here.to_zoned(hours::zone(&settings.time_zone));
    Facts {
        online: chat::is_online(ctx, site.account_id),
        open: hours::is_open(settings, now),
        page: page.url.clone(),
        title: page.title.clone(),
        date: here.date().to_string(),
        time: here.strftime("%H:%M").to_string(),
        weekday: here.weekday().to_monday_one_offset().into(),
        home: settings.country.clone(),
        ..Facts::default()
    }
}

/// The same with what is known of the visitor.
pub async fn of_visitor(
    db: &mut (impl Statements + Send),
    facts: Facts,
    account: Uuid,
    visitor: Uuid,
) -> Result<Facts> {
    let Some(known) = visitors::profile(db, account, visitor).await? else { return Ok(facts) };
    let lead = match known.lead {
        Some(lead) => leads::facts(db, account, lead).await?,
        None => None,
    };
    let source = known.sources.map(|(_, last)| last).unwrap_or_default();
    let (lead_name, email, phone) =
        lead.map(|lead| (lead.name, lead.email, lead.phone)).unwrap_or_default();
    Ok(Facts {
        name: known.name.unwrap_or(lead_name),
        email: email.unwrap_or_default(),
        phone: phone.unwrap_or_default(),
        lead: known.lead.is_some(),
        channel: source.channel,
        campaign: source.utm_campaign.unwrap_or_default(),
        source: source.utm_source.unwrap_or_default(),
        medium: source.utm_medium.unwrap_or_default(),
        referrer: source.referrer.unwrap_or_default(),
        visits: known.visits,
        language: known.language,
        device: known.device,
        country: known.country,
        ..facts
    })
}

/// Whether a page's path fits a pattern, in which `*` stands for anything.
pub fn is_page(pattern: &str, page: &str) -> bool {
    let path = match Url::parse(page) {
        Ok(url) => url.path().to_owned(),
        Err(_) => page.to_owned(),
    };
    let mut parts = pattern.trim().split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(is_page("/pricing*", "https://shop.example/pricing/team?x=1"));
        assert!(is_page("/*/cart", "https://shop.example/de/cart"));
        assert!(is_page("/", "https://shop.example/"));
        assert!(!is_page("/pricing", "https://shop.example/pricing/team"));
        assert!(!is_page("/a*b*c", "https://shop.example/acb"));
        assert!(is_page("*", ""));
    }
}
