//! Who has seen a landing page: told by the page view of the script on it, which robots do not send
//! and visitors who have not agreed do not either.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::{HeaderMap, header};
use uuid::Uuid;

use super::definition::Variant;
use super::store::{self, PageRow};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::experiments::{self, Arm, Kind, Period};
use crate::{keys, visitors};

/// Has views of landing pages counted.
pub fn start(ctx: &Ctx) {
    visitors::meet_with(
        ctx,
        Arc::new(|ctx, met: visitors::Met| {
            Box::pin(async move {
                let Some(slug) = slug(&ctx, &met.url) else { return Ok(()) };
                let row = store::by_slug(&mut ctx.db.read().await?, &slug).await?;
                let Some(row) = row.filter(|row| row.site_id == met.site && is_on(row)) else {
                    return Ok(());
                };
                let tried = tried(&ctx, &row, met.network, &met.headers, None).await?;
                let now = ctx.clock.now();
                ctx.db.write(Visiting { row, tried, visitor: met.visitor, now }).await
            })
        }),
    );
}

/// Whether anybody may see it.
pub fn is_on(row: &PageRow) -> bool {
    row.active && row.deleted_at.is_none()
}

/// Of which landing page an address is.
fn slug(ctx: &Ctx, url: &str) -> Option<String> {
    let rest = url.strip_prefix(&ctx.link("/p/"))?;
    let end = rest.find(['?', '#', '/']).unwrap_or(rest.len());
    Some(rest[..end].to_owned())
}

/// What is tried out on a page, and which arm somebody is in.
pub struct Tried {
    pub period: Arc<Period>,
    pub arm: Arm,
}

/// The name of the cookie that keeps somebody in their arm: it has no id of theirs.
pub fn cookie(page: Uuid) -> String {
    format!("lbp_{}", &page.simple().to_string()[20..])
}

/// Which arm of a page's experiment somebody is in: the one that their cookie names. Without one it is
/// drawn for `fresh`, who will have one. Where nobody may be given one it is drawn by network and
/// browser, so that it is the same for the page and for its view.
pub async fn tried(
    ctx: &Ctx,
    row: &PageRow,
    network: IpAddr,
    headers: &HeaderMap,
    fresh: Option<Uuid>,
) -> Result<Option<Tried>> {
    let Some(period) = experiments::running(ctx, Kind::Page, row.id).await? else {
        return Ok(None);
    };
    let name = format!("{}=", cookie(row.id));
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let kept = cookies.flat_map(|all| all.split("; ")).find_map(|one| one.strip_prefix(&name));
    let kept = kept.and_then(|kept| kept.strip_prefix(&period.id.simple().to_string()));
    let kept =
        kept.and_then(|arm| period.arms.iter().find(|one| arm.strip_prefix('.') == Some(&one.key)));
    let drawn = || {
        let who = fresh.unwrap_or_else(|| {
            let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
            let who = keys::hash(&format!("{network} {}", agent.unwrap_or_default()));
            Uuid::from_bytes(first(&who))
        });
        experiments::assign(&period, who).cloned()
    };
    let arm = kept.cloned().or_else(drawn);
    Ok(arm.map(|arm| Tried { period, arm }))
}

fn first(hash: &[u8]) -> [u8; 16] {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(hash) {
        *to = *from;
    }
    bytes
}

/// The variant of an arm; where it is no longer there, the first.
pub fn variant<'a>(row: &'a PageRow, tried: Option<&Tried>) -> Option<&'a Variant> {
    let variants = &row.definition.0.variants;
    let of_arm = |tried: &Tried| variants.iter().find(|variant| variant.key == tried.arm.key);
    tried.and_then(of_arm).or_else(|| variants.first())
}

struct Visiting {
    row: PageRow,
    tried: Option<Tried>,
    visitor: Uuid,
    now: Millis,
}

impl Write for Visiting {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Self { row, tried, visitor, now } = self;
        store::visited(tx, (row.account_id, row.id), *visitor, *now).await?;
        if let Some(Tried { period, arm }) = tried {
            experiments::expose(tx, period, *visitor, arm, true, *now).await?;
        }
        Ok(())
    }
}
