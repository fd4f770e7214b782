//! axum's extractors with refusals of our own: a problem, which the layer around all routes turns
//! into a page where a person would read it.

use axum::extract::{FromRequest, FromRequestParts, Request, path, rejection};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::{Code, Problem};

/// The query of an address; 400 `invalid_query`.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        read.map(|query| Self(query.0)).map_err(|cause| {
            Problem::new(cause.status(), "invalid_query").detail(cause.body_text())
        })
    }
}

/// The parts of a path; 400 `invalid_path`.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = path::Path::<T>::from_request_parts(parts, state).await;
        read.map(|path| Self(path.0))
            .map_err(|cause| Problem::new(cause.status(), "invalid_path").detail(cause.body_text()))
    }
}

/// A posted form; 415 for another content type, 400 `unreadable_form` for what is none.
pub struct Form<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        use rejection::FormRejection as Refused;
        let read = axum::Form::<T>::from_request(request, state).await;
        read.map(|form| Self(form.0)).map_err(|cause| {
            let (status, code): (StatusCode, Code) = match &cause {
                Refused::InvalidFormContentType(_) => (cause.status(), "unsupported_media_type"),
                Refused::BytesRejection(_) => (cause.status(), "unreadable_body"),
                _ => (StatusCode::BAD_REQUEST, "unreadable_form"),
            };
            Problem::new(status, code).detail(cause.body_text())
        })
    }
}
