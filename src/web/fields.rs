//! What is wrong with the fields of a form, as sentences that stand beside them.

use std::collections::BTreeMap;

use crate::i18n::Say;

/// Field → sentence, in no language yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(BTreeMap<&'static str, Say>);

impl FieldErrors {
    /// Notes what is wrong with a field; the first sentence stays.
    pub fn add(&mut self, field: &'static str, sentence: Say) {
        self.0.entry(field).or_insert(sentence);
    }

    /// Notes it if there is something.
    pub fn note(&mut self, field: &'static str, complaint: Option<Say>) {
        if let Some(sentence) = complaint {
            self.add(field, sentence);
        }
    }

    /// The sentence beside a field.
    pub fn get(&self, field: &str) -> Option<&Say> {
        self.0.get(field)
    }

    /// Whether something is wrong with a field.
    pub fn has(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a name: 1 to 100 characters on one line.
    pub fn name(&mut self, field: &'static str, typed: &str) -> String {
        let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        match name.chars().count() {
            0 => self.add(field, Say::of("wrong-empty")),
            1..=100 => {}
            _ => self.add(field, too_long(100)),
        }
        if name.chars().any(char::is_control) {
            self.add(field, Say::of("wrong-characters"));
        }
        name
    }

    /// Takes an e-mail address, in lower case.
    pub fn email(&mut self, field: &'static str, typed: &str) -> String {
        let email = typed.trim().to_lowercase();
        if !is_email(&email) {
            self.add(field, Say::of("wrong-email"));
        }
        email
    }
}

/// What is said of a text of more than `most` characters.
pub fn too_long(most: usize) -> Say {
    Say::of("wrong-long").with("most", most)
}

/// Whether it is an address that a page may open: with `https`, or `http` on loopback.
pub fn is_web_address(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text.trim()) else { return false };
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    url.scheme() == "https" || (url.scheme() == "http" && is_here)
}

/// Whether mail could be sent to it.
pub fn is_email(text: &str) -> bool {
    text.len() <= 254
        && text.parse::<lettre::Address>().is_ok()
        && text.rsplit_once('@').is_some_and(|(_, host)| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_thing_wrong_with_a_field_is_said() {
        let mut errors = FieldErrors::default();
        errors.name("name", "   ");
        errors.add("name", Say::of("wrong-email"));
        assert_eq!(errors.get("name"), Some(&Say::of("wrong-empty")));
        assert!(!errors.has("email"));
    }

    #[test]
    fn a_name_is_one_line_and_an_address_in_lower_case() {
        let mut errors = FieldErrors::default();
        assert_eq!(errors.name("name", "  Ann \n Lee "), "Ann Lee");
        assert_eq!(errors.email("email", " Ann@Shop.example "), "ann@shop.example");
        assert!(errors.is_empty());
        errors.email("email", "ann");
        assert!(errors.has("email"));
    }
}
