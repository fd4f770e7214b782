//! The words of each mail.

use url::Url;
use uuid::Uuid;

use super::store::{self, About, Notification};
use super::{Briefs, ChatBrief, LeadBrief};
use crate::clock::{MINUTE, Millis};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::i18n::{self, Value};
use crate::mail::{Button, Fact, Item, Letter, Mail};
use crate::people;
use crate::sites::{self, Site, hours};
use crate::visitors::Source;

/// Names in a digest; the rest is counted.
const NAMED: i64 = 30;
/// Characters of a message that are shown; the card has all of it.
const SHOWN: usize = 2_000;

/// The mail of a notification; `None` when nobody is to get it any more: what it is about is
/// gone or answered, or the address was taken off the list.
pub(super) async fn write(
    ctx: &Ctx,
    briefs: &dyn Briefs,
    notification: &Notification,
) -> Result<Option<Mail>> {
    let Some(site) = sites::by_id(ctx, notification.site_id).await? else { return Ok(None) };
    let recipient = &notification.recipient;
    let is_listed =
        site.settings.notify.iter().any(|address| address.eq_ignore_ascii_case(recipient));
    if !is_listed && !is_of_team(ctx, notification).await? {
        return Ok(None);
    }
    let words = Words { ctx, site: &site, language: i18n::supported(&notification.language) };
    let account = notification.account_id;
    let (letter, reply_to) = match notification.about() {
        Some(About::Lead { lead, submission }) => {
            let Some(brief) = briefs.lead(ctx, account, submission).await? else {
                return Ok(None);
            };
            let reply_to = brief.email.clone().map(|email| (brief.name.clone(), email));
            (words.lead(lead, &brief), reply_to)
        }
        Some(About::Chat { conversation }) => {
            let brief = briefs.chat(ctx, account, conversation).await?;
            let waits = brief.and_then(|brief| brief.waiting_since.map(|since| (brief, since)));
            let Some((brief, since)) = waits else { return Ok(None) };
            (words.chat(conversation, &brief, since), None)
        }
        Some(About::Digest) => (words.digest(briefs, account, notification.id).await?, None),
        None => return Ok(None),
    };
    Ok(Some(Mail {
        id: notification.id,
        account,
        to: recipient.clone(),
        reply_to,
        content: words.foot(letter, recipient, is_listed).render()?,
        at: notification.created_at,
        private: false,
    }))
}

/// Whether it says that a visitor waits for an answer, to somebody who may give it.
async fn is_of_team(ctx: &Ctx, notification: &Notification) -> Result<bool> {
    if !matches!(notification.about(), Some(About::Chat { .. })) {
        return Ok(false);
    }
    let team = people::active(&mut ctx.db.read().await?, notification.account_id).await?;
    Ok(team.iter().any(|user| user.email.eq_ignore_ascii_case(&notification.recipient)))
}

struct Words<'a> {
    ctx: &'a Ctx,
    site: &'a Site,
    language: &'static str,
}

