//! Leads: one card a person, every request kept.

use std::collections::{BTreeMap, HashMap};

use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::leads::{self, Capture, Captured, Form, Released, Verdict};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::json;
use uuid::Uuid;

use crate::support::{self, Shop, Store, TestApp};

async fn count(app: &TestApp, what: &str) -> i64 {
    let text = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {what}"));
    let mut db = app.ctx.db.read().await.expect("the database");
    leadbell::sql!(db, fetch_one as (i64,), text).expect("a count").0
}

struct LetOut {
    shop: Shop,
    submission: Uuid,
}

impl Write for LetOut {
    type Out = Released;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Released> {
        leads::release(tx, self.shop.account, self.submission, self.shop.owner, 0).await
    }
}

struct NoStatuses(Uuid);

impl Write for NoStatuses {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        leadbell::sql!(tx, execute, "DELETE FROM statuses WHERE account_id = $1", self.0)?;
        Ok(())
    }
}

fn request(app: &TestApp, shop: &Shop, phone: Option<&str>, email: Option<&str>) -> Capture {
    Capture {
        email: email.map(ToOwned::to_owned),
        email_given: email.unwrap_or_default().into(),
        ..support::request(shop, "Somebody", phone, app.now())
    }
}

async fn store(app: &TestApp, capture: &Capture) -> Captured {
    loop {
        match app.ctx.db.write(Store(capture.clone())).await {
            Err(cause) if leads::is_taken_key(&cause) => {}
            settled => return settled.expect("stored"),
        }
    }
}

/// Which request is on which card.
async fn cards(app: &TestApp, shop: &Shop) -> HashMap<Uuid, Option<Uuid>> {
    let mut db = app.ctx.db.read().await.expect("the database");
    let rows = leadbell::sql!(
        db,
        fetch_all as (Uuid, Option<Uuid>),
        "SELECT client_key, lead_id FROM submissions WHERE account_id = $1",
        shop.account
    )
    .expect("the submissions");
    let cards: HashMap<_, _> = rows.iter().copied().collect();
    assert_eq!(cards.len(), rows.len(), "a request is stored twice");
    cards
}

/// A phone, an address, and whether it is suspect; 0 stands for none.
type Wish = (u8, u8, bool);

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let wish = (0..5_u8, 0..5_u8, proptest::bool::weighted(0.15));
    proptest::collection::vec(wish.prop_filter("a contact", |w| w.0 + w.1 > 0), 1..30)
}

fn make(app: &TestApp, shop: &Shop, (phone, email, suspect): Wish, place: usize) -> Capture {
    let phone = (phone > 0).then(|| format!("+49171000000{phone}"));
    let email = (email > 0).then(|| format!("person{email}@example.com"));
    let mut capture = request(app, shop, phone.as_deref(), email.as_deref());
    capture.name = format!("Request {place}");
    if suspect {
        capture.verdict = Verdict::Suspect(vec!["honeypot"]);
    }
    capture
}

/// The rules again, as simply as they can be said.
#[derive(Default)]
struct Model {
    phones: HashMap<u8, usize>,
    emails: HashMap<u8, usize>,
    conflicts: HashMap<(usize, usize), usize>,
    leads: usize,
}

impl Model {
    fn place(&mut self, (phone, email, suspect): Wish) -> Option<usize> {
        if suspect {
            return None;
        }
        let (by_phone, by_email) =
            (self.phones.get(&phone).copied(), self.emails.get(&email).copied());
        let mut fresh = || {
            self.leads += 1;
            self.leads
        };
        Some(match (by_phone, by_email) {
            (Some(one), Some(other)) if one != other => {
                *self.conflicts.entry((one, other)).or_insert_with(fresh)
            }
            (Some(lead), _) | (None, Some(lead)) => lead,
            (None, None) => {
                let lead = fresh();
                if phone > 0 {
                    self.phones.insert(phone, lead);
                }
                if email > 0 {
                    self.emails.insert(email, lead);
                }
                lead
            }
        })
    }
}

