//! Texts that the program carries deflated, as `build.rs` packs them.

use std::io::Read as _;

use flate2::read::DeflateDecoder;

/// What was packed; nothing where it was not packed by the build.
pub fn bytes(packed: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(packed.len() * 4);
    if DeflateDecoder::new(packed).read_to_end(&mut plain).is_err() {
        plain.clear();
    }
    plain
}

/// The same of a text.
pub fn text(packed: &[u8]) -> String {
    String::from_utf8(bytes(packed)).unwrap_or_default()
}
