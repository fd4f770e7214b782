//! The texts of the five languages, in the program. A language is read when its first text is
//! wanted: together they would take two megabytes.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use super::language::number_formatter;
use super::{LANGUAGES, counted};
use crate::packed;

type Bundle = FluentBundle<FluentResource>;

macro_rules! bundle {
    ($language:literal) => {
        LazyLock::new(|| {
            read($language, include_bytes!(concat!(env!("OUT_DIR"), "/", $language, ".ftl.z")))
        })
    };
}

macro_rules! bundles {
    ($($language:literal)+) => {
        [$(bundle!($language)),+]
    };
}

/// In the order of [`LANGUAGES`].
static BUNDLES: [LazyLock<Bundle>; LANGUAGES.len()] = bundles!("en" "de" "fr" "ro" "ru");

#[allow(clippy::expect_used, reason = "constant texts, all read by a test")]
fn read(language: &str, packed: &[u8]) -> Bundle {
    let language: LanguageIdentifier = language.parse().expect("a language");
    let mut bundle = Bundle::new_concurrent(vec![language]);
    let texts = FluentResource::try_new(packed::text(packed)).expect("good texts");
    bundle.add_resource(texts).expect("each text once");
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
