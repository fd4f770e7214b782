//! The chatbot: scripts through the interface, runs through a visitor's socket.

mod leads;
mod rights;
mod tried;

use leadbell::clock::{DAY, MINUTE, SECOND};
use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::{ids, sql};
use serde_json::{Value, json};

use crate::chat::{member, owner};
use crate::support::{Operator, Shop, Socket, TestApp};

/// Makes every run unreadable.
struct Spoil;

impl Write for Spoil {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        sql!(tx, execute, "UPDATE runs SET state = '{}'")?;
        Ok(())
    }
}

/// The qualification that most tests run.
pub fn qualify() -> Value {
    json!({
        "format": "leadbell.script/1", "name": "Qualify", "language": "en",
        "entries": [
            {"on": "start", "to": "hi"},
            {"on": "keyword", "words": ["price"], "to": "price"},
        ],
        "steps": [
            {"id": "hi", "kind": "message", "text": "Hello, **welcome**", "next": "what"},
            {"id": "what", "kind": "question", "text": "What do you need?", "variable": "Need",
             "ask": {"type": "choice", "choices": [
                {"id": "site", "label": "A web site"}, {"id": "shop", "label": "A shop"}]},
             "next": "name"},
            {"id": "name", "kind": "question", "text": "What is your name?", "variable": "Name",
             "ask": {"type": "text"}, "next": "phone"},
            {"id": "phone", "kind": "question", "text": "Your phone number?", "variable": "Phone",
             "ask": {"type": "phone"}, "next": "lead"},
            {"id": "lead", "kind": "lead", "next": "tag"},
            {"id": "tag", "kind": "tag", "tags": ["qualified"], "next": "score"},
            {"id": "score", "kind": "score", "points": 10, "next": "over"},
            {"id": "over", "kind": "handover", "text": "One moment, {{Name}}"},
            {"id": "price", "kind": "message", "text": "From 100", "next": "what"},
        ],
    })
}

/// Publishes a script on the shop's site, where the bot answers from now on; gives its id.
pub async fn published(app: &TestApp, shop: &Shop, team: &Operator, script: Value) -> String {
    let changes = json!({"answers_by": "bot", "unanswered_after": 0, "strategy": "manual"});
    shop.set(&app.ctx, changes).await;
    let made = team.post("/api/v1/scripts", json!({ "script": script })).await.expect(201);
    let id = made.body["id"].as_str().expect("an id").to_owned();
    let sites = json!({ "sites": [shop.site] });
    team.put(&format!("/api/v1/scripts/{id}/sites"), sites).await.expect(200);
    publish(team, &id, 1).await;
    id
}

pub async fn publish(team: &Operator, id: &str, rev: i64) -> Value {
    let path = format!("/api/v1/scripts/{id}/publish");
    team.post(&path, json!({ "rev": rev })).await.expect(201).body["version"].clone()
}

/// A visitor's page, and what the bot would say first.
pub async fn page(app: &mut TestApp, shop: &Shop) -> (crate::support::Visitor, Socket, Value) {
    let mut visitor = app.visitor(shop);
    visitor.view().await.expect(200);
    let mut socket = visitor.socket().await;
    let welcome = socket.hello(None, 0).await;
    (visitor, socket, welcome["opening"].clone())
}

/// Answers, and gives what the bot says to that.
pub async fn answer(socket: &mut Socket, text: &str, with: Value) -> Vec<Value> {
    let id = ids::new_id();
    socket.send(json!({"t": "send", "id": id, "text": text, "answer": with})).await;
    // Else who says something later would take this for the answer to that.
    socket.expect("ack").await;
    while socket.expect("message").await["id"] != id.to_string() {}
    let mut said = Vec::new();
    loop {
        let message = socket.expect("message").await;
        let ends = !message["content"]["ask"].is_null()
            || message["text"].as_str().is_some_and(|text| text.starts_with("One moment"));
        said.push(message);
        if ends {
            return said;
        }
    }
}

