//! The second factor: six digits that change every 30 seconds (RFC 6238), and recovery codes.

use qrcodegen::{QrCode, QrCodeEcc};
use totp_rs::{Builder, Secret, Totp};

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::ids;

/// What stored secrets are sealed for.
const SEALED_FOR: &str = "totp";
/// What a secret that is not confirmed yet is sealed for, while it is in the page.
const OFFERED_FOR: &str = "totp-offer";
/// How many recovery codes there are.
pub(super) const CODES: usize = 10;

/// A secret that is shown for setting up, and not stored yet.
pub(super) struct Offer {
    secret: Secret,
    email: String,
}

impl Offer {
    /// A new one for this person.
    pub fn new(email: &str) -> Self {
        let mut bytes = [0_u8; 20];
        rand::fill(&mut bytes);
        Self { secret: Secret::from(bytes), email: email.to_owned() }
    }

    /// The form's hidden field: it opens for the same person only.
    pub fn to_field(&self, ctx: &Ctx) -> Result<String> {
        let plain = format!("{}\n{}", self.secret.to_base32(), self.email);
        let sealed = ctx.keys.seal(OFFERED_FOR, plain.as_bytes())?;
        Ok(ctx.keys.sign(OFFERED_FOR, &sealed))
    }

    /// Reads it back.
    pub fn from_field(ctx: &Ctx, field: &str, email: &str) -> Option<Self> {
        let sealed = ctx.keys.open(OFFERED_FOR, field)?;
        let plain = String::from_utf8(ctx.keys.unseal(OFFERED_FOR, &sealed).ok()?).ok()?;
        let (secret, whose) = plain.split_once('\n')?;
        let secret = Secret::try_from_base32(secret).ok()?;
        (whose == email).then(|| Self { secret, email: email.to_owned() })
    }

    /// The secret for typing, in groups of four.
    pub fn spelled(&self) -> String {
        let text = self.secret.to_base32();
        let groups: Vec<&[u8]> = text.as_bytes().chunks(4).collect();
        groups.iter().map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join(" ")
    }

    /// The `otpauth:` address for a phone's camera.
    pub fn url(&self) -> Result<String> {
        totp(self.secret.clone(), &self.email)?.to_url().map_err(broken)
    }

    /// The step that a code belongs to, if it fits.
    pub fn check(&self, ctx: &Ctx, code: &str) -> Result<Option<i64>> {
        Ok(step(&totp(self.secret.clone(), &self.email)?, ctx, code))
    }

    /// The secret as it is stored.
    pub fn sealed(&self, ctx: &Ctx) -> Result<Vec<u8>> {
        ctx.keys.seal(SEALED_FOR, self.secret.as_bytes())
    }
}

/// The step that a code belongs to, if it fits the stored secret. One step before and after the
/// present one counts as well (RFC 6238, 5.2).
pub(super) fn check(ctx: &Ctx, sealed: &[u8], code: &str) -> Result<Option<i64>> {
    let secret = Secret::from(ctx.keys.unseal(SEALED_FOR, sealed)?);
    Ok(step(&totp(secret, "")?, ctx, code))
}

fn totp(secret: Secret, email: &str) -> Result<Totp> {
    let builder = Builder::new().with_secret(secret).with_account_name(email.replace(':', " "));
    builder.with_issuer(Some("Leadbell")).build().map_err(broken)
}

fn step(totp: &Totp, ctx: &Ctx, code: &str) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = u64::try_from(ctx.clock.now() / 1_000).ok()?;
    let step = if is_code { totp.check(&code, seconds) } else { None };
    step.and_then(|step| i64::try_from(step).ok())
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn broken(cause: totp_rs::TotpError) -> Error {
    Error::Internal(format!("second factor: {cause}"))
}

/// Characters of a recovery code without its dash: 49 bits.
const CODE_LENGTH: usize = 10;

/// New recovery codes, as `xxxxx-xxxxx`.
pub(super) fn recovery_codes() -> Vec<String> {
    let code = || {
        let text = ids::readable(CODE_LENGTH);
        format!("{}-{}", &text[..5], &text[5..])
    };
    std::iter::repeat_with(code).take(CODES).collect()
}

/// What was typed, as a recovery code in its one spelling; `None` when it has another shape.
pub(super) fn recovery_code(typed: &str) -> Option<String> {
    let text: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let is_code =
        text.len() == CODE_LENGTH && text.bytes().all(|byte| ids::READABLE.contains(&byte));
    is_code.then(|| format!("{}-{}", &text[..5], &text[5..]))
}

/// A QR code as one SVG path, with the quiet zone of four modules, and the picture's width in
/// modules.
pub(super) fn qr_path(text: &str) -> Result<(String, i32)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium)
        .map_err(|cause| Error::Internal(format!("QR code: {cause}")))?;
    let size = code.size();
    let dark = (0..size)
        .flat_map(|y| (0..size).map(move |x| (x, y)))
        .filter(|&(x, y)| code.get_module(x, y));
    let squares: Vec<String> = dark.map(|(x, y)| format!("M{},{}h1v1h-1z", x + 4, y + 4)).collect();
    let path = squares.concat();
    Ok((path, size + 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_code_is_recognised_however_it_is_typed() {
        for code in recovery_codes() {
            assert_eq!(recovery_code(&code.to_uppercase().replace('-', " ")), Some(code));
        }
        for other in ["123456", "", "abcde-fgh!k", "abcde-fghjk-m", "ööööö"] {
            assert_eq!(recovery_code(other), None, "{other}");
        }
    }

    #[test]
    fn the_qr_code_has_a_quiet_zone_around_it() {
        let (path, width) = qr_path("otpauth://totp/x?secret=ABC").unwrap();
        assert!(path.starts_with("M4,4h1v1h-1z"));
        assert_eq!((width - 8 - 17) % 4, 0);
    }
}
