//! Mail on its way out: through an SMTP server, or into a mailbox on disk where none is set.

mod disk;
mod job;
mod letter;
mod smtp;

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::{Mailbox, MultiPart, header};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use uuid::Uuid;

pub use self::disk::{DiskMailbox, ShownMail, StoredMail};
pub use self::job::{SendMail, handlers, send_later};
pub use self::letter::{Button, Fact, Item, Letter, Rendered, Spoken};
use crate::clock::Millis;
use crate::config::Config;
use crate::ctx::Ctx;
use crate::error::Result;

/// How long one mail may take from the connection to the server's last word. RFC 5321 gives a
/// server minutes for the end of the data: giving up earlier sends a second copy.
const PATIENCE: Duration = Duration::from_mins(3);
/// Characters of a subject or a name.
const LONGEST: usize = 150;

/// A mail to one recipient.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Its id, the left part of the Message-ID: the same at every try.
    pub id: Uuid,
    /// The account it is sent for.
    pub account: Uuid,
    /// The recipient's address.
    pub to: String,
    /// Name and address for an answer, when it does not go to the sender.
    pub reply_to: Option<(String, String)>,
    /// What it says.
    pub content: Rendered,
    /// When it was written.
    pub at: Millis,
    /// It holds a link that lets its reader in; the console shows it to owners only.
    pub private: bool,
}

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It may be taken later: no connection, a 4xx answer, a time-out, a refused login.
    #[error("{0}")]
    Passing(String),
    /// It never will be: a 5xx answer to this mail, a mail that cannot be built.
    #[error("{0}")]
    Final(String),
}

/// Lets go of old mails in the mailbox on disk.
pub async fn sweep(ctx: Ctx) -> Result<()> {
    if let Some(mailbox) = ctx.mailer.disk() {
        let gone = mailbox.sweep(ctx.clock.now()).await?;
        if gone > 0 {
            tracing::info!(mails = gone, "the mailbox was swept");
        }
    }
    Ok(())
}

/// The way out for mail. Cloning shares its connections.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    domain: String,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Disk(DiskMailbox),
}

impl Mailer {
    /// The way that the settings choose. `host` ends the Message-IDs.
    pub fn new(config: &Config, host: &str) -> Result<Self> {
        let way = match &config.smtp_url {
            Some(url) => Way::Smtp(smtp::transport(url, config.smtp_ca.as_deref(), host)?),
            None => Way::Disk(DiskMailbox::open(config.data.join("mailbox"))?),
        };
        Ok(Self { from: config.mail_from.clone(), domain: host.to_owned(), way })
    }

    /// The mailbox on disk, where no SMTP server is set.
    pub fn disk(&self) -> Option<&DiskMailbox> {
        match &self.way {
            Way::Disk(mailbox) => Some(mailbox),
            Way::Smtp(_) => None,
        }
    }

    /// Hands the mail over; `Ok` once the server has taken it.
    pub async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        let message = self.build(mail).map_err(SendError::Final)?;
        match &self.way {
            Way::Smtp(server) => match tokio::time::timeout(PATIENCE, server.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(cause)) => Err(judge(&cause)),
                Err(_) => Err(SendError::Passing("the mail server took too long".into())),
            },
            Way::Disk(mailbox) => mailbox
                .store(mail, message.formatted())
                .await
                .map_err(|cause| SendError::Passing(cause.to_string())),
        }
    }

    /// The one address that mail comes from, under a name.
    fn sender(&self, name: &str) -> Mailbox {
        match line(name) {
            name if name.is_empty() => self.from.clone(),
            name => Mailbox::new(Some(name), self.from.email.clone()),
        }
    }

    fn build(&self, mail: &Mail) -> Result<Message, String> {
        let to: Address = mail.to.parse().map_err(|cause| format!("`{}`: {cause}", mail.to))?;
        let at = Duration::from_millis(u64::try_from(mail.at).unwrap_or(0));
        let mut builder = Message::builder()
            .from(self.sender(&mail.content.sender))
            .to(Mailbox::new(None, to))
            .subject(line(&mail.content.subject))
            .message_id(Some(format!("<{}@{}>", mail.id, self.domain)))
            .header(AutoSubmitted)
            .date(UNIX_EPOCH + at);
        if let Some((name, address)) = &mail.reply_to
            && let Ok(address) = address.parse()
        {
            let name = Some(line(name)).filter(|name| !name.is_empty());
            builder = builder.reply_to(Mailbox::new(name, address));
        }
        let Rendered { text, html, .. } = &mail.content;
        builder
            .multipart(MultiPart::alternative_plain_html(text.clone(), html.clone()))
            .map_err(|cause| cause.to_string())
    }
}

/// What stands in a header: one line without control or direction marks, not too long. Words
/// that look encoded (RFC 2047) already are taken apart, so that nobody decodes them.
fn line(text: &str) -> String {
    let is_hidden =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_hidden(*c))
        .collect();
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let cut: String = words.join(" ").replace("=?", "= ?").chars().take(LONGEST).collect();
    cut.trim_end().to_owned()
}