/// What holds whatever was sent: the cards show what their first request said, and count them all.
async fn check_cards(app: &TestApp, shop: &Shop, all: &[Capture]) {
    type Row = (Uuid, String, Option<String>, Option<String>, i64);
    let on = cards(app, shop).await;
    assert_eq!(on.len(), all.len(), "a request is missing");
    let mut by_lead: BTreeMap<Uuid, Vec<&Capture>> = BTreeMap::new();
    for capture in all {
        match on[&capture.client_key] {
            Some(lead) => by_lead.entry(lead).or_default().push(capture),
            None => assert_ne!(capture.verdict, Verdict::Valid, "a valid one has no card"),
        }
    }
    let mut db = app.ctx.db.read().await.expect("the database");
    let rows = leadbell::sql!(
        db,
        fetch_all as Row,
        "SELECT id, name, phone, email, requests FROM leads WHERE account_id = $1",
        shop.account
    )
    .expect("the leads");
    assert_eq!(rows.len(), by_lead.len(), "a card without a request");
    for (id, name, phone, email, requests) in rows {
        let requests = usize::try_from(requests).expect("a count");
        assert_eq!(requests, by_lead[&id].len());
        let made = by_lead[&id].iter().find(|capture| capture.name == name);
        let made = made.expect("the card bears the name of one of its requests");
        assert_eq!((&phone, &email), (&made.phone, &made.email), "a field was overwritten");
    }
}

