//! The server's secret key, and what is derived from it: signatures and sealed values, each for
//! one purpose, so that a token of one kind is never taken for another.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::{digest, hmac};

use crate::error::{Error, Result};
use crate::ids;

/// Keys for every purpose.
#[derive(Clone)]
pub struct Keys {
    master: hmac::Key,
}

impl Keys {
    /// Takes the admin's key, or the one in `folder`, which is made on the first start.
    pub fn load(given: Option<&str>, folder: &Path) -> Result<Self> {
        let secret = Self::secret(given, folder)?;
        Ok(Self { master: hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()) })
    }

    /// The secret itself, for a backup.
    pub fn secret(given: Option<&str>, folder: &Path) -> Result<String> {
        given.map_or_else(|| stored(&folder.join("secret.key")), |given| Ok(given.to_owned()))
    }

    fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut key = [0; 32];
        key.copy_from_slice(hmac::sign(&self.master, purpose.as_bytes()).as_ref());
        key
    }

    /// Signs `body` for `purpose`: `body.signature`, both in URL-safe base64.
    pub fn sign(&self, purpose: &str, body: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive(purpose));
        let mark = hmac::sign(&key, body);
        format!("{}.{}", URL_SAFE_NO_PAD.encode(body), URL_SAFE_NO_PAD.encode(mark))
    }

    /// The body of a token that [`Keys::sign`] made for the same purpose; compares in constant
    /// time.
    pub fn open(&self, purpose: &str, token: &str) -> Option<Vec<u8>> {
        let (body, mark) = token.split_once('.')?;
        let body = URL_SAFE_NO_PAD.decode(body).ok()?;
        let mark = URL_SAFE_NO_PAD.decode(mark).ok()?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive(purpose));
        hmac::verify(&key, &body, &mark).ok()?;
        Some(body)
    }

    /// A digest of `body` for `purpose`: without the key nobody finds out what it was made of by
    /// trying.
    pub fn digest(&self, purpose: &str, body: &str) -> Vec<u8> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive(purpose));
        hmac::sign(&key, body.as_bytes()).as_ref().to_vec()
    }

    /// A key in text for a library that signs by itself.
    pub fn text(&self, purpose: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.derive(purpose))
    }

    /// A name for something outside that belongs to whoever has this key: it tells nothing of it.
    pub fn name(&self, purpose: &str) -> String {
        URL_SAFE_NO_PAD.encode(&self.derive(purpose)[..12])
    }

    /// Encrypts a stored secret (`ChaCha20-Poly1305`, random nonce in front).
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; 12];
        rand::fill(&mut nonce);
        let mut sealed = plain.to_vec();
        self.cipher(purpose)?
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::empty(),
                &mut sealed,
            )
            .map_err(|_| Error::Internal("sealing failed".into()))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Decrypts what [`Keys::seal`] made.
    pub fn unseal(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let broken = || Error::Internal("a sealed value does not fit the secret key".into());
        let (nonce, rest) = sealed.split_first_chunk::<12>().ok_or_else(broken)?;
        let mut rest = rest.to_vec();
        let plain = self
            .cipher(purpose)?
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::empty(), &mut rest)
            .map_err(|_| broken())?;
        Ok(plain.to_vec())
    }

    fn cipher(&self, purpose: &str) -> Result<LessSafeKey> {
        UnboundKey::new(&CHACHA20_POLY1305, &self.derive(purpose))
            .map(LessSafeKey::new)
            .map_err(|_| Error::Internal("no key".into()))
    }
}

/// The SHA-256 of a secret, as it is stored.
pub fn hash(secret: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, secret.as_bytes()).as_ref().to_vec()
}

fn stored(path: &Path) -> Result<String> {
    if let Ok(key) = std::fs::read_to_string(path) {
        let key = key.trim();
        if key.len() < 32 {
            return Err(Error::Invalid(format!("{} is damaged: restore a backup", path.display())));
        }
        return Ok(key.to_owned());
    }
    let key = ids::random_token(32);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    std::io::Write::write_all(&mut file, key.as_bytes())?;
    file.sync_all()?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys { master: hmac::Key::new(hmac::HMAC_SHA256, b"a key for tests") }
    }

    #[test]
    fn a_token_opens_only_for_its_purpose_and_unchanged() {
        let token = keys().sign("visitor", b"someone");
        assert_eq!(keys().open("visitor", &token).as_deref(), Some(&b"someone"[..]));
        assert_eq!(keys().open("form", &token), None);
        assert_eq!(keys().open("visitor", &format!("A{token}")), None);
        assert_eq!(keys().open("visitor", "."), None);
    }

    #[test]
    fn a_sealed_secret_comes_back_and_a_damaged_one_does_not() -> Result<()> {
        let mut sealed = keys().seal("totp", b"secret")?;
        assert_eq!(keys().unseal("totp", &sealed)?, b"secret");
        sealed[14] ^= 1;
        assert!(keys().unseal("totp", &sealed).is_err());
        Ok(())
    }
}
