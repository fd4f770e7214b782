//! How each setting's text is read. A refusal says what was expected; it repeats nothing of an
//! address, since a password may stand in it.

use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use ipnet::IpNet;
use sqlx::postgres::PgConnectOptions;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::filter::Targets;
use url::Url;

use crate::db::{Durability, Target};

pub(super) const LISTEN: &str = "an address and a port, such as 127.0.0.1:8080";
pub(super) const SENDER: &str = "a sender such as Leadbell <leadbell@example.com>";

/// The fewest and the most connections: one reads while another writes.
const CONNECTIONS: std::ops::RangeInclusive<u32> = 2..=200;

/// What has no secret in it, by its own rules.
pub(super) fn parse<T: FromStr>(expected: &'static str) -> impl Fn(&str) -> Result<T, String> {
    move |text| text.parse().map_err(|_| format!("`{text}` is not {expected}"))
}

#[allow(clippy::unnecessary_wraps, reason = "one of those that read a setting")]
pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    Ok(text.into())
}

pub(super) fn flag(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err(format!("`{text}` is neither true nor false")),
    }
}

pub(super) fn durability(text: &str) -> Result<Durability, String> {
    match text {
        "full" => Ok(Durability::Full),
        "normal" => Ok(Durability::Normal),
        _ => Err(format!("`{text}` is neither full nor normal")),
    }
}

pub(super) fn connections(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| CONNECTIONS.contains(number));
    let (least, most) = (CONNECTIONS.start(), CONNECTIONS.end());
    number.ok_or_else(|| format!("`{text}` is not a whole number from {least} to {most}"))
}

pub(super) fn secret_key(text: &str) -> Result<String, String> {
    if text.len() < 32 {
        return Err("it must have 32 characters at least".into());
    }
    Ok(text.to_owned())
}

/// A filter as the log has it. A lone word that is no level would be taken for the name of a
/// module, and nothing would be logged.
pub(super) fn log(text: &str) -> Result<String, String> {
    let is_plain = |part: &str| part.contains('=') || part.parse::<LevelFilter>().is_ok();
    let is_known = text.split(',').all(|part| is_plain(part.trim()));
    if !is_known || text.parse::<Targets>().is_err() {
        return Err(format!("`{text}` is not a log filter such as info or info,leadbell=debug"));
    }
    Ok(text.to_owned())
}

/// Addresses and networks with a mask, with commas or spaces between them.
pub(super) fn networks(text: &str) -> Result<Vec<IpNet>, String> {
    let parts = text.split([',', ' ']).filter(|part| !part.is_empty());
    let read = |part: &str| match part.parse::<IpAddr>() {
        Ok(address) => Ok(IpNet::from(address)),
        Err(_) => parse("an address or a network, such as 10.0.0.0/8 or ::1")(part),
    };
    parts.map(read).collect()
}

/// Networks, of which none is the whole internet.
pub(super) fn proxies(text: &str) -> Result<Vec<IpNet>, String> {
    let networks = networks(text)?;
    match networks.iter().find(|network| network.prefix_len() == 0) {
        Some(all) => Err(format!(
            "{all} is every address, so that anybody could pretend to come from any other: name \
             your proxy's own network"
        )),
        None => Ok(networks),
    }
}

pub(super) fn public_url(text: &str) -> Result<Url, String> {
    let expected = || "give scheme and host and nothing else, such as https://chat.example.com";
    let url = Url::parse(text).map_err(|_| expected())?;
    let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let is_anybodys = url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() || !plain || !is_anybodys {
        return Err(expected().into());
    }
    Ok(url)
}

pub(super) fn database(
    url: &str,
    durability: Durability,
    connections: u32,
) -> Result<Target, String> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path == ":memory:" {
            return Err("name a file, such as sqlite:data/leadbell.db".into());
        }
        return Ok(Target::Sqlite(path.into(), durability));
    }
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err("it must begin with sqlite: or postgres://".into());
    }
    let options = PgConnectOptions::from_str(url).map_err(|_| {
        "give postgres://user:password@host:5432/database; in a password, characters such as @ : \
         / ? # % are written as %40 and so on"
    })?;
    Ok(Target::Postgres(Box::new(options), connections))
}

/// Redis serves several nodes, which also need to share everything else.
pub(super) fn redis(
    url: &str,
    is_postgres: bool,
    has_key: bool,
    has_files: bool,
) -> Result<String, String> {
    redis::Client::open(url).map_err(|_| {
        "give redis://host:6379 or redis://user:password@host:6379/0; rediss:// is not supported"
    })?;
    for (is_there, missing) in [
        (is_postgres, "PostgreSQL: set LEADBELL_DATABASE_URL"),
        (has_key, "one shared key: set LEADBELL_SECRET_KEY"),
        (
            has_files,
            "shared files: set LEADBELL_FILES_URL to a folder that all of them reach, or to a \
             bucket",
        ),
    ] {
        if !is_there {
            return Err(format!("it is for several nodes, which need {missing}"));
        }
    }
    Ok(url.to_owned())
}
