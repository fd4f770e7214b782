//! A message that only one browser can read: RFC 8291 (keys) in the coding of RFC 8188
//! (`aes128gcm`), as a single record.

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{self, ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use ring::rand::SystemRandom;

use super::{LONGEST, Subscription};
use crate::error::{Error, Result};

/// Bytes of a public key: an uncompressed point of P-256.
pub const PUBLIC: usize = 65;
/// Bytes of the shared secret.
pub const AUTH: usize = 16;

/// The record's size in the header; ours is always smaller.
const RECORD: u32 = 4_096;
/// Ends the text of the last record (RFC 8188, 2); padding follows.
const LAST: u8 = 2;
/// The text is padded to a multiple of this, so that its length tells little.
const PAD: usize = 512;

/// Whether bytes have the form of a browser's public key.
pub fn is_public_key(bytes: &[u8]) -> bool {
    bytes.len() == PUBLIC && bytes[0] == 4
}

/// `plain` as the body of a request.
pub(super) fn encrypt(to: &Subscription, plain: &[u8]) -> Result<Vec<u8>> {
    if plain.len() > LONGEST {
        return Err(Error::Internal("a message that is too long for a push service".into()));
    }
    let mut text = plain.to_vec();
    text.push(LAST);
    text.resize(text.len().next_multiple_of(PAD), 0);
    let mut salt = [0; 16];
    rand::fill(&mut salt);
    let own = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).map_err(failed)?;
    let public = own.compute_public_key().map_err(failed)?;
    let peer = UnparsedPublicKey::new(&ECDH_P256, &to.public);
    agreement::agree_ephemeral(own, &peer, |secret| seal(to, secret, public.as_ref(), &salt, text))
        .map_err(failed)?
}

fn failed(_: ring::error::Unspecified) -> Error {
    Error::Internal("a message could not be encrypted for a browser".into())
}

/// RFC 8291, 3.4, and the header of RFC 8188, 2.1.
fn seal(
    to: &Subscription,
    secret: &[u8],
    public: &[u8],
    salt: &[u8; 16],
    mut text: Vec<u8>,
) -> Result<Vec<u8>> {
    let shared = Salt::new(HKDF_SHA256, &to.auth).extract(secret);
    let input: [u8; 32] = expand(&shared, &[b"WebPush: info\0", &to.public, public])?;
    let keys = Salt::new(HKDF_SHA256, salt).extract(&input);
    let key: [u8; 16] = expand(&keys, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; 12] = expand(&keys, &[b"Content-Encoding: nonce\0"])?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).map_err(failed)?);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut text)
        .map_err(failed)?;
    let length = u8::try_from(public.len()).unwrap_or_default();
    Ok([salt, &RECORD.to_be_bytes()[..], &[length], public, &text].concat())
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand<const N: usize>(key: &Prk, info: &[&[u8]]) -> Result<[u8; N]> {
    let mut out = [0; N];
    let filled = key.expand(info, Length(N)).and_then(|made| made.fill(&mut out));
    filled.map(|()| out).map_err(failed)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_the_standard_comes_out_byte_by_byte() {
        let to = Subscription {
            endpoint: "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"
                .parse()
                .unwrap(),
            public: bytes(
                "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpk\
                 NtoIAiw4",
            ),
            auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
        };
        let secret = bytes("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
        let public = bytes(
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3j\
             l7A8",
        );
        let salt: [u8; 16] = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let text = [b"When I grow up, I want to be a watermelon", &[LAST][..]].concat();
        let body = seal(&to, &secret, &public, &salt, text).unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(body),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocIn\
             mYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNW\
             QexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn length_tells_little_and_is_bounded() {
        let own = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
        let to = Subscription {
            endpoint: "https://push.example.net/".parse().unwrap(),
            public: own.compute_public_key().unwrap().as_ref().to_vec(),
            auth: vec![7; AUTH],
        };
        let length = |plain: usize| encrypt(&to, &vec![b'x'; plain]).map(|body| body.len());
        assert_eq!(length(1).unwrap(), length(500).unwrap());
        assert!(length(LONGEST).unwrap() <= 4_096);
        assert!(length(LONGEST + 1).is_err());
        // A point that is not on the curve.
        let to = Subscription { public: [&[4][..], &[9; 64]].concat(), ..to };
        assert!(encrypt(&to, b"x").is_err());
    }
}
