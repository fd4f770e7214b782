//! Rich text, which becomes our markup: weight, links and lists; the rest of its looks are left.

use serde_json::Value as Json;

use super::source::{Part, Source, list, parts, text};
use crate::bot::script::markup;

/// Elements within each other.
const DEEPEST: usize = 24;

/// A text, with what of it was left out.
#[derive(Default)]
pub(super) struct Marked {
    pub(super) text: String,
    /// Links that are not safe.
    pub(super) links: Vec<String>,
    /// Code within the text.
    pub(super) code: Vec<String>,
}

/// Reads the elements of a bubble.
pub(super) fn rich(source: &Source<'_>, elements: &[Json]) -> Marked {
    let mut reader = Reader { source, lines: Vec::new(), left: Marked::default() };
    for element in elements {
        reader.element(element, "", 0);
    }
    Marked { text: reader.lines.join("\n"), ..reader.left }
}

/// Words that say exactly this, with their variables.
pub(super) fn plain(source: &Source<'_>, words: &str) -> String {
    let mut left = Marked::default();
    leaf(source, words, &mut left)
}

fn leaf(source: &Source<'_>, words: &str, left: &mut Marked) -> String {
    let mut words = words;
    let mut out = String::new();
    // Code within a text: `{{= … =}}`.
    while let Some((before, rest)) = words.split_once("{{=")
        && let Some((code, after)) = rest.split_once("=}}")
    {
        out.push_str(&leaf(source, before, left));
        left.code.push(code.trim().to_owned());
        words = after;
    }
    for part in parts(words) {
        match part {
            Part::Words(words) => out.push_str(&markup::escape(words)),
            Part::Variable(name) => out.push_str(&source.reference(name)),
        }
    }
    out
}

struct Reader<'a, 's> {
    source: &'a Source<'s>,
    lines: Vec<String>,
    left: Marked,
}

impl Reader<'_, '_> {
    /// A paragraph, a heading, a list or something like it.
    fn element(&mut self, element: &Json, indent: &str, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let children = list(element, "/children");
        let kind = text(element, "/type");
        if matches!(kind, "ul" | "ol") {
            for (place, item) in children.iter().enumerate() {
                let mark =
                    if kind == "ol" { format!("{}. ", place + 1) } else { "• ".to_owned() };
                self.item(item, indent, &mark, depth + 1);
            }
            return;
        }
        let is_block =
            |child: &Json| !list(child, "/children").is_empty() && !is_inline(text(child, "/type"));
        if children.iter().any(is_block) {
            for child in children {
                self.element(child, indent, depth + 1);
            }
            return;
        }
        let line = if children.is_empty() && element.get("text").is_some() {
            self.inline(element, false, depth)
        } else {
            let is_heading = matches!(kind, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
            children.iter().map(|child| self.inline(child, is_heading, depth + 1)).collect()
        };
        self.lines.push(format!("{indent}{line}"));
    }

    /// A point of a list: its first line has the mark.
    fn item(&mut self, item: &Json, indent: &str, mark: &str, depth: usize) {
        let from = self.lines.len();
        let inner = format!("{indent}   ");
        let children = list(item, "/children");
        if children.iter().all(|child| list(child, "/children").is_empty()) {
            self.element(item, &inner, depth);
        } else {
            for child in children {
                self.element(child, &inner, depth);
            }
        }
        if let Some(first) = self.lines.get_mut(from)
            && let Some(words) = first.strip_prefix(&inner)
        {
            *first = format!("{indent}{mark}{words}");
        }
    }

    fn inline(&mut self, node: &Json, bold: bool, depth: usize) -> String {
        if depth > DEEPEST {
            return String::new();
        }
        match text(node, "/type") {
            "a" => self.link(node, bold, depth),
            "inline-variable" | "variable" => {
                let name = text(node, "/value").trim_start_matches("{{").trim_end_matches("}}");
                self.source.reference(name)
            }
            _ if node.get("text").is_none() => {
                let children = list(node, "/children").iter();
                children.map(|child| self.inline(child, bold, depth + 1)).collect()
            }
            _ => {
                let is = |mark: &str| node.get(mark).and_then(Json::as_bool).unwrap_or_default();
                let look = (bold || is("bold"), is("italic"), is("underline"));
                let words = leaf(self.source, text(node, "/text"), &mut self.left);
                let lines: Vec<String> = words.split('\n').map(|line| looked(line, look)).collect();
                lines.join("\n")
            }
        }
    }

    fn link(&mut self, node: &Json, bold: bool, depth: usize) -> String {
        let children = list(node, "/children").iter();
        let label: String = children.map(|child| self.inline(child, bold, depth + 1)).collect();
        let url = text(node, "/url");
        let Some(address) = address(self.source, url) else {
            self.left.links.push(url.to_owned());
            return label;
        };
        let address = address.replace('(', "%28").replace(')', "%29").replace(' ', "%20");
        let label = if label.trim().is_empty() { plain(self.source, url) } else { label };
        format!("[{}]({address})", label.replace('\n', " "))
    }
}

/// An address that a visitor may be sent to, with its variables.
pub(super) fn address(source: &Source<'_>, url: &str) -> Option<String> {
    let url = source.filled(url.trim());
    let is_safe = url.starts_with("{{") || markup::address(&url, &|_| "x".to_owned()).is_some();
    is_safe.then_some(url)
}

fn is_inline(kind: &str) -> bool {
    matches!(kind, "a" | "inline-variable" | "variable")
}

/// Words with marks around them, but for the space at their ends.
fn looked(words: &str, (bold, italic, underlined): (bool, bool, bool)) -> String {
    let core = words.trim();
    if core.is_empty() {
        return words.to_owned();
    }
    let start = words.len() - words.trim_start().len();
    let (before, after) = (&words[..start], &words[start + core.len()..]);
    let mut core = core.to_owned();
    for (is, mark) in [(italic, "*"), (bold, "**"), (underlined, "__")] {
        if is {
            core = format!("{mark}{core}{mark}");
        }
    }
    format!("{before}{core}{after}")
}
