//! The crate's own source, as far as the tests of its architecture need to read it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A source file, without comments, tests and macro definitions.
pub struct Source {
    /// Below `src/`, such as `chat/store.rs`.
    pub path: String,
    /// Code with every string literal replaced by its place: `"0"`, `"1"`, …
    pub code: String,
    /// The string literals.
    pub texts: Vec<String>,
}

impl Source {
    /// Every file below `src/`.
    pub fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        collect(&root, &mut files);
        files.sort_unstable();
        let read = |file: &PathBuf| {
            let text = std::fs::read_to_string(file).expect("a source file");
            let path = file.strip_prefix(&root).expect("below src").display().to_string();
            Self::read(path, &text)
        };
        files.iter().map(read).collect()
    }

    /// Which module of the crate it belongs to: `chat` for `chat/store.rs`, `app` for `app.rs`.
    pub fn module(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// Its own name without folders and ending: `store` for `people/store.rs`, and for
    /// `people/store/users.rs`.
    pub fn part(&self) -> &str {
        self.path.split('/').nth(1).map_or("", |part| part.trim_end_matches(".rs"))
    }

    /// Whether SQL may stand in it.
    pub fn holds_sql(&self) -> bool {
        self.part() == "store" || ["db", "events", "jobs"].contains(&self.module())
    }

    /// Every path after `crate::` in it, such as `people::store::by_id`.
    pub fn uses(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (at, _) in self.code.match_indices("crate::") {
            if !self.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
                expand("", &self.code[at + "crate::".len()..], &mut found);
            }
        }
        found
    }

    fn read(path: String, text: &str) -> Self {
        let mut source = Self { path, code: String::new(), texts: Vec::new() };
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            rest = if rest.starts_with("//") {
                rest.split_once('\n').map_or("", |(_, after)| after)
            } else if rest.starts_with("/*") {
                rest.split_once("*/").map_or("", |(_, after)| after)
            } else if let Some(hashes) = raw_string(rest) {
                let end = format!("\"{}", "#".repeat(hashes));
                let body = &rest[hashes + 2..];
                let (text, after) = body.split_once(&end).expect("a whole raw string");
                source.take(text.to_owned());
                after
            } else if next == '"' {
                let (text, after) = literal(&rest[1..]);
                source.take(text);
                after
            } else if rest.starts_with("'\"'") || rest.starts_with("'\\") {
                let end = rest[2..].find('\'').map_or(rest.len(), |end| end + 3);
                &rest[end..]
            } else {
                source.code.push(next);
                &rest[next.len_utf8()..]
            };
        }
        source.cut("#[cfg(test)]");
        source.cut("macro_rules!");
        source
    }

    fn take(&mut self, text: String) {
        let _ = write!(self.code, "\"{}\"", self.texts.len());
        self.texts.push(text);
    }

    /// Removes the items that begin with `mark`, up to their closing brace or semicolon.
    fn cut(&mut self, mark: &str) {
        while let Some(start) = self.code.find(mark) {
            let mut depth = 0_i32;
            let end = self.code[start + mark.len()..].char_indices().find_map(|(at, c)| {
                depth += match c {
                    '{' | '(' | '[' => 1,
                    '}' | ')' | ']' => -1,
                    _ => 0,
                };
                (depth == 0 && matches!(c, '}' | ';')).then_some(start + mark.len() + at + 1)
            });
            self.code.replace_range(start..end.unwrap_or(self.code.len()), "");
        }
    }

    /// The string literals that are left in the code, in order, each with the code before it.
    pub fn literals(&self) -> Vec<(&str, &str)> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(start) = self.code[from..].find('"').map(|at| from + at) {
            let end = start + 1 + self.code[start + 1..].find('"').expect("a whole literal");
            let place: usize = self.code[start + 1..end].parse().expect("a place");
            found.push((&self.code[from..start], self.texts[place].as_str()));
            from = end + 1;
        }
        found
    }
}

/// Whether a text is a statement.
pub fn is_statement(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (one, two) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match one {
        "SELECT" | "WITH" => !two.is_empty(),
        "INSERT" => two == "INTO",
        "DELETE" => two == "FROM",
        "UPDATE" => text.contains(" SET "),
        _ => false,
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn raw_string(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

/// A literal from after its opening quote: its value, and what follows.
fn literal(mut rest: &str) -> (String, &str) {
    let mut value = String::new();
    while let Some(at) = rest.find(['"', '\\']) {
        value.push_str(&rest[..at]);
        let is_end = rest[at..].starts_with('"');
        rest = &rest[at + 1..];
        if is_end {
            break;
        }
        let escaped = rest.chars().next().unwrap_or_default();
        rest = &rest[escaped.len_utf8()..];
        match escaped {
            'n' => value.push('\n'),
            '\n' => rest = rest.trim_start(),
            other => value.push(other),
        }
    }
    (value, rest)
}

/// Expands `a::{b, c::d}` into `a::b` and `a::c::d`; returns what follows.
fn expand<'a>(before: &str, rest: &'a str, found: &mut Vec<String>) -> &'a str {
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let end = rest.find(|c| !is_path(c)).unwrap_or(rest.len());
    let path = format!("{before}{}", &rest[..end]);
    let Some(mut inner) = rest[end..].strip_prefix('{') else {
        found.push(path);
        return &rest[end..];
    };
    loop {
        inner = inner.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        match inner.strip_prefix('}') {
            Some(after) => return after,
            None if inner.is_empty() => return inner,
            None => {
                let after = expand(&path, inner, found);
                // `self`, `*`, `as name`: nothing that a path needs.
                inner = after.trim_start_matches(|c: char| c != ',' && c != '}' && c != '{');
                inner = inner.strip_prefix('{').unwrap_or(inner);
            }
        }
    }
}