both! {
    async fn two_spellings_of_a_phone_are_one_lead_with_two_events(app) {
        let shop = app.shop().await;
        for (name, phone) in [("Anna", "0171 1234567"), ("Ben", "+49 (0)171-123 45 67")] {
            let mut visitor = app.visitor(&shop);
            visitor.view().await.expect(200);
            visitor.fill_in(app, json!({"name": name, "phone": phone})).await.expect(201);
        }
        assert_eq!(count(app, "leads WHERE name = 'Anna' AND requests = 2").await, 1);
        assert_eq!(count(app, "leads").await, 1);
        assert_eq!(count(app, "events WHERE kind = 'lead.created'").await, 1);
        assert_eq!(count(app, "events WHERE kind = 'lead.requested'").await, 1);
        assert_eq!(app.mails().await.len(), 2);
    }

    async fn a_match_overwrites_nothing_and_links_no_visitor(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        anna.fill_in(app, json!({"name": "Anna", "phone": "01711234567"})).await.expect(201);
        let mut stranger = app.visitor(&shop);
        stranger.view().await.expect(200);
        let fields = json!({"name": "X", "phone": "01711234567", "email": "x@example.com"});
        let answer = stranger.fill_in(app, fields).await.expect(201);
        let told: Vec<_> = answer.body.as_object().unwrap().keys().cloned().collect();
        assert_eq!(told, ["message", "repeated", "submission", "to"], "nothing of the card is told");
        assert_eq!(answer.body["to"], "+49\u{a0}171\u{a0}1234567", "what was sent, as people write it");
        assert_eq!(count(app, "leads WHERE name = 'Anna' AND email IS NULL").await, 1);
        assert_eq!(count(app, "submissions WHERE claim AND name = 'X'").await, 1);
        assert_eq!(count(app, "lead_contacts").await, 1, "the claimed address is nobody's");
        assert_eq!(count(app, "visitors WHERE lead_id IS NOT NULL").await, 1);
        let mut db = app.ctx.db.read().await.unwrap();
        let linked = leadbell::sql!(db, fetch_one as (Uuid,),
            "SELECT id FROM visitors WHERE lead_id IS NOT NULL").unwrap().0;
        assert_eq!(Some(linked), anna.id);
        drop(db);
        app.mails().await;
    }

    async fn contacts_of_two_leads_attach_to_neither_and_propose_a_merge(app) {
        let shop = app.shop().await;
        let (phone, email) = (Some("+491711234567"), Some("ben@example.com"));
        let anna = store(app, &request(app, &shop, phone, None)).await.lead;
        let ben = store(app, &request(app, &shop, None, email)).await.lead;
        let mixed = store(app, &request(app, &shop, phone, email)).await.lead;
        assert!(mixed != anna && mixed != ben && mixed.is_some());
        let again = store(app, &request(app, &shop, phone, email)).await.lead;
        assert_eq!(again, mixed, "the same pair stays on the card that was made for it");
        assert_eq!(count(app, "leads WHERE requests = 1").await, 2);
        let mut db = app.ctx.db.read().await.unwrap();
        let proposal = leadbell::sql!(db, fetch_one as (Uuid, Uuid, Uuid),
            "SELECT lead_id, phone_lead_id, email_lead_id FROM merge_proposals").unwrap();
        assert_eq!((Some(proposal.0), Some(proposal.1), Some(proposal.2)), (mixed, anna, ben));
        drop(db);
        app.mails().await;
    }

    async fn twenty_people_with_one_phone_at_once_are_one_lead(app) {
        let shop = app.shop().await;
        let all: Vec<_> =
            (0..20).map(|_| request(app, &shop, Some("+491711234567"), None)).collect();
        let stored = futures_util::future::join_all(all.iter().map(|one| store(app, one))).await;
        assert!(stored.iter().all(|one| one.lead == stored[0].lead));
        assert_eq!(count(app, "leads WHERE requests = 20").await, 1);
        assert_eq!(count(app, "events WHERE kind = 'lead.created'").await, 1);
        app.mails().await;
        app.advance(3_700_000).await;
        app.mails().await;
    }

    async fn twenty_who_mix_up_two_leads_at_once_make_one_proposal(app) {
        let shop = app.shop().await;
        let (phone, email) = (Some("+491711234567"), Some("ben@example.com"));
        store(app, &request(app, &shop, phone, None)).await;
        store(app, &request(app, &shop, None, email)).await;
        let all: Vec<_> = (0..20).map(|_| request(app, &shop, phone, email)).collect();
        let stored = futures_util::future::join_all(all.iter().map(|one| store(app, one))).await;
        assert!(stored.iter().all(|one| one.lead == stored[0].lead));
        assert_eq!((count(app, "leads").await, count(app, "merge_proposals").await), (3, 1));
        app.mails().await;
        app.advance(3_700_000).await;
        app.mails().await;
    }

    async fn another_account_has_leads_of_its_own(app) {
        let (one, other) = (app.shop().await, app.shop_named("other").await);
        let phone = Some("+491711234567");
        let first = store(app, &request(app, &one, phone, None)).await.lead;
        let second = store(app, &request(app, &other, phone, None)).await.lead;
        assert_ne!(first, second);
        assert_eq!(app.mails().await.len(), 2);
    }

    async fn an_account_without_stages_gets_them_once(app) {
        let shop = app.shop().await;
        app.ctx.db.write(NoStatuses(shop.account)).await.unwrap();
        let all: Vec<_> = (1..9)
            .map(|n| request(app, &shop, Some(&format!("+49171123456{n}")), None))
            .collect();
        futures_util::future::join_all(all.iter().map(|one| store(app, one))).await;
        assert_eq!(count(app, "statuses").await, 5);
        assert_eq!(count(app, "leads").await, 8);
        app.mails().await;
    }

    async fn a_suspect_request_waits_and_is_released_once(app) {
        let shop = app.shop().await;
        let mut suspect = request(app, &shop, Some("+491711234567"), None);
        suspect.verdict = Verdict::Suspect(vec!["honeypot"]);
        let kept = store(app, &suspect).await;
        assert_eq!(kept.lead, None);
        assert_eq!(count(app, "leads").await, 0);
        assert_eq!(app.mails().await.len(), 0, "nobody is told of it");
        let release = || {
            let release = LetOut { shop: shop.clone(), submission: kept.submission };
            app.ctx.db.write(release)
        };
        let both = futures_util::future::join(release(), release()).await;
        let both = [both.0.unwrap(), both.1.unwrap()];
        assert!(both.iter().any(|one| matches!(one, Released::Now(_))), "{both:?}");
        assert!(both.iter().any(|one| matches!(one, Released::Before(_))), "{both:?}");
        assert_eq!(count(app, "leads WHERE requests = 1").await, 1);
        assert_eq!(count(app, "submissions WHERE verdict = 'valid'").await, 1);
        assert_eq!(app.mails().await.len(), 1);
        let foreign = LetOut { shop: app.shop_named("other").await, submission: kept.submission };
        assert_eq!(app.ctx.db.write(foreign).await.unwrap(), Released::Unknown);
    }

    async fn a_second_contact_in_the_same_conversation_completes_the_card(app) {
        let shop = app.shop().await;
        let said = |phone: Option<&str>, email: Option<&str>| {
            let mut capture = request(app, &shop, phone, email);
            capture.form = Form::Chat;
            capture.visitor = Some(Uuid::from_u128(7));
            capture.conversation = Some(Uuid::from_u128(8));
            capture
        };
        let first = store(app, &said(None, Some("anna@example.com"))).await.lead;
        let second = store(app, &said(Some("+491711234567"), None)).await.lead;
        let third = store(app, &said(Some("+491727654321"), None)).await.lead;
        assert!(first == second && second == third);
        assert_eq!(count(app, "leads WHERE phone = '+491711234567' \
            AND email = 'anna@example.com' AND requests = 3").await, 1);
        assert_eq!(count(app, "submissions WHERE claim").await, 1, "another phone is a claim");
        app.mails().await;
    }

    async fn whatever_is_sent_each_request_is_on_one_card_or_in_quarantine(app) {
        let mut runner = TestRunner::deterministic();
        for case in 0..12 {
            let shop = app.shop_named(&format!("case{case}")).await;
            let wishes = wishes().new_tree(&mut runner).unwrap().current();
            let (mut model, mut all, mut expected) = (Model::default(), Vec::new(), Vec::new());
            for (place, wish) in wishes.iter().enumerate() {
                let capture = make(app, &shop, *wish, place);
                store(app, &capture).await;
                assert!(store(app, &capture).await.repeated);
                expected.push(model.place(*wish));
                all.push(capture);
            }
            check_cards(app, &shop, &all).await;
            // The same requests lie together as in the model.
            let on = cards(app, &shop).await;
            let mut same: HashMap<usize, Uuid> = HashMap::new();
            for (capture, expected) in all.iter().zip(expected) {
                let lead = on[&capture.client_key];
                assert_eq!(lead.is_some(), expected.is_some(), "{wishes:?}");
                if let (Some(lead), Some(expected)) = (lead, expected) {
                    assert_eq!(*same.entry(expected).or_insert(lead), lead, "{wishes:?}");
                }
            }
            assert_eq!(same.len(), model.leads, "{wishes:?}");
        }
        app.mails().await;
        app.advance(3_700_000).await;
        app.mails().await;
    }

    async fn the_same_holds_when_all_come_at_once(app) {
        let mut runner = TestRunner::deterministic();
        for case in 0..6 {
            let shop = app.shop_named(&format!("case{case}")).await;
            let wishes = wishes().new_tree(&mut runner).unwrap().current();
            let all: Vec<_> = (0..).zip(&wishes).map(|(n, w)| make(app, &shop, *w, n)).collect();
            let twice = all.iter().chain(&all).map(|one| store(app, one));
            futures_util::future::join_all(twice).await;
            check_cards(app, &shop, &all).await;
        }
        app.mails().await;
        app.advance(3_700_000).await;
        app.mails().await;
    }
}
