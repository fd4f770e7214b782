//! Settings: a TOML file, then the environment (`LEADBELL_…`). A wrong value is refused at start
//! with its name and the reason, in which no secret is repeated.

mod given;
mod limits;
mod smtp;
mod storage;
mod values;

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use lettre::message::Mailbox;
use url::Url;

use self::given::Given;
pub use self::limits::Limits;
pub use self::storage::{Bucket, Storage};
use crate::db::{Durability, Target};
use crate::error::{Error, Result};

/// The settings file that is read when it is there.
const FILE: &str = "leadbell.toml";

/// Checked settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// What browsers and mails use to reach it; no trailing slash in its text. `None` until it is
    /// set: then the listening address is used.
    pub public_url: Option<Url>,
    /// The folder of the database file, the key, the files and the mailbox.
    pub data: PathBuf,
    /// The database.
    pub database: Target,
    /// Redis, for several nodes.
    pub redis_url: Option<String>,
    /// The mail server: `smtp://` or `smtps://`, and `?tls=` none, opportunistic or required.
    /// `None`: a mailbox on disk.
    pub smtp_url: Option<Url>,
    /// Certificates (PEM) that may sign the mail server's, beside the public authorities.
    pub smtp_ca: Option<PathBuf>,
    /// The sender of mails.
    pub mail_from: Mailbox,
    /// The key given by the admin, if it was.
    pub secret_key: Option<String>,
    /// Where files are stored.
    pub files: Storage,
    /// A `MaxMind` file that tells the country of a network address.
    pub geoip: Option<PathBuf>,
    /// Networks whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<IpNet>,
    /// Private networks that outgoing requests may reach.
    pub allow_nets: Vec<IpNet>,
    /// Whether `/metrics` is open to all, not only to loopback.
    pub metrics_public: bool,
    /// The log filter, such as `info` or `leadbell=debug`.
    pub log: String,
    /// Whether log lines are JSON.
    pub log_json: bool,
    /// How much one sender may do.
    pub limits: Limits,
}

impl Config {
    /// Reads `file` (or `leadbell.toml` in the working folder, when it is there) and the
    /// environment. Where they name no data folder, it is `folder`.
    pub fn load(file: Option<PathBuf>, folder: &str) -> Result<Self> {
        if let Some(missing) = file.as_ref().filter(|file| !file.is_file()) {
            return Err(Error::Invalid(format!("--config: {} is not a file", missing.display())));
        }
        let file = file.unwrap_or_else(|| FILE.into());
        let mut given = Given::default();
        match std::fs::read_to_string(&file) {
            Ok(text) => given.read_toml(&text, &file)?,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {}
            Err(cause) => return Err(Error::Invalid(format!("{}: {cause}", file.display()))),
        }
        given.read_environment(std::env::vars_os())?;
        Self::check(given, folder.into())
    }

    fn check(mut given: Given, folder: PathBuf) -> Result<Self> {
        let listen = given.read("listen", values::parse(values::LISTEN))?;
        let data = given.read("data", values::path)?.unwrap_or(folder);
        let durability = given.read("sqlite_sync", values::durability)?;
        let durability = durability.unwrap_or(Durability::Full);
        let connections = given.read("database_connections", values::connections)?.unwrap_or(16);
        let database = given
            .read("database_url", |url| values::database(url, durability, connections))?
            .unwrap_or_else(|| Target::Sqlite(data.join("leadbell.db"), durability));
        let secret_key = given.read_secret("secret_key", values::secret_key)?;
        let files = given.read("files_url", storage::storage)?;
        let redis_url = given.read("redis_url", |url| {
            let is_postgres = matches!(database, Target::Postgres(..));
            values::redis(url, is_postgres, secret_key.is_some(), files.is_some())
        })?;
        let smtp_url = given.read("smtp_url", smtp::address)?;
        let smtp_ca = given.read("smtp_ca", |file| smtp::authority(file, smtp_url.as_ref()))?;
        let config = Self {
            listen: listen.unwrap_or_else(|| ([127, 0, 0, 1], 8080).into()),
            public_url: given.read("public_url", values::public_url)?,
            files: files.unwrap_or_else(|| Storage::Folder(data.join("files"))),
            data,
            database,
            redis_url,
            smtp_url,
            smtp_ca,
            mail_from: match given.read("mail_from", values::parse(values::SENDER))? {
                Some(sender) => sender,
                None => values::parse(values::SENDER)("Leadbell <leadbell@localhost>")
                    .map_err(Error::Internal)?,
            },
            secret_key,
            geoip: given.read("geoip", values::path)?,
            trusted_proxies: given.read("trusted_proxies", values::proxies)?.unwrap_or_default(),
            allow_nets: given.read("allow_nets", values::networks)?.unwrap_or_default(),
            metrics_public: given.read("metrics_public", values::flag)?.unwrap_or(false),
            log: given.read("log", values::log)?.unwrap_or_else(|| "info".into()),
            log_json: given.read("log_json", values::flag)?.unwrap_or(false),
            limits: given.limits,
        };
        given.refuse_unknown()?;
        Ok(config)
    }

    /// Defaults with everything in `data`, for tests and the demo: no file, no environment.
    pub fn in_folder(data: PathBuf) -> Result<Self> {
        let config = Self::check(Given::default(), data)?;
        Ok(Self { listen: ([127, 0, 0, 1], 0).into(), ..config })
    }
}

#[cfg(test)]
mod tests;
