//! A script that is tried out in the place of another.

use leadbell::experiments::{self, Kind};
use serde_json::{Value, json};

use super::{answer, page, publish, published, qualify};
use crate::chat::owner;

/// Greets otherwise, and asks for the number at once.
fn short() -> Value {
    json!({
        "format": "leadbell.script/1", "name": "Short", "language": "en",
        "entries": [{"on": "start", "to": "phone"}],
        "steps": [
            {"id": "phone", "kind": "question", "text": "Where do we call you?",
             "variable": "Phone", "ask": {"type": "phone"}, "next": "lead"},
            {"id": "lead", "kind": "lead", "next": "over"},
            {"id": "over", "kind": "handover", "text": "One moment"},
        ],
    })
}

both! {
    async fn each_visitor_meets_one_script_and_the_report_counts_both(app) {
        let shop = app.shop().await;
        let (mut operator, _team) = owner(app, &shop).await;
        let base = published(app, &shop, &operator, qualify()).await;
        // The other one is published, and on no site.
        let made = operator.post("/api/v1/scripts", json!({"script": short()})).await.expect(201);
        let other = made.body["id"].as_str().expect("an id").to_owned();
        publish(&operator, &other, 1).await;
        operator.page("/console/experiments/new").await.expect(200);
        let (of_base, of_other) = (format!("script:{base}"), format!("script:{other}"));
        let fields = [
            ("name", "Fewer questions"), ("base", &of_base), ("base_weight", "1"),
            ("second", &of_other), ("second_weight", "1"), ("goal", "conversion"),
        ];
        operator.form("/console/experiments/new", &fields).await.expect(303);
        let subject = base.parse().expect("an id");
        let found = experiments::running(&app.ctx, Kind::Script, subject).await.expect("read");
        let period = found.expect("it runs");
        let (mut of_each, mut last) = ([0, 0], None);
        while of_each.contains(&0) {
            let (visitor, mut socket, opening) = page(app, &shop).await;
            let arm = experiments::assign(&period, visitor.id.expect("an id")).expect("an arm");
            let first = opening["messages"][0]["text"].as_str().unwrap_or_default().to_owned();
            if arm.key == base {
                assert!(first.starts_with("Hello"), "{first}");
                answer(&mut socket, "A shop", json!({"turn": 1, "picks": ["shop"]})).await;
                of_each[0] += 1;
            } else {
                assert_eq!(first, "Where do we call you?");
                answer(&mut socket, "0171 1234567", json!({"turn": 1})).await;
                of_each[1] += 1;
            }
            last = Some(socket);
        }
        app.settle().await;
        app.mails().await;
        drop(last);
        let report = format!("/console/experiments/{}", period.id);
        let text = operator.page(&report).await.expect(200).text;
        let cells = |name: &str| -> Vec<String> {
            let row = text.split(&format!("auto\">{name}</th>")).nth(1).expect("a row");
            let cells = row.split("</tr>").next().unwrap_or_default().split("</td>");
            cells.filter_map(|cell| Some(cell.rsplit('>').next()?.to_owned())).collect()
        };
        let visitors = of_each.map(|count| count.to_string());
        assert_eq!(cells("Qualify")[1..4], [visitors[0].as_str(), visitors[0].as_str(), "0"]);
        assert_eq!(cells("Short")[1..4], [visitors[1].as_str(); 3]);
        // Ended, everybody meets what was there before.
        operator.form(&format!("{report}/end"), &[]).await.expect(303);
        for _ in 0..3 {
            let (_, _socket, opening) = page(app, &shop).await;
            let first = opening["messages"][0]["text"].as_str().unwrap_or_default();
            assert!(first.starts_with("Hello"), "{first}");
        }
    }
}
