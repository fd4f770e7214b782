//! The document of the interface. Every answer that a test reads is held against it.

use std::sync::LazyLock;

use serde_json::Value;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&leadbell::cli::openapi()).expect("JSON"));

/// The document.
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// Method, path and operation of everything in it.
pub fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, item)| {
        let all = item.as_object().expect("operations").iter();
        all.map(move |(method, operation)| (method.as_str(), path.as_str(), operation))
    })
}

/// What the document has at a reference, such as `#/components/schemas/Problem`.
pub fn resolve(reference: &str) -> Option<&'static Value> {
    DOCUMENT.pointer(reference.strip_prefix('#')?)
}

/// What is wrong with an answer, by the document; `None` also where it says nothing of the path.
pub fn objection(path: &str, status: u16, kind: &str, body: &Value) -> Option<String> {
    let (_, template, _) = operations().find(|(_, template, _)| is_at(template, path))?;
    // The answer does not say to which of the path's methods it belongs.
    let all = operations().filter(|(_, other, _)| *other == template);
    let mut objections = all.map(|(.., one)| objection_of(one, path, status, kind, body));
    let first = objections.next()?;
    if objections.any(|other| other.is_none()) { None } else { first }
}

fn objection_of(
    operation: &Value,
    path: &str,
    status: u16,
    kind: &str,
    body: &Value,
) -> Option<String> {
    // A method that the path does not take is none of its operations.
    if status == 405 {
        return None;
    }
    let Some(response) = operation["responses"].get(status.to_string()) else {
        return Some(format!("{path} is not known to answer {status}"));
    };
    let kind = kind.split(';').next().unwrap_or_default();
    if !kind.ends_with("json") {
        return None;
    }
    match response["content"].get(kind) {
        None => Some(format!("{path} is not known to answer {status} with {kind}")),
        Some(content) => misfit(&content["schema"], body).map(|why| format!("{path}: {why}")),
    }
}

fn is_at(template: &str, path: &str) -> bool {
    let (parts, asked) = (template.split('/'), path.split('/'));
    template.split('/').count() == path.split('/').count()
        && parts.zip(asked).all(|(part, asked)| part.starts_with('{') || part == asked)
}

/// Why a value is not of a schema.
fn misfit(schema: &Value, value: &Value) -> Option<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        return misfit(resolve(reference)?, value);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = choices.iter().any(|one| misfit(one, value).is_none());
        return (!fits).then(|| format!("{value} is none of {choices:?}"));
    }
    let kinds = &schema["type"];
    let is_one = |kind: &Value| kind.as_str().is_some_and(|kind| is_a(kind, value));
    let fits = match kinds {
        Value::Null => true,
        Value::Array(kinds) => kinds.iter().any(is_one),
        kind => is_one(kind),
    };
    let listed = schema["enum"].as_array().is_none_or(|words| words.contains(value));
    if !fits || !listed {
        return Some(format!("{value} is no {kinds}"));
    }
    match value {
        Value::Array(items) => items.iter().find_map(|item| misfit(&schema["items"], item)),
        Value::Object(fields) => {
            let mut parts = Vec::new();
            flatten(schema, &mut parts);
            if !parts.iter().any(|part| part["properties"].is_object()) {
                return None;
            }
            let required = parts.iter().filter_map(|part| part["required"].as_array()).flatten();
            let missing =
                required.filter_map(Value::as_str).find(|name| !fields.contains_key(*name));
            let is_open = parts.iter().any(|part| part["additionalProperties"].is_object());
            let wrong = fields.iter().find_map(|(name, field)| {
                match parts.iter().find_map(|part| part["properties"].get(name)) {
                    Some(schema) => misfit(schema, field).map(|why| format!("{name}: {why}")),
                    None => (!is_open).then(|| format!("{name} is not in the document")),
                }
            });
            missing.map(|name| format!("{name} is missing")).or(wrong)
        }
        _ => None,
    }
}

/// The schemas of which an object has the fields.
fn flatten<'a>(schema: &'a Value, parts: &mut Vec<&'a Value>) {
    if let Some(reference) = schema["$ref"].as_str() {
        if let Some(schema) = resolve(reference) {
            flatten(schema, parts);
        }
        return;
    }
    parts.push(schema);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        flatten(part, parts);
    }
}

fn is_a(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
