//! People's pictures, as visitors and colleagues see them: small, so that they are kept in the
//! database and every node has them. A new one has a new id, so browsers keep each for good.

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, put};
use imagesize::ImageType;
use utoipa::OpenApi;
use uuid::Uuid;

use super::store::faces;
use super::{Action, Change};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::ids;
use crate::web::Problem;

/// Bytes of a picture: the console sends one of 128 by 128 pixels.
const LONGEST: usize = 64 * 1_024;
/// Pixels of its longer side.
const WIDEST: usize = 512;

/// The routes.
pub(super) fn router() -> Router<Ctx> {
    let own = Router::new()
        .route("/api/v1/me/face", put(set).delete(clear))
        .layer(DefaultBodyLimit::max(LONGEST));
    own.route("/v1/faces/{id}", get(show))
}

/// What the document of the interface says of pictures.
#[derive(OpenApi)]
#[openapi(paths(set, clear, show))]
pub struct Document;

/// Sets one's own picture: PNG, JPEG or WebP, at most 64 KiB and 512 pixels wide or high.
#[utoipa::path(
    put, path = "/api/v1/me/face", operation_id = "setFace", tag = "people",
    request_body(content = String, content_type = "image/*", description = "the picture"),
    responses(
        (status = 204, description = "it is set"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`"),
        (status = 413, description = "`file_too_large`, or `too_many_pixels`"),
        (status = 422, description = "`not_a_picture`"),
    )
)]
async fn set(
    State(ctx): State<Ctx>,
    Change(login): Change,
    picture: std::result::Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    login.require(Action::OwnProfile)?;
    let too_large = |_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large");
    let picture = picture.map_err(too_large)?;
    let kind = kind(&picture)?;
    let face = Some((ids::new_id(), kind, picture.to_vec()));
    ctx.db.write(SetFace { user: login.user.id, face, now: ctx.clock.now() }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes one's own picture away.
#[utoipa::path(
    delete, path = "/api/v1/me/face", operation_id = "clearFace", tag = "people",
    responses(
        (status = 204, description = "there is none, now or before"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`"),
    )
)]
async fn clear(State(ctx): State<Ctx>, Change(login): Change) -> Result<StatusCode, Problem> {
    login.require(Action::OwnProfile)?;
    ctx.db.write(SetFace { user: login.user.id, face: None, now: ctx.clock.now() }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A picture, for pages of any origin.
#[utoipa::path(
    get, path = "/v1/faces/{id}", operation_id = "getFace", tag = "widget",
    params(("id" = Uuid, Path, description = "as frames and the console name it")),
    responses(
        (status = 200, description = "the picture", body = String, content_type = "image/*"),
        (status = 400, description = "`refused`: that is no id"),
        (status = 404, description = "`not_found`"),
    )
)]
async fn show(State(ctx): State<Ctx>, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let found = faces::by_id(&mut ctx.db.read().await?, id).await?;
    let (kind, picture) = found.ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, kind.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, picture).into_response())
}

/// The media type, by the content.
fn kind(picture: &[u8]) -> Result<&'static str, Problem> {
    let wrong = |code| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code);
    let kind = match imagesize::image_type(picture) {
        Ok(ImageType::Png) => "image/png",
        Ok(ImageType::Jpeg) => "image/jpeg",
        Ok(ImageType::Webp) => "image/webp",
        _ => return Err(wrong("not_a_picture")),
    };
    let size = imagesize::blob_size(picture).map_err(|_| wrong("not_a_picture"))?;
    if !is_whole(kind, picture) || size.width.min(size.height) == 0 {
        return Err(wrong("not_a_picture"));
    }
    if size.width.max(size.height) > WIDEST {
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many_pixels"));
    }
    Ok(kind)
}

/// Whether the file ends as its kind does: half a picture is refused, and so is a mere heading.
fn is_whole(kind: &str, picture: &[u8]) -> bool {
    match kind {
        "image/png" => picture.ends_with(b"IEND\xaeB`\x82"),
        "image/jpeg" => picture.ends_with(b"\xff\xd9"),
        // RIFF: the bytes that follow the length's own place, in little endian.
        _ => {
            let length = picture.get(4..8).and_then(|bytes| bytes.try_into().ok());
            let length =
                length.map(u32::from_le_bytes).and_then(|length| usize::try_from(length).ok());
            let is_image = |chunk: &[u8]| matches!(chunk, b"VP8 " | b"VP8L" | b"ANMF");
            length == Some(picture.len() - 8) && picture.windows(4).any(is_image)
        }
    }
}

struct SetFace {
    user: Uuid,
    /// Id, media type and bytes; none: it is taken away.
    face: Option<(Uuid, &'static str, Vec<u8>)>,
    now: Millis,
}

impl Write for SetFace {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let id = self.face.as_ref().map(|(id, ..)| *id);
        faces::clear(tx, self.user, id).await?;
        if let Some((id, kind, picture)) = &self.face {
            faces::insert(tx, *id, self.user, kind, picture, self.now).await?;
        }
        Ok(())
    }
}
