use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::bot::script::{STEPS_AT_ONCE, Value};

struct Shelf(BTreeMap<String, Script>);

impl Scripts for Shelf {
    fn version(&self, reference: &str) -> Option<&Script> {
        self.0.get(reference)
    }
    fn published(&self, script: &str) -> Option<String> {
        self.0.contains_key(script).then(|| script.to_owned())
    }
}

fn shelf(steps: serde_json::Value) -> Shelf {
    shelf_of(&[("main", steps)])
}

fn shelf_of(scripts: &[(&str, serde_json::Value)]) -> Shelf {
    let read = |(name, steps): &(&str, serde_json::Value)| {
        let start = steps[0]["id"].clone();
        let script = json!({
            "format": "leadbell.script/1", "name": name, "language": "en",
            "entries": [{"on": "start", "to": start}], "steps": steps,
        });
        ((*name).to_owned(), serde_json::from_value(script).unwrap())
    };
    Shelf(scripts.iter().map(read).collect())
}

/// One run that is talked to.
struct Run<'a> {
    scripts: &'a Shelf,
    state: State,
    facts: Facts,
    effects: Vec<Effect>,
}

impl<'a> Run<'a> {
    fn start(scripts: &'a Shelf) -> Self {
        Self::knowing(scripts, Facts::default())
    }

    fn knowing(scripts: &'a Shelf, facts: Facts) -> Self {
        let state = begin(scripts, "main", None, (7, 8));
        let mut run = Self { scripts, state, facts, effects: Vec::new() };
        run.take(&Event::Start);
        run
    }

    /// Gives what the event does.
    fn take(&mut self, event: &Event) -> Vec<Effect> {
        let state = std::mem::take(&mut self.state);
        let (state, effects) = step(self.scripts, state, event, &self.facts);
        self.state = state;
        self.effects.extend(effects.clone());
        effects
    }

    /// The texts with which it answers.
    fn say(&mut self, text: &str) -> Vec<String> {
        self.answer(Answer { text: text.into(), ..Answer::default() })
    }

    fn answer(&mut self, answer: Answer) -> Vec<String> {
        texts(&self.take(&Event::Answer(answer)))
    }

    fn ends_with(&self) -> Option<&Act> {
        self.effects.last().map(|effect| &effect.act)
    }
}

fn texts(effects: &[Effect]) -> Vec<String> {
    let text = |effect: &Effect| match &effect.act {
        Act::Say { text, .. } => Some(text.clone()),
        _ => None,
    };
    effects.iter().filter_map(text).collect()
}

fn ask(id: &str, text: &str, kind: &str, variable: &str, next: Option<&str>) -> serde_json::Value {
    json!({"id": id, "kind": "question", "text": text, "ask": {"type": kind}, "variable": variable, "next": next})
}

#[test]
fn a_run_asks_keeps_the_answer_and_uses_it() {
    let scripts = shelf(json!([
        {"id": "hi", "kind": "message", "text": "Hello", "next": "name"},
        ask("name", "What is your name?", "text", "Name", Some("nice")),
        {"id": "nice", "kind": "message", "text": "Nice to meet you, **{{Name}}**"},
    ]));
    let mut run = Run::start(&scripts);
    assert_eq!(texts(&run.effects), ["Hello", "What is your name?"]);
    assert_eq!(run.say("Ann"), ["Nice to meet you, Ann"]);
    assert_eq!(run.state.end, Some(End::End));
    assert!(matches!(run.ends_with(), Some(Act::Say { content, .. }) if content.rich.is_some()));
}

#[test]
fn a_question_without_words_stands_on_what_was_said_before() {
    let scripts = shelf(json!([
        {"id": "hi", "kind": "message", "text": "Your name?", "next": "name"},
        ask("name", "", "text", "Name", None),
    ]));
    let run = Run::start(&scripts);
    assert_eq!(run.effects.len(), 1);
    assert!(matches!(run.ends_with(), Some(Act::Say { content, .. })
        if content.ask.as_ref().is_some_and(|ask| ask.turn == 1)));
}

