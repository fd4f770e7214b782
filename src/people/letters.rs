//! The mails to people: a link to set a new password, an invitation. They hold no text that
//! somebody else could have written but names, and their links use the configured address.

use super::{Account, User};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::i18n::{self, text};
use crate::mail::{Button, Letter, Rendered};

/// The link to set a new password.
pub(super) fn reset(ctx: &Ctx, user: &User, token: &str) -> Result<Rendered> {
    let language = i18n::supported(&user.language);
    let say = |key: &str| text(language, key, &[("email", user.email.as_str().into())]);
    Letter {
        language,
        subject: say("people-reset-subject"),
        reason: say("people-reset-reason"),
        more: Some(say("people-reset-life")),
        button: Some(Button {
            label: say("people-reset-button"),
            url: ctx.link(&format!("/reset/{token}")),
        }),
        foot: vec![say("people-reset-foot")],
        ..Letter::default()
    }
    .render()
}

/// The invitation of `user` by `by`.
pub(super) fn invitation(
    ctx: &Ctx,
    account: &Account,
    by: &User,
    user: &User,
    token: &str,
) -> Result<Rendered> {
    let language = i18n::supported(&user.language);
    let (name, account) = (short(&by.name), short(&account.name));
    let say = |key: &str| {
        let email = user.email.as_str();
        let args = [("name", name.into()), ("account", account.into()), ("email", email.into())];
        text(language, key, &args)
    };
    Letter {
        language,
        subject: say("people-invite-subject"),
        reason: say("people-invite-reason"),
        more: Some(say("people-invite-life")),
        button: Some(Button {
            label: say("people-invite-button"),
            url: ctx.link(&format!("/invite/{token}")),
        }),
        foot: vec![say("people-invite-foot")],
        ..Letter::default()
    }
    .render()
}

/// A name as far as a stranger's mail carries it: too short for a message of one's own.
fn short(name: &str) -> &str {
    name.char_indices().nth(60).map_or(name, |(end, _)| &name[..end])
}
