use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::walk::{Flow, Told, play, walk};
use super::*;
use crate::bot::script::check::{self, Level};
use crate::bot::script::markup;
use crate::i18n::{LANGUAGES, Language};

/// A flow of version 6 with a block of nearly every kind.
const SIX: &str = include_str!("tests/six.json");

/// The published flows, where they are at hand.
fn published() -> Vec<(String, Json)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["../shared/data/typebot", "../../shared/data/typebot"];
    let found = folders.iter().map(|folder| root.join(folder)).find(|folder| folder.is_dir());
    let Some(folder) = found else {
        println!("skipped: the published flows are not at hand");
        return Vec::new();
    };
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort_unstable();
    let flows: Vec<(String, Json)> = files
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| {
            let flow = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            (path.file_name().unwrap().to_string_lossy().into_owned(), flow)
        })
        .collect();
    assert_eq!(flows.len(), 5);
    flows
}

/// Takes every way through a flow and its script, and compares what is told; how many ways there
/// are.
fn compare(name: &str, flow: &Json, tell: &dyn Fn(&[usize]) -> Told, most: usize) -> usize {
    let (mut open, mut count) = (vec![Vec::new()], 0);
    while let Some(decisions) = open.pop() {
        let source = Flow::walk(flow, &decisions);
        assert_eq!(tell(&decisions), source, "{name} {decisions:?}");
        match source.1 {
            Some(ways) if decisions.len() < most => {
                open.extend((0..ways).map(|way| [&decisions[..], &[way]].concat()));
            }
            _ => count += 1,
        }
    }
    count
}

#[test]
fn every_way_through_the_published_flows_tells_the_same() {
    for (name, flow) in published() {
        let imported = read(&flow).unwrap();
        let ways = compare(&name, &flow, &|way| walk(&imported.script, way), 7);
        assert_eq!(compare(&name, &flow, &|way| play(&imported.script, way), 7), ways, "{name}");
        println!("{name}: {ways} ways");
        assert!(ways > 0);
    }
}

#[test]
fn the_published_flows_lose_nothing() {
    for (name, flow) in published() {
        let imported = read(&flow).unwrap();
        assert_eq!(imported.notes, [], "{name}");
        let blocks: usize =
            list(&flow, "/groups").iter().map(|one| list(one, "/blocks").len()).sum();
        assert!(imported.script.steps.len() >= blocks, "{name}");
        let errors: Vec<_> = check::check(&imported.script)
            .into_iter()
            .filter(|found| found.level == Level::Error || found.code == "unsupported")
            .collect();
        assert_eq!(errors, [], "{name}");
        let again = serde_json::to_value(&imported.script).unwrap();
        assert_eq!(serde_json::from_value::<Script>(again).unwrap(), imported.script, "{name}");
    }
}

#[test]
fn every_way_through_a_flow_of_version_6_tells_the_same() {
    let flow: Json = serde_json::from_str(SIX).unwrap();
    let imported = read(&flow).unwrap();
    assert_eq!(compare("six", &flow, &|way| walk(&imported.script, way), 30), 15);
    let found: Vec<_> = imported.notes.iter().map(|note| (note.what.as_str(), note.why)).collect();
    let lost = [
        ("Payment", Why::Payment),
        ("Count", Why::Code),
        ("openai", Why::Model),
        ("Google Sheets", Why::Service),
    ];
    for one in lost {
        assert!(found.contains(&one), "{one:?} is not among {found:?}");
        let shown = |does: &Does| matches!(does, Does::Unsupported { what, .. } if what == one.0);
        assert!(imported.script.steps.iter().any(|step| shown(&step.does)), "{one:?}");
    }
    for finding in check::check(&imported.script) {
        assert_eq!(finding.level, Level::Warning, "{finding:?}");
    }
}