#[test]
fn nobody_is_kept_waiting_for_longer_than_three_seconds_of_typing() {
    let typing =
        |id: &str, next: &str| json!({"id": id, "kind": "typing", "ms": 2_000, "next": next});
    let message =
        |id: &str, next: &str| json!({"id": id, "kind": "message", "text": id, "next": next});
    let scripts = shelf(json!([
        typing("a", "one"),
        message("one", "b"),
        typing("b", "two"),
        message("two", "c"),
        typing("c", "three"),
        message("three", ""),
    ]));
    let run = Run::start(&scripts);
    let delay = |effect: &Effect| match &effect.act {
        Act::Say { content, .. } => content.delay,
        _ => None,
    };
    let delays: Vec<_> = run.effects.iter().map(delay).collect();
    assert_eq!(delays, [Some(2_000), Some(1_000), None]);
}

#[test]
fn a_question_says_which_points_and_which_keys_it_needs() {
    let asked = |kind: &str| {
        let scripts = shelf(json!([ask("q", "?", kind, "V", None)]));
        match Run::start(&scripts).ends_with() {
            Some(Act::Say { content, .. }) => serde_json::to_value(&content.ask).unwrap(),
            _ => json!(null),
        }
    };
    let nps = &asked("nps")["points"];
    assert_eq!((&nps["from"], &nps["to"]), (&json!(0), &json!(10)));
    assert!(nps["low"] != "" && nps["high"] != "", "{nps}");
    assert_eq!(asked("csat")["points"]["from"], 1);
    let phone = asked("phone");
    assert_eq!((&phone["keys"], &phone["points"]), (&json!("tel"), &json!(null)));
}

#[test]
fn a_wrong_answer_is_asked_again_and_then_a_person_goes_on() {
    let scripts = shelf(json!([ask("mail", "Your address?", "email", "Email", None)]));
    let mut run = Run::start(&scripts);
    assert_eq!(run.say("ann at shop").len(), 1);
    assert_eq!(run.say("ann").len(), 1);
    run.say("no");
    assert_eq!(run.state.end, Some(End::Lost));
    assert!(matches!(run.ends_with(), Some(Act::Handover { .. })));
}

/// Address, subject and text of each mail.
fn mails(effects: &[Effect]) -> Vec<(&str, &str, &str)> {
    let mails = effects.iter().filter_map(|effect| match &effect.act {
        Act::Mail { to: Some(to), subject, text, .. } => Some((&**to, &**subject, &**text)),
        _ => None,
    });
    mails.collect()
}

#[test]
fn mail_to_the_visitor_has_only_what_the_scripts_people_wrote() {
    let scripts = shelf(json!([
        {"id": "shop", "kind": "set", "variable": "Shop", "text": "Lamps", "next": "name"},
        ask("name", "Name?", "text", "Name", Some("which")),
        {"id": "which", "kind": "question", "variable": "Lamp", "next": "echo", "ask":
            {"type": "choice", "choices": [{"id": "1", "label": "Big one"}]}},
        {"id": "echo", "kind": "set", "variable": "Echo", "text": "{{Name}} again", "next": "many"},
        {"id": "many", "kind": "set", "variable": "Echoes", "append": "{{Echo}}", "next": "last"},
        {"id": "last", "kind": "set", "variable": "Last", "last": "Echoes", "next": "mail"},
        ask("mail", "Address?", "email", "Email", Some("send")),
        {"id": "send", "kind": "mail", "to": " {{Email}}", "subject": "{{Shop}} for {{Name}}",
         "text": "Hello {{Name}}, {{Lamp}} {{Echo}} {{@email}} {{@title}}{{Last}} from {{Shop}} on {{@date}}"},
    ]));
    let (title, date) = ("evil".into(), "2026-11-23".into());
    let mut run = Run::knowing(&scripts, Facts { title, date, ..Facts::default() });
    run.say("Mallory");
    run.say("the big one");
    run.say("Ann@Guest.example");
    let text = "Hello, Big one from Lamps on 2026-11-23";
    assert_eq!(mails(&run.effects), [("ann@guest.example", "Lamps for", text)]);
}

