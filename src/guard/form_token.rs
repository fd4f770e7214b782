//! The token of an opened form: signed, for one site, with the time at which it was made. A person
//! needs a while to fill in a form; a script does not.

use uuid::Uuid;

use crate::clock::{DAY, Millis, SECOND};
use crate::ctx::Ctx;

const PURPOSE: &str = "form";
/// Nobody fills in a form faster.
const TRAP: Millis = 2 * SECOND;
/// A page may stand open for a day.
const LIFE: Millis = DAY;
/// Site, time, something random.
const BODY: usize = 16 + 8 + 16;

/// A new token and when it ends.
pub fn form_token(ctx: &Ctx, site: Uuid) -> (String, Millis) {
    let now = ctx.clock.now();
    let mut body = [0; BODY];
    body[..16].copy_from_slice(site.as_bytes());
    body[16..24].copy_from_slice(&now.to_be_bytes());
    rand::fill(&mut body[24..]);
    (ctx.keys.sign(PURPOSE, &body), now + LIFE)
}

/// Reads a token back: what makes it one of its kind, or why it counts against the sender.
pub(super) fn read(ctx: &Ctx, site: Uuid, token: &str) -> Result<[u8; 16], &'static str> {
    if token.is_empty() {
        return Err("no_form_token");
    }
    let body = (token.len() < 200).then(|| ctx.keys.open(PURPOSE, token)).flatten();
    let body: [u8; BODY] = body.and_then(|body| body.try_into().ok()).ok_or("bad_form_token")?;
    let (mut made, mut mark) = ([0; 8], [0; 16]);
    made.copy_from_slice(&body[16..24]);
    mark.copy_from_slice(&body[24..]);
    match ctx.clock.now() - Millis::from_be_bytes(made) {
        _ if body[..16] != *site.as_bytes() => Err("bad_form_token"),
        // A clock that was set back makes no bot.
        0..TRAP => Err("too_fast"),
        LIFE.. => Err("old_form_token"),
        _ => Ok(mark),
    }
}
