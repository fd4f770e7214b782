//! What clients may say. Fields that they do not have, such as an author or a role, do not exist
//! here, so nothing can come of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use uuid::Uuid;

use super::bot::Answering;
use crate::attachments;
use crate::people::Availability;
use crate::visitors::{strip_title, strip_url};

/// Characters of a message.
pub const LONGEST: usize = 4_000;
/// Characters of an entry's name; a longer one names none.
const LONGEST_ENTRY: usize = 100;

/// Any frame of either side.
#[allow(clippy::struct_excessive_bools, reason = "each belongs to another frame")]
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
    /// The newest message that an operator who answers has seen; not given, it does not matter.
    pub seen: Option<i64>,
    /// Whether somebody who looks at a conversation writes there.
    #[serde(default)]
    pub writing: bool,
    #[serde(default)]
    pub number: i64,
    #[serde(default)]
    pub after: i64,
    pub page: Option<Page>,
    /// Ids of files that a message has.
    #[serde(default)]
    pub files: Vec<Uuid>,
    /// Whether what the frame names is wanted from now on.
    #[serde(default)]
    pub on: bool,
    /// Whether somebody of the team looks at the tab.
    #[serde(default)]
    pub visible: bool,
    /// What somebody of the team is from now on.
    pub state: Option<Availability>,
    /// That was not chosen: the page has not been used for a while, or is used again.
    #[serde(default)]
    pub auto: bool,
    /// What a visitor has written so far, where the site shows that.
    #[serde(borrow)]
    pub draft: Option<Cow<'a, str>>,
    /// What a visitor answered before the chat, with the first message.
    pub answers: Option<BTreeMap<String, String>>,
    /// How a visitor's message answers a question of the bot.
    pub answer: Option<Box<Answering>>,
    /// How a visitor found the chat.
    #[serde(default)]
    pub score: i64,
    /// The same in words.
    #[serde(borrow, default)]
    pub comment: Cow<'a, str>,
}

/// The page on which a visitor is, without personal data, and what it asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "RawPage")]
pub struct Page {
    /// Its address, stripped.
    pub url: String,
    /// Its title.
    pub title: String,
    /// The entry of a script that it asks for; empty: none.
    pub entry: String,
}

#[derive(Deserialize)]
struct RawPage {
    #[serde(default)]
    url: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    entry: Option<String>,
}

impl From<RawPage> for Page {
    fn from(raw: RawPage) -> Self {
        let title = raw.title.unwrap_or_default();
        let entry = raw.entry.filter(|name| name.chars().count() <= LONGEST_ENTRY);
        Self {
            url: strip_url(&raw.url),
            title: strip_title(&title),
            entry: entry.unwrap_or_default(),
        }
    }
}

impl<'a> Incoming<'a> {
    /// Reads a frame. `mended` takes its text where a half of an emoji has to be replaced in it.
    pub fn read(text: &'a str, mended: &'a mut String) -> Option<Self> {
        if let Ok(frame) = serde_json::from_str(text) {
            return Some(frame);
        }
        *mended = crate::web::mended(text)?;
        serde_json::from_str(mended).ok()
    }

    /// The text and the files of a message as they are stored. It may have files alone.
    pub fn said(&self) -> Result<(String, Vec<Uuid>), &'static str> {
        let mut files = Vec::with_capacity(self.files.len());
        for id in &self.files {
            if !files.contains(id) {
                files.push(*id);
            }
        }
        if files.len() > attachments::MOST {
            return Err("too_many_files");
        }
        let text = clean(&self.text)?;
        if text.is_empty() && files.is_empty() { Err("empty") } else { Ok((text, files)) }
    }
}

/// At most `most` characters of a text, as it is stored; empty where nothing is left.
pub fn at_most(text: &str, most: usize) -> String {
    let end = text.char_indices().nth(most).map_or(text.len(), |(end, _)| end);
    clean(&text[..end]).unwrap_or_default()
}

/// The text as it is stored: without control characters other than line breaks and tabs, and
/// without space around it.
fn clean(text: &str) -> Result<String, &'static str> {
    let is_kept = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let text = text.trim();
    let text: String = if text.chars().all(|c| is_kept(&c)) {
        text.to_owned()
    } else {
        text.replace("\r\n", "\n").chars().filter(is_kept).collect()
    };
    if text.len() > LONGEST && text.chars().count() > LONGEST {
        return Err("too_long");
    }
    Ok(text)
}

/// The same of what has nothing but text.
pub fn words(text: &str) -> Result<String, &'static str> {
    clean(text).and_then(|text| if text.is_empty() { Err("empty") } else { Ok(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cleaned_and_bounded() {
        assert_eq!(clean(" a\u{0}b\r\nc "), Ok("ab\nc".into()));
        assert_eq!(clean(&"ä".repeat(4_000)).map(|text| text.len()), Ok(8_000));
        assert_eq!(clean(&"x".repeat(4_001)), Err("too_long"));
    }

    #[test]
    fn a_message_has_text_or_files_or_both() {
        let said = |text: &str, files: &[u128]| {
            let files = files.iter().map(|id| Uuid::from_u128(*id)).collect();
            let frame: Incoming<'_> = serde_json::from_str(r#"{"t":"send"}"#).unwrap();
            Incoming { text: text.into(), files, ..frame }
                .said()
                .map(|(text, files)| (text, files.len()))
        };
        assert_eq!(said(" \u{0}\n", &[]), Err("empty"));
        assert_eq!(said(" ", &[1, 2, 1]), Ok((String::new(), 2)));
        assert_eq!(said("look", &[1]), Ok(("look".into(), 1)));
        let many: Vec<u128> = (0..11).collect();
        assert_eq!(said("look", &many), Err("too_many_files"));
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(at_most("äöü", 2), "äö");
        assert_eq!(at_most(" \u{7}a ", 9), "a");
        assert_eq!(at_most("   ", 9), "");
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
