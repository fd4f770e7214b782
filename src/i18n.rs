//! Words for people, in the five languages of the product. The texts stand in
//! `locales/{language}/{feature}.ftl`; a key that a language lacks is read from English.
//!
//! A page says `page.t("key")`. Code that does not know who will read it gives a [`Say`].

mod bundle;
mod language;
mod rich;
mod say;
#[cfg(test)]
mod tests;

pub use self::language::Language;
pub use self::rich::{Html, Rich};
pub use self::say::{Arg, Say, Text};

/// A value put into a text: a string or a number.
pub type Value<'a> = fluent_bundle::FluentValue<'a>;

/// The languages, the fallback first.
pub const LANGUAGES: [&str; 5] = ["en", "de", "fr", "ro", "ru"];

/// The language to write in for a wanted one: `de-AT` gives `de`; `auto` and unknown ones `en`.
pub fn supported(wanted: &str) -> &'static str {
    Language::of(wanted).code()
}

/// The text of `key` in `language`, with `args` filled in; the key itself where none exists.
pub fn text(language: &str, key: &str, args: &[(&'static str, Value<'_>)]) -> String {
    find(language, key, args).unwrap_or_else(|| key.to_owned())
}

/// The value by which a plural is chosen. Fluent's rules for Romanian are of an old CLDR, in which
/// 101 counts like 20; today it counts like 2, as a number with a fraction does in both. Whole
/// numbers are written without one all the same.
fn counted<'a>(language: &str, value: &Value<'a>) -> Value<'a> {
    match value {
        Value::Number(number) if language == "ro" => {
            let mut number = number.clone();
            let whole = language::whole(&number);
            if whole > 1 && whole % 100 == 1 {
                number.options.minimum_fraction_digits = Some(1);
            }
            Value::Number(number)
        }
        _ => value.clone(),
    }
}

/// Like [`text`]; `None` where neither the language nor English has the key.
pub fn find(language: &str, key: &str, args: &[(&'static str, Value<'_>)]) -> Option<String> {
    let wanted = bundle::find(supported(language), key, args);
    wanted.or_else(|| bundle::find(LANGUAGES[0], key, args))
}