/// A flow of one group.
fn flow(blocks: &Json, edges: &Json) -> Json {
    let mut edges = edges.clone();
    let start = json!({"id": "start", "from": {"eventId": "s"}, "to": {"groupId": "g"}});
    edges.as_array_mut().unwrap().push(start);
    json!({
        "version": "6.1", "id": "f", "name": "Flow",
        "events": [{"id": "s", "type": "start", "outgoingEdgeId": "start"}],
        "variables": [{"id": "v1", "name": "Name"}, {"id": "v2", "name": "List"}],
        "groups": [{"id": "g", "title": "One", "graphCoordinates": {"x": 10.4, "y": 20},
                    "blocks": blocks}],
        "edges": edges,
    })
}

/// What one block becomes.
fn one(block: &Json) -> Vec<Does> {
    let read = read(&flow(&json!([block]), &json!([]))).unwrap();
    read.script.steps.into_iter().map(|step| step.does).collect()
}

fn message(elements: &Json) -> String {
    match &one(&json!({"id": "b", "type": "text", "content": {"richText": elements}}))[..] {
        [Does::Message { text }] => text.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn rich_text_keeps_weight_links_and_lists() {
    let text = message(&json!([
        {"type": "p", "children": [
            {"text": "Hi "}, {"text": " big ", "bold": true}, {"text": "a*b_c ", "italic": true},
            {"type": "a", "url": "https://a.example/x(1)", "children": [{"text": "here"}]},
            {"type": "inline-variable", "value": "{{Name}}"}
        ]},
        {"type": "p", "children": [{"text": ""}]},
        {"type": "ul", "children": [
            {"type": "li", "children": [{"type": "lic", "children": [{"text": "one"}]}]},
            {"type": "li", "children": [{"type": "lic", "children": [{"text": "two"}]}]}
        ]},
        {"type": "h2", "children": [{"text": "Title"}]}
    ]));
    assert_eq!(
        text,
        "Hi  **big** *a\\*b\\_c* [here](https://a.example/x%281%29){{Name}}\n\n• one\n• two\n\
         **Title**"
    );
    let read = markup::read(&text, &|_| "Ann".to_owned());
    assert_eq!(read.plain(), "Hi  big a*b_c hereAnn\n\n• one\n• two\nTitle");
}

#[test]
fn a_link_that_is_not_safe_is_left_out_and_told() {
    let block = json!({"id": "b", "type": "text", "content": {"richText": [{"type": "p",
        "children": [{"type": "a", "url": "javascript:alert(1)", "children": [{"text": "x"}]}]}]}});
    let read = read(&flow(&json!([block]), &json!([]))).unwrap();
    assert_eq!(read.script.steps[0].does, Does::Message { text: "x".into() });
    assert_eq!(read.notes[0].why, Why::Unsafe);
    let redirect = one(&json!({"id": "b", "type": "Redirect", "options": {"url": "javascript:x"}}));
    assert_eq!(redirect, []);
}

#[test]
fn variables_cannot_become_facts() {
    let text = message(&json!([{"type": "p", "children": [{"text": "{{@email}}{{nobody}}!"}]}]));
    assert_eq!(text, "{{nobody}}!");
}

#[test]
fn every_way_to_set_a_variable_is_taken_over_or_told() {
    let set = |options: Json| {
        let mut options = options;
        options["variableId"] = "v1".into();
        one(&json!({"id": "b", "type": "Set variable", "options": options}))
    };
    let to = |to: Assign| vec![Does::Set { variable: "Name".into(), to }];
    assert_eq!(
        set(json!({"expressionToEvaluate": "{{Name}} + 1"})),
        to(Assign::Sum("{{Name}} + 1".into()))
    );
    assert_eq!(set(json!({"type": "Empty"})), to(Assign::Clear(true)));
    assert_eq!(set(json!({"type": "Tomorrow"})), to(Assign::Day(1)));
    assert_eq!(
        set(json!({"type": "Append value(s)", "item": "x"})),
        to(Assign::Append("x".into()))
    );
    assert_eq!(set(json!({"type": "Random ID"})), to(Assign::Id(true)));
    let popped = set(json!({"type": "Pop", "saveItemInVariableId": "v2"}));
    let last = Assign::Last("Name".into());
    assert_eq!(popped, [Does::Set { variable: "List".into(), to: last }]);
    assert!(set(json!({"type": "Moment of the day"})).len() == 4);
    for lost in ["Transcript", "Map item with same index", "Something new"] {
        assert!(matches!(set(json!({"type": lost}))[..], [Does::Unsupported { .. }]), "{lost}");
    }
}

#[test]
fn a_request_keeps_its_parameters_and_what_it_saves() {
    let does = one(&json!({"id": "b", "type": "Webhook", "options": {
        "isCustomBody": true,
        "responseVariableMapping": [
            {"variableId": "v1", "bodyPath": "data.items[0].name"},
            {"variableId": "v2", "bodyPath": "statusCode"}
        ],
        "webhook": {"url": "https://a.example/x", "method": "PUT", "body": "{\"a\":\"{{Name}}\"}",
            "queryParams": [{"key": "q", "value": "a b{{Name}}"}],
            "headers": [{"key": "Authorization", "value": "Basic ann:secret"}]}
    }}));
    let Does::Http(http) = &does[0] else { panic!("{does:?}") };
    assert_eq!(http.url, "https://a.example/x?q=a%20b{{Name}}");
    assert_eq!(http.headers[0].value, "Basic YW5uOnNlY3JldA==");
    assert_eq!((http.save[0].path.as_str(), &*http.save[0].variable), ("items.0.name", "Name"));
    assert_eq!(does[1], set("List", "{{@status}}"));
}

#[test]
fn mail_to_the_visitor_keeps_its_address_and_other_mail_is_told() {
    let mail = |to: Json| {
        let options = json!({"recipients": to, "subject": "S", "isCustomBody": true, "body": "B"});
        let block = json!({"id": "b", "type": "Email", "options": options});
        read(&flow(&json!([block]), &json!([]))).unwrap()
    };
    let visitor = mail(json!(["{{Name}}"]));
    assert!(visitor.notes.is_empty());
    let Does::Mail { to: Some(to), .. } = &visitor.script.steps[0].does else { panic!() };
    assert_eq!(to, "{{Name}}");
    let team = mail(json!(["team@a.example"]));
    assert_eq!((team.notes[0].why, &*team.notes[0].what), (Why::Recipients, "team@a.example"));
    assert!(matches!(team.script.steps[0].does, Does::Mail { to: None, .. }));
}

#[test]
fn a_condition_that_holds_without_an_edge_ends_the_run() {
    let condition = json!({"id": "c", "type": "Condition", "items": [{"id": "i", "content": {
        "comparisons": [{"variableId": "v1", "comparisonOperator": "Is empty"}]}}]});
    let after = json!({"id": "m", "type": "text",
        "content": {"richText": [{"type": "p", "children": [{"text": "after"}]}]}});
    let script = read(&flow(&json!([condition, after]), &json!([]))).unwrap().script;
    assert_eq!(walk(&script, &[]), (Vec::new(), None));
}

#[test]
fn groups_are_columns_and_keep_their_titles() {
    let blocks = json!([
        {"id": "a", "type": "text input"}, {"id": "b", "type": "email input"}]);
    let script = read(&flow(&blocks, &json!([]))).unwrap().script;
    let places: Vec<_> = script.steps.iter().map(|step| (step.at, step.title.as_str())).collect();
    assert_eq!(places, [([10, 20], "One"), ([10, 130], "")]);
    assert_eq!(script.steps[0].next.as_deref(), Some("b"));
}

#[test]
fn what_is_no_such_flow_is_refused() {
    let version = |version: Json| {
        let mut flow = flow(&json!([]), &json!([]));
        flow["version"] = version;
        read(&flow).unwrap_err()
    };
    assert_eq!(version("5".into()), Refused::Version("5".into()));
    assert_eq!(version(Json::Null), Refused::Unknown);
    assert_eq!(read(&json!({"groups": 1})), Err(Refused::Unknown));
    assert_eq!(parse(b"{"), Err(Refused::Unreadable));
    assert_eq!(parse("[".repeat(10_000).as_bytes()), Err(Refused::Unreadable));
    assert_eq!(parse(&vec![b' '; 2 * 1_024 * 1_024]), Err(Refused::TooLarge));
    let many: Vec<Json> =
        (0..1_200).map(|n| json!({"id": format!("{n}"), "type": "text input"})).collect();
    assert_eq!(read(&flow(&many.into(), &json!([]))), Err(Refused::TooLarge));
    let long =
        json!([{"id": "b", "type": "text", "content": {"plainText": "x".repeat(2_000_000)}}]);
    assert_eq!(read(&flow(&long, &json!([]))), Err(Refused::TooLarge));
}

#[test]
fn a_few_blocks_cannot_become_very_many_ways() {
    let jump = json!({"id": "j", "type": "Jump", "options": {"groupId": "{{Name}}"}});
    let mut flow = flow(&json!([]), &json!([]));
    let group =
        |n: usize| json!({"id": format!("g{n}"), "title": format!("{n}"), "blocks": [jump]});
    flow["groups"] = (0..400).map(group).collect();
    assert_eq!(read(&flow), Err(Refused::TooLarge));
}

#[test]
fn limits_of_an_answer_that_do_not_exist_here_are_told() {
    let block = json!({"id": "b", "type": "rating input", "options": {"length": 20}});
    let Does::Unsupported { what, .. } = &one(&block)[0] else { panic!() };
    assert_eq!(what, "More than 10 points");
    assert_eq!(one(&json!({"id": "b", "type": "rating input", "options": {"length": 5}})).len(), 1);
}

#[test]
fn a_circle_of_blocks_that_do_nothing_ends_nowhere() {
    let edge = json!([{"id": "e", "to": {"groupId": "g", "blockId": "a"}}]);
    let blocks = json!([
        {"id": "a", "type": "Wait"}, {"id": "b", "type": "Wait", "outgoingEdgeId": "e"}]);
    let script = read(&flow(&blocks, &edge)).unwrap().script;
    assert!(script.steps.is_empty() && script.entries.is_empty());
}

#[test]
fn notes_and_refusals_have_words_in_every_language() {
    let whys = [
        Why::Payment,
        Why::Code,
        Why::Model,
        Why::Service,
        Why::Missing,
        Why::Framed,
        Why::Recipients,
        Why::Elsewhere,
        Why::Unsafe,
    ];
    let notes = whys.map(|why| Note { step: "a".into(), what: "Something".into(), why }.say());
    let refusals =
        [Refused::Unreadable, Refused::Unknown, Refused::Version("5".into()), Refused::TooLarge];
    for say in notes.into_iter().chain(refusals.map(|refused| refused.say())) {
        for language in LANGUAGES {
            let words = say.in_language(Language::of(language));
            assert!(words.contains(' '), "{language} {words}");
        }
    }
}

/// JSON of a flow with something of it replaced.
fn spoiled(json: &Json, path: &[usize], with: &Json) -> Json {
    let Some((first, rest)) = path.split_first() else { return with.clone() };
    let mut json = json.clone();
    match &mut json {
        Json::Array(all) if !all.is_empty() => {
            let place = first % all.len();
            all[place] = spoiled(&all[place], rest, with);
        }
        Json::Object(all) if !all.is_empty() => {
            let place = first % all.len();
            if let Some(value) = all.values_mut().nth(place) {
                *value = spoiled(value, rest, with);
            }
        }
        _ => return with.clone(),
    }
    json
}

proptest! {
    #[test]
    fn whatever_is_wrong_in_a_flow_it_is_read_or_refused(
        spoils in prop::collection::vec(
            (prop::collection::vec(0..40_usize, 1..8), 0..9_usize), 1..6,
        ),
    ) {
        let with = [
            Json::Null, json!(7), json!("é{{"), json!([]), json!({}), json!(true),
            json!("{{Name}}"), json!(-1e300), json!("g1"),
        ];
        let mut flow: Json = serde_json::from_str(SIX).unwrap();
        for (path, place) in &spoils {
            flow = spoiled(&flow, path, &with[*place]);
        }
        if let Ok(imported) = read(&flow) {
            let found = check::check(&imported.script);
            let broken = found.iter().find(|one| ["no_such_step", "repeated_id", "bad_id"].contains(&one.code));
            prop_assert_eq!(broken, None);
        }
    }
}
