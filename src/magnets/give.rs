//! Gives a magnet to somebody, once.

use serde_json::json;
use uuid::Uuid;

use super::store::{self, Download, NewDownload};
use super::{Magnet, token};
use crate::clock::{DAY, MINUTE, Millis};
use crate::ctx::Ctx;
use crate::db::{Tx, dialect};
use crate::error::Result;
use crate::events::{self, Event};
use crate::guard::{self, By, VisitorMail};
use crate::i18n;
use crate::ids;
use crate::mail::{Button, Letter};
use crate::sites::Site;

/// Who asks again within this time is not mailed again at the same address.
const AGAIN: Millis = 10 * MINUTE;

/// By what a magnet comes to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Giver {
    /// A form.
    Form,
    /// A script.
    Script,
    /// An offer.
    Offer,
}

impl Giver {
    fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Script => "script",
            Self::Offer => "offer",
        }
    }
}

/// What is given, to whom. Who has it already, as this visitor or at this address, gets the same.
#[derive(Clone, Debug)]
pub struct Give<'a> {
    /// On which site.
    pub site: &'a Site,
    /// Which magnet of its account.
    pub magnet: Uuid,
    /// To whom.
    pub visitor: Option<Uuid>,
    /// To whose card, where there is one.
    pub lead: Option<Uuid>,
    /// With which request.
    pub submission: Option<Uuid>,
    /// The normalised address that they gave.
    pub email: Option<&'a str>,
    /// By mail in any case; else as the magnet has it.
    pub by_mail: bool,
    /// Their language.
    pub language: &'a str,
    /// By what.
    pub by: Giver,
    /// When.
    pub now: Millis,
}

/// How it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// They have it; who asks under another's address has it by mail only.
    #[default]
    Given,
    /// The address has to be confirmed first: by the mail.
    ToConfirm,
    /// It is given to an address only, and none is known.
    NeedsEmail,
    /// There is none left.
    Dry,
}

/// What somebody got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// How it went.
    pub outcome: Outcome,
    /// What it is called.
    pub title: String,
    /// The address of its page.
    pub link: Option<String>,
    /// A coupon's code.
    pub code: Option<String>,
    /// It went by mail, now or a moment ago.
    pub mailed: bool,
}

impl Given {
    fn nothing(title: String, outcome: Outcome) -> Self {
        Self { outcome, title, ..Self::default() }
    }
}

/// Gives a magnet: never two to one person. `None` where the account has no such magnet, or there
/// is nobody to give it to.
pub async fn give(ctx: &Ctx, tx: &mut Tx<'_>, to: &Give<'_>) -> Result<Option<Given>> {
    let account = to.site.account_id;
    let Some(magnet) = store::by_id(tx, account, to.magnet).await? else { return Ok(None) };
    if magnet.confirms && to.email.is_none() {
        return Ok(Some(Given::nothing(magnet.title, Outcome::NeedsEmail)));
    }
    if to.visitor.is_none() && to.email.is_none() {
        return Ok(None);
    }
    if magnet.valid_until.is_some_and(|until| until <= to.now) {
        return Ok(Some(Given::nothing(magnet.title, Outcome::Dry)));
    }
    let mailbox = to.email.map(|email| ctx.keys.digest("magnets", &guard::mailbox(email)));
    lock(tx, to, mailbox.as_deref()).await?;
    let had = store::of_holder(tx, magnet.id, to.visitor, mailbox.as_deref()).await?;
    // Who types another's address learns nothing of what is theirs.
    let is_own = had.as_ref().is_none_or(|had| had.visitor_id == to.visitor);
    let download = match had {
        Some(had) => again(tx, to, &magnet, had, mailbox, is_own).await?,
        None => match first(tx, to, &magnet, mailbox).await? {
            Some(download) => download,
            None => return Ok(Some(Given::nothing(magnet.title, Outcome::Dry))),
        },
    };
    let mailed = match &download.email {
        Some(email) if magnet.mails || to.by_mail || download.waits() || !is_own => {
            let just = download.mailed_at.is_some_and(|at| to.now - at < AGAIN);
            just || mail(ctx, tx, to, &magnet, &download, email).await?
        }
        _ => false,
    };
    if !is_own {
        // To the address alone.
        return Ok(Some(Given { title: magnet.title, mailed, ..Given::default() }));
    }
    let given = told(ctx, to, &magnet, &download, mailed);
    // Who sees a code has it.
    if given.code.is_some() && !to.by_mail && store::seen(tx, download.id, to.now).await? {
        events::append(tx, &taken(to.site, &magnet, &download, to.now)).await?;
    }
    Ok(Some(given))
}

/// What is noted when somebody takes what they were given.
pub(super) fn taken(site: &Site, magnet: &Magnet, download: &Download, now: Millis) -> Event {
    Event {
        site: Some(site.id),
        visitor: download.visitor_id,
        lead: download.lead_id,
        data: json!({ "magnet": magnet.id, "name": magnet.name, "download": download.id }),
        ..Event::new(site.account_id, "magnet.taken", now)
    }
}

