//! A push service on loopback, and a browser that reads what comes by way of it. It decrypts and
//! checks with other libraries than the server encrypts and signs with.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aes_gcm::aead::Aead as _;
use aes_gcm::{Aes128Gcm, KeyInit as _, Nonce};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::{PublicKey, SecretKey};
use serde_json::{Value, json};
use sha2::Sha256;

/// A request to the service.
#[derive(Clone, Debug)]
pub struct Pushed {
    /// The last part of the endpoint.
    pub device: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, as encrypted.
    pub body: Bytes,
}

#[derive(Clone, Default)]
struct Log {
    taken: Arc<Mutex<Vec<Pushed>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

/// A push service.
pub struct PushService {
    /// Its origin.
    pub origin: String,
    log: Log,
    running: tokio::task::JoinHandle<()>,
}

impl Drop for PushService {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl PushService {
    /// Starts one that takes everything.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let log = Log::default();
        let routes = Router::new().route("/push/{device}", post(take)).with_state(log.clone());
        let running = tokio::spawn(async move {
            let _ = axum_serve(listener, routes).await;
        });
        Self { origin, log, running }
    }

    /// Answers the next requests with these statuses; those after them are taken.
    pub fn answer(&self, statuses: &[u16]) {
        self.log.answers.lock().expect("no panic").extend(statuses);
    }

    /// What has come since this was last asked.
    pub fn pushed(&self) -> Vec<Pushed> {
        std::mem::take(&mut self.log.taken.lock().expect("no panic"))
    }

    /// A browser that takes its messages here.
    pub fn phone(&self, name: &str) -> Phone {
        let mut auth = [0; 16];
        rand::fill(&mut auth);
        let secret = loop {
            let mut bytes = [0; 32];
            rand::fill(&mut bytes);
            if let Ok(secret) = SecretKey::from_slice(&bytes) {
                break secret;
            }
        };
        Phone { endpoint: format!("{}/push/{name}", self.origin), secret, auth }
    }
}

async fn axum_serve(listener: tokio::net::TcpListener, routes: Router) -> std::io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let service = hyper_util::service::TowerToHyperService::new(routes.clone());
        tokio::spawn(async move {
            let stream = hyper_util::rt::TokioIo::new(stream);
            let _ =
                hyper::server::conn::http1::Builder::new().serve_connection(stream, service).await;
        });
    }
}

async fn take(
    State(log): State<Log>,
    Path(device): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    log.taken.lock().expect("no panic").push(Pushed { device, headers, body });
    let next = log.answers.lock().expect("no panic").pop_front();
    StatusCode::from_u16(next.unwrap_or(201)).expect("a status")
}

/// A browser with a subscription.
pub struct Phone {
    /// Its address at the service.
    pub endpoint: String,
    secret: SecretKey,
    auth: [u8; 16],
}

impl Phone {
    /// What its page tells the server.
    pub fn subscription(&self) -> Value {
        json!({
            "endpoint": self.endpoint,
            "p256dh": URL_SAFE_NO_PAD.encode(self.public()),
            "auth": URL_SAFE_NO_PAD.encode(self.auth),
        })
    }

    fn public(&self) -> Vec<u8> {
        self.secret.public_key().to_sec1_point(false).as_bytes().to_vec()
    }

    /// What a message says (RFC 8188 and 8291).
    pub fn read(&self, pushed: &Pushed) -> Value {
        assert_eq!(pushed.headers["content-encoding"], "aes128gcm");
        let (salt, rest) = pushed.body.split_at(16);
        let (size, rest) = rest.split_at(4);
        assert!(pushed.body.len() <= 4_096 && size >= &[0, 0, 0, 18][..]);
        let (server, sealed) = rest[1..].split_at(usize::from(rest[0]));
        let peer = PublicKey::from_sec1_bytes(server).expect("a point");
        let shared = p256::ecdh::diffie_hellman(self.secret.to_nonzero_scalar(), peer.as_affine());
        let info = [b"WebPush: info\0", &self.public()[..], server].concat();
        let mut input = [0; 32];
        let first = Hkdf::<Sha256>::new(Some(&self.auth), shared.raw_secret_bytes());
        first.expand(&info, &mut input).expect("a key");
        let second = Hkdf::<Sha256>::new(Some(salt), &input);
        let (mut key, mut nonce) = ([0; 16], [0; 12]);
        second.expand(b"Content-Encoding: aes128gcm\0", &mut key).expect("a key");
        second.expand(b"Content-Encoding: nonce\0", &mut nonce).expect("a nonce");
        let cipher = Aes128Gcm::new_from_slice(&key).expect("a key");
        let text = cipher.decrypt(&Nonce::from(nonce), sealed).expect("a message for this phone");
        let end = text.iter().rposition(|byte| *byte != 0).expect("a delimiter");
        assert_eq!(text[end], 2, "the last record");
        serde_json::from_slice(&text[..end]).expect("JSON")
    }

    /// The claims of the sender's token, whose signature must fit the key under which this browser
    /// subscribed (RFC 8292).
    pub fn sender(pushed: &Pushed, key: &str) -> Value {
        let header = pushed.headers["authorization"].to_str().expect("text");
        let (token, own) =
            header.strip_prefix("vapid t=").expect("VAPID").split_once(", k=").expect("a key");
        assert_eq!(own, key);
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64");
        let (signed, mark) = token.rsplit_once('.').expect("a signature");
        let verifier = VerifyingKey::from_sec1_bytes(&bytes(key)).expect("a point");
        let mark = Signature::from_slice(&bytes(mark)).expect("a signature");
        verifier.verify(signed.as_bytes(), &mark).expect("signed by the server");
        let (head, claims) = signed.split_once('.').expect("two parts");
        let head: Value = serde_json::from_slice(&bytes(head)).expect("JSON");
        assert_eq!(head["alg"], "ES256");
        serde_json::from_slice(&bytes(claims)).expect("JSON")
    }
}