#[test]
fn a_variable_is_the_scripts_own_again_when_the_visitor_goes_back() {
    let mut word = ask("word", "A word?", "text", "Word", Some("send"));
    word["skip"] = "None".into();
    let scripts = shelf(json!([
        {"id": "own", "kind": "set", "variable": "Word", "text": "ours", "next": "mail"},
        ask("mail", "Address?", "email", "Email", Some("word")),
        word,
        {"id": "send", "kind": "mail", "to": "{{@email}}", "subject": "x", "text": "Say {{Word}}"},
    ]));
    let mut run = Run::start(&scripts);
    run.say("ann@guest.example");
    run.say("theirs");
    let text = "None".to_owned();
    run.answer(Answer { text, turn: Some(2), change: true, skip: true, ..Answer::default() });
    let texts: Vec<&str> = mails(&run.effects).into_iter().map(|(_, _, text)| text).collect();
    assert_eq!(texts, ["Say", "Say ours"]);
}

#[test]
fn the_visitor_does_not_choose_which_server_is_asked() {
    let http = |url: &str| {
        json!({"id": "h", "kind": "http", "method": "GET", "url": url, "failed": "no",
               "save": [{"path": "a", "variable": "A"}], "next": "yes"})
    };
    let asks = |url: &str| {
        let scripts = shelf(json!([
            {"id": "s", "kind": "set", "variable": "Ours", "text": "api.example", "next": "q"},
            ask("q", "Word?", "text", "Theirs", Some("h")),
            http(url),
            {"id": "no", "kind": "message", "text": "No"},
            {"id": "yes", "kind": "message", "text": "{{A}}"},
        ]));
        let mut run = Run::start(&scripts);
        run.say("evil.example");
        run.effects.iter().any(|effect| matches!(effect.act, Act::Http { .. }))
    };
    assert!(asks("https://api.example/{{Theirs}}"));
    assert!(asks("https://{{Ours}}/{{Theirs}}"));
    assert!(!asks("https://{{Theirs}}/x"));
    assert!(!asks("https://api.example{{Theirs}}"));
    assert!(!asks("{{Theirs}}"));
    assert!(!asks("https://{{@name}}/x"));
}

#[test]
fn what_another_server_says_holds_no_characters_for_machines() {
    let scripts = shelf(json!([
        {"id": "h", "kind": "http", "method": "GET", "url": "https://api.example/",
         "save": [{"path": "a", "variable": "A"}, {"path": "", "variable": "B"}], "next": "m"},
        {"id": "m", "kind": "message", "text": "x"},
    ]));
    let mut run = Run::start(&scripts);
    let body = "{\"a\": \"one\\u0000two\\u001b[2J\\n\"}".to_owned();
    run.take(&Event::Reply { n: 1, status: 200, body });
    assert_eq!(run.state.variables["A"], Value::from("onetwo[2J\n"));
}

#[test]
fn mail_to_the_visitor_goes_to_an_answered_address_once() {
    let scripts = shelf(json!([
        ask("mail", "Address?", "email", "Email", Some("other")),
        ask("other", "Whose else?", "text", "Other", Some("send")),
        {"id": "send", "kind": "mail", "to": "{{Email}}", "subject": "x", "text": "y", "next": "no"},
        {"id": "no", "kind": "mail", "to": "{{Other}}", "subject": "x", "text": "y", "next": "more"},
        ask("more", "More?", "text", "More", None),
    ]));
    let mut run = Run::start(&scripts);
    run.say("ann@guest.example");
    run.say("ben@guest.example");
    let first = [("ann@guest.example", "x", "y"), ("", "x", "y")];
    assert_eq!(mails(&run.effects), first);
    let again = Answer {
        text: "ben@guest.example".into(),
        turn: Some(2),
        change: true,
        ..Answer::default()
    };
    run.answer(again);
    assert_eq!(mails(&run.effects), first);
    // Another address is another mail.
    run.answer(Answer {
        text: "eve@guest.example".into(),
        turn: Some(1),
        change: true,
        ..Answer::default()
    });
    run.say("nobody");
    assert_eq!(mails(&run.effects)[2..], [("eve@guest.example", "x", "y")]);
}