/// Two requests of one person come one after the other: the second finds what the first got.
async fn lock(tx: &mut Tx<'_>, to: &Give<'_>, mailbox: Option<&[u8]>) -> Result<()> {
    if let Some(visitor) = to.visitor {
        dialect::lock_name(tx, &format!("magnet {} of {visitor}", to.magnet)).await?;
    }
    if let Some(mailbox) = mailbox {
        dialect::lock_name(tx, &format!("magnet {} of {mailbox:02x?}", to.magnet)).await?;
    }
    Ok(())
}

/// Gives it for the first time; `None`: there is no code left.
async fn first(
    tx: &mut Tx<'_>,
    to: &Give<'_>,
    magnet: &Magnet,
    mailbox: Option<Vec<u8>>,
) -> Result<Option<Download>> {
    let id = ids::new_id();
    // What is to be confirmed gets its code then: robots do not empty a pool.
    let code = if magnet.has_pool() && !magnet.confirms {
        match store::claim(tx, magnet.id, id).await? {
            Some(code) => code,
            None => return Ok(None),
        }
    } else {
        magnet.code.clone()
    };
    let new = NewDownload {
        id,
        account: to.site.account_id,
        site: to.site.id,
        magnet: magnet.id,
        visitor: to.visitor,
        mailbox,
        lead: to.lead,
        submission: to.submission,
        email: to.email,
        by: to.by.as_str(),
        code: &code,
        now: to.now,
        expires_at: to.now + magnet.days * DAY,
        uses: magnet.uses,
        wants_confirmation: magnet.confirms,
    };
    store::give(tx, &new).await?;
    let event = Event {
        site: Some(to.site.id),
        visitor: to.visitor,
        lead: to.lead,
        submission: to.submission,
        data: json!({
            "magnet": magnet.id, "name": magnet.name, "download": id, "by": to.by.as_str(),
        }),
        ..Event::new(to.site.account_id, "magnet.given", to.now)
    };
    events::append(tx, &event).await?;
    Ok(Some(new.into()))
}

/// What somebody has: good for as long as a new one, and theirs under the newest address.
async fn again(
    tx: &mut Tx<'_>,
    to: &Give<'_>,
    magnet: &Magnet,
    had: Download,
    mailbox: Option<Vec<u8>>,
    is_own: bool,
) -> Result<Download> {
    let is_over = had.uses_left <= 0 || had.expires_at <= to.now;
    let is_elsewhere = is_own && to.email.is_some() && to.email != had.email.as_deref();
    let email = to.email.filter(|_| is_elsewhere).map(str::to_owned);
    let had = Download {
        expires_at: if is_over { to.now + magnet.days * DAY } else { had.expires_at },
        uses_left: if is_over { magnet.uses } else { had.uses_left },
        lead_id: had.lead_id.or(to.lead.filter(|_| is_own)),
        email: email.or(had.email),
        mailed_at: had.mailed_at.filter(|_| !is_elsewhere),
        ..had
    };
    store::renew(tx, &had, mailbox.as_deref().filter(|_| is_elsewhere)).await?;
    Ok(had)
}

fn told(ctx: &Ctx, to: &Give<'_>, magnet: &Magnet, download: &Download, mailed: bool) -> Given {
    let waits = download.waits();
    let link = ctx.link(&token::path(&ctx.keys, &to.site.key, download.id));
    let code = Some(download.code.clone()).filter(|code| !code.is_empty() && !waits);
    Given {
        outcome: if waits { Outcome::ToConfirm } else { Outcome::Given },
        title: magnet.title.clone(),
        link: (!waits).then_some(link),
        code,
        mailed,
    }
}

/// The mail with the way to it: none of its words are a visitor's.
fn letter(ctx: &Ctx, to: &Give<'_>, magnet: &Magnet, download: &Download) -> Letter {
    let language = i18n::supported(to.language);
    let about = [("site", to.site.name.as_str().into()), ("title", magnet.title.as_str().into())];
    let words = |key| i18n::text(language, key, &about);
    let waits = download.waits();
    Letter {
        language,
        sender: to.site.name.clone(),
        subject: words(if waits { "magnet-mail-confirm" } else { "magnet-mail-subject" }),
        reason: words("magnet-mail-reason"),
        body: Some(magnet.text.clone()).filter(|text| !text.is_empty()),
        button: Some(Button {
            label: words(if waits { "magnet-mail-confirm-button" } else { "magnet-mail-button" }),
            url: ctx.link(&token::path(&ctx.keys, &to.site.key, download.id)),
        }),
        foot: vec![words("mail-visitor-foot")],
        ..Letter::default()
    }
}

/// Mails it. Whether it goes out.
async fn mail(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    to: &Give<'_>,
    magnet: &Magnet,
    download: &Download,
    email: &str,
) -> Result<bool> {
    let by = to.visitor.map_or(By::Stranger, By::Visitor);
    let mail = letter(ctx, to, magnet, download).render()?;
    let what = VisitorMail { site: to.site, by, conversation: None, to: email, mail };
    let is_out = guard::mail_visitor(ctx, tx, what, to.now).await?.is_ok();
    if is_out {
        store::mailed(tx, download.id, to.now).await?;
    }
    Ok(is_out)
}
