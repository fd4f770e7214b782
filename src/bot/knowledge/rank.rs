//! How like a question is to what is known. Pure: words weighed by how rare they are among all
//! questions (inverse document frequency, Spärck Jones 1972), and the share that both have (Dice).

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::{Entry, Text};
use crate::bot::script::words::fold;

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
    let mut best: HashMap<Uuid, Found<'a>> = HashMap::new();
    for (entry, text, words) in &known {
        let common: f64 = words.intersection(&wanted).map(weight).sum();
        let either = all + sum(words);
        let likeness = if either > 0.0 { 2.0 * common / either } else { 0.0 };
        let found = Found { entry, text, likeness };
        let known = best.entry(entry.id).or_insert(found);
        if known.likeness < likeness {
            *known = found;
        }
    }
    let mut all: Vec<Found<'a>> = best.into_values().filter(|one| one.likeness > 0.0).collect();
    all.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.entry.id.cmp(&b.entry.id)));
    all
}

#[cfg(test)]
mod tests {
    use super::super::SURE;
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
        let known = known();
        let found = rank(&known, Uuid::nil(), "en", asked).into_iter().next()?;
        (found.likeness >= SURE).then(|| found.entry.id.as_u128())
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
}
