//! One form in the place of another, to see which wins more leads.

use leadbell::experiments::{self, Kind};
use serde_json::json;
use uuid::Uuid;

use super::{on, open, send, visitor};
use crate::support::{Operator, Shop, TestApp};

async fn forms(team: &Operator, shop: &Shop) -> [String; 2] {
    let form = |label: &str| {
        json!({"steps": [{"fields": [
            {"key": "mail", "kind": "email", "label": label, "required": true}]}]})
    };
    [on(team, shop, &form("Short")).await, on(team, shop, &form("Long")).await]
}

async fn begin(app: &TestApp, team: &mut Operator, [base, second]: &[String; 2]) {
    let page = team.page("/console/experiments/new").await.expect(200).text;
    assert!(page.contains(&format!("form:{base}")), "{page}");
    let (base, second) = (format!("form:{base}"), format!("form:{second}"));
    let fields = [
        ("name", "Length"),
        ("base", base.as_str()),
        ("base_weight", "1"),
        ("second", second.as_str()),
        ("second_weight", "1"),
        ("third", ""),
        ("third_weight", "1"),
        ("goal", "conversion"),
    ];
    team.form("/console/experiments/new", &fields).await.expect(303);
    experiments::forget(&app.ctx);
}

/// Of each form: its weight, visitors, impressions, conversions, leads, valid leads and customers.
async fn report(app: &TestApp, team: &mut Operator, base: &str) -> Vec<Vec<i64>> {
    let base: Uuid = base.parse().expect("an id");
    let period = experiments::running(&app.ctx, Kind::Form, base).await.expect("read");
    let path = format!("/console/experiments/{}", period.expect("a period").id);
    let page = team.page(&path).await.expect(200).text;
    let cells = |row: &str| {
        let cells = row.split("<td class=\"num\">").skip(1);
        cells.filter_map(|cell| cell.split('<').next()?.parse().ok()).collect()
    };
    let rows = page.split("<th scope=\"row\"").skip(1);
    rows.map(|row| cells(row.split("</tr>").next().unwrap_or_default())).collect()
}

both! {
    async fn each_visitor_is_given_one_form_for_good_and_what_they_send_counts_for_it(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let both = forms(&team, &shop).await;
        begin(app, &mut team, &both).await;
        let mut drawn = [0, 0];
        for n in 0..12 {
            let one = visitor(app, &shop).await;
            let given = open(&one, &both[0]).await.expect(200).body["form"]["id"].clone();
            let again = open(&one, &both[0]).await.expect(200).body["form"]["id"].clone();
            assert_eq!(given, again);
            let place = both.iter().position(|id| given == json!(id)).expect("one of them");
            drawn[place] += 1;
            if n == 0 {
                let answers = json!({"mail": "anna@example.com"});
                send(app, &one, &both[place], 2, answers).await.expect(201);
                app.mails().await;
            }
        }
        assert!(drawn[0] > 0 && drawn[1] > 0, "{drawn:?}");
        // Who has no token stays with the first.
        let mut stranger = app.visitor(&shop);
        stranger.token = None;
        let given = open(&stranger, &both[0]).await.expect(200);
        assert_eq!(given.body["form"]["id"], json!(both[0]));
        let rows = report(app, &mut team, &both[0]).await;
        let sum = |column: usize| rows.iter().map(|row| row[column]).sum::<i64>();
        assert_eq!((sum(1), sum(2), sum(3), sum(4)), (12, 24, 1, 1), "{rows:?}");
    }

    async fn where_the_other_form_is_off_everybody_gets_the_first(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        let both = forms(&team, &shop).await;
        begin(app, &mut team, &both).await;
        team.post(&format!("/api/v1/forms/{}/delete", both[1]), json!({})).await.expect(204);
        for _ in 0..6 {
            let one = visitor(app, &shop).await;
            let given = open(&one, &both[0]).await.expect(200);
            assert_eq!(given.body["form"]["id"], json!(both[0]));
        }
    }
}