/// A 5xx answer is the server's last word on a mail; one to our login says nothing about it.
fn judge(cause: &SmtpError) -> SendError {
    let status = cause.status().map(u16::from);
    let is_login = matches!(status, Some(530 | 534 | 535 | 538));
    if (cause.is_permanent() && !is_login) || cause.is_client() {
        SendError::Final(words(cause))
    } else {
        SendError::Passing(words(cause))
    }
}

/// The error with its causes, in one line.
fn words(cause: &SmtpError) -> String {
    let mut words = cause.to_string();
    let mut next = std::error::Error::source(cause);
    while let Some(cause) = next {
        let more = cause.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        next = cause.source();
    }
    words
}

/// `Auto-Submitted: auto-generated` (RFC 3834), so that no vacation reply comes back.
#[derive(Clone, Copy)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;
    use proptest::prelude::*;

    use super::*;

    /// Only builds mails: nothing is written to its mailbox.
    fn mailer() -> Mailer {
        let config = Config::in_folder("nowhere".into()).unwrap();
        let mailbox = DiskMailbox::open(std::env::temp_dir()).unwrap();
        let domain = "chat.example.com".to_owned();
        Mailer { from: config.mail_from, domain, way: Way::Disk(mailbox) }
    }

    fn mail(subject: &str, name: &str) -> Mail {
        let content = Rendered {
            sender: name.to_owned(),
            subject: subject.to_owned(),
            text: "Hallo Jürgen\r\n.\r\nRCPT TO:<b@evil.test>\n".into(),
            html: "<p>Hallo Jürgen</p>".into(),
        };
        Mail {
            id: Uuid::nil(),
            account: Uuid::nil(),
            to: "ann@example.com".into(),
            reply_to: Some((name.to_owned(), "lead@example.com".into())),
            content,
            at: 1_800_000_000_000,
            private: false,
        }
    }

    const HEADERS: [&str; 9] = [
        "From",
        "To",
        "Subject",
        "Message-ID",
        "Auto-Submitted",
        "Date",
        "Reply-To",
        "MIME-Version",
        "Content-Type",
    ];

    fn check(mailer: &Mailer, subject: &str, name: &str) {
        let bytes = mailer.build(&mail(subject, name)).unwrap().formatted();
        let parsed = MessageParser::default().parse(&bytes).unwrap();
        let mut names: Vec<&str> = parsed.headers().iter().map(mail_parser::Header::name).collect();
        let mut known = HEADERS;
        names.sort_unstable();
        known.sort_unstable();
        assert_eq!(names, known, "{}", String::from_utf8_lossy(&bytes));
        assert_eq!(parsed.subject().unwrap_or_default(), line(subject));
        let to: Vec<_> = parsed.to().unwrap().iter().filter_map(|a| a.address()).collect();
        assert_eq!(to, ["ann@example.com"]);
        let from: Vec<_> = parsed.from().unwrap().iter().filter_map(|a| a.address()).collect();
        assert_eq!(from, [mailer.from.email.to_string()]);
        let answer: Vec<_> =
            parsed.reply_to().unwrap().iter().filter_map(|a| a.address()).collect();
        assert_eq!(answer, ["lead@example.com"]);
        assert_eq!(
            parsed.body_text(0).unwrap().trim_end(),
            "Hallo Jürgen\r\n.\r\nRCPT TO:<b@evil.test>"
        );
    }

    #[test]
    fn line_ends_in_a_name_or_a_subject_make_no_header_and_no_recipient() {
        let mailer = mailer();
        for text in [
            "Anna\r\nBcc: b@evil.test",
            "Anna\nBcc: b@evil.test\n\n<p>",
            "Anna\rTo: b@evil.test",
            "Anna\u{2028}Bcc: b@evil.test\u{85}Cc: c@evil.test",
            "=?utf-8?Q?Anna=0D=0ABcc:_b@evil.test?=",
            "\"Anna\" <b@evil.test>, c@evil.test",
            "Анна, \\\" ; : < > @ ,",
            "\u{202e}annA \0",
        ] {
            check(&mailer, text, text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_text_breaks_a_mail(subject in "(?s).{0,80}", name in "(?s).{1,80}") {
            check(&mailer(), &subject, &name);
        }
    }

    #[test]
    fn every_try_is_the_same_mail() {
        let mailer = mailer();
        let head = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).unwrap();
            let lines = text.lines().take_while(|line| !line.starts_with("Content-Type"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        let first = head(mailer.build(&mail("Hello", "Ann")).unwrap().formatted());
        assert_eq!(first, head(mailer.build(&mail("Hello", "Ann")).unwrap().formatted()));
        let id = format!("Message-ID: <{}@chat.example.com>", Uuid::nil());
        assert!(first.contains(&id), "{first:?}");
    }
}
