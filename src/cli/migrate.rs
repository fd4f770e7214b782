//! `migrate`: brings the schema up to date.

use crate::config::Config;
use crate::error::Result;

/// Opens the database, which brings its schema up to date, and closes it.
pub async fn migrate(config: &Config) -> Result<()> {
    super::open(config).await?.close().await;
    Ok(())
}
