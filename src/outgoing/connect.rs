//! Connections to checked addresses.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use hyper_util::rt::TokioIo;
use ipnet::IpNet;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::{Host, Url};

use super::{NoAnswer, address};

/// Gives the addresses of a name.
pub(super) type LookUp = Box<dyn Fn(String, u16) -> Found + Send + Sync>;
pub(super) type Found = BoxFuture<'static, std::io::Result<Vec<SocketAddr>>>;

/// Asks the machine's own resolver.
pub(super) fn resolver() -> LookUp {
    Box::new(|name, port| {
        Box::pin(async move { Ok(tokio::net::lookup_host((name, port)).await?.collect()) })
    })
}

pub(super) fn tls(authorities: RootCertStore) -> Result<TlsConnector, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(authorities)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config).into())
}

/// A connection to the host of `url`, inside TLS where it is `https`.
pub(super) async fn to(
    url: &Url,
    allowed: &[IpNet],
    tls: &TlsConnector,
    names: &LookUp,
) -> Result<TokioIo<Stream>, NoAnswer> {
    let refused = |why: &str| NoAnswer::Refused(format!("{}: {why}", shown(url)));
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused("neither http nor https"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("an address with a name or a password in it"));
    }
    let host = url.host().ok_or_else(|| refused("no host"))?;
    let port = url.port_or_known_default().ok_or_else(|| refused("no port"))?;
    let found = look_up(&host, port, names).await?;
    let checked: Vec<SocketAddr> =
        found.into_iter().filter(|one| address::may_reach(one.ip(), allowed)).collect();
    if checked.is_empty() {
        return Err(refused("not an address of the open internet (see LEADBELL_ALLOW_NETS)"));
    }
    let failed = |cause: std::io::Error| NoAnswer::Failed(format!("{}: {cause}", shown(url)));
    let stream = TcpStream::connect(checked.as_slice()).await.map_err(failed)?;
    let _ = stream.set_nodelay(true);
    if url.scheme() == "http" {
        return Ok(TokioIo::new(Stream::Plain(stream)));
    }
    let name = match host {
        Host::Domain(name) => ServerName::try_from(name.to_owned()),
        Host::Ipv4(four) => Ok(ServerName::from(std::net::IpAddr::from(four))),
        Host::Ipv6(six) => Ok(ServerName::from(std::net::IpAddr::from(six))),
    };
    let name = name.map_err(|_| refused("not a name that a certificate can have"))?;
    let stream = tls.connect(name, stream).await.map_err(failed)?;
    Ok(TokioIo::new(Stream::Tls(Box::new(stream))))
}

/// Scheme, host and port: a path may hold a secret.
fn shown(url: &Url) -> String {
    url[..url::Position::AfterPort].to_owned()
}

async fn look_up(
    host: &Host<&str>,
    port: u16,
    names: &LookUp,
) -> Result<Vec<SocketAddr>, NoAnswer> {
    let name = match host {
        Host::Ipv4(four) => return Ok(vec![(*four, port).into()]),
        Host::Ipv6(six) => return Ok(vec![(*six, port).into()]),
        Host::Domain(name) => *name,
    };
    let found = names(name.to_owned(), port).await;
    found.map_err(|cause| NoAnswer::Failed(format!("{name}: {cause}")))
}

pub(super) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, into),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, into),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
