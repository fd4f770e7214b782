//! The rules of the crate's own doc, read off its source: who may use whom, and where SQL stands.

use crate::support::source::{Source, is_statement};

/// Features in their order: each may use those before it.
const FEATURES: &[&str] = &[
    "sites",
    "people",
    "visitors",
    "guard",
    "attachments",
    "notify",
    "leads",
    "chat",
    "live",
    "experiments",
    "magnets",
    "forms",
    "landing",
    "offers",
    "bot",
    "hosted",
];
/// What wires everything together, from below: each may use those before it.
const WIRING: &[&str] = &["statements", "routes", "app", "cli", "main"];
/// What the lowest modules may use; every other platform module may use the whole platform.
const LOWEST: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("ids", &[]),
    ("clock", &[]),
    ("bus", &["error", "ids"]),
    ("db", &["bus", "clock", "config", "error", "ids", "sql"]),
    ("config", &["db", "error"]),
];

fn place(list: &[&str], name: &str) -> Option<usize> {
    list.iter().position(|one| *one == name)
}

/// Why `module` may not use `path`, if so.
fn objection(source: &Source, path: &str) -> Option<&'static str> {
    let (module, used) = (source.module(), path.split("::").next().unwrap_or_default());
    if module == used || used.is_empty() {
        return None;
    }
    if let Some(here) = place(WIRING, module) {
        return place(WIRING, used)
            .is_some_and(|there| there >= here)
            .then_some("it is put together above it");
    }
    if place(WIRING, used).is_some() {
        return Some("only the wiring uses the wiring");
    }
    let here = place(FEATURES, module);
    if let Some(there) = place(FEATURES, used) {
        let part = path.split("::").nth(1).unwrap_or_default();
        return match here {
            None => Some("the platform knows no feature"),
            Some(here) if there >= here => Some("features call downwards only"),
            Some(_) if ["store", "api", "console"].contains(&part) => {
                Some("another feature's store, api and console are its own")
            }
            Some(_) => None,
        };
    }
    let allowed = LOWEST.iter().find(|(name, _)| *name == module)?.1;
    (!allowed.contains(&used)).then_some("it lies lower")
}

#[test]
fn nobody_uses_what_lies_above_or_belongs_to_another() {
    let mut broken = Vec::new();
    for source in Source::all() {
        for path in source.uses() {
            if let Some(why) = objection(&source, &path) {
                broken.push(format!("src/{} uses crate::{path}: {why}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn sql_stands_only_where_it_belongs() {
    let mut broken = Vec::new();
    for source in Source::all().iter().filter(|source| !source.holds_sql()) {
        for (_, text) in source.literals() {
            if is_statement(text) {
                broken.push(format!("src/{}: {text}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_feature_has_its_place_in_the_order() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let has_store = |name: &str| {
        root.join(name).join("store.rs").is_file() || root.join(name).join("store").is_dir()
    };
    for entry in std::fs::read_dir(&root).expect("src").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let known = name == "jobs" || FEATURES.contains(&name.as_str());
        assert!(known || !has_store(&name), "src/{name} has SQL but no place in the order");
    }
}

#[test]
fn the_rules_notice_what_they_forbid() {
    let source = |path: &str| Source { path: path.into(), code: String::new(), texts: vec![] };
    assert!(objection(&source("db/mod.rs"), "chat::Message").is_some());
    assert!(objection(&source("sites/mod.rs"), "people::User").is_some());
    assert!(objection(&source("chat/api.rs"), "leads::store::insert").is_some());
    assert!(objection(&source("chat/api.rs"), "leads::capture").is_none());
    assert!(objection(&source("web/mod.rs"), "routes::all").is_some());
    assert!(objection(&source("bus/mod.rs"), "web::Problem").is_some());
}
