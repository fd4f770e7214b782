//! How like a question is to what is known. Pure: words weighed by how rare they are among all
//! questions (inverse document frequency, Spärck Jones 1972), and the share that both have (Dice).

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::{Entry, SURE, Text};
use crate::bot::script::words::fold;
use crate::i18n::LANGUAGES;

/// Something known that is like a question.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// What is known.
    pub entry: &'a Entry,
    /// In which words.
    pub text: &'a Text,
    /// How like it is, 0 to 1.
    pub likeness: f64,
}

/// Letters by which words with other ends are the same word.
const STEM: usize = 4;

fn stem(word: &str) -> &str {
    word.char_indices().nth(STEM).map_or(word, |(end, _)| &word[..end])
}

fn stems(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    folded.split(' ').filter(|word| word.chars().count() > 1).map(|w| stem(w).to_owned()).collect()
}

/// What is known for a site in a language, else in any, the likest first.
pub fn rank<'a>(entries: &'a [Entry], site: Uuid, language: &str, asked: &str) -> Vec<Found<'a>> {
    let wanted = stems(asked);
    let here = entries.iter().filter(|entry| entry.site.is_none_or(|of| of == site));
    let known: Vec<(&Entry, &Text, BTreeSet<String>)> = here
        .filter_map(|entry| Some((entry, entry.texts.get(language)?)))
        .flat_map(|(entry, text)| {
            let ways = std::iter::once(&text.question).chain(&text.also);
            ways.map(move |way| (entry, text, stems(way)))
        })
        .collect();
    let mut counts: HashMap<&str, f64> = HashMap::new();
    for (_, _, words) in &known {
        for word in words {
            *counts.entry(word).or_default() += 1.0;
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "a count of questions")]
    let total = known.len() as f64;
    let weight = |word: &String| {
        // A word that nobody knows weighs as the rarest that is known, and a short one half.
        let count = counts.get(word.as_str()).copied().unwrap_or(1.0);
        let rare = (1.0 + (total + 1.0) / (count + 0.5)).ln();
        if word.chars().count() < STEM { rare / 2.0 } else { rare }
    };
    let sum = |words: &BTreeSet<String>| words.iter().map(weight).sum::<f64>();
    let all = sum(&wanted);
    let found = known.iter().map(|(entry, text, words)| {
        let common: f64 = words.intersection(&wanted).map(weight).sum();
        let either = all + sum(words);
        let likeness = if either > 0.0 { 2.0 * common / either } else { 0.0 };
        Found { entry, text, likeness }
    });
    likest(found.filter(|one| one.likeness > 0.0))
}

/// What is like enough to any of a few texts, the likest first: what is known in the visitor's own
/// language, else in another one, as people do not always write in their browser's.
pub fn sure<'a>(
    entries: &'a [Entry],
    site: Uuid,
    language: &str,
    asked: &[String],
) -> Vec<Found<'a>> {
    let own = language.split('-').next().unwrap_or_default();
    let found = sure_in(entries, site, own, asked);
    if !found.is_empty() {
        return found;
    }
    let others: BTreeSet<&str> =
        entries.iter().flat_map(|entry| entry.texts.keys()).map(String::as_str).collect();
    let others = others.into_iter().filter(|&other| other != own);
    likest(others.flat_map(|other| sure_in(entries, site, other, asked)))
}

fn sure_in<'a>(
    entries: &'a [Entry],
    site: Uuid,
    language: &str,
    asked: &[String],
) -> Vec<Found<'a>> {
    let found = asked.iter().flat_map(|text| rank(entries, site, language, text));
    likest(found.filter(|one| one.likeness >= SURE))
}

/// Each entry once, the likest first.
fn likest<'a>(found: impl Iterator<Item = Found<'a>>) -> Vec<Found<'a>> {
    let mut best: HashMap<Uuid, Found<'a>> = HashMap::new();
    for one in found {
        let known = best.entry(one.entry.id).or_insert(one);
        if known.likeness < one.likeness {
            *known = one;
        }
    }
    let mut all: Vec<Found<'a>> = best.into_values().collect();
    all.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.entry.id.cmp(&b.entry.id)));
    all
}

