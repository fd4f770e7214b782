//! Taking a file in: bounded, looked at, stored, and only then acknowledged.

use axum::body::{Body, BodyDataStream};
use axum::http::StatusCode;
use futures_util::StreamExt as _;
use serde_json::json;
use uuid::Uuid;

use super::kind::{self, Kind, Refusal};
use super::store::{self, New};
use super::{Attachment, MEGABYTE, Owner, key};
use crate::clock::{DAY, HOUR, Millis, SECOND};
use crate::config::Limits;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::files::Part;
use crate::ids;
use crate::sites;
use crate::web::Problem;

/// A file that somebody sends.
pub(super) struct Upload {
    pub owner: Owner,
    /// The id that the client made for it.
    pub client: Uuid,
    /// Its name, clean.
    pub name: String,
    /// The most bytes.
    pub most: u64,
    /// The bytes that were announced.
    pub announced: Option<u64>,
}

impl Upload {
    /// Takes it in. Sent again under the same id, it is what it was: then the second is true.
    pub(super) async fn receive(
        &self,
        ctx: &Ctx,
        body: Body,
    ) -> Result<(Attachment, bool), Problem> {
        let mut body = body.into_data_stream();
        let taken = self.take(ctx, &mut body).await;
        if !matches!(taken, Ok((_, false))) {
            // Browsers read no answer before they have sent all.
            self.drain(&mut body).await;
        }
        taken
    }

    async fn take(
        &self,
        ctx: &Ctx,
        body: &mut BodyDataStream,
    ) -> Result<(Attachment, bool), Problem> {
        let known = store::of_client(&mut ctx.db.read().await?, self.owner, self.client).await?;
        if let Some(known) = known.filter(|known| known.is_stored) {
            return Ok((known, true));
        }
        if self.announced.is_some_and(|size| size > self.most) {
            return Err(self.too_large());
        }
        self.check_quota(ctx).await?;
        let mut part = ctx.files.part().await?;
        while let Some(bytes) = body.next().await {
            let bytes = bytes.map_err(|_| Problem::bad_request("unreadable_body"))?;
            if part.size() + bytes.len() as u64 > self.most {
                return Err(self.too_large());
            }
            part.write(&bytes).await.map_err(unwritten)?;
        }
        if part.size() == 0 {
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "file_empty"));
        }
        let kind = self.look(&mut part).await?;
        let file = self.note(ctx, kind, part.size()).await?.ok_or_else(over_quota)?;
        ctx.files.put(&key(file.id), part).await?;
        ctx.db.write(Stored { id: file.id, now: ctx.clock.now() }).await?;
        Ok((file, false))
    }

    async fn look(&self, part: &mut Part) -> Result<Kind, Problem> {
        let head = part.head(kind::HEAD).await.map_err(unwritten)?;
        kind::of(&head, &self.name).map_err(|refusal| match refusal {
            Refusal::Program => {
                Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "file_type_refused")
            }
            Refusal::TooManyPixels => {
                Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many_pixels")
            }
        })
    }

    /// The row stands before the file does, so that no file is ever without one. `None`: files that
    /// came in at the same time have used up what may be sent.
    async fn note(&self, ctx: &Ctx, kind: Kind, size: u64) -> Result<Option<Attachment>> {
        let Self { owner, client, name, .. } = self;
        let note = Note {
            id: ids::new_id(),
            owner: *owner,
            client: *client,
            name: name.clone(),
            kind: kind.name,
            size: i64::try_from(size).unwrap_or(i64::MAX),
            pixels: kind.pixels.map(|(width, height)| (width.into(), height.into())),
            share: Share::of(&ctx.config.limits),
            now: ctx.clock.now(),
        };
        ctx.db.write(note).await
    }

    /// What would not fit is refused before it has come in; it counts once it has.
    async fn check_quota(&self, ctx: &Ctx) -> Result<(), Problem> {
        let Owner::Visitor { site, visitor, .. } = self.owner else { return Ok(()) };
        let since = ctx.clock.now() - DAY;
        let used = store::bytes_since(&mut ctx.db.read().await?, visitor, site, since).await?;
        let more = self.announced.unwrap_or(self.most);
        let more = i64::try_from(more).unwrap_or(i64::MAX);
        if Share::of(&ctx.config.limits).holds(used, more) {
            return Ok(());
        }
        Err(over_quota())
    }

    fn too_large(&self) -> Problem {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large").with("most", json!(self.most))
    }

    async fn drain(&self, body: &mut BodyDataStream) {
        let mut left = self.most;
        while let Some(Ok(bytes)) = body.next().await {
            left = left.saturating_sub(bytes.len() as u64);
            if left == 0 {
                return;
            }
        }
    }
}

fn over_quota() -> Problem {
    Problem::too_many(u64::try_from(HOUR / SECOND).unwrap_or_default())
}

/// The bytes that one visitor, and all visitors of a site, may send in a day, so that nobody fills
/// the disk.
#[derive(Clone, Copy)]
struct Share {
    visitor: i64,
    site: i64,
}

impl Share {
    fn of(limits: &Limits) -> Self {
        let bytes = |megabytes: u32| i64::from(megabytes) * MEGABYTE.cast_signed();
        Self { visitor: bytes(limits.megabytes_visitor), site: bytes(limits.megabytes_site) }
    }

    /// Whether `more` fits beside what the visitor, and the site's visitors, have sent.
    fn holds(self, (of_visitor, of_site): (i64, i64), more: i64) -> bool {
        of_visitor.saturating_add(more) <= self.visitor && of_site.saturating_add(more) <= self.site
    }
}

#[allow(clippy::needless_pass_by_value, reason = "maps an error")]
fn unwritten(cause: std::io::Error) -> crate::error::Error {
    crate::error::Error::Storage(cause.to_string())
}

struct Note {
    id: Uuid,
    owner: Owner,
    client: Uuid,
    name: String,
    kind: &'static str,
    size: i64,
    pixels: Option<(i64, i64)>,
    share: Share,
    now: Millis,
}

impl Write for Note {
    type Out = Option<Attachment>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Out> {
        let Self { id, owner, client, kind, size, pixels, share, now, .. } = *self;
        if let Owner::Visitor { site, .. } = owner {
            // One after the other, so that all that came in at the same time is counted.
            sites::lock(tx, site).await?;
        }
        let known = store::of_client(tx, owner, client).await?;
        if known.as_ref().is_some_and(|known| known.is_stored) {
            return Ok(known);
        }
        if let Owner::Visitor { site, visitor, .. } = owner {
            let used = store::bytes_since(tx, visitor, site, now - DAY).await?;
            let counted = known.as_ref().map_or(0, |known| known.size);
            if !share.holds(used, size - counted) {
                return Ok(None);
            }
        }
        let new = New { id, owner, client, name: &self.name, kind, size, pixels, now };
        store::insert(tx, &new).await?;
        let gone = || crate::error::Error::NotCommitted("an upload has vanished".into());
        let known = store::of_client(tx, owner, client).await?.ok_or_else(gone)?;
        if known.id == id || known.is_stored {
            return Ok(Some(known));
        }
        store::again(tx, known.id, &new).await?;
        store::by_id(tx, known.id).await?.ok_or_else(gone).map(Some)
    }
}

struct Stored {
    id: Uuid,
    now: Millis,
}

impl Write for Stored {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::stored(tx, self.id, self.now).await
    }
}
