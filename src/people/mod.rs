//! The people of an account: setup, login, sessions, roles, invitations, the second factor, and
//! the pages of the settings.

mod access;
mod account;
pub mod availability;
mod console;
mod cookies;
mod faces;
mod guest;
mod layout;
mod letters;
pub mod password;
mod profile;
mod recovery;
mod roles;
mod sessions;
pub mod setup;
mod signin;
pub(crate) mod store;
mod team;
mod throttle;
mod tokens;
mod totp;

use axum::Router;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub use self::access::{Change, ChangeForm, Login, PageLogin, SameOrigin};
pub use self::account::{
    Created, NewAccount, NewOwner, NewSite, account_of, active, colleagues, create_account,
    language_of, person,
};
pub use self::availability::Availability;
pub use self::layout::{Counter, Layout, RailCounts, count_with};
pub use self::profile::browser_name;
pub use self::recovery::handlers;
pub use self::roles::{Action, ROLES, Role};
pub use self::sessions::{Session, session_topic, user_topic};
use crate::ctx::Ctx;

/// What the document of the interface says of people.
pub fn document() -> utoipa::openapi::OpenApi {
    <faces::Document as utoipa::OpenApi>::openapi()
}

/// Every route of people and of the settings.
pub fn router() -> Router<Ctx> {
    console::router().merge(faces::router())
}

/// A tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
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
    /// The language of their pages and mails: one of [`crate::sites::LANGUAGES`].
    pub language: String,
    /// Whether a second factor is set up.
    pub totp: bool,
    /// Whether they may sign in.
    pub active: bool,
}
