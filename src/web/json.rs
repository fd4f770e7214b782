//! JSON bodies of the visitor's side: sent as `text/plain`, so that a browser needs no preflight.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use super::Problem;

/// A JSON body of any content type. Unknown fields are refused where the type says so.
pub struct LooseJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for LooseJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await.map_err(|cause| {
            Problem::new(cause.status(), "unreadable_body").detail(cause.body_text())
        })?;
        parse_body(&body).map(Self)
    }
}

/// Parses a body; 422 with the place of the first mistake.
pub fn parse_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|cause| {
        let detail = cause.to_string();
        let code =
            if detail.starts_with("unknown field") { "unknown_field" } else { "invalid_json" };
        let status = if cause.is_data() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::BAD_REQUEST
        };
        Problem::new(status, code).detail(detail)
    })
}
