//! Experiments, from the plan to the page with what came of them.

use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::experiments::{self, Arm, Goal, Kind, Period, Plan};
use leadbell::ids;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Shop, TestApp, Visitor};

/// Starts what is planned, or ends it.
struct Keep(Plan, i64);

impl Write for Keep {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        experiments::keep(tx, &self.0, self.1).await
    }
}

/// Visitors meet an experiment; those with `true` do what it is for.
struct Meet(Period, Vec<(Uuid, bool)>, Uuid, i64);

impl Write for Meet {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Self(period, visitors, subject, now) = self;
        for (visitor, converts) in visitors {
            let arm = experiments::assign(period, *visitor).expect("an arm");
            experiments::expose(tx, period, *visitor, arm, !arm.is_control(), *now).await?;
            if *converts {
                experiments::converted(tx, Kind::Offer, *subject, *visitor, *now).await?;
            }
        }
        Ok(())
    }
}

fn plan(shop: &Shop, subject: Uuid, arms: &[(&str, u32)]) -> Plan {
    let arm = |(key, weight): &(&str, u32)| {
        let name = format!("Look {}", key.to_uppercase());
        Arm { key: (*key).into(), name, weight: *weight }
    };
    Plan {
        account: shop.account,
        site: Some(shop.site),
        kind: Kind::Offer,
        subject,
        name: "Summer sale".into(),
        goal: Goal::Conversion,
        arms: arms.iter().map(arm).collect(),
    }
}

async fn keep(app: &TestApp, plan: Plan) -> bool {
    let began = app.ctx.db.write(Keep(plan, app.now())).await.expect("written");
    experiments::forget(&app.ctx);
    began
}

async fn running(app: &TestApp, subject: Uuid) -> Option<Period> {
    let found = experiments::running(&app.ctx, Kind::Offer, subject).await.expect("read");
    found.map(|period| (*period).clone())
}

/// So many visitors that nobody has seen, each in their arm; of those in `winning` every second one converts.
async fn crowd(app: &TestApp, period: &Period, subject: Uuid, winning: &str) {
    let mut of_winner = 0;
    let visitors = (0..900).map(|_| {
        let id = ids::new_id();
        let wins = experiments::assign(period, id).is_some_and(|arm| arm.key == winning);
        of_winner += i32::from(wins);
        (id, wins && of_winner % 2 == 0)
    });
    let meet = Meet(period.clone(), visitors.collect(), subject, app.now());
    app.ctx.db.write(meet).await.expect("written");
}

/// A visitor of the shop who is in this arm.
async fn in_arm(app: &mut TestApp, shop: &Shop, period: &Period, key: &str) -> Visitor {
    loop {
        let mut visitor = app.visitor(shop);
        visitor.view().await.expect(200);
        let id = visitor.id.expect("an id");
        if experiments::assign(period, id).is_some_and(|arm| arm.key == key) {
            return visitor;
        }
    }
}

both! {
    async fn changed_weights_begin_a_period_and_a_changed_name_does_not(app) {
        let (shop, subject) = (app.shop().await, ids::new_id());
        assert!(!keep(app, plan(&shop, subject, &[("a", 1)])).await, "nothing to compare");
        assert!(running(app, subject).await.is_none());
        assert!(keep(app, plan(&shop, subject, &[("a", 1), ("b", 1)])).await);
        let first = running(app, subject).await.expect("it runs");
        let mut renamed = plan(&shop, subject, &[("a", 1), ("b", 1)]);
        renamed.arms[1].name = "Blue".into();
        assert!(!keep(app, renamed).await);
        let same = running(app, subject).await.expect("it runs");
        assert_eq!((same.id, same.arms[1].name.as_str()), (first.id, "Blue"));
        assert!(keep(app, plan(&shop, subject, &[("a", 1), ("b", 3)])).await);
        let second = running(app, subject).await.expect("it runs");
        assert_ne!(second.id, first.id);
        assert!(keep(app, plan(&shop, subject, &[])).await);
        assert!(running(app, subject).await.is_none());
    }

    async fn the_page_names_the_winner_and_counts_leads_of_every_arm(app) {
        let (shop, subject) = (app.shop().await, ids::new_id());
        keep(app, plan(&shop, subject, &[("a", 1), ("b", 1)])).await;
        let period = running(app, subject).await.expect("it runs");
        let mut operator = app.operator(&shop).await;
        let list = operator.page("/console/experiments").await.expect(200).text;
        let report = format!("/console/experiments/{}", period.id);
        assert!(list.contains("Summer sale") && list.contains(&report), "{list}");
        let page = operator.page(&report).await.expect(200).text;
        assert!(page.contains("Too early to say"), "{page}");
        crowd(app, &period, subject, "b").await;
        // Somebody saw the first one, and left a request by other means.
        let visitor = in_arm(app, &shop, &period, "a").await;
        let meet = Meet(period.clone(), vec![(visitor.id.expect("an id"), false); 2], subject, app.now());
        app.ctx.db.write(meet).await.expect("written");
        visitor.fill_in(app, json!({"name": "Anna", "phone": "0171 1234567"})).await.expect(201);
        app.mails().await;
        let page = operator.page(&report).await.expect(200).text;
        assert!(page.contains("“Look B” is better than “Look A”"), "{page}");
        let row = page.split("<th scope=\"row\" dir=\"auto\">Look A</th>").nth(1).expect("a row");
        let cells: Vec<&str> = row.split("</tr>").next().unwrap_or_default()
            .split("</td>").filter_map(|cell| cell.rsplit('>').next()).collect();
        assert_eq!(cells[3..7], ["0", "1", "1", "0"], "conversions, leads, valid, customers: {row}");
        let other = app.shop_named("other").await;
        let mut stranger = app.operator(&other).await;
        stranger.page(&report).await.expect(404);
    }

    async fn who_sees_nothing_is_compared_by_leads(app) {
        let (shop, subject) = (app.shop().await, ids::new_id());
        keep(app, plan(&shop, subject, &[("a", 1), ("", 1)])).await;
        let period = running(app, subject).await.expect("it runs");
        assert_eq!(period.goal, Goal::Lead);
        crowd(app, &period, subject, "a").await;
        let mut operator = app.operator(&shop).await;
        let report = format!("/console/experiments/{}", period.id);
        let page = operator.page(&report).await.expect(200).text;
        assert!(page.contains("Sees nothing") && page.contains("more results"), "{page}");
    }
}
