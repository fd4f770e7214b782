//! `openapi`: prints the document of the JSON interface.

use crate::error::Result;
use crate::routes;

/// The document (OpenAPI 3.1) as JSON.
pub fn openapi() -> Result<String> {
    Ok(routes::document().to_pretty_json()?)
}
