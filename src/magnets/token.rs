//! The name of somebody's page of a magnet: signed, so that nobody guesses another's.

use uuid::Uuid;

use crate::keys::Keys;

const PURPOSE: &str = "magnet";

/// The path of a download's page.
pub fn path(keys: &Keys, site_key: &str, download: Uuid) -> String {
    format!("/m/{site_key}/{}", keys.sign(PURPOSE, download.as_bytes()))
}

/// The download of a token; nothing where we did not make it.
pub fn read(keys: &Keys, token: &str) -> Option<Uuid> {
    keys.open(PURPOSE, token).and_then(|body| Uuid::from_slice(&body).ok())
}
