//! Errors for machines: `application/problem+json` (RFC 9457). The cause of an unexpected error
//! is in the log only, under the request's id.

use std::collections::BTreeMap;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::layers::current_request_id;
use crate::error::Error;

/// A stable word for what went wrong, in `snake_case`.
pub type Code = &'static str;

/// An answer that is an error.
#[derive(Clone, Debug)]
pub struct Problem(Box<ProblemBody>);

/// An error (RFC 9457), sent as `application/problem+json`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Always `about:blank`: `code` tells problems apart.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: String,
    /// The status.
    status: u16,
    /// A stable word for what went wrong, in `snake_case`.
    #[schema(value_type = String)]
    code: Code,
    /// A sentence for a person who reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The request's id, which is in the server's log as well.
    request_id: String,
    /// Field → code.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, String>, required = false)]
    errors: BTreeMap<String, Code>,
    /// Further members, such as a proof-of-work challenge.
    #[serde(flatten)]
    #[schema(value_type = BTreeMap<String, Value>)]
    more: BTreeMap<&'static str, Value>,
    #[serde(skip)]
    retry_after: Option<u64>,
}

impl Problem {
    /// A problem with the status's own title.
    pub fn new(status: StatusCode, code: Code) -> Self {
        Self(Box::new(ProblemBody {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            code,
            detail: None,
            request_id: current_request_id(),
            errors: BTreeMap::new(),
            more: BTreeMap::new(),
            retry_after: None,
        }))
    }

    /// 404: there is no such thing, or it is another account's.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    /// 403 with a code.
    pub fn forbidden(code: Code) -> Self {
        Self::new(StatusCode::FORBIDDEN, code)
    }

    /// 401: no valid login or token.
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized")
    }

    /// 400 with a code.
    pub fn bad_request(code: Code) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }

    /// 422: fields that are not usable, each with a code.
    pub fn fields(errors: impl IntoIterator<Item = (impl Into<String>, Code)>) -> Self {
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields");
        problem.0.errors.extend(errors.into_iter().map(|(field, code)| (field.into(), code)));
        problem
    }

    /// 429 with the seconds to wait.
    pub fn too_many(retry_after: u64) -> Self {
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many");
        problem.0.retry_after = Some(retry_after.max(1));
        problem
    }

    /// Adds a sentence for a person who reads it.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// Adds a member.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.0.more.insert(name, value);
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The request's id.
    pub(super) fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// The stable word.
    pub fn code(&self) -> Code {
        self.0.code
    }
}

impl From<Error> for Problem {
    fn from(cause: Error) -> Self {
        if cause.is_retryable() {
            tracing::warn!(%cause, "answered 503");
            let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
            problem.0.retry_after = Some(2);
            return problem;
        }
        if cause.is_unusable_text() {
            return Self::bad_request("unusable_text");
        }
        tracing::error!(%cause, "answered 500");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let mut answer = (
            self.status(),
            [
                (header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json")),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ],
            body,
        )
            .into_response();
        if let Some(seconds) = self.0.retry_after {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        answer.extensions_mut().insert(self);
        answer
    }
}