#[test]
fn a_step_for_failures_goes_before_the_person() {
    let mut question = ask("mail", "Your address?", "email", "Email", None);
    question["tries"] = 1.into();
    question["failed"] = "bye".into();
    let scripts = shelf(json!([question, {"id": "bye", "kind": "end", "text": "Never mind"}]));
    assert_eq!(Run::start(&scripts).say("no"), ["Never mind"]);
}

fn colours() -> Shelf {
    shelf(json!([
        {"id": "colour", "kind": "question", "text": "Which colour?", "variable": "Colour",
         "ask": {"type": "choice", "choices": [
            {"id": "r", "label": "Red", "to": "red"}, {"id": "g", "label": "Green"}]}, "next": "other"},
        {"id": "red", "kind": "set", "variable": "Was red", "text": "yes", "next": "size"},
        {"id": "other", "kind": "message", "text": "Not red", "next": "size"},
        ask("size", "Which size?", "number", "Size", Some("bye")),
        {"id": "bye", "kind": "message", "text": "{{Colour}} in {{Size}}, red: {{Was red}}"},
    ]))
}

#[test]
fn a_visitor_goes_back_and_what_followed_is_undone() {
    let scripts = colours();
    let mut run = Run::start(&scripts);
    run.say("Red");
    assert_eq!(run.say("40"), ["Red in 40, red: yes"]);
    let (text, picks) = ("Green".to_owned(), vec!["g".into()]);
    let back = Answer { text, turn: Some(1), change: true, picks, ..Answer::default() };
    assert_eq!(run.answer(back), ["Not red", "Which size?"]);
    assert_eq!(run.state.variables.get("Was red"), None);
    assert_eq!(run.say("42"), ["Green in 42, red: "]);
}

#[test]
fn an_answer_from_another_tab_to_a_question_that_was_answered_changes_nothing() {
    let scripts = colours();
    let mut run = Run::start(&scripts);
    run.say("Red");
    let late = Answer { turn: Some(1), picks: vec!["g".into()], ..Answer::default() };
    assert_eq!(run.answer(late), ["Which size?"]);
    assert_eq!(run.say("40"), ["Red in 40, red: yes"]);
}

#[test]
fn a_question_of_which_nothing_is_left_is_not_answered_but_the_newest_is_asked_again() {
    let scripts = colours();
    let mut run = Run::start(&scripts);
    let late = Answer { turn: Some(9), change: true, text: "Red".into(), ..Answer::default() };
    assert_eq!(run.answer(late), ["Which colour?"]);
    assert!(run.state.variables.is_empty());
}

#[test]
fn other_words_at_a_choice_are_looked_up_and_the_question_stays() {
    let scripts = colours();
    let mut run = Run::start(&scripts);
    assert!(run.say("how much is it?").is_empty());
    let Waits::Look(n) = run.state.waits else { panic!("{:?}", run.state.waits) };
    let found = Event::Found { n, answer: Some("It is *free*".into()) };
    assert_eq!(texts(&run.take(&found)), ["It is free", "Which colour?"]);
    assert!(run.take(&found).is_empty());
    run.say("and then?");
    let Waits::Look(n) = run.state.waits else { panic!("{:?}", run.state.waits) };
    assert_eq!(texts(&run.take(&Event::Found { n, answer: None })).len(), 1);
    assert_eq!(run.say("green"), ["Not red", "Which size?"]);
}

#[test]
fn what_is_known_is_not_asked() {
    let mut question = ask("mail", "Your address?", "email", "Email", Some("bye"));
    question["known"] = true.into();
    let scripts =
        shelf(json!([question, {"id": "bye", "kind": "message", "text": "To {{Email}}"}]));
    let facts = Facts { email: "ann@shop.example".into(), ..Facts::default() };
    assert_eq!(texts(&Run::knowing(&scripts, facts).effects), ["To ann@shop.example"]);
    assert_eq!(texts(&Run::start(&scripts).effects), ["Your address?"]);
}