/// What is like a question enough to be its answer: in the language of the script, else in another
/// one, in which some visitors ask all the same.
pub fn surest<'a>(
    entries: &'a [Entry],
    site: Uuid,
    language: &str,
    asked: &str,
) -> Option<Found<'a>> {
    let first = |language: &str| {
        rank(entries, site, language, asked).into_iter().next().filter(|one| one.likeness >= SURE)
    };
    first(language).or_else(|| {
        let others = LANGUAGES.iter().filter(|other| **other != language);
        let found = others.filter_map(|other| first(other));
        found.max_by(|a, b| a.likeness.total_cmp(&b.likeness))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(n: u128, question: &str, also: &[&str]) -> Entry {
        let also = also.iter().map(|&one| one.to_owned()).collect();
        let text = Text { question: question.into(), also, answer: format!("answer {n}") };
        let texts = [("en".to_owned(), text)].into();
        Entry { id: Uuid::from_u128(n), site: None, texts }
    }

    fn known() -> Vec<Entry> {
        vec![
            entry(1, "What does delivery cost?", &["How much is shipping?"]),
            entry(2, "How long does delivery take?", &["When will my parcel arrive?"]),
            entry(3, "Can I return what I bought?", &["Do you take goods back?"]),
            entry(4, "What are your opening hours?", &["When are you open?"]),
        ]
    }

    fn best(asked: &str) -> Option<u128> {
        surest(&known(), Uuid::nil(), "en", asked).map(|found| found.entry.id.as_u128())
    }

    #[test]
    fn a_question_finds_what_is_like_it_and_nothing_else() {
        assert_eq!(best("how much does delivery cost"), Some(1));
        assert_eq!(best("Delivery costs?"), Some(1));
        assert_eq!(best("when does my parcel arrive"), Some(2));
        assert_eq!(best("can i return it"), Some(3));
        assert_eq!(best("opening hours on sunday?"), Some(4));
        assert_eq!(best("do you sell bicycles"), None);
        assert_eq!(best("???"), None);
    }

    #[test]
    fn what_is_for_another_site_or_language_is_not_found() {
        let mut entries = known();
        entries[0].site = Some(Uuid::from_u128(9));
        assert!(
            rank(&entries, Uuid::nil(), "en", "delivery cost").iter().all(|one| one
                .entry
                .id
                .as_u128()
                != 1)
        );
        assert!(rank(&entries, Uuid::nil(), "de", "delivery cost").is_empty());
    }

    #[test]
    fn who_asks_in_another_language_is_answered_in_it() {
        let mut entries = known();
        let (question, answer) = ("Was kostet der Versand?".to_owned(), "Nichts".to_owned());
        entries[0].texts.insert("de".into(), Text { question, also: Vec::new(), answer });
        let answer = |asked: &str| {
            let found = surest(&entries, Uuid::nil(), "en", asked);
            found.map(|found| found.text.answer.clone())
        };
        assert_eq!(answer("was kostet versand"), Some("Nichts".to_owned()));
        assert_eq!(answer("what does delivery cost"), Some("answer 1".to_owned()));
        assert_eq!(answer("was kostet ein Fahrrad mit Licht"), None);
    }

    #[test]
    fn proposals_answer_any_of_the_last_words_in_the_visitors_language_first() {
        let mut entries = known();
        let text = |question: &str, answer: &str| Text {
            question: question.into(),
            also: Vec::new(),
            answer: answer.into(),
        };
        entries[0].texts.insert("de".into(), text("Was kostet der Versand?", "nichts"));
        let asked = |language: &str, texts: &[&str]| -> Vec<String> {
            let texts: Vec<String> = texts.iter().map(|&one| one.to_owned()).collect();
            let found = sure(&entries, Uuid::nil(), language, &texts);
            found.iter().map(|one| one.text.answer.clone()).collect()
        };
        assert_eq!(asked("en-GB", &["to Berlin", "What does delivery cost?"])[0], "answer 1");
        assert_eq!(asked("en", &["was kostet der Versand"]), ["nichts"]);
        assert_eq!(asked("es", &["opening hours on sunday?"]), ["answer 4"]);
        assert!(asked("en", &["do you sell bicycles"]).is_empty());
        assert!(asked("en", &[]).is_empty());
    }
}
