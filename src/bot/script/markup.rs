//! The texts of a script: a few marks for weight and links, and variables, whose values are always
//! literal. Every text is one; a mark that closes nothing stands for itself.

use serde::Serialize;
use url::Url;

/// A stretch of a text with one look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Span {
    /// What it says.
    pub text: String,
    /// Bold.
    #[serde(rename = "b", skip_serializing_if = "no")]
    pub bold: bool,
    /// Italic.
    #[serde(rename = "i", skip_serializing_if = "no")]
    pub italic: bool,
    /// Underlined.
    #[serde(rename = "u", skip_serializing_if = "no")]
    pub underlined: bool,
    /// Where it leads: `http`, `https`, `mailto` or `tel`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn no(is: &bool) -> bool {
    !is
}

/// Paragraphs of spans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rich(pub Vec<Vec<Span>>);

impl Rich {
    /// The words alone.
    pub fn plain(&self) -> String {
        let line =
            |spans: &Vec<Span>| spans.iter().map(|span| span.text.as_str()).collect::<String>();
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// All spans, with a line break between two paragraphs.
    pub fn lines(&self) -> Vec<Span> {
        let brk = Span { text: "\n".to_owned(), ..Span::default() };
        self.0.join(&brk)
    }

    /// Whether there is more to it than words.
    pub fn is_formatted(&self) -> bool {
        let has = |span: &Span| span.bold || span.italic || span.underlined || span.href.is_some();
        self.0.iter().flatten().any(has)
    }
}

/// Reads a text; `value` gives what a variable says.
pub fn read(text: &str, value: &dyn Fn(&str) -> String) -> Rich {
    Rich(text.split('\n').map(|line| paragraph(line.trim_end_matches('\r'), value)).collect())
}

/// The text with its variables filled in, and no marks read.
pub fn fill(text: &str, value: &dyn Fn(&str) -> String) -> String {
    fill_each(text, &mut |name| value(name))
}

/// The text with those variables filled in that have a value, and closed up where one has none.
pub fn fill_some(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = next_variable(rest) {
        out.push_str(before);
        rest = match value(name).filter(|value| !value.is_empty()) {
            Some(value) => {
                out.push_str(&value);
                after
            }
            None => close_up(&mut out, after),
        };
    }
    out.push_str(rest);
    out
}

/// Leaves one space, or none before a mark or the end of a line, where words are left out; gives
/// what follows.
fn close_up<'a>(out: &mut String, after: &'a str) -> &'a str {
    if out.is_empty() || out.ends_with('\n') {
        return after.trim_start_matches([' ', ',', ';', ':']);
    }
    if !out.ends_with(' ') {
        return after;
    }
    match after.chars().next() {
        Some(' ') => &after[1..],
        None | Some('\n' | '\r' | ',' | '.' | ';' | ':' | '!' | '?' | ')') => {
            out.pop();
            after
        }
        Some(_) => after,
    }
}