#[test]
fn a_condition_knows_who_is_there() {
    let scripts = shelf(json!([
        {"id": "c", "kind": "condition", "next": "no", "branches": [
            {"id": "b", "to": "yes", "tests": [{"what": "@online", "is": "equal", "than": "true"}]}]},
        {"id": "yes", "kind": "handover", "text": "One moment"},
        {"id": "no", "kind": "message", "text": "Nobody is here"},
    ]));
    assert_eq!(texts(&Run::start(&scripts).effects), ["Nobody is here"]);
    let run = Run::knowing(&scripts, Facts { online: true, ..Facts::default() });
    assert_eq!(run.state.end, Some(End::Handover));
}

#[test]
fn a_loop_ends_with_a_person() {
    let scripts = shelf(json!([
        {"id": "a", "kind": "set", "variable": "N", "sum": "{{N}} + 1", "next": "b"},
        {"id": "b", "kind": "jump", "to": "a"},
    ]));
    let run = Run::start(&scripts);
    assert_eq!(run.state.end, Some(End::Cap));
    assert_eq!(run.state.steps, STEPS_AT_ONCE);
    assert!(matches!(run.ends_with(), Some(Act::Handover { .. })));
}

#[test]
fn another_script_is_called_and_comes_back() {
    let scripts = shelf_of(&[
        (
            "main",
            json!([
                {"id": "a", "kind": "call", "script": "other", "next": "b"},
                {"id": "b", "kind": "message", "text": "Back with {{Said}}"},
            ]),
        ),
        ("other", json!([ask("q", "Say something", "text", "Said", None)])),
    ]);
    let mut run = Run::start(&scripts);
    assert_eq!(run.say("words"), ["Back with words"]);
}

#[test]
fn each_step_that_a_run_comes_by_is_noted_once_in_the_version_that_it_belongs_to() {
    let scripts = shelf_of(&[
        (
            "main",
            json!([
                {"id": "m", "kind": "message", "text": "Hello", "next": "q"},
                ask("q", "Again?", "text", "Again", Some("c")),
                {"id": "c", "kind": "condition", "next": "o", "branches": [{"id": "b", "to": "q",
                 "tests": [{"what": "Again", "is": "equal", "than": "yes"}]}]},
                {"id": "x", "kind": "message", "text": "Never"},
                {"id": "o", "kind": "call", "script": "other", "next": "x"},
            ]),
        ),
        ("other", json!([ask("q", "Say something", "text", "Said", None)])),
    ]);
    let mut run = Run::start(&scripts);
    let places = |run: &Run<'_>, script| match run.state.passed.get(script) {
        Some(passed) => passed.places().collect::<Vec<_>>(),
        None => Vec::new(),
    };
    let at = |run: &Run<'_>, script| run.state.waits_at(script).cloned();
    assert_eq!((places(&run, "main"), at(&run, "main")), (vec![0, 1], Some("q".into())));
    run.say("yes");
    run.say("no");
    assert_eq!((places(&run, "main"), at(&run, "main")), (vec![0, 1, 2, 4], Some("o".into())));
    assert_eq!((places(&run, "other"), at(&run, "other")), (vec![0], Some("q".into())));
    run.say("words");
    assert_eq!((places(&run, "main"), at(&run, "main")), (vec![0, 1, 2, 3, 4], None));
}

#[test]
fn scripts_that_call_each_other_for_ever_end_with_a_person() {
    let scripts = shelf(json!([{"id": "a", "kind": "call", "script": "main", "next": "a"}]));
    assert_eq!(Run::start(&scripts).state.end, Some(End::Cap));
}

