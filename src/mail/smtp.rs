//! The connections to the mail server.

use std::time::Duration;

use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use url::Url;

use crate::error::{Error, Result};

/// Connections at once; as many mails go out together.
const CONNECTIONS: u32 = 4;
/// How long an unused connection is kept: servers close theirs after a while.
const IDLE: Duration = Duration::from_secs(30);
/// How long the server may be silent.
const SILENCE: Duration = Duration::from_mins(1);

/// Connections to the server of `url`, which names itself `host` in EHLO unless the URL's path
/// gives a name.
pub(super) fn transport(url: &Url, host: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    let wrong = |cause: String| Error::Invalid(format!("LEADBELL_SMTP_URL: {cause}"));
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
        .map_err(|cause| wrong(cause.to_string()))?
        .timeout(Some(SILENCE))
        .pool_config(PoolConfig::new().max_size(CONNECTIONS).idle_timeout(IDLE));
    if url.path().len() <= 1 && host.contains('.') && host.parse::<std::net::IpAddr>().is_err() {
        builder = builder.hello_name(ClientId::Domain(host.to_owned()));
    }
    Ok(builder.build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_form_of_the_address_makes_connections() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        for url in ["smtp://h", "smtp://h?tls=required", "smtps://u:p@h", "smtp://h/our.name"] {
            assert!(transport(&url.parse().unwrap(), "chat.example.com").is_ok(), "{url}");
        }
    }
}
