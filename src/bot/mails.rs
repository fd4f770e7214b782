//! Mails that scripts write: to the site's own addresses, and to visitors.

use serde_json::json;

use super::acts::{Deeds, note};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::Tx;
use crate::error::Result;
use crate::guard::{self, By, Guard, VisitorMail};
use crate::i18n;
use crate::leads::contact::normalise_email;
use crate::mail::{self, Button, Letter};
use crate::visitors;

/// A mail of a script.
pub struct Written<'a> {
    /// The effect.
    pub n: u32,
    pub subject: String,
    pub text: String,
    /// The script's.
    pub language: &'a str,
}

/// Writes to the site's own addresses, as far as its mails of the hour go.
pub async fn to_team(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    deeds: &Deeds,
    mail: Written<'_>,
    now: Millis,
) -> Result<()> {
    let Deeds { site, conversation, .. } = deeds;
    if is_suspect(ctx, tx, deeds, mail.n, None).await? {
        return left_out(tx, deeds, mail.n, "suspect", now).await;
    }
    if Guard::of(ctx).check_bot_mail(site.id).is_err() {
        return left_out(tx, deeds, mail.n, "site_limit", now).await;
    }
    let link = ctx.link(&format!("/console/inbox?c={conversation}"));
    let letter = Letter {
        language: i18n::supported(mail.language),
        subject: format!("{}: {}", site.name, mail.subject),
        reason: mail.subject,
        quote: Some(mail.text),
        button: Some(Button {
            label: i18n::text(mail.language, "mail-mention-button", &[]),
            url: link,
        }),
        ..Letter::default()
    };
    let settings = ctx.link(&format!("/console/settings/sites/{}", site.id));
    for to in &site.settings.notify {
        let rendered = with_foot(&letter, to, &site.name, &settings).render()?;
        mail::send_later(tx, site.account_id, to, rendered, now).await?;
    }
    Ok(())
}

/// The same with why it comes, and how that is stopped.
fn with_foot(letter: &Letter, to: &str, site: &str, settings: &str) -> Letter {
    let about = [("recipient", to.into()), ("site", site.into())];
    let words = |key| i18n::text(letter.language, key, &about);
    Letter {
        foot: vec![words("mail-foot-why"), words("mail-foot-stop")],
        stop: Some(Button { label: words("mail-foot-settings"), url: settings.to_owned() }),
        ..letter.clone()
    }
}

/// Writes to the address that the visitor gave, where nothing is against it.
pub async fn to_visitor(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    deeds: &Deeds,
    to: &str,
    mail: Written<'_>,
    now: Millis,
) -> Result<()> {
    let n = mail.n;
    let Some(to) = normalise_email(to) else {
        return left_out(tx, deeds, n, "no_address", now).await;
    };
    if mail.text.is_empty() {
        return left_out(tx, deeds, n, "no_text", now).await;
    }
    if is_suspect(ctx, tx, deeds, n, Some(&to)).await? {
        return left_out(tx, deeds, n, "suspect", now).await;
    }
    let (site, by) = (&deeds.site, By::Visitor(deeds.visitor));
    let words = |key| i18n::text(mail.language, key, &[("site", site.name.as_str().into())]);
    let letter = Letter {
        language: i18n::supported(mail.language),
        sender: site.name.clone(),
        reason: words("mail-visitor-chat"),
        foot: vec![words("mail-visitor-foot")],
        subject: if mail.subject.is_empty() { site.name.clone() } else { mail.subject },
        body: Some(mail.text),
        ..Letter::default()
    };
    let conversation = Some(deeds.conversation);
    let what = VisitorMail { site, by, conversation, to: &to, mail: letter.render()? };
    match guard::mail_visitor(ctx, tx, what, now).await? {
        Ok(()) => Ok(()),
        Err(withheld) => left_out(tx, deeds, n, withheld.as_str(), now).await,
    }
}

/// Whether the guard takes the visitor for a robot. One with a lead was looked at before.
async fn is_suspect(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    deeds: &Deeds,
    n: u32,
    email: Option<&str>,
) -> Result<bool> {
    let Some(known) = visitors::profile(tx, deeds.site.account_id, deeds.visitor).await? else {
        return Ok(true);
    };
    if known.lead.is_some() {
        return Ok(false);
    }
    let (address, agent) = deeds.came_from(&known);
    let facts = guard::Facts { email, ..deeds.facts(n, address, &agent) };
    let guard = Guard::of(ctx);
    // Mail to the team gives no contact, and counts for nobody.
    Ok(match (&deeds.sender, email) {
        (Some(_), Some(_)) => !guard.assess_chat(&facts).is_empty(),
        _ => !guard.assess_sender(&facts).is_empty(),
    })
}

async fn left_out(
    tx: &mut Tx<'_>,
    deeds: &Deeds,
    n: u32,
    reason: &'static str,
    now: Millis,
) -> Result<()> {
    note(tx, deeds, "bot.mail_left_out", json!({ "n": n, "reason": reason }), now).await
}
