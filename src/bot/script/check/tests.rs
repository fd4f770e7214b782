use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::words::WORDS;
use super::*;
use crate::i18n::Language;

fn script(steps: &Json) -> Script {
    serde_json::from_value(json!({
        "format": "leadbell.script/1", "name": "Test", "language": "en",
        "variables": [{"name": "Score"}],
        "entries": [{"on": "start", "to": "a"}],
        "steps": steps,
    }))
    .unwrap()
}

fn findings(steps: &Json) -> Vec<(Level, &'static str)> {
    check(&script(steps)).into_iter().map(|found| (found.level, found.code)).collect()
}

/// What is said of a single step.
fn of(step: Json) -> Vec<&'static str> {
    let mut step = step;
    step["id"] = "a".into();
    findings(&json!([step])).into_iter().map(|(_, code)| code).collect()
}

#[test]
fn a_good_script_has_nothing_wrong() {
    let found = findings(&json!([
        {"id": "a", "kind": "message", "text": "Hi {{@name}} {{Score}} [x](https://a.example)",
         "next": "b"},
        {"id": "b", "kind": "question", "variable": "Name", "ask": {"type": "text"}, "next": "c"},
        {"id": "c", "kind": "condition", "next": "d", "branches": [
            {"id": "1", "to": "a", "tests": [{"what": "Name", "is": "empty"}]}]},
        {"id": "d", "kind": "set", "variable": "Score", "sum": "{{Score}} + 1", "next": "e"},
        {"id": "e", "kind": "end"}
    ]));
    assert_eq!(found, []);
}

#[test]
fn edges_lead_to_steps_that_exist() {
    let message = json!({"kind": "message", "text": "x", "next": "z"});
    assert_eq!(of(message), ["no_such_step"]);
    assert_eq!(of(json!({"kind": "jump", "to": "z"})), ["no_such_step"]);
    assert_eq!(of(json!({"kind": "call", "entry": "z"})), ["no_such_step"]);
    let choice = json!({"kind": "question", "next": "a", "ask": {"type": "choice", "choices": [
        {"id": "1", "label": "x", "to": "z"}]}});
    assert_eq!(of(choice), ["no_such_step"]);
}

#[test]
fn an_answer_after_which_nothing_comes_is_a_dead_end() {
    assert_eq!(of(json!({"kind": "question", "ask": {"type": "email"}})), ["dead_end"]);
    let found = findings(&json!([
        {"id": "a", "kind": "question", "ask": {"type": "choice", "choices": [
            {"id": "1", "label": "Yes", "to": "b"}, {"id": "2", "label": "No"}]}},
        {"id": "b", "kind": "message", "text": "Bye"}
    ]));
    assert_eq!(found, [(Level::Warning, "dead_end")]);
}

#[test]
fn a_step_that_nothing_leads_to_is_told() {
    let found = findings(&json!([
        {"id": "a", "kind": "message", "text": "x"},
        {"id": "b", "kind": "message", "text": "x", "next": "a"}
    ]));
    assert_eq!(found, [(Level::Warning, "unreachable")]);
}

#[test]
fn the_visitor_is_not_to_choose_which_server_is_asked() {
    let of_url = |url: &str| {
        findings(&json!([
            {"id": "a", "kind": "question", "variable": "Theirs", "ask": {"type": "text"},
             "next": "s"},
            {"id": "s", "kind": "set", "variable": "Ours", "text": "api.example", "next": "h"},
            {"id": "h", "kind": "http", "method": "GET", "url": url, "next": "e"},
            {"id": "e", "kind": "end"},
        ]))
    };
    let refused = [(Level::Error, "visitor_server")];
    assert_eq!(of_url("https://{{Ours}}/{{Theirs}}"), []);
    assert_eq!(of_url("https://{{Theirs}}/x"), refused);
    assert_eq!(of_url("{{@name}}/x"), refused);
}

