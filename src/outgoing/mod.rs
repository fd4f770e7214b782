//! The way out for HTTP: requests to addresses that people or third parties gave, such as push
//! services and webhooks.
//!
//! A name is looked up once, every address that it gave is checked, and the connection goes to a
//! checked address, so that a name cannot change its mind in between. An address in the URL goes
//! the same way, however it is spelled. Each hop of a redirect is a request of its own.

mod address;
mod connect;

use std::net::IpAddr;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use ipnet::IpNet;
use rustls::RootCertStore;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use crate::error::{Error, Result};

/// What the server calls itself.
const AGENT: &str = concat!("Leadbell/", env!("CARGO_PKG_VERSION"));
/// What is told to one host only.
const PRIVATE: [HeaderName; 3] =
    [header::AUTHORIZATION, header::COOKIE, header::PROXY_AUTHORIZATION];

/// A request, and how much of time and answer it may cost.
#[derive(Clone, Debug)]
pub struct Ask {
    /// GET, POST …
    pub method: Method,
    /// `http` or `https`.
    pub url: Url,
    /// Beside `host`, `user-agent` and `content-length`.
    pub headers: HeaderMap,
    /// What is sent.
    pub body: Bytes,
    /// From the look-up to the last byte of the answer, all hops together.
    pub within: Duration,
    /// Bytes of an answer's body.
    pub longest: usize,
    /// Redirects that a GET follows; other requests follow none.
    pub hops: u8,
}

impl Ask {
    /// A request without headers and body: 10 seconds, 64 KiB, no redirects.
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            within: Duration::from_secs(10),
            longest: 64 * 1_024,
            hops: 0,
        }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// The address is none that may be reached: it will not be later either.
    #[error("{0}")]
    Refused(String),
    /// The host is away, or broke off: it may answer later.
    #[error("{0}")]
    Failed(String),
    /// The answer took too long.
    #[error("no answer within {} s", .0.as_secs())]
    TooSlow(Duration),
    /// The answer is longer than it may be.
    #[error("the answer has more than {0} bytes")]
    TooLong(usize),
}

/// The authorities that every browser trusts.
pub fn public_authorities() -> RootCertStore {
    webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()
}

/// What makes connections secure, with certificates that these authorities signed.
pub fn tls(authorities: RootCertStore) -> Result<TlsConnector> {
    connect::tls(authorities)
        .map_err(|cause| Error::Internal(format!("no TLS for requests: {cause}")))
}

/// The way out. One for the whole server.
pub struct Outgoing {
    allowed: Vec<IpNet>,
    tls: TlsConnector,
    names: connect::LookUp,
}

impl Outgoing {
    /// To the open internet and to the networks `allowed`; certificates are signed by the public
    /// authorities.
    pub fn new(allowed: Vec<IpNet>) -> Result<Self> {
        Self::trusting(allowed, public_authorities())
    }

    /// The same with other authorities.
    pub fn trusting(allowed: Vec<IpNet>, authorities: RootCertStore) -> Result<Self> {
        Ok(Self { allowed, tls: tls(authorities)?, names: connect::resolver() })
    }

    /// Whether the host of `url` is an address in a network that the admin allowed.
    pub fn is_allowed(&self, url: &Url) -> bool {
        let address: IpAddr = match url.host() {
            Some(Host::Ipv4(four)) => four.into(),
            Some(Host::Ipv6(six)) => six.into(),
            _ => return false,
        };
        address::is_allowed(address, &self.allowed)
    }

    /// Sends a request and reads its whole answer, of whatever status.
    pub async fn send(&self, ask: Ask) -> Result<Response<Bytes>, NoAnswer> {
        let within = ask.within;
        let answer = tokio::time::timeout(within, self.follow(ask)).await;
        answer.unwrap_or(Err(NoAnswer::TooSlow(within)))
    }

    async fn follow(&self, mut ask: Ask) -> Result<Response<Bytes>, NoAnswer> {
        loop {
            let answer = self.once(&ask).await?;
            let Some(next) = next(&ask, &answer)? else { return Ok(answer) };
            if next.origin() != ask.url.origin() {
                for name in PRIVATE {
                    ask.headers.remove(name);
                }
            }
            ask.hops -= 1;
            ask.url = next;
        }
    }

    /// One request without redirects.
    async fn once(&self, ask: &Ask) -> Result<Response<Bytes>, NoAnswer> {
        let stream = connect::to(&ask.url, &self.allowed, &self.tls, &self.names).await?;
        let broken = |cause: hyper::Error| NoAnswer::Failed(format!("the exchange: {cause}"));
        let (mut client, connection) =
            hyper::client::conn::http1::handshake(stream).await.map_err(broken)?;
        let answer = async {
            let answer = client.send_request(request(ask)?).await.map_err(broken)?;
            let (parts, body) = answer.into_parts();
            let body = Limited::new(body, ask.longest).collect().await.map_err(|cause| {
                if cause.is::<LengthLimitError>() {
                    NoAnswer::TooLong(ask.longest)
                } else {
                    NoAnswer::Failed(format!("the answer: {cause}"))
                }
            })?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        };
        // The connection is driven here, so that it ends with the asker.
        tokio::pin!(connection, answer);
        tokio::select! {
            biased;
            answer = &mut answer => answer,
            _ = &mut connection => answer.await,
        }
    }
}

fn request(ask: &Ask) -> Result<Request<Full<Bytes>>, NoAnswer> {
    let text = |text: &str| {
        HeaderValue::from_str(text).map_err(|_| NoAnswer::Refused("an unusable host".into()))
    };
    let path = &ask.url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = text(&ask.url[url::Position::BeforeHost..url::Position::AfterPort])?;
    let mut request = Request::new(Full::new(ask.body.clone()));
    *request.method_mut() = ask.method.clone();
    *request.uri_mut() =
        path.parse().map_err(|_| NoAnswer::Refused("an unusable path".to_owned()))?;
    *request.headers_mut() = ask.headers.clone();
    let headers = request.headers_mut();
    headers.insert(header::HOST, host);
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    headers.entry(header::USER_AGENT).or_insert(HeaderValue::from_static(AGENT));
    Ok(request)
}

/// Where an answer sends the request on to.
fn next(ask: &Ask, answer: &Response<Bytes>) -> Result<Option<Url>, NoAnswer> {
    let is_redirect = matches!(
        answer.status(),
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    if !is_redirect || ask.hops == 0 || ask.method != Method::GET {
        return Ok(None);
    }
    let to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
    let next = to.and_then(|to| ask.url.join(to).ok());
    let Some(next) = next else { return Ok(None) };
    if ask.url.scheme() == "https" && next.scheme() != "https" {
        return Err(NoAnswer::Refused("a redirect out of TLS".into()));
    }
    Ok(Some(next))
}

#[cfg(test)]
mod tests;
