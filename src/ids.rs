//! Identifiers: `UUIDv7`, so that rows made together lie together in an index.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// A new row's id.
#[allow(clippy::disallowed_methods, reason = "the one place that makes ids")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// Letters and digits that are not mistaken for one another, on paper or by ear.
pub const READABLE: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// Random characters that a person can read and type: five bits each.
pub fn readable(length: usize) -> String {
    let letter = || char::from(READABLE[rand::random_range(0..READABLE.len())]);
    std::iter::repeat_with(letter).take(length).collect()
}

/// A secret for a link or a cookie: `bytes` random bytes in URL-safe base64.
pub fn random_token(bytes: usize) -> String {
    let mut raw = vec![0_u8; bytes];
    rand::fill(&mut raw[..]);
    URL_SAFE_NO_PAD.encode(raw)
}
