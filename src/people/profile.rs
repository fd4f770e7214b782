//! Changes that a person makes to their own access.

use axum::http::HeaderValue;
use uuid::Uuid;

use super::guest::Guest;
use super::sessions::{self, Fresh};
use super::store::{sessions as session_store, tokens as token_store, users};
use super::{Login, cookies, signin};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::i18n::Say;

/// Changes name and language.
pub(super) struct ChangeProfile {
    pub user: Uuid,
    pub name: String,
    pub language: String,
}

impl Write for ChangeProfile {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        users::set_profile(tx, self.user, &self.name, &self.language).await
    }
}

/// Sets a new password. Every session ends; this browser gets a new one, whose cookie is given.
pub(super) async fn change_password(
    ctx: &Ctx,
    guest: &Guest,
    login: &Login,
    hash: String,
) -> Result<HeaderValue> {
    let fresh = signin::fresh(ctx, guest, false);
    let cookie = cookies::session(ctx, &fresh.token);
    ctx.db.write(NewPassword { user: login.user.id, hash, fresh }).await?;
    Ok(cookie)
}

struct NewPassword {
    user: Uuid,
    hash: String,
    fresh: Fresh,
}

impl Write for NewPassword {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        sessions::end_all(tx, self.user).await?;
        token_store::drop_of_user(tx, self.user).await?;
        if users::set_password(tx, self.user, &self.hash).await? {
            session_store::insert(tx, self.user, &self.fresh).await?;
        }
        Ok(())
    }
}

/// Ends every session of a person.
pub(super) struct SignOutEverywhere {
    pub user: Uuid,
}

impl Write for SignOutEverywhere {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        sessions::end_all(tx, self.user).await
    }
}

/// Stores a confirmed second factor and the recovery codes.
pub(super) struct TurnOn {
    pub user: Uuid,
    pub sealed: Vec<u8>,
    /// The step of the confirming code, which does not open anything again.
    pub step: i64,
    pub codes: Vec<Vec<u8>>,
}

impl Write for TurnOn {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        users::set_totp(tx, self.user, &self.sealed, self.step).await?;
        users::set_codes(tx, self.user, &self.codes).await
    }
}

/// Takes the second factor away.
pub(super) struct TurnOff {
    pub user: Uuid,
}

impl Write for TurnOff {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        users::clear_totp(tx, self.user).await
    }
}

/// Replaces the recovery codes.
pub(super) struct NewCodes {
    pub user: Uuid,
    pub codes: Vec<Vec<u8>>,
}

impl Write for NewCodes {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        users::set_codes(tx, self.user, &self.codes).await
    }
}

/// A browser in which somebody is signed in, in words.
pub(super) struct Place {
    /// Such as `Firefox on Windows`.
    pub browser: Say,
    /// Its network address.
    pub address: String,
    /// When it was last used.
    pub seen_at: Millis,
    /// Whether it is the one in front of them.
    pub is_here: bool,
}

impl Place {
    pub fn new(browser: session_store::Browser, login: &Login) -> Self {
        Self {
            is_here: browser.token_hash == login.session.hash,
            browser: browser_name(&browser.user_agent),
            address: browser.address,
            seen_at: browser.seen_at,
        }
    }
}

/// What a `User-Agent` means to a person, such as `Firefox on Windows`.
pub fn browser_name(agent: &str) -> Say {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("YaBrowser/", "Yandex Browser"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => {
            Say::of("profile-browser").with("browser", browser).with("system", system)
        }
        (Some(name), None) | (None, Some(name)) => Say::name(name),
        (None, None) => Say::of("profile-browser-other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_user_agent_is_said_in_words() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like \
                    Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0";
        let browser_name = |agent| browser_name(agent).in_language(Language::default());
        assert_eq!(browser_name(edge), "Edge on Windows");
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1";
        assert_eq!(browser_name(iphone), "Safari on iPhone");
        assert_eq!(browser_name("curl/8"), "Another program");
    }
}
