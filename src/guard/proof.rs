//! Proof of work (altcha, version 2): a browser counts for a moment, unseen. It is asked for only
//! when a request looks suspect and comes from a form, and each proof lets one request through.

use std::collections::BTreeMap;

use altcha::{
    Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge,
    verify_solution,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest;
use serde_json::Value;
use uuid::Uuid;

use crate::clock::{MINUTE, Millis};
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// How long a challenge may be answered.
const LIFE: Millis = 10 * MINUTE;
/// PBKDF2 rounds a try: about a millisecond on a phone.
const COST: u32 = 1_000;
/// Tries until the answer: a third of a second on a phone, at most half a second.
const TRIES: std::ops::Range<u32> = 200..420;
/// Bytes of a posted proof.
const LONGEST: usize = 4_000;

/// A proof that was found right. It still has to be spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What makes it one of its kind.
    pub challenge: Vec<u8>,
    /// When it need no longer be remembered.
    pub expires_at: Millis,
}

/// A challenge for one request, as the widget takes it.
pub(super) fn challenge(ctx: &Ctx, key: Uuid) -> Result<Value> {
    let expires = ctx.clock.now() + LIFE;
    // The time stands in `data`, since the library would read the system's clock.
    let data = BTreeMap::from([
        ("expires".to_owned(), Value::from(expires)),
        ("key".to_owned(), Value::from(key.to_string())),
    ]);
    let made = create_challenge(CreateChallengeOptions {
        algorithm: "PBKDF2/SHA-256".to_owned(),
        cost: COST,
        counter: Some(rand::random_range(TRIES)),
        data: Some(data),
        hmac_signature_secret: Some(ctx.keys.text("proof")),
        hmac_key_signature_secret: Some(ctx.keys.text("proof-key")),
        ..CreateChallengeOptions::default()
    });
    let made = made.map_err(|cause| Error::Internal(format!("challenge: {cause}")))?;
    Ok(serde_json::to_value(made)?)
}

/// Checks a posted proof for the request with this key.
pub(super) fn verify(ctx: &Ctx, key: Uuid, proof: &str) -> Option<Proof> {
    if proof.len() > LONGEST {
        return None;
    }
    let payload: Payload = serde_json::from_slice(&STANDARD.decode(proof).ok()?).ok()?;
    let secret = ctx.keys.text("proof");
    let checked = verify_solution(VerifySolutionOptions {
        hmac_key_signature_secret: Some(ctx.keys.text("proof-key")),
        ..VerifySolutionOptions::new(&payload.challenge, &payload.solution, &secret)
    });
    let expires_at = about(&payload.challenge, key)?;
    let good = checked.is_ok_and(|checked| checked.verified) && expires_at > ctx.clock.now();
    good.then(|| Proof {
        challenge: digest::digest(&digest::SHA256, payload.challenge.parameters.nonce.as_bytes())
            .as_ref()
            .to_vec(),
        expires_at,
    })
}

/// Until when it holds, when it is about this request.
fn about(challenge: &Challenge, key: Uuid) -> Option<Millis> {
    // Without a signature of the key, the library would take any key that begins right.
    challenge.parameters.key_signature.as_ref()?;
    let data = challenge.parameters.data.as_ref()?;
    (data.get("key")?.as_str()? == key.to_string()).then(|| data.get("expires")?.as_i64())?
}