/// What the figures say of a step.
fn figure(reached: i64, answered: i64, left: i64, median: Option<i64>) -> Value {
    json!({"reached": reached, "answered": answered, "left": left, "median_ms": median})
}

fn texts(said: &[Value]) -> Vec<&str> {
    said.iter().filter_map(|one| one["text"].as_str()).collect()
}

both! {
    async fn a_visitor_sees_the_opening_answers_and_is_handed_over_with_a_lead(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        published(app, &shop, &operator, qualify()).await;
        let (_visitor, mut page, opening) = page(app, &shop).await;
        assert_eq!(opening["messages"][0]["content"]["rich"][1]["b"], true);
        assert_eq!(opening["messages"][1]["content"]["ask"]["choices"][1]["label"], "A shop");
        assert_eq!(opening["messages"][1]["content"]["ask"]["choices"][1]["to"], Value::Null);
        let said = answer(&mut page, "A shop", json!({"turn": 1, "picks": ["shop"]})).await;
        assert_eq!(texts(&said), ["What is your name?"]);
        // The opening is stored before the visitor's first words.
        assert_eq!(said[0]["number"], 4);
        assert_eq!(texts(&answer(&mut page, "Ann", json!({})).await), ["Your phone number?"]);
        // Somebody of the team sees all of it.
        let first = team.expect("message").await;
        assert_eq!((&first["author"], &first["number"]), (&json!("bot"), &json!(1)));
        let over = answer(&mut page, "+49 30 901820", json!({"turn": 3})).await;
        assert_eq!(texts(&over), ["One moment, Ann"]);
        let id = over[0]["conversation"].as_str().expect("an id").to_owned();
        app.settle().await;
        let row = operator.get(&format!("/api/v1/conversations/{id}")).await.expect(200).body;
        assert_eq!((&row["handler"], &row["mode"]), (&json!("people"), &json!("people")));
        assert_eq!(row["tags"], json!(["qualified"]));
        assert!(row["waiting_since"].is_i64() && row["queued_at"].is_i64(), "{row}");
        assert!(row["unread"].as_i64() > Some(0), "{row}");
        assert_eq!(row["lead"]["name"], "Ann");
        let lead = row["lead"]["id"].as_str().expect("a lead").to_owned();
        let card = operator.get(&format!("/console/leads/{lead}")).await.expect(200).text;
        assert!(card.contains("Need: A shop"), "{card}");
        app.mails().await;
    }

    async fn an_earlier_answer_is_changed_and_the_run_goes_on_from_there(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        published(app, &shop, &operator, qualify()).await;
        let (_visitor, mut page, _) = page(app, &shop).await;
        answer(&mut page, "A shop", json!({"turn": 1, "picks": ["shop"]})).await;
        answer(&mut page, "Ann", json!({"turn": 2})).await;
        let site = |change: bool| json!({"turn": 1, "change": change, "picks": ["site"]});
        // Another tab that has not seen the answer yet changes nothing.
        let said = answer(&mut page, "A web site", site(false)).await;
        assert_eq!(texts(&said), ["Your phone number?"]);
        let said = answer(&mut page, "A web site", site(true)).await;
        assert_eq!(texts(&said), ["What is your name?"]);
        answer(&mut page, "Bob", json!({})).await;
        let over = answer(&mut page, "+49 30 901820", json!({})).await;
        assert_eq!(texts(&over), ["One moment, Bob"]);
        app.settle().await;
        app.mails().await;
    }

    async fn a_run_goes_on_after_its_script_was_changed_and_on_its_own_version(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let id = published(app, &shop, &operator, qualify()).await;
        let (_visitor, mut page, _) = page(app, &shop).await;
        answer(&mut page, "A shop", json!({"turn": 1, "picks": ["shop"]})).await;
        let mut changed = qualify();
        changed["steps"][3]["text"] = "New words for the phone?".into();
        let path = format!("/api/v1/scripts/{id}");
        let saved = operator.put(&path, json!({"rev": 1, "script": changed})).await.expect(200);
        assert_eq!(saved.body["rev"], 2);
        assert_eq!(publish(&operator, &id, 2).await["number"], 2);
        assert_eq!(texts(&answer(&mut page, "Ann", json!({})).await), ["Your phone number?"]);
        // Who begins now has the new one.
        let diff = operator.get(&format!("{path}/diff?from=1&to=2")).await.expect(200).body;
        assert_eq!(diff["changed"], json!([{"id": "phone", "fields": ["text"]}]));
        let back = operator.post(&format!("{path}/versions/1/restore"), json!({})).await;
        assert_eq!(back.expect(200).body["script"]["steps"][3]["text"], "Your phone number?");
        let figures = operator.get(&format!("{path}/figures?version=1")).await.expect(200).body;
        assert_eq!(figures["runs"], 1);
        assert_eq!(figures["steps"]["what"]["answered"], 1);
    }

    async fn who_answers_an_opening_is_in_the_version_that_it_was_of(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let id = published(app, &shop, &operator, qualify()).await;
        let (_visitor, mut page_of_one, _) = page(app, &shop).await;
        let mut changed = qualify();
        changed["steps"][1]["text"] = "How many?".into();
        changed["steps"][1]["ask"] = json!({"type": "number"});
        let path = format!("/api/v1/scripts/{id}");
        operator.put(&path, json!({"rev": 1, "script": changed})).await.expect(200);
        publish(&operator, &id, 2).await;
        let shop_please = json!({"turn": 1, "picks": ["shop"]});
        let said = answer(&mut page_of_one, "A shop", shop_please.clone()).await;
        assert_eq!(texts(&said), ["What is your name?"]);
        let (_visitor, mut page_of_two, opening) = page(app, &shop).await;
        assert_eq!(opening["messages"][1]["text"], "How many?");
        // Of a script that the site has no more, nothing is left.
        operator.put(&format!("{path}/sites"), json!({"sites": []})).await.expect(200);
        page_of_two.send(json!({"t": "send", "id": ids::new_id(), "text": "7"})).await;
        page_of_two.expect("ack").await;
        assert_eq!(page_of_two.expect("message").await["author"], "visitor");
        app.settle().await;
        app.mails().await;
    }

    async fn words_answer_no_question_that_the_opening_did_not_come_to(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let mut script = qualify();
        // The opening is what is said before anything else is done.
        script["steps"][0]["next"] = "note".into();
        let step = json!({"id": "note", "kind": "tag", "tags": ["new"], "next": "what"});
        script["steps"].as_array_mut().expect("steps").push(step);
        published(app, &shop, &operator, script).await;
        let (_visitor, mut page, opening) = page(app, &shop).await;
        assert_eq!(opening["messages"].as_array().map(Vec::len), Some(1));
        let said = answer(&mut page, "A shop", json!({})).await;
        assert_eq!((texts(&said), &said[0]["number"]), (vec!["What do you need?"], &json!(3)));
        app.settle().await;
        app.mails().await;
    }

    async fn the_host_page_begins_a_script_by_its_entrys_name_wherever_the_bot_answers(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        let mut script = qualify();
        let entry = json!({"on": "api", "name": "offer", "to": "offer"});
        script["entries"].as_array_mut().expect("entries").push(entry);
        let step = json!({"id": "offer", "kind": "question", "text": "Which offer?",
            "ask": {"type": "text"}, "next": "phone"});
        script["steps"].as_array_mut().expect("steps").push(step);
        published(app, &shop, &operator, script).await;
        let on = |name: &str| json!({"url": "https://shop.example/", "title": "Shop", "entry": name});
        // Before anything was said, it is what the visitor sees first, and answers.
        let (_visitor, mut page, _) = page(app, &shop).await;
        let hello = |name: &str| json!({"t": "hello", "after": 0, "page": on(name)});
        page.send(hello("nothing of that name")).await;
        let welcome = page.expect("welcome").await;
        assert_eq!(welcome["opening"]["messages"][0]["text"], "Hello, welcome");
        page.send(hello("offer")).await;
        let welcome = page.expect("welcome").await;
        assert_eq!(welcome["opening"]["messages"][0]["text"], "Which offer?");
        let said = answer(&mut page, "The red one", json!({"turn": 1})).await;
        assert_eq!(texts(&said), ["Your phone number?"]);
        // In the middle it begins anew; by a name that no script has, nothing.
        page.send(json!({"t": "script", "page": on(&"x".repeat(5_000))})).await;
        page.send(json!({"t": "script", "page": on("offers")})).await;
        page.send(json!({"t": "script", "page": on("offer")})).await;
        let asked = page.expect("message").await;
        assert_eq!((&asked["text"], &asked["number"]), (&json!("Which offer?"), &json!(4)));
        let said = answer(&mut page, "The blue one", json!({"turn": 1})).await;
        assert_eq!(texts(&said), ["Your phone number?"]);
        // What people have in their hands stays there.
        let id = asked["conversation"].clone();
        let path = format!("/api/v1/conversations/{}/mode", id.as_str().expect("an id"));
        operator.post(&path, json!({"mode": "people"})).await.expect(200);
        page.send(json!({"t": "script", "page": on("offer")})).await;
        team.reply(&id, "I am here").await;
        let next = page.expect("message").await;
        assert_eq!((&next["text"], &next["author"]), (&json!("I am here"), &json!("operator")));
        app.settle().await;
        app.mails().await;
    }

    async fn figures_tell_of_each_step_how_many_runs_came_answered_and_left(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let mut script = qualify();
        script["steps"][3]["text"] = "Your number?".into();
        let id = published(app, &shop, &operator, script).await;
        let (_one, mut first, _) = page(app, &shop).await;
        let (_other, mut second, _) = page(app, &shop).await;
        for page in [&mut first, &mut second] {
            answer(page, "A shop", json!({"turn": 1, "picks": ["shop"]})).await;
        }
        app.ctx.clock.advance(4 * SECOND);
        answer(&mut first, "Ann", json!({})).await;
        // An answer that is changed is still one run's.
        let change = json!({"turn": 1, "change": true, "picks": ["site"]});
        answer(&mut first, "A web site", change).await;
        app.ctx.clock.advance(10 * SECOND);
        answer(&mut first, "Bob", json!({})).await;
        let path = format!("/api/v1/scripts/{id}/figures?version=1");
        // Who has been asked just now may still answer.
        let fresh = operator.get(&path).await.expect(200).body;
        assert_eq!(fresh["steps"]["name"], figure(2, 1, 0, Some(4_000)));
        answer(&mut first, "+49 30 901820", json!({})).await;
        app.settle().await;
        app.ctx.clock.advance(DAY);
        let operator = member(app, shop.owner).await;
        let figures = operator.get(&path).await.expect(200).body;
        let totals = ["runs", "contacts", "handovers", "finished"].map(|name| &figures[name]);
        assert_eq!(totals, [2, 1, 1, 0]);
        let steps = &figures["steps"];
        assert_eq!(steps["hi"], figure(2, 0, 0, None));
        // When the opening was read, nobody knows.
        assert_eq!(steps["what"], figure(2, 2, 0, None));
        assert_eq!(steps["name"], figure(2, 1, 1, Some(4_000)));
        for step in ["lead", "tag", "score", "over"] {
            assert_eq!(steps[step], figure(1, 0, 0, None), "{step}");
        }
        assert_eq!(steps["price"], Value::Null);
        app.mails().await;
    }

    async fn a_script_that_is_called_has_figures_of_its_own(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let part = json!({
            "format": "leadbell.script/1", "name": "Part", "language": "en",
            "entries": [{"on": "start", "to": "s1"}],
            "steps": [{"id": "s1", "kind": "question", "text": "How many?", "ask": {"type": "text"}}],
        });
        let made = operator.post("/api/v1/scripts", json!({ "script": part })).await.expect(201);
        let part = made.body["id"].as_str().expect("an id").to_owned();
        publish(&operator, &part, 1).await;
        let whole = json!({
            "format": "leadbell.script/1", "name": "Whole", "language": "en",
            "entries": [{"on": "start", "to": "s1"}],
            "steps": [
                {"id": "s1", "kind": "question", "text": "What?", "ask": {"type": "text"}, "next": "s2"},
                {"id": "s2", "kind": "call", "script": part, "next": "s3"},
                {"id": "s3", "kind": "question", "text": "When?", "ask": {"type": "text"}},
            ],
        });
        let whole = published(app, &shop, &operator, whole).await;
        let (_one, mut first, _) = page(app, &shop).await;
        let (_other, mut second, _) = page(app, &shop).await;
        for page in [&mut first, &mut second] {
            assert_eq!(texts(&answer(page, "Lamps", json!({})).await), ["How many?"]);
        }
        answer(&mut first, "Ten", json!({})).await;
        app.settle().await;
        app.ctx.clock.advance(DAY);
        let operator = member(app, shop.owner).await;
        let of = async |id: &str| {
            let path = format!("/api/v1/scripts/{id}/figures?version=1");
            operator.get(&path).await.expect(200).body
        };
        let (part, whole) = (of(&part).await, of(&whole).await);
        assert_eq!((&part["runs"], &whole["runs"]), (&json!(2), &json!(2)));
        assert_eq!(part["steps"], json!({ "s1": figure(2, 1, 1, Some(0)) }));
        assert_eq!(whole["steps"]["s1"], figure(2, 2, 0, None));
        // Who leaves in the part leaves the whole where it calls the part.
        assert_eq!(whole["steps"]["s2"], figure(2, 0, 1, None));
        assert_eq!(whole["steps"]["s3"], figure(1, 0, 1, None));
        app.mails().await;
    }

    async fn a_draft_that_somebody_else_changed_is_not_overwritten_and_a_wrong_one_not_published(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let made = operator.post("/api/v1/scripts", json!({"ready": "nps", "language": "de"})).await;
        let made = made.expect(201).body;
        let path = format!("/api/v1/scripts/{}", made["id"].as_str().expect("an id"));
        let mut script = made["script"].clone();
        script["entries"] = json!([]);
        operator.put(&path, json!({"rev": 1, "script": script})).await.expect(200);
        let late = operator.put(&path, json!({"rev": 1, "script": script})).await.expect(409);
        assert_eq!((&late.body["code"], &late.body["rev"]), (&json!("changed_elsewhere"), &json!(2)));
        let refused = operator.post(&format!("{path}/publish"), json!({"rev": 2})).await.expect(422);
        assert_eq!(refused.body["code"], "has_errors");
        let codes = refused.body["findings"].as_array().expect("findings");
        assert!(codes.iter().any(|one| one["code"] == "no_start"), "{codes:?}");
        assert_eq!(operator.put(&path, json!({"rev": 2, "script": {"x": 1}})).await.status, 422);
    }

    async fn words_that_are_no_answer_are_looked_up_and_counted_where_nobody_knows(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        published(app, &shop, &operator, qualify()).await;
        let texts_of = json!({"en": {"question": "What does delivery cost?",
            "also": ["How much is shipping?"], "answer": "It is *free*"}});
        operator.post("/api/v1/knowledge", json!({ "texts": texts_of })).await.expect(201);
        let (_visitor, mut page, _) = page(app, &shop).await;
        let said = answer(&mut page, "how much is the shipping?", json!({})).await;
        assert_eq!(texts(&said), ["It is free", "What do you need?"]);
        let said = answer(&mut page, "do you sell bicycles?", json!({})).await;
        assert_eq!(texts(&said), ["Please choose one of the answers."]);
        let missed = operator.get("/api/v1/knowledge/missed").await.expect(200).body;
        assert_eq!(missed["missed"][0]["text"], "do you sell bicycles?");
        let found = operator.get("/api/v1/knowledge/search?q=shipping+cost&lang=en").await;
        assert_eq!(found.expect(200).body["found"][0]["answer"], "It is *free*");
    }

    async fn what_is_known_is_proposed_to_the_person_who_is_to_answer(app) {
        let shop = app.shop().await;
        let other = app.shop_named("other").await;
        let (operator, mut team) = owner(app, &shop).await;
        let texts_of = json!({"en": {"question": "What does delivery cost?",
            "also": ["How much is shipping?"], "answer": "It is *free*"}});
        operator.post("/api/v1/knowledge", json!({ "texts": texts_of })).await.expect(201);
        let (_visitor, mut page, _) = page(app, &shop).await;
        let id = page.say("how much is the shipping?").await["conversation"].clone();
        page.say("to Berlin").await;
        let path = format!("/api/v1/conversations/{}/knowledge", id.as_str().expect("an id"));
        let proposed = operator.get(&path).await.expect(200).body;
        assert_eq!(proposed["number"], 2);
        assert_eq!(proposed["proposals"][0]["answer"], "It is free");
        assert_eq!(proposed["proposals"][0]["question"], "What does delivery cost?");
        // In the picker it is written as in a proposal.
        let all = operator.get("/api/v1/knowledge").await.expect(200).body;
        assert_eq!(all["knowledge"][0]["texts"]["en"]["plain"], "It is free");
        // Neither another account nor nobody.
        let stranger = member(app, other.owner).await;
        assert_eq!(stranger.get(&path).await.status, 404);
        // Answered: it is the visitor's turn.
        team.reply(&id, "Free").await;
        let proposed = operator.get(&path).await.expect(200).body;
        assert_eq!(proposed["proposals"], json!([]));
        app.settle().await;
        app.mails().await;
    }

    async fn a_call_of_a_step_that_is_not_there_is_not_published(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let part = published(app, &shop, &operator, qualify()).await;
        let calling = |entry: &str| json!({
            "format": "leadbell.script/1", "name": "Whole", "language": "en",
            "entries": [{"on": "start", "to": "s1"}],
            "steps": [{"id": "s1", "kind": "call", "script": part, "entry": entry, "next": "s2"},
                {"id": "s2", "kind": "handover", "text": "One moment"}],
        });
        let made = operator.post("/api/v1/scripts", json!({"script": calling("gone")})).await;
        let path = format!("/api/v1/scripts/{}", made.expect(201).body["id"].as_str().expect("an id"));
        let refused = operator.post(&format!("{path}/publish"), json!({"rev": 1})).await.expect(422);
        let finding = &refused.body["findings"][0];
        assert_eq!((&finding["code"], &finding["field"]), (&json!("no_such_entry"), &json!("entry")));
        let draft = json!({"script": calling("gone")});
        let checked = operator.post("/api/v1/scripts/check", draft).await.expect(200).body;
        assert_eq!(checked["findings"][0]["code"], "no_such_entry");
        operator.put(&path, json!({"rev": 1, "script": calling("price")})).await.expect(200);
        operator.post(&format!("{path}/publish"), json!({"rev": 2})).await.expect(201);
    }

    async fn a_site_is_joined_with_who_answers_there_and_the_first_of_its_scripts_begins(app) {
        let shop = app.shop().await;
        let other = app.shop_named("other").await;
        let operator = member(app, shop.owner).await;
        let greeting = |text: &str| json!({
            "format": "leadbell.script/1", "name": text, "language": "en",
            "entries": [{"on": "start", "to": "q"}],
            "steps": [{"id": "q", "kind": "question", "text": text, "ask": {"type": "text"}}],
        });
        let mut ids = Vec::new();
        for name in ["First", "Second"] {
            let made = operator.post("/api/v1/scripts", json!({"script": greeting(name)})).await;
            let id = made.expect(201).body["id"].as_str().expect("an id").to_owned();
            publish(&operator, &id, 1).await;
            ids.push(id);
        }
        let path = |at: usize| format!("/api/v1/scripts/{}/sites", ids[at]);
        let there = json!({"sites": [shop.site], "answers_by": {shop.site.to_string(): "bot"}});
        let told = operator.put(&path(0), there).await.expect(200).body["sites"][0].clone();
        assert_eq!((&told["on"], &told["answers_by"]), (&json!(true), &json!("bot")));
        operator.put(&path(1), json!({"sites": [shop.site]})).await.expect(200);
        let begins = async |app: &mut TestApp| {
            page(app, &shop).await.2["messages"][0]["text"].clone()
        };
        assert_eq!(begins(app).await, "First");
        // Saved once more, it keeps its place.
        operator.put(&path(0), json!({"sites": [shop.site]})).await.expect(200);
        assert_eq!(begins(app).await, "First");
        let order = json!({"sites": [shop.site], "order": {shop.site.to_string(): [ids[1], ids[0]]}});
        let told = operator.put(&path(0), order).await.expect(200).body["sites"][0].clone();
        assert_eq!(told["scripts"][0]["name"], "Second");
        assert_eq!(begins(app).await, "Second");
        let list = operator.get("/console/scripts").await.expect(200).text;
        assert!(list.contains("“Second” begins"), "{list}");
        // Who answers is the owner's to say, and no other account's site is meant.
        let manager = shop.person(&app.ctx, "manager@shop.example", "manager").await;
        let manager = member(app, manager).await;
        let people = json!({"sites": [shop.site], "answers_by": {shop.site.to_string(): "people"}});
        assert_eq!(manager.put(&path(0), people).await.status, 403);
        for given in [
            json!({"sites": [other.site]}),
            json!({"sites": [], "answers_by": {other.site.to_string(): "bot"}}),
            json!({"sites": [], "order": {other.site.to_string(): [ids[0]]}}),
        ] {
            assert_eq!(operator.put(&path(0), given).await.status, 404);
        }
    }

    async fn a_script_is_duplicated_and_deleted_in_the_list_and_taken_back(app) {
        let shop = app.shop().await;
        let other = app.shop_named("other").await;
        let mut operator = member(app, shop.owner).await;
        let id = published(app, &shop, &operator, qualify()).await;
        let path = |what: &str| format!("/console/scripts/{id}/{what}");
        let stranger = member(app, other.owner).await;
        for what in ["duplicate", "delete"] {
            assert_eq!(stranger.form(&path(what), &[]).await.status, 404);
        }
        operator.form(&path("duplicate"), &[]).await.expect(303);
        let list = operator.page("/console/scripts").await.expect(200).text;
        assert!(list.contains("Qualify (copy)") && list.contains("badge-green"), "{list}");
        operator.form(&path("delete"), &[]).await.expect(303);
        let list = operator.page(&format!("/console/scripts?deleted={id}")).await.expect(200).text;
        assert!(list.contains("“Qualify” was deleted") && !list.contains("badge-green"), "{list}");
        // It is on no site any more.
        assert_eq!(page(app, &shop).await.2["messages"], Value::Null);
        assert_eq!(stranger.form(&path("restore"), &[]).await.status, 404);
        operator.form(&path("restore"), &[]).await.expect(303);
        assert_eq!(page(app, &shop).await.2["messages"][1]["text"], "What do you need?");
    }

    async fn a_number_that_is_another_visitors_is_shown_as_claimed_and_no_lead_of_this_one(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        published(app, &shop, &operator, qualify()).await;
        let mut told = Vec::new();
        for name in ["Ann", "Ben"] {
            let (_visitor, mut page, _) = page(app, &shop).await;
            answer(&mut page, "A shop", json!({"turn": 1, "picks": ["shop"]})).await;
            answer(&mut page, name, json!({})).await;
            let over = answer(&mut page, "+49 30 901820", json!({"turn": 3})).await;
            app.settle().await;
            let id = over[0]["conversation"].as_str().expect("an id").to_owned();
            let path = format!("/api/v1/conversations/{id}");
            told.push(operator.get(&path).await.expect(200).body);
        }
        assert_eq!((&told[0]["lead"]["name"], &told[0]["claims"]), (&json!("Ann"), &json!([])));
        assert_eq!(told[1]["lead"], Value::Null);
        let claim = &told[1]["claims"][0];
        assert_eq!((&claim["lead"], &claim["lead_name"]), (&told[0]["lead"]["id"], &json!("Ann")));
        assert_eq!((&claim["name"], &claim["phone"]), (&json!("Ben"), &json!("+4930901820")));
        app.mails().await;
    }

    async fn people_take_over_in_the_middle_and_the_bot_asks_again_when_it_is_its_turn(app) {
        let shop = app.shop().await;
        let (operator, mut team) = owner(app, &shop).await;
        published(app, &shop, &operator, qualify()).await;
        let (_visitor, mut page, _) = page(app, &shop).await;
        let said = answer(&mut page, "A shop", json!({"turn": 1, "picks": ["shop"]})).await;
        let id = said[0]["conversation"].clone();
        let path = format!("/api/v1/conversations/{}/mode", id.as_str().expect("an id"));
        operator.post(&path, json!({"mode": "people"})).await.expect(200);
        page.say("Is anybody there?").await;
        team.reply(&id, "Yes, I am").await;
        while page.expect("message").await["text"] != "Yes, I am" {}
        operator.post(&path, json!({"mode": "bot"})).await.expect(200);
        while page.expect("message").await["text"] != "What is your name?" {}
        assert_eq!(texts(&answer(&mut page, "Ann", json!({})).await), ["Your phone number?"]);
        app.mails().await;
    }

    async fn a_wait_ends_and_another_server_is_asked_once(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let script = json!({
            "format": "leadbell.script/1", "name": "Wait", "language": "en",
            "entries": [{"on": "start", "to": "q"}],
            "steps": [
                {"id": "q", "kind": "question", "text": "Ready?", "ask": {"type": "text"}, "next": "w"},
                {"id": "w", "kind": "wait", "seconds": 60, "next": "m"},
                {"id": "m", "kind": "message", "text": "A minute later", "next": "h"},
                // Loopback is refused: the failure has its own way.
                {"id": "h", "kind": "http", "method": "GET", "url": "http://127.0.0.1:9/",
                 "next": "good", "failed": "bad"},
                {"id": "good", "kind": "message", "text": "Good"},
                {"id": "bad", "kind": "message", "text": "Refused with {{@status}}"},
            ],
        });
        published(app, &shop, &operator, script).await;
        let (_visitor, mut page, _) = page(app, &shop).await;
        page.send(json!({"t": "send", "id": ids::new_id(), "text": "Yes"})).await;
        while page.expect("message").await["text"] != "Yes" {}
        app.advance(MINUTE).await;
        assert_eq!(page.expect("message").await["text"], "A minute later");
        assert_eq!(page.expect("message").await["text"], "Refused with 0");
        app.mails().await;
    }

    async fn a_run_that_cannot_be_read_loses_no_message(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        published(app, &shop, &operator, qualify()).await;
        let (_visitor, mut page, _) = page(app, &shop).await;
        answer(&mut page, "A shop", json!({"turn": 1, "picks": ["shop"]})).await;
        app.ctx.db.write(Spoil).await.expect("a spoilt run");
        // The script begins anew, and the words are there.
        let said = answer(&mut page, "Ann", json!({})).await;
        assert_eq!(texts(&said), ["Hello, welcome", "What do you need?"]);
        assert_eq!(texts(&answer(&mut page, "A shop", json!({})).await), ["What is your name?"]);
    }

    async fn a_trial_runs_the_draft_and_tells_variables_and_path(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        let start = json!({"script": qualify(), "event": {"type": "start"}});
        let first = operator.post("/api/v1/scripts/try", start).await.expect(200).body;
        assert_eq!((&first["at"], &first["waits"]), (&json!("what"), &json!("answer")));
        assert_eq!(first["path"], json!(["hi", "what"]));
        let event = json!({"type": "answer", "text": "A shop", "turn": 1, "picks": ["shop"]});
        let next = json!({"script": qualify(), "event": event, "state": first["state"]});
        let next = operator.post("/api/v1/scripts/try", next).await.expect(200).body;
        assert_eq!(next["variables"]["Need"], "A shop");
        assert_eq!(next["said"][0]["text"], "What is your name?");
    }
}