impl Words<'_> {
    fn text(&self, key: &str, args: &[(&'static str, Value<'_>)]) -> String {
        let mut all = vec![("site", Value::from(self.site.name.as_str()))];
        all.extend(args.iter().cloned());
        i18n::text(self.language, key, &all)
    }

    fn fact(&self, key: &str, value: impl Into<String>) -> Option<Fact> {
        let value = value.into();
        let label = self.text(key, &[]);
        (!value.trim().is_empty()).then_some(Fact { label, value })
    }

    fn button(&self, key: &str, path: &str) -> Button {
        Button { label: self.text(key, &[]), url: self.ctx.link(path) }
    }

    fn lead(&self, lead: Uuid, brief: &LeadBrief) -> Letter {
        let contact = brief.phone.as_deref().or(brief.email.as_deref()).unwrap_or_default();
        let who = self.who(Some(&brief.name), contact);
        let who = [("who", Value::from(who))];
        let is_known = brief.requests > 1;
        let requests = if is_known { brief.requests.to_string() } else { String::new() };
        let (subject, reason) = if is_known {
            ("mail-lead-subject-again", "mail-lead-reason-again")
        } else {
            ("mail-lead-subject", "mail-lead-reason")
        };
        let facts = [
            self.fact("mail-fact-name", &brief.name),
            self.fact("mail-fact-phone", brief.phone.clone().unwrap_or_default()),
            self.fact("mail-fact-email", brief.email.clone().unwrap_or_default()),
            self.fact("mail-fact-page", page(&brief.page_title, &brief.page_url)),
            self.fact("mail-fact-source", self.source(&brief.source)),
            self.fact("mail-fact-time", self.time(brief.at)),
            self.fact("mail-fact-requests", requests),
        ];
        Letter {
            subject: self.text(subject, &who),
            reason: self.text(reason, &who),
            facts: facts.into_iter().flatten().collect(),
            quote: quote(&brief.message),
            button: Some(self.button("mail-lead-button", &format!("/console/leads/{lead}"))),
            ..Letter::default()
        }
    }

    fn chat(&self, conversation: Uuid, brief: &ChatBrief, since: Millis) -> Letter {
        let who = self.who(brief.name.as_deref(), "");
        let minutes = ((self.ctx.clock.now() - since) / MINUTE).max(1);
        let args = [("who", Value::from(who)), ("minutes", minutes.into())];
        let facts = [
            self.fact("mail-fact-page", page(&brief.page_title, &brief.page_url)),
            self.fact("mail-fact-source", self.source(&brief.source)),
            self.fact("mail-fact-time", self.time(since)),
        ];
        Letter {
            subject: self.text("mail-chat-subject", &args),
            reason: self.text("mail-chat-reason", &args),
            facts: facts.into_iter().flatten().collect(),
            quote: quote(&brief.last_text),
            button: Some(
                self.button("mail-chat-button", &format!("/console/inbox?c={conversation}")),
            ),
            ..Letter::default()
        }
    }

    async fn digest(&self, briefs: &dyn Briefs, account: Uuid, id: Uuid) -> Result<Letter> {
        let mut db = self.ctx.db.read().await?;
        let (leads, chats, newest) = store::digested(&mut db, id, NAMED).await?;
        drop(db);
        let names = briefs.names(self.ctx, account, &newest).await?;
        let more = leads - i64::try_from(newest.len()).unwrap_or(0);
        let what: Vec<String> = [("digest-leads", leads), ("digest-chats", chats)]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(key, count)| self.text(key, &[("count", count.into())]))
            .collect();
        let what = [("what", Value::from(what.join(", ")))];
        let items = names.into_iter().map(|lead| {
            let name = self.who(Some(&lead.name), &lead.contact);
            let detail = if name == lead.contact { String::new() } else { lead.contact };
            Item { name, detail }
        });
        let (button, path) = if leads > 0 {
            ("mail-digest-button", "/console/leads")
        } else {
            ("mail-digest-button-chats", "/console/inbox")
        };
        Ok(Letter {
            subject: self.text("mail-digest-subject", &what),
            reason: self.text("mail-digest-reason", &what),
            items: items.collect(),
            more: (more > 0).then(|| self.text("mail-digest-more", &[("count", more.into())])),
            button: Some(self.button(button, path)),
            ..Letter::default()
        })
    }

    /// Adds why the mail came and how to stop such mails.
    fn foot(&self, letter: Letter, recipient: &str, is_listed: bool) -> Letter {
        let recipient = [("recipient", Value::from(recipient))];
        let (why, stop) = if is_listed {
            ("mail-foot-why", "mail-foot-stop")
        } else {
            ("mail-foot-yours", "mail-foot-yours-stop")
        };
        let settings = format!("/console/settings/sites/{}", self.site.id);
        Letter {
            language: self.language,
            foot: vec![self.text(why, &recipient), self.text(stop, &[])],
            stop: Some(self.button("mail-foot-settings", &settings)),
            ..letter
        }
    }

    fn who(&self, name: Option<&str>, contact: &str) -> String {
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        let known = name.or(Some(contact).filter(|contact| !contact.is_empty()));
        known.map_or_else(|| self.text("mail-visitor", &[]), str::to_owned)
    }

    fn time(&self, at: Millis) -> String {
        let Ok(at) = jiff::Timestamp::from_millisecond(at) else { return String::new() };
        let zone = &self.site.settings.time_zone;
        let local = at.to_zoned(hours::zone(zone));
        let format = self.text("mail-time", &[]);
        format!("{} ({})", local.strftime(&format), zone.replace('_', " "))
    }

    fn source(&self, source: &Source) -> String {
        let channel = i18n::find(self.language, &format!("channel-{}", source.channel), &[]);
        let referrer = source.referrer.as_deref().and_then(host);
        let tags = [referrer, source.utm_source.clone(), source.utm_campaign.clone()];
        let mut parts: Vec<String> = channel.into_iter().collect();
        for tag in tags.into_iter().flatten() {
            if !parts.contains(&tag) {
                parts.push(tag);
            }
        }
        parts.join(" · ")
    }
}

fn host(url: &str) -> Option<String> {
    let host = Url::parse(url).ok()?.host_str()?.to_owned();
    Some(host.strip_prefix("www.").map_or(host.clone(), str::to_owned))
}

fn page(title: &str, url: &str) -> String {
    match (title.trim(), url.trim()) {
        ("", url) => url.to_owned(),
        (title, "") => title.to_owned(),
        (title, url) => format!("{title} · {url}"),
    }
}

fn quote(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let cut: String = text.chars().take(SHOWN).collect();
    Some(if cut.len() < text.len() { format!("{cut} …") } else { cut })
}