#[test]
fn a_reply_is_mapped_to_variables_and_a_failure_has_its_own_way() {
    let scripts = shelf(json!([
        {"id": "h", "kind": "http", "method": "POST", "url": "https://api.example/{{@name}}",
         "body": "{\"who\": \"{{@name}}\"}", "failed": "bad", "next": "good",
         "save": [{"path": "data.items.0.price", "variable": "Price"}]},
        {"id": "good", "kind": "message", "text": "It is {{Price}}"},
        {"id": "bad", "kind": "message", "text": "Failed with {{@status}}"},
    ]));
    let facts = Facts { name: "A \"B\"/c".into(), ..Facts::default() };
    let mut run = Run::knowing(&scripts, facts.clone());
    let Some(Act::Http { url, body, .. }) = run.ends_with() else { panic!() };
    assert_eq!(url, "https://api.example/A%20%22B%22%2Fc");
    assert_eq!(serde_json::from_str::<serde_json::Value>(body).unwrap()["who"], "A \"B\"/c");
    let Waits::Reply(n) = run.state.waits else { panic!() };
    let body = r#"{"data": {"items": [{"price": 12.5}]}}"#.to_owned();
    let reply = Event::Reply { n, status: 200, body };
    assert_eq!(texts(&run.take(&reply)), ["It is 12.5"]);
    assert!(run.take(&reply).is_empty());
    let mut run = Run::knowing(&scripts, facts);
    let failed = Event::Reply { n, status: 503, body: String::new() };
    assert_eq!(texts(&run.take(&failed)), ["Failed with 503"]);
}

#[test]
fn a_wait_ends_once_or_when_the_visitor_speaks() {
    let scripts = shelf(json!([
        {"id": "w", "kind": "wait", "seconds": 60, "next": "m"},
        {"id": "m", "kind": "message", "text": "Still here?"},
    ]));
    let mut run = Run::start(&scripts);
    let Waits::Timer(n) = run.state.waits else { panic!() };
    assert!(run.take(&Event::Wake { n: n + 1 }).is_empty());
    assert_eq!(texts(&run.take(&Event::Wake { n })), ["Still here?"]);
    assert!(run.take(&Event::Wake { n }).is_empty());
    assert_eq!(Run::start(&scripts).say("hello"), ["Still here?"]);
}

#[test]
fn what_is_done_once_is_not_done_again_after_going_back() {
    let scripts = shelf(json!([
        ask("q", "Size?", "number", "Size", Some("s")),
        {"id": "s", "kind": "score", "points": 5, "next": "t"},
        {"id": "t", "kind": "tag", "tags": ["size {{Size}}"]},
    ]));
    let mut run = Run::start(&scripts);
    run.say("1");
    run.answer(Answer { turn: Some(1), change: true, text: "2".into(), ..Answer::default() });
    run.answer(Answer { turn: Some(1), change: true, text: "2".into(), ..Answer::default() });
    let count = |is: fn(&Act) -> bool| run.effects.iter().filter(|one| is(&one.act)).count();
    assert_eq!(count(|act| matches!(act, Act::Score { .. })), 1);
    assert_eq!(count(|act| matches!(act, Act::Tag { .. })), 2);
}

#[test]
fn a_lead_has_what_was_told_and_answered() {
    let scripts = shelf(json!([
        ask("n", "Name?", "text", "Name", Some("p")),
        ask("p", "Phone?", "phone", "Phone", Some("l")),
        {"id": "l", "kind": "lead", "fields": [{"field": "company", "value": "{{Firm}}"}]},
    ]));
    let mut run = Run::knowing(&scripts, Facts { home: "DE".into(), ..Facts::default() });
    run.say("Ann");
    run.say("030 901820");
    let Some(Act::Lead { fields, answers }) = run.ends_with() else { panic!() };
    let has = |list: &[(String, String)], name: &str, value: &str| {
        list.contains(&(name.to_owned(), value.to_owned()))
    };
    assert!(has(fields, "name", "Ann") && has(fields, "phone", "+4930901820"));
    assert!(has(answers, "Name", "Ann") && !fields.iter().any(|(name, _)| name == "company"));
}

// ---- any script, any answers

