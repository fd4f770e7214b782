//! The JSON Schema of scripts, for those who write them with a program of their own. It stands in
//! `docs/script.schema.json`; a test holds it against the types.

use crate::packed;

/// The schema.
pub fn text() -> String {
    packed::text(include_bytes!(concat!(env!("OUT_DIR"), "/script.schema.z")))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::{Value as Json, json};
    use utoipa::{PartialSchema as _, ToSchema as _};

    use super::super::Script;

    /// As the types have it.
    fn derived() -> Json {
        let mut schemas = Vec::new();
        Script::schemas(&mut schemas);
        let mut definitions = serde_json::Map::new();
        for (name, schema) in schemas {
            definitions.insert(name, serde_json::to_value(schema).unwrap());
        }
        let mut schema = serde_json::to_value(Script::schema()).unwrap();
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
        schema["title"] = "Leadbell script".into();
        schema["$defs"] = Json::Object(definitions);
        let text = schema.to_string().replace("#/components/schemas/", "#/$defs/");
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn the_schema_in_the_docs_is_what_the_types_say() {
        let derived = serde_json::to_string_pretty(&derived()).unwrap() + "\n";
        let new = Path::new(env!("OUT_DIR")).join("script.schema.json");
        std::fs::write(&new, &derived).unwrap();
        assert!(
            super::text() == derived,
            "docs/script.schema.json is to be replaced with {}",
            new.display()
        );
    }

    /// Whether a value is as a schema says, as far as the derived ones go.
    fn fits(value: &Json, schema: &Json, root: &Json) -> bool {
        if let Some(path) = schema["$ref"].as_str() {
            let to = root.pointer(&path[1..]).unwrap_or_else(|| panic!("no {path}"));
            return fits(value, to, root);
        }
        let list = |name: &str| schema[name].as_array().cloned().unwrap_or_default();
        let one_of = list("oneOf");
        let any_of = list("anyOf");
        let is_kind = |kind: &str| match kind {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            _ => value.is_null(),
        };
        let kinds: Vec<&str> = match &schema["type"] {
            Json::String(kind) => vec![kind],
            Json::Array(kinds) => kinds.iter().filter_map(Json::as_str).collect(),
            _ => Vec::new(),
        };
        let properties = schema["properties"].as_object().cloned().unwrap_or_default();
        (kinds.is_empty() || kinds.iter().any(|kind| is_kind(kind)))
            && (list("enum").is_empty() || list("enum").contains(value))
            && list("required").iter().all(|name| value.get(name.as_str().unwrap()).is_some())
            && list("allOf").iter().all(|part| fits(value, part, root))
            && (one_of.is_empty() || one_of.iter().any(|part| fits(value, part, root)))
            && (any_of.is_empty() || any_of.iter().any(|part| fits(value, part, root)))
            && properties
                .iter()
                .all(|(name, part)| value.get(name).is_none_or(|value| fits(value, part, root)))
            && value.as_array().is_none_or(|all| {
                schema["items"].is_null() || all.iter().all(|one| fits(one, &schema["items"], root))
            })
    }

    #[test]
    fn every_ready_script_is_as_the_schema_says() {
        use crate::bot::ready::{Ready, ready};
        let schema: Json = serde_json::from_str(&super::text()).unwrap();
        for which in Ready::ALL {
            let script = serde_json::to_value(ready(which, "en")).unwrap();
            assert!(fits(&script, &schema, &schema), "{which:?}");
        }
        assert!(!fits(&json!({"name": "x"}), &schema, &schema));
        let wrong = json!({"format": "leadbell.script/1", "name": "x", "language": "en",
            "steps": [{"id": "a", "kind": "typing", "ms": "soon"}]});
        assert!(!fits(&wrong, &schema, &schema));
    }
}
