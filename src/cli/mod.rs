//! What the commands beside `serve` do.

mod backup;
mod demo;
mod health;
mod migrate;
mod openapi;
mod owner;
mod restore;
mod shop;

pub use self::backup::backup;
pub use self::demo::{Demo, demo};
pub use self::health::healthcheck;
pub use self::migrate::migrate;
pub use self::openapi::openapi;
pub use self::owner::{OwnerRequest, create_owner};
pub use self::restore::restore;
use crate::bus::Bus;
use crate::config::Config;
use crate::db::Db;
use crate::error::Result;
use crate::files::make_private;

/// Opens the database, and makes the data folder where it is missing.
async fn open(config: &Config) -> Result<Db> {
    make_private(&config.data)?;
    Db::open(&config.database, Bus::local()).await
}

/// The database in an archive.
const DATABASE: &str = "leadbell.db";
/// The secret key in an archive.
const KEY: &str = "secret.key";
/// The folder of stored files in an archive.
const FILES: &str = "files";
/// What made the archive, in JSON.
const LABEL: &str = "backup.json";
