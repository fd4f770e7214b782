//! The list, with filters in the address.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

use super::{called, place};
use crate::clock::DAY;
use crate::ctx::Ctx;
use crate::i18n::{Language, Say};
use crate::leads::statuses::{self, Status};
use crate::leads::store::pages::{self as store, Filter, Line};
use crate::people::{Action, Layout, PageLogin};
use crate::sites;
use crate::web::{Page, Problem, Query, page};

/// Rows on a page.
const ROWS: usize = 50;
/// Days that can be chosen.
const PERIODS: [i64; 3] = [1, 7, 30];
/// The channels of a visit.
const CHANNELS: &[&str] = &["direct", "search", "social", "email", "paid", "referral", "campaign"];

/// The filters as they stand in the address.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    status: String,
    site: String,
    channel: String,
    days: String,
    before: String,
}

impl Asked {
    /// The address with one filter changed, from the first row.
    fn with(&self, name: &str, value: &str) -> String {
        let pairs = [
            ("q", &self.q),
            ("status", &self.status),
            ("site", &self.site),
            ("channel", &self.channel),
            ("days", &self.days),
        ];
        let mut query = Serializer::new(String::new());
        for (field, present) in pairs {
            let text = if field == name { value } else { present.as_str() };
            if !text.is_empty() {
                query.append_pair(field, text);
            }
        }
        if name == "before" {
            query.append_pair("before", value);
        }
        format!("/console/leads?{}", query.finish())
    }

    fn narrows(&self) -> bool {
        [&self.q, &self.status, &self.site, &self.channel, &self.days]
            .iter()
            .any(|text| !text.is_empty())
    }
}

/// A filter that can be clicked.
struct Chip {
    label: Say,
    address: String,
    is_on: bool,
}

struct Row {
    line: Line,
    called: String,
    status: Say,
    channel: Say,
    contact: String,
    tone: &'static str,
}

#[derive(Template)]
#[template(path = "console/leads/list.html")]
struct ListPage {
    page: Layout,
    asked: Asked,
    groups: Vec<(Say, Vec<Chip>)>,
    rows: Vec<Row>,
    next: Option<String>,
    any: bool,
    narrows: bool,
}

/// Leads, the newest request first.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    login.require(Action::SeeLeads)?;
    let account = login.account.id;
    let now = ctx.clock.now();
    let days = asked.days.parse::<i64>().ok().filter(|days| (1..=3_660).contains(days));
    let filter = Filter {
        status: asked.status.parse().ok(),
        site: asked.site.parse().ok(),
        channel: Some(asked.channel.clone()).filter(|channel| !channel.is_empty()),
        since: days.map_or(0, |days| now - days * DAY),
        text: asked.q.chars().take(100).collect(),
        before: place(Some(&asked.before)),
    };
    let mut db = ctx.db.read().await?;
    let mut lines = store::list(&mut db, account, &filter, 51).await?;
    let any = !lines.is_empty() || store::any(&mut db, account).await?;
    let statuses = statuses::statuses(&mut db, account).await?;
    let sites = sites::of_account(&mut db, account).await?;
    drop(db);
    let next = (lines.len() > ROWS).then(|| {
        lines.truncate(ROWS);
        lines
            .last()
            .map(|last| asked.with("before", &format!("{}_{}", last.last_request_at, last.id)))
    });
    let sites: Vec<(Uuid, String)> = sites.into_iter().map(|site| (site.id, site.name)).collect();
    let template = ListPage {
        page: Layout::new(&ctx, &login, login.t("nav-leads"), "leads").await?,
        groups: groups(&asked, &statuses, &sites),
        rows: lines.into_iter().map(|line| Row::new(line, login.language())).collect(),
        next: next.flatten(),
        any,
        narrows: asked.narrows(),
        asked,
    };
    page(StatusCode::OK, &template)
}

impl Row {
    fn new(line: Line, reader: Language) -> Self {
        let (phone, email) = (line.phone.as_deref(), line.email.as_deref());
        let phone_text = phone.map(crate::leads::contact::for_people);
        Self {
            called: called(reader, &line.name, phone, email),
            status: statuses::title(&line.status, &line.status_kind),
            channel: channel_title(&line.channel),
            contact: phone_text.or_else(|| line.email.clone()).unwrap_or_default(),
            tone: tone(&line.status_kind),
            line,
        }
    }
}

/// A channel as people read it.
pub(super) fn channel_title(name: &str) -> Say {
    Say::of(match name {
        "search" => "channel-search",
        "paid" => "channel-paid",
        "social" => "channel-social",
        "email" => "channel-email",
        "referral" => "channel-referral",
        "campaign" => "channel-campaign",
        _ => "channel-direct",
    })
}

fn period_title(days: i64) -> Say {
    match days {
        1 => Say::of("leads-hours").with("count", 24_i64),
        days => Say::of("leads-days").with("count", days),
    }
}

/// The badge of a stage.
pub(super) fn tone(kind: &str) -> &'static str {
    match kind {
        "new" => "badge-accent",
        "converted" => "badge-green",
        "refused" => "badge-red",
        "postponed" => "badge-amber",
        _ => "",
    }
}

fn groups(asked: &Asked, statuses: &[Status], sites: &[(Uuid, String)]) -> Vec<(Say, Vec<Chip>)> {
    let chips = |name: &str, present: &str, choices: Vec<(String, Say)>| -> Vec<Chip> {
        choices
            .into_iter()
            .map(|(value, label)| {
                let is_on = value == present;
                // A second click takes the filter away.
                let address = asked.with(name, if is_on { "" } else { &value });
                Chip { label, address, is_on }
            })
            .collect()
    };
    let status = statuses.iter().map(|one| (one.id.to_string(), one.title())).collect();
    let days = PERIODS.into_iter().map(|days| (days.to_string(), period_title(days)));
    let channel = CHANNELS.iter().map(|name| ((*name).to_owned(), channel_title(name)));
    let mut groups = vec![
        (Say::of("word-status"), chips("status", &asked.status, status)),
        (Say::of("leads-period"), chips("days", &asked.days, days.collect())),
        (Say::of("word-channel"), chips("channel", &asked.channel, channel.collect())),
    ];
    if sites.len() > 1 {
        let site = sites.iter().map(|(id, name)| (id.to_string(), Say::name(name))).collect();
        groups.push((Say::of("word-site"), chips("site", &asked.site, site)));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_changes_one_part_of_the_address_and_starts_at_the_first_row() {
        let asked =
            Asked { q: "a b".into(), days: "7".into(), before: "1_x".into(), ..Asked::default() };
        assert_eq!(asked.with("channel", "search"), "/console/leads?q=a+b&channel=search&days=7");
        assert_eq!(asked.with("days", ""), "/console/leads?q=a+b");
        assert_eq!(asked.with("before", "9_y"), "/console/leads?q=a+b&days=7&before=9_y");
    }
}
