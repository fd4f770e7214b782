//! What a browser shows: who, the beginning of the text, and where it leads.

use serde::Serialize;
use uuid::Uuid;

use super::super::ChatBrief;
use crate::i18n;

/// Characters of a name and of a message; the console has all of it.
const NAME: usize = 60;
const TEXT: usize = 140;

/// The payload, as the service worker reads it.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    /// What it is about: a newer one replaces it.
    tag: String,
    title: String,
    body: String,
    /// A path of the console.
    url: String,
    lang: &'static str,
}

/// A visitor wrote.
pub(super) fn chat(conversation: Uuid, brief: &ChatBrief, language: &str) -> Shown {
    let lang = i18n::supported(language);
    let name = brief.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let who = name.map_or_else(|| i18n::text(lang, "mail-visitor", &[]), str::to_owned);
    // A picture alone, for example.
    let text = cut(&brief.last_text, TEXT);
    let body = if text.is_empty() { i18n::text(lang, "push-no-text", &[]) } else { text };
    Shown {
        tag: conversation.to_string(),
        title: format!("{} · {}", cut(&who, NAME), cut(&brief.site_name, NAME)),
        body,
        url: format!("/console/inbox?c={conversation}"),
        lang,
    }
}

/// Somebody wants to see whether it works.
pub(super) fn trial(language: &str) -> Shown {
    let lang = i18n::supported(language);
    Shown {
        tag: "trial".into(),
        title: i18n::text(lang, "push-trial-title", &[]),
        body: i18n::text(lang, "push-trial-text", &[]),
        url: "/console/settings/alerts".into(),
        lang,
    }
}

fn cut(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    text.chars().take(most - 1).chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webpush;

    #[test]
    fn the_longest_words_fit_into_a_message() {
        let brief = ChatBrief {
            name: Some("\u{1f600}".repeat(200)),
            site_name: "\u{1f600}".repeat(200),
            last_text: "\u{1f600}".repeat(4_000),
            ..ChatBrief::default()
        };
        let shown = serde_json::to_vec(&chat(Uuid::max(), &brief, "ru")).unwrap();
        assert!(shown.len() <= webpush::LONGEST, "{}", shown.len());
    }

    #[test]
    fn a_text_is_one_line_and_ends_with_a_mark_where_it_was_cut() {
        assert_eq!(cut(" a\n b\tc ", 5), "a b c");
        assert_eq!(cut("abcdef", 5), "abcd…");
    }
}
