//! What clients may say. Fields that they do not have, such as an author or a role, do not exist
//! here, so nothing can come of them.

use std::borrow::Cow;

use serde::Deserialize;
use uuid::Uuid;

use crate::visitors::{strip_title, strip_url};

/// Characters of a message.
pub const LONGEST: usize = 4_000;

/// Any frame of either side.
#[derive(Debug, Deserialize)]
pub struct Incoming<'a> {
    /// Which frame it is.
    #[serde(borrow)]
    pub t: Cow<'a, str>,
    /// A message's id, made by the client.
    pub id: Option<Uuid>,
    /// A message's text.
    #[serde(borrow, default)]
    pub text: Cow<'a, str>,
    pub conversation: Option<Uuid>,
    pub open: Option<Uuid>,
    #[serde(default)]
    pub number: i64,
    #[serde(default)]
    pub after: i64,
    pub page: Option<Page>,
}

/// The page on which a visitor is, without personal data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "RawPage")]
pub struct Page {
    pub url: String,
    pub title: String,
}

#[derive(Deserialize)]
struct RawPage {
    #[serde(default)]
    url: String,
    #[serde(default)]
    title: Option<String>,
}

impl From<RawPage> for Page {
    fn from(raw: RawPage) -> Self {
        let title = raw.title.unwrap_or_default();
        Self { url: strip_url(&raw.url), title: strip_title(&title) }
    }
}

/// The text as it is stored: without control characters other than line breaks and tabs, and
/// without space around it.
pub fn clean(text: &str) -> Result<String, &'static str> {
    let is_kept = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let text = text.trim();
    let text: String = if text.chars().all(|c| is_kept(&c)) {
        text.to_owned()
    } else {
        text.replace("\r\n", "\n").chars().filter(is_kept).collect()
    };
    if text.is_empty() {
        return Err("empty");
    }
    if text.len() > LONGEST && text.chars().count() > LONGEST {
        return Err("too_long");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cleaned_and_bounded() {
        assert_eq!(clean(" a\u{0}b\r\nc "), Ok("ab\nc".into()));
        assert_eq!(clean(" \u{0}\n"), Err("empty"));
        assert_eq!(clean(&"ä".repeat(4_000)).map(|text| text.len()), Ok(8_000));
        assert_eq!(clean(&"x".repeat(4_001)), Err("too_long"));
    }

    #[test]
    fn fields_that_a_client_does_not_have_are_ignored() {
        let text = r#"{"t":"send","author":"operator","role":"owner","id":null,"text":"x\ny"}"#;
        let frame: Incoming<'_> = serde_json::from_str(text).unwrap();
        assert_eq!((frame.t.as_ref(), frame.text.as_ref()), ("send", "x\ny"));
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!(r#"{{"t":"hello","x":{}}}"#, "[".repeat(10_000));
        assert!(serde_json::from_str::<Incoming<'_>>(&deep).is_err());
    }
}
