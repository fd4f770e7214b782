//! A text with elements in it: code between backticks, and HTML in place of variables. So a
//! translator has the whole sentence, and no markup to break.

use std::fmt;

use askama::filters::{Escaper as _, HtmlSafe};

use super::Text;

/// What stands around an element's place: characters for private use, which no text has.
const MARK: char = '\u{e000}';

/// A text as HTML: `page.rich("key")`.
#[derive(Clone, Debug)]
pub struct Rich {
    text: Text,
    elements: Vec<Html>,
}

impl Rich {
    pub(super) fn new(text: Text) -> Self {
        Self { text, elements: Vec::new() }
    }

    /// Fills in a variable with an element.
    #[must_use]
    pub fn with(mut self, name: &'static str, element: Html) -> Self {
        let place = format!("{MARK}{}{MARK}", self.elements.len());
        self.text = self.text.with(name, place);
        self.elements.push(element);
        self
    }
}

impl fmt::Display for Rich {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.text.to_string().split(MARK).enumerate() {
            let element =
                if at % 2 == 1 { self.elements.get(part.parse().unwrap_or(0)) } else { None };
            match element {
                Some(element) => write!(f, "{element}")?,
                None => coded(f, part)?,
            }
        }
        Ok(())
    }
}

/// Words with code between backticks.
fn coded(f: &mut fmt::Formatter<'_>, words: &str) -> fmt::Result {
    for (at, part) in words.split('`').enumerate() {
        let part = Html::text(part);
        if at % 2 == 1 { write!(f, "<code>{part}</code>")? } else { write!(f, "{part}")? }
    }
    Ok(())
}

// Everything that is written is escaped above, or is an element.
impl HtmlSafe for Rich {}

/// An element to be put into a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Words, escaped.
    pub fn text(words: &str) -> Self {
        let mut html = String::new();
        // Writing to a string does not fail.
        let _ = askama::filters::Html.write_escaped_str(&mut html, words);
        Self(html)
    }

    /// Words in the type of machines, such as an address.
    pub fn mono(words: &str) -> Self {
        Self(format!("<span class=\"mono\">{}</span>", Self::text(words)))
    }

    /// How long ago, in words that the console's script keeps true.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "templates give references")]
    pub fn ago(at: &i64) -> Self {
        Self(format!("<time data-relative=\"words\" datetime=\"{at}\"></time>"))
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use crate::i18n::Language;

    use super::*;

    #[test]
    fn elements_stand_in_their_places_and_words_are_escaped() {
        let german = Language::of("de");
        let rich = german
            .rich("install-seen")
            .with("time", Html::ago(&5))
            .with("url", Html::mono("https://shop.example/<b>"));
        let html = rich.to_string();
        assert!(html.contains("<time data-relative=\"words\" datetime=\"5\"></time>"), "{html}");
        assert!(
            html.contains("<span class=\"mono\">https://shop.example/&#60;b&#62;</span>"),
            "{html}"
        );
        let code = german.rich("install-tag-text").to_string();
        assert!(code.contains("<code>&#60;/body&#62;</code>"), "{code}");
    }
}
