//! Does what runs ask for beside talking: at once what belongs to the same transaction, as jobs
//! what others have to hear.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use serde_json::json;
use uuid::Uuid;

use super::engine::{Act, Effect};
use super::jobs::{Rated, Request, Tagged, Woken};
use super::mails::{self, Written};
use crate::chat::Page;
use crate::clock::{Millis, SECOND};
use crate::ctx::Ctx;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::guard::{self, Guard};
use crate::jobs::{When, enqueue};
use crate::leads::contact::{normalise_email, normalise_phone};
use crate::leads::{self, Capture, Form, Verdict};
use crate::sites::Site;
use crate::visitors::{self, Visitor};
use crate::web::ClientAddress;

/// Characters of a name on a card; what is longer is none, and stands among the answers.
const LONGEST_NAME: usize = 200;

/// What a run asks for, and where it runs.
pub struct Deeds {
    pub site: Arc<Site>,
    pub visitor: Uuid,
    pub conversation: Uuid,
    pub run: Uuid,
    pub page: Page,
    pub sender: Option<(ClientAddress, String)>,
    pub effects: Vec<Effect>,
}

impl Deeds {
    /// The visitor's network address and browser; of a run that goes on by itself, the browser
    /// that is known.
    pub fn came_from(&self, known: &Visitor) -> (ClientAddress, String) {
        match &self.sender {
            Some((address, agent)) => (*address, agent.clone()),
            None => (ClientAddress(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), known.agent.clone()),
        }
    }

    /// What the guard is told of an effect, without a contact.
    pub fn facts<'a>(&'a self, n: u32, address: ClientAddress, agent: &'a str) -> guard::Facts<'a> {
        guard::Facts {
            site: &self.site,
            visitor: Some(self.visitor),
            network: address.network(),
            agent,
            has_origin: true,
            key: self.key(n),
            form_token: "",
            honeypot: "",
            phone: None,
            email: None,
            message: "",
            proof: None,
        }
    }

    /// An effect's own key, the same whenever it is tried.
    fn key(&self, n: u32) -> Uuid {
        Uuid::from_u128(self.run.as_u128() ^ u128::from(n))
    }
}

/// Does all of it; gives the newest request that it made.
pub async fn act(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    mut deeds: Deeds,
    now: Millis,
) -> Result<Option<Uuid>> {
    let mut made = None;
    for effect in std::mem::take(&mut deeds.effects) {
        match &effect.act {
            Act::Lead { fields, answers } => {
                let told = Told { n: effect.n, fields, answers, wants_call: None };
                made = lead(ctx, tx, &deeds, told, now).await?.or(made);
            }
            Act::Callback { phone, when } => {
                note(tx, &deeds, "callback.wanted", json!({ "n": effect.n }), now).await?;
                let fields = [("phone".to_owned(), phone.clone())];
                let told =
                    Told { n: effect.n, fields: &fields, answers: &[], wants_call: Some(when) };
                made = lead(ctx, tx, &deeds, told, now).await?.or(made);
            }
            _ => one(ctx, tx, &deeds, effect, now).await?,
        }
    }
    Ok(made)
}

async fn one(ctx: &Ctx, tx: &mut Tx<'_>, deeds: &Deeds, effect: Effect, now: Millis) -> Result<()> {
    let Deeds { site, conversation, run, .. } = deeds;
    let (account, site_id, conversation) = (site.account_id, site.id, *conversation);
    let n = effect.n;
    match effect.act {
        Act::Wait { seconds } => {
            let due_at = now + Millis::from(seconds) * SECOND;
            let job = Woken { account, site: site_id, conversation, run: *run, n };
            enqueue(tx, Some(account), &job, now, When { due_at, key: None }).await
        }
        Act::Http { method, url, headers, body } => {
            let run = *run;
            let job = Request {
                account,
                site: site_id,
                conversation,
                run,
                n,
                method,
                url,
                headers,
                body,
            };
            enqueue(tx, Some(account), &job, now, When::default()).await
        }
        Act::Tag { tags } => {
            let job = Tagged { account, conversation, tags };
            enqueue(tx, Some(account), &job, now, When::default()).await
        }
        Act::Rate { scale, score } => {
            note(tx, deeds, "bot.rated", json!({ "scale": scale, "score": score }), now).await?;
            if scale != "csat" {
                return Ok(());
            }
            let job = Rated { account, visitor: deeds.visitor, conversation, score };
            enqueue(tx, Some(account), &job, now, When::default()).await
        }
        Act::Score { points, reason } => {
            note(tx, deeds, "bot.scored", json!({ "points": points, "reason": reason }), now).await
        }
        Act::Magnet { .. } => {
            note(tx, deeds, "magnet.given", json!({ "step": effect.step }), now).await
        }
        Act::Mail { to, subject, text, language } => {
            let mail = Written { n, subject, text, language: &language };
            match to {
                None => mails::to_team(ctx, tx, deeds, mail, now).await,
                Some(to) => mails::to_visitor(ctx, tx, deeds, &to, mail, now).await,
            }
        }
        Act::Lead { .. }
        | Act::Callback { .. }
        | Act::Say { .. }
        | Act::Handover { .. }
        | Act::Close
        | Act::Look { .. } => Ok(()),
    }
}

