//! Words as they are found by: in small letters, without accents, the same for both databases. The
//! index has the beginnings of each word as words of their own, so that looking for one is looking
//! up a list, whatever its length. Nothing that a person types is syntax.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Words of a search; further ones are left out.
const MOST: usize = 8;
/// Characters of a word; what is beyond is cut off.
const LONGEST: usize = 40;
/// Characters of a word that the index tells apart; what is longer is compared as it is read.
const KEPT: usize = 10;
/// Before a word that no text can have: this character is no letter.
const MARK: char = '\u{E000}';
/// Around a word that was found: two characters that no stored text has.
const FOUND: (char, char) = ('\u{2}', '\u{3}');
/// Characters of a text around the first word that was found.
const SHOWN: usize = 160;
/// Of these so many before it.
const BEFORE: usize = 40;

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// A text in small letters and without accents.
fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

fn split(folded: &str) -> impl Iterator<Item = String> {
    let words = folded.split(|c: char| !is_of_word(c)).filter(|word| !word.is_empty());
    words.map(|word| word.chars().take(LONGEST).collect())
}

/// The words of a text, each once.
pub fn of_text(text: &str) -> BTreeSet<String> {
    split(&fold(text)).collect()
}

/// What the index has of words: each, and each of its beginnings of two letters and more.
pub fn beginnings(words: &BTreeSet<String>) -> BTreeSet<&str> {
    let mut all = BTreeSet::new();
    for word in words {
        let mut ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).take(KEPT);
        let first = ends.next().filter(|end| *end == word.len());
        all.extend(first.into_iter().chain(ends).map(|end| &word[..end]));
    }
    all
}

/// The part of a word that the index has.
fn kept(word: &str) -> &str {
    word.char_indices().nth(KEPT).map_or(word, |(end, _)| &word[..end])
}

/// The digits of a phone number from each place on, so that any end of it is found.
pub fn of_phone(phone: &str) -> impl Iterator<Item = String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    (0..digits.len().saturating_sub(3)).map(move |from| digits[from..].to_owned())
}

/// What a search asks for: each word, or the beginning of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    words: Vec<String>,
    /// The same as one number, where it may be one of a phone.
    digits: Option<String>,
}

/// Reads what somebody typed; `None` where there is no word in it.
pub fn wanted(typed: &str) -> Option<Wanted> {
    let folded = fold(typed);
    let mut words: Vec<String> = Vec::new();
    for word in split(&folded) {
        if words.len() < MOST && !words.contains(&word) {
            words.push(word);
        }
    }
    let is_number = folded.chars().all(|c| c.is_ascii_digit() || " +-()/.".contains(c));
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    // A number is typed as one dials it, and kept with its country.
    let digits = digits.trim_start_matches('0');
    let digits = (is_number && digits.len() >= 4).then(|| digits.to_owned());
    (!words.is_empty()).then_some(Wanted { words, digits })
}

/// In what is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// What was written: messages and notes.
    Written,
    Contacts,
}

/// The word of everything of one kind in an account, which no text has.
pub fn scope(account: uuid::Uuid, among: Among) -> String {
    let kind = match among {
        Among::Written => 'w',
        Among::Contacts => 'c',
    };
    format!("{MARK}{kind}{}", account.simple())
}

impl Wanted {
    /// As `SQLite` takes it.
    pub fn sqlite(&self, scope: &str) -> String {
        let words = self.words.iter().map(|word| format!("\"{}\"", kept(word)));
        let all = words.collect::<Vec<_>>().join(" AND ");
        match &self.digits {
            Some(digits) => format!("\"{scope}\" AND (({all}) OR \"{}\")", kept(digits)),
            None => format!("\"{scope}\" AND {all}"),
        }
    }

    /// As `PostgreSQL` takes it.
    pub fn postgres(&self, scope: &str) -> String {
        let words = self.words.iter().map(|word| format!("'{}'", kept(word)));
        let all = words.collect::<Vec<_>>().join(" & ");
        match &self.digits {
            Some(digits) => format!("'{scope}' & (({all}) | '{}')", kept(digits)),
            None => format!("'{scope}' & {all}"),
        }
    }

    fn fits(&self, word: &str) -> bool {
        split(&fold(word)).any(|found| {
            self.words.iter().any(|wanted| {
                if is_whole(wanted) { found == *wanted } else { found.starts_with(wanted.as_str()) }
            })
        })
    }

    /// Whether all of a word is in a text that the index has found by its beginning.
    pub fn is_in(&self, text: &str) -> bool {
        let is_long = |word: &String| kept(word) != word;
        if self.digits.is_some() || !self.words.iter().any(is_long) {
            return true;
        }
        let found = of_text(text);
        let begins = |word: &String| found.iter().any(|one| one.starts_with(word.as_str()));
        self.words.iter().all(begins)
    }

