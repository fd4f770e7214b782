//! What a variable is set to. Typebot evaluates it as code, and where that fails takes it as a
//! text; of the code, calculations and joined texts are understood here.

use super::source::Source;
use crate::bot::script::{Assign, sum};

/// Words after which another one may stand in code.
const BEFORE: &[&str] = &[
    "return",
    "new",
    "const",
    "let",
    "var",
    "if",
    "else",
    "function",
    "typeof",
    "in",
    "of",
    "await",
    "async",
    "case",
    "throw",
    "for",
    "while",
    "instanceof",
    "do",
    "try",
];
/// Words before which another one may.
const AFTER: &[&str] = &["in", "of", "instanceof", "else", "while", "as"];
/// What code calls.
const GLOBALS: &[&str] = &[
    "Math",
    "Date",
    "JSON",
    "String",
    "Number",
    "Array",
    "Object",
    "Boolean",
    "RegExp",
    "Intl",
    "parseInt",
    "parseFloat",
    "encodeURIComponent",
    "decodeURIComponent",
    "isNaN",
];

/// What an expression gives; nothing: it is code.
pub(super) fn read(source: &Source<'_>, code: &str) -> Option<Assign> {
    let code = code.trim();
    if matches!(code, "" | "null" | "undefined" | "''" | "\"\"") {
        return Some(Assign::Clear(true));
    }
    let inner = code.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    if inner.is_some_and(|inner| !inner.contains(['{', '}'])) || is_number(code) {
        return Some(Assign::Text(source.filled(code)));
    }
    let mut calculation = source.filled(code);
    for name in ["round", "floor", "ceil", "abs", "min", "max"] {
        calculation = calculation.replace(&format!("Math.{name}("), &format!("{name}("));
    }
    if sum::check(&calculation).is_ok() {
        return Some(Assign::Sum(calculation));
    }
    if let Some(text) = joined(code) {
        return Some(Assign::Text(source.filled(&text)));
    }
    (!is_code(code)).then(|| Assign::Text(source.filled(code)))
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_digit = |c: char| c.is_ascii_digit();
    digits.starts_with(is_digit)
        && digits.ends_with(is_digit)
        && digits.chars().filter(|c| !is_digit(*c)).all(|c| c == '.')
        && digits.matches('.').count() < 2
}

/// Texts in quotes and variables with `+` between them, as one text.
fn joined(code: &str) -> Option<String> {
    let (mut out, mut rest, mut quoted) = (String::new(), code.trim(), Vec::new());
    loop {
        if let Some(inner) = rest.strip_prefix("{{") {
            let end = inner.find("}}")?;
            out.push_str(&rest[..end + 4]);
            rest = &inner[end + 2..];
            quoted.push(false);
        } else {
            let quote = rest.chars().next().filter(|c| "\"'`".contains(*c))?;
            let (text, after) = literal(&rest[1..], quote)?;
            out.push_str(&text);
            rest = after;
            quoted.push(true);
        }
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        rest = rest.strip_prefix('+')?.trim_start();
    }
    // Two variables at the start would be added as numbers.
    quoted.iter().take(2).any(|is| *is).then_some(out)
}

/// The text up to its closing quote, and what follows it.
fn literal(text: &str, quote: char) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next()?.1 {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                other => out.push(other),
            },
            // In a template: `${{{Name}}}`.
            '$' if quote == '`' && text[at + 1..].starts_with('{') => {
                let inner = text[at + 1..].strip_prefix("{{{")?;
                let end = inner.find("}}}")?;
                let (before, after) = (&inner[..end], &inner[end + 3..]);
                let (rest, after) = literal(after, quote)?;
                return Some((format!("{out}{{{{{before}}}}}{rest}"), after));
            }
            _ if c == quote => return Some((out, &text[at + c.len_utf8()..])),
            _ => out.push(c),
        }
    }
    None
}

/// Whether it would do something as code, rather than fail and so be a text.
fn is_code(text: &str) -> bool {
    let bare = without_variables(text);
    if bare.lines().any(has_two_words) {
        return false;
    }
    let calls = GLOBALS.iter().any(|name| {
        bare.match_indices(name).any(|(at, _)| {
            !bare[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.')
                && bare[at + name.len()..].starts_with(['.', '(', '['])
        })
    });
    let signs = ["=>", "return ", "function", "==", "&&", "||", "`", "\u{1}[", "new "];
    let member = bare.split("\u{1}.").skip(1).any(|rest| rest.starts_with(char::is_alphabetic));
    let compares = bare.contains('\u{1}') && bare.contains(['<', '>', '?', '!', '+', '*']);
    calls
        || member
        || compares
        || signs.iter().any(|sign| bare.contains(sign))
        || bare.starts_with(['[', '{'])
}

/// Each variable as one sign.
fn without_variables(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, inner)) = rest.split_once("{{")
        && let Some((_, after)) = inner.split_once("}}")
    {
        out.push_str(before);
        out.push('\u{1}');
        rest = after;
    }
    out + rest
}

/// Two words with only space between, which no code has but after a few of its own words.
fn has_two_words(line: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '\u{1}';
    let quoted = line.matches(['"', '`']).count() > 1 || line.matches('\'').count() > 1;
    if quoted {
        return false;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(2).any(|pair| {
        let (left, right) = (pair[0], pair[1]);
        left.ends_with(is_word)
            && right.starts_with(is_word)
            && !BEFORE.contains(&left.rsplit(|c: char| !is_word(c)).next().unwrap_or_default())
            && !AFTER.contains(&right.trim_matches(|c: char| !is_word(c)))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn is_text(code: &str, expected: &str) {
        assert_eq!(read(code), Some(Assign::Text(expected.to_owned())), "{code}");
    }

    fn read(code: &str) -> Option<Assign> {
        let root =
            json!({"variables": [{"id": "1", "name": "Name"}, {"id": "2", "name": "Score"}]});
        super::read(&Source::of(&root), code)
    }

    #[test]
    fn calculations_stay_calculations() {
        let is_sum = |code: &str, expected: &str| {
            assert_eq!(read(code), Some(Assign::Sum(expected.to_owned())));
        };
        is_sum("{{Score}} + 5", "{{Score}} + 5");
        is_sum("Math.round({{Score}} / 3)", "round({{Score}} / 3)");
        is_text("0", "0");
        assert_eq!(read(""), Some(Assign::Clear(true)));
    }

    #[test]
    fn what_fails_as_code_is_a_text() {
        for words in
            ["Promoter", "{{Name}}", "Hello {{Name}}, how are you?", "It's new (and nice)", "a.b"]
        {
            is_text(words, words);
        }
    }

    #[test]
    fn joined_texts_are_one_text() {
        is_text("\"Hi \" + {{Name}} + '!'", "Hi {{Name}}!");
        is_text("`Hi ${{{Name}}}!`", "Hi {{Name}}!");
        is_text("'it\\'s'", "it's");
    }

    #[test]
    fn code_is_told_from_words() {
        for code in [
            "{{Name}}.toUpperCase()",
            "new Date().getHours()",
            "return 1",
            "{{Score}} > 5 ? 'high' : 'low'",
            "[1, 2].map(x => x)",
            "const a = {{Score}}; return a + 1",
            "Math.random()",
        ] {
            assert_eq!(read(code), None, "{code}");
        }
    }
}
