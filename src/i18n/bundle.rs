//! The texts of the five languages, in the program. A language is read when its first text is
//! wanted: together they would take two megabytes.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use super::language::number_formatter;
use super::{LANGUAGES, counted};

type Bundle = FluentBundle<FluentResource>;

macro_rules! bundle {
    ($language:literal: $($file:literal)+) => {
        LazyLock::new(|| read($language, &[
            $(include_str!(concat!("../../locales/", $language, "/", $file, ".ftl"))),+
        ]))
    };
}

macro_rules! bundles {
    ($($language:literal)+) => {
        [$(bundle!($language: "access" "alerts" "ask" "console" "guard" "hosted" "leads" "live" "mail" "people" "queue" "replies" "sites" "team" "transcript")),+]
    };
}

/// In the order of [`LANGUAGES`].
static BUNDLES: [LazyLock<Bundle>; LANGUAGES.len()] = bundles!("en" "de" "fr" "ro" "ru");

#[allow(clippy::expect_used, reason = "constant texts, all read by a test")]
fn read(language: &str, files: &[&str]) -> Bundle {
    let language: LanguageIdentifier = language.parse().expect("a language");
    let mut bundle = Bundle::new_concurrent(vec![language]);
    for file in files {
        let texts = FluentResource::try_new((*file).to_owned()).expect("good texts");
        bundle.add_resource(texts).expect("each text once");
    }
    // The marks would show up in subjects and in plain text.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(number_formatter(&bundle.locales)));
    bundle
}

/// The text of a key in one language.
pub(super) fn find(
    language: &str,
    key: &str,
    args: &[(&'static str, super::Value<'_>)],
) -> Option<String> {
    let place = LANGUAGES.iter().position(|known| *known == language)?;
    let bundle = &*BUNDLES[place];
    let pattern = bundle.get_message(key)?.value()?;
    let args: FluentArgs<'_> =
        args.iter().map(|(name, value)| (*name, counted(language, value))).collect();
    let mut wrong = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&args), &mut wrong);
    wrong.is_empty().then(|| text.into_owned())
}
