//! Web Push: a message to a browser whose page is closed, by way of the push service that the
//! browser named (RFC 8030). The service knows whom it is for, but cannot read it (RFC 8291), and
//! knows that it comes from this installation (RFC 8292).

mod encrypt;
mod vapid;

use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;
use url::Url;

pub use self::encrypt::{AUTH, PUBLIC, is_public_key};
pub use self::vapid::Vapid;
use crate::clock::{Millis, SECOND};
use crate::error::{Error, Result};
use crate::outgoing::Ask;

/// Bytes of a message: with everything around it, a push service takes 4096.
pub const LONGEST: usize = 2_048;

/// Where a browser wants its messages, and the keys to write them with.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// An address at the browser's push service.
    pub endpoint: Url,
    /// The browser's public key: an uncompressed point of P-256.
    pub public: Vec<u8>,
    /// The secret that the browser shares with us alone.
    pub auth: Vec<u8>,
}

/// What is sent, and how the push service is to treat it.
#[derive(Clone, Debug)]
pub struct Message {
    /// At most [`LONGEST`] bytes.
    pub payload: Vec<u8>,
    /// How long the service keeps it for a browser that is away.
    pub life: Millis,
    /// A newer message about the same replaces one that waits.
    pub about: Vec<u8>,
}

/// The request that brings a message to a browser's push service.
pub fn request(to: &Subscription, message: &Message, vapid: &Vapid, now: Millis) -> Result<Ask> {
    let unusable = |_| Error::Internal("an unusable header for a push service".into());
    let mut ask = Ask::new(Method::POST, to.endpoint.clone());
    ask.body = encrypt::encrypt(to, &message.payload)?.into();
    let authorization = vapid.authorization(&to.endpoint, now)?;
    let headers = [
        (header::AUTHORIZATION, authorization),
        (header::CONTENT_ENCODING, "aes128gcm".to_owned()),
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (HeaderName::from_static("ttl"), (message.life / SECOND).to_string()),
        (HeaderName::from_static("urgency"), "high".to_owned()),
        (HeaderName::from_static("topic"), topic(to, &message.about)),
    ];
    for (name, value) in headers {
        ask.headers.insert(name, HeaderValue::from_str(&value).map_err(unusable)?);
    }
    Ok(ask)
}

/// At most 32 characters (RFC 8030, 5.4), which tell nothing of what it is about.
fn topic(to: &Subscription, about: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, &[&to.auth, about].concat());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
}

/// What a push service said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is on its way.
    Taken,
    /// There is no such browser any more.
    Gone,
    /// Too much at once, or the service has a trouble of its own.
    Later,
    /// It never will be taken.
    Refused,
}

/// What a push service means by a status.
pub fn verdict(status: StatusCode) -> Verdict {
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => Verdict::Gone,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Verdict::Later,
        status if status.is_success() => Verdict::Taken,
        status if status.is_server_error() => Verdict::Later,
        _ => Verdict::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_gone_for_good_is_forgotten_and_only_what_passes_is_tried_again() {
        for (status, meant) in [
            (200, Verdict::Taken),
            (201, Verdict::Taken),
            (301, Verdict::Refused),
            (400, Verdict::Refused),
            (403, Verdict::Refused),
            (404, Verdict::Gone),
            (410, Verdict::Gone),
            (413, Verdict::Refused),
            (429, Verdict::Later),
            (500, Verdict::Later),
            (503, Verdict::Later),
        ] {
            assert_eq!(verdict(StatusCode::from_u16(status).unwrap()), meant, "{status}");
        }
    }
}
