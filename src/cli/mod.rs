//! What the commands beside `serve` do.

mod backup;
mod demo;
mod health;
mod openapi;
mod owner;
mod restore;
mod shop;

pub use self::backup::backup;
pub use self::demo::{Demo, demo};
pub use self::health::healthcheck;
pub use self::openapi::openapi;
pub use self::owner::{OwnerRequest, create_owner};
pub use self::restore::restore;

/// The database in an archive.
const DATABASE: &str = "leadbell.db";
/// The secret key in an archive.
const KEY: &str = "secret.key";
/// The folder of stored files in an archive.
const FILES: &str = "files";
/// What made the archive, in JSON.
const LABEL: &str = "backup.json";
