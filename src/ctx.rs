//! What every feature may use, below all of them.

use std::ops::Deref;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::files::Files;
use crate::keys::Keys;
use crate::local::Local;
use crate::mail::Mailer;
use crate::outgoing::Outgoing;
use crate::realtime::Hub;

/// The application's parts. Cloning shares them.
#[derive(Clone)]
pub struct Ctx(Arc<Parts>);

/// The fields of [`Ctx`].
pub struct Parts {
    /// The checked settings.
    pub config: Config,
    /// What browsers and mails use to reach the server.
    pub public_url: Url,
    /// The database.
    pub db: Db,
    /// The sockets of this node.
    pub hub: Hub,
    /// The way out for mail.
    pub mailer: Mailer,
    /// The way out for HTTP.
    pub outgoing: Outgoing,
    /// Stored files.
    pub files: Files,
    /// The time.
    pub clock: Clock,
    /// Signatures and sealed values.
    pub keys: Keys,
    /// What features keep in memory on this node.
    pub local: Local,
    /// Cancelled when the server is to stop.
    pub stop: CancellationToken,
}

impl Ctx {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// An address on this server for mails and pages, from a path that begins with `/`.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }

    /// The origin of the console: scheme, host and port.
    pub fn origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }

    /// Whether cookies get `Secure` and the `__Host-` prefix.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

impl Deref for Ctx {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