/// A line in the account's log.
pub async fn note(
    tx: &mut Tx<'_>,
    deeds: &Deeds,
    kind: &'static str,
    data: serde_json::Value,
    now: Millis,
) -> Result<()> {
    let event = Event {
        site: Some(deeds.site.id),
        visitor: Some(deeds.visitor),
        conversation: Some(deeds.conversation),
        data,
        ..Event::new(deeds.site.account_id, kind, now)
    };
    events::append(tx, &event).await
}

/// Names and what they are.
type Pairs<'a> = &'a [(String, String)];

/// What a run tells of the visitor.
#[derive(Clone, Copy)]
struct Told<'a> {
    /// The effect.
    n: u32,
    fields: Pairs<'a>,
    answers: Pairs<'a>,
    /// When they want to be called, if they do.
    wants_call: Option<&'a str>,
}

/// Makes or completes the lead; without a contact there is none to make.
async fn lead(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    deeds: &Deeds,
    told: Told<'_>,
    now: Millis,
) -> Result<Option<Uuid>> {
    let Deeds { site, visitor, conversation, page, sender, .. } = deeds;
    let Told { n, fields, answers, wants_call } = told;
    let of = |name: &str| {
        let found = fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let Some(known) = visitors::profile(tx, site.account_id, *visitor).await? else {
        return Ok(None);
    };
    let own = match known.lead {
        Some(lead) => leads::facts(tx, site.account_id, lead).await?,
        None => None,
    };
    let phone = normalise_phone(of("phone"), &site.settings.country)
        .or_else(|| own.as_ref().and_then(|own| own.phone.clone()));
    let email =
        normalise_email(of("email")).or_else(|| own.as_ref().and_then(|own| own.email.clone()));
    let name: String = of("name").trim().chars().take(LONGEST_NAME).collect();
    let name = Some(name).filter(|name| !name.is_empty());
    if let Some(name) = &name {
        visitors::give_name(tx, *visitor, name).await?;
    }
    if phone.is_none() && email.is_none() {
        return Ok(None);
    }
    let (address, agent) = deeds.came_from(&known);
    let message = summary(fields, answers, wants_call);
    let mut reasons = Vec::new();
    // Who has a lead was looked at before.
    if known.lead.is_none() {
        let guard = Guard::of(ctx);
        let facts = guard::Facts {
            phone: phone.as_deref(),
            email: email.as_deref(),
            message: &message,
            ..deeds.facts(n, address, &agent)
        };
        // A run that goes on by itself says nothing new: only who it is counts.
        let is_said = sender.is_some();
        reasons = if is_said { guard.assess_chat(&facts) } else { guard.assess_sender(&facts) };
    }
    let verdict = if reasons.is_empty() { Verdict::Valid } else { Verdict::Suspect(reasons) };
    let source = known.sources.map(|(_, last)| last).unwrap_or_default();
    let capture = Capture {
        account: site.account_id,
        site: site.id,
        visitor: Some(*visitor),
        conversation: Some(*conversation),
        form: Form::Bot,
        client_key: deeds.key(n),
        name: name.or(known.name).unwrap_or_default(),
        phone_given: phone.clone().unwrap_or_default(),
        phone,
        email_given: email.clone().unwrap_or_default(),
        email,
        message,
        consent_at: None,
        page_url: page.url.clone(),
        page_title: page.title.clone(),
        channel: source.channel.clone(),
        source: serde_json::to_value(&source).map_err(Error::from)?,
        language: known.language,
        address: address.0.to_string(),
        user_agent: agent,
        verdict,
        built: None,
        now,
    };
    let captured = leads::capture(tx, &capture).await?;
    Ok(captured.lead.map(|_| captured.submission))
}

/// What the team reads of the answers.
fn summary(
    fields: &[(String, String)],
    answers: &[(String, String)],
    wants_call: Option<&str>,
) -> String {
    let mut text = String::new();
    if let Some(when) = wants_call {
        let _ = writeln!(text, "☎ {when}");
    }
    let is_more = |name: &str| !["name", "phone", "email"].contains(&name);
    let more = fields.iter().filter(|(name, _)| is_more(name));
    for (name, value) in answers.iter().chain(more) {
        let _ = writeln!(text, "{name}: {value}");
    }
    text.trim_end().chars().take(4_000).collect()
}
