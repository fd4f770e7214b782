//! `openapi`: prints the document of the JSON interface.

/// The document (OpenAPI 3.1) as JSON, as [`routes::document`](crate::routes::document) makes it.
/// The program carries the text alone: what makes it would take half a megabyte.
pub fn openapi() -> &'static str {
    include_str!("../../docs/openapi.json").trim_end()
}
