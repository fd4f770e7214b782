//! The connections to the mail server.

use std::path::Path;
use std::time::Duration;

use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use url::Url;

use crate::error::{Error, Result};

/// Connections at once; as many mails go out together.
const CONNECTIONS: u32 = 4;
/// How long an unused connection is kept: servers close theirs after a while.
const IDLE: Duration = Duration::from_secs(30);
/// How long the server may be silent.
const SILENCE: Duration = Duration::from_mins(1);

/// Connections to the server of `url`, which names itself `host` in EHLO unless the URL's path
/// gives a name. The certificates in `ca` may sign the server's, beside the public authorities.
pub(super) fn transport(
    url: &Url,
    ca: Option<&Path>,
    host: &str,
) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    let wrong = |cause: String| Error::Invalid(format!("LEADBELL_SMTP_URL: {cause}"));
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
        .map_err(|cause| wrong(cause.to_string()))?
        .timeout(Some(SILENCE))
        .pool_config(PoolConfig::new().max_size(CONNECTIONS).idle_timeout(IDLE));
    if let Some(file) = ca {
        builder = builder.tls(tls(url, authorities(file)?).map_err(wrong)?);
    }
    if url.path().len() <= 1 && host.contains('.') && host.parse::<std::net::IpAddr>().is_err() {
        builder = builder.hello_name(ClientId::Domain(host.to_owned()));
    }
    Ok(builder.build())
}

/// What [`AsyncSmtpTransport::from_url`] makes of the address, with further authorities.
fn tls(url: &Url, authorities: Vec<Certificate>) -> Result<Tls, String> {
    let mut parameters = TlsParameters::builder(url.host_str().unwrap_or_default().to_owned());
    for authority in authorities {
        parameters = parameters.add_root_certificate(authority);
    }
    let parameters = parameters.build().map_err(|cause| cause.to_string())?;
    let mode = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, mode)| mode);
    Ok(match (url.scheme(), mode.as_deref()) {
        ("smtps", _) => Tls::Wrapper(parameters),
        (_, Some("required")) => Tls::Required(parameters),
        (_, Some("opportunistic")) => Tls::Opportunistic(parameters),
        _ => Tls::None,
    })
}

/// The certificates of a PEM file, each of which can be trusted.
fn authorities(file: &Path) -> Result<Vec<Certificate>> {
    let wrong =
        |cause: String| Error::Invalid(format!("LEADBELL_SMTP_CA {}: {cause}", file.display()));
    let pem = std::fs::read(file).map_err(|cause| wrong(format!("it cannot be read: {cause}")))?;
    let mut found = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|cause| wrong(format!("it is not PEM: {cause}")))?;
        let der = certificate.to_vec();
        RootCertStore::empty().add(certificate).map_err(|cause| wrong(cause.to_string()))?;
        found.push(Certificate::from_der(der).map_err(|cause| wrong(cause.to_string()))?);
    }
    if found.is_empty() {
        return Err(wrong("there is no certificate in it".into()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_form_of_the_address_makes_connections() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        for url in ["smtp://h", "smtp://h?tls=required", "smtps://u:p@h", "smtp://h/our.name"] {
            assert!(transport(&url.parse().unwrap(), None, "chat.example.com").is_ok(), "{url}");
        }
    }

    #[test]
    fn a_file_without_a_certificate_is_refused_with_its_name() {
        for name in ["Cargo.toml", "no/such/file.pem"] {
            let refused = authorities(Path::new(name)).map(|found| found.len());
            let refused = refused.unwrap_err().to_string();
            assert!(refused.starts_with(&format!("LEADBELL_SMTP_CA {name}: ")), "{refused}");
        }
    }
}