/// A script out of bytes: every kind of step, edges anywhere, also to nowhere.
fn random(bytes: &[u8]) -> Shelf {
    let count = bytes.len() / 4;
    let id = |n: u8| format!("s{}", usize::from(n) % (count + 1));
    let step = |(n, four): (usize, &[u8])| {
        let (to, more) = (id(four[1]), id(four[2]));
        let mut step = match four[0] % 20 {
            0 | 1 => json!({"kind": "message", "text": "Say {{V}} *and* {{@answer}}"}),
            2 => json!({"kind": "image", "url": "https://a.example/{{V}}"}),
            3 => json!({"kind": "typing", "ms": u32::from(four[3]) * 100}),
            4 => json!({"kind": "wait", "seconds": four[3]}),
            5 => {
                json!({"kind": "question", "text": "Text?", "ask": {"type": "text"}, "variable": "V"})
            }
            6 => {
                json!({"kind": "question", "ask": {"type": "number", "max": 9.0}, "variable": "N", "failed": more, "tries": 2})
            }
            7 | 8 => {
                json!({"kind": "question", "text": "Which?", "variable": "C", "known": four[3].is_multiple_of(2), "skip": "Skip",
                "ask": {"type": "choice", "many": four[3].is_multiple_of(3), "choices": [
                    {"id": "a", "label": "One {{N}}", "to": more}, {"id": "b", "label": "Two"}]}})
            }
            9 => json!({"kind": "question", "ask": {"type": "nps"}, "variable": "N"}),
            10 => json!({"kind": "condition", "branches": [
                {"id": "x", "any": true, "to": more, "tests": [
                    {"what": "N", "is": "more", "than": "3"}, {"what": "V", "is": "matches", "than": "^a+$"}]}]}),
            11 => json!({"kind": "set", "variable": "N", "sum": "{{N}} * 2 + 1"}),
            12 => json!({"kind": "set", "variable": "V", "text": "{{V}}{{V}}x"}),
            13 => {
                json!({"kind": "split", "ways": [{"id": "l", "weight": 1, "to": more}, {"id": "r", "weight": 2}]})
            }
            14 => json!({"kind": "jump", "to": to}),
            15 => {
                json!({"kind": "call", "script": if four[3].is_multiple_of(2) { "main" } else { "none" }})
            }
            16 => {
                json!({"kind": "http", "method": "GET", "url": "https://a.example/", "failed": more,
                "save": [{"path": "a.0", "variable": "V"}]})
            }
            17 => json!({"kind": "score", "points": 3}),
            18 => json!({"kind": "lead"}),
            _ if four[3].is_multiple_of(2) => json!({"kind": "handover", "text": "Bye"}),
            _ => json!({"kind": "end", "text": "Bye", "close": true}),
        };
        step["id"] = format!("s{n}").into();
        step["next"] = to.into();
        step
    };
    let steps: Vec<_> = bytes.chunks_exact(4).enumerate().map(step).collect();
    shelf(if steps.is_empty() { json!([{"id": "s0", "kind": "end"}]) } else { steps.into() })
}

