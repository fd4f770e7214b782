//! What a finding says to people.

use super::Finding;
use crate::i18n::Say;

/// Every code, and the key of its sentence.
pub(super) const WORDS: &[(&str, &str)] = &[
    ("address_not_asked", "finding-address-not-asked"),
    ("bad_address", "finding-bad-address"),
    ("bad_field", "finding-bad-field"),
    ("bad_header", "finding-bad-header"),
    ("bad_id", "finding-bad-id"),
    ("bad_language", "finding-bad-language"),
    ("bad_method", "finding-bad-method"),
    ("bad_path", "finding-bad-path"),
    ("bad_pattern", "finding-bad-pattern"),
    ("bad_sum", "finding-bad-sum"),
    ("bad_url", "finding-bad-url"),
    ("bad_variable", "finding-bad-variable"),
    ("dead_end", "finding-dead-end"),
    ("empty_text", "finding-empty-text"),
    ("endless", "finding-endless"),
    ("no_choice", "finding-no-choice"),
    ("no_label", "finding-no-label"),
    ("no_name", "finding-no-name"),
    ("no_start", "finding-no-start"),
    ("no_such_entry", "finding-no-such-entry"),
    ("no_such_magnet", "finding-no-such-magnet"),
    ("no_such_script", "finding-no-such-script"),
    ("no_such_step", "finding-no-such-step"),
    ("no_test", "finding-no-test"),
    ("no_words", "finding-no-words"),
    ("out_of_range", "finding-out-of-range"),
    ("read_only", "finding-read-only"),
    ("repeated_choice", "finding-repeated-choice"),
    ("repeated_id", "finding-repeated-id"),
    ("repeated_start", "finding-repeated-start"),
    ("repeated_variable", "finding-repeated-variable"),
    ("too_large", "finding-too-large"),
    ("too_long", "finding-too-long"),
    ("too_many_at_once", "finding-too-many-at-once"),
    ("too_many_steps", "finding-too-many-steps"),
    ("unknown_variable", "finding-unknown-variable"),
    ("unreachable", "finding-unreachable"),
    ("unsupported", "finding-unsupported"),
    ("visitor_server", "finding-visitor-server"),
    ("visitor_words", "finding-visitor-words"),
];

impl Finding {
    /// The finding in a sentence.
    pub fn say(&self) -> Say {
        let key = WORDS.iter().find(|(code, _)| *code == self.code);
        key.map_or_else(
            || Say::name(self.code),
            |(_, key)| Say::of(key).with("about", self.about.as_str()),
        )
    }
}
