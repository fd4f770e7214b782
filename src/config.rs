//! Settings: a TOML file, then the environment (`LEADBELL_…`). A wrong value is refused at start
//! with its name and the reason.

mod smtp;

use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use ipnet::IpNet;
use lettre::message::Mailbox;
use serde::Deserialize;
use sqlx::postgres::PgConnectOptions;
use url::Url;

use crate::db::{Durability, Target};
use crate::error::{Error, Result};

/// What an admin may set, as it stands in the file and in the environment.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    listen: Option<String>,
    public_url: Option<String>,
    data: Option<PathBuf>,
    database_url: Option<String>,
    database_connections: Option<u32>,
    sqlite_sync: Option<Durability>,
    redis_url: Option<String>,
    smtp_url: Option<String>,
    smtp_ca: Option<PathBuf>,
    mail_from: Option<String>,
    secret_key: Option<String>,
    files_url: Option<String>,
    trusted_proxies: Option<String>,
    allow_nets: Option<String>,
    metrics_public: Option<bool>,
    log: Option<String>,
    log_json: Option<bool>,
    limits: Limits,
}

/// How much one sender may do; an admin can change it in the settings file's `[limits]`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Frames a second from one socket; ten seconds' worth may come at once.
    pub socket_frames: u32,
    /// Chat messages a minute from one visitor.
    pub messages_visitor: u32,
    /// Chat messages a minute from one network address.
    pub messages_address: u32,
    /// Form posts an hour from one visitor.
    pub forms_visitor: u32,
    /// Form posts an hour from one network address: an office or a mobile carrier shares one.
    /// Beyond it, ones with nothing against them need a proof of work, suspect ones are refused.
    pub forms_address: u32,
    /// Form posts a minute for one site; beyond it each needs a proof of work.
    pub forms_site: u32,
    /// Suspect form posts a day that are kept in a site's quarantine; further ones are refused,
    /// and counted.
    pub suspects_site: u32,
    /// New visitors a minute from one network address.
    pub visitors_address: u32,
    /// Page views a minute from one visitor.
    pub views_visitor: u32,
    /// Page views a minute from one network address.
    pub views_address: u32,
    /// Sockets open at once from one network address.
    pub sockets_address: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            socket_frames: 20,
            messages_visitor: 40,
            messages_address: 400,
            forms_visitor: 20,
            forms_address: 120,
            forms_site: 600,
            suspects_site: 1_000,
            visitors_address: 240,
            views_visitor: 120,
            views_address: 3_000,
            sockets_address: 400,
        }
    }
}

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
    /// The folder of stored files.
    pub files: PathBuf,
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
    /// Reads `file` (or `leadbell.toml` beside the process, when it is there) and the environment.
    /// Where they name no data folder, it is `folder`.
    pub fn load(file: Option<PathBuf>, folder: &str) -> Result<Self> {
        if let Some(missing) = file.as_ref().filter(|file| !file.is_file()) {
            return Err(Error::Invalid(format!("--config: {} is not a file", missing.display())));
        }
        let file = file.unwrap_or_else(|| "leadbell.toml".into());
        // Tests hand their own settings to the processes that they start.
        let ours = |key: &figment::value::UncasedStr| {
            !key.starts_with("test_") && !key.starts_with("e2e_")
        };
        let figment = Figment::new()
            .merge(Serialized::default("data", folder))
            .merge(Toml::file(file))
            .merge(Env::prefixed("LEADBELL_").filter(ours));
        Self::from_figment(&figment)
    }

    fn from_figment(figment: &Figment) -> Result<Self> {
        let raw: Raw = figment.extract().map_err(|causes| {
            let lines: Vec<String> = causes.into_iter().map(|cause| named(&cause)).collect();
            Error::Invalid(lines.join("\n"))
        })?;
        Self::check(raw)
    }

    fn check(raw: Raw) -> Result<Self> {
        let data = raw.data.unwrap_or_else(|| "data".into());
        let listen = raw.listen.as_deref().unwrap_or("127.0.0.1:8080");
        let durability = raw.sqlite_sync.unwrap_or(Durability::Full);
        let database = match raw.database_url.as_deref().filter(|url| !url.is_empty()) {
            None => Target::Sqlite(data.join("leadbell.db"), durability),
            Some(url) => database(url, durability, raw.database_connections.unwrap_or(16))?,
        };
        let postgres = matches!(database, Target::Postgres(..));
        let redis_url = raw.redis_url.filter(|url| !url.is_empty());
        if let Some(url) = &redis_url {
            redis::Client::open(url.as_str()).map_err(|cause| wrong("redis_url", &cause))?;
            if !postgres {
                return Err(wrong(
                    "redis_url",
                    &"several nodes need PostgreSQL: set LEADBELL_DATABASE_URL",
                ));
            }
            if raw.secret_key.is_none() {
                return Err(wrong(
                    "redis_url",
                    &"several nodes need one shared LEADBELL_SECRET_KEY",
                ));
            }
            if raw.files_url.is_none() {
                return Err(wrong(
                    "redis_url",
                    &"several nodes need shared files: set LEADBELL_FILES_URL",
                ));
            }
        }
        if raw.secret_key.as_ref().is_some_and(|key| key.len() < 32) {
            return Err(wrong("secret_key", &"must have 32 characters at least"));
        }
        let from = raw.mail_from.as_deref().unwrap_or("Leadbell <leadbell@localhost>");
        Ok(Self {
            listen: parse("listen", listen)?,
            public_url: raw.public_url.as_deref().map(public_url).transpose()?,
            files: files(raw.files_url.as_deref())?.unwrap_or_else(|| data.join("files")),
            data,
            database,
            redis_url,
            smtp_url: raw
                .smtp_url
                .filter(|url| !url.is_empty())
                .map(|url| smtp::address(&url).map_err(|cause| wrong("smtp_url", &cause)))
                .transpose()?,
            smtp_ca: raw.smtp_ca.filter(|path| !path.as_os_str().is_empty()),
            mail_from: parse("mail_from", from)?,
            secret_key: raw.secret_key,
            trusted_proxies: networks("trusted_proxies", raw.trusted_proxies.as_deref())?,
            allow_nets: networks("allow_nets", raw.allow_nets.as_deref())?,
            metrics_public: raw.metrics_public.unwrap_or(false),
            log: raw.log.unwrap_or_else(|| "info".into()),
            log_json: raw.log_json.unwrap_or(false),
            limits: raw.limits,
        })
    }

    /// Defaults with everything in `data`, for tests and the demo: no file, no environment.
    pub fn in_folder(data: PathBuf) -> Result<Self> {
        Self::check(Raw { data: Some(data), listen: Some("127.0.0.1:0".into()), ..Raw::default() })
    }
}

