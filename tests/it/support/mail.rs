//! Mails as their recipients read them.

use mail_parser::MessageParser;

/// One mail.
#[derive(Clone, Debug)]
pub struct TestMail {
    /// The address of the one recipient.
    pub to: String,
    /// The sender's address.
    pub from: String,
    /// Where an answer goes, when it is set.
    pub reply_to: Option<String>,
    /// The subject.
    pub subject: String,
    /// The text version.
    pub text: String,
    /// The HTML version.
    pub html: String,
    /// The Message-ID, without the angle brackets.
    pub message_id: String,
    /// The whole mail.
    pub raw: String,
}

impl TestMail {
    /// Reads a mail, which must be well formed.
    pub fn read(bytes: &[u8]) -> Self {
        let mail = MessageParser::default().parse(bytes).expect("a mail");
        let address = |found: Option<&mail_parser::Address<'_>>| {
            found.and_then(|list| list.first()?.address()).map(ToOwned::to_owned)
        };
        Self {
            to: address(mail.to()).expect("a recipient"),
            from: address(mail.from()).expect("a sender"),
            reply_to: address(mail.reply_to()),
            subject: mail.subject().unwrap_or_default().to_owned(),
            text: mail.body_text(0).unwrap_or_default().into_owned(),
            html: mail.body_html(0).unwrap_or_default().into_owned(),
            message_id: mail.message_id().expect("a Message-ID").to_owned(),
            raw: String::from_utf8_lossy(bytes).into_owned(),
        }
    }

    /// The first link in the text whose path begins with `path`.
    pub fn link(&self, path: &str) -> String {
        let links = self.text.split_whitespace().filter(|word| word.starts_with("http"));
        let fits = |link: &&str| url::Url::parse(link).is_ok_and(|u| u.path().starts_with(path));
        let mut links = links.map(|link| link.trim_end_matches(['.', ',', ')', '>']));
        links.find(fits).expect("a link in the mail").to_owned()
    }
}