/// What comes next, out of a byte: an answer, the awaited reply, or one that is late.
fn event(byte: u8, state: &State) -> Event {
    let n = match state.waits {
        Waits::Look(n) | Waits::Timer(n) | Waits::Reply(n) if !byte.is_multiple_of(5) => n,
        _ => u32::from(byte % 7),
    };
    let say = |text: &str| Event::Answer(Answer { text: text.into(), ..Answer::default() });
    match (byte % 11, state.waits) {
        (0..=6, Waits::Look(_)) => {
            Event::Found { n, answer: (byte.is_multiple_of(2)).then(|| "Known".into()) }
        }
        (0..=6, Waits::Reply(_)) => {
            let status = if byte.is_multiple_of(2) { 200 } else { 0 };
            Event::Reply { n, status, body: r#"{"a": ["b"]}"#.into() }
        }
        (9, _) | (0..=6, Waits::Timer(_)) => Event::Wake { n },
        (0, _) => say("aaa"),
        (1, _) => say("7"),
        (2, _) => say("what is it?"),
        (3, _) => say("Two"),
        (4, _) => Event::Answer(Answer {
            text: "One, Two".into(),
            picks: vec!["a".into(), "b".into()],
            turn: state.newest(),
            ..Answer::default()
        }),
        (5, _) => Event::Answer(Answer { text: "Skip".into(), skip: true, ..Answer::default() }),
        (6 | 7, _) => {
            let turn = Some(u32::from(byte) % (state.turn + 2));
            Event::Answer(Answer { text: "5".into(), turn, ..Answer::default() })
        }
        (8, _) => Event::Resume,
        _ => Event::Reply { n, status: 200, body: "no".into() },
    }
}

fn play(scripts: &Shelf, answers: &[u8]) -> (State, Vec<Effect>, Vec<Event>) {
    let facts = Facts { online: true, ..Facts::default() };
    let mut state = begin(scripts, "main", None, (11, 12));
    let (mut all, mut events) = (Vec::new(), vec![Event::Start]);
    loop {
        let (next, effects) = step(scripts, state, &events[events.len() - 1], &facts);
        all.extend(effects);
        state = next;
        let Some(byte) = answers.get(events.len() - 1) else { return (state, all, events) };
        events.push(event(*byte, &state));
    }
}

/// The same events, but the run is put away after every single step and read again.
fn play_cut(scripts: &Shelf, events: &[Event]) -> (State, Vec<Effect>) {
    let facts = Facts { online: true, ..Facts::default() };
    let mut state = begin(scripts, "main", None, (11, 12));
    let mut all = Vec::new();
    for event in events {
        let mut effects = Vec::new();
        let mut is_first = true;
        loop {
            let text = serde_json::to_string(&state).unwrap();
            let mut machine =
                Machine::resumed(scripts, serde_json::from_str(&text).unwrap(), &facts, effects);
            if std::mem::take(&mut is_first) {
                machine.take(event);
            }
            let goes_on = machine.advance();
            (state, effects) = machine.end();
            if !goes_on {
                break;
            }
        }
        all.extend(effects);
    }
    (state, all)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_script_and_any_answers_end_alike_however_they_are_cut(
        script in prop::collection::vec(any::<u8>(), 0..64),
        answers in prop::collection::vec(any::<u8>(), 0..30),
    ) {
        let scripts = random(&script);
        let (state, effects, events) = play(&scripts, &answers);
        // Each effect once, and none without a number.
        let numbers: Vec<u32> = effects.iter().map(|one| one.n).collect();
        prop_assert_eq!(numbers, (1..=state.effects).collect::<Vec<_>>());
        let longest = u32::try_from(events.len()).unwrap() * STEPS_AT_ONCE;
        prop_assert!(state.steps <= longest.min(STEPS_IN_ALL));
        let bytes: usize = state.variables.values().map(Value::weight).sum();
        prop_assert!(bytes <= super::state::MOST_BYTES);
        // The same events again, and cut at every step.
        let again = play(&scripts, &answers);
        prop_assert_eq!((&again.0, &again.1), (&state, &effects));
        let cut = play_cut(&scripts, &events);
        prop_assert_eq!((&cut.0, &cut.1), (&state, &effects));
    }

    #[test]
    fn a_late_or_second_event_of_another_server_does_nothing(
        script in prop::collection::vec(any::<u8>(), 4..64),
        answers in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        let scripts = random(&script);
        let (state, _, _) = play(&scripts, &answers);
        let late = [
            Event::Wake { n: u32::MAX },
            Event::Reply { n: u32::MAX, status: 200, body: "{}".into() },
            Event::Found { n: u32::MAX, answer: Some("x".into()) },
        ];
        for event in late {
            let (after, effects) = step(&scripts, state.clone(), &event, &Facts::default());
            prop_assert!(effects.is_empty(), "{:?}", effects);
            prop_assert_eq!(State { at_once: 0, ..after }, State { at_once: 0, ..state.clone() });
        }
    }
}