fn wrong(name: &str, reason: &dyn Display) -> Error {
    Error::Invalid(format!("LEADBELL_{} {reason}", name.to_uppercase()))
}

fn named(cause: &figment::Error) -> String {
    let path = cause.path.join(".");
    format!("LEADBELL_{}: {}", path.to_uppercase(), cause.kind)
}

fn parse<T: FromStr<Err: Display>>(name: &str, text: &str) -> Result<T> {
    text.trim().parse().map_err(|cause| wrong(name, &format!("`{text}`: {cause}")))
}

fn networks(name: &str, text: Option<&str>) -> Result<Vec<IpNet>> {
    let parts = text.unwrap_or("").split([',', ' ']).filter(|part| !part.is_empty());
    parts
        .map(|part| match part.parse::<IpAddr>() {
            Ok(address) => Ok(IpNet::from(address)),
            Err(_) => parse(name, part),
        })
        .collect()
}

fn public_url(text: &str) -> Result<Url> {
    let url: Url = parse("public_url", text)?;
    let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() || !plain {
        return Err(wrong(
            "public_url",
            &format!("`{text}`: give scheme and host, such as https://chat.example.com"),
        ));
    }
    Ok(url)
}

fn database(url: &str, durability: Durability, connections: u32) -> Result<Target> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path == ":memory:" {
            return Err(wrong("database_url", &"name a file, such as sqlite:data/leadbell.db"));
        }
        return Ok(Target::Sqlite(path.into(), durability));
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let options =
            PgConnectOptions::from_str(url).map_err(|cause| wrong("database_url", &cause))?;
        return Ok(Target::Postgres(Box::new(options), connections.clamp(2, 200)));
    }
    Err(wrong("database_url", &"must begin with sqlite: or postgres://"))
}

fn files(url: Option<&str>) -> Result<Option<PathBuf>> {
    match url.map(|url| (url, url.strip_prefix("file://").unwrap_or(url))) {
        None => Ok(None),
        Some((_, path)) if !path.is_empty() && !path.contains("://") => Ok(Some(path.into())),
        Some((url, _)) => Err(wrong(
            "files_url",
            &format!("`{url}`: give a folder, such as file:///var/lib/leadbell/files"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(toml: &str) -> String {
        let figment = Figment::new().merge(Toml::string(toml));
        Config::from_figment(&figment).err().map(|cause| cause.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_wrong_value_is_refused_with_its_name_and_the_reason() {
        for (toml, name) in [
            ("listen = 'here'", "LEADBELL_LISTEN"),
            ("public_url = 'chat.example.com'", "LEADBELL_PUBLIC_URL"),
            ("public_url = 'https://example.com/chat'", "LEADBELL_PUBLIC_URL"),
            ("database_url = 'mysql://x'", "LEADBELL_DATABASE_URL"),
            ("smtp_url = 'mail.example.com'", "LEADBELL_SMTP_URL"),
            ("mail_from = 'nobody'", "LEADBELL_MAIL_FROM"),
            ("secret_key = 'short'", "LEADBELL_SECRET_KEY"),
            ("trusted_proxies = '10.0.0.0/8, elsewhere'", "LEADBELL_TRUSTED_PROXIES"),
            ("files_url = 'ftp://files'", "LEADBELL_FILES_URL"),
            ("redis_url = 'redis://localhost'", "LEADBELL_REDIS_URL"),
            ("sqlite_sync = 'never'", "LEADBELL_SQLITE_SYNC"),
            ("color = 'red'", "color"),
        ] {
            let text = refusal(toml);
            assert!(text.contains(name), "{toml} gave: {text}");
        }
    }

    #[test]
    fn an_address_without_a_mask_is_a_network_of_one() {
        let nets = networks("trusted_proxies", Some("10.1.2.3,::1 192.168.0.0/16"));
        let nets: Vec<String> = nets.unwrap_or_default().iter().map(ToString::to_string).collect();
        assert_eq!(nets, ["10.1.2.3/32", "::1/128", "192.168.0.0/16"]);
    }
}
