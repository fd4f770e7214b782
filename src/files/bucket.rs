//! Files in a bucket that speaks S3: three kinds of request, each signed, on a connection of its
//! own. The path names the bucket, which Amazon and every other server of the kind understand.

use std::fmt;
use std::time::Duration;

use axum::body::Body;
use http_body_util::{BodyExt as _, Limited};
use hyper::Request;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::http::{Method, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_util::io::ReaderStream;

use super::part::Part;
use super::sign::{self, Signer};
use crate::clock::Clock;
use crate::config;
use crate::error::{Error, Result};
use crate::outgoing;

/// The server has this long to take a connection.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// And this long to answer, once it has all of the request.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// Bytes of an answer that says what is wrong.
const REFUSAL: usize = 4_096;
/// Bytes that are read from disk at once.
const CHUNK: usize = 64 * 1_024;
/// A body of no bytes.
const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

pub(super) struct Bucket {
    at: config::Bucket,
    tls: Option<TlsConnector>,
    clock: Clock,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.at.fmt(f)
    }
}

/// What is sent, beside the name of the file.
struct Sent {
    method: Method,
    body: Body,
    size: Option<u64>,
    payload: String,
}

impl Sent {
    fn nothing(method: Method) -> Self {
        Self { method, body: Body::empty(), size: None, payload: NOTHING.into() }
    }
}

impl Bucket {
    pub(super) fn new(at: &config::Bucket) -> Result<Self> {
        let connector = || outgoing::tls(outgoing::public_authorities());
        let tls = at.tls.then(connector).transpose()?;
        Ok(Self { at: at.clone(), tls, clock: Clock::system() })
    }

    pub(super) async fn put(&self, name: &str, mut part: Part) -> Result<()> {
        let payload = part.sealed().await.map_err(super::storage)?;
        let reader = part.reader().await.map_err(super::storage)?;
        let sent = Sent {
            method: Method::PUT,
            body: Body::from_stream(ReaderStream::with_capacity(reader, CHUNK)),
            size: Some(part.size()),
            payload,
        };
        let answer = self.ask(name, sent).await?;
        expect(answer, &[StatusCode::OK]).await.map(drop)
    }

    pub(super) async fn get(&self, name: &str) -> Result<Option<Body>> {
        let answer = self.ask(name, Sent::nothing(Method::GET)).await?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        Ok(Some(Body::new(expect(answer, &[StatusCode::OK]).await?.into_body())))
    }

    pub(super) async fn remove(&self, name: &str) -> Result<()> {
        let gone = [StatusCode::NO_CONTENT, StatusCode::OK, StatusCode::NOT_FOUND];
        let answer = self.ask(name, Sent::nothing(Method::DELETE)).await?;
        expect(answer, &gone).await.map(drop)
    }

    async fn ask(&self, name: &str, sent: Sent) -> Result<Response<Incoming>> {
        let Sent { method, body, size, payload } = sent;
        let at = &self.at;
        // Letters, digits and `-._/` alone: nothing to escape.
        let path = format!("/{}/{}{name}", at.name, at.prefix);
        let host = authority(at);
        let now = jiff::Timestamp::from_millisecond(self.clock.now()).unwrap_or_default();
        let time = now.strftime("%Y%m%dT%H%M%SZ").to_string();
        let headers =
            [("host", host.as_str()), ("x-amz-content-sha256", &payload), ("x-amz-date", &time)];
        let signer = Signer { key: &at.key, secret: &at.secret, region: &at.region };
        let asked = sign::Request {
            method: method.as_str(),
            path: &path,
            query: "",
            headers: &headers,
            payload: &payload,
        };
        let mark = signer.sign(&asked, &time);
        let mut request = Request::builder().method(method).uri(&path);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if let Some(size) = size {
            request = request.header(header::CONTENT_LENGTH, size);
        }
        let request = request.header(header::AUTHORIZATION, mark).body(body).map_err(away)?;
        let limit = ANSWER_WITHIN + Duration::from_millis(size.unwrap_or_default() / 64);
        self.send(request, limit).await
    }

    async fn send(&self, request: Request<Body>, limit: Duration) -> Result<Response<Incoming>> {
        let late = |_| away("it took too long");
        let stream = timeout(CONNECT_WITHIN, self.connect()).await.map_err(late)??;
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(away)?;
        tokio::spawn(connection);
        timeout(limit, sender.send_request(request)).await.map_err(late)?.map_err(away)
    }

    async fn connect(&self) -> Result<Box<dyn Stream>> {
        let config::Bucket { host, port, .. } = &self.at;
        let stream = TcpStream::connect((host.as_str(), *port)).await.map_err(away)?;
        stream.set_nodelay(true).map_err(away)?;
        let Some(tls) = &self.tls else { return Ok(Box::new(stream)) };
        let name = ServerName::try_from(host.clone()).map_err(away)?;
        Ok(Box::new(tls.connect(name, stream).await.map_err(away)?))
    }
}

/// A connection, inside TLS or not.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// The server as a request names it.
fn authority(at: &config::Bucket) -> String {
    let host = if at.host.contains(':') { format!("[{}]", at.host) } else { at.host.clone() };
    let usual = if at.tls { 443 } else { 80 };
    if at.port == usual { host } else { format!("{host}:{}", at.port) }
}

async fn expect(answer: Response<Incoming>, expected: &[StatusCode]) -> Result<Response<Incoming>> {
    let status = answer.status();
    if expected.contains(&status) {
        return Ok(answer);
    }
    // Such as `<Code>SignatureDoesNotMatch</Code>`.
    let body = Limited::new(answer.into_body(), REFUSAL).collect().await;
    let text = body.map(|body| String::from_utf8_lossy(&body.to_bytes()).into_owned());
    let text = text.unwrap_or_default();
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    let code = code.map_or("no code", |(code, _)| code);
    Err(away(format!("the bucket answered {status}, {code}")))
}

#[allow(clippy::needless_pass_by_value, reason = "maps an error")]
fn away(cause: impl ToString) -> Error {
    Error::Storage(cause.to_string())
}
