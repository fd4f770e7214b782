//! Every word that people read comes from the language files: the pages have no text of their own,
//! and no key is mistyped or left over. (That the languages have the same keys, with the same
//! variables and the right plurals, is tested beside `i18n`.)

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::source::Source;

/// Words of the pages that are the same in every language.
const NAMES: &[&str] =
    &["Leadbell", "LEADBELL_SMTP_URL", "Content Security Policy", "Enter", "j", "k"];
/// Attributes that are read out or shown.
const SPOKEN: &[&str] = &["title", "aria-label", "placeholder", "alt", "aria-description"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Every key of the English files.
fn keys() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for file in std::fs::read_dir(root().join("locales/en")).expect("locales").flatten() {
        let text = std::fs::read_to_string(file.path()).expect("a language file");
        let lines = text.lines().filter(|line| !line.starts_with([' ', '#']));
        keys.extend(lines.filter_map(|line| Some(line.split_once(" =")?.0.to_owned())));
    }
    keys
}

/// The console's templates: path, text without comments.
fn templates() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("templates/console")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("templates").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a template");
            found.push((path.display().to_string(), without(&text, "{#", "#}", "")));
        }
    }
    found.sort_unstable();
    found
}

/// The ready scripts, whose texts are keys.
fn scripts() -> String {
    std::fs::read_to_string(root().join("src/bot/ready/scripts.json")).expect("the scripts")
}

/// The text with every part between two marks replaced.
fn without(text: &str, from: &str, to: &str, instead: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        out.push_str(before);
        out.push_str(instead);
        rest = after.split_once(to).map_or("", |(_, after)| after);
    }
    out + rest
}

/// What stands between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    text.split(from)
        .skip(1)
        .map(|part| part.split_once(to).map_or(part, |(part, _)| part))
        .collect()
}

/// Words that stand in a template as they are.
fn own_words(template: &str) -> Vec<String> {
    let mut found = Vec::new();
    for code in between(template, "{{", "}}") {
        // Keys and values of attributes are in lower case; a label is not.
        let literals = code.split('"').skip(1).step_by(2);
        let label =
            |text: &&str| text.contains(' ') || text.starts_with(|c: char| c.is_uppercase());
        found.extend(literals.filter(label).map(str::to_owned));
    }
    // A class stands between these.
    let plain = without(template, "{% block main_class %}", "{% endblock %}", "");
    let plain = without(&without(&plain, "{{", "}}", ""), "{%", "%}", "");
    for tag in between(&plain, "<", ">") {
        for attribute in SPOKEN {
            found.extend(
                between(tag, &format!(" {attribute}=\""), "\"").into_iter().map(str::to_owned),
            );
        }
    }
    found.extend(
        format!(">{plain}")
            .split('>')
            .skip(1)
            .map(|part| part.split_once('<').map_or(part, |(text, _)| text).to_owned()),
    );
    for words in &mut found {
        *words = words.trim_matches(|c: char| !c.is_alphabetic()).to_owned();
    }
    found.retain(|text| text.contains(char::is_alphabetic) && !NAMES.contains(&text.as_str()));
    found
}

#[test]
fn no_page_has_words_of_its_own() {
    let mut broken = Vec::new();
    for (path, text) in templates() {
        broken.extend(own_words(&text).into_iter().map(|words| format!("{path}: {words}")));
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn words_of_a_page_are_noticed_wherever_they_stand() {
    for template in [
        "<p>Hello</p>",
        "<p>{% if yes %}maybe{% endif %}</p>",
        "<a title=\"Open it\"></a>",
        "<input placeholder=\"Name {{ x }}\">",
        "{{ fields::input(page, errors, \"name\", \"Your name\", name) }}",
        "{{ fields::input(page, errors, \"name\", \"Name\", name) }}",
    ] {
        assert_eq!(own_words(template).len(), 1, "{template}: {:?}", own_words(template));
    }
    let clean =
        "<p class=\"a\" title=\"{{ page.t(\"x-y\") }}\">{{ page.t(\"a-b\") }}: 1</p> · Leadbell";
    assert_eq!(own_words(clean), Vec::<String>::new());
}

/// The literals that ask for a text: `.t("…")`, `.rich("…")`, `Say::of("…")`.
fn asked(source: &Source) -> Vec<&str> {
    let asks = [".t(", ".rich(", "Say::of("];
    let literals = source.literals().into_iter();
    let asked =
        literals.filter(|(before, _)| asks.iter().any(|ask| before.trim_end().ends_with(ask)));
    asked.map(|(_, text)| text).collect()
}

#[test]
fn every_key_that_is_asked_for_exists() {
    let keys = keys();
    // A literal that begins like a key is one: `"done-saved"` where other keys begin with `done-`.
    let families: BTreeSet<&str> =
        keys.iter().filter_map(|key| Some(key.split_once('-')?.0)).collect();
    let mut missing = Vec::new();
    for (path, text) in templates() {
        let asked = [".t(\"", ".rich(\""].into_iter().flat_map(|ask| between(&text, ask, "\""));
        missing
            .extend(asked.filter(|key| !keys.contains(*key)).map(|key| format!("{path}: {key}")));
    }
    for source in sources() {
        let like_keys = source.literals().into_iter().map(|(_, text)| text).filter(|text| {
            let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            text.chars().all(is_key)
                && text.split_once('-').is_some_and(|(family, _)| families.contains(family))
        });
        let asked = asked(&source).into_iter().chain(like_keys).filter(|key| !keys.contains(*key));
        missing.extend(asked.map(|key| format!("src/{}: {key}", source.path)));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn no_key_is_left_over() {
    let mut left = keys();
    let templates = templates().into_iter().map(|(_, text)| text);
    for text in templates.chain([scripts()]) {
        for key in text.split('"') {
            left.remove(key);
        }
    }
    for source in sources() {
        for (_, text) in source.literals() {
            left.remove(text);
        }
    }
    assert!(left.is_empty(), "no page says {left:?}");
}

/// The sources, without the tests of the texts.
fn sources() -> Vec<Source> {
    Source::all().into_iter().filter(|source| source.path != "i18n/tests.rs").collect()
}