fn fill_each(text: &str, value: &mut dyn FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = next_variable(rest) {
        out.push_str(before);
        out.push_str(&value(name));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The names of the variables in a text.
pub fn variables(text: &str) -> Vec<&str> {
    let (mut all, mut rest) = (Vec::new(), text);
    while let Some((_, name, after)) = next_variable(rest) {
        all.push(name);
        rest = after;
    }
    all
}

fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find("{{")?;
    let end = start + 2 + text[start + 2..].find("}}")?;
    Some((&text[..start], text[start + 2..end].trim(), &text[end + 2..]))
}

/// The part of an address that says which server it is, with its variables: up to the path.
pub fn server(text: &str) -> &str {
    let start = text.find("://").map_or(0, |at| at + 3);
    // Browsers and servers pass over more of them.
    let mut end = text.len() - text[start..].trim_start_matches(['/', '\\']).len();
    while let Some(c) = text[end..].chars().next() {
        if text[end..].starts_with("{{") {
            end = text[end..].find("}}").map_or(text.len(), |at| end + at + 2);
        } else if matches!(c, '/' | '\\' | '?' | '#') {
            break;
        } else {
            end += c.len_utf8();
        }
    }
    &text[..end]
}

/// An address with its variables filled in, each escaped as a part of it; nothing where it is none
/// that a visitor may be sent to.
pub fn address(text: &str, value: &dyn Fn(&str) -> String) -> Option<String> {
    let is_whole = text.trim_start().starts_with("{{");
    let filled =
        if is_whole { fill(text, value) } else { fill(text, &|name| escape_part(&value(name))) };
    let url = Url::parse(filled.trim()).ok()?;
    let is_safe = match url.scheme() {
        "http" | "https" => url.has_host(),
        "mailto" | "tel" => true,
        _ => false,
    };
    is_safe.then(|| url.to_string())
}

/// A value as a part of an address.
pub fn escape_part(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// A text that says exactly this, whatever is in it.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '[' | ']') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[derive(Clone, Copy, Default)]
struct Look {
    bold: bool,
    italic: bool,
    underlined: bool,
}

fn paragraph(line: &str, value: &dyn Fn(&str) -> String) -> Vec<Span> {
    let (mut spans, mut look) = (Vec::new(), Look::default());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if c == '\\' && rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) {
            push(&mut spans, look, None, &rest[1..2]);
            rest = &rest[2..];
        } else if rest.starts_with("{{")
            && let Some(("", name, after)) = next_variable(rest)
        {
            push(&mut spans, look, None, &value(name).replace('\n', " "));
            rest = after;
        } else if c == '['
            && let Some((label, to, after)) = link(rest)
        {
            let href = address(to, value);
            for span in paragraph_in(label, look, value) {
                push(&mut spans, look_of(&span), href.as_ref(), &span.text);
            }
            rest = after;
        } else if let Some(after) = toggle(rest, "**", &mut look.bold)
            .or_else(|| toggle(rest, "__", &mut look.underlined))
            .or_else(|| toggle(rest, "*", &mut look.italic))
        {
            rest = after;
        } else {
            push(&mut spans, look, None, &rest[..c.len_utf8()]);
            rest = &rest[c.len_utf8()..];
        }
    }
    spans
}

/// The words of a link, which have weight but no link of their own.
fn paragraph_in(label: &str, look: Look, value: &dyn Fn(&str) -> String) -> Vec<Span> {
    let mut spans = paragraph(label, value);
    for span in &mut spans {
        span.bold |= look.bold;
        span.italic |= look.italic;
        span.underlined |= look.underlined;
        span.href = None;
    }
    spans
}

fn look_of(span: &Span) -> Look {
    Look { bold: span.bold, italic: span.italic, underlined: span.underlined }
}

fn push(spans: &mut Vec<Span>, look: Look, href: Option<&String>, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(last) = spans.last_mut()
        && (last.bold, last.italic, last.underlined) == (look.bold, look.italic, look.underlined)
        && last.href.as_ref() == href
    {
        last.text.push_str(text);
        return;
    }
    let Look { bold, italic, underlined } = look;
    spans.push(Span { text: text.to_owned(), bold, italic, underlined, href: href.cloned() });
}

/// `[label](address)`, without brackets in the label.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let close = unescaped(text, ']')?;
    let label = text.get(1..close)?;
    let inner = text[close + 1..].strip_prefix('(')?;
    let end = inner.find(')')?;
    (!label.is_empty()).then_some((label, &inner[..end], &inner[end + 1..]))
}

fn unescaped(text: &str, wanted: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        if c == wanted && !is_escaped {
            return Some(at);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    None
}

/// Opens a mark that is closed further on, or closes one that is open.
fn toggle<'a>(text: &'a str, mark: &str, is_open: &mut bool) -> Option<&'a str> {
    let after = text.strip_prefix(mark)?;
    if *is_open {
        *is_open = false;
        return Some(after);
    }
    let opens = !after.starts_with(char::is_whitespace) && !after.starts_with(mark);
    let closes = closing(after, mark).is_some_and(|at| !after[..at].ends_with(char::is_whitespace));
    if opens && closes {
        *is_open = true;
        return Some(after);
    }
    None
}

