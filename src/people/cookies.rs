//! The cookies of the console.

use axum::http::{HeaderMap, HeaderValue, header};

use super::sessions::LONGEST;
use crate::clock::SECOND;
use crate::ctx::Ctx;

/// The name of the session's cookie. `__Host-` binds it to this host, path `/` and HTTPS; without
/// HTTPS a browser would refuse it.
pub fn session_name(ctx: &Ctx) -> &'static str {
    if ctx.is_https() { "__Host-leadbell" } else { "leadbell" }
}

/// The value of a cookie in a request.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

/// The `Set-Cookie` line that starts a session.
pub fn session(ctx: &Ctx, token: &str) -> HeaderValue {
    line(ctx, token, LONGEST / SECOND)
}

fn line(ctx: &Ctx, token: &str, seconds: i64) -> HeaderValue {
    let secure = if ctx.is_https() { "; Secure" } else { "" };
    let name = session_name(ctx);
    let line = format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    // A token is URL-safe base64, so this is always a header value.
    HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static(""))
}

/// The `Set-Cookie` line that ends it.
pub fn end(ctx: &Ctx) -> HeaderValue {
    line(ctx, "", 0)
}

/// The look that the person has chosen: `light`, `dark`, or empty for the system's.
pub fn theme(headers: &HeaderMap) -> &'static str {
    match read(headers, "leadbell_theme") {
        Some("light") => "light",
        Some("dark") => "dark",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("xleadbell=1; leadbell=2; a=3"));
        assert_eq!(read(&headers, "leadbell"), Some("2"));
        assert_eq!(read(&headers, "bell"), None);
    }
}
