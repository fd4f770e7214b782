//! Signing out.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::go;
use crate::ctx::Ctx;
use crate::people::{ChangeForm, cookies, signin};
use crate::web::Problem;

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// Ends this browser's session and its sockets.
pub(super) async fn submit(
    State(ctx): State<Ctx>,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    signin::sign_out(&ctx, &form.0).await?;
    Ok(go("/login", Some(cookies::end(&ctx))))
}