#[test]
fn more_steps_than_a_run_does_at_once_are_told() {
    let chain = |count: usize| -> Vec<Level> {
        let mut steps: Vec<Json> = (1..=count)
            .map(|n| json!({"id": format!("s{n}"), "kind": "typing", "ms": 1, "next": format!("s{}", n + 1)}))
            .collect();
        steps[0]["id"] = "a".into();
        steps.push(json!({"id": format!("s{}", count + 1), "kind": "end"}));
        check(&script(&json!(steps)))
            .into_iter()
            .map(|found| {
                assert_eq!((found.code, &*found.about), ("too_many_at_once", &*count.to_string()));
                found.level
            })
            .collect()
    };
    assert_eq!(chain(99), []);
    assert_eq!(chain(100), [Level::Warning]);
}

#[test]
fn a_loop_in_which_nothing_waits_is_endless() {
    let endless = findings(&json!([
        {"id": "a", "kind": "message", "text": "x", "next": "b"},
        {"id": "b", "kind": "jump", "to": "a"}
    ]));
    assert_eq!(endless, [(Level::Error, "endless")]);
    assert_eq!(of(json!({"kind": "call"})), ["endless"]);
    let counted = findings(&json!([
        {"id": "a", "kind": "set", "variable": "Score", "sum": "{{Score}}+1", "next": "b"},
        {"id": "b", "kind": "condition", "next": "a", "branches": [
            {"id": "1", "to": "c", "tests": [{"what": "Score", "is": "more", "than": "3"}]}]},
        {"id": "c", "kind": "message", "text": "x"}
    ]));
    assert_eq!(counted, [(Level::Warning, "endless")]);
    let asked = json!({"kind": "question", "ask": {"type": "text"}, "next": "a"});
    assert_eq!(of(asked), Vec::<&str>::new());
}

#[test]
fn unknown_variables_are_told_and_unknown_facts_refused() {
    let found = findings(&json!([
        {"id": "a", "kind": "message", "text": "{{Nobody}} {{@nobody}} {{@email}} {{Score}}"}
    ]));
    assert_eq!(found, [(Level::Warning, "unknown_variable"), (Level::Error, "unknown_variable")]);
    assert_eq!(of(json!({"kind": "set", "variable": "@name", "text": "x"})), ["read_only"]);
    assert_eq!(of(json!({"kind": "set", "variable": "a}}", "text": "x"})), ["bad_variable"]);
}

#[test]
fn what_a_visitor_says_is_told_to_be_left_out_of_mail_to_visitors() {
    let told = |subject: &str, text: &str, to: &str| {
        let found = check(&script(&json!([
            {"id": "a", "kind": "question", "variable": "Name", "ask": {"type": "text"}, "next": "b"},
            {"id": "b", "kind": "question", "variable": "Email", "ask": {"type": "email"},
             "next": "c"},
            {"id": "c", "kind": "question", "variable": "Lamp", "next": "d", "ask":
                {"type": "choice", "choices": [{"id": "1", "label": "Big"}]}},
            {"id": "d", "kind": "set", "variable": "Hello", "text": "{{Greeting}}, {{Name}}",
             "next": "e"},
            {"id": "e", "kind": "set", "variable": "Greeting", "text": "Hi", "next": "f"},
            {"id": "f", "kind": "set", "variable": "Twice", "append": "{{Hello}}", "next": "g"},
            {"id": "g", "kind": "http", "method": "GET", "url": "https://a.example",
             "save": [{"path": "x", "variable": "Reply"}], "next": "h"},
            {"id": "h", "kind": "mail", "to": to, "subject": subject, "text": text}
        ])));
        let word = |one: &Finding| format!("{} {} {}", one.code, one.field, one.about);
        let mut all: Vec<String> = found.iter().map(word).collect();
        assert!(found.iter().all(|one| one.level == Level::Warning), "{all:?}");
        all.sort_unstable();
        all
    };
    let own = "{{Greeting}} {{Lamp}} {{Score}} {{@date}}";
    assert_eq!(told(own, own, "{{Email}}"), Vec::<String>::new());
    assert_eq!(told("x", "x", "{{@email}}"), Vec::<String>::new());
    assert_eq!(
        told("{{@title}} {{@title}}", "{{Hello}} {{Twice}} {{Reply}} {{Name}}", "{{Email}}"),
        [
            "visitor_words subject @title",
            "visitor_words text Hello",
            "visitor_words text Name",
            "visitor_words text Reply",
            "visitor_words text Twice",
        ]
    );
    assert_eq!(told("x", "x", "{{Name}}"), ["address_not_asked to Name"]);
    assert_eq!(told("x", "x", "ann@a.example"), ["address_not_asked to ann@a.example"]);
}

