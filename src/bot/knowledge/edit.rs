//! Changes what is known.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Text;
use crate::bot::script::words::fold;
use crate::bot::store::knowledge as store;
use crate::clock::Millis;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::i18n::LANGUAGES;
use crate::sites;

/// What an account may know.
const MOST: i64 = 2_000;
/// Characters of a question.
const LONGEST_QUESTION: usize = 300;
/// Characters of an answer.
const LONGEST_ANSWER: usize = 4_000;
/// Ways to ask one thing.
const WAYS: usize = 20;

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts as they are stored, without empty ones; else a field and what is wrong with it.
pub fn checked(
    given: BTreeMap<String, Text>,
) -> Result<BTreeMap<String, Text>, (&'static str, &'static str)> {
    let mut texts = BTreeMap::new();
    for (language, text) in given {
        let (question, answer) = (line(&text.question), text.answer.trim().to_owned());
        let also = text.also.iter().map(|way| line(way)).filter(|way| !way.is_empty());
        let also: Vec<String> = also.take(WAYS).collect();
        let is_long = |text: &String| text.chars().count() > LONGEST_QUESTION;
        if !LANGUAGES.contains(&language.as_str()) {
            return Err(("language", "unknown_language"));
        } else if question.is_empty() {
            return Err(("question", "empty"));
        } else if answer.is_empty() {
            return Err(("answer", "empty"));
        } else if is_long(&question) || also.iter().any(is_long) {
            return Err(("question", "too_long"));
        } else if answer.chars().count() > LONGEST_ANSWER {
            return Err(("answer", "too_long"));
        }
        texts.insert(language, Text { question, also, answer });
    }
    if texts.is_empty() { Err(("question", "empty")) } else { Ok(texts) }
}

/// What is done.
pub enum Deed {
    /// It is new.
    Add,
    /// It has other texts.
    Change,
    /// It goes.
    Delete,
}

/// Changes one thing that is known.
pub struct Editing {
    /// Whose it is.
    pub account: Uuid,
    /// Which.
    pub id: Uuid,
    /// What is done.
    pub deed: Deed,
    /// For one site only.
    pub site: Option<Uuid>,
    /// Checked.
    pub texts: BTreeMap<String, Text>,
    /// When.
    pub now: Millis,
}

impl Write for Editing {
    type Out = Result<(), &'static str>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Out> {
        let Self { account, id, deed, site, texts, now } = self;
        if let Some(site) = site
            && sites::stored(tx, *account, *site).await?.is_none()
        {
            return Ok(Err("not_found"));
        }
        let done = match deed {
            Deed::Add if store::count(tx, *account).await? >= MOST => {
                return Ok(Err("too_many_entries"));
            }
            Deed::Add => {
                store::insert(tx, (*account, *id), *site, texts, *now).await?;
                true
            }
            Deed::Change => store::update(tx, (*account, *id), *site, texts, *now).await?,
            Deed::Delete => store::delete(tx, *account, *id).await?,
        };
        for text in texts.values() {
            // Nobody asks it in vain any more.
            for way in std::iter::once(&text.question).chain(&text.also) {
                store::forget(tx, *account, &fold(way)).await?;
            }
        }
        Ok(if done { Ok(()) } else { Err("not_found") })
    }
}
