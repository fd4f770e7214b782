//! Who belongs to an account: invitations, roles, deactivation.

use uuid::Uuid;

use super::store::{tokens as token_store, users};
use super::tokens::{self, Purpose};
use super::{Account, Login, Role, User, letters, sessions};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::{ids, keys, mail};

/// How an invitation went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Invited {
    /// The mail is on its way.
    Sent,
    /// The address is a login on this server already.
    Taken,
}

/// Adds a person who has no password yet, and sends them a link to choose one.
pub(super) async fn invite(
    ctx: &Ctx,
    by: &Login,
    email: String,
    role: Role,
    language: String,
) -> Result<Invited> {
    let user = User {
        id: ids::new_id(),
        account_id: by.account.id,
        name: email.split('@').next().unwrap_or_default().to_owned(),
        email,
        role,
        language,
        totp: false,
        active: true,
    };
    let (token, letter) = invitation(ctx, by, &user)?;
    ctx.db.write(Invite { user, token, letter, now: ctx.clock.now() }).await
}

fn invitation(ctx: &Ctx, by: &Login, user: &User) -> Result<(String, mail::Rendered)> {
    let token = ids::random_token(32);
    let letter = letters::invitation(ctx, &by.account, &by.user, user, &token)?;
    Ok((token, letter))
}

struct Invite {
    user: User,
    token: String,
    letter: mail::Rendered,
    now: Millis,
}

impl Invite {
    async fn send(&self, tx: &mut Tx<'_>) -> Result<()> {
        let (user, hash) = (&self.user, keys::hash(&self.token));
        token_store::insert(tx, &hash, Purpose::Invite, Some(user.id), self.now).await?;
        mail::send_later(tx, user.account_id, &user.email, self.letter.clone(), self.now).await
    }
}

impl Write for Invite {
    type Out = Invited;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Invited> {
        if !users::insert(tx, &self.user, None, self.now).await? {
            return Ok(Invited::Taken);
        }
        self.send(tx).await?;
        Ok(Invited::Sent)
    }
}

/// Sends an invitation again; earlier links end. False when there is no such invitation.
pub(super) async fn resend(ctx: &Ctx, by: &Login, id: Uuid) -> Result<bool> {
    let found = users::by_id(&mut ctx.db.read().await?, id).await?;
    let user = match found {
        Some(found) if found.user.account_id == by.account.id => found.user,
        _ => return Ok(false),
    };
    let (token, letter) = invitation(ctx, by, &user)?;
    ctx.db.write(Resend(Invite { user, token, letter, now: ctx.clock.now() })).await
}

struct Resend(Invite);

impl Write for Resend {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let id = self.0.user.id;
        let found = users::now_by_id(tx, id).await?;
        if !found.is_some_and(|found| found.password_hash.is_none() && found.user.active) {
            return Ok(false);
        }
        token_store::drop_of_user(tx, id).await?;
        self.0.send(tx).await?;
        Ok(true)
    }
}

/// What became of a change to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Changed {
    /// It is done.
    Done,
    /// The account has no such person.
    NoSuch,
    /// The account would have no owner who can sign in.
    LastOwner,
}

/// A change to a member of an account.
pub(super) struct ChangeMember {
    pub account: Uuid,
    pub user: Uuid,
    pub change: MemberChange,
}

/// What changes.
#[derive(Clone, Copy)]
pub(super) enum MemberChange {
    Role(Role),
    /// Signs them out everywhere, too.
    Deactivate,
    Reactivate,
    /// Takes back an invitation that was not accepted.
    Withdraw,
}

impl Write for ChangeMember {
    type Out = Changed;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Changed> {
        let Self { account, user, change } = *self;
        let loses_owner = match change {
            MemberChange::Role(role) => role != Role::Owner,
            MemberChange::Deactivate => true,
            MemberChange::Reactivate | MemberChange::Withdraw => false,
        };
        let found = users::now_by_id(tx, user).await?;
        let Some(found) = found.filter(|found| found.user.account_id == account) else {
            return Ok(Changed::NoSuch);
        };
        let is_owner = found.user.role == Role::Owner && found.user.active;
        if loses_owner && is_owner && users::other_owners(tx, account, user).await? == 0 {
            return Ok(Changed::LastOwner);
        }
        let done = match change {
            MemberChange::Role(role) => users::set_role(tx, account, user, role).await?,
            MemberChange::Reactivate => users::set_active(tx, account, user, true).await?,
            MemberChange::Deactivate => {
                token_store::drop_of_user(tx, user).await?;
                sessions::end_all(tx, user).await?;
                users::set_active(tx, account, user, false).await?
            }
            MemberChange::Withdraw if found.password_hash.is_some() => false,
            MemberChange::Withdraw => {
                token_store::drop_of_user(tx, user).await?;
                users::delete_invited(tx, account, user).await?
            }
        };
        Ok(if done { Changed::Done } else { Changed::NoSuch })
    }
}

/// Sets name and first password of somebody who was invited; false when the link opens nothing
/// any more.
pub(super) struct Accept {
    pub user: Uuid,
    pub token: String,
    pub name: String,
    pub language: String,
    pub hash: String,
    pub now: Millis,
}

impl Write for Accept {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        if !tokens::spend(tx, Purpose::Invite, &self.token, self.now).await? {
            return Ok(false);
        }
        token_store::drop_of_user(tx, self.user).await?;
        users::set_profile(tx, self.user, &self.name, &self.language).await?;
        users::set_password(tx, self.user, &self.hash).await
    }
}

/// The person and the account behind an invitation.
pub(super) async fn invited(ctx: &Ctx, token: &str) -> Result<Option<(User, Account)>> {
    let Some(id) = tokens::owner(ctx, Purpose::Invite, token).await? else { return Ok(None) };
    let mut db = ctx.db.read().await?;
    let Some(found) = users::by_id(&mut db, id).await? else { return Ok(None) };
    let account = users::account(&mut db, found.user.account_id).await?;
    Ok(account.map(|account| (found.user, account)).filter(|(user, _)| user.active))
}
