//! Lead magnets: files, links and coupons, given in exchange for a contact. Who gets one gets a
//! page of their own for it, by a signed link; taking it there is a POST, so that the scanners of
//! mail servers, which follow links, take and confirm nothing.

mod change;
mod console;
mod give;
mod public;
pub(crate) mod store;
mod token;

use axum::Router;
use uuid::Uuid;

pub use self::change::add;
pub use self::give::{Give, Given, Giver, Outcome, give};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::Statements;
use crate::error::Result;
use crate::jobs::Sweep;

/// What is let go of: what was given long ago.
pub const SWEEPS: &[Sweep] = store::SWEEPS;

/// What a magnet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file in storage.
    File,
    /// An address.
    Link,
    /// A code: one for all, or each once.
    Coupon,
}

impl Kind {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Link => "link",
            Self::Coupon => "coupon",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Self {
        match word {
            "file" => Self::File,
            "link" => Self::Link,
            _ => Self::Coupon,
        }
    }
}

/// The file of a magnet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// By what it lies in storage; another file has another one.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its type by its content.
    pub kind: String,
    /// Bytes.
    pub size: i64,
}

impl Stored {
    /// Its name in storage.
    pub fn key(&self) -> String {
        let id = self.id.simple().to_string();
        format!("magnets/{}/{id}", &id[30..])
    }
}

/// A magnet of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Magnet {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: Kind,
    /// What the team calls it.
    pub name: String,
    /// What visitors read.
    pub title: String,
    /// The same, at more length.
    pub text: String,
    /// Of a file.
    pub file: Option<Stored>,
    /// Of a link.
    pub url: String,
    /// Of a coupon with one code for all; empty: each gets another.
    pub code: String,
    /// Until when a coupon is good.
    pub valid_until: Option<Millis>,
    /// For how many days a visitor's page of it is good.
    pub days: i64,
    /// How often it may be taken from there.
    pub uses: i64,
    /// Only once the address is confirmed.
    pub confirms: bool,
    /// Whether it goes by mail where an address is known.
    pub mails: bool,
    /// Its revision.
    pub rev: i64,
    /// Since when it is no longer given.
    pub deleted_at: Option<Millis>,
}

impl Magnet {
    /// One that has nothing in it yet.
    pub fn new(id: Uuid, kind: Kind) -> Self {
        Self {
            id,
            kind,
            name: String::new(),
            title: String::new(),
            text: String::new(),
            file: None,
            url: String::new(),
            code: String::new(),
            valid_until: None,
            days: 30,
            uses: 5,
            confirms: false,
            mails: true,
            rev: 1,
            deleted_at: None,
        }
    }

    /// Whether each code is given once.
    pub fn has_pool(&self) -> bool {
        self.kind == Kind::Coupon && self.code.is_empty()
    }
}

/// Every route of magnets.
pub fn router() -> Router<Ctx> {
    public::router().merge(console::router())
}

/// The magnets of an account, by name.
pub async fn of_account(db: &mut (impl Statements + Send), account: Uuid) -> Result<Vec<Magnet>> {
    store::of_account(db, account).await
}

/// A magnet that is still given.
pub async fn by_id(
    db: &mut (impl Statements + Send),
    account: Uuid,
    id: Uuid,
) -> Result<Option<Magnet>> {
    store::by_id(db, account, id).await
}
