//! Names of files: what a sender calls one, and how it is told to whoever saves it.

use std::fmt::Write as _;

/// Characters of a name.
const LONGEST: usize = 120;
/// Of which the ending may have so many.
const ENDING: usize = 16;

/// The name as it is kept: the last part of a path, without control characters and without those
/// that turn the direction of writing and so hide an ending.
pub fn clean(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept = |c: &char| !c.is_control() && !turns(*c) && !matches!(c, '\u{2028}' | '\u{2029}');
    let name: String = last.chars().filter(kept).collect();
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '.');
    if name.is_empty() {
        return "file".into();
    }
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.filter(|ending| ending.chars().count() < ENDING);
    let ending = ending.map(|ending| format!(".{ending}")).unwrap_or_default();
    let stem: String = name.chars().take(LONGEST - ending.chars().count()).collect();
    stem.trim_end().to_owned() + &ending
}

/// The header that tells a browser to show a file, or to save it, under its name (RFC 6266).
pub fn disposition(how: &str, name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ');
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", escape(name))
}

/// A name as a part of an address.
pub fn escape(name: &str) -> String {
    name.bytes().fold(String::with_capacity(name.len()), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_path_and_has_nothing_that_hides_or_breaks() {
        for (given, kept) in [
            ("photo.png", "photo.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\Ann\\plan.docx", "plan.docx"),
            ("a\0b\r\nset-cookie: x\u{7f}.txt", "abset-cookie: x.txt"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("  .hidden. ", "hidden"),
            ("..", "file"),
            ("", "file"),
            ("a/", "file"),
            ("Müller – Angebot.pdf", "Müller – Angebot.pdf"),
            ("<img onerror=alert(1)>.png", "<img onerror=alert(1)>.png"),
        ] {
            assert_eq!(clean(given), kept, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = clean(&format!("{}.tar.gz", "ä".repeat(500)));
        assert_eq!(name.chars().count(), 120);
        assert!(name.ends_with("ä.gz"), "{name}");
        assert_eq!(clean(&"x".repeat(500)).len(), 120);
        assert_eq!(clean(&format!("x.{}", "y".repeat(500))).len(), 120);
    }

    #[test]
    fn a_header_has_the_name_twice_and_nothing_of_it_gets_out() {
        assert_eq!(
            disposition("attachment", "a\"; filename=b.html"),
            "attachment; filename=\"a__ filename_b.html\"; \
             filename*=UTF-8''a%22%3B%20filename%3Db.html"
        );
        assert_eq!(
            disposition("inline", "Größe.png"),
            "inline; filename=\"Gr__e.png\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.png"
        );
    }
}
