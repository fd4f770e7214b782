use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;

/// Key → its lines, over every file of a language.
fn texts(language: &str) -> BTreeMap<String, Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                name.clone_into(&mut key);
                assert!(!texts.contains_key(&key), "{language} has {key} twice");
            }
            if !key.is_empty() {
                texts.entry(key.clone()).or_default().push(line.to_owned());
            }
        }
    }
    texts
}

/// The variables of a text.
fn variables(lines: &[String]) -> BTreeSet<String> {
    let parts = lines.iter().flat_map(|line| line.split('$').skip(1));
    let name = |part: &str| {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        part[..end.unwrap_or(part.len())].to_owned()
    };
    parts.map(name).collect()
}

fn keys(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    texts(language).into_iter().map(|(key, lines)| (key, variables(&lines))).collect()
}

#[test]
fn every_language_has_every_key_with_the_same_variables() {
    let english = keys("en");
    assert!(!english.is_empty());
    for language in LANGUAGES {
        let other = keys(language);
        for (key, variables) in &english {
            assert_eq!(other.get(key), Some(variables), "{language} {key}");
        }
        let more: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(more.is_empty(), "{language} has {more:?}, which English lacks");
    }
}

#[test]
fn every_text_can_be_read() {
    for language in LANGUAGES {
        for (key, variables) in keys(language) {
            let args: Vec<(&'static str, Value<'_>)> =
                variables.into_iter().map(|name| (&*name.leak(), 2.into())).collect();
            let text = find(language, &key, &args);
            let text = text.unwrap_or_else(|| panic!("{language} {key} cannot be read"));
            assert!(!text.is_empty() && !text.contains('{'), "{language} {key}: {text}");
        }
    }
}

#[test]
fn every_plural_has_the_forms_of_its_language() {
    for language in LANGUAGES {
        let forms: &[&str] = match language {
            "ro" | "ru" => &["[one]", "[few]", "*[other]"],
            _ => &["[one]", "*[other]"],
        };
        for (key, lines) in texts(language) {
            let all = lines.join("\n");
            if all.contains("[one]") {
                for form in forms {
                    assert!(all.contains(form), "{language} {key} lacks {form}");
                }
            }
        }
    }
}

#[test]
fn a_number_in_english_is_plural_in_every_language() {
    let english = texts("en");
    for language in LANGUAGES {
        for (key, lines) in texts(language) {
            let in_english = english[&key].join("\n").contains("[one]");
            let here = lines.join("\n").contains("[one]");
            assert_eq!(here, in_english, "{language} {key}");
        }
    }
}

#[test]
fn numbers_follow_the_rules_of_the_language() {
    let leads = |language, n: i64| text(language, "digest-leads", &[("count", n.into())]);
    assert_eq!(leads("en", 1), "1 lead");
    assert_eq!(leads("en", 3), "3 leads");
    assert_eq!(leads("ru", 1), "1 лид");
    assert_eq!(leads("ru", 21), "21 лид");
    assert_eq!(leads("ru", 3), "3 лида");
    assert_eq!(leads("ru", 5), "5 лидов");
    assert_eq!(leads("ru", 11), "11 лидов");
    assert_eq!(leads("ru", 12_345), "12\u{a0}345 лидов");
    assert_eq!(leads("ro", 1), "1 contact");
    assert_eq!(leads("ro", 19), "19 contacte");
    assert_eq!(leads("ro", 20), "20 de contacte");
    assert_eq!(leads("ro", 0), "0 contacte");
    assert_eq!(leads("ro", 101), "101 contacte");
    assert_eq!(leads("ro", 120), "120 de contacte");
    assert_eq!(leads("ro", 1_001), "1.001 contacte");
    assert_eq!(leads("fr", 0), "0 contact");
    assert_eq!(leads("de", 1_000), "1.000 Leads");
}

#[test]
fn a_key_that_does_not_exist_is_said_as_it_is() {
    assert_eq!(text("xx", "no-such-key", &[]), "no-such-key");
}

#[test]
fn a_sentence_may_hold_another() {
    let status = Say::of("event-status").with("who", "Ann").with("status", Say::of("status-new"));
    assert_eq!(status.in_language(Language::of("en")), "Ann set the status to New");
    assert_eq!(status.in_language(Language::of("de")), "Ann hat den Status auf „Neu“ gesetzt");
    assert_eq!(Say::name("Ann").in_language(Language::of("ru")), "Ann");
}
