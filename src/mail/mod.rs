//! Mail on its way out: through an SMTP server, or into a mailbox on disk where none is set.

mod disk;

use std::path::PathBuf;
use std::time::Duration;

use lettre::message::{Mailbox, MessageBuilder, MultiPart, header};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

pub use self::disk::{DiskMailbox, StoredMail};
use crate::config::Config;
use crate::error::{Error, Result};

/// How long a mail server may take for one mail.
const PATIENCE: Duration = Duration::from_secs(20);

/// A mail to one recipient.
#[derive(Clone, Debug)]
pub struct Mail {
    /// To whom.
    pub to: Address,
    /// Where an answer goes, when not to the sender.
    pub reply_to: Option<Mailbox>,
    /// One line; control characters are removed.
    pub subject: String,
    /// The text version.
    pub text: String,
    /// The HTML version.
    pub html: String,
    /// The left part of the Message-ID: the same at every try.
    pub message_id: String,
}

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It may be taken later: no connection, a 4xx answer, a time-out.
    #[error("{0}")]
    Passing(String),
    /// It never will be: a 5xx answer, a mail that cannot be built.
    #[error("{0}")]
    Final(String),
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
            Some(url) => Way::Smtp(
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .map_err(|cause| Error::Invalid(format!("LEADBELL_SMTP_URL: {cause}")))?
                    .timeout(Some(PATIENCE))
                    .build(),
            ),
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
            Way::Smtp(server) => {
                server.send(message).await.map(|_| ()).map_err(|cause| judge(&cause))
            }
            Way::Disk(mailbox) => {
                let file = PathBuf::from(format!("{}.eml", mail.message_id));
                mailbox
                    .store(&file, message.formatted())
                    .await
                    .map_err(|cause| SendError::Passing(cause.to_string()))
            }
        }
    }

    fn build(&self, mail: &Mail) -> Result<Message, String> {
        let subject: String = mail.subject.chars().filter(|c| !c.is_control()).take(200).collect();
        let mut builder: MessageBuilder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, mail.to.clone()))
            .subject(subject)
            .message_id(Some(format!("<{}@{}>", mail.message_id, self.domain)))
            .header(AutoSubmitted)
            .date_now();
        if let Some(reply_to) = &mail.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        builder
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|cause| cause.to_string())
    }
}

fn judge(cause: &SmtpError) -> SendError {
    if cause.is_permanent() {
        SendError::Final(cause.to_string())
    } else {
        SendError::Passing(cause.to_string())
    }
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