    /// Where in a text the words are: ranges of bytes.
    fn found(&self, text: &str) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        let mut start = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            match (start, is_of_word(c)) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    if self.fits(&text[from..at]) {
                        ranges.push(from..at);
                    }
                    start = None;
                }
                _ => {}
            }
        }
        ranges
    }

    /// A piece of the text around what was found, with [`FOUND`] around each word.
    pub fn snippet(&self, text: &str) -> String {
        let found = self.found(text);
        let first = found.first().map_or(0, |range| range.start);
        let start = text[..first].char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
        let end = text[start..].char_indices().nth(SHOWN).map_or(text.len(), |(at, _)| start + at);
        let (mut piece, mut from) = (String::new(), start);
        for Range { start: begins, end: ends } in found.into_iter().filter(|one| one.end <= end) {
            piece.push_str(&text[from..begins]);
            piece.push(FOUND.0);
            piece.push_str(&text[begins..ends]);
            piece.push(FOUND.1);
            from = ends;
        }
        piece.push_str(&text[from..end]);
        piece
    }
}

/// A single letter or digit is meant as it is: it begins too many words.
fn is_whole(word: &str) -> bool {
    word.chars().nth(1).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_found_in_any_case_and_without_accents() {
        let words = of_text("Überweisung: 1.250 € für Ștefan—Ёлка, naïve");
        let all: Vec<&str> = words.iter().map(String::as_str).collect();
        assert_eq!(all, ["1", "250", "fur", "naive", "stefan", "uberweisung", "елка"]);
    }

    #[test]
    fn a_search_is_words_and_nothing_else() {
        let wanted = |typed: &str| wanted(typed).map(|wanted| wanted.sqlite("s"));
        assert_eq!(wanted("Ann* OR \"b"), Some("\"s\" AND \"ann\" AND \"or\" AND \"b\"".into()));
        assert_eq!(
            wanted("-NEAR(x) ^y'; DROP").as_deref(),
            Some("\"s\" AND \"near\" AND \"x\" AND \"y\" AND \"drop\"")
        );
        assert_eq!(wanted("*\"'-()"), None);
        let phone = super::wanted("0171 123-45").map(|wanted| wanted.postgres("s"));
        assert_eq!(phone, Some("'s' & (('0171' & '123' & '45') | '17112345')".into()));
    }

    #[test]
    fn the_index_has_each_word_and_its_beginnings() {
        let words = of_text("I am Ärztin");
        let all: Vec<&str> = beginnings(&words).into_iter().collect();
        assert_eq!(all, ["am", "ar", "arz", "arzt", "arzti", "arztin", "i"]);
        let long = wanted("Donaudampfschiff").expect("a word");
        assert_eq!(long.sqlite("s"), "\"s\" AND \"donaudampf\"");
        assert!(long.is_in("die Donaudampfschifffahrt") && !long.is_in("mit Donaudampf"));
    }

    #[test]
    fn any_end_of_a_phone_number_is_a_word() {
        let all: Vec<String> = of_phone("+49171").collect();
        assert_eq!(all, ["49171", "9171"]);
    }

    #[test]
    fn a_snippet_marks_what_was_found() {
        let wanted = wanted("lam roja").expect("words");
        let snippet = wanted.snippet("🙂 Una LÁMPARA roja, alarmante");
        assert_eq!(snippet, "🙂 Una \u{2}LÁMPARA\u{3} \u{2}roja\u{3}, alarmante");
        let long = format!("{} lamp {}", "ä ".repeat(200), "ö".repeat(300));
        let snippet = wanted.snippet(&long);
        assert_eq!(snippet.chars().count(), 162);
        assert_eq!(snippet.chars().position(|c| c == FOUND.0), Some(40));
        assert_eq!(wanted.snippet("nothing"), "nothing");
    }

    proptest! {
        #[test]
        fn nothing_typed_breaks_out_of_its_quotes(typed in ".*", text in ".*") {
            if let Some(wanted) = wanted(&typed) {
                prop_assert_eq!(wanted.sqlite("s").matches('"').count() % 2, 0);
                prop_assert!(!wanted.words.iter().any(|word| word.contains(['"', '\'', '\\', MARK])));
                let plain: String = text.chars().filter(|c| !c.is_control()).collect();
                let piece = wanted.snippet(&plain);
                prop_assert_eq!(piece.matches(FOUND.0).count(), piece.matches(FOUND.1).count());
                prop_assert!(plain.contains(&piece.replace([FOUND.0, FOUND.1], "")));
            }
        }

        #[test]
        fn a_text_is_found_by_each_of_its_words(text in "\\PC{1,40}") {
            for word in of_text(&text) {
                let wanted = wanted(&word).expect("a word");
                prop_assert!(of_text(&text).iter().any(|found| wanted.fits(found)));
            }
        }
    }
}