#[test]
fn addresses_have_a_scheme_that_is_safe() {
    for url in ["javascript:alert(1)", "http://", "data:text/html,x", "/x", "", "ftp://a.example"] {
        assert_eq!(of(json!({"kind": "link", "url": url})), ["bad_url"], "{url}");
    }
    for url in ["https://a.example/{{Score}}", "tel:+49123", "{{@page}}", "mailto:a@b.example"] {
        assert_eq!(of(json!({"kind": "link", "url": url})), Vec::<&str>::new(), "{url}");
    }
    assert_eq!(of(json!({"kind": "image", "url": "http://a.example/x.png"})), ["bad_url"]);
    assert_eq!(of(json!({"kind": "message", "text": "[x](javascript:y)"})), ["bad_url"]);
}

#[test]
fn each_kind_has_its_own_rules() {
    let choice = |choices: Json| json!({"kind": "question", "next": "a", "ask": {"type": "choice", "choices": choices}});
    let ask = |ask: Json| json!({"kind": "question", "next": "a", "ask": ask});
    let test = |is: &str, than: &str| {
        json!({"kind": "condition", "branches": [
            {"id": "1", "tests": [{"what": "Score", "is": is, "than": than}]}]})
    };
    let http = |method: &str, header: &str| {
        json!({"kind": "http", "method": method, "url": "https://a.example",
               "headers": [{"name": header, "value": "x"}]})
    };
    let cases: Vec<(Json, &[&str])> = vec![
        (json!({"kind": "message", "text": " "}), &["empty_text"]),
        (json!({"kind": "message", "text": "x".repeat(4_001)}), &["too_long"]),
        (json!({"kind": "typing", "ms": 10_001}), &["out_of_range"]),
        (json!({"kind": "wait", "seconds": 0}), &["out_of_range"]),
        (json!({"kind": "score", "points": 101}), &["out_of_range"]),
        (choice(json!([])), &["no_choice"]),
        (choice(json!([{"id": "1", "label": ""}])), &["no_label"]),
        (
            choice(json!([{"id": "1", "label": "x"}, {"id": "1", "label": "y"}])),
            &["repeated_choice"],
        ),
        (ask(json!({"type": "rating", "max": 11})), &["out_of_range"]),
        (ask(json!({"type": "number", "min": 3, "max": 2})), &["out_of_range"]),
        (test("matches", "("), &["bad_pattern"]),
        (json!({"kind": "condition", "branches": [{"id": "1", "tests": []}]}), &["no_test"]),
        (json!({"kind": "split", "ways": [{"id": "1", "weight": 0}]}), &["out_of_range"]),
        (json!({"kind": "set", "variable": "Score", "sum": "1 +"}), &["bad_sum"]),
        (http("TRACE", "X-Ok"), &["bad_method"]),
        (http("GET", "Host"), &["bad_header"]),
        (http("GET", "a b"), &["bad_header"]),
        (json!({"kind": "mail", "to": "x", "subject": "x", "text": "x"}), &["bad_address"]),
        (json!({"kind": "lead", "fields": [{"field": "x", "value": "x"}]}), &["bad_field"]),
        (json!({"kind": "tag", "tags": []}), &["empty_text"]),
        (json!({"kind": "magnet", "label": "x"}), &["empty_text"]),
        (json!({"kind": "magnet", "label": "x", "magnet": "y"}), &["bad_id"]),
        (json!({"kind": "unsupported", "what": "Payment"}), &["unsupported"]),
    ];
    for (step, expected) in cases {
        assert_eq!(of(step.clone()), expected, "{step}");
    }
}

