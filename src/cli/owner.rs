//! `owner create`: a further account on this server, also while it runs.

use crate::clock::{Clock, Millis};
use crate::config::Config;
use crate::db::{Tx, Write};
use crate::error::{Error, Result};
use crate::i18n::Language;
use crate::people::{self, Created, NewAccount, NewOwner};
use crate::{ids, offers, sites};

/// Characters of a password that is made: 79 bits.
const MADE: usize = 16;

/// Who is to own what.
#[derive(Clone, Debug)]
pub struct OwnerRequest {
    /// The account's name.
    pub account: String,
    /// The owner's e-mail address: the login.
    pub email: String,
    /// The owner's name.
    pub name: String,
    /// The language of mails to the owner.
    pub language: String,
    /// The password; `None` makes one, which is in the answer.
    pub password: Option<String>,
}

/// Opens the account and returns a sentence about it.
pub async fn create_owner(config: &Config, asked: OwnerRequest) -> Result<String> {
    let email = asked.email.trim().to_lowercase();
    if email.parse::<lettre::Address>().is_err() {
        return Err(Error::Invalid(format!("--email {email}: this is not an e-mail address")));
    }
    if !sites::LANGUAGES.iter().any(|(code, _)| *code == asked.language && code.len() == 2) {
        return Err(Error::Invalid("--language: one of en, de, fr, ro, ru".into()));
    }
    for (name, value) in [("--account", &asked.account), ("--name", &asked.name)] {
        if value.trim().is_empty() || value.chars().count() > 100 {
            return Err(Error::Invalid(format!("{name} must have 1 to 100 characters")));
        }
    }
    let made = asked.password.is_none();
    let password = asked.password.unwrap_or_else(|| ids::readable(MADE));
    if let Some(complaint) = people::password::complaint(&password, &email) {
        return Err(Error::Invalid(format!(
            "the password: {}",
            complaint.in_language(Language::default())
        )));
    }
    let new = NewAccount {
        name: asked.account.trim().to_owned(),
        owner: NewOwner {
            email: email.clone(),
            name: asked.name.trim().to_owned(),
            password_hash: people::password::hash_now(&password)?,
            language: asked.language,
        },
        site: None,
    };
    let db = super::open(config).await?;
    offers::begin_sites();
    let created = db.write(Create { new, now: Clock::system().now() }).await;
    db.close().await;
    match created? {
        Some(_) if made => Ok(format!("{email} can sign in with the password {password}")),
        Some(_) => Ok(format!("{email} can sign in.")),
        None => Err(Error::Invalid(format!("--email {email} is somebody's login already"))),
    }
}

/// Opens an account.
pub(super) struct Create {
    pub new: NewAccount,
    pub now: Millis,
}

impl Write for Create {
    type Out = Option<Created>;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Out> {
        people::create_account(tx, &self.new, self.now).await
    }
}