fn closing(text: &str, mark: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        if !is_escaped && text[at..].starts_with(mark) {
            return Some(at);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(name: &str) -> String {
        match name {
            "Name" => "**Ann** [x](https://evil.example)".into(),
            "Id" => "a/b?c=d e".into(),
            "Url" => "javascript:alert(1)".into(),
            _ => String::new(),
        }
    }

    fn spans(text: &str) -> Vec<Span> {
        read(text, &value).0.remove(0)
    }

    #[test]
    fn the_server_of_an_address_ends_at_its_path() {
        for (text, there) in [
            ("https://api.example/v1/{{Id}}", "https://api.example"),
            ("https://{{Host}}/v1", "https://{{Host}}"),
            ("https:///{{Host}}/v1", "https:///{{Host}}"),
            ("https://api.example{{Rest}}", "https://api.example{{Rest}}"),
            ("https://api.example\\{{Rest}}", "https://api.example"),
            ("https://{{a/b}}.example?x", "https://{{a/b}}.example"),
            ("{{Base}}/orders/{{Id}}", "{{Base}}"),
            ("{{Base}}{{Path}}", "{{Base}}{{Path}}"),
            ("https://{{Open", "https://{{Open"),
            ("", ""),
        ] {
            assert_eq!(server(text), there, "{text}");
        }
    }

    #[test]
    fn marks_give_weight_and_links() {
        let all = spans("Hi **big** *thin* __line__ [see *this*](https://a.example/p)!");
        let look: Vec<(&str, bool, bool, bool, bool)> = all
            .iter()
            .map(|span| {
                (span.text.as_str(), span.bold, span.italic, span.underlined, span.href.is_some())
            })
            .collect();
        assert_eq!(
            look,
            [
                ("Hi ", false, false, false, false),
                ("big", true, false, false, false),
                (" ", false, false, false, false),
                ("thin", false, true, false, false),
                (" ", false, false, false, false),
                ("line", false, false, true, false),
                (" ", false, false, false, false),
                ("see ", false, false, false, true),
                ("this", false, true, false, true),
                ("!", false, false, false, false),
            ]
        );
    }

    #[test]
    fn what_a_visitor_said_is_literal() {
        let all = spans("Hello {{ Name }}");
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].text, "Hello **Ann** [x](https://evil.example)");
        assert_eq!(
            spans("[go](https://a.example/{{Id}})")[0].href.as_deref(),
            Some("https://a.example/a%2Fb%3Fc%3Dd%20e")
        );
        assert_eq!(spans("[go]({{Url}})")[0].href, None);
        assert_eq!(spans("[go](javascript:alert(1))")[0].href, None);
    }

    #[test]
    fn a_text_is_closed_up_where_words_are_left_out() {
        let own = |name: &str| (name == "Shop").then(|| "Lamps & more".to_owned());
        for (text, filled) in [
            ("Hello {{Name}}, from {{Shop}}", "Hello, from Lamps & more"),
            ("Dear {{First}} {{Last}},", "Dear,"),
            ("Hi {{Name}}!", "Hi!"),
            ("Bonjour {{Name}} !", "Bonjour !"),
            ("{{Name}}, here it is", "here it is"),
            ("a\n{{Name}}: b\nc {{Name}}\nd", "a\nb\nc\nd"),
            ("https://a.example/?for={{Name}}&x=1", "https://a.example/?for=&x=1"),
            ("the {{Kind}} lamp ({{Name}})", "the lamp ()"),
        ] {
            assert_eq!(fill_some(text, &own), filled, "{text}");
        }
    }

    #[test]
    fn a_mark_that_closes_nothing_stands_for_itself() {
        for text in ["5 * 3 * 2", "a ** b", "**open", "[label] (x)", "{{open", "snake_case_name"] {
            let rich = read(text, &value);
            assert_eq!((rich.plain().as_str(), rich.is_formatted()), (text, false));
        }
    }

    #[test]
    fn lines_are_paragraphs() {
        assert_eq!(read("a\n\nb", &value).0.len(), 3);
        assert_eq!(read("a\r\nb", &value).plain(), "a\nb");
    }

    proptest! {
        #[test]
        fn what_is_escaped_says_exactly_that(text in "[a-z*_\\\\\\[\\]() {}]{0,40}") {
            let text = text.replace("{{", "{ {");
            let rich = read(&escape(&text), &value);
            prop_assert_eq!(rich.plain(), text);
            prop_assert!(!rich.is_formatted());
        }

        #[test]
        fn any_text_can_be_read(text in "\\PC{0,80}") {
            let _ = read(&text, &value);
            let _ = variables(&text);
        }
    }
}
