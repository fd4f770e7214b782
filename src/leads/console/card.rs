//! A lead's card.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

use super::list::{channel_title, tone};
use super::timeline::{Entry, Names, magnet, timeline};
use super::{Done, DoneCode, called};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::i18n::{Language, Say};
use crate::leads::contact::for_people;
use crate::leads::statuses::{self, Status};
use crate::leads::store::pages::{self as store, Card, Proposal};
use crate::people::{self, Action, Layout, Login, PageLogin};
use crate::web::{FieldErrors, Id, Page, Problem, Query, page};

/// Lines of each kind on the timeline.
const LINES: i64 = 200;

#[derive(Template)]
#[template(path = "console/leads/card.html")]
struct CardPage {
    page: Layout,
    card: Card,
    called: String,
    status_title: Say,
    tone: &'static str,
    phone_text: String,
    may_change: bool,
    statuses: Vec<Status>,
    team: Vec<(Uuid, String)>,
    proposals: Vec<Other>,
    siblings: Vec<(Uuid, String)>,
    chat: Option<Uuid>,
    entries: Vec<Entry>,
    errors: FieldErrors,
    given: Given,
    taken: Option<Uuid>,
    source: Vec<(Say, String)>,
    claims: usize,
    /// Names of magnets, and whether the lead took them.
    magnets: Vec<(String, bool)>,
}

/// What was typed into the card's forms, shown again beside what is wrong with it.
#[derive(Clone, Default)]
pub(super) struct Given {
    pub name: String,
    pub phone: String,
    pub email: String,
    pub status: Option<Uuid>,
    pub reason: String,
    pub note: String,
}

/// What a change has to say about its form.
#[derive(Default)]
pub(super) struct Shown {
    pub errors: FieldErrors,
    pub given: Option<Given>,
    pub taken: Option<Uuid>,
    pub done: Option<Say>,
}

/// Two other leads that this one may be.
struct Other {
    id: Uuid,
    leads: Vec<(Uuid, String, Say)>,
}

/// The card.
pub(super) async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(lead): Id,
    Query(done): Done,
) -> Result<Page, Problem> {
    let shown = Shown { done: DoneCode::words(&done), ..Shown::default() };
    render(&ctx, &login, lead, StatusCode::OK, shown).await
}

pub(super) async fn render(
    ctx: &Ctx,
    login: &Login,
    lead: Uuid,
    status: StatusCode,
    shown: Shown,
) -> Result<Page, Problem> {
    login.require(Action::SeeLeads)?;
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    let card = store::card(&mut db, account, lead).await?.ok_or_else(Problem::not_found)?;
    let statuses = statuses::statuses(&mut db, account).await?;
    let team = people::colleagues(&mut db, account).await?;
    let requests = store::requests(&mut db, account, lead, LINES).await?;
    let notes = store::notes(&mut db, account, lead, LINES).await?;
    let mut deeds = store::deeds(&mut db, account, lead, LINES).await?;
    let mut gifts = store::gifts(&mut db, account, lead, LINES).await?;
    // A script's own link or code has no name.
    gifts.retain(|gift| !magnet(gift).is_empty());
    let proposals = store::proposals(&mut db, account, lead).await?;
    let siblings = store::same_visitor(&mut db, account, lead).await?;
    drop(db);
    let reader = login.language();
    let name = |name: &str, phone: &Option<String>, email: &Option<String>| {
        called(reader, name, phone.as_deref(), email.as_deref())
    };
    let called = name(&card.name, &card.phone, &card.email);
    let proposals: Vec<Other> = proposals.into_iter().map(|one| other(reader, one, lead)).collect();
    let is_proposed = |id: Uuid| proposals.iter().any(|one| one.leads.iter().any(|l| l.0 == id));
    let siblings = siblings
        .into_iter()
        .filter(|one| !is_proposed(one.id))
        .map(|one| (one.id, name(&one.name, &one.phone, &one.email)))
        .collect();
    let phone_text = card.phone.as_deref().map(for_people).unwrap_or_default();
    let given = shown.given.unwrap_or_else(|| Given {
        name: card.name.clone(),
        phone: phone_text.clone(),
        email: card.email.clone().unwrap_or_default(),
        status: Some(card.status_id),
        reason: card.refusal_reason.clone(),
        note: String::new(),
    });
    let mut magnets: Vec<(String, bool)> = Vec::new();
    for gift in &gifts {
        let (name, is_taken) = (magnet(gift), gift.kind == "magnet.taken");
        match magnets.iter_mut().find(|(known, _)| *known == name) {
            Some((_, taken)) => *taken |= is_taken,
            None => magnets.push((name, is_taken)),
        }
    }
    deeds.extend(gifts);
    let claims = requests.iter().filter(|request| request.claim).count();
    let template = CardPage {
        page: Layout::new(ctx, login, called.as_str(), "leads").await?.flash(shown.done),
        tone: tone(&card.status_kind),
        may_change: login.user.role.may(Action::ChangeLeads),
        chat: requests.iter().find_map(|request| request.conversation_id),
        entries: timeline(requests, notes, deeds, &Names::new(&statuses, &team)),
        source: source(reader, &card),
        status_title: statuses::title(&card.status, &card.status_kind),
        errors: shown.errors,
        taken: shown.taken,
        proposals,
        siblings,
        magnets,
        claims,
        called,
        phone_text,
        statuses,
        team,
        given,
        card,
    };
    page(status, &template)
}

fn other(reader: Language, proposal: Proposal, shown: Uuid) -> Other {
    let Proposal { id, lead_id, lead_name, phone_lead_id, phone_name, email_lead_id, email_name } =
        proposal;
    let nameless = || reader.t("lead-other-nameless").to_string();
    let name = |name: String| if name.is_empty() { nameless() } else { name };
    let leads = vec![
        (lead_id, name(lead_name), Say::of("lead-other-both")),
        (phone_lead_id, name(phone_name), Say::of("lead-other-phone")),
        (email_lead_id, name(email_name), Say::of("lead-other-email")),
    ];
    Other { id, leads: leads.into_iter().filter(|(id, ..)| *id != shown).collect() }
}

/// The first touch, in lines.
fn source(reader: Language, card: &Card) -> Vec<(Say, String)> {
    let source = &card.source.0;
    let lines = [
        ("source-campaign", &source.utm_campaign),
        ("source-source", &source.utm_source),
        ("source-medium", &source.utm_medium),
        ("source-term", &source.utm_term),
        ("source-content", &source.utm_content),
        ("source-referrer", &source.referrer),
        ("source-landing", &source.landing),
    ];
    let given = lines.into_iter().filter_map(|(label, text)| Some((Say::of(label), text.clone()?)));
    let channel = channel_title(&card.channel).in_language(reader);
    std::iter::once((Say::of("word-channel"), channel)).chain(given).collect()
}

impl CardPage {
    fn is_chosen(&self, status: &Uuid) -> bool {
        self.given.status == Some(*status)
    }

    fn is_owner(&self, user: &Uuid) -> bool {
        self.card.owner_id == Some(*user)
    }

    fn since(&self) -> Millis {
        self.card.created_at
    }
}
