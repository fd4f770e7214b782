//! A visitor's token: scoped to one site and one visitor, signed, with an end. It names the epoch
//! of its visitor, too: once the host page has said who that is, tokens from before are void, so
//! that whoever has seen one of them reads nothing of the person.

use uuid::Uuid;

use crate::clock::{DAY, Millis, SECOND};
use crate::ctx::Ctx;
use crate::keys::Keys;

const PURPOSE: &str = "visitor";
/// How long a token is good; each page view gives a new one.
const LIFE: Millis = 400 * DAY;
/// Site, visitor, end in seconds, epoch.
const BODY: usize = 16 + 16 + 4 + 4;

/// Whose token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The only site it is good for.
    pub site: Uuid,
    /// The visitor.
    pub visitor: Uuid,
    /// The visitor's epoch at that time: 0 until the host page says who it is.
    pub epoch: u32,
}

/// A new token and when it ends.
pub fn token(ctx: &Ctx, bearer: Bearer) -> (String, Millis) {
    make(&ctx.keys, bearer, ctx.clock.now() + LIFE)
}

/// Whose token it is; `None` when it is forged, damaged or over. Whether it is of the visitor's
/// epoch, the database knows: see [`super::is_current`].
pub fn bearer(ctx: &Ctx, token: &str) -> Option<Bearer> {
    read(&ctx.keys, token, ctx.clock.now())
}

fn make(keys: &Keys, bearer: Bearer, ends: Millis) -> (String, Millis) {
    let seconds = u32::try_from(ends / SECOND).unwrap_or(u32::MAX);
    let mut body = [0; BODY];
    body[..16].copy_from_slice(bearer.site.as_bytes());
    body[16..32].copy_from_slice(bearer.visitor.as_bytes());
    body[32..36].copy_from_slice(&seconds.to_be_bytes());
    body[36..].copy_from_slice(&bearer.epoch.to_be_bytes());
    (keys.sign(PURPOSE, &body), Millis::from(seconds) * SECOND)
}

fn read(keys: &Keys, token: &str, now: Millis) -> Option<Bearer> {
    // A token has about 100 characters: no need to decode a long text.
    if token.len() > 200 {
        return None;
    }
    let body: [u8; BODY] = keys.open(PURPOSE, token)?.try_into().ok()?;
    let (ids, numbers) = body.split_at(32);
    let (seconds, epoch) = numbers.split_at(4);
    let ends = Millis::from(u32::from_be_bytes(seconds.try_into().ok()?)) * SECOND;
    if ends <= now {
        return None;
    }
    let (site, visitor) = ids.split_at(16);
    Some(Bearer {
        site: Uuid::from_slice(site).ok()?,
        visitor: Uuid::from_slice(visitor).ok()?,
        epoch: u32::from_be_bytes(epoch.try_into().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_bearer_until_it_ends() -> crate::error::Result<()> {
        let folder = std::env::temp_dir();
        let keys = Keys::load(Some("a key for tests, long enough"), &folder)?;
        let bearer = Bearer { site: Uuid::from_u128(1), visitor: Uuid::from_u128(2), epoch: 3 };
        let (token, ends) = make(&keys, bearer, 10 * DAY);
        assert_eq!(read(&keys, &token, 0), Some(bearer));
        assert_eq!(read(&keys, &token, ends), None);
        let other = Keys::load(Some("the key of another server, too"), &folder)?;
        assert_eq!(read(&other, &token, 0), None);
        assert_eq!(read(&keys, &keys.sign(PURPOSE, b"short"), 0), None);
        Ok(())
    }
}
