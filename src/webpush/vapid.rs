//! Who sends a message, in words that a push service can check: RFC 8292 (VAPID).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::json;
use url::Url;

use crate::clock::{HOUR, Millis, SECOND};
use crate::error::{Error, Result};

/// How long a token holds; at most a day is allowed.
const LIFE: Millis = 12 * HOUR;

/// The installation's own key. Browsers are subscribed under its public half and take messages
/// from its holder only.
pub struct Vapid {
    pair: EcdsaKeyPair,
    contact: String,
}

impl Vapid {
    /// A new key, as it is stored.
    pub fn generate() -> Result<Vec<u8>> {
        let made =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        Ok(made.map_err(|_| Error::Internal("no key for push services".into()))?.as_ref().to_vec())
    }

    /// A stored key. `contact` is whom a push service may write to: `https:` or `mailto:`.
    pub fn new(stored: &[u8], contact: String) -> Result<Self> {
        let rng = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, stored, &rng);
        let pair = pair.map_err(|_| Error::Internal("a damaged key for push services".into()))?;
        Ok(Self { pair, contact })
    }

    /// The public half, as browsers and push services read it.
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.pair.public_key())
    }

    /// The header `authorization` of a message to `endpoint`.
    pub(super) fn authorization(&self, endpoint: &Url, now: Millis) -> Result<String> {
        let text = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = text(json!({"typ": "JWT", "alg": "ES256"}));
        let claims = text(json!({
            "aud": endpoint.origin().ascii_serialization(),
            "exp": (now + LIFE) / SECOND,
            "sub": self.contact,
        }));
        let signed = format!("{header}.{claims}");
        let mark = self.pair.sign(&SystemRandom::new(), signed.as_bytes());
        let mark = mark.map_err(|_| Error::Internal("a token could not be signed".into()))?;
        let mark = URL_SAFE_NO_PAD.encode(mark);
        Ok(format!("vapid t={signed}.{mark}, k={}", self.public()))
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_token_says_for_whom_until_when_and_from_whom() {
        let stored = Vapid::generate().unwrap();
        let vapid = Vapid::new(&stored, "mailto:ann@shop.example".into()).unwrap();
        let endpoint = "https://push.example.net:8443/abc?d".parse().unwrap();
        let header = vapid.authorization(&endpoint, 1_000_000).unwrap();
        let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let (signed, mark) = token.rsplit_once('.').unwrap();
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let claims: Value =
            serde_json::from_slice(&bytes(signed.split_once('.').unwrap().1)).unwrap();
        assert_eq!(claims["aud"], "https://push.example.net:8443");
        assert_eq!(claims["exp"], 1_000 + 12 * 3_600);
        assert_eq!(claims["sub"], "mailto:ann@shop.example");
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes(key))
            .verify(signed.as_bytes(), &bytes(mark))
            .unwrap();
    }
}
