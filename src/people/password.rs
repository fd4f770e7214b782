//! Passwords: Argon2id, few at a time, never on a thread that serves sockets.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::i18n::Say;
use crate::web::too_long;

/// The fewest characters of a password.
pub const SHORTEST: usize = 10;
/// The most bytes: longer ones only cost time.
pub const LONGEST: usize = 200;

/// Hashing takes 19 MiB and tens of milliseconds of a core each: not more at once than this.
struct Slots(Semaphore);

impl Default for Slots {
    fn default() -> Self {
        Self(Semaphore::new(2))
    }
}

/// Hashes a password for storing (Argon2id with the parameters that OWASP recommends).
pub async fn hash(ctx: &Ctx, password: &str) -> Result<String> {
    let password = password.to_owned();
    run(ctx, move || hash_now(&password)).await?
}

/// [`hash`] on the present thread, for the command line.
pub fn hash_now(password: &str) -> Result<String> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|cause| Error::Internal(cause.to_string()))
}

/// Whether the password fits. Without a stored hash the same work is done in vain, so that the
/// time does not tell whether somebody is known.
pub async fn verify(ctx: &Ctx, password: &str, stored: Option<&str>) -> Result<bool> {
    let password = password.to_owned();
    let stored = stored.map(str::to_owned);
    run(ctx, move || {
        let is_known = stored.is_some();
        let text = stored.as_deref().unwrap_or(NOBODY);
        let fits = PasswordHash::new(text).is_ok_and(|hash| {
            Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
        });
        fits && is_known
    })
    .await
}

/// The hash of a random password that nobody knows, with the parameters in use.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXRoaW5ncmFuZG9t$\
     kbnGo0Ucqa9K/lRJSCb7cmcDMDkkW6vtXpQHLSA3hfk";

async fn run<T: Send + 'static>(ctx: &Ctx, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let slots = ctx.local.of::<Slots>();
    // The semaphore is never closed.
    let _slot = slots.0.acquire().await;
    tokio::task::spawn_blocking(work).await.map_err(|cause| Error::Internal(cause.to_string()))
}

/// What is wrong with a new password, as a sentence.
pub fn complaint(password: &str, email: &str) -> Option<Say> {
    let lower = password.to_lowercase();
    let distinct = lower.chars().collect::<std::collections::HashSet<_>>().len();
    if password.chars().count() < SHORTEST {
        Some(Say::of("wrong-password-short"))
    } else if password.len() > LONGEST {
        Some(too_long(LONGEST))
    } else if distinct < 5 || COMMON.iter().any(|common| lower.contains(common)) {
        Some(Say::of("wrong-password-common"))
    } else if !email.is_empty() && lower.contains(&email.to_lowercase()) {
        Some(Say::of("wrong-password-email"))
    } else {
        None
    }
}

const COMMON: &[&str] =
    &["password", "passwort", "1234567890", "qwertyuiop", "qwertzuiop", "leadbell123", "iloveyou"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_or_common_password_is_refused_with_a_sentence() {
        for password in ["short", "aaaaaaaaaaaa", "Password2026", "1234567890", "ann@shop.example"]
        {
            assert!(complaint(password, "Ann@shop.example").is_some(), "{password}");
        }
        assert_eq!(complaint("three unrelated words", "ann@shop.example"), None);
    }

    #[test]
    fn the_work_done_in_vain_costs_as_much_as_a_real_one() {
        let ours = Argon2::default().hash_password(b"x").unwrap().to_string();
        let parameters = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(parameters(NOBODY), parameters(&ours));
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
