//! What a mail says, and its one layout: a column of 600 px with the reason in the first line,
//! facts, one button, and at the foot why it came and how to stop it. The text version always
//! goes along. What people wrote is escaped, and no address in it becomes a link.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A mail's content in words, before it is rendered.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    /// The language of its words, such as `de`.
    pub language: &'static str,
    /// The sender's name, such as a site's; empty: the server's own.
    pub sender: String,
    /// The subject.
    pub subject: String,
    /// The first line: why this mail was sent.
    pub reason: String,
    /// What the site's own people wrote. Web addresses in it are links.
    pub body: Option<String>,
    /// Label and value.
    pub facts: Vec<Fact>,
    /// What somebody wrote, as they wrote it.
    pub quote: Option<String>,
    /// What was said in a conversation, in order.
    pub talk: Vec<Spoken>,
    /// Names of what is gathered here.
    pub items: Vec<Item>,
    /// A line below the items, such as "… and 20 more".
    pub more: Option<String>,
    /// The one thing to do.
    pub button: Option<Button>,
    /// The lines at the foot.
    pub foot: Vec<String>,
    /// The link at the foot, to where such mails are stopped.
    pub stop: Option<Button>,
}

/// One fact of a mail.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// What was given.
    pub value: String,
}

/// What somebody said.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// Who; empty for what nobody said.
    pub who: String,
    /// When, in words.
    pub at: String,
    /// What.
    pub text: String,
}

/// One thing in a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// More about it.
    pub detail: String,
}

/// A link that we made.
#[derive(Clone, Debug)]
pub struct Button {
    /// Its words.
    pub label: String,
    /// A full address.
    pub url: String,
}

/// A mail's content as it is sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Rendered {
    /// The sender's name; empty: the server's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sender: String,
    /// The subject.
    pub subject: String,
    /// The text version.
    pub text: String,
    /// The HTML version.
    pub html: String,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    letter: &'a Letter,
}

impl Letter {
    /// Both versions.
    pub fn render(&self) -> Result<Rendered> {
        let failed = |cause: askama::Error| Error::Internal(format!("a mail's template: {cause}"));
        Ok(Rendered {
            sender: self.sender.clone(),
            subject: self.subject.clone(),
            text: Text { letter: self }.render().map_err(failed)?,
            html: Html { letter: self }.render().map_err(failed)?,
        })
    }
}

impl Fact {
    /// A telephone number is the one value that can be pressed: it has only digits.
    fn call(&self) -> Option<&str> {
        let digits = self.value.strip_prefix('+')?;
        let is_number = digits.len() >= 7 && digits.bytes().all(|b| b.is_ascii_digit());
        is_number.then_some(&self.value)
    }
}

/// A stretch of what the site's people wrote.
struct Piece<'a> {
    text: &'a str,
    is_link: bool,
}

impl Html<'_> {
    /// Lines of words and links.
    #[allow(clippy::unused_self, reason = "templates call methods")]
    fn lines<'a>(&self, text: &'a str) -> Vec<Vec<Piece<'a>>> {
        text.lines().map(pieces).collect()
    }
}

/// The words of a line, and its web addresses without the marks that end a sentence.
fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for word in line.split_inclusive(char::is_whitespace) {
        let start = word.find("https://").or_else(|| word.find("http://")).unwrap_or(word.len());
        let address = word[start..].trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '"' | '»')
        });
        let end = start + address.len();
        let is_link = url::Url::parse(address).is_ok_and(|url| url.has_host());
        let parts = [(0..start, false), (start..end, is_link), (end..word.len(), false)];
        let parts = parts.map(|(part, is_link)| Piece { text: &word[part], is_link });
        pieces.extend(parts.into_iter().filter(|piece| !piece.text.is_empty()));
    }
    pieces
}

impl Text<'_> {
    /// Somebody's words, each line marked, so that they cannot pass for ours.
    #[allow(clippy::unused_self, reason = "templates call methods")]
    fn quoted(&self, text: &str) -> String {
        let lines: Vec<String> = text.lines().map(|line| format!("> {line}")).collect();
        lines.join("\n")
    }

    /// A value on one line.
    #[allow(clippy::unused_self, reason = "templates call methods")]
    fn flat(&self, text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            language: "de",
            sender: "Laden".into(),
            body: None,
            subject: "Neue Anfrage".into(),
            reason: "<img src=x onerror=alert(1)> hat einen Kontakt hinterlassen.".into(),
            facts: vec![
                Fact { label: "Telefon".into(), value: "+4915112345678".into() },
                Fact { label: "Name".into(), value: "Anna\n\nFoot: stop at http://evil".into() },
            ],
            quote: Some("{{7*7}} <script>\nhttps://evil.example/?a=1&b=2".into()),
            talk: vec![Spoken {
                who: "Ben\n<b>".into(),
                at: "10:00".into(),
                text: "</td><script>\nhttp://evil".into(),
            }],
            items: vec![Item { name: "Anna".into(), detail: "+49".into() }],
            more: Some("… und 3 weitere".into()),
            button: Some(Button {
                label: "Öffnen".into(), url: "https://x.test/a?b=1&c=2".into()
            }),
            foot: vec!["Darum.".into()],
            stop: None,
        }
    }

    #[test]
    fn what_people_wrote_is_inert_in_html_and_no_link_of_ours() {
        let html = letter().render().unwrap().html;
        assert!(!html.contains("<img") && !html.contains("<script"));
        assert!(
            html.contains("{{7*7}}") || html.contains("{{7*7}}".replace('*', "&#42;").as_str())
        );
        let links: Vec<&str> = html.split("href=\"").skip(1).collect();
        assert_eq!(links.len(), 2, "the call and the button");
        assert!(links[0].starts_with("tel:+4915112345678\""));
        assert!(links[1].starts_with("https://x.test/a?b=1&#38;c=2\""));
    }

    #[test]
    fn the_text_version_marks_what_others_wrote_and_keeps_values_on_their_line() {
        let text = letter().render().unwrap().text;
        assert!(text.starts_with("<img src=x onerror=alert(1)> hat einen Kontakt hinterlassen.\n"));
        assert!(text.contains("\n> {{7*7}} <script>\n> https://evil.example/?a=1&b=2\n"), "{text}");
        assert!(text.contains("\nBen <b>, 10:00:\n> </td><script>\n> http://evil\n"), "{text}");
        assert!(text.contains("\nName: Anna Foot: stop at http://evil\n"), "{text}");
        assert!(text.contains("\nÖffnen:\nhttps://x.test/a?b=1&c=2\n"), "{text}");
        assert!(!text.contains("\n\n\n"), "{text}");
    }

    #[test]
    fn web_addresses_that_the_sites_people_wrote_are_links_and_nothing_else_is() {
        let body = "Hier: https://x.test/a?b=1&c=2.\n(http://x.test/d) javascript:alert(1)\n\
                    https:// <a href=\"x\">";
        let mail = Letter { body: Some(body.into()), ..Letter::default() }.render().unwrap();
        let links: Vec<&str> = mail.html.split("href=\"").skip(1).collect();
        assert_eq!(links.len(), 2, "{}", mail.html);
        assert!(links[0].starts_with("https://x.test/a?b=1&#38;c=2\""));
        assert!(links[1].starts_with("http://x.test/d\""));
        assert!(mail.html.contains("</a>)") && mail.html.contains(" javascript:alert(1)<br>"));
        assert!(mail.text.contains(&format!("\n{body}\n")), "{}", mail.text);
    }
}
