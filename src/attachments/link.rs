//! Links to files: signed for one reader, with an end.

use uuid::Uuid;

use super::name::escape;
use crate::clock::{HOUR, Millis, SECOND};
use crate::keys::Keys;

const PURPOSE: &str = "file";
/// A link is the same for this long, so that a browser fetches a file once, and good for as long
/// again.
const SPAN: Millis = 6 * HOUR;
/// File, reader, end in seconds.
const BODY: usize = 16 + 16 + 4;

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// A file.
    File(Uuid),
    /// It was good once.
    Over,
    /// We have not made it.
    Unknown,
}

/// The path of a file for one reader, and when it ends.
pub fn make(keys: &Keys, file: Uuid, name: &str, reader: Uuid, now: Millis) -> (String, Millis) {
    let ends = (now.div_euclid(SPAN) + 2) * SPAN;
    let seconds = u32::try_from(ends / SECOND).unwrap_or(u32::MAX);
    let mut body = [0; BODY];
    body[..16].copy_from_slice(file.as_bytes());
    body[16..32].copy_from_slice(reader.as_bytes());
    body[32..].copy_from_slice(&seconds.to_be_bytes());
    let path = format!("/f/{}/{}", keys.sign(PURPOSE, &body), escape(name));
    (path, Millis::from(seconds) * SECOND)
}

/// What the token of a link leads to.
pub fn follow(keys: &Keys, token: &str, now: Millis) -> Followed {
    // A token has about 100 characters: no need to decode a long text.
    let body = (token.len() <= 200).then(|| keys.open(PURPOSE, token)).flatten();
    let Some(body) = body.and_then(|body| <[u8; BODY]>::try_from(body).ok()) else {
        return Followed::Unknown;
    };
    let (file, rest) = body.split_at(16);
    let seconds = rest[16..].try_into().map(u32::from_be_bytes).unwrap_or_default();
    if Millis::from(seconds) * SECOND <= now {
        return Followed::Over;
    }
    Uuid::from_slice(file).map_or(Followed::Unknown, Followed::File)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MINUTE;

    #[test]
    fn a_link_leads_to_its_file_until_it_ends_and_is_each_readers_own() -> crate::error::Result<()>
    {
        let keys = Keys::load(Some("a key for tests, long enough"), &std::env::temp_dir())?;
        let (file, ann, bob) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let now = 1_772_442_000_000;
        let (path, ends) = make(&keys, file, "a b.png", ann, now);
        let token = path.strip_prefix("/f/").and_then(|rest| rest.strip_suffix("/a%20b.png"));
        let token = token.expect("a path with the name at its end");
        assert!((6 * HOUR..=12 * HOUR).contains(&(ends - now)), "{}", ends - now);
        assert_eq!(follow(&keys, token, now), Followed::File(file));
        assert_eq!(follow(&keys, token, ends), Followed::Over);
        assert_eq!(follow(&keys, &format!("A{token}"), now), Followed::Unknown);
        assert_eq!(follow(&keys, &keys.sign("visitor", &[0; BODY]), now), Followed::Unknown);
        assert_eq!(follow(&keys, &keys.sign(PURPOSE, b"short"), now), Followed::Unknown);
        assert_ne!(make(&keys, file, "a b.png", bob, now).0, path);
        assert_eq!(make(&keys, file, "a b.png", ann, now + MINUTE).0, path);
        Ok(())
    }
}
