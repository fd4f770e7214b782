//! Who a visitor is, as the host page's server says by a signed token: a JWT (HS256) with the
//! site's secret, for this site, good for a day at most. Pure.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::attributes;
use crate::clock::{DAY, MINUTE, Millis, SECOND};

/// Bytes of a token.
const LONGEST: usize = 8_192;
/// Characters of an id or a name.
const LONGEST_NAME: usize = 200;
/// How far two clocks may be apart.
const SLACK: Millis = MINUTE;

/// What a token says.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// The id under which the host knows the person.
    pub external_id: String,
    /// Their name.
    pub name: Option<String>,
    /// What else the host says, with the e-mail address and the phone number.
    pub attributes: Map<String, Value>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    exp: Option<f64>,
    aud: Option<Value>,
    sub: Option<Value>,
    external_id: Option<Value>,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    #[serde(default)]
    attributes: Map<String, Value>,
}

/// Reads a token that one of the secrets has signed for this site; the error is a code.
pub fn read(
    token: &str,
    secrets: &[&[u8]],
    site: &str,
    now: Millis,
) -> Result<Identity, &'static str> {
    let claims = verified(token, secrets).ok_or("bad_token")?;
    let seconds = claims.exp.filter(|exp| exp.is_finite()).ok_or("no_expiry")?;
    #[allow(clippy::cast_possible_truncation, reason = "far beyond any date it is still too late")]
    let ends = (seconds as Millis).saturating_mul(SECOND);
    if ends.saturating_add(SLACK) <= now {
        return Err("expired");
    }
    if ends > now + DAY + SLACK {
        return Err("good_for_too_long");
    }
    let is_ours = |aud: &Value| aud.as_str() == Some(site);
    let fits = match &claims.aud {
        Some(Value::Array(all)) => all.iter().any(is_ours),
        Some(one) => is_ours(one),
        None => false,
    };
    if !fits {
        return Err("wrong_site");
    }
    let id = claims.external_id.as_ref().or(claims.sub.as_ref());
    let external_id = match id {
        Some(Value::String(id)) => id.trim().to_owned(),
        Some(Value::Number(id)) => id.to_string(),
        _ => String::new(),
    };
    let is_odd = external_id.contains(char::is_control);
    if is_odd || external_id.is_empty() || external_id.chars().count() > LONGEST_NAME {
        return Err("no_external_id");
    }
    let mut all = claims.attributes;
    for (key, value) in [("email", claims.email), ("phone", claims.phone)] {
        all.extend(value.map(|value| (key.to_owned(), Value::String(value))));
    }
    let name = claims.name.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
    let name = name.map(|name| name.chars().take(LONGEST_NAME).collect::<String>());
    Ok(Identity {
        external_id,
        name: name.map(|name| name.replace(char::is_control, "")).filter(|name| !name.is_empty()),
        attributes: attributes::merged(Map::new(), all)?,
    })
}

/// The claims of a token whose signature is right; compared in constant time. Another algorithm
/// than ours, `none` among them, is no signature.
fn verified(token: &str, secrets: &[&[u8]]) -> Option<Claims> {
    if token.len() > LONGEST {
        return None;
    }
    let (signed, mark) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok();
    let header: Header = serde_json::from_slice(&decode(header)?).ok()?;
    if header.alg != "HS256" {
        return None;
    }
    let mark = decode(mark)?;
    let is_right = |secret: &&[u8]| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        hmac::verify(&key, signed.as_bytes(), &mark).is_ok()
    };
    secrets.iter().any(is_right).then_some(())?;
    serde_json::from_slice(&decode(claims)?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: Millis = 1_772_442_000_000;
    const EXP: Millis = NOW / SECOND + 3_600;

    fn sign(header: &Value, claims: &Value, secret: &str) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let mark = URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes()));
        format!("{signed}.{mark}")
    }

    fn said(claims: &Value) -> Result<Identity, &'static str> {
        let token = sign(&json!({"alg": "HS256", "typ": "JWT"}), claims, "new");
        read(&token, &[b"new", b"old"], "k3y", NOW)
    }

    #[test]
    fn a_signed_token_names_the_person() {
        let claims = json!({
            "exp": EXP, "aud": "k3y", "external_id": 42, "name": " Anna\nMuster ",
            "email": "anna@muster.example", "attributes": {"plan": "pro", "seats": 3},
        });
        let identity = said(&claims).unwrap();
        assert_eq!(identity.external_id, "42");
        assert_eq!(identity.name.as_deref(), Some("Anna Muster"));
        assert_eq!(identity.attributes["email"], "anna@muster.example");
        assert_eq!(identity.attributes["seats"], 3);
        let old = sign(&json!({"alg": "HS256"}), &claims, "old");
        assert!(read(&old, &[b"new", b"old"], "k3y", NOW).is_ok(), "the secret before it");
    }

    #[test]
    fn what_is_not_signed_as_it_should_be_is_no_token() {
        let claims = json!({"exp": EXP, "aud": "k3y", "sub": "42"});
        let right = sign(&json!({"alg": "HS256"}), &claims, "new");
        let (signed, _) = right.rsplit_once('.').unwrap();
        let none = sign(&json!({"alg": "none"}), &claims, "new");
        let (unsigned, _) = none.rsplit_once('.').unwrap();
        for token in [
            "",
            "a.b.c",
            &format!("{signed}."),
            &format!("{unsigned}."),
            &sign(&json!({"alg": "HS512"}), &claims, "new"),
            &sign(&json!({"alg": "HS256"}), &claims, "guess"),
            &right.replacen('.', "A.", 1),
            &"x".repeat(9_000),
        ] {
            assert_eq!(read(token, &[b"new"], "k3y", NOW), Err("bad_token"), "{token}");
        }
        assert_eq!(read(&right, &[], "k3y", NOW), Err("bad_token"), "without a secret");
    }

    #[test]
    fn a_token_is_short_lived_and_for_one_site() {
        let with = |exp: Value, aud: Value| said(&json!({"exp": exp, "aud": aud, "sub": "42"}));
        assert!(with(json!(EXP), json!(["other", "k3y"])).is_ok());
        assert_eq!(with(Value::Null, json!("k3y")), Err("no_expiry"));
        assert_eq!(with(json!(NOW / SECOND - 61), json!("k3y")), Err("expired"));
        assert_eq!(with(json!(NOW / SECOND + 90_000), json!("k3y")), Err("good_for_too_long"));
        assert_eq!(with(json!(1e300), json!("k3y")), Err("good_for_too_long"));
        assert_eq!(with(json!(EXP), json!("other")), Err("wrong_site"));
        assert_eq!(with(json!(EXP), Value::Null), Err("wrong_site"));
        for id in [" ", "4\u{0}2", "4\n2", "\u{7}", &"4".repeat(201)] {
            let said = said(&json!({"exp": EXP, "aud": "k3y", "sub": id}));
            assert_eq!(said, Err("no_external_id"), "{id:?}");
        }
    }
}
