//! The people of an account: setup, login, sessions, roles, invitations, the second factor, and
//! the pages of the settings.

mod access;
mod account;
pub mod console;
mod cookies;
mod layout;
pub mod password;
mod roles;
mod sessions;
pub(crate) mod store;

use serde::Serialize;
use uuid::Uuid;

pub use self::access::{Change, ChangeForm, Login, PageLogin, SameOrigin};
pub use self::account::{Created, NewAccount, NewOwner, NewSite, account_of, create_account};
pub use self::layout::{Counter, Layout, RailCounts, count_with};
pub use self::roles::{Action, ROLES, Role};
pub use self::sessions::{Session, session_topic, user_topic};

/// A tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// A person of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their id.
    pub id: Uuid,
    /// The account they belong to.
    pub account_id: Uuid,
    /// The login, in lower case; unique over the whole server.
    pub email: String,
    /// What visitors and colleagues see.
    pub name: String,
    /// Their part.
    pub role: Role,
    /// The language of their mails: one of [`crate::sites::LANGUAGES`].
    pub language: String,
    /// Whether a second factor is set up.
    pub totp: bool,
    /// Whether they may sign in.
    pub active: bool,
}
