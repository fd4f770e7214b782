//! Words for people, in the five languages of the product. The texts stand in
//! `locales/{language}/{feature}.ftl`; a key that a language lacks is read from English.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::{LanguageIdentifier, Loader as _, static_loader};

/// A value put into a text: a string or a number.
pub type Value<'a> = fluent_templates::fluent_bundle::FluentValue<'a>;

/// The languages, the fallback first.
pub const LANGUAGES: [&str; 5] = ["en", "de", "fr", "ro", "ru"];

static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "en",
        // The marks would show up in subjects and in plain text.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The language to write in for a wanted one: `de-AT` gives `de`; `auto` and unknown ones `en`.
pub fn supported(wanted: &str) -> &'static str {
    let primary = wanted.split(['-', '_']).next().unwrap_or_default();
    let known = LANGUAGES.into_iter().find(|known| known.eq_ignore_ascii_case(primary));
    known.unwrap_or(LANGUAGES[0])
}

/// The text of `key` in `language`, with `args` filled in; the key itself where none exists.
pub fn text(language: &str, key: &str, args: &[(&'static str, Value<'_>)]) -> String {
    find(language, key, args).unwrap_or_else(|| key.to_owned())
}

/// Like [`text`]; `None` where neither the language nor English has the key.
pub fn find(language: &str, key: &str, args: &[(&'static str, Value<'_>)]) -> Option<String> {
    let language: LanguageIdentifier = supported(language).parse().ok()?;
    let args: HashMap<Cow<'static, str>, Value<'_>> =
        args.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
    TEXTS.try_lookup_with_args(&language, key, &args)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use super::*;

    /// Key → the variables in its text, over every file of a language.
    fn keys(language: &str) -> BTreeMap<String, BTreeSet<String>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
        let mut keys = BTreeMap::new();
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let mut key = String::new();
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                    name.clone_into(&mut key);
                    assert!(
                        keys.insert(key.clone(), BTreeSet::new()).is_none(),
                        "{language} has {key} twice"
                    );
                }
                for variable in line.split('$').skip(1) {
                    let end = variable.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                    let name = &variable[..end.unwrap_or(variable.len())];
                    keys.get_mut(&key).unwrap().insert(name.to_owned());
                }
            }
        }
        keys
    }

    #[test]
    fn every_language_has_every_key_with_the_same_variables() {
        let english = keys("en");
        assert!(!english.is_empty());
        for language in LANGUAGES {
            assert_eq!(keys(language), english, "{language} differs from en");
        }
    }

    #[test]
    fn every_text_can_be_read() {
        for language in LANGUAGES {
            for (key, variables) in keys(language) {
                let args: Vec<(&'static str, Value<'_>)> =
                    variables.into_iter().map(|name| (&*name.leak(), 2.into())).collect();
                assert!(find(language, &key, &args).is_some(), "{language} {key} cannot be read");
            }
        }
    }

    #[test]
    fn a_region_reads_its_language_and_anything_else_reads_english() {
        assert_eq!(supported("de-AT"), "de");
        assert_eq!(supported("RO"), "ro");
        assert_eq!(supported("auto"), "en");
        assert_eq!(supported("xx"), "en");
        assert_eq!(text("xx", "no-such-key", &[]), "no-such-key");
    }

    #[test]
    fn numbers_follow_the_rules_of_the_language() {
        let leads = |language, n: i64| text(language, "digest-leads", &[("count", n.into())]);
        assert_eq!(leads("en", 1), "1 lead");
        assert_eq!(leads("en", 3), "3 leads");
        assert_eq!(leads("ru", 1), "1 заявка");
        assert_eq!(leads("ru", 3), "3 заявки");
        assert_eq!(leads("ru", 5), "5 заявок");
        assert_eq!(leads("ro", 20), "20 de cereri");
    }
}