#[test]
fn the_script_as_a_whole_has_rules_too() {
    let whole = |change: &dyn Fn(&mut Script)| {
        let mut script = script(&json!([{"id": "a", "kind": "message", "text": "x"}]));
        change(&mut script);
        check(&script).into_iter().map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(whole(&|script| script.entries.clear()), ["no_start"]);
    assert_eq!(whole(&|script| script.entries.push(script.entries[0].clone())), ["repeated_start"]);
    assert_eq!(whole(&|script| script.entries[0].to = "z".into()), ["no_such_step", "unreachable"]);
    assert_eq!(whole(&|script| script.entries[0].to.clear()), ["no_start", "unreachable"]);
    let words = On::Keyword { words: vec![" ".into()] };
    assert_eq!(whole(&|script| script.entries[0].on = words.clone()), ["no_start", "no_words"]);
    assert_eq!(whole(&|script| script.name.clear()), ["no_name"]);
    assert_eq!(whole(&|script| script.language = "xx".into()), ["bad_language"]);
    assert_eq!(whole(&|script| script.steps.push(script.steps[0].clone())), ["repeated_id"]);
    assert_eq!(
        whole(&|script| script.steps[0].id = "no id".into())[..2],
        ["no_such_step", "bad_id"]
    );
    let many = |script: &mut Script| {
        let step = script.steps[0].clone();
        script.steps = vec![step; MOST_STEPS + 1];
    };
    assert_eq!(whole(&many)[0], "too_many_steps");
    let large = |script: &mut Script| script.name = "x".repeat(LARGEST);
    assert_eq!(whole(&large), ["too_large", "too_long"]);
}

#[test]
fn every_finding_has_words_in_every_language() {
    let source = [
        include_str!("mod.rs"),
        include_str!("steps.rs"),
        include_str!("flow.rs"),
        include_str!("mail.rs"),
    ];
    for call in source.iter().flat_map(|text| text.split(['.', ' ', '\n'])) {
        let Some(rest) = ["error(\"", "warn(\""].iter().find_map(|name| call.strip_prefix(name))
        else {
            continue;
        };
        let code = rest.split('"').next().unwrap();
        assert!(WORDS.iter().any(|(known, _)| *known == code), "{code} has no words");
    }
    for (code, _) in WORDS {
        let finding = Finding {
            step: None,
            field: String::new(),
            level: Level::Error,
            code,
            about: "Budget".into(),
        };
        for language in LANGUAGES {
            let words = finding.say().in_language(Language::of(language));
            assert!(words.contains(' '), "{language} {code}");
        }
    }
}

/// A step of any kind, with fields that make sense or none.
fn step(kind: u8, text: &str, to: Option<u8>, number: u32) -> Json {
    let to = to.map(|to| format!("s{to}"));
    let mut step = match kind % 14 {
        0 => json!({"kind": "message", "text": text}),
        1 => json!({"kind": "image", "url": text}),
        2 => json!({"kind": "link", "url": text, "open": true}),
        3 => json!({"kind": "typing", "ms": number}),
        4 => json!({"kind": "wait", "seconds": number}),
        5 => json!({"kind": "question", "variable": text, "ask": {"type": "choice", "choices": [
            {"id": text, "label": text, "to": to}, {"id": "b", "label": "b"}]}}),
        6 => json!({"kind": "condition", "branches": [{"id": "1", "to": to, "tests": [
            {"what": text, "is": "matches", "than": text}]}]}),
        7 => json!({"kind": "set", "variable": text, "sum": text}),
        8 => json!({"kind": "split", "ways": [{"id": text, "weight": number, "to": to}]}),
        9 => json!({"kind": "jump", "to": to.clone().unwrap_or_default()}),
        10 => json!({"kind": "call", "script": "", "entry": to}),
        11 => json!({"kind": "http", "method": text, "url": text, "failed": to}),
        12 => json!({"kind": "question", "ask": {"type": "rating", "max": number % 20}}),
        _ => json!({"kind": "end", "text": text}),
    };
    step["next"] = to.into();
    step
}

proptest! {
    #[test]
    fn any_script_can_be_checked(
        parts in prop::collection::vec(
            (any::<u8>(), "[a-z@{}()\\[\\]:/*é ]{0,12}", prop::option::of(0..20u8), any::<u32>()),
            0..20,
        ),
    ) {
        let steps: Vec<Json> = parts
            .iter()
            .enumerate()
            .map(|(place, (kind, text, to, number))| {
                let mut step = step(*kind, text, *to, *number);
                step["id"] = format!("s{}", place % 15).into();
                step
            })
            .collect();
        let mut script = script(&Json::Array(steps));
        script.entries[0].to = "s0".into();
        for finding in check(&script) {
            let _ = finding.say();
        }
    }
}
