//! `healthcheck`: asks the server that these settings describe whether it is ready.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::body::Body;
use hyper::Request;
use hyper_util::rt::TokioIo;

use crate::config::Config;
use crate::error::{Error, Result};

const PATIENCE: Duration = Duration::from_secs(3);

/// `Ok` when `/readyz` answers 200 within three seconds.
pub async fn healthcheck(config: &Config) -> Result<()> {
    let address = reachable(config.listen);
    let refused = |cause: &dyn std::fmt::Display| Error::Invalid(format!("{address}: {cause}"));
    let asked = async {
        let stream =
            tokio::net::TcpStream::connect(address).await.map_err(|cause| refused(&cause))?;
        let (mut client, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|cause| refused(&cause))?;
        tokio::spawn(connection);
        let request = Request::get("/readyz")
            .header("host", address.to_string())
            .body(Body::empty())
            .map_err(|cause| refused(&cause))?;
        client.send_request(request).await.map_err(|cause| refused(&cause))
    };
    let answer = tokio::time::timeout(PATIENCE, asked)
        .await
        .map_err(|_| refused(&"no answer within three seconds"))??;
    if answer.status().is_success() { Ok(()) } else { Err(refused(&answer.status())) }
}

/// An address to connect to for one to listen on.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}
