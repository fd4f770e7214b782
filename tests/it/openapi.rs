//! The document of the JSON interface. Whether answers are as it says, every test looks at that
//! reads one.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::document::{document, objection, operations, resolve};
use crate::support::program::{leadbell, said};
use crate::support::source::Source;
use crate::support::{TempFolder, TestApp};

/// What is neither a page nor JSON.
const FILES: &[&str] = &[
    "/w.js",
    "/w/{*file}",
    "/w/o/{site}/{file}",
    "/f/{token}/{name}",
    "/f/{key}",
    "/m/{site}/{token}",
    "/p/{slug}",
    "/metrics",
];
const METHODS: &[&str] = &["get", "post", "put", "patch", "delete"];

/// Method and path of every route in the source but those of pages and files.
fn routes() -> BTreeSet<(String, String)> {
    let mut routes = BTreeSet::new();
    let sources = Source::all();
    for source in sources.iter().filter(|one| one.part() != "console" && one.module() != "cli") {
        for route in source.code.split(".route(").skip(1) {
            let (place, rest) = route.trim_start()[1..].split_once('"').expect("a path");
            let path = &source.texts[place.parse::<usize>().expect("a place")];
            let handlers = rest.split(".route(").next().unwrap_or_default();
            let handlers = handlers.split(['\n', ';']).next().unwrap_or_default();
            for method in METHODS {
                let call = format!("{method}(");
                let is_called = handlers
                    .match_indices(&call)
                    .any(|(at, _)| !handlers[..at].ends_with(char::is_alphanumeric));
                if is_called && !FILES.contains(&path.as_str()) {
                    routes.insert(((*method).to_owned(), path.clone()));
                }
            }
        }
    }
    routes
}

#[test]
fn the_document_in_the_program_is_what_the_routes_say() {
    let mut said = leadbell::routes::document().to_pretty_json().expect("JSON");
    said.push('\n');
    let new = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openapi.json");
    std::fs::write(&new, &said).expect("a place for it");
    let kept = include_str!("../../docs/openapi.json");
    assert!(said == kept, "docs/openapi.json is to be replaced with {}", new.display());
}

#[test]
fn every_route_for_programs_is_in_the_document_and_nothing_else() {
    let known: BTreeSet<_> =
        operations().map(|(method, path, _)| (method.to_owned(), path.to_owned())).collect();
    assert!(known.contains(&("post".into(), "/v1/submit".into())));
    assert_eq!(known, routes());
}

#[test]
fn the_document_is_whole() {
    let text = document();
    assert!(text["openapi"].as_str().is_some_and(|version| version.starts_with("3.1.")));
    let mut broken = Vec::new();
    references(text, &mut |reference| {
        if resolve(reference).is_none() {
            broken.push(reference.to_owned());
        }
    });
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap_or_default();
        if id.is_empty() || !ids.insert(id) {
            broken.push(format!("{method} {path} has no id of its own: {id:?}"));
        }
        let named = operation["parameters"].as_array().into_iter().flatten();
        let named: Vec<_> =
            named.filter(|one| one["in"] == "path").map(|one| &one["name"]).collect();
        let parts = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        if parts.map(|part| json!(part)).ne(named.into_iter().cloned()) {
            broken.push(format!("{method} {path} names other parts of its path"));
        }
        for scheme in operation["security"].as_array().into_iter().flatten() {
            for name in scheme.as_object().into_iter().flat_map(|scheme| scheme.keys()) {
                if text["components"]["securitySchemes"][name].is_null() {
                    broken.push(format!("{method} {path} is secured by an unknown {name}"));
                }
            }
        }
        let changes_as_somebody = method == "post" && path.starts_with("/api/");
        if changes_as_somebody && operation["security"] != json!([{"session": [], "csrf": []}]) {
            broken.push(format!("{method} {path} needs the session and its token"));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn bodies_take_no_unknown_fields() {
    let mut open = Vec::new();
    for (_, path, operation) in operations() {
        for content in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            closed(&content.1["schema"], path, &mut open);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

/// Notes the objects below a schema that take further fields.
fn closed(schema: &Value, at: &str, open: &mut Vec<String>) {
    let schema = schema["$ref"].as_str().map_or(schema, |name| resolve(name).expect("a schema"));
    if schema["properties"].is_object() && schema["additionalProperties"] != json!(false) {
        open.push(at.to_owned());
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        closed(field, &format!("{at} {name}"), open);
    }
    for choice in schema["oneOf"].as_array().into_iter().flatten() {
        closed(choice, at, open);
    }
}

fn references(value: &Value, found: &mut impl FnMut(&str)) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field.as_str().filter(|_| name == "$ref") {
                    Some(reference) => found(reference),
                    None => references(field, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn an_answer_that_is_not_as_the_document_says_is_noticed() {
    let at = |status: u16, body: Value| objection("/v1/form", status, "application/json", &body);
    let right = json!({"form_token": "x", "online": true, "expires": 1});
    assert_eq!(at(200, right.clone()), None);
    assert!(at(201, right.clone()).is_some_and(|why| why.contains("201")));
    for (field, value) in [("expires", json!("1")), ("online", Value::Null), ("new", json!(1))] {
        let mut wrong = right.clone();
        wrong[field] = value;
        assert!(at(200, wrong).is_some_and(|why| why.contains(field)), "{field}");
    }
    assert!(at(200, json!({"online": true, "expires": 1})).is_some());
}

#[test]
fn the_program_prints_it_and_needs_no_settings() {
    let folder = TempFolder::new("openapi");
    let mut command = leadbell(folder.path());
    let printed = command.arg("openapi").env("LEADBELL_LISTEN", "nowhere").output().unwrap();
    assert!(printed.status.success(), "{}", said(&printed));
    let printed: Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    assert_eq!(&printed, document());
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

both! {
    async fn every_answer_of_the_inbox_is_as_the_document_says(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        anna.get(&format!("/s/{}", shop.key)).await.expect(200);
        let ack = anna.socket().await.say("Please call me: 030 901820").await;
        let owner = seen(app, &shop, &ack["conversation"]).await;
        assert_eq!(owner["visitor"]["pages"][0]["title"], "Lamps");
        app.mails().await;
    }
}

async fn seen(app: &TestApp, shop: &crate::support::Shop, conversation: &Value) -> Value {
    let mut owner = app.operator(shop).await;
    owner.page("/console/inbox").await.expect(200);
    let one = format!("/api/v1/conversations/{}", conversation.as_str().expect("an id"));
    for path in ["/healthz", "/readyz", "/api/v1/me", "/api/v1/conversations"] {
        owner.get(path).await.expect(200);
    }
    owner.get(&format!("{one}/messages")).await.expect(200);
    owner.post(&format!("{one}/close"), json!({})).await.expect(200);
    owner.post(&format!("{one}/reopen"), json!({})).await.expect(200);
    owner.get(&one).await.expect(200).body
}
