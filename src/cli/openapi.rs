//! `openapi`: prints the document of the JSON interface.

use crate::packed;

/// The document (OpenAPI 3.1) as JSON, as [`routes::document`](crate::routes::document) makes it.
/// The program carries the text alone: what makes it would take half a megabyte.
pub fn openapi() -> String {
    let mut text = packed::text(include_bytes!(concat!(env!("OUT_DIR"), "/openapi.z")));
    text.truncate(text.trim_end().len());
    text
}
