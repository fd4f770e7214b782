//! How the mail server's address is read.

use std::net::IpAddr;
use std::path::PathBuf;

use lettre::{AsyncSmtpTransport, Tokio1Executor};
use url::Url;

const EXPECTED: &str = "give smtp:// or smtps:// with a host, such as \
     smtps://user:password@mail.example.com; with smtp://, ?tls= is none, opportunistic or required";
const ONE_PARAMETER: &str =
    "it knows no parameter but tls; in a password, ? and # are written as %3F and %23";

/// `smtp://` without `tls` means: STARTTLS where the server offers it. A password goes to
/// another machine only inside TLS; `?tls=none` is for a server that has none. On this machine
/// a mail needs no TLS: the certificate that a distribution makes for its mail server is nobody's.
pub(super) fn address(text: &str) -> Result<Url, String> {
    let mut url = Url::parse(text).map_err(|_| EXPECTED)?;
    if url.fragment().is_some() || url.query_pairs().any(|(name, _)| name != "tls") {
        return Err(ONE_PARAMETER.into());
    }
    let tls = mode(&url);
    match (url.scheme(), tls.as_deref()) {
        ("smtp", tls) => secure(&mut url, tls),
        // It is TLS from the first byte, whatever else is asked for.
        ("smtps", Some(other)) if other != "required" => return Err(EXPECTED.into()),
        _ => {}
    }
    match AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()) {
        Ok(_) => Ok(url),
        Err(_) => Err(EXPECTED.into()),
    }
}

/// The file of an authority, which only a server with TLS needs.
pub(super) fn authority(file: &str, server: Option<&Url>) -> Result<PathBuf, String> {
    let has_tls = |url: &Url| url.scheme() == "smtps" || mode(url).is_some();
    if !server.is_some_and(has_tls) {
        return Err("it is for a mail server with TLS, and LEADBELL_SMTP_URL names none".into());
    }
    Ok(file.into())
}

fn mode(url: &Url) -> Option<String> {
    url.query_pairs().find(|(name, _)| name == "tls").map(|(_, mode)| mode.into_owned())
}

fn secure(url: &mut Url, tls: Option<&str>) {
    // lettre's own defaults differ with and without STARTTLS; ours is always 25.
    if url.port().is_none() && tls.is_none() {
        let _ = url.set_port(Some(25));
    }
    match tls {
        Some("none") => url.set_query(None),
        None if !is_here(url) && url.password().is_some() => url.set_query(Some("tls=required")),
        None if is_here(url) && url.password().is_none() => {}
        None => url.set_query(Some("tls=opportunistic")),
        Some(_) => {}
    }
}

/// Whether the server is on this machine. (The host of such an URL is always read as a name.)
fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_leaves_the_machine_only_inside_tls() {
        for (given, meant) in [
            ("smtp://u:p@mail.test", "smtp://u:p@mail.test:25?tls=required"),
            ("smtp://u:p@mail.test:587", "smtp://u:p@mail.test:587?tls=required"),
            ("smtp://mail.test", "smtp://mail.test:25?tls=opportunistic"),
            ("smtp://u:p@127.0.0.1:2525", "smtp://u:p@127.0.0.1:2525?tls=opportunistic"),
            ("smtp://localhost", "smtp://localhost:25"),
            ("smtp://u:p@mail.test?tls=none", "smtp://u:p@mail.test"),
            ("smtp://mail.test?tls=required", "smtp://mail.test?tls=required"),
            ("smtps://u:p@mail.test", "smtps://u:p@mail.test"),
        ] {
            assert_eq!(address(given).unwrap().as_str(), meant);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for given in [
            "mail.test",
            "http://mail.test",
            "smtp://mail.test?tls=maybe",
            "smtp://mail.test?tls=required&timeout=5",
            "smtps://mail.test?tls=none",
            "smtp://mail.test#tls",
            "smtp://",
        ] {
            assert!(address(given).is_err(), "{given}");
        }
    }

    #[test]
    fn an_authority_is_for_a_server_with_tls() {
        for (given, fits) in [
            ("smtps://mail.test", true),
            ("smtp://mail.test", true),
            ("smtp://mail.test?tls=none", false),
            ("smtp://localhost", false),
        ] {
            let url = address(given).unwrap();
            assert_eq!(authority("ca.pem", Some(&url)).is_ok(), fits, "{given}");
        }
        assert!(authority("ca.pem", None).is_err());
    }
}
